/*
 * checks/data_tests.c
 *		ecom.check and ecom.failing_rows: runs the tests of ecom.data_tests.
 */
#include "checks/data_tests.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/identity.h"
#include "base/result_settings.h"
#include "checks/data_test.h"

PG_FUNCTION_INFO_V1(ecom_check);
PG_FUNCTION_INFO_V1(ecom_failing_rows);

/* A test that is stored or made. */
typedef struct StoredTest
{
	DataTest test;
	char *model;
	char *severity;
	char *not_run; /* why; else NULL */
	Oid compared;  /* the model, where it is compared with its definition */
	Oid storage;   /* where its rows are, as this snapshot sees it */
} StoredTest;

/*
 * Reading.
 */

/* A row of "test, model, severity, query, writer, not_run, model_oid, storage"; the last two are NULL of one that is stored. */
static StoredTest *
read_test(HeapTuple row, TupleDesc descriptor, const TestConditions *conditions)
{
	StoredTest *stored = palloc(sizeof(StoredTest));
	bool is_null;

	stored->test.name = SPI_getvalue(row, descriptor, 1);
	stored->model = SPI_getvalue(row, descriptor, 2);
	stored->severity = SPI_getvalue(row, descriptor, 3);
	stored->test.query = SPI_getvalue(row, descriptor, 4);
	stored->test.writer = DatumGetObjectId(SPI_getbinval(row, descriptor, 5, &is_null));
	stored->not_run = SPI_getvalue(row, descriptor, 6);
	stored->test.conditions = conditions;
	stored->compared = DatumGetObjectId(SPI_getbinval(row, descriptor, 7, &is_null));
	stored->storage = DatumGetObjectId(SPI_getbinval(row, descriptor, 8, &is_null));
	return stored;
}

/* The tests that a query with one parameter gives, as the owner of the table: who may run tests need not read it. */
static List *
read_tests(const char *query, const char *parameter)
{
	MemoryContext caller = CurrentMemoryContext;
	Oid owner = relation_owner(get_relname_relid("data_tests", get_namespace_oid("ecom", false)));
	Oid types[1] = {TEXTOID};
	Datum values[1] = {CStringGetTextDatum(parameter)};
	const TestConditions *conditions = test_conditions();
	Identity before = identity_become(owner);
	List *tests = NIL;

	/* in which definitions are written out, too */
	fix_result_settings(conditions->time_zone);
	SPI_connect();
	if (SPI_execute_with_args(query, 1, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the data tests");
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		MemoryContext inner = MemoryContextSwitchTo(caller);

		tests = lappend(tests, read_test(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, conditions));
		MemoryContextSwitchTo(inner);
	}
	SPI_finish();
	identity_restore(before);
	return tests;
}

static List *
read_stored_tests(const char *condition, const char *parameter)
{
	return read_tests(psprintf("SELECT t.test, t.model, t.severity, t.query, "
							   "CASE WHEN t.is_built_in THEN c.relowner ELSE t.writer::pg_catalog.oid END, "
							   "NULL, NULL::pg_catalog.oid, NULL::pg_catalog.oid "
							   "FROM ecom.data_tests t JOIN pg_catalog.pg_class c ON c.oid = t.tableoid "
							   "WHERE %s ORDER BY t.severity, t.model, t.test",
							   condition),
					  parameter);
}

static bool
keeps_its_storage(const StoredTest *stored)
{
	HeapTuple tuple;
	bool is_same;

	LockRelationOid(stored->compared, AccessShareLock);
	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(stored->compared));
	if (!HeapTupleIsValid(tuple))
		return false;
	is_same = ((Form_pg_class) GETSTRUCT(tuple))->relfilenode == stored->storage;
	ReleaseSysCache(tuple);
	return is_same;
}

/*
 * Those that compare models with their definitions; only one if it is named.
 *
 * A refresh that has committed since this snapshot was taken may have put other tables in the place of models, and all see what is in
 * them, of newer data.  Then no model is compared.  The locks, which any reader takes, keep later ones from doing so.
 */
