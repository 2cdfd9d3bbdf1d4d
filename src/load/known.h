/*
 * load/known.h
 *		Whether a table has had the contents of a file before, by raw.loads.
 *
 * What counts are loads of rows that can still be there: not those of no rows, nor those that were undone, nor those into a
 * table that is gone, emptied, or has had only other loads since.  A table is known by itself and not by its name; a
 * partition has its rows in common with the partitioned table, and a view with the table under it.
 */
#ifndef ECOM_LOAD_KNOWN_H
#define ECOM_LOAD_KNOWN_H

#include "base/compat.h"

#include "nodes/pg_list.h"

#include "heap/written_by.h"

/* A load that is known. */
typedef struct KnownLoad
{
	int64 load_id;
	const char *loaded_at;
	const char *file;
	int64 rows;
	const char *loaded_by;
} KnownLoad;

/* What a load knows of those before it whose rows are gone. */
typedef struct KnownGone
{
	List *loads;	  /* of the same contents */
	bool has_written; /* the load itself has, so that there is nothing more to be found out */
} KnownGone;

/*
 * For all of these the owner is that of raw.loads, and SPI is connected.
 *
 * Could the table have had contents of this size, or of an unknown one if that is -1?  False only if it surely has not.
 */
extern bool known_may_be(Oid owner, Oid table, int64 bytes);

/*
 * The load by which the table has contents of this SHA-256, committed or of this transaction; NULL if there is none.  What
 * these transactions have written is the rows of the load that asks.
 *
 * Of a table of Citus it is not known who has written its rows: if it has none before the load that asks writes some, the loads
 * until then are noted as gone, and else they all count.
 */
extern KnownLoad *known_find(Oid owner, Oid table, const char *sha256, const Writers *own, KnownGone *gone);

/*
 * Before contents of this SHA-256 are entered, until the end of the transaction: others that enter them wait, unless they are
 * forced to.  So does this one for those that have entered them and not ended yet, unless it is forced.
 */
extern void known_lock(Oid table, const char *sha256, bool forced);

/* What is known, in a sentence without its end; palloc'd. */
extern char *known_sentence(const KnownLoad *known, const char *file, const char *target);

#endif /* ECOM_LOAD_KNOWN_H */
