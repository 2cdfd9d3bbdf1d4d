/*
 * clean/address.c
 *		Finds the state in an address that is one text.
 *
 * The last words of the address are taken off from behind, those that may be a state's name at the longest:
 *
 *		12 Oak St  Apt 4 / Charleston / West Virginia 25301-1234 / United States
 *		                                '----state--' '-ZIP code'  '--country--'
 */
#include "clean/address.h"

#include "clean/field_value.h"

#define MOST_WORDS 10		   /* a country of four, a ZIP code of two, a state of three */
#define LONGEST_WORDS 64	   /* bytes of as many words as may be a state */
#define STATE_WORDS 3		   /* District of Columbia */
#define COUNTRY_WORDS 4		   /* United States of America */
#define ZIP_DIGITS 5		   /* 62704, ... */
#define ZIP_PLUS_4_DIGITS 9	   /* 627041234, or ... */
#define ZIP_EXTENSION_DIGITS 4 /* 62704-1234 */

static const char *const united_states[] = {
	"UNITED STATES OF AMERICA", "UNITED STATES", "U S A", "USA", "U S", "US"};
static const char *const puerto_rico[] = {"PUERTO RICO", "PR", "PRI"};

/* The last words of a text, letters and digits, the first of them the last. */
typedef struct LastWords
{
	TextSpan words[MOST_WORDS];
	int count;
} LastWords;

/* What words are made of: ASCII, and whatever else is no punctuation of an address. */
static bool
is_word_byte(char byte)
{
	return is_letter_or_digit(byte) || (unsigned char) byte >= 0x80;
}

static LastWords
last_words(TextSpan text)
{
	LastWords last = {0};
	int end = text.len;

	while (end > 0 && last.count < MOST_WORDS)
	{
		int start;

		while (end > 0 && !is_word_byte(text.data[end - 1]))
			end--;
		for (start = end; start > 0 && is_word_byte(text.data[start - 1]);)
			start--;
		if (start < end)
			last.words[last.count++] = (TextSpan){text.data + start, end - start};
		end = start;
	}
	return last;
}

/* The words from one of the last on back to so many before it, with one blank between them; empty if that is too long. */
static TextSpan
joined(const LastWords *last, int first, int count, char buffer[LONGEST_WORDS])
{
	int length = 0;

	for (int i = first + count - 1; i >= first; i--)
	{
		if (length + last->words[i].len + 1 > LONGEST_WORDS)
			return (TextSpan){buffer, 0};
		if (length > 0)
			buffer[length++] = ' ';
		memcpy(buffer + length, last->words[i].data, last->words[i].len);
		length += last->words[i].len;
	}
	return (TextSpan){buffer, length};
}

/* How many of the last words are the United States; 0 if none is. */
static int
country_words(const LastWords *last)
{
	char buffer[LONGEST_WORDS];

	for (int count = Min(COUNTRY_WORDS, last->count); count > 0; count--)
		if (span_is_one_of(joined(last, 0, count, buffer), united_states, lengthof(united_states)))
			return count;
	return 0;
}

static bool
is_number_of(TextSpan word, int digits)
{
	if (word.len != digits)
		return false;
	for (int i = 0; i < word.len; i++)
		if (word.data[i] < '0' || word.data[i] > '9')
			return false;
	return true;
}

/* How many words, from one of the last on, are a ZIP code; 0 if none is. */
static int
zip_words(const LastWords *last, int first)
{
	if (first >= last->count)
		return 0;
	if (is_number_of(last->words[first], ZIP_DIGITS) || is_number_of(last->words[first], ZIP_PLUS_4_DIGITS))
		return 1;
	if (is_number_of(last->words[first], ZIP_EXTENSION_DIGITS) && first + 1 < last->count &&
		is_number_of(last->words[first + 1], ZIP_DIGITS))
		return 2;
	return 0;
}

const UsState *
find_state_of_address(TextSpan address)
{
	LastWords last = last_words(unwrapped(address));
	int behind = country_words(&last);

	behind += zip_words(&last, behind);
	if (behind == 0)
		return NULL;
	for (int count = Min(STATE_WORDS, last.count - behind); count > 0; count--)
	{
		char buffer[LONGEST_WORDS];
		TextSpan words = joined(&last, behind, count, buffer);
		const UsState *state = words.len > 0 && !is_number_of(words, words.len) ? find_us_state(words) : NULL;

		if (state != NULL)
			return state;
	}
	return NULL;
}

bool
is_us_country(TextSpan country)
{
	LastWords last = last_words(unwrapped(country));
	char buffer[LONGEST_WORDS];
	TextSpan words;

	if (last.count > COUNTRY_WORDS)
		return false;
	words = joined(&last, 0, last.count, buffer);
	return span_is_one_of(words, united_states, lengthof(united_states)) ||
		   span_is_one_of(words, puerto_rico, lengthof(puerto_rico));
}
