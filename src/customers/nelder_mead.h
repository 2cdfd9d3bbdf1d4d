/*
 * customers/nelder_mead.h
 *		The minimum of a function of a few numbers, without derivatives.
 */
#ifndef ECOM_CUSTOMERS_NELDER_MEAD_H
#define ECOM_CUSTOMERS_NELDER_MEAD_H

#include "base/compat.h"

#define MINIMUM_MOST_DIMENSIONS 4

/* What is to be as small as possible; may be infinite. */
typedef double (*MinimumFunction)(const double *point, const void *argument);

/*
 * Moves the point to a minimum near it. False if none is found in a bounded number of steps. The same point and function give
 * the same to the last digit.
 */
extern bool find_minimum(MinimumFunction function, const void *argument, int dimensions, double *point,
						 double *minimum);

#endif /* ECOM_CUSTOMERS_NELDER_MEAD_H */
