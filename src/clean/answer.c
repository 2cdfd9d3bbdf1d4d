/*
 * clean/answer.c
 *		ecom.clean_boolean and ecom.clean_answer: what a respondent ticked.
 */
#include "clean/cleaners.h"

#include "fmgr.h"
#include "miscadmin.h"

#include "clean/enum_labels.h"
#include "clean/field_value.h"

PG_FUNCTION_INFO_V1(ecom_clean_boolean);
PG_FUNCTION_INFO_V1(ecom_clean_answer);

/* Labels have less than NAMEDATALEN bytes; typographic characters for theirs take up to three each. */
#define LONGEST_WITHOUT_REMARK (3 * NAMEDATALEN)

static const char *const words_for_true[] = {"yes", "true", "y", "t", "1", "on"};
static const char *const words_for_false[] = {"no", "false", "n", "f", "0", "off"};

Datum
ecom_clean_boolean(PG_FUNCTION_ARGS)
{
	TextSpan span = field_value(PG_GETARG_TEXT_SPAN(0));

	if (span_is_one_of(span, words_for_true, lengthof(words_for_true)))
		PG_RETURN_BOOL(true);
	if (span_is_one_of(span, words_for_false, lengthof(words_for_false)))
		PG_RETURN_BOOL(false);
	PG_RETURN_NULL();
}

/* Is all of it in parentheses, one remark or several?  The end of the last may be cut off. */
static bool
is_remark(TextSpan span)
{
	int depth = 0;

	for (int i = 0; i < span.len; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (span.data[i] == '(')
			depth++;
		else if (depth == 0 && span.data[i] != ' ')
			return false;
		else if (span.data[i] == ')')
			depth--;
	}
	return true;
}

/* The value of the label that stands before a remark in parentheses, or InvalidOid.  Both may have parentheses within. */
static Oid
find_before_remark(EnumLabels *labels, TextSpan answer)
{
	for (int end = Min(answer.len, LONGEST_WITHOUT_REMARK) - 1; end > 0; end--)
	{
		Oid value;

		if (answer.data[end] != '(' || !is_remark((TextSpan) {answer.data + end, answer.len - end}))
			continue;
		value = enum_labels_find(labels, span_trim((TextSpan) {answer.data, end}));
		if (OidIsValid(value))
			return value;
	}
	return InvalidOid;
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
			ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("could not determine the enum type of clean_answer"),
					errhint("Call it from SQL, with a NULL of the enum type as second argument."));
		labels = enum_labels_create(enum_type, fcinfo->flinfo->fn_mcxt);
		fcinfo->flinfo->fn_extra = labels;
	}
	answer = clean_value(PG_GETARG_TEXT_SPAN(0));

	/* an enum may have a label None or N/A; Unknown is what models show where there is no answer */
	if (answer == NULL || span_is(text_span(answer), "unknown"))
		PG_RETURN_NULL();
	value = enum_labels_find(labels, text_span(answer));
	if (!OidIsValid(value))
		value = find_before_remark(labels, text_span(answer));
	if (!OidIsValid(value))
		PG_RETURN_NULL();
	PG_RETURN_OID(value);
}
