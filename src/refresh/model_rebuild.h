/*
 * refresh/model_rebuild.h
 *		Rebuilds one model, as its owner and with the server's settings fixed.
 */
#ifndef ECOM_REFRESH_MODEL_REBUILD_H
#define ECOM_REFRESH_MODEL_REBUILD_H

#include "base/compat.h"

#include "refresh/model.h"

/*
 * Replaces the model's rows with what its query gives under the active snapshot, and analyses it; enters rows, seconds and
 * contents.  The model is locked.
 */
extern void model_rebuild(Model *model);

/*
 * The same in a subtransaction: where it fails, by a fault of the model's own, its rows stay as they were, the error is
 * entered, and a warning tells of it.
 */
extern void model_try_to_rebuild(Model *model);

#endif /* ECOM_REFRESH_MODEL_REBUILD_H */
