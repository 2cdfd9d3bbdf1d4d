/*
 * refresh/model_shards.c
 *		Makes a model anew whose rows are in a distributed table: see refresh/model_shards.h.
 *
 * Citus plans these statements, and has the nodes do their part of them.  Rows are deleted, and no table is emptied: that
 * would keep its readers out.
 */
#include "refresh/model_shards.h"

#include "catalog/namespace.h"
#include "executor/spi.h"
#include "nodes/makefuncs.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "base/distribution.h"
#include "base/identity.h"
#include "base/sql_as_owner.h"
#include "refresh/narrow_plan.h"
#include "refresh/row_rules.h"

bool
has_distributed_models(void)
{
	Oid schema = get_namespace_oid("ecom", true);

	return OidIsValid(schema) && OidIsValid(get_relname_relid("distributed_models", schema));
}

/* The names that ecom.distribute() gives need no quotes. */
RangeVar *
model_storage(const Model *model)
{
	const char *dot;

	if (model->storage == NULL)
		return makeRangeVar(model->schema, model->name, -1);
	dot = strchr(model->storage, '.');
	return makeRangeVar(pnstrdup(model->storage, dot - model->storage), pstrdup(dot + 1), -1);
}

void
lock_distributed_sources(Oid owner)
{
	if (!has_distributed_models())
		return;
	SPI_connect();
	sql_as_owner(owner, "SELECT ecom.lock_distributed_sources()", 0, NULL, NULL, NULL, InvalidSnapshot,
				 SPI_OK_SELECT);
	SPI_finish();
}

void
have_nodes_work_in_turn(Oid owner)
{
	const char *const mode = "citus.multi_shard_modify_mode";
	bool is_needed;

	if (!has_distributed_models() || GetConfigOption(mode, true, false) == NULL)
		return;
	SPI_connect();
	/* asked of what is here, not of shards; made by force of the same, they stay as they are */
	sql_as_owner(owner,
				 "SELECT FROM ecom.plan_refresh(ARRAY(SELECT d.model::pg_catalog.regclass "
				 "FROM ecom.distributed_models d WHERE d.is_on_every_node), false) p WHERE p.method IS NOT NULL",
				 0, NULL, NULL, NULL, InvalidSnapshot, SPI_OK_SELECT);
	is_needed = SPI_processed > 0;
	SPI_finish();
	if (is_needed)
		(void) set_config_option(mode, "sequential", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
}

/* Runs a statement as who is current, under the run's snapshot. */
static uint64
run_statement(const char *statement, int expected)
{
	SPIPlanPtr plan = SPI_prepare(statement, 0, NULL);
	int code = plan == NULL ? SPI_result
							: SPI_execute_snapshot(plan, NULL, NULL, GetActiveSnapshot(), InvalidSnapshot,
												   false, true, 0);

	if (code != expected)
		elog(ERROR, "could not execute \"%s\": %s", statement, SPI_result_code_string(code));
	return SPI_processed;
}

/* The version of the rows that are there now, in a memory context. */
static char *
contents_of(const char *storage, MemoryContext context)
{
	(void) run_statement(
		psprintf("SELECT ecom.table_version(%s::pg_catalog.regclass)", quote_literal_cstr(storage)),
		SPI_OK_SELECT);
	return MemoryContextStrdup(context, SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1));
}

static Oid
storage_oid(const Model *model)
{
	return RangeVarGetRelid(model_storage(model), NoLock, false);
}

/* Has the table other rows than it is to have? */
static bool
has_other_rows(const Model *model)
{
	return run_statement(psprintf("SELECT FROM ((TABLE %1$s EXCEPT ALL TABLE %2$s) UNION ALL "
								  "(TABLE %2$s EXCEPT ALL TABLE %1$s)) d LIMIT 1",
								  model->storage, model->definition),
						 SPI_OK_SELECT) > 0;
}

/* What comes next sees what was done. */
static uint64
change_rows(const char *statement, int expected)
{
	uint64 rows = run_statement(statement, expected);

	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
	return rows;
}

/*
 * By respondent.
 */

#define LINES_MODEL "shards.checked_purchase_lines" /* the first that is made of the lines */

static char *
keys_or_null(const char *query, MemoryContext context)
{
	char *keys;

	(void) run_statement(query, SPI_OK_SELECT);
	keys = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	return keys == NULL ? NULL : MemoryContextStrdup(context, keys);
}

