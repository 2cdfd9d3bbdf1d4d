/*
 * clean/text.c
 *		ecom.clean_text, ecom.clean_respondent and ecom.clean_category: words fit to be shown and grouped by.
 *
 * One pass over the bytes.  Runs of ordinary bytes are copied whole; the few bytes that can begin
 * something else (white space, an entity, an invisible character) are looked at one by one:
 *
 *		in:   " Tea&nbsp;&amp;\u200B  Honey "
 *		out:  "Tea & Honey"
 *
 * The output never outgrows the input: every entity is longer than the character it stands for.  What spreadsheets wrap
 * around a value comes off, and a word for a missing one is none; free text may begin with an apostrophe of its own ('Twas).
 */
#include "clean/cleaners.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/char_kind.h"
#include "clean/field_value.h"
#include "clean/html_entity.h"

/* Of a run so much is taken between two looks for interrupts. */
#define LONGEST_RUN (1024 * 1024)

PG_FUNCTION_INFO_V1(ecom_clean_text);
PG_FUNCTION_INFO_V1(ecom_clean_text_up_to);
PG_FUNCTION_INFO_V1(ecom_clean_respondent);
PG_FUNCTION_INFO_V1(ecom_clean_category);

/* Where the cleaned text is built. */
typedef struct CleanText
{
	char *start;
	char *end;
	bool space_pending; /* white space was read, and is written if more text follows */
} CleanText;

/*
 * Can the byte begin anything but itself?  Space and controls, '&', DEL, and the lead bytes of the
 * UTF-8 characters that codepoint_kind() tells apart (C2: U+0080.., E1: U+1680, E2: U+2000..,
 * E3: U+3000, EF: U+FEFF and U+FFFD).
 */
static inline bool
needs_a_look(unsigned char byte)
{
	if (byte < 0x80)
		return byte <= 0x20 || byte == '&' || byte == 0x7F;
	return byte == 0xC2 || (byte >= 0xE1 && byte <= 0xE3) || byte == 0xEF;
}

/*
 * Where a run of ordinary bytes ends that begins at a place.  A single space between two of them belongs to the run.
 * Most titles are one run, so 16 bytes are looked at together.
 */
static inline const char *
end_of_run(const char *at, const char *end)
{
#ifdef __SSE2__
	/* each time all but the last byte, for whose space the next one counts */
	for (; end - at >= 16; at += 15)
	{
		__m128i bytes = _mm_loadu_si128((const __m128i *) at);
#define BYTE_IS(c) _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char) (c)))
		/* bytes are signed here: those from 0x80 on are below 0 */
		__m128i control = _mm_and_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)),
										_mm_cmpgt_epi8(bytes, _mm_set1_epi8(-1)));
		__m128i lead = _mm_or_si128(_mm_or_si128(BYTE_IS(0xC2), BYTE_IS(0xEF)),
									_mm_or_si128(BYTE_IS(0xE1), _mm_or_si128(BYTE_IS(0xE2), BYTE_IS(0xE3))));
		__m128i special =
			_mm_or_si128(_mm_or_si128(control, lead), _mm_or_si128(BYTE_IS('&'), BYTE_IS(0x7F)));
		uint32 spaces = _mm_movemask_epi8(BYTE_IS(' '));
		uint32 others = _mm_movemask_epi8(special);
		uint32 stops = (others | (spaces & ((spaces | others) >> 1))) & 0x7FFF;

		if (stops != 0)
			return at + __builtin_ctz(stops);
	}
#endif
	while (at < end && (!needs_a_look((unsigned char) *at) ||
						(*at == ' ' && at + 1 < end && !needs_a_look((unsigned char) at[1]))))
		at++;
	return at;
}

static inline void
append_visible(CleanText *out, const char *data, int length)
{
	if (out->space_pending && out->end > out->start)
		*out->end++ = ' ';
	out->space_pending = false;
	memcpy(out->end, data, length);
	out->end += length;
}

/* Appends a decoded character; false if the server's encoding may not have it. */
static bool
append_codepoint(CleanText *out, uint32 codepoint)
{
	unsigned char utf8[MAX_MULTIBYTE_CHAR_LEN];

	switch (codepoint_kind(codepoint))
	{
		case CHAR_SPACE:
			out->space_pending = true;
			return true;
		case CHAR_INVISIBLE:
			return true;
		case CHAR_VISIBLE:
			break;
	}
	if (codepoint > 0x7F && GetDatabaseEncoding() != PG_UTF8)
		return false;
	unicode_to_utf8(codepoint, utf8);
	append_visible(out, (char *) utf8, pg_utf_mblen(utf8));
	return true;
}

/* Appends what the special byte at data begins; returns how many bytes that was. */
static int
append_special(CleanText *out, const char *data, int available)
{
	int length;
	uint32 codepoint;

	if (*data == '&')
	{
		length = html_entity(data, available, &codepoint);
		if (length > 0 && append_codepoint(out, codepoint))
			return length;
		append_visible(out, data, 1);
		return 1;
	}
	switch (char_kind(data, available, &length))
	{
		case CHAR_SPACE:
			out->space_pending = true;
			break;
		case CHAR_VISIBLE:
			append_visible(out, data, length);
			break;
		case CHAR_INVISIBLE:
			break;
	}
	return length;
}

