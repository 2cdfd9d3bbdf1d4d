/*
 * base/distribution.h
 *		How Citus spreads the rows of a table over its nodes.
 */
#ifndef ECOM_BASE_DISTRIBUTION_H
#define ECOM_BASE_DISTRIBUTION_H

#include "base/compat.h"

#include "access/attnum.h"

/* What Citus writes as the method. */
#define DISTRIBUTED_BY_HASH 'h'
#define DISTRIBUTED_BY_NOTHING 'n' /* all rows are on one node, or on each */

typedef struct Distribution
{
	char method;	   /* one of these, or another; '\0': it is no table of Citus */
	AttrNumber column; /* whose value says where a row is, and may not be NULL; InvalidAttrNumber: none */
} Distribution;

/* Are the table's rows elsewhere, though the catalog shows a plain table? */
extern bool table_is_distributed(Oid table);

extern Distribution table_distribution(Oid table);

/* Are the rows of two distributed tables with the same value in their columns on the same node? */
extern bool tables_are_colocated(Oid one, Oid other);

/*
 * Citus has queries that read pg_class look for each relation whether it is a shard, which most clients are not to see.  Not so from
 * here on, until whatever leaves the current level of settings: for what reads the catalog again and again, and by names.
 */
extern void see_all_relations(void);

/* An error if this server is a worker of Citus, with a hint where its coordinator is. */
extern void refuse_on_citus_worker(const char *command);

#endif /* ECOM_BASE_DISTRIBUTION_H */
