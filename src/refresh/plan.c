/*
 * refresh/plan.c
 *		Reads ecom.plan_refresh().
 */
#include "refresh/plan.h"

#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/datum.h"

#include "base/distribution.h"
#include "base/identity.h"
#include "heap/appended.h"
#include "refresh/model.h"
#include "refresh/model_shards.h"
#include "refresh/narrow_plan.h"
#include "refresh/row_rules.h"
#include "refresh/source_tables.h"

/* The columns of the query, from 1 on. */
enum
{
	COLUMN_OID = 1,
	COLUMN_SCHEMA,
	COLUMN_NAME,
	COLUMN_METHOD,
	COLUMN_REASON,
	COLUMN_INPUTS,
	COLUMN_READS,
	COLUMN_ROWS,
	COLUMN_IS_OF_EXTENSION,
	COLUMN_IS_INTACT,
	COLUMN_CONTENTS,
	COLUMN_CHANGES,
	COLUMN_IS_BLOATED,
	COLUMN_CHANGED,
	COLUMN_CHANGED_BEFORE,
	COLUMN_CHANGED_NOW,
	COLUMN_STORAGE,
	COLUMN_DEFINITION,
	COLUMN_IS_ON_EVERY_NODE
};

static const char query_of_any[] =
	"SELECT p.model_oid, p.schema, p.model, p.method, p.reason, p.inputs, p.reads, p.rows, p.is_of_extension, "
	"p.is_intact, p.contents, p.changes, p.is_bloated, p.changed, p.changed_before, p.changed_now, "
	"%s FROM ecom.plan_refresh($1, $2) p";

char *
refresh_plan_asked_for(ArrayType *models)
{
	StringInfoData names;
	Datum *elements;
	bool *nulls;
	int n;

	if (models == NULL)
		return NULL;
	initStringInfo(&names);
	deconstruct_array(models, REGCLASSOID, sizeof(Oid), true, TYPALIGN_INT, &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		if (nulls[i])
			ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("models cannot hold NULL"));
		appendStringInfo(&names, "%s%s", i > 0 ? ", " : "",
						 DatumGetCString(DirectFunctionCall1(regclassout, elements[i])));
	}
	if (n == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("no models are named"),
				errhint("Leave models out for all of them."));
	return names.data;
}

/* An error if a relation that was asked for is not among the models of the plan. */
static void
require_models(ArrayType *asked, List *models)
{
	Datum *elements;
	int n;

	deconstruct_array(asked, REGCLASSOID, sizeof(Oid), true, TYPALIGN_INT, &elements, NULL, &n);
	for (int i = 0; i < n; i++)
	{
		bool found = false;
		ListCell *cell;

		foreach (cell, models)
			found = found || ((Model *) lfirst(cell))->oid == DatumGetObjectId(elements[i]);
		if (!found)
			ereport(
				ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("%s is not a model", DatumGetCString(DirectFunctionCall1(regclassout, elements[i]))),
				errhint(
					"Models are the materialized views of staging, refinement and mart: TABLE ecom.models."));
	}
}

static ModelMethod
method_of(const char *name)
{
	if (name == NULL)
		return MODEL_SKIP;
	if (strcmp(name, "merge") == 0)
		return MODEL_MERGE;
	if (strcmp(name, "shards") == 0)
		return MODEL_SHARDS;
	return strcmp(name, "fill") == 0 ? MODEL_FILL : MODEL_COMMAND;
}

/* A text that may be NULL, of an array's elements. */
static char *
text_or_null(Datum value, bool is_null)
{
	return is_null ? NULL : TextDatumGetCString(value);
}

/* What three arrays of one length say, as a list of InputChange; NIL for NULL. */
static List *
read_changes(HeapTuple row, TupleDesc descriptor)
{
	List *changes = NIL;
	Datum *elements[3];
	bool *nulls[3];
	int n = 0;

	for (int i = 0; i < 3; i++)
	{
		bool is_null;
		Datum value = SPI_getbinval(row, descriptor, COLUMN_CHANGED + i, &is_null);

		if (is_null)
			return NIL;
		deconstruct_array(DatumGetArrayTypeP(value), TEXTOID, -1, false, TYPALIGN_INT, &elements[i], &nulls[i],
						  &n);
	}
	for (int i = 0; i < n; i++)
	{
		InputChange *change = palloc(sizeof(InputChange));

		change->name = text_or_null(elements[0][i], nulls[0][i]);
		change->before = text_or_null(elements[1][i], nulls[1][i]);
		change->now = text_or_null(elements[2][i], nulls[2][i]);
		changes = lappend(changes, change);
	}
	return changes;
}

