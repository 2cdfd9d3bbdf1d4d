/*
 * heap/appended.c
 *		Tells which rows a table has more than some time ago: see heap/appended.h.
 */
#include "heap/appended.h"

#include "access/transam.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "heap/written_by.h"

#define MOST_LATER 4096		  /* transactions beyond the horizon that are listed */
#define FEW_ROWS 1000		  /* are gathered whatever the size of the table */
#define LARGEST_PART 5		  /* a fifth: more of a table are not worth it */
#define HALF_OF_ALL (UINT64CONST(1) << 31)

struct AppendedScan
{
	AppendedRows *rows;
	MemoryContext context;
	TransactionId horizon; /* of this snapshot: the oldest that runs */
	TransactionId *later;  /* of which rows are seen nevertheless, sorted */
	int n_later;		   /* -1: too many */

	bool has_before;
	TableVersion before;
	TransactionId horizon_before;
	Writers *later_before;
	TableVersion seen; /* of the rows that were there before */
	TableVersion appended;
	int64 most;
	int64 allocated;

	TransactionId latest; /* writer of the row before */
	bool latest_was_seen;
};

static List *watched = NIL;

void
appended_watch(List *tables)
{
	watched = tables;
}

AppendedRows *
appended_watched(Oid table)
{
	ListCell *cell;

	foreach (cell, watched)
	{
		AppendedRows *rows = lfirst(cell);

		if (rows->table == table)
			return rows;
	}
	return NULL;
}

/* Transactions are stored by their lower half: of those that are not older than half of all, the whole number. */
static uint64
whole_number(TransactionId transaction)
{
	uint64 next = U64FromFullTransactionId(ReadNextFullTransactionId());

	return next - (uint32) ((uint32) next - transaction);
}

/* Reads a horizon as horizon_text() writes it; false where it is none, or too old to tell transactions apart. */
static bool
read_horizon(const char *text, TransactionId *horizon, Writers **later)
{
	char *end;
	uint64 number;

	if (text == NULL)
		return false;
	number = strtoull(text, &end, 10);
	if (end == text || *end != ':' ||
		U64FromFullTransactionId(ReadNextFullTransactionId()) - number >= HALF_OF_ALL)
		return false;
	*horizon = (TransactionId) number;
	*later = writers_read(end + 1);
	return true;
}

static char *
horizon_text(const AppendedScan *scan)
{
	Writers *later = writers_create();

	for (int i = 0; i < scan->n_later; i++)
		writers_add(later, FullTransactionIdFromU64(whole_number(scan->later[i])));
	return psprintf("%llu:%s", (unsigned long long) whole_number(scan->horizon), writers_text(later));
}

AppendedScan *
appended_scan_begin(AppendedRows *rows, Relation table, Snapshot snapshot)
{
	AppendedScan *scan = palloc0(sizeof(AppendedScan));
	MemoryContext caller = MemoryContextSwitchTo(GetMemoryChunkContext(rows));

	rows->parts = table_parts_create(table, snapshot, rows->start);
	MemoryContextSwitchTo(caller);
	scan->rows = rows;
	scan->context = CurrentMemoryContext;
	scan->horizon = snapshot->xmin;
	scan->later = palloc(MOST_LATER * sizeof(TransactionId));
	scan->latest = InvalidTransactionId;
	rows->horizon = NULL;
	rows->is_known = rows->is_small = rows->parts_are_new = false;
	rows->n = 0;
	scan->has_before = table_version_read(rows->version_before, &scan->before) &&
					   read_horizon(rows->horizon_before, &scan->horizon_before, &scan->later_before);
	if (scan->has_before)
	{
		scan->most = Max(FEW_ROWS, (int64) (scan->before.rows / LARGEST_PART));
		scan->allocated = FEW_ROWS;
		rows->places = MemoryContextAlloc(GetMemoryChunkContext(rows),
										  scan->allocated * sizeof(ItemPointerData));
	}
	return scan;
}

/* Lists a transaction beyond the horizon. */
static void
add_later(AppendedScan *scan, TransactionId writer)
{
	int at = scan->n_later;

	if (scan->n_later < 0)
		return;
	while (at > 0 && TransactionIdPrecedes(writer, scan->later[at - 1]))
		at--;
	if (at > 0 && scan->later[at - 1] == writer)
		return;
	if (scan->n_later == MOST_LATER)
	{
		scan->n_later = -1;
		return;
	}
	memmove(&scan->later[at + 1], &scan->later[at], (scan->n_later - at) * sizeof(TransactionId));
	scan->later[at] = writer;
	scan->n_later++;
}

static void
look_at_writer(AppendedScan *scan, TransactionId writer)
{
	if (!TransactionIdPrecedes(writer, scan->horizon))
		add_later(scan, writer);
	scan->latest = writer;
	scan->latest_was_seen =
		!scan->has_before || TransactionIdPrecedes(writer, scan->horizon_before) ||
		writers_have(scan->later_before, writer);
}

static void
gather(AppendedScan *scan, const ItemPointerData *place)
{
	AppendedRows *rows = scan->rows;

	if (rows->n >= scan->most)
	{
		scan->has_before = false;
		return;
	}
	if (rows->n == scan->allocated)
	{
		scan->allocated *= 2;
		rows->places = repalloc_huge(rows->places, scan->allocated * sizeof(ItemPointerData));
	}
	rows->places[rows->n++] = *place;
}

void
appended_scan_add(AppendedScan *scan, const ItemPointerData *place, TransactionId writer)
{
	if (writer != scan->latest)
		look_at_writer(scan, writer);
	if (scan->latest_was_seen)
		table_version_add(&scan->seen, place, writer);
	else
	{
		table_version_add(&scan->appended, place, writer);
		if (scan->has_before)
			gather(scan, place);
	}
}

void
appended_scan_add_seen(AppendedScan *scan, TableVersion rows)
{
	table_version_add_all(&scan->seen, rows);
}

TableVersion
appended_scan_sum(const AppendedScan *scan)
{
	TableVersion sum = scan->seen;

	table_version_add_all(&sum, scan->appended);
	return sum;
}

static int
compare_places(const void *a, const void *b)
{
	return ItemPointerCompare(unconstify(ItemPointerData *, (const ItemPointerData *) a),
							  unconstify(ItemPointerData *, (const ItemPointerData *) b));
}

TableVersion
appended_scan_end(AppendedScan *scan, bool has_own)
{
	AppendedRows *rows = scan->rows;
	MemoryContext caller = MemoryContextSwitchTo(GetMemoryChunkContext(rows));

	if (!has_own)
	{
		int64 gone = (int64) (scan->before.rows - scan->seen.rows);

		if (scan->n_later >= 0)
			rows->horizon = horizon_text(scan);
		rows->is_known = scan->has_before && gone == 0 && scan->seen.sum == scan->before.sum;
		/* none gone, and another sum: they were moved */
		rows->is_small = scan->has_before && gone > 0 && gone + rows->n <= scan->most;
		if (rows->is_known)
			qsort(rows->places, rows->n, sizeof(ItemPointerData), compare_places);
	}
	else
		rows->parts = NULL;
	MemoryContextSwitchTo(caller);
	return appended_scan_sum(scan);
}
