/*
 * refresh/model_fill.h
 *		Rebuilds a model as REFRESH MATERIALIZED VIEW does, in about two thirds of its time.
 */
#ifndef ECOM_REFRESH_MODEL_FILL_H
#define ECOM_REFRESH_MODEL_FILL_H

#include "base/compat.h"

/* Can model_fill() rebuild it?  Where it is not stored as a heap, REFRESH must. */
extern bool model_fill_suits(Oid model);

/*
 * Runs the model's query under the active snapshot, puts its rows in the place of the old ones and rebuilds its
 * indexes; returns the number of rows.  The model is locked for that (AccessExclusiveLock), and the user is its owner.
 */
extern uint64 model_fill(Oid model);

#endif /* ECOM_REFRESH_MODEL_FILL_H */
