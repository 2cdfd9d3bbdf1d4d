/*
 * refresh/narrow_plan.c
 *		Which models of a run may be narrowed: see refresh/narrow_plan.h.
 *
 * A large model that is filled has to be locked against others who work on it before the run begins, and against its readers as it
 * ends; one that is narrowed does not.  So what can be known before is looked at before.  What turns up later, such as more rows than
 * are worth it, has refresh/model_rebuild.c fall back.
 */
#include "refresh/narrow_plan.h"

#include "executor/spi.h"

#include "base/identity.h"
#include "base/result_settings.h"
#include "heap/appended.h"
#include "refresh/row_rules.h"

Model *
run_model(const Run *run, const char *full_name)
{
	ListCell *cell;

	foreach (cell, run->models)
	{
		Model *model = lfirst(cell);

		if (strcmp(model->full_name, full_name) == 0)
			return model;
	}
	return NULL;
}

static Model *
run_model_by_oid(const Run *run, Oid oid)
{
	ListCell *cell;

	foreach (cell, run->models)
	{
		if (((Model *) lfirst(cell))->oid == oid)
			return lfirst(cell);
	}
	return NULL;
}

/* Asks a rule's question, as the model's owner. */
static bool
has_answer(const Model *model, const char *question)
{
	Identity before = identity_become(relation_owner(model->oid));
	bool answer;

	SPI_connect();
	fix_result_settings(time_zone_of_results());
	if (SPI_execute(question, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "a rule's question is no query: \"%s\"", question);
	answer = SPI_processed > 0;
	SPI_finish();
	identity_restore(before);
	return answer;
}

/* Is the model the same on the day that it is now?  Days as texts sort as days do, and none goes back. */
static bool
is_same_on_day(const Run *run, const Model *model, const InputChange *day)
{
	const RowRule *rule = row_rule_of(model, THE_DAY, RULE_DAY);

	if (rule == NULL || day->before == NULL || day->now == NULL || strcmp(day->before, day->now) > 0)
		return false;
	if (rule->beside != NULL)
	{
		const Model *beside = run_model(run, rule->beside);

		if (beside == NULL || !beside->is_intact || !rule->is_in_step)
			return false;
	}
	return !has_answer(model, rule->question);
}

/*
 * Are the rows known that a table has more than the model was made from, and does a rule say what comes of them?  If others are gone,
 * but few, the model is compared.
 */
static bool
follows_table(const Run *run, Model *model, const InputChange *change)
{
	ListCell *cell;

	if (row_rule_of(model, change->name, RULE_LINE) == NULL)
		return false;
	foreach (cell, run->tables)
	{
		const AppendedRows *table = lfirst(cell);

		if (strcmp(table->name, change->name) != 0)
			continue;
		model->compares = table->is_small;
		return (table->is_known || table->is_small) && change->before != NULL &&
			   strcmp(table->version_before, change->before) == 0;
	}
	return false;
}

static bool
follows_inputs(const Run *run, Model *model)
{
	ListCell *cell;

	foreach (cell, model->changed)
	{
		const InputChange *change = lfirst(cell);

		if (strcmp(change->name, THE_DAY) == 0)
		{
			model->day_is_none = is_same_on_day(run, model, change);
			if (!model->day_is_none)
				return false;
		}
		else if (!follows_table(run, model, change))
			return false;
	}
	return true;
}

/* Will it be known what becomes of the models that it reads, and does a rule say what comes of that? */
static bool
follows_models(const Run *run, const Model *model)
{
	Datum *elements;
	int n;

	deconstruct_array(model->reads, OIDOID, sizeof(Oid), true, TYPALIGN_INT, &elements, NULL, &n);
	for (int i = 0; i < n; i++)
	{
		const Model *source = run_model_by_oid(run, DatumGetObjectId(elements[i]));

		if (source == NULL)
			return false;
		if (source->method == MODEL_SKIP)
			continue;
		if (source->method != MODEL_MERGE && !source->may_narrow)
			return false;
		/* small ones come out the same more often than not */
		if (source->may_narrow && row_rule_of(model, source->full_name, RULE_LINE) == NULL &&
			row_rule_of(model, source->full_name, RULE_SUMS) == NULL &&
			row_rule_of(model, source->full_name, RULE_ROWS) == NULL &&
			row_rule_of(model, source->full_name, RULE_GROUPS) == NULL)
			return false;
	}
	return true;
}

void
narrow_plan(Run *run)
{
	ListCell *cell;

	foreach (cell, run->models)
	{
		Model *model = lfirst(cell);

		model->may_narrow = model->method == MODEL_FILL && !model->forced && model->is_intact &&
							!model->is_bloated && follows_inputs(run, model) && follows_models(run, model);
	}
}
