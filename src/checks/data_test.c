/*
 * checks/data_test.c
 *		Runs a data test, with the rights of who wrote it.
 *
 * A test is anybody's SQL, and runs in the call of somebody else, who may have more rights, or fewer, and in a transaction that may
 * have rebuilt all models.  So each is run as its writer, restricted, and
 *
 *	read only		and undone in any case: in a subtransaction, which is rolled back also if the query succeeds;
 *	alone			as one SELECT that is a subquery of ours, which its text cannot leave;
 *	for a while		and then it is cancelled, by a timer of its own, beside the user's statement_timeout;
 *	as always		with the same settings, whatever the caller's are.
 */
#include "checks/data_test.h"

#include "access/tupdesc.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"
#include "parser/parser.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/resowner.h"
#include "utils/syscache.h"
#include "utils/timeout.h"

#include "base/identity.h"
#include "base/interrupt.h"
#include "base/result_settings.h"
#include "checks/time_limit.h"

#define LONGEST_DETAIL 1000 /* bytes */
#define ROWS_AT_ONCE 1000

/* A test cannot run tests. */
static bool is_running = false;

/*
 * The query.
 */

/* Where a syntax error is, it is in the query, and not in the statement that runs the test. */
static void
syntax_context(void *argument)
{
	int position = geterrposition();

	if (position > 0)
	{
		errposition(0);
		internalerrposition(position);
		internalerrquery(argument);
	}
}

static List *
parse(const char *query)
{
	ErrorContextCallback context = {error_context_stack, syntax_context, unconstify(char *, query)};
	List *statements;

	error_context_stack = &context;
	statements = raw_parser(query, RAW_PARSE_DEFAULT);
	error_context_stack = context.previous;
	return statements;
}

/*
 * The text of a query without what may stand behind it: a semicolon and comments.  An error unless it is one SELECT; what is one in
 * itself stays one between parentheses.
 */
static char *
one_select(const char *query)
{
	List *statements = parse(query);
	RawStmt *statement;
	const char *hint = "A data test is a SELECT that returns the rows that break it.";

	if (statements == NIL)
		ereport(ERROR, errcode(ERRCODE_SYNTAX_ERROR), errmsg("the query is empty"), errhint("%s", hint));
	if (list_length(statements) > 1)
		ereport(ERROR, errcode(ERRCODE_SYNTAX_ERROR),
				errmsg("the query has %d statements", list_length(statements)), errhint("%s", hint));
	statement = linitial_node(RawStmt, statements);
	if (!IsA(statement->stmt, SelectStmt))
		ereport(ERROR, errcode(ERRCODE_SYNTAX_ERROR), errmsg("the query is not a SELECT"),
				errhint("%s", hint));
	return statement->stmt_len > 0 ? pnstrdup(query + statement->stmt_location, statement->stmt_len)
								   : pstrdup(query + statement->stmt_location);
}

/* A query over the rows of a test; the line end keeps a comment from swallowing the parenthesis. */
static char *
query_over(const char *select, const DataTest *test)
{
	return psprintf("%s FROM (\n%s\n) f", select, one_select(test->query));
}

/* A text in the caller's memory, its end cut off where it is too long. */
static char *
detail_of(MemoryContext caller, const char *prefix, const char *text)
{
	int length = pg_mbcliplen(text, strlen(text), LONGEST_DETAIL);
	char *detail = MemoryContextAlloc(caller, strlen(prefix) + length + 4);

	sprintf(detail, "%s%.*s%s", prefix, length, text, text[length] == '\0' ? "" : "...");
	return detail;
}

/* What is done with a query, as its writer. */
typedef struct Work
{
	void (*run)(struct Work *work, const DataTest *test);
	MemoryContext caller;
	DataTestResult result;
	Tuplestorestate *rows;
	TupleDesc descriptor;
} Work;

static void
count_rows(Work *work, const DataTest *test)
{
	bool is_null;
	char *example;

	if (SPI_execute(query_over("SELECT pg_catalog.count(*), "
							   "pg_catalog.min(pg_catalog.to_jsonb(f)::pg_catalog.text COLLATE "
							   "pg_catalog.\"C\")",
							   test),
					true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not run the query");
	work->result.failures =
		DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null));
	example = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2);
	if (example != NULL)
		work->result.detail = detail_of(work->caller, "for example ", example);
}

/* Some at a time, since nobody knows how many there are. */
static void
put_rows(Work *work, const DataTest *test)
{
	Portal portal = SPI_cursor_open_with_args(NULL, query_over("SELECT pg_catalog.to_jsonb(f)", test), 0,
											  NULL, NULL, NULL, true, 0);

	do
	{
		SPI_cursor_fetch(portal, true, ROWS_AT_ONCE);
		for (uint64 i = 0; i < SPI_processed; i++)
		{
			Datum value;
			bool is_null;

			value = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &is_null);
			tuplestore_putvalues(work->rows, work->descriptor, &value, &is_null);
		}
		SPI_freetuptable(SPI_tuptable);
	} while (SPI_processed > 0);
	SPI_cursor_close(portal);
}

