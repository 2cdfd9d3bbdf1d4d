/*
 * heap/table_parts.h
 *		Versions of parts of a table, by which what has been written since is all that has to be read.
 *
 * The version of a table (see heap/table_version.h) is a sum over its rows, and so the sum of those of its parts, runs of pages.  Each
 * page says where in the write-ahead log it was changed last.  If that is before the place at which the log was before a snapshot was taken,
 * the page holds what the snapshot saw there; and if no transaction that had written was running then, a later one sees the same rows:
 *
 *		pages		| 1 | 1 | 1 |  | 1 | 7 | 1 |  | 9 | 9 |
 *		log at 5	  same			 read			read
 *
 * That is a property of the files: others, as after TRUNCATE or VACUUM FULL, hold nothing that is known.
 */
#ifndef ECOM_HEAP_TABLE_PARTS_H
#define ECOM_HEAP_TABLE_PARTS_H

#include "base/compat.h"

#include "access/transam.h"
#include "access/xlogdefs.h"
#include "storage/block.h"
#include "storage/buf.h"
#include "storage/bufmgr.h"
#include "utils/rel.h"
#include "utils/snapshot.h"

#include "heap/table_version.h"

#define PAGES_OF_PART 32

/* What there was before a snapshot was taken. */
typedef struct SnapshotStart
{
	XLogRecPtr log;		/* where the write-ahead log was; invalid where nothing is to be gone by */
	TransactionId next; /* no transaction had this number yet */
} SnapshotStart;

extern SnapshotStart snapshot_start(void);

typedef struct TableParts
{
	uint32 format;
	Oid file;
	uint64 server;		 /* that the log is of */
	TimestampTz started; /* when it was */
	XLogRecPtr log;		 /* no page was changed later, unless it says so */
	BlockNumber pages;
	int n;
	TableVersion versions[FLEXIBLE_ARRAY_MEMBER];
} TableParts;

/* Parts without rows of a table as it is now, in the current context.  NULL where parts of the snapshot say nothing of a later one. */
extern TableParts *table_parts_create(Relation table, Snapshot snapshot, SnapshotStart start);

/* One part after the other is looked at. */
typedef struct PartsReading
{
	Relation table;
	const TableParts *before; /* NULL: none are known */
	Buffer map;				  /* of the visibility map */
	BufferAccessStrategy strategy;
} PartsReading;

extern PartsReading parts_reading_begin(Relation table, const TableParts *before);
extern void parts_reading_end(PartsReading *reading);

/* Has nothing of a part been written since?  Reads the headers of its pages, unless the visibility map tells. */
extern bool table_part_is_same(PartsReading *reading, int part);

/* As a value of the type bytea; palloc'd.  And back, in the current context; NULL for what is none. */
extern bytea *table_parts_write(const TableParts *parts);
extern TableParts *table_parts_read(const bytea *written);

#endif /* ECOM_HEAP_TABLE_PARTS_H */
