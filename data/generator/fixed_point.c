/*
 * fixed_point.c
 *		Powers of two with a fixed-point exponent.
 */
#include "fixed_point.h"

/* value * 2^exponent, the exponent in fixed point */
uint64_t
times_power_of_two(uint64_t value, int32_t exponent)
{
	/* 2^(i/16), in fixed point; between two entries a straight line is good enough */
	static const uint32_t powers[] = {65536, 68438,	 71468,	 74632,	 77936,	 81386,	 84990,	 88752, 92682,
									  96785, 101070, 105545, 110218, 115098, 120194, 125515, 131072};
	int whole = exponent / ONE;
	int part = exponent % ONE;
	uint32_t step, rest;
	uint64_t power;

	if (part < 0)
	{
		part += ONE;
		whole--;
	}
	step = (uint32_t) part >> 12;
	rest = (uint32_t) part & 0xFFF;
	power = powers[step] + (((uint64_t) (powers[step + 1] - powers[step]) * rest) >> 12);
	value = (value * power) >> FRACTION;
	return whole >= 0 ? value << whole : value >> -whole;
}
