/*
 * refresh/row_rules.c
 *		Reads ecom.row_rules: see refresh/row_rules.h.
 */
#include "refresh/row_rules.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "base/sql_as_owner.h"
#include "heap/appended.h"

static const char rules_query[] =
	"SELECT r.model, r.source, r.kind, r.keys, r.source_keys, r.reads, r.refers_by, r.unless, r.also, r.sums, r.less, r.lasts, r.rows, "
	"r.place, r.beside, r.question, s.model IS NOT NULL AND b.model IS NOT NULL AND NOT EXISTS "
	"(SELECT FROM pg_catalog.jsonb_each(s.inputs) x JOIN pg_catalog.jsonb_each(b.inputs) y USING (key) "
	"WHERE x.value OPERATOR(pg_catalog.<>) y.value AND key OPERATOR(pg_catalog.<>) 'its definition') "
	"FROM (SELECT m.model, pg_catalog.md5(pg_catalog.pg_get_viewdef(pg_catalog.to_regclass(m.model))) AS definition "
	"FROM (SELECT DISTINCT o.model FROM ecom.row_rules o WHERE o.model OPERATOR(pg_catalog.=) ANY ($1)) m OFFSET 0) d "
	"JOIN ecom.row_rules r ON r.model OPERATOR(pg_catalog.=) d.model AND r.definition OPERATOR(pg_catalog.=) d.definition "
	"LEFT JOIN ecom.model_state s "
	"ON pg_catalog.format('%I.%I', s.schema, s.model) OPERATOR(pg_catalog.=) r.model "
	"LEFT JOIN ecom.model_state b "
	"ON pg_catalog.format('%I.%I', b.schema, b.model) OPERATOR(pg_catalog.=) r.beside";

/* The columns of the query, from 1 on. */
enum
{
	COLUMN_MODEL = 1,
	COLUMN_SOURCE,
	COLUMN_KIND,
	COLUMN_KEYS,
	COLUMN_SOURCE_KEYS,
	COLUMN_READS,
	COLUMN_REFERS_BY,
	COLUMN_UNLESS,
	COLUMN_ALSO,
	COLUMN_SUMS,
	COLUMN_LESS,
	COLUMN_LASTS,
	COLUMN_ROWS,
	COLUMN_PLACE,
	COLUMN_BESIDE,
	COLUMN_QUESTION,
	COLUMN_IS_IN_STEP
};

static RuleKind
kind_of(const char *name)
{
	if (strcmp(name, "line") == 0)
		return RULE_LINE;
	if (strcmp(name, "sums") == 0)
		return RULE_SUMS;
	if (strcmp(name, "rows") == 0)
		return RULE_ROWS;
	return strcmp(name, "groups") == 0 ? RULE_GROUPS : RULE_DAY;
}

static List *
read_names(HeapTuple row, TupleDesc descriptor, int column)
{
	bool is_null;
	Datum value = SPI_getbinval(row, descriptor, column, &is_null);
	List *names = NIL;
	Datum *elements;
	bool *nulls;
	int n;

	if (is_null)
		return NIL;
	deconstruct_array(DatumGetArrayTypeP(value), TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
		names = lappend(names, TextDatumGetCString(elements[i]));
	return names;
}

static RowRule *
read_rule(HeapTuple row, TupleDesc descriptor)
{
	RowRule *rule = palloc0(sizeof(RowRule));
	bool is_null;

	rule->model = SPI_getvalue(row, descriptor, COLUMN_MODEL);
	rule->source = SPI_getvalue(row, descriptor, COLUMN_SOURCE);
	rule->kind = kind_of(SPI_getvalue(row, descriptor, COLUMN_KIND));
	rule->keys = read_names(row, descriptor, COLUMN_KEYS);
	rule->source_keys = read_names(row, descriptor, COLUMN_SOURCE_KEYS);
	rule->reads = read_names(row, descriptor, COLUMN_READS);
	rule->refers_by = read_names(row, descriptor, COLUMN_REFERS_BY);
	rule->unless = SPI_getvalue(row, descriptor, COLUMN_UNLESS);
	rule->also = SPI_getvalue(row, descriptor, COLUMN_ALSO);
	rule->sums = SPI_getvalue(row, descriptor, COLUMN_SUMS);
	rule->less = SPI_getvalue(row, descriptor, COLUMN_LESS);
	rule->lasts = SPI_getvalue(row, descriptor, COLUMN_LASTS);
	rule->rows = SPI_getvalue(row, descriptor, COLUMN_ROWS);
	rule->place = SPI_getvalue(row, descriptor, COLUMN_PLACE);
	rule->beside = SPI_getvalue(row, descriptor, COLUMN_BESIDE);
	rule->question = SPI_getvalue(row, descriptor, COLUMN_QUESTION);
	rule->is_in_step = DatumGetBool(SPI_getbinval(row, descriptor, COLUMN_IS_IN_STEP, &is_null));
	return rule;
}

/* The models that are not left as they are, by name. */
static ArrayType *
models_to_make(const List *models)
{
	Datum *names = palloc(list_length(models) * sizeof(Datum));
	ListCell *cell;
	int n = 0;

	foreach (cell, models)
	{
		const Model *model = lfirst(cell);

		if (model->method != MODEL_SKIP)
			names[n++] = CStringGetTextDatum(model->full_name);
	}
	return n == 0 ? NULL : construct_array(names, n, TEXTOID, -1, false, TYPALIGN_INT);
}

void
row_rules_read(Oid owner, List *models)
{
	MemoryContext caller = CurrentMemoryContext;
	ArrayType *names = models_to_make(models);
	Oid types[1] = {TEXTARRAYOID};
	Datum values[1] = {PointerGetDatum(names)};

	if (names == NULL)
		return;
	SPI_connect();
	sql_as_owner(owner, rules_query, 1, types, values, NULL, GetActiveSnapshot(), SPI_OK_SELECT);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		MemoryContext inner = MemoryContextSwitchTo(caller);
		RowRule *rule = read_rule(SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
		ListCell *cell;

		foreach (cell, models)
		{
			Model *model = lfirst(cell);

			if (strcmp(model->full_name, rule->model) == 0)
				model->rules = lappend(model->rules, rule);
		}
		MemoryContextSwitchTo(inner);
	}
	SPI_finish();
}

const RowRule *
row_rule_of(const Model *model, const char *source, RuleKind kind)
{
	ListCell *cell;

	foreach (cell, model->rules)
	{
		const RowRule *rule = lfirst(cell);

		if (rule->kind == kind && strcmp(rule->source, source) == 0)
			return rule;
	}
	return NULL;
}

char *
quoted_names(const List *names, const char *prefix)
{
	StringInfoData text;
	ListCell *cell;

	initStringInfo(&text);
	foreach (cell, names)
		appendStringInfo(&text, "%s%s%s", text.len > 0 ? ", " : "", prefix, quote_identifier(lfirst(cell)));
	return text.data;
}
