/*
 * heap/table_version.h
 *		Tells whether the rows of a table are the same as some time ago.
 */
#ifndef ECOM_HEAP_TABLE_VERSION_H
#define ECOM_HEAP_TABLE_VERSION_H

#include "base/compat.h"

#include "storage/itemptr.h"
#include "utils/snapshot.h"

/* The rows of a table, summed up: how many, and a hash of where each is and which transaction wrote it. */
typedef struct TableVersion
{
	uint64 rows;
	uint64 sum;
} TableVersion;

/* Counts a row in, and takes it out again. */
extern void table_version_add(TableVersion *version, const ItemPointerData *place, TransactionId xmin);
extern void table_version_remove(TableVersion *version, const ItemPointerData *place, TransactionId xmin);

/* Counts in the rows of another one. */
static inline void
table_version_add_all(TableVersion *version, TableVersion other)
{
	version->rows += other.rows;
	version->sum += other.sum;
}

/* What one has more than the other, of which it has all rows. */
static inline TableVersion
table_version_difference(TableVersion all, TableVersion some)
{
	return (TableVersion){all.rows - some.rows, all.sum - some.sum};
}

/* As text; palloc'd.  And back: false for NULL, and for what says more than a version. */
extern char *table_version_text(const TableVersion *version);
extern bool table_version_read(const char *text, TableVersion *version);

/*
 * A text that stays the same as long as a snapshot sees the same rows in the table in the same places; palloc'd.
 * NULL where that cannot be told: it is no table or materialized view that is stored as a heap of this server, others
 * inherit from it, or it is a materialized view that is being refreshed.
 *
 * Rows of the transaction itself are marked if so asked: it may empty and fill the table once more under the same number.
 * So the text of a table that it has written is another one after its end.
 */
extern char *table_version(Oid table, Snapshot snapshot, bool mark_own);

#endif /* ECOM_HEAP_TABLE_VERSION_H */
