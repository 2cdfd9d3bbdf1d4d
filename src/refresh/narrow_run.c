/*
 * refresh/narrow_run.c
 *		The model's query run for some rows of a source: see refresh/narrow_run.h.
 */
#include "refresh/narrow_run.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "access/transam.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "executor/tstoreReceiver.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#define FEW_LOOKED_UP 10000 /* are soon read */
#define FEW_PLACES 4	/* on a page: are looked up one by one */
#define FEW_ROWS 5000	/* are replaced whatever the size of the model */
#define LARGEST_PART 4	/* a fourth: to replace more of a model takes longer than to make all of it */
#define FEW_GROUPS 1000 /* are made anew by themselves whatever the size of the model */

char *
relation_name(Oid relation)
{
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)),
									  get_rel_name(relation));
}

Form_pg_attribute
key_column(Relation model, const char *key)
{
	return TupleDescAttr(RelationGetDescr(model), get_attnum(RelationGetRelid(model), key) - 1);
}

bool
keys_can_be_looked_up(Relation model, const RowRule *rule)
{
	ListCell *cell;

	foreach (cell, rule->keys)
	{
		Oid type = key_column(model, lfirst(cell))->atttypid;

		if (!OidIsValid(lookup_type_cache(type, TYPECACHE_LT_OPR)->lt_opr))
			return false;
	}
	return true;
}

/* Are the rule's keys soon put in order?  As text is that is compared byte by byte. */
static bool
are_soon_sorted(Relation model, const RowRule *rule)
{
	ListCell *cell;

	foreach (cell, rule->keys)
	{
		Oid collation = key_column(model, lfirst(cell))->attcollation;

		if (OidIsValid(collation) && collation != C_COLLATION_OID)
			return false;
	}
	return keys_can_be_looked_up(model, rule);
}

char *
equality(Oid type, Oid other)
{
	Oid equal = lookup_type_cache(type, TYPECACHE_EQ_OPR)->eq_opr;
	Oid equal_other = lookup_type_cache(other, TYPECACHE_EQ_OPR)->eq_opr;
	HeapTuple tuple;
	Form_pg_operator form;
	char *name;

	/* those of the server's own types know each other */
	if (equal < FirstUnpinnedObjectId && equal_other < FirstUnpinnedObjectId)
		return "=";
	if (equal != equal_other)
		return NULL;
	tuple = SearchSysCache1(OPEROID, ObjectIdGetDatum(equal));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for operator %u", equal);
	form = (Form_pg_operator) GETSTRUCT(tuple);
	name = psprintf("OPERATOR(%s.%s)", quote_identifier(get_namespace_name(form->oprnamespace)),
					NameStr(form->oprname));
	ReleaseSysCache(tuple);
	return name;
}

/* Two rows of the model's form have the same keys, as SQL. */
static char *
same_keys(Relation model, const RowRule *rule, const char *prefix, const char *other_prefix)
{
	StringInfoData text;
	ListCell *cell;

	initStringInfo(&text);
	foreach (cell, rule->keys)
	{
		const char *name = quote_identifier(lfirst(cell));
		Oid type = key_column(model, lfirst(cell))->atttypid;

		appendStringInfo(&text, "%s%s%s %s %s%s", text.len > 0 ? " AND " : "", prefix, name, equality(type, type),
						 other_prefix, name);
	}
	return text.data;
}

char *
in_order_of_keys(Relation model, const RowRule *rule, const char *prefix)
{
	return are_soon_sorted(model, rule) ? psprintf(" ORDER BY %s", quoted_names(rule->keys, prefix)) : "";
}

char *
places_with_keys_of(Relation model, const RowRule *rule, const char *name, bool are_once)
{
	/* how many different keys there are the planner cannot know, and takes for few */
	return psprintf("SELECT m.ctid FROM (SELECT %s%s FROM %s r%s) k JOIN %s m ON %s",
					are_once ? "" : "DISTINCT ", quoted_names(rule->keys, "r."), quote_identifier(name),
					in_order_of_keys(model, rule, "r."), relation_name(RelationGetRelid(model)),
					same_keys(model, rule, "m.", "k."));
}

static int64
pages_between(const ItemPointerData *first, const ItemPointerData *last)
{
	return (int64) ItemPointerGetBlockNumberNoCheck(last) - ItemPointerGetBlockNumberNoCheck(first) + 1;
}

void
narrow_to_places(Narrowing *narrowing, Oid source, const Places *places)
{
	const Oid types[3] = {TIDARRAYOID, TIDOID, TIDOID};
	const Datum values[3] = {places_array(places), PointerGetDatum(&places->at[0]),
							 PointerGetDatum(&places->at[places->n - 1])};
	int n = narrowing->n;
	Oid *all_types = palloc((n + 3) * sizeof(Oid));
	Datum *all_values = palloc((n + 3) * sizeof(Datum));

	if (n > 0)
	{
		memcpy(all_types, narrowing->types, n * sizeof(Oid));
		memcpy(all_values, narrowing->values, n * sizeof(Datum));
	}
	memcpy(&all_types[n], types, sizeof(types));
	memcpy(&all_values[n], values, sizeof(values));
	narrowing->source = source;
	narrowing->is_of_few = places->n <= FEW_LOOKED_UP;
	narrowing->n = n + 3;
	narrowing->types = all_types;
	narrowing->values = all_values;
	/* what was added lies where there was room, and behind all else: to scan what is between takes longer than to look up */
	narrowing->of_source = places->n / FEW_PLACES <= pages_between(&places->at[0], &places->at[places->n - 1])
							   ? psprintf("ctid = ANY ($%d)", n + 1)
							   : psprintf("ctid >= $%d AND ctid <= $%d AND ecom.is_among(ctid, $%d)", n + 2,
										  n + 3, n + 1);
}

Tuplestorestate *
run_narrowed(Relation model, const Narrowing *narrowing)
{
	Tuplestorestate *rows = tuplestore_begin_heap(false, false, work_mem);
	DestReceiver *receiver = CreateTuplestoreDestReceiver();

	SetTuplestoreDestReceiverParams(receiver, rows, CurrentMemoryContext, false, NULL, NULL);
	(void) model_query_run(model, narrowing, receiver, NULL);
	receiver->rDestroy(receiver);
	return rows;
}

Tuplestorestate *
run_for_places(Relation model, Oid source, const Places *places)
{
	Narrowing narrowing = {0};

	narrow_to_places(&narrowing, source, places);
	return run_narrowed(model, &narrowing);
}

Tuplestorestate *
run_rule_query(NarrowSql *sql, const Run *run, Relation model, const SourceChange *change)
{
	Relation source = relation_open(change->source, AccessShareLock);
	Tuplestorestate *added = places_rows(source, change->added, GetActiveSnapshot());
	Tuplestorestate *removed = change->removed != NULL ? places_rows(source, change->removed, run->before)
													   : tuplestore_begin_heap(false, false, work_mem);
	Tuplestorestate *rows;

	narrow_sql_name(sql, "added", source, added);
	narrow_sql_name(sql, "removed", source, removed);
	relation_close(source, NoLock);
	rows = narrow_sql_rows(sql, model, change->rule->rows);
	tuplestore_end(added);
	tuplestore_end(removed);
	return rows;
}

bool
are_too_many(const Model *model, int64 rows)
{
	return rows > FEW_ROWS && rows > model->rows / LARGEST_PART;
}

bool
are_most(const Model *model, int64 rows)
{
	return rows > FEW_GROUPS && rows > model->rows / 2;
}
