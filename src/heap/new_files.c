/*
 * heap/new_files.c
 *		New files for a table: see heap/new_files.h.
 *
 * TRUNCATE does the same, and REFRESH MATERIALIZED VIEW fills another table and exchanges the two; but both lock readers out before
 * they begin, though it is only their commit that takes anything from a reader: until then what the catalog says of the new files
 * is seen by nobody else.  So the indexes are not built as REINDEX does, under a lock that keeps readers out, but as REINDEX
 * CONCURRENTLY does.
 */
#include "heap/new_files.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/xact.h"
#include "commands/tablecmds.h"
#include "nodes/execnodes.h"
#include "utils/rel.h"

#include "base/compat_files.h"

static void
build_index(Relation table, Oid oid)
{
	Relation index = index_open(oid, RowExclusiveLock);
	IndexInfo *info = BuildIndexInfo(index);

	CheckTableNotInUse(index, "ecom.refresh()");
	ecom_set_new_file(index);
	/* of the two ways to build it, that whose workers do not lock readers out */
	info->ii_Concurrent = true;
	ecom_build_index(table, index, info);
	index_close(index, NoLock);
}

void
new_files_build_indexes(Relation table)
{
	List *indexes = RelationGetIndexList(table);
	ListCell *cell;

	foreach (cell, indexes)
		build_index(table, lfirst_oid(cell));
	list_free(indexes);
	CommandCounterIncrement();
}

void
new_files_begin(Relation table)
{
	Oid oid = table->rd_rel->reltoastrelid;

	ecom_set_new_file(table);
	if (OidIsValid(oid))
	{
		Relation toast = table_open(oid, NoLock);

		ecom_set_new_file(toast);
		new_files_build_indexes(toast);
		table_close(toast, NoLock);
	}
}

List *
new_files_relations(Relation table)
{
	List *relations = lcons_oid(RelationGetRelid(table), RelationGetIndexList(table));

	if (OidIsValid(table->rd_rel->reltoastrelid))
	{
		Relation toast = table_open(table->rd_rel->reltoastrelid, AccessShareLock);

		relations = list_concat(relations, lcons_oid(RelationGetRelid(toast), RelationGetIndexList(toast)));
		table_close(toast, AccessShareLock);
	}
	return relations;
}
