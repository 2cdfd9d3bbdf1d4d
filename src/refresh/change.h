/*
 * refresh/change.h
 *		Which rows of a table or model a run has found, or made, different.
 */
#ifndef ECOM_REFRESH_CHANGE_H
#define ECOM_REFRESH_CHANGE_H

#include "base/compat.h"

#include "storage/itemptr.h"
#include "utils/rel.h"
#include "utils/snapshot.h"
#include "utils/tuplestore.h"

#include "heap/table_version.h"

/* The places of rows, sorted once change_settle() was called. */
typedef struct Places
{
	int64 n;
	int64 allocated;
	ItemPointerData *at;
} Places;

/*
 * Rows that are there now and were not before the run, and those that were and are not.  The latter are still to be seen by the
 * snapshot that the run began with.  The version is that of all rows, kept up to date with both.
 */
typedef struct RowChange
{
	MemoryContext context; /* that it lives in */
	bool is_known;		   /* false: any row may be another one */
	Places added;
	Places removed;
	bool has_version;	   /* is it that of the model before the run, and kept up to date since? */
	TableVersion version;
} RowChange;

extern void places_add(Places *places, const ItemPointerData *place);
extern void places_sort(Places *places);

/* As tid[]. */
extern Datum places_array(const Places *places);

/* Counts rows into a change, and into its version. */
extern void change_add(RowChange *change, const ItemPointerData *place, TransactionId writer);
extern void change_remove(RowChange *change, const ItemPointerData *place, TransactionId writer);

/* Sorts both; a row that came and went within the run is in neither. */
extern void change_settle(RowChange *change);

static inline bool
change_is_none(const RowChange *change)
{
	return change->is_known && change->added.n == 0 && change->removed.n == 0;
}

/* The rows at these places, which the snapshot sees. */
extern Tuplestorestate *places_rows(Relation relation, const Places *places, Snapshot snapshot);

#endif /* ECOM_REFRESH_CHANGE_H */
