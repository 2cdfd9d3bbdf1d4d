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
	Oid table;
	const char *target;
	const char *file;
	const char *loaded_by;
	SPIPlanPtr reject;
	KnownGone gone;
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
load_log_open(Oid table, const char *target, const char *file)
{
	LoadLog *log = palloc0(sizeof(LoadLog));
	MemoryContext caller = CurrentMemoryContext;
	/* by name, but without a look at whether the caller may use the schema */
	Oid schema = get_namespace_oid("raw", false);
	Oid loads = get_relname_relid("loads", schema);

	log->owner = relation_owner(loads);
	if (table_runs_code(loads) || table_runs_code(get_relname_relid("rejected_lines", schema)))
		refuse_temporary_objects(log->owner);
	log->table = table;
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
	return known_may_be(log->owner, log->table, bytes);
}

KnownLoad *
load_log_find(LoadLog *log, const char *sha256, const Writers *own)
{
	return known_find(log->owner, log->table, sha256, own, &log->gone);
}

void
load_log_refuse(const LoadLog *log, const KnownLoad *known, const char *sha256)
{
	ereport(ERROR, errcode(ERRCODE_DUPLICATE_OBJECT),
			errmsg("%s", known_sentence(known, log->file, log->target)),
			errdetail("File \"%s\", %lld rows, loaded by %s, SHA-256 %s.", known->file,
					  (long long) known->rows, known->loaded_by, sha256),
			errhint("To load it a second time, give force => true."));
	pg_unreachable();
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
	SPI_connect(); /* the line may be read by a statement that runs */
	before = identity_become(log->owner);
	if (SPI_execute_plan(log->reject, values, NULL, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "could not write to raw.rejected_lines");
	identity_restore(before);
	SPI_finish();
	MemoryContextSwitchTo(caller); /* SPI has left its own */
}

void
load_log_enter(LoadLog *log, const char *sha256, const LoadReport *report, const Writers *writers, bool force,
			   bool temporary)
{
	Oid types[12] = {INT8OID, TEXTOID, TEXTOID, TEXTOID, INT8OID, INT8OID,
					 INT8OID, INT8OID, TEXTOID, BOOLOID, OIDOID,  TEXTOID};
	Datum values[12] = {Int64GetDatum(log->load_id),		 CStringGetTextDatum(log->target),
						CStringGetTextDatum(log->file),		 CStringGetTextDatum(sha256),
						Int64GetDatum(report->bytes),		 Int64GetDatum(report->lines_read),
						Int64GetDatum(report->rows_loaded),	 Int64GetDatum(report->rows_rejected),
						CStringGetTextDatum(log->loaded_by), BoolGetDatum(force),
						ObjectIdGetDatum(log->table),		 CStringGetTextDatum(writers_text(writers))};
	const char *nulls = temporary ? "          n " : NULL;

	if (!temporary)
		known_lock(log->table, sha256, force);
	if (!force)
	{
		const KnownLoad *known;

		log->gone.has_written = true;
		known = load_log_find(log, sha256, writers);
		if (known != NULL)
			load_log_refuse(log, known, sha256);
	}
	sql_as_owner(log->owner,
				 "INSERT INTO raw.loads (load_id, target, file, sha256, bytes, lines_read, rows_loaded, "
				 "rows_rejected, loaded_by, forced, target_table, transactions) "
				 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::pg_catalog.regclass, "
				 "$12::pg_catalog.int8multirange)",
				 lengthof(types), types, values, nulls, InvalidSnapshot, SPI_OK_INSERT);
}
