/*
 * load/log.c
 *		Reads and writes raw.loads and raw.rejected_lines.
 */
#include "load/log.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/identity.h"
#include "base/sql_as_owner.h"
#include "base/table_code.h"

struct LoadLog
{
	Oid owner;
	int64 load_id;
	const char *target;
	const char *file;
	const char *loaded_by;
	SPIPlanPtr reject;
};

static void
execute(LoadLog *log, const char *statement, int n, Oid *types, Datum *values, int expected)
{
	sql_as_owner(log->owner, statement, n, types, values, NULL, InvalidSnapshot, expected);
}

/* The statement that keeps a rejected line: there may be many. */
static SPIPlanPtr
prepare_reject(Oid owner)
{
	Oid types[6] = {INT8OID, INT8OID, INT8OID, TEXTOID, TEXTOID, BYTEAOID};
	Identity before = identity_become(owner);
	SPIPlanPtr plan = SPI_prepare(
		"INSERT INTO raw.rejected_lines (load_id, line_number, byte_offset, reason, detail, line) "
		"VALUES ($1, $2, $3, $4, $5, $6)",
		lengthof(types), types);

	if (plan == NULL)
		elog(ERROR, "could not prepare to write to raw.rejected_lines");
	identity_restore(before);
	return plan;
}

LoadLog *
load_log_open(const char *target, const char *file)
{
	LoadLog *log = palloc0(sizeof(LoadLog));
	MemoryContext caller = CurrentMemoryContext;
	/* by name, but without a look at whether the caller may use the schema */
	Oid schema = get_namespace_oid("raw", false);
	Oid loads = get_relname_relid("loads", schema);

	log->owner = relation_owner(loads);
	if (table_runs_code(loads) || table_runs_code(get_relname_relid("rejected_lines", schema)))
		refuse_temporary_objects(log->owner);
	log->target = target;
	log->file = file;
	log->loaded_by = GetUserNameFromId(GetUserId(), false);
	SPI_connect();
	execute(log, "SELECT pg_catalog.nextval('raw.loads_load_id_seq')", 0, NULL, NULL, SPI_OK_SELECT);
	log->load_id = DatumGetInt64(sql_first_row(1));
	log->reject = prepare_reject(log->owner);
	MemoryContextSwitchTo(caller); /* SPI has left its own */
	return log;
}

void
load_log_close(LoadLog *log)
{
	SPI_finish();
	pfree(log);
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
load_log_check_new(LoadLog *log, const char *sha256)
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
			   (long long) DatumGetInt64(sql_first_row(1)), TextDatumGetCString(sql_first_row(2))),
		errdetail("File \"%s\", %lld rows, loaded by %s, SHA-256 %s.", TextDatumGetCString(sql_first_row(3)),
				  (long long) DatumGetInt64(sql_first_row(4)), TextDatumGetCString(sql_first_row(5)), sha256),
		errhint("To load it a second time, give force => true."));
}

void
load_log_reject(LoadLog *log, const LoadLine *line, const char *reason, const char *detail)
{
	MemoryContext caller = CurrentMemoryContext;
	bytea *bytes = palloc(VARHDRSZ + line->length);
	Datum values[6] = {Int64GetDatum(log->load_id),			Int64GetDatum((int64) line->number),
					   Int64GetDatum((int64) line->offset), CStringGetTextDatum(reason),
					   CStringGetTextDatum(detail),			PointerGetDatum(bytes)};
	Identity before;

	SET_VARSIZE(bytes, VARHDRSZ + line->length);
	memcpy(VARDATA(bytes), line->data, line->length);
	before = identity_become(log->owner);
	if (SPI_execute_plan(log->reject, values, NULL, false, 0) != SPI_OK_INSERT)
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
		load_log_check_new(log, sha256);
	/* waits for one that has entered the same and not committed yet */
	execute(log,
			"INSERT INTO raw.loads (load_id, target, file, sha256, bytes, lines_read, rows_loaded, "
			"rows_rejected, loaded_by, forced) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (target, sha256) WHERE NOT forced "
			"DO NOTHING",
			10, types, values, SPI_OK_INSERT);
	if (SPI_processed == 0)
	{
		load_log_check_new(log, sha256);
		ereport(ERROR, errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				errmsg("the contents of file \"%s\" were loaded by a concurrent transaction", log->file),
				errhint("To load it a second time, give force => true."));
	}
}
