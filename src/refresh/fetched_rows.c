/*
 * refresh/fetched_rows.c
 *		Unpacks what nodes have packed: see refresh/fetched_rows.h.
 */
#include "refresh/fetched_rows.h"

#include "executor/executor.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/primnodes.h"
#include "parser/parsetree.h"

#include "aggregate/packed_rows.h"
#include "base/compat_permissions.h"

/* The range table entry that a part of FROM is; NULL if it is a join. */
static RangeTblEntry *
entry_of(const Query *query, Node *part)
{
	return IsA(part, RangeTblRef) ? rt_fetch(((RangeTblRef *) part)->rtindex, query->rtable) : NULL;
}

/* Is the function ecom.unpacked_rows(), which who is current may call? */
static bool
unpacks(Oid function)
{
	FmgrInfo call;

	if (ecom_function_aclcheck(function, GetUserId()) != ACLCHECK_OK)
		return false;
	fmgr_info(function, &call);
	return call.fn_addr == ecom_unpacked_rows;
}

/* Are the columns of the query those of a relation in it, in their order? */
static bool
has_columns_of(const Query *query, int relation, int n)
{
	ListCell *cell;

	if (list_length(query->targetList) != n)
		return false;
	foreach (cell, query->targetList)
	{
		const TargetEntry *entry = lfirst_node(TargetEntry, cell);
		const Var *var = (const Var *) entry->expr;

		if (entry->resjunk || !IsA(var, Var) || var->varno != relation || var->varlevelsup != 0 ||
			var->varattno != foreach_current_index(cell) + 1)
			return false;
	}
	return true;
}

/* Does the query nothing else than to select from one join? */
static const JoinExpr *
only_join(const Query *query)
{
	if (query->commandType != CMD_SELECT || query->cteList != NIL || query->hasAggs || query->hasWindowFuncs ||
		query->hasTargetSRFs || query->hasSubLinks || query->groupClause != NIL || query->groupingSets != NIL ||
		query->havingQual != NULL || query->distinctClause != NIL || query->sortClause != NIL ||
		query->limitOffset != NULL || query->limitCount != NULL || query->rowMarks != NIL ||
		query->setOperations != NULL || query->jointree->quals != NULL || list_length(query->jointree->fromlist) != 1 ||
		!IsA(linitial(query->jointree->fromlist), JoinExpr))
		return NULL;
	return linitial(query->jointree->fromlist);
}

Query *
fetched_values(Query *query)
{
	const JoinExpr *join = only_join(query);
	RangeTblEntry *values;
	RangeTblEntry *rows;
	const RangeTblFunction *function;
	const FuncExpr *call;
	const Var *packed;

	if (join == NULL || join->jointype != JOIN_INNER || join->quals != NULL)
		return NULL;
	values = entry_of(query, join->larg);
	rows = entry_of(query, join->rarg);
	if (values == NULL || values->rtekind != RTE_SUBQUERY || rows == NULL || rows->rtekind != RTE_FUNCTION ||
		rows->funcordinality || list_length(rows->functions) != 1)
		return NULL;
	function = linitial(rows->functions);
	call = (const FuncExpr *) function->funcexpr;
	if (!IsA(call, FuncExpr) || list_length(call->args) != 1 || !IsA(linitial(call->args), Var) || !unpacks(call->funcid))
		return NULL;
	packed = linitial(call->args);
	if (packed->varno != ((RangeTblRef *) join->larg)->rtindex || packed->varattno != 1 || packed->varlevelsup != 0 ||
		!has_columns_of(query, ((RangeTblRef *) join->rarg)->rtindex, list_length(function->funccoltypes)))
		return NULL;
	return values->subquery;
}

typedef struct RowUnpacker
{
	DestReceiver receiver;
	DestReceiver *rows;
	TupleDesc columns;
	TupleTableSlot *row;
	uint64 n;
} RowUnpacker;

static void
unpacker_startup(DestReceiver *self, int operation, TupleDesc typeinfo)
{
	RowUnpacker *unpacker = (RowUnpacker *) self;

	unpacker->row = MakeSingleTupleTableSlot(unpacker->columns, &TTSOpsVirtual);
	unpacker->rows->rStartup(unpacker->rows, operation, unpacker->columns);
}

static void
give_row(Datum *values, bool *nulls, void *context)
{
	RowUnpacker *unpacker = context;

	ExecClearTuple(unpacker->row);
	memcpy(unpacker->row->tts_values, values, unpacker->columns->natts * sizeof(Datum));
	memcpy(unpacker->row->tts_isnull, nulls, unpacker->columns->natts * sizeof(bool));
	ExecStoreVirtualTuple(unpacker->row);
	(void) unpacker->rows->receiveSlot(unpacker->row, unpacker->rows);
	unpacker->n++;
}

/* A value that is NULL has no rows. */
static bool
unpacker_receive(TupleTableSlot *slot, DestReceiver *self)
{
	RowUnpacker *unpacker = (RowUnpacker *) self;
	bool is_null;
	Datum packed = slot_getattr(slot, 1, &is_null);

	if (!is_null)
		packed_rows_read(PG_DETOAST_DATUM_PACKED(packed), unpacker->columns, give_row, unpacker);
	return true;
}

static void
unpacker_shutdown(DestReceiver *self)
{
	RowUnpacker *unpacker = (RowUnpacker *) self;

	ExecDropSingleTupleTableSlot(unpacker->row);
	unpacker->rows->rShutdown(unpacker->rows);
}

static void
unpacker_destroy(DestReceiver *self)
{
	pfree(self);
}

DestReceiver *
row_unpacker_create(const Query *query, DestReceiver *rows)
{
	RowUnpacker *unpacker = palloc0(sizeof(RowUnpacker));

	unpacker->receiver.receiveSlot = unpacker_receive;
	unpacker->receiver.rStartup = unpacker_startup;
	unpacker->receiver.rShutdown = unpacker_shutdown;
	unpacker->receiver.rDestroy = unpacker_destroy;
	unpacker->receiver.mydest = DestTransientRel;
	unpacker->rows = rows;
	unpacker->columns = ExecTypeFromTL(query->targetList);
	return &unpacker->receiver;
}

uint64
row_unpacker_rows(const DestReceiver *unpacker)
{
	return ((const RowUnpacker *) unpacker)->n;
}
