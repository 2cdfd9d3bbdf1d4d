/*
 * refresh/narrow_sql.c
 *		SQL over rows that are at hand: see refresh/narrow_sql.h.
 */
#include "refresh/narrow_sql.h"

#include "executor/spi.h"
#include "executor/tstoreReceiver.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/queryenvironment.h"

#include "refresh/row_rules.h"

struct NarrowSql
{
	MemoryContext results;
};

NarrowSql *
narrow_sql_begin(void)
{
	NarrowSql *sql = palloc(sizeof(NarrowSql));

	sql->results = CurrentMemoryContext;
	SPI_connect();
	/* what its user makes meanwhile may be of use longer than SPI */
	MemoryContextSwitchTo(sql->results);
	return sql;
}

void
narrow_sql_end(NarrowSql *sql)
{
	SPI_finish();
}

void
narrow_sql_name(NarrowSql *sql, const char *name, Relation form, Tuplestorestate *rows)
{
	EphemeralNamedRelation relation = palloc0(sizeof(EphemeralNamedRelationData));

	relation->md.name = pstrdup(name);
	relation->md.reliddesc = InvalidOid;
	relation->md.tupdesc = CreateTupleDescCopy(RelationGetDescr(form));
	relation->md.enrtype = ENR_NAMED_TUPLESTORE;
	relation->md.enrtuples = (double) tuplestore_tuple_count(rows);
	relation->reldata = rows;
	if (SPI_register_relation(relation) != SPI_OK_REL_REGISTER)
		elog(ERROR, "could not register rows as \"%s\"", name);
}

SqlValues
narrow_sql_row(NarrowSql *sql, const char *query)
{
	MemoryContext inner;
	TupleDesc descriptor;
	SqlValues row;

	if (SPI_execute(query, true, 2) != SPI_OK_SELECT || SPI_processed != 1)
		elog(ERROR, "not one row from \"%s\"", query);
	descriptor = SPI_tuptable->tupdesc;
	inner = MemoryContextSwitchTo(sql->results);
	row.n = descriptor->natts;
	row.types = palloc(row.n * sizeof(Oid));
	row.values = palloc0(row.n * sizeof(Datum));
	row.nulls = palloc(row.n * sizeof(bool));
	for (int i = 0; i < row.n; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i);
		Datum value = SPI_getbinval(SPI_tuptable->vals[0], descriptor, i + 1, &row.nulls[i]);

		row.types[i] = column->atttypid;
		if (!row.nulls[i])
			row.values[i] = datumCopy(value, column->attbyval, column->attlen);
	}
	MemoryContextSwitchTo(inner);
	return row;
}

bool
narrow_sql_has_null(NarrowSql *sql, const char *name, const List *columns)
{
	SqlValues values = narrow_sql_row(
		sql, psprintf("SELECT EXISTS (SELECT FROM %s r WHERE pg_catalog.num_nulls(%s) > 0)", quote_identifier(name),
					  quoted_names(columns, "r.")));

	return DatumGetBool(values.values[0]);
}

static void
add_place(Places *places, uint64 row, int column)
{
	bool is_null;
	Datum place = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, &is_null);

	if (!is_null)
		places_add(places, (ItemPointer) DatumGetPointer(place));
}

/* Sorts them, and leaves each once. */
static void
settle_places(Places *places)
{
	int64 n = 0;

	places_sort(places);
	for (int64 i = 0; i < places->n; i++)
	{
		if (n == 0 || !ItemPointerEquals(&places->at[n - 1], &places->at[i]))
			places->at[n++] = places->at[i];
	}
	places->n = n;
}

Places
narrow_sql_places(NarrowSql *sql, const char *query, const SqlValues *values, Places *second)
{
	Places places = {0};
	MemoryContext inner;
	int code = values != NULL
				   ? SPI_execute_with_args(query, values->n, values->types, values->values, NULL, true, 0)
				   : SPI_execute(query, true, 0);

	if (code != SPI_OK_SELECT)
		elog(ERROR, "no rows from \"%s\"", query);
	inner = MemoryContextSwitchTo(sql->results);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		CHECK_FOR_INTERRUPTS();
		add_place(&places, i, 1);
		if (second != NULL)
			add_place(second, i, 2);
	}
	MemoryContextSwitchTo(inner);
	SPI_freetuptable(SPI_tuptable);
	settle_places(&places);
	if (second != NULL)
		settle_places(second);
	return places;
}

Tuplestorestate *
narrow_sql_rows(NarrowSql *sql, Relation form, const char *query)
{
	MemoryContext inner = MemoryContextSwitchTo(sql->results);
	Tuplestorestate *rows = tuplestore_begin_heap(false, false, work_mem);
	DestReceiver *receiver = CreateTuplestoreDestReceiver();
	SPIExecuteOptions options = {.read_only = true, .dest = receiver};
	TupleDesc wanted = CreateTupleDescCopy(RelationGetDescr(form));

	/* a sum of numeric(12,2) is a numeric that fits: what the model's query gives for itself is as long and as exact */
	for (int i = 0; i < wanted->natts; i++)
		TupleDescAttr(wanted, i)->atttypmod = -1;
	SetTuplestoreDestReceiverParams(receiver, rows, sql->results, false, wanted,
									gettext_noop("rows that a rule gives are not of the form of the model's"));
	MemoryContextSwitchTo(inner);
	if (SPI_execute_extended(query, &options) < 0)
		elog(ERROR, "no rows from \"%s\"", query);
	receiver->rDestroy(receiver);
	return rows;
}
