/*
 * refresh/old_rows.h
 *		The rows of a model that new ones are compared with.
 *
 * Of each a hash of its bytes is kept and its place, 20 bytes; each new row looks for its equal:
 *
 *		old rows	| hash, place, - | hash, place, kept | ...		found by hash
 *						   |
 *						   to go, if no new row is its equal
 *
 * and of those that are to go, which are read again, a new row with the same key takes the place of one:
 *
 *		to go		| key's hash, place, - | key's hash, place, taken | ...		found by that
 */
#ifndef ECOM_REFRESH_OLD_ROWS_H
#define ECOM_REFRESH_OLD_ROWS_H

#include "base/compat.h"

#include "utils/rel.h"
#include "utils/snapshot.h"
#include "utils/tuplestore.h"

#include "refresh/change.h"
#include "refresh/row_bytes.h"

typedef struct OldRow
{
	uint32 hash;
	uint32 next; /* its number and one, of those with nearly the same hash; 0: there is none */
	TransactionId writer;
	ItemPointerData place;
	bool kept;
} OldRow;

typedef struct OldRows
{
	Relation model;
	Snapshot snapshot;
	TupleTableSlot *slot;
	RowReader reader;
	Bitmapset *key; /* columns of a unique index; NULL: there is none */
	OldRow *rows;
	int64 n;
	int64 allocated;
	uint32 *first; /* the number and one of a row whose hash ends with these bits */
	uint32 bits;   /* all of them set */
} OldRows;

/* Those at the places, NULL for all; they are also put into copies, unless that is NULL. */
extern OldRows *old_rows_read(Relation model, const Places *places, Snapshot snapshot, Tuplestorestate *copies);

/* Keeps one that equals the new row; false if there is none. */
extern bool old_rows_keep(OldRows *old, TupleTableSlot *row);

/* All new rows were compared: leaves those that are to go, by key. */
extern void old_rows_leave_unkept(OldRows *old);

/* One with the key of the new row, which takes its place; NULL if there is none. */
extern OldRow *old_rows_take(OldRows *old, TupleTableSlot *row);

extern void old_rows_free(OldRows *old);

#endif /* ECOM_REFRESH_OLD_ROWS_H */
