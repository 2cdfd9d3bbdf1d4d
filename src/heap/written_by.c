/*
 * heap/written_by.c
 *		Tells which rows of a table some transactions have written.
 */
#include "heap/written_by.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/compat_heap.h"
#include "base/distribution.h"

#define FIRST_RANGES 16
#define HALF_OF_ALL (UINT64CONST(1) << 31) /* transactions that have a lower half of their own, at least */

/* From first up to last, which is one of them. */
typedef struct Range
{
	uint64 first;
	uint64 last;
} Range;

struct Writers
{
	int n;
	int room;
	Range *ranges;
};

Writers *
writers_create(void)
{
	Writers *writers = palloc0(sizeof(Writers));

	writers->room = FIRST_RANGES;
	writers->ranges = palloc(sizeof(Range) * writers->room);
	return writers;
}

static void
add_range(Writers *writers, Range range)
{
	if (writers->n == writers->room)
	{
		writers->room *= 2;
		writers->ranges = repalloc(writers->ranges, sizeof(Range) * writers->room);
	}
	writers->ranges[writers->n++] = range;
}

void
writers_add(Writers *writers, FullTransactionId writer)
{
	uint64 number = U64FromFullTransactionId(writer);

	if (writers->n > 0 && number == writers->ranges[writers->n - 1].last)
		return;
	if (writers->n > 0 && number == writers->ranges[writers->n - 1].last + 1)
		writers->ranges[writers->n - 1].last = number;
	else
		add_range(writers, (Range){number, number});
}

void
writers_add_all(Writers *writers, const Writers *others)
{
	for (int i = 0; i < others->n; i++)
		add_range(writers, others->ranges[i]);
}

char *
writers_text(const Writers *writers)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoChar(&text, '{');
	for (int i = 0; i < writers->n; i++)
		appendStringInfo(&text, "%s[%llu,%llu)", i > 0 ? "," : "",
						 (unsigned long long) writers->ranges[i].first,
						 (unsigned long long) writers->ranges[i].last + 1);
	appendStringInfoChar(&text, '}');
	return text.data;
}

/* What the server writes: ranges with their first number, without the one behind their last. */
Writers *
writers_read(const char *text)
{
	Writers *writers = writers_create();

	for (text++; *text == '['; text += *text == ',')
	{
		char *end;
		uint64 first = strtoull(text + 1, &end, 10);
		uint64 behind = *end == ',' ? strtoull(end + 1, &end, 10) : 0;

		if (*end != ')' || behind <= first)
			elog(ERROR, "cannot read transactions \"%s\"", text);
		add_range(writers, (Range){first, behind - 1});
		text = end + 1;
	}
	return writers;
}

bool
writers_have(const Writers *writers, TransactionId writer)
{
	for (int i = 0; i < writers->n; i++)
	{
		const Range *range = &writers->ranges[i];

		/* counted in 32 bits, from the first on */
		if ((uint32) (writer - (uint32) range->first) <= range->last - range->first)
			return true;
	}
	return false;
}

bool
writers_are_too_old(const Writers *writers)
{
	return writers->n == 0 ||
		   U64FromFullTransactionId(ReadNextFullTransactionId()) - writers->ranges[0].first >= HALF_OF_ALL;
}

Datum
writers_array(const Writers *writers)
{
	ArrayBuildState *array = initArrayResult(XIDOID, CurrentMemoryContext, false);

	for (int i = 0; i < writers->n; i++)
		for (uint64 number = writers->ranges[i].first; number <= writers->ranges[i].last; number++)
		{
			CHECK_FOR_INTERRUPTS();
			array = accumArrayResult(array, TransactionIdGetDatum((TransactionId) number), false, XIDOID,
									 CurrentMemoryContext);
		}
	return makeArrayResult(array, CurrentMemoryContext);
}

/* Counts the rows of one heap. */
static void
count_rows(WrittenRows *rows, Relation heap, Snapshot snapshot, const Writers *writers, bool until_others)
{
	TableScanDesc scan = ecom_scan_begin(heap, snapshot);
	TransactionId latest = InvalidTransactionId;
	bool latest_is_theirs = false;
	HeapTuple tuple;

	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		TransactionId writer = HeapTupleHeaderGetRawXmin(tuple->t_data);

		CHECK_FOR_INTERRUPTS();
		if (writer != latest)
		{
			latest = writer;
			latest_is_theirs = writers_have(writers, writer);
		}
		if (latest_is_theirs)
			rows->theirs++;
		else
			rows->others++;
		if (until_others && rows->others > 0)
			break;
	}
	table_endscan(scan);
}

WrittenRows
written_rows(Oid table, Snapshot snapshot, const Writers *writers, bool until_others)
{
	WrittenRows rows = {true, 0, 0};
	List *parts = list_make1_oid(table);
	ListCell *cell;

	if (get_rel_relkind(table) == RELKIND_PARTITIONED_TABLE)
		parts = find_all_inheritors(table, AccessShareLock, NULL);
	foreach (cell, parts)
	{
		Relation part = try_relation_open(lfirst_oid(cell), AccessShareLock);

		if (part == NULL)
			continue;
		if (part->rd_rel->relkind == RELKIND_RELATION && part->rd_tableam == GetHeapamTableAmRoutine() &&
			!table_is_distributed(RelationGetRelid(part)))
			count_rows(&rows, part, snapshot, writers, until_others);
		else if (part->rd_rel->relkind != RELKIND_PARTITIONED_TABLE)
			rows.known = false;
		relation_close(part, NoLock);
		if (until_others && rows.others > 0)
			break;
	}
	return rows;
}
