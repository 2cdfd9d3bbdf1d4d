/*
 * refresh/model_query.h
 *		Runs the query of a model, as REFRESH MATERIALIZED VIEW does.
 */
#ifndef ECOM_REFRESH_MODEL_QUERY_H
#define ECOM_REFRESH_MODEL_QUERY_H

#include "base/compat.h"

#include "tcop/dest.h"
#include "utils/rel.h"

/*
 * Runs the query into a receiver, under the active snapshot, as the model's owner and with the restrictions of a
 * maintenance command; returns the number of rows.
 */
extern uint64 model_query_run(Relation model, DestReceiver *receiver);

#endif /* ECOM_REFRESH_MODEL_QUERY_H */
