/*
 * heap/appended.h
 *		Which rows a table has more than at a snapshot some time ago.
 *
 * The version of a table (see heap/table_version.h) is a sum over its rows.  If the rows that the former snapshot saw add up to
 * what it saw, none of them is gone, and all others were appended since.  Which ones it saw, their transactions tell:
 *
 *		transactions  ------- horizon -------------->
 *		seen		  all					only those that are listed
 *
 * Where a row is taken for what it is not, the sum differs, and nothing is said.
 */
#ifndef ECOM_HEAP_APPENDED_H
#define ECOM_HEAP_APPENDED_H

#include "base/compat.h"

#include "nodes/pg_list.h"
#include "storage/itemptr.h"
#include "utils/snapshot.h"

#include "heap/table_parts.h"
#include "heap/table_version.h"

typedef struct AppendedRows
{
	Oid table;
	char *name;			  /* of the table, with its schema */
	char *version_before; /* NULL: nothing is known of it */
	char *horizon_before;
	const TableParts *parts_before; /* of that horizon; NULL: none are known */
	SnapshotStart start;			/* of the snapshot that the table is read by */
	TableParts *parts; /* of the snapshot that the table was read by; NULL until then, and where they say nothing of a later one */
	bool parts_are_new; /* do they say more than those before? */
	char *horizon; /* of the snapshot that the table was read by; NULL until then, and where that cannot be said */
	bool is_known; /* are these all that has changed? */
	bool is_small; /* if not: are at least few rows new, and few gone? */
	int64 n;
	ItemPointerData *places; /* sorted */
} AppendedRows;

/* From now on the versions of these tables, a list of AppendedRows, are told with what was appended; NIL ends that. */
extern void appended_watch(List *tables);

/* Is the table watched?  NULL if not. */
extern AppendedRows *appended_watched(Oid table);

/* What a scan of a watched table gathers. */
typedef struct AppendedScan AppendedScan;

extern AppendedScan *appended_scan_begin(AppendedRows *rows, Relation table, Snapshot snapshot);

/* Counts a row that the snapshot sees, into the scan's versions. */
extern void appended_scan_add(AppendedScan *scan, const ItemPointerData *place, TransactionId writer);

/* Counts in rows that were there before, and still are. */
extern void appended_scan_add_seen(AppendedScan *scan, TableVersion rows);

/* The version of the rows that are counted by now. */
extern TableVersion appended_scan_sum(const AppendedScan *scan);

/* All rows were counted: their version.  Where some are of the transaction itself, nothing is said of the others. */
extern TableVersion appended_scan_end(AppendedScan *scan, bool has_own);

#endif /* ECOM_HEAP_APPENDED_H */
