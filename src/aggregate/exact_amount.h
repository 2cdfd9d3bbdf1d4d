/*
 * aggregate/exact_amount.h
 *		A running sum of numeric amounts that equals sum(numeric), in 16 bytes and mostly without calls.
 *
 * Money with up to 4 decimals is added up as a 64-bit number of 1/10000.  What does not fit (more
 * decimals, trillions, NaN, infinity) is added up beside it as a numeric:
 *
 *		19.99 + 5 + 0.00001  ->  units 249900, scale 2, rest 0.00001  ->  24.99001
 *
 * All bytes zero is the empty sum.  To copy a sum that has a rest, merge it into an empty one.
 *
 * Where a sum leaves the process or waits in a file it is bytes in network order, see exact_amount_write().
 * The struct is here only so that it can stand in others: nobody but aggregate/exact_amount.c, aggregate/sum_state.c and
 * the functions below looks into it.
 */
#ifndef ECOM_AGGREGATE_EXACT_AMOUNT_H
#define ECOM_AGGREGATE_EXACT_AMOUNT_H

#include "base/compat.h"

#include "utils/numeric.h"

typedef struct ExactAmount
{
	int64 units : 60;		 /* 1/10000 */
	uint64 scale : 4;		 /* most decimals that one of them was written with */
	struct AmountRest *rest; /* the sum of all that units cannot hold; NULL if none */
} ExactAmount;

/* What a sum without a rest takes as bytes; none takes less. */
#define EXACT_AMOUNT_LEAST_SIZE 9

/* Adds a numeric; what has to be allocated is in the context. */
extern void exact_amount_add(ExactAmount *sum, Datum amount, MemoryContext context);

/* Adds another sum. */
extern void exact_amount_merge(ExactAmount *sum, const ExactAmount *other, MemoryContext context);

/* Takes another sum away. */
extern void exact_amount_subtract(ExactAmount *sum, const ExactAmount *other, MemoryContext context);

/* Makes the sum empty, and frees what was allocated for it. */
extern void exact_amount_clear(ExactAmount *sum);

/* The sum, printed as sum(numeric) prints it; 0 if empty.  An error where sum(numeric) has one. */
extern Numeric exact_amount_total(const ExactAmount *sum);

/* The sum in 1/10000, if it is one; false if it has more decimals, or is beyond all measure. */
static inline bool
exact_amount_units(const ExactAmount *sum, int64 *units)
{
	*units = sum->units;
	return sum->rest == NULL;
}

/* Is it 0? */
extern bool exact_amount_is_zero(const ExactAmount *sum);

/* The order of two sums with a rest. */
extern int exact_amount_compare_totals(const ExactAmount *a, const ExactAmount *b);

/* The order of two sums: as numerics have it, NaN above all. */
static inline int
exact_amount_compare(const ExactAmount *a, const ExactAmount *b)
{
	if (likely(a->rest == NULL && b->rest == NULL))
		return (a->units > b->units) - (a->units < b->units);
	return exact_amount_compare_totals(a, b);
}

/* Are they the same to the digit, as far as that is known without adding anything up? */
static inline bool
exact_amount_is_same(const ExactAmount *a, const ExactAmount *b)
{
	return a->rest == NULL && b->rest == NULL && a->units == b->units && a->scale == b->scale;
}

/* How many bytes a sum takes that has a rest. */
extern Size exact_amount_size_with_rest(const ExactAmount *sum);

/* How many bytes exact_amount_write() writes. */
static inline Size
exact_amount_size(const ExactAmount *sum)
{
	return likely(sum->rest == NULL) ? EXACT_AMOUNT_LEAST_SIZE : exact_amount_size_with_rest(sum);
}

/* Writes the sum as bytes; returns how many. */
extern Size exact_amount_write(const ExactAmount *sum, char *to);

/*
 * Reads a sum off the front of bytes that may come from anywhere; what has to be allocated is in the context.
 * Returns how many bytes it took; 0 if they are no sum, and then *fault says why, in a sentence.
 */
extern Size
exact_amount_read(ExactAmount *sum, const char *bytes, Size size, MemoryContext context, const char **fault);

/* The same of bytes that this server has written: an internal error if they are no sum. */
extern Size exact_amount_read_own(ExactAmount *sum, const char *bytes, Size size, MemoryContext context);

/* Is it what a sum can be?  For assertions. */
extern bool exact_amount_is_valid(const ExactAmount *sum);

#endif /* ECOM_AGGREGATE_EXACT_AMOUNT_H */
