/*
 * refresh/source_tables.h
 *		The tables whose lines models are made from, by rules for lines: what runs see of them.
 */
#ifndef ECOM_REFRESH_SOURCE_TABLES_H
#define ECOM_REFRESH_SOURCE_TABLES_H

#include "base/compat.h"

#include "nodes/pg_list.h"

#include "refresh/run.h"

/*
 * The tables, a list of AppendedRows with what the last refresh saw of them.  start: that of the run's
 * snapshot.  force: goes by nothing that was kept of parts of them.
 */
extern List *source_tables_read(Oid owner, SnapshotStart start, bool force);

/* Keeps, within the transaction of the run, what it has seen of parts of the tables, for the next one. */
extern void source_tables_keep(const Run *run);

#endif /* ECOM_REFRESH_SOURCE_TABLES_H */
