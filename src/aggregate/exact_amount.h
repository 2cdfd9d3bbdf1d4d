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
 */
#ifndef ECOM_AGGREGATE_EXACT_AMOUNT_H
#define ECOM_AGGREGATE_EXACT_AMOUNT_H

#include "base/compat.h"

#include "utils/numeric.h"

#define AMOUNT_SCALE 4
#define AMOUNT_MAX_UNITS ((INT64CONST(1) << 59) - 1)

typedef struct ExactAmount
{
	int64 units : 60; /* 1/10000, within AMOUNT_MAX_UNITS either way */
	uint64 scale : 4; /* most decimals that one of them was written with */
	Numeric rest;	  /* the sum of all that units cannot hold; NULL if none */
} ExactAmount;

/* The amount in 1/10000, and its scale; false if units cannot hold it. */
extern bool exact_amount_units(Datum amount, int64 *units, int *scale);

/* Adds an amount of which exact_amount_units() told the units. */
extern void exact_amount_add_units(ExactAmount *sum, int64 units, int scale, MemoryContext context);

/* Adds a numeric; what has to be allocated is in the context. */
extern void exact_amount_add(ExactAmount *sum, Datum amount, MemoryContext context);

/* Adds another sum. */
extern void exact_amount_merge(ExactAmount *sum, const ExactAmount *other, MemoryContext context);

/* Could these units, at this scale, be in a sum?  For those that come from outside. */
extern bool exact_amount_is_valid(int64 units, int scale);

/* The sum, printed as sum(numeric) prints it; 0 if empty. */
extern Numeric exact_amount_total(const ExactAmount *sum);

#endif /* ECOM_AGGREGATE_EXACT_AMOUNT_H */
