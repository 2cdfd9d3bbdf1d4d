/*
 * load/target.h
 *		The table that is loaded into, and whether its user may.
 */
#ifndef ECOM_LOAD_TARGET_H
#define ECOM_LOAD_TARGET_H

#include "base/compat.h"

#include "utils/relcache.h"

#include "load/columns.h"

/*
 * Opens and locks the table, to be closed with table_close().  An error if it can take no rows, or if the user may not
 * insert into any of its columns.
 */
extern Relation load_target_open(Oid target);

/*
 * The table that has the rows: of a partition the partitioned table at the root, of a view that passes them on the one under
 * it, of others they themselves.  InvalidOid for one that is gone.
 */
extern Oid load_target_storage(Oid target);

/* Its qualified name; palloc'd. */
extern char *load_target_name(Relation table);

/* An error unless the user may insert into these columns.  What hooks ask of an INSERT is asked here too. */
extern void load_target_check(Relation table, const LoadColumns *columns);

#endif /* ECOM_LOAD_TARGET_H */
