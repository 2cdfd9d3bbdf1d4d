/*
 * clean/answer.c
 *		ecom.clean_boolean and ecom.clean_answer: what a respondent ticked.
 */
#include "clean/cleaners.h"

#include "fmgr.h"

#include "clean/enum_labels.h"
#include "clean/field_value.h"

PG_FUNCTION_INFO_V1(ecom_clean_boolean);
PG_FUNCTION_INFO_V1(ecom_clean_answer);

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
		value = enum_labels_find(labels, without_remark(text_span(answer)));
	if (!OidIsValid(value))
		PG_RETURN_NULL();
	PG_RETURN_OID(value);
}