/* EXPLAIN looks at names, types and rights. */
static void
plan_query(Work *work, const DataTest *test)
{
	(void) SPI_execute(query_over("EXPLAIN SELECT pg_catalog.to_jsonb(f)", test), false, 0);
}

/*
 * The conditions.
 */

const TestConditions *
test_conditions(void)
{
	MemoryContext caller = CurrentMemoryContext;
	TestConditions *conditions = palloc(sizeof(TestConditions));
	Identity before =
		identity_become(relation_owner(get_relname_relid("settings", get_namespace_oid("ecom", false))));
	bool is_null;

	SPI_connect();
	if (SPI_execute(
			"SELECT z.value, t.value, "
			"pg_catalog.date_part('epoch', t.value::pg_catalog.interval)::pg_catalog.int8 "
			"FROM ecom.settings z, ecom.settings t WHERE z.name = 'time_zone' AND t.name = 'max_test_time'",
			true, 1) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "could not read ecom.settings");
	MemoryContextSwitchTo(caller);
	conditions->time_zone = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	conditions->max_time = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2);
	conditions->max_microseconds =
		DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 3, &is_null)) *
		USECS_PER_SEC;
	SPI_finish();
	identity_restore(before);
	return conditions;
}

static void
as_writer(Work *work, const DataTest *test)
{
	Identity before;

	if (!SearchSysCacheExists1(AUTHOID, ObjectIdGetDatum(test->writer)))
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("the role that wrote it is not there"),
				errhint("Who may change it can answer for it: UPDATE ecom.data_tests SET writer = ... WHERE "
						"test = %s.",
						quote_literal_cstr(test->name)));
	refuse_temporary_objects(test->writer);
	before = identity_become(test->writer);
	fix_result_settings(test->conditions->time_zone);
	XactReadOnly = true;
	time_limit_begin(test->conditions->max_microseconds);
	SPI_connect();
	work->run(work, test);
	SPI_finish();
	identity_restore(before);
}

static bool
is_cancel(const ErrorData *error)
{
	return error_is_interrupt(error) && error->message_id != NULL &&
		   strcmp(error->message_id, "canceling statement due to user request") == 0;
}

/* Names the test in the context of an error. */
static void
test_context(void *argument)
{
	errcontext("data test \"%s\"", ((const DataTest *) argument)->name);
}

/* Does work with the query, and undoes it; the error if that fails, else NULL.  An error is what is to end more than that. */
static ErrorData *
run(Work *work, const DataTest *test)
{
	ErrorContextCallback context = {error_context_stack, test_context, unconstify(DataTest *, test)};
	ResourceOwner owner = CurrentResourceOwner;
	bool had_statement_timeout = get_timeout_active(STATEMENT_TIMEOUT);
	ErrorData *volatile error = NULL;
	bool too_long;

	if (is_running)
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("a data test cannot run data tests"));
	work->caller = CurrentMemoryContext;
	error_context_stack = &context;
	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(work->caller);
	is_running = true;
	PG_TRY();
	{
		as_writer(work, test);
		too_long = time_limit_end();
	}
	PG_CATCH();
	{
		too_long = time_limit_end();
		MemoryContextSwitchTo(work->caller);
		error = CopyErrorData();
		FlushErrorState();
	}
	PG_END_TRY();
	is_running = false;
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(work->caller);
	CurrentResourceOwner = owner;

	/* a function can catch it, and then it does not come again */
	if (had_statement_timeout && !get_timeout_active(STATEMENT_TIMEOUT) &&
		!(error != NULL && error_is_interrupt(error)))
		ereport(ERROR, errcode(ERRCODE_QUERY_CANCELED),
				errmsg("canceling statement due to statement timeout"));
	error_context_stack = context.previous;
	if (error != NULL && too_long && is_cancel(error))
	{
		error->message =
			psprintf("it took longer than %s, the setting max_test_time", test->conditions->max_time);
		error->hint = NULL;
	}
	else if (error != NULL && error_is_interrupt(error))
		ReThrowError(error);
	return error;
}

DataTestResult
data_test_count(const DataTest *test)
{
	Work work = {.run = count_rows};
	ErrorData *error = run(&work, test);

	if (error != NULL)
	{
		work.result.is_broken = true;
		work.result.failures = 1;
		work.result.detail =
			psprintf("%s (%s)", detail_of(CurrentMemoryContext, "the query failed: ", error->message),
					 unpack_sql_state(error->sqlerrcode));
		FreeErrorData(error);
	}
	return work.result;
}

void
data_test_rows(const DataTest *test, Tuplestorestate *rows, TupleDesc descriptor)
{
	Work work = {.run = put_rows, .rows = rows, .descriptor = descriptor};
	ErrorData *error = run(&work, test);

	if (error != NULL)
		ReThrowError(error);
}

void
data_test_try(const DataTest *test)
{
	Work work = {.run = plan_query};
	ErrorData *error = run(&work, test);

	if (error != NULL)
		ReThrowError(error);
}
