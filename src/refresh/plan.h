/*
 * refresh/plan.h
 *		Which models a refresh comes to, in their order, and what it does with each.
 */
#ifndef ECOM_REFRESH_PLAN_H
#define ECOM_REFRESH_PLAN_H

#include "base/compat.h"

#include "utils/array.h"

#include "refresh/run.h"

/* The models that were asked for, as a text; NULL for NULL, which stands for all.  An error for an array that cannot be meant. */
extern char *refresh_plan_asked_for(ArrayType *models);

/*
 * Enters the models of a run, under the active snapshot: those asked for and what they read; and what was appended to tables.  Read
 * as a user who may, the owner of the log.  An error if a relation that was asked for is no model.
 */
extern void refresh_plan(Run *run, ArrayType *models, bool force);

#endif /* ECOM_REFRESH_PLAN_H */