static List *
read_row_tests(const char *name)
{
	List *all = read_tests("SELECT t.test, t.model, 'error', t.query, t.writer, t.not_run, t.model_oid, t.storage "
						   "FROM ecom.row_tests() t ORDER BY t.model",
						   "");
	List *chosen = NIL;
	bool is_of_now = true;
	ListCell *cell;

	foreach (cell, all)
		is_of_now = keeps_its_storage(lfirst(cell)) && is_of_now;
	foreach (cell, all)
	{
		StoredTest *stored = lfirst(cell);

		if (!is_of_now && stored->not_run == NULL)
			stored->not_run = "models have been refreshed since this transaction began";
		if (name == NULL || strcmp(stored->test.name, name) == 0)
			chosen = lappend(chosen, stored);
	}
	return chosen;
}

/*
 * Running.
 */

static void
report(ReturnSetInfo *result, const StoredTest *stored)
{
	DataTestResult found = {0};
	Datum values[5];
	bool nulls[5] = {0};

	if (stored->not_run != NULL)
		found.detail = psprintf("not compared, since %s", stored->not_run);
	else
		found = data_test_count(&stored->test);
	values[0] = CStringGetTextDatum(stored->test.name);
	values[1] = CStringGetTextDatum(stored->model);
	values[2] = Int64GetDatum(found.failures);
	nulls[3] = found.detail == NULL;
	values[3] = nulls[3] ? (Datum) 0 : CStringGetTextDatum(found.detail);
	values[4] = CStringGetTextDatum(stored->severity);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

Datum
ecom_check(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	List *tests;
	ListCell *cell;

	if (PG_ARGISNULL(0))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("deep cannot be NULL"),
				errhint("Leave it out for its default."));
	tests = read_stored_tests("t.severity <> $1", "off");
	if (PG_GETARG_BOOL(0))
		tests = list_concat(tests, read_row_tests(NULL));
	InitMaterializedSRF(fcinfo, 0);
	foreach (cell, tests)
	{
		CHECK_FOR_INTERRUPTS();
		report(result, lfirst(cell));
	}
	return (Datum) 0;
}

Datum
ecom_failing_rows(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char *name;
	List *found;
	StoredTest *stored;

	/* no rows would say that it passes */
	if (PG_ARGISNULL(0))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("test cannot be NULL"));
	name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	found = read_stored_tests("t.test = $1", name);
	if (found == NIL)
		found = read_row_tests(name);
	if (found == NIL)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("there is no data test \"%s\"", name),
				errhint("SELECT test FROM ecom.data_tests shows their names."));
	stored = linitial(found);
	if (stored->not_run != NULL)
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("model %s cannot be compared with its definition, since %s", stored->model,
					   stored->not_run),
				errhint("Refresh it first: SELECT * FROM ecom.refresh()."));
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	data_test_rows(&stored->test, result->setResult, result->setDesc);
	return (Datum) 0;
}

void
require_data_tests(void)
{
	StringInfoData failed;
	int n = 0;
	ListCell *cell;

	initStringInfo(&failed);
	foreach (cell, read_stored_tests("t.severity = $1 AND t.of_contents", "error"))
	{
		StoredTest *stored = lfirst(cell);
		DataTestResult found = data_test_count(&stored->test);

		if (found.failures == 0)
			continue;
		appendStringInfo(&failed, "%s%s: ", n++ > 0 ? "; " : "", stored->test.name);
		if (found.is_broken)
			appendStringInfoString(&failed, found.detail);
		else
			appendStringInfo(&failed, ngettext("%lld row", "%lld rows", found.failures),
							 (long long) found.failures);
	}
	if (n > 0)
		ereport(ERROR, errcode(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION),
				errmsg_plural("%d data test failed, and no model was changed",
							  "%d data tests failed, and no model was changed", n, n),
				errdetail_internal("%s.", failed.data),
				errhint("Refresh without \"check\" => true to look at the rows: SELECT * FROM "
						"ecom.failing_rows('...')."));
}
