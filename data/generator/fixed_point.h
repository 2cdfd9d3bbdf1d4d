/*
 * fixed_point.h
 *		Fractions without floating point, which is not the same on every machine.
 */
#ifndef FIXED_POINT_H
#define FIXED_POINT_H

#include <stdint.h>

#define FRACTION 16
#define ONE (INT32_C(1) << FRACTION)

/* value * 2^exponent, the exponent in fixed point */
extern uint64_t times_power_of_two(uint64_t value, int32_t exponent);

#endif /* FIXED_POINT_H */
