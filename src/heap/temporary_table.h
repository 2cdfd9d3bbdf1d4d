/*
 * heap/temporary_table.h
 *		An empty temporary table, for a statement that must name one; its transaction drops it again.
 */
#ifndef ECOM_HEAP_TEMPORARY_TABLE_H
#define ECOM_HEAP_TEMPORARY_TABLE_H

#include "base/compat.h"

#include "utils/relcache.h"

/*
 * A table with the columns of another one, in the same places, and nothing else of it: opened, and the current user's.
 * That he may make temporary tables is not asked for, so that nobody else may reach it and nothing of it may be left when the
 * caller's function ends; so of the owner, another user, who makes the place for such tables where the session has none yet.
 */
extern Relation temporary_table_create(Relation like, Oid owner);

extern void temporary_table_drop(Relation table);

#endif /* ECOM_HEAP_TEMPORARY_TABLE_H */
