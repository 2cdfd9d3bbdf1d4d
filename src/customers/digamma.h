/*
 * customers/digamma.h
 *		The gamma function's logarithm and its derivative, of positive numbers.
 */
#ifndef ECOM_CUSTOMERS_DIGAMMA_H
#define ECOM_CUSTOMERS_DIGAMMA_H

#include "base/compat.h"

#include <math.h>

/* lgamma() keeps the sign in a variable of the whole process. */
static inline double
log_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

/* By the asymptotic series (Abramowitz and Stegun 6.3.18), from 10 on, where its rest is below 1e-16; by recurrence (6.3.5) up to there. */
static inline double
digamma(double x)
{
	double below = 0;
	double square;

	for (; x < 10; x++)
		below += 1 / x;
	square = 1 / (x * x);
	return log(x) - 0.5 / x -
		   square * (1.0 / 12 -
					 square * (1.0 / 120 -
							   square * (1.0 / 252 -
										 square * (1.0 / 240 - square * (1.0 / 132 - square * (691.0 / 32760 - square / 12)))))) -
		   below;
}

#endif /* ECOM_CUSTOMERS_DIGAMMA_H */
