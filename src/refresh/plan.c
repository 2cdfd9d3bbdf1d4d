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

#include "base/identity.h"
#include "refresh/model.h"

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
	COLUMN_IS_OF_EXTENSION
};

static const char query[] =
	"SELECT p.model_oid, p.schema, p.model, p.method, p.reason, p.inputs, p.reads, p.rows, p.is_of_extension "
	"FROM ecom.plan_refresh($1, $2) p";

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
	return strcmp(name, "fill") == 0 ? MODEL_FILL : MODEL_COMMAND;
}

/* One row of the query, in the current memory context. */
static Model *
read_model(HeapTuple row, TupleDesc descriptor)
{
	Model *model = palloc0(sizeof(Model));
	bool is_null;
	Datum value;

	model->oid = DatumGetObjectId(SPI_getbinval(row, descriptor, COLUMN_OID, &is_null));
	model->schema = SPI_getvalue(row, descriptor, COLUMN_SCHEMA);
	model->name = SPI_getvalue(row, descriptor, COLUMN_NAME);
	model->method = method_of(SPI_getvalue(row, descriptor, COLUMN_METHOD));
	model->reason = SPI_getvalue(row, descriptor, COLUMN_REASON);
	model->inputs = SPI_getvalue(row, descriptor, COLUMN_INPUTS);
	model->reads = DatumGetArrayTypePCopy(SPI_getbinval(row, descriptor, COLUMN_READS, &is_null));
	value = SPI_getbinval(row, descriptor, COLUMN_ROWS, &is_null);
	model->rows = is_null ? 0 : DatumGetInt64(value);
	model->is_of_extension = DatumGetBool(SPI_getbinval(row, descriptor, COLUMN_IS_OF_EXTENSION, &is_null));
	model->seconds = int64_to_numeric(0);
	return model;
}

List *
refresh_plan(Oid owner, ArrayType *models, bool force)
{
	MemoryContext caller = CurrentMemoryContext;
	Identity before = identity_become(owner);
	Oid types[2] = {REGCLASSARRAYOID, BOOLOID};
	Datum values[2] = {PointerGetDatum(models), BoolGetDatum(force)};
	char nulls[2] = {models == NULL ? 'n' : ' ', ' '};
	List *result = NIL;

	SPI_connect();
	if (SPI_execute_with_args(query, 2, types, values, nulls, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read ecom.plan_refresh()");
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		MemoryContext inner = MemoryContextSwitchTo(caller);

		result = lappend(result, read_model(SPI_tuptable->vals[i], SPI_tuptable->tupdesc));
		MemoryContextSwitchTo(inner);
	}
	SPI_finish();
	identity_restore(before);
	if (models != NULL)
		require_models(models, result);
	return result;
}
