/*
 * product.c
 *		ecom.clean_product_code and ecom.is_digital: what a purchase line says of its product.
 */
#include "cleaners.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "field_value.h"

PG_FUNCTION_INFO_V1(ecom_clean_product_code);
PG_FUNCTION_INFO_V1(ecom_is_digital);

#define ISBN10_LENGTH 10

/* Of a title so much is searched between two looks for interrupts. */
#define LONGEST_SEARCH (1024 * 1024)

typedef struct Word
{
	const char *text;
	int length;
} Word;

#define WORD(text)                                                                                           \
	{                                                                                                        \
		text, sizeof(text) - 1                                                                               \
	}

/* Amazon product types of what is delivered online.  DIGITAL_DEVICE_n are gadgets in a parcel. */
static const Word digital_categories[] = {
	WORD("ABIS_EBOOKS"),		  WORD("ABIS_DOWNLOADABLE_AUDIO"), WORD("AUDIBLE_AUDIOBOOK"),
	WORD("DIGITAL_BOOK"),		  WORD("DIGITAL_MAGAZINE"),		   WORD("DIGITAL_MUSIC_ALBUM"),
	WORD("DIGITAL_MUSIC_TRACK"),  WORD("DIGITAL_MOVIE"),		   WORD("DIGITAL_SOFTWARE"),
	WORD("DIGITAL_TV_EPISODE"),	  WORD("DIGITAL_TV_SEASON"),	   WORD("DIGITAL_VIDEO_DOWNLOAD"),
	WORD("DIGITAL_VIDEO_GAME"),	  WORD("DOWNLOADABLE_SOFTWARE"),   WORD("DOWNLOADABLE_VIDEO_GAME"),
	WORD("ELECTRONIC_GIFT_CARD"), WORD("MOBILE_APPLICATION"),
};

/* What titles of goods delivered online say, in small letters. */
static const Word digital_marks[] = {
	WORD("egift"),		WORD("e-gift"),		   WORD("digital code"),   WORD("online game code"),
	WORD("[download]"), WORD("[pc download]"), WORD("kindle edition"),
};

/*
 * The check digit of ISO 2108: the sum of the digits, weighted 10 down to 1, is a multiple of 11,
 * with X for 10 in the last place.
 */
static bool
is_isbn10(const char *code)
{
	int sum = 0;

	for (int i = 0; i < ISBN10_LENGTH; i++)
	{
		if (code[i] >= '0' && code[i] <= '9')
			sum += (ISBN10_LENGTH - i) * (code[i] - '0');
		else if (code[i] == 'X' && i == ISBN10_LENGTH - 1)
			sum += 10;
		else
			return false;
	}
	return sum % 11 == 0;
}

/* Is it ten capitals and digits, as an ASIN or ISBN-10 has and most codes are written?  Then it is clean. */
static inline bool
is_plain_code(TextSpan field)
{
	if (field.len != ISBN10_LENGTH)
		return false;
	for (int i = 0; i < ISBN10_LENGTH; i++)
	{
		char c = field.data[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z'))
			return false;
	}
	return true;
}

/* How many characters at the front of the span are among these? */
static int
count_any(TextSpan span, const char *characters)
{
	int count = 0;

	while (count < span.len && strchr(characters, span.data[count]) != NULL)
		count++;
	return count;
}

static TextSpan
behind(TextSpan span, int bytes)
{
	return (TextSpan){span.data + bytes, span.len - bytes};
}

/*
 * Is it what is left of a code that a program took for a number: 9.78032E+12, 316925284.0, 316,925,284?  Whether 12E4 is one
 * nobody can tell, and 702.758.14 is none.
 */
static bool
is_number(TextSpan code)
{
	TextSpan rest = behind(code, Min(count_any(code, "+-"), 1));
	int length = count_any(rest, "0123456789.,");
	int points = 0;
	int commas = 0;
	bool exponent_has_sign = false;

	for (int i = 0; i < length; i++)
	{
		points += rest.data[i] == '.';
		commas += rest.data[i] == ',';
	}
	if (points + commas == length)
		return false;
	rest = behind(rest, length);
	if (span_take(&rest, "e"))
	{
		exponent_has_sign = span_take(&rest, "+") || span_take(&rest, "-");
		length = count_any(rest, "0123456789");
		if (length == 0)
			return false;
		rest = behind(rest, length);
	}
	return rest.len == 0 && (points == 1 || commas > 0 || exponent_has_sign);
}

/*
 * Copies the code in capitals, an ISBN without its hyphens; false if it holds white space or anything but
 * printable ASCII.
 */
static bool
copy_code(TextSpan span, char *code, int *length)
{
	bool hyphens = false;
	char with_hyphens[MAX_CODE_LENGTH];

	*length = 0;
	for (int i = 0; i < span.len; i++)
	{
		unsigned char byte = (unsigned char) span.data[i];

		if (byte <= 0x20 || byte >= 0x7F)
			return false;
		with_hyphens[i] = pg_ascii_toupper(byte);
		if (byte == '-')
			hyphens = true;
		else
			code[(*length)++] = with_hyphens[i];
	}

	/* hyphens group an ISBN's digits and say nothing; in any other code they belong to it */
	if (hyphens && !(*length == ISBN10_LENGTH && is_isbn10(code)))
	{
		memcpy(code, with_hyphens, span.len);
		*length = span.len;
	}
	return true;
}

/* Puts back the one or two leading zeros of an ISBN-10, if the check digit proves that they were there. */
static int
restore_zeros(char *code, int length)
{
	char restored[ISBN10_LENGTH];
	int missing = ISBN10_LENGTH - length;

	if (missing < 1 || missing > 2)
		return length;
	memset(restored, '0', missing);
	memcpy(restored + missing, code, length);
	if (!is_isbn10(restored))
		return length;
	memcpy(code, restored, ISBN10_LENGTH);
	return ISBN10_LENGTH;
}

bool
read_product_code(TextSpan field, char *code, int *length)
{
	TextSpan value;

	if (is_plain_code(field))
	{
		*length = field.len;
		memcpy(code, field.data, field.len);
		return true;
	}
	value = field_value(field);
	if (value.len > MAX_CODE_LENGTH || is_missing(value) || value.data[0] == '=' || is_number(value) ||
		!copy_code(value, code, length))
		return false;
	*length = restore_zeros(code, *length);
	return true;
}

Datum
ecom_clean_product_code(PG_FUNCTION_ARGS)
{
	char code[MAX_CODE_LENGTH];
	int length;

	if (!read_product_code(PG_GETARG_TEXT_SPAN(0), code, &length))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(code, length));
}

