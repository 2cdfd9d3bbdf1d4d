/*
 * chance.c
 *		splitmix64, and the distributions that are drawn with it.
 */
#include "chance.h"
#include "fixed_point.h"

/* The output function of splitmix64, which is also a good hash of an integer */
static uint64_t
scramble(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	return x ^ (x >> 31);
}

uint64_t
mix(uint64_t a, uint64_t b)
{
	return scramble(a + UINT64_C(0x9E3779B97F4A7C15) * (b + 1));
}

Rng
rng_start(uint64_t seed, Stream stream, uint64_t number)
{
	return (Rng){mix(mix(seed, stream), number)};
}

uint64_t
rng_next(Rng *rng)
{
	rng->state += UINT64_C(0x9E3779B97F4A7C15);
	return scramble(rng->state);
}

uint32_t
rng_bits(Rng *rng)
{
	return (uint32_t) (rng_next(rng) >> 32);
}

/* An integer from 0 up to, but not including, the limit */
uint32_t
rng_below(Rng *rng, uint32_t limit)
{
	return (uint32_t) (((uint64_t) rng_bits(rng) * limit) >> 32);
}

bool
rng_chance(Rng *rng, uint32_t numerator, uint32_t denominator)
{
	return rng_below(rng, denominator) < numerator;
}

/*
 * A roughly normal number with standard deviation ONE: the sum of four uniform
 * ones, whose standard deviation is 65536 / sqrt(3), times sqrt(3).
 */
int32_t
rng_normal(Rng *rng)
{
	uint64_t bits = rng_next(rng);
	int64_t sum = -2 * INT64_C(65535);

	for (int i = 0; i < 4; i++)
		sum += (int64_t) ((bits >> (16 * i)) & 0xFFFF);
	return (int32_t) (sum * 113512 / 65536);
}
