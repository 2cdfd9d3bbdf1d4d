/*
 * load_log.c
 *		Reads and writes raw.loads and raw.rejected_lines.
 */
#include "load_log.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "identity.h"
#include "table_code.h"

struct LoadLog
{
	Oid owner;
	int64 load_id;
	const char *target;
	const char *file;
	const char *loaded_by;
	SPIPlanPtr reject;
};

/*
 * Runs a statement as the owner of the log; what it gives is in SPI_tuptable.  The search_path is the caller's:
 * statements name schemas, of operators too.
 */
static void
execute(LoadLog *log, const char *statement, int n, Oid *types, Datum *values, int expected)
{
	Identity before = identity_become(log->owner);

	if (SPI_execute_with_args(statement, n, types, values, NULL, false, 0) != expected)
		elog(ERROR, "could not execute \"%s\"", statement);
	identity_restore(before);
}

static Datum
first_value(int column)
{
	bool is_null;

	return SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column, &is_null);
}

LoadLog *
load_log_open(const char *target, const char *file)
{
	LoadLog *log = palloc0(sizeof(LoadLog));
	/* by name, but without a look at whether the caller may use the schema */
	Oid schema = get_namespace_oid("raw", false);
	Oid loads = get_relname_relid("loads", schema);

	log->owner = relation_owner(loads);
	if (table_runs_code(loads) || table_runs_code(get_relname_relid("rejected_lines", schema)))
		refuse_temporary_objects(log->owner);
	log->target = target;
	log->file = file;
	log->loaded_by = GetUserNameFromId(GetUserId(), false);
	execute(log, "SELECT pg_catalog.nextval('raw.loads_load_id_seq')", 0, NULL, NULL, SPI_OK_SELECT);
	log->load_id = DatumGetInt64(first_value(1));
	return log;
}

int64
load_log_id(const LoadLog *log)
{
	return log->load_id;
}

bool
load_log_may_know(LoadLog *log, int64 bytes)
{
	Oid types[2] = {TEXTOID, INT8OID};
	Datum values[2] = {CStringGetTextDatum(log->target), Int64GetDatum(bytes)};

	execute(log,
			"SELECT FROM raw.loads WHERE target OPERATOR(pg_catalog.=) $1 "
			"AND (bytes OPERATOR(pg_catalog.=) $2 OR $2 OPERATOR(pg_catalog.<) 0) LIMIT 1",
			2, types, values, SPI_OK_SELECT);
	return SPI_processed > 0;
}

void
load_log_refuse_known(LoadLog *log, const char *sha256)
{
	Oid types[2] = {TEXTOID, TEXTOID};
	Datum values[2] = {CStringGetTextDatum(log->target), CStringGetTextDatum(sha256)};

	execute(log,
			"SELECT load_id, pg_catalog.to_char(loaded_at, 'YYYY-MM-DD HH24:MI:SS TZ'), file, rows_loaded, "
			"loaded_by FROM raw.loads "
			"WHERE target OPERATOR(pg_catalog.=) $1 AND sha256 OPERATOR(pg_catalog.=) $2 ORDER BY load_id "
			"LIMIT 1",
			2, types, values, SPI_OK_SELECT);
	if (SPI_processed == 0)
		return;
	ereport(
		ERROR, errcode(ERRCODE_DUPLICATE_OBJECT),
		errmsg("the contents of file \"%s\" are in %s already: load_id %lld of %s", log->file, log->target,
			   (long long) DatumGetInt64(first_value(1)), TextDatumGetCString(first_value(2))),
		errdetail("File \"%s\", %lld rows, loaded by %s, SHA-256 %s.", TextDatumGetCString(first_value(3)),
				  (long long) DatumGetInt64(first_value(4)), TextDatumGetCString(first_value(5)), sha256),
		errhint("To load it a second time, give force => true."));
}

void
load_log_reject(LoadLog *log, uint64 line_number, uint64 offset, const char *reason, const char *detail,
				const char *data, size_t length)
{
	Oid types[6] = {INT8OID, INT8OID, INT8OID, TEXTOID, TEXTOID, BYTEAOID};
	bytea *line = palloc(VARHDRSZ + length);
	MemoryContext caller = CurrentMemoryContext;
	Datum values[6];
	Identity before;

	SET_VARSIZE(line, VARHDRSZ + length);
	memcpy(VARDATA(line), data, length);
	values[0] = Int64GetDatum(log->load_id);
	values[1] = Int64GetDatum((int64) line_number);
	values[2] = Int64GetDatum((int64) offset);
	values[3] = CStringGetTextDatum(reason);
	values[4] = CStringGetTextDatum(detail);
	values[5] = PointerGetDatum(line);

	before = identity_become(log->owner);
	if (log->reject == NULL)
		log->reject = SPI_prepare(
			"INSERT INTO raw.rejected_lines (load_id, line_number, byte_offset, reason, detail, line) "
			"VALUES ($1, $2, $3, $4, $5, $6)",
			6, types);
	if (log->reject == NULL || SPI_execute_plan(log->reject, values, NULL, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "could not write to raw.rejected_lines");
	identity_restore(before);
	MemoryContextSwitchTo(caller); /* SPI has left its own */
}

void
load_log_enter(LoadLog *log, const char *sha256, const LoadReport *report, bool force)
{
	Oid types[10] = {INT8OID, TEXTOID, TEXTOID, TEXTOID, INT8OID,
					 INT8OID, INT8OID, INT8OID, TEXTOID, BOOLOID};
	Datum values[10] = {Int64GetDatum(log->load_id),		 CStringGetTextDatum(log->target),
						CStringGetTextDatum(log->file),		 CStringGetTextDatum(sha256),
						Int64GetDatum(report->bytes),		 Int64GetDatum(report->lines_read),
						Int64GetDatum(report->rows_loaded),	 Int64GetDatum(report->rows_rejected),
						CStringGetTextDatum(log->loaded_by), BoolGetDatum(force)};

	if (!force)
		load_log_refuse_known(log, sha256);
	/* waits for one that has entered the same and not committed yet */
	execute(log,
			"INSERT INTO raw.loads (load_id, target, file, sha256, bytes, lines_read, rows_loaded, "
			"rows_rejected, loaded_by, forced) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (target, sha256) WHERE NOT forced "
			"DO NOTHING",
			10, types, values, SPI_OK_INSERT);
	if (SPI_processed == 0)
	{
		load_log_refuse_known(log, sha256);
		ereport(ERROR, errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				errmsg("the contents of file \"%s\" were loaded by a concurrent transaction", log->file),
				errhint("To load it a second time, give force => true."));
	}
}
