/*
 * clean/enum_labels.c
 *		The labels of an enum type: see clean/enum_labels.h.
 */
#include "clean/enum_labels.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_enum.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#define FIRST_ALLOCATION 16

typedef struct EnumLabel
{
	NameData name;
	Oid value; /* InvalidOid until somebody asks */
} EnumLabel;

struct EnumLabels
{
	Oid enum_type;
	uint64 as_of; /* what changes_of_enums was when the labels were read */
	int count;
	int allocated;
	EnumLabel *labels;
};

/* How often this process has heard that pg_enum has changed; 0 until it listens. */
static uint64 changes_of_enums = 0;

static void
note_change(Datum argument, int cache, uint32 hash)
{
	changes_of_enums++;
}

static void
add_label(EnumLabels *labels, const NameData *name)
{
	EnumLabel *label;

	if (labels->count == labels->allocated)
	{
		labels->allocated *= 2;
		labels->labels = repalloc(labels->labels, sizeof(EnumLabel) * labels->allocated);
	}
	label = &labels->labels[labels->count++];
	label->name = *name;
	label->value = InvalidOid;
}

static void
read_labels(EnumLabels *labels)
{
	Relation pg_enum = table_open(EnumRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple tuple;

	/* opening it has taken in what other sessions have committed; what comes from now on is for the next call */
	labels->as_of = changes_of_enums;
	labels->count = 0;
	ScanKeyInit(&key, Anum_pg_enum_enumtypid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(labels->enum_type));
	scan = systable_beginscan(pg_enum, EnumTypIdLabelIndexId, true, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		add_label(labels, &((Form_pg_enum) GETSTRUCT(tuple))->enumlabel);
	systable_endscan(scan);
	table_close(pg_enum, AccessShareLock);
}

EnumLabels *
enum_labels_create(Oid enum_type, MemoryContext context)
{
	EnumLabels *labels = MemoryContextAllocZero(context, sizeof(EnumLabels));

	if (changes_of_enums == 0)
	{
		CacheRegisterSyscacheCallback(ENUMOID, note_change, (Datum) 0);
		changes_of_enums = 1;
	}
	labels->enum_type = enum_type;
	labels->allocated = FIRST_ALLOCATION;
	labels->labels = MemoryContextAlloc(context, sizeof(EnumLabel) * FIRST_ALLOCATION);
	return labels;
}

/* The value of a label; the type's input function is asked once, and only for labels that a text spells. */
static Oid
value_of(EnumLabels *labels, EnumLabel *label)
{
	if (!OidIsValid(label->value))
		label->value = DatumGetObjectId(DirectFunctionCall2(enum_in, CStringGetDatum(NameStr(label->name)),
															ObjectIdGetDatum(labels->enum_type)));
	return label->value;
}

Oid
enum_labels_find(EnumLabels *labels, TextSpan span)
{
	if (labels->as_of != changes_of_enums)
		read_labels(labels);
	for (int i = 0; i < labels->count; i++)
	{
		EnumLabel *label = &labels->labels[i];

		if (span_is(span, NameStr(label->name)))
			return value_of(labels, label);
	}
	return InvalidOid;
}
