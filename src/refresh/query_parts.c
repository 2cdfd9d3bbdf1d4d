/*
 * refresh/query_parts.c
 *		What a view, a function or a type is made from: see refresh/query_parts.h.
 *
 * pg_depend knows most of that, but not what belongs to the server itself: now() and the system catalogs are pinned,
 * and CURRENT_DATE is no object at all.  The stored expressions have it all.  They are read from the catalog, without a
 * lock on the relation they belong to: so the answer can be had while a refresh holds that.
 */
#include "refresh/query_parts.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/indexing.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(ecom_parts_of);

/*
 * Walking an expression.
 */
typedef struct Walk
{
	PartReceiver receive;
	void *context;
} Walk;

static bool
receive_function(Oid function, void *context)
{
	Walk *walk = context;

	if (OidIsValid(function))
		walk->receive(PART_FUNCTION, function, walk->context);
	return false;
}

/* Types that users make, arrays of them too; what those of the server mean stays the same. */
static void
receive_type(Oid type, Walk *walk)
{
	Oid element = get_element_type(type);
	char kind;

	if (OidIsValid(element))
		type = element;
	if (type < FirstNormalObjectId)
		return;
	kind = get_typtype(type);
	if (kind == TYPTYPE_ENUM || kind == TYPTYPE_DOMAIN || kind == TYPTYPE_COMPOSITE)
		walk->receive(PART_TYPE, type, walk->context);
}

/* A text search configuration or dictionary may be changed under who names it. */
static void
receive_constant(const Const *constant, Walk *walk)
{
	if (constant->consttype == REGCONFIGOID || constant->consttype == REGDICTIONARYOID)
		walk->receive(PART_MOMENT, InvalidOid, walk->context);
	else
		receive_type(constant->consttype, walk);
}

static void
receive_value_function(const SQLValueFunction *function, Walk *walk)
{
	switch (function->op)
	{
		case SVFOP_CURRENT_DATE:
			walk->receive(PART_DAY, InvalidOid, walk->context);
			break;
		case SVFOP_CURRENT_ROLE:
		case SVFOP_CURRENT_USER:
		case SVFOP_USER:
			break; /* the owner, whoever refreshes */
		default:
			walk->receive(PART_MOMENT, InvalidOid, walk->context);
	}
}

static bool
walk_node(Node *node, void *context)
{
	Walk *walk = context;

	if (node == NULL)
		return false;
	CHECK_FOR_INTERRUPTS();
	(void) check_functions_in_node(node, receive_function, walk);
	switch (nodeTag(node))
	{
		case T_Query:
			return query_tree_walker((Query *) node, walk_node, walk, QTW_EXAMINE_RTES_BEFORE);
		case T_RangeTblEntry:
			if (((RangeTblEntry *) node)->rtekind == RTE_RELATION)
				walk->receive(PART_RELATION, ((RangeTblEntry *) node)->relid, walk->context);
			return false; /* query_tree_walker goes on with what it holds */
		case T_TableSampleClause:
			if (((TableSampleClause *) node)->repeatable == NULL)
				walk->receive(PART_MOMENT, InvalidOid, walk->context);
			break;
		case T_NextValueExpr:
			walk->receive(PART_MOMENT, InvalidOid, walk->context);
			break;
		case T_SQLValueFunction:
			receive_value_function((SQLValueFunction *) node, walk);
			break;
		case T_SortGroupClause:
			(void) receive_function(get_opcode(((SortGroupClause *) node)->eqop), walk);
			if (OidIsValid(((SortGroupClause *) node)->sortop))
				(void) receive_function(get_opcode(((SortGroupClause *) node)->sortop), walk);
			return false;
		case T_Var:
			receive_type(((Var *) node)->vartype, walk);
			break;
		case T_Const:
			receive_constant((Const *) node, walk);
			break;
		case T_FuncExpr:
			receive_type(((FuncExpr *) node)->funcresulttype, walk);
			break;
		case T_Aggref:
			receive_type(((Aggref *) node)->aggtype, walk);
			break;
		case T_CoerceViaIO:
			receive_type(((CoerceViaIO *) node)->resulttype, walk);
			break;
		case T_CoerceToDomain:
			receive_type(((CoerceToDomain *) node)->resulttype, walk);
			break;
		case T_RowExpr:
			receive_type(((RowExpr *) node)->row_typeid, walk);
			break;
		default:
			break;
	}
	return expression_tree_walker(node, walk_node, walk);
}

void
query_parts(Node *node, PartReceiver receive, void *context)
{
	Walk walk = {receive, context};

	(void) walk_node(node, &walk);
}

/*
 * Where the catalog keeps the expressions of each kind of object.
 */

