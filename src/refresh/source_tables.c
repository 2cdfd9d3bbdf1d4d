/*
 * refresh/source_tables.c
 *		The tables whose lines models are made from: see refresh/source_tables.h.
 */
#include "refresh/source_tables.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "base/identity.h"
#include "base/sql_as_owner.h"
#include "heap/appended.h"

/* Of a table, what a model with a rule for its lines has seen; of several, one that has the horizon. */
static const char tables_query[] =
	"SELECT DISTINCT ON (r.source) c.oid, r.source, s.inputs ->> r.source, s.horizons ->> r.source, %s "
	"FROM ecom.row_rules r "
	"JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(r.source) "
	"AND c.relkind OPERATOR(pg_catalog.=) 'r' "
	"LEFT JOIN ecom.model_state s "
	"ON pg_catalog.format('%%I.%%I', s.schema, s.model) OPERATOR(pg_catalog.=) r.model "
	"WHERE r.kind OPERATOR(pg_catalog.=) 'line' "
	"ORDER BY r.source, (s.horizons ->> r.source) IS NULL, r.model";

static const char parts_query[] =
	"(SELECT p.parts FROM ecom.table_parts p WHERE p.source OPERATOR(pg_catalog.=) r.source "
	"AND p.horizon OPERATOR(pg_catalog.=) (s.horizons ->> r.source))";

/* Parts are of use only beside a model that has seen the table just then. */
static const char keep_statement[] =
	"INSERT INTO ecom.table_parts (source, horizon, parts) SELECT $1, $2, $3 "
	"WHERE EXISTS (SELECT FROM ecom.model_state s WHERE (s.horizons ->> $1) OPERATOR(pg_catalog.=) $2) "
	"ON CONFLICT (source) DO UPDATE SET horizon = EXCLUDED.horizon, parts = EXCLUDED.parts";

/* Not in a database of a release that did not keep them, whose library is a later one. */
static bool
keeps_parts(void)
{
	return OidIsValid(get_relname_relid("table_parts", get_namespace_oid("ecom", false)));
}

static AppendedRows *
read_table(HeapTuple row, TupleDesc descriptor)
{
	AppendedRows *table = palloc0(sizeof(AppendedRows));
	bool is_null;
	Datum parts;

	table->table = DatumGetObjectId(SPI_getbinval(row, descriptor, 1, &is_null));
	table->name = SPI_getvalue(row, descriptor, 2);
	table->version_before = SPI_getvalue(row, descriptor, 3);
	table->horizon_before = SPI_getvalue(row, descriptor, 4);
	parts = SPI_getbinval(row, descriptor, 5, &is_null);
	if (!is_null)
		table->parts_before = table_parts_read(DatumGetByteaPP(parts));
	return table;
}

List *
source_tables_read(Oid owner, SnapshotStart start, bool force)
{
	MemoryContext caller = CurrentMemoryContext;
	Identity before = identity_become(owner);
	List *tables = NIL;

	SPI_connect();
	if (SPI_execute(psprintf(tables_query, !force && keeps_parts() ? parts_query : "NULL::pg_catalog.bytea"), true, 0) !=
		SPI_OK_SELECT)
		elog(ERROR, "could not read ecom.row_rules");
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		MemoryContext inner = MemoryContextSwitchTo(caller);
		AppendedRows *table = read_table(SPI_tuptable->vals[i], SPI_tuptable->tupdesc);

		table->start = start;
		tables = lappend(tables, table);
		MemoryContextSwitchTo(inner);
	}
	SPI_finish();
	identity_restore(before);
	return tables;
}

static void
keep_parts(Oid owner, const AppendedRows *table)
{
	/* where nothing has changed, what the models have seen is what there is */
	bool is_same = table->is_known && table->n == 0;
	char *horizon = is_same ? table->horizon_before : table->horizon;
	Oid types[3] = {TEXTOID, TEXTOID, BYTEAOID};
	Datum values[3];

	if (table->parts == NULL || horizon == NULL || (is_same && !table->parts_are_new))
		return;
	values[0] = CStringGetTextDatum(table->name);
	values[1] = CStringGetTextDatum(horizon);
	values[2] = PointerGetDatum(table_parts_write(table->parts));
	SPI_connect();
	sql_as_owner(owner, keep_statement, 3, types, values, NULL, GetActiveSnapshot(), SPI_OK_INSERT);
	SPI_finish();
}

void
source_tables_keep(const Run *run)
{
	ListCell *cell;

	if (!keeps_parts())
		return;
	/* what was entered of the models */
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
	foreach (cell, run->tables)
		keep_parts(run->owner, lfirst(cell));
}
