/*
 * aggregate/text_limit.c
 *		How long a text may be that is kept in the row of an aggregate.
 */
#include "aggregate/text_limit.h"

#include "utils/memutils.h"

/* Three of these, and what else is in a row, can be allocated together. */
#define MAX_ROW_TEXT ((int) (MaxAllocSize / 4))

TextSpan
span_within_limit(TextSpan span)
{
	if (span.len > MAX_ROW_TEXT)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a text of %d bytes is too long to be aggregated", span.len),
				errdetail("It can have up to %d bytes.", MAX_ROW_TEXT),
				errhint("Leave such lines out, or cut the text, say with left()."));
	return span;
}
