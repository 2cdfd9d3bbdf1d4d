/*
 * refresh/reached_parts.c
 *		ecom.reached_parts: what views are made from at any depth.
 *
 * The parts of the parts too, as far as what has rows of its own and functions that cannot be looked into.  To parse stored
 * expressions takes most of the time, so each object is looked into once, for whatever reader.
 */
#include "base/compat.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "refresh/query_parts.h"

PG_FUNCTION_INFO_V1(ecom_reached_parts);

typedef struct ObjectKey
{
	PartKind kind;
	Oid object;
} ObjectKey;

/* An object that is named somewhere. */
typedef struct Object
{
	ObjectKey key;
	Oid definition;			   /* what says what it is made from; mostly itself */
	struct Object *stands_for; /* the model whose rows it stores; mostly NULL */
	bool is_end;			   /* its own parts are no parts of its readers */
	bool is_known;			   /* it was looked into */
	List *parts;			   /* of Object, each once, without itself */
	Oid reached_from;		   /* the last reader that it was found for */
} Object;

typedef struct Graph
{
	HTAB *objects;
	MemoryContext context;
	MemoryContext scratch; /* for the parsed expressions of one object */
	Object *looked_into;
} Graph;

static Object *
object_of(Graph *graph, PartKind kind, Oid oid)
{
	ObjectKey key = {kind, oid};
	bool found;
	Object *object = hash_search(graph->objects, &key, HASH_ENTER, &found);

	if (found)
		return object;
	memset((char *) object + sizeof(ObjectKey), 0, sizeof(Object) - sizeof(ObjectKey));
	object->definition = oid;
	object->is_end = kind == PART_RELATION && get_rel_relkind(oid) == RELKIND_MATVIEW;
	return object;
}

static Graph *
make_graph(void)
{
	Graph *graph = palloc0(sizeof(Graph));
	HASHCTL control = {.keysize = sizeof(ObjectKey), .entrysize = sizeof(Object), .hcxt = CurrentMemoryContext};

	graph->objects = hash_create("parts of models", 1024, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	graph->context = CurrentMemoryContext;
	graph->scratch = AllocSetContextCreate(CurrentMemoryContext, "stored expressions", ALLOCSET_DEFAULT_SIZES);
	return graph;
}

static void
add_part(PartKind kind, Oid oid, void *context)
{
	Graph *graph = context;
	MemoryContext before = MemoryContextSwitchTo(graph->context);
	Object *part = object_of(graph, kind, oid);

	if (part->stands_for != NULL)
		part = part->stands_for;
	/* the rule of a view names the view itself */
	if (part != graph->looked_into)
		graph->looked_into->parts = list_append_unique_ptr(graph->looked_into->parts, part);
	MemoryContextSwitchTo(before);
}

static List *
parts_of(Graph *graph, Object *object)
{
	if (!object->is_known)
	{
		MemoryContext before = MemoryContextSwitchTo(graph->scratch);

		graph->looked_into = object;
		object_parts(object->key.kind, object->definition, add_part, graph);
		object->is_known = true;
		MemoryContextSwitchTo(before);
		MemoryContextReset(graph->scratch);
	}
	return object->parts;
}

/* Gives all that a reader is made from, each once: itself too, if it comes to itself by a circle. */
static void
put_parts_of_reader(Graph *graph, Oid reader, ReturnSetInfo *result)
{
	List *open = list_make1(object_of(graph, PART_RELATION, reader));

	while (open != NIL)
	{
		Object *object = llast(open);
		ListCell *cell;

		CHECK_FOR_INTERRUPTS();
		open = list_delete_last(open);
		foreach (cell, parts_of(graph, object))
		{
			Object *part = lfirst(cell);
			Datum values[3] = {ObjectIdGetDatum(reader), CStringGetTextDatum(part_kind_name(part->key.kind)),
							   ObjectIdGetDatum(part->key.object)};
			bool nulls[3] = {0};

			if (part->reached_from == reader)
				continue;
			part->reached_from = reader;
			tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
			if (!part->is_end)
				open = lappend(open, part);
		}
	}
}

static Oid *
read_oids(ArrayType *array, int *n)
{
	Datum *elements;
	Oid *oids;

	deconstruct_array(array, OIDOID, sizeof(Oid), true, TYPALIGN_INT, &elements, NULL, n);
	oids = palloc(*n * sizeof(Oid));
	for (int i = 0; i < *n; i++)
		oids[i] = DatumGetObjectId(elements[i]);
	return oids;
}

/* Models whose rows are in tables, and whose queries are those of views. */
static void
enter_distributed(Graph *graph, ArrayType *models, ArrayType *storages, ArrayType *definitions)
{
	int n[3];
	Oid *model_oids = read_oids(models, &n[0]);
	Oid *storage_oids = read_oids(storages, &n[1]);
	Oid *definition_oids = read_oids(definitions, &n[2]);

	if (n[0] != n[1] || n[0] != n[2])
		ereport(ERROR, errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				errmsg("models, storages and definitions differ in length"));
	for (int i = 0; i < n[0]; i++)
	{
		Object *model = object_of(graph, PART_RELATION, model_oids[i]);

		model->definition = definition_oids[i];
		model->is_end = true;
		object_of(graph, PART_RELATION, storage_oids[i])->stands_for = model;
	}
}

Datum
ecom_reached_parts(PG_FUNCTION_ARGS)
{
	Graph *graph = make_graph();
	int n;
	Oid *readers = read_oids(PG_GETARG_ARRAYTYPE_P(0), &n);

	InitMaterializedSRF(fcinfo, 0);
	/* what the date is made from is the date */
	object_of(graph, PART_FUNCTION, PG_GETARG_OID(1))->is_end = true;
	enter_distributed(graph, PG_GETARG_ARRAYTYPE_P(2), PG_GETARG_ARRAYTYPE_P(3), PG_GETARG_ARRAYTYPE_P(4));
	for (int i = 0; i < n; i++)
		put_parts_of_reader(graph, readers[i], (ReturnSetInfo *) fcinfo->resultinfo);
	return (Datum) 0;
}
