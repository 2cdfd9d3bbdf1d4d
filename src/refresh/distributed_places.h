/*
 * refresh/distributed_places.h
 *		Queries that tell rows of a table from each other by their places.
 */
#ifndef ECOM_REFRESH_DISTRIBUTED_PLACES_H
#define ECOM_REFRESH_DISTRIBUTED_PLACES_H

#include "base/compat.h"

#include "nodes/parsenodes.h"

/* An error if the query, which is rewritten, reads the place (ctid) of rows of a distributed table. */
extern void refuse_distributed_places(const Query *query);

/* Does it read a distributed table? */
extern bool reads_distributed_tables(const Query *query);

#endif /* ECOM_REFRESH_DISTRIBUTED_PLACES_H */
