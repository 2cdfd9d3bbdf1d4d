/*
 * refresh/model_query.h
 *		Runs the query of a model, as REFRESH MATERIALIZED VIEW does; all of it, or only for some rows.
 */
#ifndef ECOM_REFRESH_MODEL_QUERY_H
#define ECOM_REFRESH_MODEL_QUERY_H

#include "base/compat.h"

#include "tcop/dest.h"
#include "utils/rel.h"

/*
 * Which rows are asked for.  The conditions are SQL, with $1, $2, ... for the values, and names as the catalog's search_path
 * finds them.
 */
typedef struct Narrowing
{
	Oid source;				  /* a relation that the query reads, wherever it is named */
	const char *of_source;	  /* of its rows, only those count; columns by their names */
	const char *of_model;	  /* of the model's rows, only these are wanted; NULL: all */
	int n;
	Oid *types;
	Datum *values; /* none of them NULL */
} Narrowing;

/*
 * Runs the query into a receiver, under the active snapshot, as the model's owner and with the restrictions of a
 * maintenance command; returns the number of rows.  Narrowed, or for all rows where narrowing is NULL.
 */
extern uint64 model_query_run(Relation model, const Narrowing *narrowing, DestReceiver *receiver);

#endif /* ECOM_REFRESH_MODEL_QUERY_H */
