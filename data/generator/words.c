/*
 * words.c
 *		Words, lists of them, and texts put together from them.
 */
#include <string.h>

#include "basics.h"
#include "words.h"

WordList
split_words(const char *list)
{
	WordList result = {1, NULL};
	int n = 0;

	for (const char *c = list; *c != '\0'; c++)
		result.count += *c == '|';
	result.words = allocate((size_t) result.count, sizeof(Word));
	for (const char *start = list;; start += result.words[n - 1].length + 1)
	{
		const char *end = strchr(start, '|');

		result.words[n].text = start;
		result.words[n].length = (int) (end != NULL ? (size_t) (end - start) : strlen(start));
		n++;
		if (end == NULL)
			return result;
	}
}

char
to_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
}

/* Writes a number, at least so many digits of it, and returns where it ends. */
char *
put_number(char *to, uint32_t number, int digits)
{
	char reversed[10];
	int length = 0;

	for (; number > 0 || length < digits; number /= 10)
		reversed[length++] = (char) ('0' + number % 10);
	while (length > 0)
		*to++ = reversed[--length];
	return to;
}

void
append_bytes(Text *text, const char *bytes, int length)
{
	if (length > TEXT_SIZE - text->length)
		length = TEXT_SIZE - text->length;
	memcpy(text->data + text->length, bytes, (size_t) length);
	text->length += length;
}

void
append_string(Text *text, const char *string)
{
	append_bytes(text, string, (int) strlen(string));
}

void
append_word(Text *text, Word word)
{
	append_bytes(text, word.text, word.length);
}

void
append_number(Text *text, uint32_t number)
{
	char digits[10];

	append_bytes(text, digits, (int) (put_number(digits, number, 1) - digits));
}
