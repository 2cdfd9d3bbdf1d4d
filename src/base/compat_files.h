/*
 * base/compat_files.h
 *		How making files of tables and indexes anew differs between PostgreSQL 15 and 19.
 */
#ifndef ECOM_BASE_COMPAT_FILES_H
#define ECOM_BASE_COMPAT_FILES_H

#include "base/compat.h"

#include "catalog/index.h"
#include "utils/rel.h"
#include "utils/relcache.h"

/* 16 calls the number of a file by another name */
static inline void
ecom_set_new_file(Relation relation)
{
#if PG_VERSION_NUM >= 160000
	RelationSetNewRelfilenumber(relation, relation->rd_rel->relpersistence);
#else
	RelationSetNewRelfilenode(relation, relation->rd_rel->relpersistence);
#endif
}

/* Builds an index that is there already; 19 leaves it to the caller whether to show its progress */
static inline void
ecom_build_index(Relation table, Relation index, IndexInfo *info)
{
#if PG_VERSION_NUM >= 190000
	index_build(table, index, info, true, true, false);
#else
	index_build(table, index, info, true, true);
#endif
}

#endif /* ECOM_BASE_COMPAT_FILES_H */
