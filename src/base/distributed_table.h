/*
 * base/distributed_table.h
 *		Tables of Citus, whose rows are on other servers.
 */
#ifndef ECOM_BASE_DISTRIBUTED_TABLE_H
#define ECOM_BASE_DISTRIBUTED_TABLE_H

#include "base/compat.h"

/* Are the table's rows elsewhere, though the catalog shows a plain table? */
extern bool table_is_distributed(Oid table);

#endif /* ECOM_BASE_DISTRIBUTED_TABLE_H */
