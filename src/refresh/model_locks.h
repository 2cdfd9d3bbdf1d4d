/*
 * refresh/model_locks.h
 *		The locks of the models that a run makes anew.
 */
#ifndef ECOM_REFRESH_MODEL_LOCKS_H
#define ECOM_REFRESH_MODEL_LOCKS_H

#include "base/compat.h"

#include "refresh/model.h"
#include "refresh/run.h"

/*
 * Locks the models of the plan against others who change them, until the transaction ends: all of them, or none for as long as
 * another session is in the way.  True if all was locked already, so that nothing can have changed since; else what was locked
 * for an earlier plan was given back meanwhile.
 */
extern bool model_locks_to_begin(Run *run);

/* Is it one that had better be filled, but cannot be locked for that? */
extern bool model_locks_rule_out_filling(const Run *run, const Model *model);

/* Locks a model that was locked to be narrowed so that it can be filled; false, at once, where others read it or work on it. */
extern bool model_locks_to_fill(const Model *model);

/* Locks readers out of what was written anew, which the commit takes from them. */
extern void model_locks_to_commit(const Run *run);

#endif /* ECOM_REFRESH_MODEL_LOCKS_H */
