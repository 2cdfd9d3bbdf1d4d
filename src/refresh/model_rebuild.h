/*
 * refresh/model_rebuild.h
 *		Rebuilds one model, as its owner and with the server's settings fixed.
 */
#ifndef ECOM_REFRESH_MODEL_REBUILD_H
#define ECOM_REFRESH_MODEL_REBUILD_H

#include "base/compat.h"

#include "refresh/model.h"
#include "refresh/run.h"

/*
 * Makes the model's rows those that its query gives under the active snapshot, and analyses it where enough is new; enters what was
 * done, rows, seconds and contents.  The model is locked.
 */
extern void model_rebuild(const Run *run, Model *model);

/*
 * The same in a subtransaction: where it fails, by a fault of the model's own, its rows stay as they were, the error is
 * entered, and a warning tells of it.
 */
extern void model_try_to_rebuild(const Run *run, Model *model);

#endif /* ECOM_REFRESH_MODEL_REBUILD_H */
