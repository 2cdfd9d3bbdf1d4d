/*
 * customers/minimum.h
 *		The minimum of a smooth function of a few numbers.
 */
#ifndef ECOM_CUSTOMERS_MINIMUM_H
#define ECOM_CUSTOMERS_MINIMUM_H

#include "base/compat.h"

#define MINIMUM_MOST_DIMENSIONS 4

/* What is to be as small as possible, and its derivatives. */
typedef double (*MinimumFunction)(const double *point, double *gradient, const void *argument);

/*
 * Moves the point to a minimum near it. False if none is found in a bounded number of steps. The same point and function give
 * the same to the last digit.
 */
extern bool find_minimum(MinimumFunction function, const void *argument, int dimensions, double *point,
						 double *minimum);

#endif /* ECOM_CUSTOMERS_MINIMUM_H */