/* Walks a stored expression, if there is one. */
static void
walk_stored(Datum expression, bool is_null, PartReceiver receive, void *context)
{
	if (!is_null)
		query_parts(stringToNode(TextDatumGetCString(expression)), receive, context);
}

/* Walks a column of the rows of a catalog that belong to an object. */
static void
walk_rows(Oid catalog, Oid index, AttrNumber key_column, Oid key_value, AttrNumber column,
		  PartReceiver receive, void *context)
{
	Relation relation = table_open(catalog, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple row;

	ScanKeyInit(&key, key_column, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(key_value));
	scan = systable_beginscan(relation, index, true, NULL, 1, &key);
	while (HeapTupleIsValid(row = systable_getnext(scan)))
	{
		bool is_null;
		Datum expression = heap_getattr(row, column, RelationGetDescr(relation), &is_null);

		walk_stored(expression, is_null, receive, context);
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
}

static void
parts_of_relation(Oid view, PartReceiver receive, void *context)
{
	walk_rows(RewriteRelationId, RewriteRelRulenameIndexId, Anum_pg_rewrite_ev_class, view,
			  Anum_pg_rewrite_ev_action, receive, context);
}

/* The constraints of a domain, and the type under it. */
static void
parts_of_type(Oid type, PartReceiver receive, void *context)
{
	Walk walk = {receive, context};

	if (get_typtype(type) != TYPTYPE_DOMAIN)
		return;
	receive_type(getBaseType(type), &walk);
	walk_rows(ConstraintRelationId, ConstraintTypidIndexId, Anum_pg_constraint_contypid, type,
			  Anum_pg_constraint_conbin, receive, context);
}

static void
parts_of_aggregate(Oid function, PartReceiver receive, void *context)
{
	Walk walk = {receive, context};
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(function));
	Form_pg_aggregate aggregate;

	if (!HeapTupleIsValid(tuple))
		return;
	aggregate = (Form_pg_aggregate) GETSTRUCT(tuple);
	(void) receive_function(aggregate->aggtransfn, &walk);
	(void) receive_function(aggregate->aggfinalfn, &walk);
	(void) receive_function(aggregate->aggcombinefn, &walk);
	(void) receive_function(aggregate->aggserialfn, &walk);
	(void) receive_function(aggregate->aggdeserialfn, &walk);
	(void) receive_function(aggregate->aggmtransfn, &walk);
	(void) receive_function(aggregate->aggminvtransfn, &walk);
	(void) receive_function(aggregate->aggmfinalfn, &walk);
	ReleaseSysCache(tuple);
}

/* A body that was parsed when the function was made; a body that is a text is a secret. */
static void
parts_of_function(Oid function, PartReceiver receive, void *context)
{
	HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	bool is_null;
	Datum body;

	if (!HeapTupleIsValid(tuple))
		return;
	body = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_prosqlbody, &is_null);
	walk_stored(body, is_null, receive, context);
	if (((Form_pg_proc) GETSTRUCT(tuple))->prokind == PROKIND_AGGREGATE)
		parts_of_aggregate(function, receive, context);
	ReleaseSysCache(tuple);
}

void
object_parts(PartKind kind, Oid object, PartReceiver receive, void *context)
{
	if (kind == PART_RELATION)
		parts_of_relation(object, receive, context);
	else if (kind == PART_FUNCTION)
		parts_of_function(object, receive, context);
	else if (kind == PART_TYPE)
		parts_of_type(object, receive, context);
}

const char *
part_kind_name(PartKind kind)
{
	static const char *const names[] = {
		[PART_RELATION] = "relation", [PART_FUNCTION] = "function", [PART_TYPE] = "type",
		[PART_DAY] = "day",			  [PART_MOMENT] = "moment",
	};

	return names[kind];
}

/*
 * ecom.parts_of() of version 1.0: a database runs with this library before ALTER EXTENSION UPDATE too.
 */
static void
put_row(PartKind kind, Oid object, void *context)
{
	ReturnSetInfo *result = context;
	Datum values[2] = {CStringGetTextDatum(part_kind_name(kind)), ObjectIdGetDatum(object)};
	bool nulls[2] = {0};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

Datum
ecom_parts_of(PG_FUNCTION_ARGS)
{
	char *kind = text_to_cstring(PG_GETARG_TEXT_PP(0));

	InitMaterializedSRF(fcinfo, 0);
	for (int i = PART_RELATION; i <= PART_TYPE; i++)
		if (strcmp(kind, part_kind_name(i)) == 0)
			object_parts(i, PG_GETARG_OID(1), put_row, fcinfo->resultinfo);
	return (Datum) 0;
}
