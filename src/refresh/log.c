/*
 * refresh/log.c
 *		Writes ecom.refresh_runs, which ecom.refresh_log shows, and ecom.model_state.
 *
 *	outside of the run's transaction	running (and of which transaction, and at which model) -> failed or refused
 *	within it							running -> done
 *
 * A run begins with a row that is committed at once; what is done is written in the transaction of the run, as the
 * tables' owner, and is true if that commits.  So whatever becomes of the transaction, the run has one row.  One that
 * says "running" when its transaction is over tells that what the run did was rolled back: see the view.
 */
#include "refresh/log.h"

#include "access/transam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "portability/instr_time.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"
#include "utils/xid8.h"

#include "base/elapsed.h"
#include "base/identity.h"
#include "base/outside_log.h"
#include "base/sql_as_owner.h"
#include "heap/appended.h"
#include "refresh/notification.h"
#include "refresh/row_rules.h"

PG_FUNCTION_INFO_V1(ecom_is_in_progress);

struct RefreshLog
{
	Oid owner;
	OutsideLog *outside;
	int64 run_id;
	char *started_by;
	TimestampTz started_at;
	TimestampTz as_of; /* time of the snapshot */
	instr_time start;
	const char *asked_for;
	bool forced;
	bool refused;
	bool entered; /* the transaction of the run may have changed its row, and locks it then */
	int models_by_action[MODEL_FAILED + 1];
	StringInfoData models; /* JSON, without the closing bracket */
	StringInfo checks;	   /* JSON, without the brackets; NULL: no data tests are run */
};

/* The values of a row, in the order of the statement's parameters. */
enum
{
	VALUE_RUN_ID,
	VALUE_STARTED_AT,
	VALUE_SECONDS,
	VALUE_STARTED_BY,
	VALUE_ASKED_FOR,
	VALUE_FORCED,
	VALUE_OUTCOME,
	VALUE_REBUILT,
	VALUE_SKIPPED,
	VALUE_FAILED,
	VALUE_APPENDED,
	VALUE_MERGED,
	VALUE_MODELS,
	VALUE_SQLSTATE,
	VALUE_MESSAGE,
	VALUE_TRANSACTION,
	VALUE_CHECKS,
	VALUE_MAKING,
	N_VALUES
};

/* A run has one row, and what was said of its end stays. */
static const char statement[] =
	"INSERT INTO ecom.refresh_runs "
	"(run_id, started_at, seconds, started_by, asked_for, forced, outcome, "
	"rebuilt, skipped, failed, appended, merged, models, sqlstate, message, transaction_id, checks, making, finished_at) "
	"VALUES ($1::pg_catalog.int8, $2::pg_catalog.timestamptz, $3::pg_catalog.numeric, $4, $5, "
	"$6::pg_catalog.bool, $7, $8::pg_catalog.int4, $9::pg_catalog.int4, $10::pg_catalog.int4, "
	"$11::pg_catalog.int4, $12::pg_catalog.int4, $13::pg_catalog.jsonb, $14, $15, $16::pg_catalog.xid8, $17::pg_catalog.jsonb, $18, "
	"CASE WHEN $7 OPERATOR(pg_catalog.<>) 'running' THEN pg_catalog.clock_timestamp() END) "
	"ON CONFLICT (run_id) DO UPDATE SET seconds = EXCLUDED.seconds, outcome = EXCLUDED.outcome, "
	"rebuilt = EXCLUDED.rebuilt, skipped = EXCLUDED.skipped, failed = EXCLUDED.failed, "
	"appended = EXCLUDED.appended, merged = EXCLUDED.merged, "
	"models = EXCLUDED.models, checks = EXCLUDED.checks, sqlstate = EXCLUDED.sqlstate, "
	"message = EXCLUDED.message, making = EXCLUDED.making, finished_at = EXCLUDED.finished_at "
	"WHERE refresh_runs.outcome OPERATOR(pg_catalog.=) 'running'";

static const OutsideLogKind refresh_log = {
	.name = "ecom.refresh_log",
	.table = "refresh_runs",
	.statement = statement,
	.n_values = N_VALUES,
	.loss = "this is written to ecom.refresh_log only if it succeeds and is committed",
};

