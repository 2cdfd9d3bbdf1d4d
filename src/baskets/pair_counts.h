/*
 * baskets/pair_counts.h
 *		How often two numbers come together.
 */
#ifndef ECOM_BASKETS_PAIR_COUNTS_H
#define ECOM_BASKETS_PAIR_COUNTS_H

#include "base/compat.h"

#include "fmgr.h"

#include "aggregate/partitions.h"

typedef struct PairCounts PairCounts;

/*
 * No pairs yet of numbers below a limit, none of which comes more than so often, of the state of the aggregate that is being called.  They take
 * half of what hashing may, and go to temporary files beyond.
 */
extern PairCounts *pair_counts_create(FunctionCallInfo fcinfo, uint32 numbers, int64 most);

/* Adds a pair of different numbers, in either order. */
extern void pair_counts_add(PairCounts *counts, uint32 one, uint32 other);

/* Tells of each pair that came at least so often, the higher number first; for once. */
typedef void (*PairFunction)(void *argument, uint32 one, uint32 other, int64 count);
extern void pair_counts_tell(PairCounts *counts, int64 fewest, PairFunction function, void *argument);

#endif /* ECOM_BASKETS_PAIR_COUNTS_H */
