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

#include "base/char_kind.h"

#define FIRST_ALLOCATION 16

/*
 * A text in small letters, with plain apostrophes, and hyphens without blanks around them for dashes.
 */
typedef struct PlainText
{
	int length;
	char data[NAMEDATALEN];
} PlainText;

typedef struct EnumLabel
{
	NameData name;
	PlainText plain;
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

/* Makes a text plain; false if it is longer than any label can be. */
static bool
make_plain(TextSpan span, PlainText *plain)
{
	int bytes;

	plain->length = 0;
	for (; span.len > 0; span.data += bytes, span.len -= bytes)
	{
		char c = typed_char(span.data, span.len, &bytes);
		bool is_blank_at_dash =
			c == ' ' && ((plain->length > 0 && plain->data[plain->length - 1] == '-') ||
						 (span.len > 1 && typed_char(span.data + 1, span.len - 1, &(int){0}) == '-'));

		if (is_blank_at_dash)
			continue;
		if (plain->length + (c != 0 ? 1 : bytes) > lengthof(plain->data))
			return false;
		if (c != 0)
			plain->data[plain->length++] = pg_ascii_tolower((unsigned char) c);
		else
		{
			memcpy(plain->data + plain->length, span.data, bytes);
			plain->length += bytes;
		}
	}
	return true;
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
	(void) make_plain((TextSpan){NameStr(label->name), strlen(NameStr(label->name))}, &label->plain);
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
	PlainText plain;

	if (labels->as_of != changes_of_enums)
		read_labels(labels);
	for (int i = 0; i < labels->count; i++)
	{
		if (span_is(span, NameStr(labels->labels[i].name)))
			return value_of(labels, &labels->labels[i]);
	}
	if (!make_plain(span, &plain))
		return InvalidOid;
	for (int i = 0; i < labels->count; i++)
	{
		const PlainText *other = &labels->labels[i].plain;

		if (plain.length == other->length && memcmp(plain.data, other->data, plain.length) == 0)
			return value_of(labels, &labels->labels[i]);
	}
	return InvalidOid;
}
