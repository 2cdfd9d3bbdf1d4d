/*
 * words.h
 *		Words, lists of them, and texts put together from them.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stdint.h>

typedef struct Word
{
	const char *text; /* not terminated */
	int length;
} Word;

typedef struct WordList
{
	int count;
	Word *words;
} WordList;

/* A text under construction; what would not fit is left out. */
#define TEXT_SIZE 8192

typedef struct Text
{
	int length;
	char data[TEXT_SIZE];
} Text;

/* Splits a list at '|'; the words are not copied. */
extern WordList split_words(const char *list);

extern char to_upper(char c);

/* Writes a number, at least so many digits of it, and returns where it ends. */
extern char *put_number(char *to, uint32_t number, int digits);

extern void append_bytes(Text *text, const char *bytes, int length);
extern void append_string(Text *text, const char *string);
extern void append_word(Text *text, Word word);
extern void append_number(Text *text, uint32_t number);

#endif /* WORDS_H */
