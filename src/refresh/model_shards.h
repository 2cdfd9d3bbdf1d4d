/*
 * refresh/model_shards.h
 *		Makes a model anew whose rows are in a distributed table: see ecom.distribute().
 */
#ifndef ECOM_REFRESH_MODEL_SHARDS_H
#define ECOM_REFRESH_MODEL_SHARDS_H

#include "base/compat.h"

#include "nodes/primnodes.h"

#include "refresh/model.h"
#include "refresh/run.h"

/* Has this database what says which models are?  One that was not upgraded from 1.0 has not. */
extern bool has_distributed_models(void);

/* The table that has a model's rows: its own, where it is not distributed. */
extern RangeVar *model_storage(const Model *model);

/*
 * What the distributed models are made from is not to change while a run works: a snapshot of this server says nothing of
 * what others see.  So who writes to the tables that they read waits, on all nodes, until the transaction ends.
 */
extern void lock_distributed_sources(Oid owner);

/*
 * Of a table that is on every node, what one connection to a node has written no other one sees: a query that reads it beside shards that others
 * have to do with could not be run.  So where such a table may come to have other rows, one connection to each node does all of the
 * transaction; to be said before it does anything.
 */
extern void have_nodes_work_in_turn(Oid owner);

/* Replaces its rows: all of them, or those of respondents whose lines are others than at the last refresh, where no more has changed. */
extern void model_replace_on_shards(const Run *run, Model *model);

#endif /* ECOM_REFRESH_MODEL_SHARDS_H */
