/*
 * refresh/model_fill.h
 *		Rebuilds a model as REFRESH MATERIALIZED VIEW does, but writes and logs page by page.
 */
#ifndef ECOM_REFRESH_MODEL_FILL_H
#define ECOM_REFRESH_MODEL_FILL_H

#include "base/compat.h"

#include "heap/table_version.h"

/*
 * Runs the model's query under the active snapshot, puts its rows in the place of the old ones and rebuilds its
 * indexes; returns what the model holds then.  Others see the old rows until the transaction commits, and that may be only once
 * model_locks_to_commit() has locked readers out.  The model is a heap, and locked to be filled; the user is its owner.
 */
extern TableVersion model_fill(Oid model);

#endif /* ECOM_REFRESH_MODEL_FILL_H */
