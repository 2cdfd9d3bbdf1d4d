/*
 * refresh/parallel_fill.h
 *		A node for parallel plans, by which each process writes the rows that it makes: see refresh/parallel_fill.c.
 */
#ifndef ECOM_REFRESH_PARALLEL_FILL_H
#define ECOM_REFRESH_PARALLEL_FILL_H

#include "base/compat.h"

#include "executor/execdesc.h"
#include "nodes/plannodes.h"

#include "heap/table_version.h"

/* To be called as the library is loaded: workers find the node by its name. */
extern void parallel_fill_define(void);

/* Puts the node into a plan, if it is a parallel one; the rows go to a table as page_writer_create() wants it. */
extern void parallel_fill_plan(PlannedStmt *plan, Oid table);

/* What the processes have put, once the plan has run; those rows that they have not went to the plan's receiver. */
extern TableVersion parallel_fill_version(const QueryDesc *execution);

#endif /* ECOM_REFRESH_PARALLEL_FILL_H */
