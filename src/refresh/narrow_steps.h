/*
 * refresh/narrow_steps.h
 *		What a change of one source does to a model: a step for each kind of rule.
 */
#ifndef ECOM_REFRESH_NARROW_STEPS_H
#define ECOM_REFRESH_NARROW_STEPS_H

#include "base/compat.h"

#include "utils/rel.h"

#include "refresh/model.h"
#include "refresh/narrow_run.h"
#include "refresh/run.h"

/*
 * Each does what the rule's kind says, and tells of it in model->change; false if it cannot, since rows would be wrong or too many.
 * What was done before is seen, and what it does is to be seen by what comes next.
 */
extern bool narrow_by_lines(const Run *run, Model *model, Relation relation, const SourceChange *change);
extern bool narrow_by_sums(const Run *run, Model *model, Relation relation, const SourceChange *change);
extern bool narrow_by_rows(const Run *run, Model *model, Relation relation, const SourceChange *change);
extern bool narrow_by_groups(const Run *run, Model *model, Relation relation, const SourceChange *change);

#endif /* ECOM_REFRESH_NARROW_STEPS_H */