static bool
is_digital_category(TextSpan category)
{
	for (int i = 0; i < lengthof(digital_categories); i++)
	{
		if (category.len == digital_categories[i].length &&
			memcmp(category.data, digital_categories[i].text, category.len) == 0)
			return true;
	}
	return false;
}

/* Does a mark stand at the front of the text, letter case aside? */
static bool
begins_with_mark(TextSpan title)
{
	for (int i = 0; i < lengthof(digital_marks); i++)
	{
		const Word *mark = &digital_marks[i];
		int at = 0;

		while (at < mark->length && at < title.len &&
			   pg_ascii_tolower((unsigned char) title.data[at]) == mark->text[at])
			at++;
		if (at == mark->length)
			return true;
	}
	return false;
}

/* Can a mark begin with these two bytes: eg, e-, di, on, [d, [p, ki? */
static inline bool
may_begin_mark(char first, char second)
{
	second |= 0x20;
	switch (first | 0x20)
	{
		case 'e':
			return second == 'g' || second == '-';
		case 'd':
		case 'k':
			return second == 'i';
		case 'o':
			return second == 'n';
		case '[' | 0x20:
			return second == 'd' || second == 'p';
	}
	return false;
}

/*
 * The first place where a mark may begin; end if there is none.  Titles are long and have few such places, so 16 are
 * looked at together.
 */
static inline const char *
find_mark(const char *at, const char *end)
{
#ifdef __SSE2__
	for (; end - at > 16; at += 16)
	{
		const __m128i small = _mm_set1_epi8(0x20);
		__m128i first = _mm_or_si128(_mm_loadu_si128((const __m128i *) at), small);
		__m128i second = _mm_or_si128(_mm_loadu_si128((const __m128i *) (at + 1)), small);
#define FIRST_IS(c) _mm_cmpeq_epi8(first, _mm_set1_epi8((c) | 0x20))
#define SECOND_IS(c) _mm_cmpeq_epi8(second, _mm_set1_epi8(c))
		__m128i e = _mm_and_si128(FIRST_IS('e'), _mm_or_si128(SECOND_IS('g'), SECOND_IS('-')));
		__m128i i = _mm_and_si128(_mm_or_si128(FIRST_IS('d'), FIRST_IS('k')), SECOND_IS('i'));
		__m128i o = _mm_and_si128(FIRST_IS('o'), SECOND_IS('n'));
		__m128i bracket = _mm_and_si128(FIRST_IS('['), _mm_or_si128(SECOND_IS('d'), SECOND_IS('p')));
		int found = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(e, i), _mm_or_si128(o, bracket)));

		if (found != 0)
			return at + __builtin_ctz(found);
	}
#endif
	for (; end - at > 1; at++)
	{
		if (may_begin_mark(at[0], at[1]))
			return at;
	}
	return end;
}

static bool
has_digital_mark(TextSpan title)
{
	const char *at = title.data;
	const char *end = title.data + title.len;

	while (end - at > 1)
	{
		const char *stop = at + Min(end - at, LONGEST_SEARCH);

		CHECK_FOR_INTERRUPTS();
		at = find_mark(at, stop);
		if (at < stop)
		{
			if (begins_with_mark((TextSpan){at, end - at}))
				return true;
			at++;
		}
		else if (stop < end)
			at--; /* a mark may begin with the last byte, whose neighbour was not seen */
	}
	return false;
}

Datum
ecom_is_digital(PG_FUNCTION_ARGS)
{
	/* not strict: one of the two is enough */
	if (!PG_ARGISNULL(0) && is_digital_category(PG_GETARG_TEXT_SPAN(0)))
		PG_RETURN_BOOL(true);
	PG_RETURN_BOOL(!PG_ARGISNULL(1) && has_digital_mark(PG_GETARG_TEXT_SPAN(1)));
}
