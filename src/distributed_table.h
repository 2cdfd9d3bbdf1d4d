/*
 * distributed_table.h
 *		Tables of Citus, whose rows are on other servers.
 */
#ifndef ECOM_DISTRIBUTED_TABLE_H
#define ECOM_DISTRIBUTED_TABLE_H

#include "compat.h"

/* Are the table's rows elsewhere, though the catalog shows a plain table? */
extern bool table_is_distributed(Oid table);

#endif /* ECOM_DISTRIBUTED_TABLE_H */
