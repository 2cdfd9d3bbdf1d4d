/*
 * refresh/model_merge.h
 *		Rebuilds a model while others read it, as REFRESH MATERIALIZED VIEW CONCURRENTLY does, in a tenth of its time.
 */
#ifndef ECOM_REFRESH_MODEL_MERGE_H
#define ECOM_REFRESH_MODEL_MERGE_H

#include "base/compat.h"

#include "refresh/change.h"

/*
 * Runs the model's query under the active snapshot, deletes the rows that it no longer gives and inserts those that are
 * new, which are told; returns the number of rows.  Readers see the old rows until the transaction commits.  The model is locked
 * against other changes, populated and stored as a heap; a unique index of it keeps its grain.
 */
extern uint64 model_merge(Oid model, RowChange *change);

#endif /* ECOM_REFRESH_MODEL_MERGE_H */