/* What every row says of the run; those that are not set here are NULL. */
static void
describe(const RefreshLog *log, const char *outcome, const char **values)
{
	values[VALUE_RUN_ID] = psprintf("%lld", (long long) log->run_id);
	values[VALUE_STARTED_AT] = pstrdup(timestamptz_to_str(log->started_at));
	values[VALUE_STARTED_BY] = log->started_by;
	values[VALUE_ASKED_FOR] = log->asked_for;
	values[VALUE_FORCED] = log->forced ? "true" : "false";
	values[VALUE_OUTCOME] = outcome;
	values[VALUE_MODELS] = psprintf("%s]", log->models.data);
	values[VALUE_CHECKS] = log->checks != NULL ? psprintf("[%s]", log->checks->data) : NULL;
	values[VALUE_TRANSACTION] = psprintf(UINT64_FORMAT, U64FromFullTransactionId(GetTopFullTransactionId()));
}

/* How far the run has come. */
static void
describe_work(const RefreshLog *log, const char **values)
{
	Numeric seconds = seconds_since(log->start);

	values[VALUE_SECONDS] = seconds_text(seconds);
	values[VALUE_REBUILT] = psprintf("%d", log->models_by_action[MODEL_REBUILT] +
											   log->models_by_action[MODEL_APPENDED] +
											   log->models_by_action[MODEL_MERGED]);
	values[VALUE_SKIPPED] = psprintf("%d", log->models_by_action[MODEL_SKIPPED]);
	values[VALUE_FAILED] = psprintf("%d", log->models_by_action[MODEL_FAILED]);
	values[VALUE_APPENDED] = psprintf("%d", log->models_by_action[MODEL_APPENDED]);
	values[VALUE_MERGED] = psprintf("%d", log->models_by_action[MODEL_MERGED]);
}

RefreshLog *
refresh_log_begin(const char *asked_for, bool forced)
{
	RefreshLog *log = palloc0(sizeof(RefreshLog));
	Oid schema = get_namespace_oid("ecom", false);
	const char *values[N_VALUES] = {0};

	INSTR_TIME_SET_CURRENT(log->start);
	log->started_at = GetCurrentTimestamp();
	log->started_by = GetUserNameFromId(GetUserId(), false);
	log->owner = relation_owner(get_relname_relid(refresh_log.table, schema));
	log->asked_for = asked_for;
	log->forced = forced;
	initStringInfo(&log->models);
	appendStringInfoChar(&log->models, '[');
	log->outside = outside_log_open(&refresh_log);

	/* from here on the run has a number, and next its row: nothing in between looks at interrupts */
	log->run_id = nextval_internal(get_relname_relid("refresh_log_run_id_seq", schema), false);
	describe(log, "running", values);
	outside_log_write(log->outside, values);
	describe(log, "failed", values);
	values[VALUE_SQLSTATE] = unpack_sql_state(ERRCODE_ADMIN_SHUTDOWN);
	values[VALUE_MESSAGE] = "the session ended before the refresh did";
	outside_log_announce(log->outside, values);
	return log;
}

Oid
refresh_log_owner(const RefreshLog *log)
{
	return log->owner;
}

void
refresh_log_snapshot(RefreshLog *log)
{
	/* its commit is not to come between two snapshots of the run, which would differ for nothing else */
	(void) outside_log_wait(log->outside);
	log->as_of = IsolationUsesXactSnapshot() ? GetCurrentTransactionStartTimestamp() : GetCurrentTimestamp();
}

static const char state_statement[] =
	"INSERT INTO ecom.model_state (schema, model, model_oid, run_id, refreshed_at, rows, seconds, contents, "
	"inputs, entry, newest_order, newest_load, reasons, horizons, changes, row_bytes) "
	"SELECT $1, $2, $3, $4, $5, $6, $7, $8, o.all_inputs, o.entry, o.newest_order, o.newest_load, o.reasons, "
	"$12::pg_catalog.jsonb, $13, pg_catalog.pg_table_size($3) / NULLIF($14, 0)::pg_catalog.numeric "
	"FROM ecom.model_origin($3, $9::pg_catalog.jsonb, $10, $11) o "
	"ON CONFLICT (schema, model) DO UPDATE SET model_oid = EXCLUDED.model_oid, run_id = EXCLUDED.run_id, "
	"refreshed_at = EXCLUDED.refreshed_at, rows = EXCLUDED.rows, seconds = EXCLUDED.seconds, "
	"contents = EXCLUDED.contents, inputs = EXCLUDED.inputs, entry = EXCLUDED.entry, "
	"newest_order = EXCLUDED.newest_order, newest_load = EXCLUDED.newest_load, reasons = EXCLUDED.reasons, "
	"horizons = EXCLUDED.horizons, changes = EXCLUDED.changes, "
	"row_bytes = CASE WHEN $15 THEN EXCLUDED.row_bytes ELSE LEAST(EXCLUDED.row_bytes, model_state.row_bytes) END";

