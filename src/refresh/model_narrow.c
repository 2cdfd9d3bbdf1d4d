/*
 * refresh/model_narrow.c
 *		Makes only those rows of a model anew that a change reaches: see refresh/model_narrow.h.
 *
 * A change that only adds rows is followed by rules for lines or sums, any other one by sums that rows can be taken from again, by a
 * query that gives rows, or by a rule for groups, also where that query cannot tell.  First come groups without keys, which only say
 * whether all has to be made anew; then lines, sums and such queries: what they add is made of all that the query reads as it is now, and
 * what the groups of another source have to do with is made anew after that.  Such queries of several sources are run one after the other,
 * each with the model as those before have left it: what they give takes the place of other rows.
 */
#include "refresh/model_narrow.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/tablecmds.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/identity.h"
#include "heap/appended.h"
#include "refresh/narrow_plan.h"
#include "refresh/narrow_steps.h"
#include "refresh/plan_settings.h"
#include "refresh/row_rules.h"

void
model_look_again(const Run *run, Model *model)
{
	MemoryContext caller = CurrentMemoryContext;
	Identity before = identity_become(run->owner);
	Oid types[3] = {OIDOID, TEXTOID, OIDARRAYOID};
	Datum values[3] = {ObjectIdGetDatum(model->oid), CStringGetTextDatum(model->inputs),
					   PointerGetDatum(model->reads)};

	/* what was entered of the models before */
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
	model->changed = NIL;
	SPI_connect();
	if (SPI_execute_with_args("SELECT c.name, c.before, c.now "
							  "FROM ecom.changed_inputs($1, $2::pg_catalog.jsonb, $3) c",
							  3, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read ecom.changed_inputs()");
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		MemoryContext inner = MemoryContextSwitchTo(caller);
		InputChange *change = palloc(sizeof(InputChange));

		change->name = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1);
		change->before = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 2);
		change->now = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 3);
		model->changed = lappend(model->changed, change);
		MemoryContextSwitchTo(inner);
	}
	SPI_finish();
	identity_restore(before);
}

/* Has the model been made of just that version? */
static bool
was_made_of(const InputChange *change, const char *version)
{
	return change->before != NULL && version != NULL && strcmp(change->before, version) == 0;
}

/* How a table has changed since; false if that is not known. */
static bool
find_table_change(const Run *run, const InputChange *input, SourceChange *change)
{
	ListCell *cell;

	foreach (cell, run->tables)
	{
		const AppendedRows *table = lfirst(cell);
		Places *added;

		if (strcmp(table->name, input->name) != 0)
			continue;
		if (!table->is_known || !was_made_of(input, table->version_before))
			return false;
		added = palloc0(sizeof(Places));
		added->n = table->n;
		added->at = table->places;
		change->source = table->table;
		change->added = added;
		change->removed = NULL;
		return true;
	}
	return false;
}

/*
 * How a model has changed in this run; false if that is not known, or not all that is new: of one that held other rows than the last run
 * made of it, which somebody has refreshed by hand, say, only the difference from these is known.
 */
static bool
find_model_change(const Run *run, const InputChange *input, SourceChange *change)
{
	const Model *source = run_model(run, input->name);

	if (source == NULL || !source->is_intact || !source->change.is_known || source->error != NULL ||
		!was_made_of(input, source->contents_before))
		return false;
	change->source = source->oid;
	change->added = &source->change.added;
	change->removed = &source->change.removed;
	return true;
}

/* Is the model that a rule's query asks beside what the model reads made of what is there now? */
static bool
may_ask_beside(const Run *run, const Model *model, const RowRule *rule)
{
	ListCell *cell;

	if (rule->beside == NULL)
		return true;
	foreach (cell, run->models)
	{
		const Model *made = lfirst(cell);

		/* it may have been made of what one that failed held before */
		if (made == model || made->error != NULL)
			break;
		if (strcmp(made->full_name, rule->beside) == 0)
			return true;
	}
	return false;
}

/* The rule for a change; NULL if there is none that says what comes of it. */
static const RowRule *
find_rule(const Run *run, const Model *model, const InputChange *input, const SourceChange *change)
{
	bool has_removed = change->removed != NULL && change->removed->n > 0;
	const RowRule *lines = row_rule_of(model, input->name, RULE_LINE);
	const RowRule *sums = row_rule_of(model, input->name, RULE_SUMS);
	const RowRule *rows = row_rule_of(model, input->name, RULE_ROWS);

	if (lines != NULL && !has_removed)
		return lines;
	if (sums != NULL && (!has_removed || sums->less != NULL || sums->rows != NULL))
		return sums;
	if (rows != NULL && may_ask_beside(run, model, rows))
		return rows;
	return row_rule_of(model, input->name, RULE_GROUPS);
}

