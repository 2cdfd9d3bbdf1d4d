/*
 * base/text_span.h
 *		A piece of text that somebody else owns, and the looks at it that all cleaners share.
 *
 * Cleaners work on spans of the argument itself, so that reading a price or a date allocates nothing.
 * Text is in the server's encoding.
 */
#ifndef ECOM_BASE_TEXT_SPAN_H
#define ECOM_BASE_TEXT_SPAN_H

#include "base/compat.h"

#include "common/hashfn.h"
#include "fmgr.h"

typedef struct TextSpan
{
	const char *data;
	int len;
} TextSpan;

/* The span of a text datum, detoasted if need be. */
#define PG_GETARG_TEXT_SPAN(n) text_span(PG_GETARG_TEXT_PP(n))
extern TextSpan text_span(const struct varlena *value);

/* Of the bytes of spans: a hash, whether they are equal, and their order. */
static inline uint32
span_hash(TextSpan span)
{
	return hash_bytes((const unsigned char *) span.data, span.len);
}

static inline bool
span_equals(TextSpan a, TextSpan b)
{
	return a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
}

static inline int
span_compare(TextSpan a, TextSpan b)
{
	int order = memcmp(a.data, b.data, Min(a.len, b.len));

	return order != 0 ? order : a.len - b.len;
}

/* The span as a text, in the current context. */
extern Datum span_datum(TextSpan span);

/* A copy of the bytes that lives as long as the context. */
extern TextSpan span_copy(TextSpan span, MemoryContext context);

/* The span without white space and invisible characters at either end. */
extern TextSpan span_trim(TextSpan span);

/* Can the span begin with the ASCII word?  Most do not even with its first letter, which takes no call to see. */
static inline bool
span_may_begin_with(TextSpan span, const char *word)
{
	return span.len > 0 && ((span.data[0] ^ word[0]) & ~('a' ^ 'A')) == 0;
}

/* Does the span equal the ASCII word, letter case aside? */
extern bool span_is(TextSpan span, const char *word);

/* Does the span equal one of the ASCII words, letter case aside? */
extern bool span_is_one_of(TextSpan span, const char *const *words, int count);

/* Takes the ASCII word off the front, letter case aside; false and untouched if it is not there. */
extern bool span_take_word(TextSpan *span, const char *word);

static inline bool
span_take(TextSpan *span, const char *word)
{
	return span_may_begin_with(*span, word) && span_take_word(span, word);
}

#endif /* ECOM_BASE_TEXT_SPAN_H */
