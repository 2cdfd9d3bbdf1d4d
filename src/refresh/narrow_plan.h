/*
 * refresh/narrow_plan.h
 *		Which models of a run may be narrowed to the rows that a change reaches: before anything is locked.
 */
#ifndef ECOM_REFRESH_NARROW_PLAN_H
#define ECOM_REFRESH_NARROW_PLAN_H

#include "base/compat.h"

#include "refresh/model.h"
#include "refresh/run.h"

/* Says of each model of the run whether it may. */
extern void narrow_plan(Run *run);

/* The model of a run by its full name; NULL if there is none. */
extern Model *run_model(const Run *run, const char *full_name);

#endif /* ECOM_REFRESH_NARROW_PLAN_H */
