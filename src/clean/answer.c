/*
 * clean/answer.c
 *		ecom.clean_boolean and ecom.clean_answer: what a respondent ticked.
 */
#include "clean/cleaners.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_enum.h"
#include "fmgr.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"

PG_FUNCTION_INFO_V1(ecom_clean_boolean);
PG_FUNCTION_INFO_V1(ecom_clean_answer);

static const char *const words_for_true[] = {"yes", "true", "y", "t", "1", "on"};
static const char *const words_for_false[] = {"no", "false", "n", "f", "0", "off"};

Datum
ecom_clean_boolean(PG_FUNCTION_ARGS)
{
	TextSpan span = span_trim(PG_GETARG_TEXT_SPAN(0));

	if (span_is_one_of(span, words_for_true, lengthof(words_for_true)))
		PG_RETURN_BOOL(true);
	if (span_is_one_of(span, words_for_false, lengthof(words_for_false)))
		PG_RETURN_BOOL(false);
	PG_RETURN_NULL();
}

/* The labels of an enum, kept for the length of a query. */
typedef struct EnumLabels
{
	int count;
	struct
	{
		Oid oid;
		NameData label;
	} values[FLEXIBLE_ARRAY_MEMBER];
} EnumLabels;

static EnumLabels *
read_enum_labels(Oid enum_type, MemoryContext context)
{
	Relation pg_enum = table_open(EnumRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple tuple;
	int room = 16;
	EnumLabels *labels =
		MemoryContextAlloc(context, offsetof(EnumLabels, values) + room * sizeof(labels->values[0]));

	labels->count = 0;
	ScanKeyInit(&key, Anum_pg_enum_enumtypid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(enum_type));
	scan = systable_beginscan(pg_enum, EnumTypIdLabelIndexId, true, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_enum row = (Form_pg_enum) GETSTRUCT(tuple);

		if (labels->count == room)
		{
			room *= 2;
			labels = repalloc(labels, offsetof(EnumLabels, values) + room * sizeof(labels->values[0]));
		}
		labels->values[labels->count].oid = row->oid;
		labels->values[labels->count].label = row->enumlabel;
		labels->count++;
	}
	systable_endscan(scan);
	table_close(pg_enum, AccessShareLock);
	return labels;
}

/* The enum value whose label equals the span, letter case aside, or InvalidOid. */
static Oid
find_label(const EnumLabels *labels, TextSpan span)
{
	for (int i = 0; i < labels->count; i++)
	{
		if (span_is(span, NameStr(labels->values[i].label)))
			return labels->values[i].oid;
	}
	return InvalidOid;
}

/* The span up to a remark in parentheses. */
static TextSpan
without_remark(TextSpan span)
{
	const char *parenthesis = memchr(span.data, '(', span.len);

	if (parenthesis != NULL)
		span.len = parenthesis - span.data;
	return span_trim(span);
}

Datum
ecom_clean_answer(PG_FUNCTION_ARGS)
{
	EnumLabels *labels = fcinfo->flinfo->fn_extra;
	text *answer;
	Oid value;

	/* not strict: the second argument, usually NULL, only names the enum */
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (labels == NULL)
	{
		Oid enum_type = get_fn_expr_argtype(fcinfo->flinfo, 1);

		if (!OidIsValid(enum_type))
			elog(ERROR, "could not determine the enum type of clean_answer");
		labels = read_enum_labels(enum_type, fcinfo->flinfo->fn_mcxt);
		fcinfo->flinfo->fn_extra = labels;
	}
	answer = clean_text(PG_GETARG_TEXT_SPAN(0));
	if (answer == NULL)
		PG_RETURN_NULL();
	value = find_label(labels, text_span(answer));
	if (!OidIsValid(value))
		value = find_label(labels, without_remark(text_span(answer)));
	if (!OidIsValid(value))
		PG_RETURN_NULL();
	PG_RETURN_OID(value);
}
