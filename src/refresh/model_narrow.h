/*
 * refresh/model_narrow.h
 *		Makes only those rows of a model anew that a change reaches.
 */
#ifndef ECOM_REFRESH_MODEL_NARROW_H
#define ECOM_REFRESH_MODEL_NARROW_H

#include "base/compat.h"

#include "refresh/model.h"
#include "refresh/run.h"

/* Looks once more at what has changed of what the model is made from: model->changed, NIL if nothing. */
extern void model_look_again(const Run *run, Model *model);

/*
 * Makes the model what its query gives now, by its rules, and enters what was done; false if that cannot be done by rules.  Then some
 * of it may be done: all of the model is to be made anew, and compared with what is there.  As the model's owner.
 */
extern bool model_narrow(const Run *run, Model *model);

#endif /* ECOM_REFRESH_MODEL_NARROW_H */