/* Cleans all but wrappings and words for missing; NULL if nothing visible is left. */
static text *
clean_characters(TextSpan dirty)
{
	text *result = palloc(VARHDRSZ + dirty.len);
	CleanText out = {VARDATA(result), VARDATA(result), false};
	const char *at = dirty.data;
	const char *end = dirty.data + dirty.len;

	while (at < end)
	{
		CHECK_FOR_INTERRUPTS();
		if (needs_a_look((unsigned char) *at))
			at += append_special(&out, at, end - at);
		else
		{
			const char *run = at;

			at = end_of_run(run, run + Min(end - run, LONGEST_RUN));
			append_visible(&out, run, at - run);
		}
	}
	if (out.end == out.start)
	{
		pfree(result);
		return NULL;
	}
	SET_VARSIZE(result, out.end - (char *) result);
	return result;
}

/* Makes a part of a text all of it. */
static void
keep_only(text *whole, TextSpan part)
{
	memmove(VARDATA(whole), part.data, part.len);
	SET_VARSIZE(whole, VARHDRSZ + part.len);
}

/*
 * Did a program put an apostrophe in front of the free text: of what a spreadsheet would take for a formula or for a
 * number?  In front of words it may be their own.
 */
static bool
has_foreign_apostrophe(TextSpan words)
{
	if (words.len < 2 || words.data[0] != '\'')
		return false;
	if (strchr("=+-@", words.data[1]) != NULL)
		return true;
	for (int i = 1; i < words.len; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if ((unsigned char) words.data[i] >= 0x80 || is_ascii_letter(words.data[i]))
			return false;
	}
	return true;
}

text *
clean_text(TextSpan dirty)
{
	text *result = clean_characters(dirty);
	TextSpan all;
	TextSpan value;

	if (result == NULL)
		return NULL;
	all = text_span(result);
	value = field_value(all);
	if (is_missing(value))
	{
		pfree(result);
		return NULL;
	}
	if (value.len < all.len && (all.data[0] == '=' || has_foreign_apostrophe(all)))
		keep_only(result, value);
	return result;
}

text *
clean_value(TextSpan dirty)
{
	text *result = clean_characters(dirty);
	TextSpan value;

	if (result == NULL)
		return NULL;
	value = field_value(text_span(result));
	if (value.len == 0)
	{
		pfree(result);
		return NULL;
	}
	if (value.len < text_span(result).len)
		keep_only(result, value);
	return result;
}

/* Has the span more characters than that?  Few need counting: a character takes a byte or more, and not many. */
static bool
is_longer(TextSpan span, int characters)
{
	if (span.len <= characters)
		return false;
	return span.len / MAX_MULTIBYTE_CHAR_LEN > characters ||
		   pg_mbstrlen_with_len(span.data, span.len) > characters;
}

/* The text, or NULL if it has more characters than the longest may have. */
static text *
unless_longer(text *cleaned, int longest)
{
	if (cleaned != NULL && is_longer(text_span(cleaned), longest))
	{
		pfree(cleaned);
		return NULL;
	}
	return cleaned;
}

/* A value by which lines are grouped, or NULL if it is missing or has more characters than the longest may have. */
static text *
clean_key(TextSpan dirty, int longest)
{
	text *result = clean_value(dirty);

	if (result == NULL || is_missing(text_span(result)))
		return NULL;
	return unless_longer(result, longest);
}

text *
clean_respondent(TextSpan dirty)
{
	return clean_key(dirty, MAX_RESPONDENT_LENGTH);
}

/* What a function returns. */
static Datum
text_or_null(FunctionCallInfo fcinfo, text *result)
{
	if (result == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(result);
}

Datum
ecom_clean_text(PG_FUNCTION_ARGS)
{
	return text_or_null(fcinfo, clean_text(PG_GETARG_TEXT_SPAN(0)));
}

Datum
ecom_clean_text_up_to(PG_FUNCTION_ARGS)
{
	return text_or_null(fcinfo, unless_longer(clean_text(PG_GETARG_TEXT_SPAN(0)), PG_GETARG_INT32(1)));
}

Datum
ecom_clean_respondent(PG_FUNCTION_ARGS)
{
	return text_or_null(fcinfo, clean_respondent(PG_GETARG_TEXT_SPAN(0)));
}

Datum
ecom_clean_category(PG_FUNCTION_ARGS)
{
	text *result = clean_key(PG_GETARG_TEXT_SPAN(0), MAX_CATEGORY_LENGTH);

	/* ASCII only: the same everywhere, whatever the locale; category names have no other letters */
	for (int i = 0; result != NULL && i < VARSIZE(result) - VARHDRSZ; i++)
		VARDATA(result)[i] = pg_ascii_toupper((unsigned char) VARDATA(result)[i]);
	return text_or_null(fcinfo, result);
}
