/*
 * refresh/table_version.h
 *		Tells whether the rows of a table are the same as some time ago.
 */
#ifndef ECOM_REFRESH_TABLE_VERSION_H
#define ECOM_REFRESH_TABLE_VERSION_H

#include "base/compat.h"

#include "utils/snapshot.h"

/*
 * A text that stays the same as long as a snapshot sees the same rows in the table, whatever VACUUM and the like do;
 * palloc'd.  NULL where that cannot be told: it is no plain table of this server.
 */
extern char *table_version(Oid table, Snapshot snapshot);

#endif /* ECOM_REFRESH_TABLE_VERSION_H */
