/*
 * base/text_span.c
 *		A piece of text that somebody else owns, and the looks at it that all cleaners share.
 */
#include "base/text_span.h"

#include "utils/builtins.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "base/char_kind.h"

TextSpan
text_span(const struct varlena *value)
{
	return (TextSpan){VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)};
}

/* The length of the last character of a non-empty span. */
static int
last_char_length(TextSpan span)
{
	int length = 1;

	if (GetDatabaseEncoding() != PG_UTF8)
		return 1;
	while (length < span.len && ((unsigned char) span.data[span.len - length] & 0xC0) == 0x80)
		length++;
	return length;
}

TextSpan
span_trim(TextSpan span)
{
	int length;

	while (span.len > 0 && char_kind(span.data, span.len, &length) != CHAR_VISIBLE)
	{
		CHECK_FOR_INTERRUPTS();
		span.data += length;
		span.len -= length;
	}
	while (span.len > 0)
	{
		int ignored;

		CHECK_FOR_INTERRUPTS();
		length = last_char_length(span);
		if (char_kind(span.data + span.len - length, length, &ignored) == CHAR_VISIBLE)
			break;
		span.len -= length;
	}
	return span;
}

Datum
span_datum(TextSpan span)
{
	return PointerGetDatum(cstring_to_text_with_len(span.data, span.len));
}

TextSpan
span_copy(TextSpan span, MemoryContext context)
{
	char *copy = MemoryContextAlloc(context, span.len + 1);

	memcpy(copy, span.data, span.len);
	return (TextSpan){copy, span.len};
}

bool
span_is(TextSpan span, const char *word)
{
	return span.len == (int) strlen(word) && pg_strncasecmp(span.data, word, span.len) == 0;
}

bool
span_take_word(TextSpan *span, const char *word)
{
	int length = strlen(word);

	if (span->len < length || pg_strncasecmp(span->data, word, length) != 0)
		return false;
	span->data += length;
	span->len -= length;
	return true;
}

bool
span_is_one_of(TextSpan span, const char *const *words, int count)
{
	for (int i = 0; i < count; i++)
	{
		if (span_may_begin_with(span, words[i]) && span_is(span, words[i]))
			return true;
	}
	return false;
}
