/*
 * products/frequency.h
 *		Counts texts, to tell which is there most often.
 *
 * The counts are a list, newest text first; where it grows long, a hash table finds the texts in it:
 *
 *		counts -> | count, text | -> | count, text | -> | count, text |
 */
#ifndef ECOM_PRODUCTS_FREQUENCY_H
#define ECOM_PRODUCTS_FREQUENCY_H

#include "base/compat.h"

#include "base/text_span.h"

typedef struct TextCounts TextCounts;

/* Counts a text, whose bytes stay where they are; returns the counts, which are NULL at first, in the current context. */
extern TextCounts *count_text(TextCounts *counts, TextSpan text);

/* The text that is there most often, of equally frequent ones the first in byte order. */
extern TextSpan most_frequent_text(const TextCounts *counts);

/* How many texts there are; */
extern int count_of_texts(const TextCounts *counts);

/* one of them, and how often it is there; returns the counts of the others, NULL after the last. */
extern const TextCounts *next_count(const TextCounts *counts, TextSpan *text, int64 *count);

#endif /* ECOM_PRODUCTS_FREQUENCY_H */
