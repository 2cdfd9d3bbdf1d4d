/*
 * heap/table_parts.h
 *		Versions of parts of a table, by which what has been written since is all that has to be read.
 *
 * The version of a table (see heap/table_version.h) is a sum over its rows, and so the sum of those of its parts, runs of pages.  Each
 * page says where in the write-ahead log it was changed last.  If that is before the place at which a snapshot was taken, the page holds
 * what it held then; and if no transaction was running then, a later snapshot sees the same rows there:
 *
 *		pages		| 1 | 1 | 1 |  | 1 | 7 | 1 |  | 9 | 9 |
 *		log at 5	  same			 read			read
 *
 * That is a property of the files: others, as after TRUNCATE or VACUUM FULL, hold nothing that is known.
 */
#ifndef ECOM_HEAP_TABLE_PARTS_H
#define ECOM_HEAP_TABLE_PARTS_H

#include "base/compat.h"

#include "access/xlogdefs.h"
#include "storage/block.h"
#include "storage/buf.h"
#include "utils/rel.h"
#include "utils/snapshot.h"

#include "heap/table_version.h"

#define PAGES_OF_PART 32

typedef struct TableParts
{
	uint64 server; /* that the log is of */
	Oid file;
	XLogRecPtr log; /* no page was changed later, unless it says so */
	BlockNumber pages;
	int n;
	TableVersion versions[FLEXIBLE_ARRAY_MEMBER];
} TableParts;

/*
 * Parts without rows of a table as it is now, in the current context.  log: where the write-ahead log was before the snapshot was taken.
 * NULL where parts of the snapshot say nothing of a later one.
 */
extern TableParts *table_parts_create(Relation table, Snapshot snapshot, XLogRecPtr log);

/*
 * Has nothing of a part been written since?  The parts as they were may be NULL.  Reads the headers of its pages, unless the visibility map
 * tells: of that a page stays pinned, for the next part, which is InvalidBuffer before the first and to be released after the last.
 */
extern bool table_part_is_same(Relation table, const TableParts *before, int part, Buffer *map);

/* As a value of the type bytea; palloc'd.  And back, in the current context; NULL for what is none. */
extern bytea *table_parts_write(const TableParts *parts);
extern TableParts *table_parts_read(const bytea *written);

#endif /* ECOM_HEAP_TABLE_PARTS_H */
