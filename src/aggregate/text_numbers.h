/*
 * aggregate/text_numbers.h
 *		Numbers for texts that come again and again, in the place of which they are compared and kept.
 */
#ifndef ECOM_AGGREGATE_TEXT_NUMBERS_H
#define ECOM_AGGREGATE_TEXT_NUMBERS_H

#include "base/compat.h"

#include "base/text_span.h"

typedef struct TextNumbers TextNumbers;

/* No texts yet; those that come are copied into the context, each once. */
extern TextNumbers *text_numbers_create(MemoryContext context);

/* The number of a text: the next one, from 0 on, if it has none yet. */
extern uint32 text_number(TextNumbers *numbers, TextSpan text);

extern uint32 text_numbers_count(const TextNumbers *numbers);

/* The texts by their numbers, in an array of its own. */
extern TextSpan *text_numbers_texts(const TextNumbers *numbers);

#endif /* ECOM_AGGREGATE_TEXT_NUMBERS_H */