/* What the snapshot saw of tables with rules for lines, as JSON; NULL if of none that the model has a rule for. */
static char *
horizons_of(const Run *run, const Model *model)
{
	StringInfoData text;
	ListCell *cell;

	initStringInfo(&text);
	foreach (cell, run->tables)
	{
		const AppendedRows *table = lfirst(cell);

		if (table->horizon == NULL || row_rule_of(model, table->name, RULE_LINE) == NULL)
			continue;
		appendStringInfoString(&text, text.len > 0 ? ", " : "{");
		escape_json(&text, table->name);
		appendStringInfoString(&text, ": ");
		escape_json(&text, table->horizon);
	}
	if (text.len == 0)
		return NULL;
	appendStringInfoChar(&text, '}');
	return text.data;
}

/* Enters what a model was made from, under the snapshot of the run: what was loaded since is not in it. */
static void
enter_model_state(const RefreshLog *log, const Run *run, const Model *model)
{
	bool only_added = model->is_narrowed && model->change.removed.n == 0;
	char *horizons = horizons_of(run, model);
	int64 changes = model->changes + model->change.added.n + model->change.removed.n;
	Oid types[15] = {TEXTOID, TEXTOID, OIDOID,		INT8OID,	 TIMESTAMPTZOID, INT8OID, NUMERICOID, TEXTOID,
					 TEXTOID, OIDARRAYOID, TIDARRAYOID, TEXTOID,	 INT8OID,		 INT8OID, BOOLOID};
	Datum values[15] = {CStringGetTextDatum(model->schema),
						CStringGetTextDatum(model->name),
						ObjectIdGetDatum(model->oid),
						Int64GetDatum(log->run_id),
						TimestampTzGetDatum(log->as_of),
						Int64GetDatum(model->rows),
						NumericGetDatum(model->seconds),
						CStringGetTextDatum(model->contents != NULL ? model->contents : "unknown"),
						CStringGetTextDatum(model->inputs),
						PointerGetDatum(model->reads)};
	char nulls[15];

	memset(nulls, ' ', sizeof(nulls));
	nulls[10] = only_added ? ' ' : 'n';
	if (only_added)
		values[10] = places_array(&model->change.added);
	nulls[11] = horizons != NULL ? ' ' : 'n';
	if (horizons != NULL)
		values[11] = CStringGetTextDatum(horizons);
	values[12] = Int64GetDatum(model->is_analysed ? 0 : changes);
	values[13] = Int64GetDatum(model->rows);
	values[14] = BoolGetDatum(model->action == MODEL_REBUILT);
	SPI_connect();
	sql_as_owner(log->owner, state_statement, 15, types, values, nulls, GetActiveSnapshot(), SPI_OK_INSERT);
	SPI_finish();
}

/*
 * Keeps what a model failed with, until it is rebuilt or turns out to be as it should be.  Only models of others can
 * fail by themselves.
 */
static void
enter_model_failure(const RefreshLog *log, const Model *model)
{
	const ErrorData *error = model->error;
	Oid types[5] = {TEXTOID, TEXTOID, INT8OID, TEXTOID, TEXTOID};
	Datum values[5] = {CStringGetTextDatum(model->schema), CStringGetTextDatum(model->name)};

	SPI_connect();
	sql_as_owner(log->owner,
				 "DELETE FROM ecom.model_failures f WHERE f.schema OPERATOR(pg_catalog.=) $1 "
				 "AND f.model OPERATOR(pg_catalog.=) $2",
				 2, types, values, NULL, InvalidSnapshot, SPI_OK_DELETE);
	if (error != NULL)
	{
		values[2] = Int64GetDatum(log->run_id);
		values[3] = CStringGetTextDatum(unpack_sql_state(error->sqlerrcode));
		values[4] = CStringGetTextDatum(error->message);
		sql_as_owner(log->owner,
					 "INSERT INTO ecom.model_failures (schema, model, run_id, sqlstate, message) "
					 "VALUES ($1, $2, $3, $4, $5)",
					 5, types, values, NULL, InvalidSnapshot, SPI_OK_INSERT);
	}
	SPI_finish();
}

/* What is kept of it in ecom.refresh_runs. */
static void
describe_model(RefreshLog *log, const Model *model)
{
	appendStringInfoString(&log->models, log->models.len > 1 ? ", {\"model\": " : "{\"model\": ");
	escape_json(&log->models, model->full_name);
	appendStringInfo(&log->models, ", \"action\": \"%s\", \"rows\": %lld, \"seconds\": %s, \"reason\": ",
					 model_action(model), (long long) model->rows, seconds_text(model->seconds));
	escape_json(&log->models, model_outcome(model));
	if (model->change.is_known)
		appendStringInfo(&log->models, ", \"rows_added\": %lld, \"rows_removed\": %lld",
						 (long long) model->change.added.n, (long long) model->change.removed.n);
	appendStringInfoChar(&log->models, '}');
}

