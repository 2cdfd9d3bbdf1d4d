/*
 * checks/data_tests.c
 *		ecom.check and ecom.failing_rows: runs the tests of ecom.data_tests.
 */
#include "checks/data_tests.h"

#include "access/tupdesc.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/argument.h"
#include "base/identity.h"
#include "checks/data_test.h"

PG_FUNCTION_INFO_V1(ecom_check);
PG_FUNCTION_INFO_V1(ecom_failing_rows);

/* A row of ecom.data_tests. */
typedef struct StoredTest
{
	DataTest test;
	char *model;
	char *severity;
} StoredTest;

/*
 * Reading.
 */

/* The tests that a condition with one parameter holds for, as the owner of the table: who may run tests need not read it. */
static List *
read_tests(const char *condition, const char *parameter)
{
	MemoryContext caller = CurrentMemoryContext;
	Oid owner = relation_owner(get_relname_relid("data_tests", get_namespace_oid("ecom", false)));
	Oid types[1] = {TEXTOID};
	Datum values[1] = {CStringGetTextDatum(parameter)};
	const TestConditions *conditions = test_conditions();
	Identity before = identity_become(owner);
	List *tests = NIL;

	SPI_connect();
	if (SPI_execute_with_args(
			psprintf("SELECT t.test, t.model, t.severity, t.query, t.is_built_in, t.writer::pg_catalog.oid "
					 "FROM ecom.data_tests t WHERE %s ORDER BY t.severity, t.model, t.test",
					 condition),
			1, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read ecom.data_tests");
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple row = SPI_tuptable->vals[i];
		TupleDesc descriptor = SPI_tuptable->tupdesc;
		MemoryContext inner = MemoryContextSwitchTo(caller);
		StoredTest *stored = palloc(sizeof(StoredTest));
		bool is_null;

		stored->test.name = SPI_getvalue(row, descriptor, 1);
		stored->model = SPI_getvalue(row, descriptor, 2);
		stored->severity = SPI_getvalue(row, descriptor, 3);
		stored->test.query = SPI_getvalue(row, descriptor, 4);
		stored->test.writer = DatumGetBool(SPI_getbinval(row, descriptor, 5, &is_null))
								  ? owner
								  : DatumGetObjectId(SPI_getbinval(row, descriptor, 6, &is_null));
		stored->test.conditions = conditions;
		tests = lappend(tests, stored);
		MemoryContextSwitchTo(inner);
	}
	SPI_finish();
	identity_restore(before);
	return tests;
}

/*
 * Running.
 */

Datum
ecom_check(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	ListCell *cell;

	InitMaterializedSRF(fcinfo, 0);
	foreach (cell, read_tests("t.severity <> $1", "off"))
	{
		StoredTest *stored = lfirst(cell);
		DataTestResult found = data_test_count(&stored->test);
		Datum values[5] = {CStringGetTextDatum(stored->test.name), CStringGetTextDatum(stored->model),
						   Int64GetDatum(found.failures),
						   found.detail == NULL ? (Datum) 0 : CStringGetTextDatum(found.detail),
						   CStringGetTextDatum(stored->severity)};
		bool nulls[5] = {false, false, false, found.detail == NULL, false};

		CHECK_FOR_INTERRUPTS();
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

Datum
ecom_failing_rows(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char *name;
	List *found;

	/* no rows would say that it passes */
	argument_check_not_null(fcinfo, 0, "test", false);
	name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	found = read_tests("t.test = $1", name);
	if (found == NIL)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("there is no data test \"%s\"", name),
				errhint("SELECT test FROM ecom.data_tests shows their names."));
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	data_test_rows(&((StoredTest *) linitial(found))->test, result->setResult, result->setDesc);
	return (Datum) 0;
}

void
require_data_tests(void)
{
	StringInfoData failed;
	int n = 0;
	ListCell *cell;

	initStringInfo(&failed);
	foreach (cell, read_tests("t.severity = $1 AND t.of_contents", "error"))
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
