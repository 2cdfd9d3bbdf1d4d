/*
 * refresh/model_query.c
 *		Runs the query of a model, as REFRESH MATERIALIZED VIEW does.
 */
#include "refresh/model_query.h"

#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"
#include "rewrite/prs2lock.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "base/compat_executor.h"
#include "base/identity.h"
#include "refresh/distributed_places.h"
#include "refresh/fetched_rows.h"
#include "refresh/narrow_query.h"
#include "refresh/parallel_fill.h"
#include "refresh/query_parts.h"
#include "refresh/shared_subquery.h"

/* The query of a materialized view: the only action of its only rule. */
static Query *
query_of(Relation model)
{
	RuleLock *rules = model->rd_rules;

	if (rules == NULL || rules->numLocks != 1 || list_length(rules->rules[0]->actions) != 1)
		elog(ERROR, "materialized view \"%s\" has not one rule with one action",
			 RelationGetRelationName(model));
	return copyObject(linitial_node(Query, rules->rules[0]->actions));
}

/* Runs a query that was rewritten; table is NULL if all rows go to the receiver. */
static uint64
run_rewritten(Query *query, const Narrowing *narrowing, ParamListInfo narrowed, const char *text,
			  DestReceiver *receiver, FilledTable *table)
{
	ParamListInfo values = narrowing != NULL ? narrowed : shared_subqueries_take(query, text);
	PlannedStmt *plan;
	QueryDesc *execution;
	uint64 rows;

	/* Citus has to know the values as it plans */
	plan = ecom_plan_query(query, text, reads_distributed_tables(query) ? values : narrowed,
						   narrowing == NULL || !narrowing->is_of_few);
	if (table != NULL)
		parallel_fill_plan(plan, table->oid);
	execution = CreateQueryDesc(plan, text, GetActiveSnapshot(), InvalidSnapshot, receiver, values, NULL, 0);
	ExecutorStart(execution, 0);
	ecom_executor_run(execution);
	rows = execution->estate->es_processed;
	if (table != NULL)
		table->version = parallel_fill_version(execution);
	ExecutorFinish(execution);
	ExecutorEnd(execution);
	FreeQueryDesc(execution);
	return rows;
}

/* Where the query fetches what nodes have packed, that is unpacked on its way to the receiver. */
static uint64
run_or_fetch(Query *query, const Narrowing *narrowing, ParamListInfo narrowed, const char *text,
			 DestReceiver *receiver, FilledTable *table)
{
	Query *values = narrowing == NULL ? fetched_values(query) : NULL;
	DestReceiver *unpacker;
	uint64 rows;

	if (values == NULL)
		return run_rewritten(query, narrowing, narrowed, text, receiver, table);
	unpacker = row_unpacker_create(query, receiver);
	(void) run_rewritten(values, NULL, NULL, text, unpacker, NULL);
	rows = row_unpacker_rows(unpacker);
	unpacker->rDestroy(unpacker);
	return rows;
}

static uint64
run_query(Query *query, const Narrowing *narrowing, const char *text, DestReceiver *receiver,
		  FilledTable *table)
{
	ParamListInfo narrowed = narrowing != NULL ? narrowing_values(narrowing) : NULL;
	List *rewritten;
	uint64 rows;

	if (narrowing != NULL && narrowing->of_model != NULL)
		query = narrow_result(query, narrowing);
	AcquireRewriteLocks(query, true, false);
	rewritten = QueryRewrite(query);
	if (list_length(rewritten) != 1)
		elog(ERROR, "unexpected rewrite result of \"%s\"", text);
	if (narrowing != NULL)
		narrow_source(linitial_node(Query, rewritten), narrowing);
	refuse_distributed_places(linitial_node(Query, rewritten));
	CHECK_FOR_INTERRUPTS();

	if (narrowing != NULL && narrowing->snapshot != NULL)
		PushActiveSnapshot(narrowing->snapshot);
	else
	{
		/* a copy: the active snapshot serves all of a run, and this query is to see what was done before */
		PushCopiedSnapshot(GetActiveSnapshot());
		UpdateActiveSnapshotCommandId();
	}
	rows = run_or_fetch(linitial_node(Query, rewritten), narrowing, narrowed, text, receiver, table);
	PopActiveSnapshot();
	return rows;
}

uint64
model_query_run(Relation model, const Narrowing *narrowing, DestReceiver *receiver, FilledTable *table)
{
	Identity before = identity_become(model->rd_rel->relowner);
	char *name = quote_qualified_identifier(get_namespace_name(RelationGetNamespace(model)),
											RelationGetRelationName(model));
	uint64 rows;

	rows = run_query(query_of(model), narrowing,
					 psprintf("/* ecom.refresh() */ REFRESH MATERIALIZED VIEW %s", name), receiver, table);
	identity_restore(before);
	return rows;
}

typedef struct Readings
{
	Oid source;
	int n;
} Readings;

static void
count_reading(PartKind kind, Oid object, void *context)
{
	Readings *readings = context;

	if (kind == PART_RELATION && object == readings->source)
		readings->n++;
}

bool
model_query_reads_again(Relation model, Oid source)
{
	Readings readings = {.source = source};

	query_parts((Node *) query_of(model), count_reading, &readings);
	return readings.n > 1;
}
