/*
 * aggregate/amount_rest.h
 *		The part of a sum of amounts that is not a 64-bit number of 1/10000: any numeric, NaN and infinities too.
 */
#ifndef ECOM_AGGREGATE_AMOUNT_REST_H
#define ECOM_AGGREGATE_AMOUNT_REST_H

#include "base/compat.h"

#include "utils/numeric.h"

/*
 * sum + wraps * 10^131072, which is the first power of ten that numeric cannot hold: so a sum may leave numeric's range
 * and come back, whatever the order of the amounts.
 */
typedef struct AmountRest
{
	Numeric sum;
	int64 wraps;
} AmountRest;

/* Adds a numeric; the sum is made anew in the current context, and the former one is left alone. */
extern void amount_rest_add(AmountRest *rest, Numeric amount);

/* Adds so many times 10^131072: an error if nobody can count as far. */
extern void amount_rest_add_wraps(AmountRest *rest, int64 wraps);

/* The same, taken away. */
extern void amount_rest_subtract_wraps(AmountRest *rest, int64 wraps);

/* Is it a number within numeric's range, or NaN or infinite, without the wraps? */
extern bool amount_rest_is_plain(const AmountRest *rest);

/* The rest as a numeric: an error if that is beyond numeric's range. */
extern Numeric amount_rest_total(const AmountRest *rest);

#endif /* ECOM_AGGREGATE_AMOUNT_REST_H */