/* Can they be followed in one run?  Of lines or sums of two sources, the rows that both have new would be there twice. */
static bool
go_together(const List *additions)
{
	ListCell *cell;

	if (list_length(additions) <= 1)
		return true;
	foreach (cell, additions)
	{
		const SourceChange *change = lfirst(cell);

		if (change->rule->kind != RULE_ROWS)
			return false;
	}
	return true;
}

/*
 * The changes to follow; false if one cannot be followed.  First those after which all may be another one, if they are not without
 * effect: to follow others before would be in vain.
 */
static bool
find_changes(const Run *run, const Model *model, List **changes)
{
	List *of_all = NIL;
	List *additions = NIL;
	List *groups = NIL;
	ListCell *cell;

	foreach (cell, model->changed)
	{
		const InputChange *input = lfirst(cell);
		SourceChange *change = palloc0(sizeof(SourceChange));

		if (strcmp(input->name, THE_DAY) == 0)
		{
			if (!model->day_is_none)
				return false;
			continue;
		}
		if (!find_table_change(run, input, change) && !find_model_change(run, input, change))
			return false;
		if (change->added->n == 0 && (change->removed == NULL || change->removed->n == 0))
			continue;
		change->rule = find_rule(run, model, input, change);
		if (change->rule == NULL)
			return false;
		if (change->rule->kind != RULE_GROUPS)
			additions = lappend(additions, change);
		else if (change->rule->keys != NIL)
			groups = lappend(groups, change);
		else
			of_all = lappend(of_all, change);
	}
	if (!go_together(additions))
		return false;
	*changes = list_concat(list_concat(of_all, additions), groups);
	return true;
}

/* By a rule for rows; what its query cannot tell one for groups may. */
static bool
follow_rows(const Run *run, Model *model, Relation relation, const SourceChange *change)
{
	SourceChange of_groups = *change;

	if (narrow_by_rows(run, model, relation, change))
		return true;
	of_groups.rule = row_rule_of(model, change->rule->source, RULE_GROUPS);
	return of_groups.rule != NULL && narrow_by_groups(run, model, relation, &of_groups);
}

static bool
follow(const Run *run, Model *model, Relation relation, const SourceChange *change)
{
	switch (change->rule->kind)
	{
		case RULE_LINE:
			return narrow_by_lines(run, model, relation, change);
		case RULE_SUMS:
			return narrow_by_sums(run, model, relation, change);
		case RULE_ROWS:
			return follow_rows(run, model, relation, change);
		case RULE_GROUPS:
			return narrow_by_groups(run, model, relation, change);
		case RULE_DAY:
			break;
	}
	return false;
}

/* Follows the changes one after the other; false if one cannot be followed. */
static bool
follow_all(const Run *run, Model *model, Relation relation, const List *changes)
{
	ListCell *cell;

	foreach (cell, changes)
	{
		if (!follow(run, model, relation, lfirst(cell)))
			return false;
		CommandCounterIncrement();
		UpdateActiveSnapshotCommandId();
	}
	return true;
}

bool
model_narrow(const Run *run, Model *model)
{
	Relation relation;
	List *changes;
	int settings;
	bool is_done;

	model->change.has_version = table_version_read(model->contents_before, &model->change.version);
	if (!model->change.has_version ||
		!find_changes(run, model, &changes))
		return false;
	relation = table_open(model->oid, NoLock);
	CheckTableNotInUse(relation, "ecom.refresh()");
	settings = NewGUCNestLevel();
	plan_settings_for_few_rows();
	is_done = follow_all(run, model, relation, changes);
	AtEOXact_GUC(true, settings);
	table_close(relation, NoLock);
	if (!is_done)
		return false;
	change_settle(&model->change);
	model->change.is_known = true;
	model->is_narrowed = true;
	model->rows = (int64) model->change.version.rows;
	model->contents = table_version_text(&model->change.version);
	if (model->change.removed.n > 0)
		model->action = MODEL_MERGED;
	else if (model->change.added.n > 0)
		model->action = MODEL_APPENDED;
	else
		model->action = MODEL_SKIPPED;
	return true;
}
