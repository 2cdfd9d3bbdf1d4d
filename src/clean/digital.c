/*
 * clean/digital.c
 *		ecom.is_digital: what is delivered online, by its category or by what its title says.
 */
#include "base/compat.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "fmgr.h"
#include "miscadmin.h"

#include "base/text_span.h"

PG_FUNCTION_INFO_V1(ecom_is_digital);

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

		/* their third byte is a letter, and most words that begin like a mark have another one */
		if (title.len < mark->length || (title.data[2] | 0x20) != mark->text[2])
			continue;
		while (at < mark->length &&
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