void
refresh_log_making(RefreshLog *log, const Model *model)
{
	const char *values[N_VALUES] = {0};

	describe(log, "running", values);
	values[VALUE_MAKING] = model->full_name;
	outside_log_note(log->outside, values);
}

void
refresh_log_model(RefreshLog *log, const Run *run, const Model *model)
{
	describe_model(log, model);
	log->models_by_action[model->action]++;
	if (!model->is_of_extension)
		enter_model_failure(log, model);
	if (model->error == NULL && (model->contents != NULL || model->action == MODEL_REBUILT))
		enter_model_state(log, run, model);
}

StringInfo
refresh_log_checks(RefreshLog *log)
{
	log->checks = makeStringInfo();
	return log->checks;
}

/*
 * Executes the statement in the transaction of the run.  Under REPEATABLE READ its snapshot may be older than the row that
 * was written outside, therefore by a new one.
 */
static void
enter(RefreshLog *log, const char *const *texts)
{
	Oid types[N_VALUES];
	Datum values[N_VALUES];
	char nulls[N_VALUES];

	for (int i = 0; i < N_VALUES; i++)
	{
		types[i] = TEXTOID;
		values[i] = texts[i] != NULL ? CStringGetTextDatum(texts[i]) : (Datum) 0;
		nulls[i] = texts[i] != NULL ? ' ' : 'n';
	}
	SPI_connect();
	sql_as_owner(log->owner, statement, N_VALUES, types, values, nulls, GetLatestSnapshot(), SPI_OK_INSERT);
	SPI_finish();
}

/* Of models that are gone, nothing is kept. */
static void
forget_models(const RefreshLog *log)
{
	static const char *const tables[] = {"model_state", "model_failures"};

	SPI_connect();
	for (int i = 0; i < lengthof(tables); i++)
		sql_as_owner(log->owner,
					 psprintf("DELETE FROM ecom.%s s WHERE NOT EXISTS "
							  "(SELECT FROM ecom.models m WHERE m.schema OPERATOR(pg_catalog.=) s.schema "
							  "AND m.model OPERATOR(pg_catalog.=) s.model)",
							  tables[i]),
					 0, NULL, NULL, NULL, InvalidSnapshot, SPI_OK_DELETE);
	SPI_finish();
}

void
refresh_log_done(RefreshLog *log)
{
	const char *values[N_VALUES] = {0};

	forget_models(log);
	/* the row that the run began with must be there, for this one to take its place */
	(void) outside_log_wait(log->outside);
	describe(log, "done", values);
	describe_work(log, values);
	log->entered = true;
	enter(log, values);
	notify_at_commit(log->run_id);
	outside_log_retract(log->outside);
}

void
refresh_log_refused(RefreshLog *log)
{
	log->refused = true;
}

void
refresh_log_failed(RefreshLog *log, const ErrorData *error)
{
	const char *values[N_VALUES] = {0};

	describe(log, log->refused ? "refused" : "failed", values);
	describe_work(log, values);
	values[VALUE_SQLSTATE] = unpack_sql_state(error->sqlerrcode);
	values[VALUE_MESSAGE] = error->message;
	if (log->entered)
		outside_log_leave(log->outside, values);
	else
	{
		outside_log_write(log->outside, values);
		outside_log_close(log->outside);
	}
}

/* Asks the snapshot, not what is running by now: the row that says so was read by it, too. */
Datum
ecom_is_in_progress(PG_FUNCTION_ARGS)
{
	FullTransactionId transaction = PG_GETARG_FULLTRANSACTIONID(0);
	FullTransactionId next = ReadNextFullTransactionId();
	Snapshot snapshot = GetActiveSnapshot();

	if (!snapshot->takenDuringRecovery)
		PG_RETURN_BOOL(false);
	/* of another server, or from so long ago that its number is another one's by now */
	if (!FullTransactionIdPrecedes(transaction, next) ||
		U64FromFullTransactionId(next) - U64FromFullTransactionId(transaction) >= PG_INT32_MAX)
		PG_RETURN_BOOL(false);
	PG_RETURN_BOOL(XidInMVCCSnapshot(XidFromFullTransactionId(transaction), snapshot));
}
