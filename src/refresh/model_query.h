/*
 * refresh/model_query.h
 *		Runs the query of a model, as REFRESH MATERIALIZED VIEW does; all of it, or only for some rows.
 */
#ifndef ECOM_REFRESH_MODEL_QUERY_H
#define ECOM_REFRESH_MODEL_QUERY_H

#include "base/compat.h"

#include "tcop/dest.h"
#include "utils/rel.h"
#include "utils/snapshot.h"

#include "heap/table_version.h"

/* A table that a query's processes may put rows into themselves, see refresh/parallel_fill.h, and what they have put. */
typedef struct FilledTable
{
	Oid oid;
	TableVersion version;
} FilledTable;

/*
 * Which rows are asked for.  The conditions are SQL, with $1, $2, ... for the values, and names as the catalog's search_path
 * finds them.
 */
typedef struct Narrowing
{
	Oid source;				  /* a relation that the query reads, wherever it is named */
	const char *of_source;	  /* of its rows, only those count; columns by their names */
	const char *of_model;	  /* of the model's rows, only these are wanted; NULL: all */
	bool is_of_few;			  /* so few rows that other processes would begin when all is done */
	Snapshot snapshot;		  /* that sees all that is read; NULL: the active one, and what was done before */
	int n;
	Oid *types;
	Datum *values; /* none of them NULL */
} Narrowing;

/*
 * Runs the query under the active snapshot, as the model's owner and with the restrictions of a maintenance command; narrowed, or
 * for all rows where narrowing is NULL.  Its rows go to a receiver, or to a table if one is given (not NULL) and they can be put
 * there; returns the number of those received.
 */
extern uint64 model_query_run(Relation model, const Narrowing *narrowing, DestReceiver *receiver, FilledTable *table);

/* Does the query name the source more than once, so that it is read as often? */
extern bool model_query_reads_again(Relation model, Oid source);

#endif /* ECOM_REFRESH_MODEL_QUERY_H */
