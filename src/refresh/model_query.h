/*
 * refresh/model_query.h
 *		Runs the query of a model, as REFRESH MATERIALIZED VIEW does.
 */
#ifndef ECOM_REFRESH_MODEL_QUERY_H
#define ECOM_REFRESH_MODEL_QUERY_H

#include "base/compat.h"

#include "tcop/dest.h"
#include "utils/rel.h"

#include "heap/table_version.h"

/* A table that a query's processes may put rows into themselves, see refresh/parallel_fill.h, and what they have put. */
typedef struct FilledTable
{
	Oid oid;
	TableVersion version;
} FilledTable;

/*
 * Runs the query under the active snapshot, as the model's owner and with the restrictions of a maintenance command.  Its rows go
 * to a receiver, or to a table if one is given (not NULL) and they can be put there; returns the number of those received.
 */
extern uint64 model_query_run(Relation model, DestReceiver *receiver, FilledTable *table);

#endif /* ECOM_REFRESH_MODEL_QUERY_H */
