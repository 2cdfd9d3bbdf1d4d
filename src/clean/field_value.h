/*
 * clean/field_value.h
 *		What a field says: without what spreadsheets wrap around a value, and whether that is a value at all.
 */
#ifndef ECOM_CLEAN_FIELD_VALUE_H
#define ECOM_CLEAN_FIELD_VALUE_H

#include "base/text_span.h"

/* The same as field_value(), for a field of any look. */
extern TextSpan unwrapped(TextSpan field);

static inline bool
is_ascii_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static inline bool
is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || is_ascii_letter(c);
}

/*
 * The field without blanks at its ends, and without what makes a spreadsheet take a value for text:
 *
 *		="0316925284"  '0316925284  "0316925284"  '0316925284'		0316925284
 */
static inline TextSpan
field_value(TextSpan field)
{
	/* most have nothing of that */
	if (field.len > 0 && is_letter_or_digit(field.data[0]) && is_letter_or_digit(field.data[field.len - 1]))
		return field;
	return unwrapped(field);
}

/* The same as is_missing(), for a text of any look. */
extern bool stands_for_missing(TextSpan text);

#define LONGEST_WORD_FOR_MISSING 14 /* not applicable */

/*
 * Is the trimmed text empty, or what programs and people write where there is no value?  The words are in clean/field_value.c;
 * they count in any case, with blanks, underscores or hyphens between them, and in brackets.  So do hyphens, dashes, dots,
 * question marks, asterisks, underscores, slashes, # and ~ alone.
 */
static inline bool
is_missing(TextSpan text)
{
	return (text.len <= LONGEST_WORD_FOR_MISSING || !is_letter_or_digit(text.data[0])) &&
		   stands_for_missing(text);
}

#endif /* ECOM_CLEAN_FIELD_VALUE_H */
