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

/*
 * For all of these the owner is that of raw.loads, and SPI is connected.
 *
 * Could the table have had contents of this size, or of an unknown one if that is -1?  False only if it surely has not.
 */
extern bool known_may_be(Oid owner, Oid table, int64 bytes);

/*
 * The load by which the table has contents of this SHA-256, committed or of this transaction; NULL if there is none.  What
 * these transactions have written is the rows of the load that asks.
 */
extern KnownLoad *known_find(Oid owner, Oid table, const char *sha256, const Writers *own);

/*
 * Before contents of this SHA-256 are entered, until the end of the transaction: others that enter them wait, unless they are
 * forced to.  So does this one for those that have entered them and not ended yet, unless it is forced.
 */
extern void known_lock(Oid table, const char *sha256, bool forced);

/* What is known, in a sentence without its end; palloc'd. */
extern char *known_sentence(const KnownLoad *known, const char *file, const char *target);

#endif /* ECOM_LOAD_KNOWN_H */
