/*
 * chance.h
 *		Random numbers that are the same on every machine.
 */
#ifndef CHANCE_H
#define CHANCE_H

#include <stdbool.h>
#include <stdint.h>

/* Every use of chance has its own stream, so that one can change without the others. */
typedef enum Stream
{
	STREAM_ID,
	STREAM_SURVEY,
	STREAM_ACTIVITY,
	STREAM_LIFE,
	STREAM_LINES,
	STREAM_PRODUCT,
	STREAM_TITLE,
	STREAM_FIRST_TITLE,
	STREAM_SECOND_TITLE,
	STREAM_PRICE,
	STREAM_CATEGORY,
	STREAM_CODES
} Stream;

/* A random number generator */
typedef struct Rng
{
	uint64_t state;
} Rng;

/* A hash of both */
extern uint64_t mix(uint64_t a, uint64_t b);

/* The beginning of a stream, for one of the things (a user, a category) that it is used for */
extern Rng rng_start(uint64_t seed, Stream stream, uint64_t number);

/* 64 and 32 random bits */
extern uint64_t rng_next(Rng *rng);
extern uint32_t rng_bits(Rng *rng);

/* An integer from 0 up to, but not including, the limit */
extern uint32_t rng_below(Rng *rng, uint32_t limit);

/* True so many times out of so many */
extern bool rng_chance(Rng *rng, uint32_t numerator, uint32_t denominator);

/* A roughly normal number in fixed point, with standard deviation ONE */
extern int32_t rng_normal(Rng *rng);

#endif /* CHANCE_H */
