/*
 * heap/written_by.h
 *		Which rows of a table some transactions have written.
 *
 * Each row version carries the number of the transaction, or subtransaction, that wrote it.  Freezing keeps it; an UPDATE and
 * whatever rewrites the table give it another one (VACUUM FULL and CLUSTER do not), and so does a restore.
 */
#ifndef ECOM_HEAP_WRITTEN_BY_H
#define ECOM_HEAP_WRITTEN_BY_H

#include "base/compat.h"

#include "access/transam.h"
#include "utils/snapshot.h"

/* A set of transactions, of which most follow one another. */
typedef struct Writers Writers;

extern Writers *writers_create(void);

/* Adds one that is not older than those that are there. */
extern void writers_add(Writers *writers, FullTransactionId writer);

/* Adds those of another set, in any order. */
extern void writers_add_all(Writers *writers, const Writers *others);

/* As text, {[7,9),[12,13)}, which the server reads as int8multirange; palloc'd.  And back. */
extern char *writers_text(const Writers *writers);
extern Writers *writers_read(const char *text);

/* Is a row's transaction, which is known by its lower half only, one of them? */
extern bool writers_have(const Writers *writers, TransactionId writer);

/* Can others by now have the same lower half?  Then a row tells nothing. */
extern bool writers_are_too_old(const Writers *writers);

/* An xid[] of them. */
extern Datum writers_array(const Writers *writers);

typedef struct WrittenRows
{
	bool known;	   /* no part of the table is stored where rows do not tell who wrote them */
	uint64 theirs; /* written by the transactions */
	uint64 others;
} WrittenRows;

/*
 * Counts the rows that a snapshot sees in a table and its partitions; stops at the first that others wrote, if so asked.
 * The table is not locked yet; false as known and nothing counted for one that is gone.
 */
extern WrittenRows written_rows(Oid table, Snapshot snapshot, const Writers *writers, bool until_others);

#endif /* ECOM_HEAP_WRITTEN_BY_H */