/*
 * Of the model of lines: of which respondents some are others, be it for the day.  lines is NULL if none has changed.  As the owner of what is
 * kept of them.
 */
static char *
changed_respondents(const Run *run, const InputChange *lines, MemoryContext context)
{
	const char *before = lines != NULL ? quote_literal_cstr(lines->before) : "NULL";
	Identity caller = identity_become(run->owner);
	char *keys = keys_or_null(psprintf("SELECT ecom.changed_respondents(%s)", before), context);

	identity_restore(caller);
	return keys;
}

/* Of another distributed model, which lies beside this one and was made anew for some respondents only: these. */
static char *
replaced_beside(const Run *run, const Model *model, const InputChange *change)
{
	const Model *source = run_model(run, change->name);

	if (source == NULL || source->replaced_keys == NULL || change->before == NULL ||
		source->contents_before == NULL || strcmp(change->before, source->contents_before) != 0 ||
		!tables_are_colocated(storage_oid(model), storage_oid(source)))
		return NULL;
	return source->replaced_keys;
}

/*
 * Which rows are to be made anew, by the column that the table is distributed by; NULL: all.  Those are known if nothing has changed but
 * lines, the day, and models that were made of the same respondents' lines.  All of these have the same keys: those of the first.
 */
static char *
keys_to_replace(const Run *run, const Model *model, MemoryContext context)
{
	bool is_of_lines = strcmp(model->full_name, LINES_MODEL) == 0;
	const InputChange *lines = NULL;
	char *keys = NULL;
	ListCell *cell;

	if (model->forced || !model->is_intact || model->is_on_every_node)
		return NULL;
	foreach (cell, model->changed)
	{
		const InputChange *change = lfirst(cell);

		if (is_of_lines && strcmp(change->name, "raw.amazon_purchases") == 0 && change->before != NULL)
			lines = change;
		/* days as texts sort as days do; where one goes back, lines that were valid are of days to come */
		else if (is_of_lines && strcmp(change->name, THE_DAY) == 0 && change->before != NULL && change->now != NULL &&
				 strcmp(change->before, change->now) <= 0)
			continue;
		else if ((keys = replaced_beside(run, model, change)) == NULL)
			return NULL;
	}
	return is_of_lines ? changed_respondents(run, lines, context) : keys;
}

/* What is kept of the lines is as they are now. */
static void
keep_line_versions(const Run *run, const char *keys)
{
	Identity before = identity_become(run->owner);

	(void) change_rows(psprintf("SELECT ecom.keep_line_versions(%s)",
								keys == NULL ? "NULL" : psprintf("%s::pg_catalog.text[]", quote_literal_cstr(keys))),
					   SPI_OK_SELECT);
	identity_restore(before);
}

/* A condition on the rows that have the keys; without keys all rows fulfil it. */
static char *
condition_of(const Model *model, const char *keys)
{
	Oid storage = storage_oid(model);
	char *column;

	if (keys == NULL)
		return "";
	column = get_attname(storage, table_distribution(storage).column, false);
	return psprintf(" WHERE %s OPERATOR(pg_catalog.=) ANY (%s::pg_catalog.text[])", quote_identifier(column),
					quote_literal_cstr(keys));
}

static void
replace_rows(const Run *run, Model *model, MemoryContext context)
{
	char *keys = keys_to_replace(run, model, context);
	char *condition = condition_of(model, keys);

	(void) change_rows(psprintf("DELETE FROM %s%s", model->storage, condition), SPI_OK_DELETE);
	(void) change_rows(
		psprintf("INSERT INTO %s SELECT * FROM %s%s", model->storage, model->definition, condition), SPI_OK_INSERT);
	if (strcmp(model->full_name, LINES_MODEL) == 0)
		keep_line_versions(run, keys);
	model->replaced_keys = keys;
	model->action = keys != NULL ? MODEL_MERGED : MODEL_REBUILT;
}

void
model_replace_on_shards(const Run *run, Model *model)
{
	MemoryContext caller = CurrentMemoryContext;

	SPI_connect();
	/* once a table that is on every node was written to, Citus has one process of each node do what follows: so only if it has to be */
	if (!model->is_on_every_node || has_other_rows(model))
	{
		replace_rows(run, model, caller);
		model->change.is_known = false;
	}
	else
	{
		model->action = MODEL_MERGED;
		model->change.is_known = true;
	}
	model->contents = contents_of(model->storage, caller);
	/* it begins with their number */
	model->rows = strtoll(model->contents, NULL, 10);
	SPI_finish();
}
