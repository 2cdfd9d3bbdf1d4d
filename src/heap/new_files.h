/*
 * heap/new_files.h
 *		New, empty files for a table, its TOAST and its indexes, which others see when the transaction commits.
 */
#ifndef ECOM_HEAP_NEW_FILES_H
#define ECOM_HEAP_NEW_FILES_H

#include "base/compat.h"

#include "nodes/pg_list.h"
#include "utils/relcache.h"

/*
 * The table and its TOAST get new files: both are empty, for this transaction only.  Its indexes are not to be used until they
 * are built.  Others go on reading the old files, which the commit removes: before it, readers have to be locked out of all
 * that new_files_relations() names, and until then whoever changes what the catalog says of it (ShareUpdateExclusiveLock on the
 * table and its TOAST).  The user is the table's owner.
 */
extern void new_files_begin(Relation table);

/* Builds the indexes from what the table has then, in new files too. */
extern void new_files_build_indexes(Relation table);

/* The table, first, its TOAST, and the indexes of both: their OIDs. */
extern List *new_files_relations(Relation table);

#endif /* ECOM_HEAP_NEW_FILES_H */
