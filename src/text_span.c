/*
 * text_span.c
 *		A piece of text that somebody else owns, and the looks at it that all cleaners share.
 */
#include "text_span.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

/* Three of these, and what else is in a row, can be allocated together. */
#define MAX_ROW_TEXT ((int) (MaxAllocSize / 4))

TextSpan
text_span(const struct varlena *value)
{
	return (TextSpan){VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)};
}

TextSpan
span_require_room(TextSpan span)
{
	if (span.len > MAX_ROW_TEXT)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a text of %d bytes is too long to be aggregated", span.len),
				errdetail("It can have up to %d bytes.", MAX_ROW_TEXT),
				errhint("Leave such lines out, or cut the text, say with left()."));
	return span;
}

CharKind
codepoint_kind(uint32 codepoint)
{
	/* controls, among them the C1 range that mis-decoded Windows text leaves behind */
	if (codepoint <= 0x20 || (codepoint >= 0x7F && codepoint <= 0xA0))
		return CHAR_SPACE;
	if (codepoint < 0x1680)
		return codepoint == 0xAD ? CHAR_INVISIBLE : CHAR_VISIBLE;

	/*
	 * U+200C and U+200D (joiners) stay: Persian words and emoji families fall apart without them.
	 */
	if (codepoint == 0x200B || codepoint == 0x2060 || codepoint == 0xFEFF || codepoint == 0xFFFD ||
		codepoint == 0x200E || codepoint == 0x200F || (codepoint >= 0x202A && codepoint <= 0x202E) ||
		(codepoint >= 0x2066 && codepoint <= 0x2069))
		return CHAR_INVISIBLE;
	if (codepoint == 0x1680 || (codepoint >= 0x2000 && codepoint <= 0x200A) || codepoint == 0x2028 ||
		codepoint == 0x2029 || codepoint == 0x202F || codepoint == 0x205F || codepoint == 0x3000)
		return CHAR_SPACE;
	return CHAR_VISIBLE;
}

/* The code point that starts at data, or 0 where it is not known; and its length in bytes. */
static uint32
codepoint_at(const char *data, int available, int *length)
{
	const unsigned char *bytes = (const unsigned char *) data;

	/*
	 * No server encoding has ASCII bytes inside a character, so where nothing is known of the characters
	 * beyond ASCII their bytes can be taken one by one.
	 */
	*length = 1;
	if (bytes[0] < 0x80)
		return bytes[0];
	if (GetDatabaseEncoding() != PG_UTF8 || available < pg_utf_mblen(bytes))
		return 0;
	*length = pg_utf_mblen(bytes);
	return utf8_to_unicode(bytes);
}

CharKind
char_kind(const char *data, int available, int *length)
{
	uint32 codepoint = codepoint_at(data, available, length);

	return codepoint == 0 ? CHAR_VISIBLE : codepoint_kind(codepoint);
}

char
typed_char(const char *data, int available, int *length)
{
	uint32 codepoint = codepoint_at(data, available, length);

	switch (codepoint)
	{
		case 0x60: /* grave accent */
		case 0xB4: /* acute accent */
		case 0x2BC:
		case 0x2018:
		case 0x2019:
		case 0x201B:
		case 0x2032:
		case 0xFF07:
			return '\'';
		case 0x2010:
		case 0x2011:
		case 0x2012:
		case 0x2013:
		case 0x2014:
		case 0x2015:
		case 0x2212: /* minus */
		case 0xFE58:
		case 0xFE63:
		case 0xFF0D:
			return '-';
		case 0x2026:
			return '.';
		default:
			return codepoint < 0x80 ? (char) codepoint : 0;
	}
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

int
digit_value(char digit, int base)
{
	int value = -1;

	if (digit >= '0' && digit <= '9')
		value = digit - '0';
	else if (digit >= 'a' && digit <= 'f')
		value = digit - 'a' + 10;
	else if (digit >= 'A' && digit <= 'F')
		value = digit - 'A' + 10;
	return value < base ? value : -1;
}
