/*
 * base/char_kind.h
 *		White space and characters that nobody sees.
 *
 * Those beyond ASCII are known in UTF-8 databases; in any other encoding only their ASCII forms are.
 */
#ifndef ECOM_BASE_CHAR_KIND_H
#define ECOM_BASE_CHAR_KIND_H

#include "base/compat.h"

/* What a character does to the text it stands in. */
typedef enum CharKind
{
	CHAR_VISIBLE,  /* stays */
	CHAR_SPACE,	   /* any kind of white space, controls included */
	CHAR_INVISIBLE /* zero-width, soft hyphen, BOM, direction mark, U+FFFD: says nothing */
} CharKind;

/* The kind of a code point. */
extern CharKind codepoint_kind(uint32 codepoint);

/* The kind of the character that starts at data, and its length in bytes (1 to available). */
extern CharKind char_kind(const char *data, int available, int *length);

/*
 * The character that starts at data, if it is ASCII, or the one that people type for it where it is not: an apostrophe for
 * typographic ones and accents that stand alone, a hyphen for dashes and the minus sign, a full stop for an ellipsis.  0 for
 * any other.  Sets its length in bytes (1 to available).
 */
extern char typed_char(const char *data, int available, int *length);

#endif /* ECOM_BASE_CHAR_KIND_H */
