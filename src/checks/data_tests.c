/*
 * checks/data_tests.c
 *		ecom.check and ecom.failing_rows: runs the tests of ecom.data_tests.
 *
 * What came of ecom.check() is kept in ecom.check_log by the transaction that calls it, and not outside of it as what came of a
 * refresh is: the tests see what that transaction has changed, and if it is rolled back, they have told of data that never were.
 * Where the transaction cannot write, nothing is kept.
 */
#include "checks/data_tests.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "portability/instr_time.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "base/argument.h"
#include "base/elapsed.h"
#include "base/identity.h"
#include "base/result_settings.h"
#include "base/sql_as_owner.h"
#include "base/table_code.h"
#include "checks/data_test.h"

PG_FUNCTION_INFO_V1(ecom_check);
PG_FUNCTION_INFO_V1(ecom_failing_rows);

/* A test that is stored or made. */
typedef struct StoredTest
{
	DataTest test;
	char *model;
	char *severity;
	int64 query_hash;
	char *not_run; /* why; else NULL */
	Oid compared;  /* the model, where it is compared with its definition */
	Oid storage;   /* where its rows are, as this snapshot sees it */
} StoredTest;

/*
 * Reading.
 */

/*
 * A row of "test, model, severity, query, writer, not_run, model_oid, storage, query_hash"; model_oid and storage are NULL of one that
 * is stored.
 */
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
	stored->query_hash = DatumGetInt64(SPI_getbinval(row, descriptor, 9, &is_null));
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
							   "NULL, NULL::pg_catalog.oid, NULL::pg_catalog.oid, "
							   "pg_catalog.hashtextextended(t.query, 0) "
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
	List *all = read_tests("SELECT t.test, t.model, 'error', t.query, t.writer, t.not_run, t.model_oid, t.storage, "
						   "pg_catalog.hashtextextended(t.query, 0) FROM ecom.row_tests() t ORDER BY t.model",
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

/* Notes how a test ended, and nothing of the rows that break it: those who read that need not be those who may see these. */
static void
note_result(StringInfo results, const StoredTest *stored, const DataTestResult *found)
{
	appendStringInfoString(results, results->len > 0 ? ", {\"test\": " : "{\"test\": ");
	escape_json(results, stored->test.name);
	appendStringInfo(results, ", \"query_hash\": %lld, \"severity\": ", (long long) stored->query_hash);
	escape_json(results, stored->severity);
	appendStringInfo(results, ", \"failures\": %lld, \"is_broken\": %s}", (long long) found->failures,
					 found->is_broken ? "true" : "false");
}

/* Keeps what came of a check, with the models that it saw: under the same snapshot. */
static void
keep_results(const char *results, TimestampTz started_at, instr_time start)
{
	static const char statement[] =
		"INSERT INTO ecom.check_log (checked_at, seconds, checked_by, refreshed_at, results) "
		"SELECT $1, $2, $3, (SELECT pg_catalog.max(s.refreshed_at) FROM ecom.model_state s), "
		"$4::pg_catalog.jsonb";
	Oid table = get_relname_relid("check_log", get_namespace_oid("ecom", false));
	Oid owner = relation_owner(table);
	Oid types[4] = {TIMESTAMPTZOID, NUMERICOID, TEXTOID, TEXTOID};
	Datum values[4] = {TimestampTzGetDatum(started_at), NumericGetDatum(seconds_since(start)),
					   CStringGetTextDatum(GetUserNameFromId(GetUserId(), false)),
					   CStringGetTextDatum(results)};

	if (XactReadOnly || IsInParallelMode())
		return;
	if (table_runs_code(table))
		refuse_temporary_objects(owner);
	SPI_connect();
	sql_as_owner(owner, statement, lengthof(types), types, values, NULL, GetActiveSnapshot(), SPI_OK_INSERT);
	SPI_finish();
}

static void
report(ReturnSetInfo *result, const StoredTest *stored, StringInfo results)
{
	DataTestResult found = {0};
	Datum values[5];
	bool nulls[5] = {0};

	if (stored->not_run != NULL)
		found.detail = psprintf("not compared, since %s", stored->not_run);
	else
	{
		found = data_test_count(&stored->test);
		note_result(results, stored, &found);
	}
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
	TimestampTz started_at = GetCurrentTimestamp();
	StringInfoData results;
	instr_time start;
	List *tests;
	ListCell *cell;

	argument_check_not_null(fcinfo, 0, "deep", true);
	INSTR_TIME_SET_CURRENT(start);
	tests = read_stored_tests("t.severity <> $1", "off");
	if (PG_GETARG_BOOL(0))
		tests = list_concat(tests, read_row_tests(NULL));
	InitMaterializedSRF(fcinfo, 0);
	initStringInfo(&results);
	foreach (cell, tests)
	{
		CHECK_FOR_INTERRUPTS();
		report(result, lfirst(cell), &results);
	}
	keep_results(psprintf("[%s]", results.data), started_at, start);
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
	argument_check_not_null(fcinfo, 0, "test", false);
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
require_data_tests(StringInfo results)
{
	StringInfoData failed;
	int n = 0;
	ListCell *cell;

	initStringInfo(&failed);
	foreach (cell, read_stored_tests("t.severity = $1 AND t.of_contents", "error"))
	{
		StoredTest *stored = lfirst(cell);
		DataTestResult found = data_test_count(&stored->test);

		note_result(results, stored, &found);
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