/* One row of the query, in the current memory context. */
static Model *
read_model(HeapTuple row, TupleDesc descriptor, bool force)
{
	Model *model = palloc0(sizeof(Model));
	bool is_null;
	Datum value;

	model->oid = DatumGetObjectId(SPI_getbinval(row, descriptor, COLUMN_OID, &is_null));
	model->schema = SPI_getvalue(row, descriptor, COLUMN_SCHEMA);
	model->name = SPI_getvalue(row, descriptor, COLUMN_NAME);
	model->full_name = quote_qualified_identifier(model->schema, model->name);
	model->method = method_of(SPI_getvalue(row, descriptor, COLUMN_METHOD));
	model->reason = SPI_getvalue(row, descriptor, COLUMN_REASON);
	model->inputs = SPI_getvalue(row, descriptor, COLUMN_INPUTS);
	model->reads = DatumGetArrayTypePCopy(SPI_getbinval(row, descriptor, COLUMN_READS, &is_null));
	value = SPI_getbinval(row, descriptor, COLUMN_ROWS, &is_null);
	model->rows = is_null ? 0 : DatumGetInt64(value);
	model->is_of_extension = DatumGetBool(SPI_getbinval(row, descriptor, COLUMN_IS_OF_EXTENSION, &is_null));
	model->forced = force;
	model->is_intact = DatumGetBool(SPI_getbinval(row, descriptor, COLUMN_IS_INTACT, &is_null));
	model->contents_before = SPI_getvalue(row, descriptor, COLUMN_CONTENTS);
	model->changes = DatumGetInt64(SPI_getbinval(row, descriptor, COLUMN_CHANGES, &is_null));
	model->is_bloated = DatumGetBool(SPI_getbinval(row, descriptor, COLUMN_IS_BLOATED, &is_null));
	model->changed = read_changes(row, descriptor);
	model->storage = SPI_getvalue(row, descriptor, COLUMN_STORAGE);
	model->definition = SPI_getvalue(row, descriptor, COLUMN_DEFINITION);
	model->is_on_every_node =
		DatumGetBool(SPI_getbinval(row, descriptor, COLUMN_IS_ON_EVERY_NODE, &is_null)) && !is_null;
	model->change.context = CurrentMemoryContext;
	model->change.is_known = model->method == MODEL_SKIP;
	model->seconds = int64_to_numeric(0);
	return model;
}

/* Runs the query: the models, and what tables have more than before. */
static List *
read_models(Oid owner, ArrayType *models, bool force)
{
	MemoryContext caller = CurrentMemoryContext;
	Identity before = identity_become(owner);
	Oid types[2] = {REGCLASSARRAYOID, BOOLOID};
	Datum values[2] = {PointerGetDatum(models), BoolGetDatum(force)};
	char nulls[2] = {models == NULL ? 'n' : ' ', ' '};
	List *result = NIL;
	char *query;

	see_all_relations();
	SPI_connect();
	query = psprintf(query_of_any, has_distributed_models() ? "p.storage, p.definition, p.is_on_every_node"
														   : "NULL, NULL, NULL::boolean");
	if (SPI_execute_with_args(query, 2, types, values, nulls, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read ecom.plan_refresh()");
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		MemoryContext inner = MemoryContextSwitchTo(caller);

		result = lappend(result, read_model(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, force));
		MemoryContextSwitchTo(inner);
	}
	SPI_finish();
	identity_restore(before);
	return result;
}

void
refresh_plan(Run *run, ArrayType *models, bool force)
{
	run->tables = source_tables_read(run->owner, run->start, force);
	appended_watch(run->tables);
	PG_TRY();
	{
		run->models = read_models(run->owner, models, force);
	}
	PG_FINALLY();
	{
		appended_watch(NIL);
	}
	PG_END_TRY();
	if (models != NULL)
		require_models(models, run->models);
	row_rules_read(run->owner, run->models);
	narrow_plan(run);
}
