/*
 * customers/fit.h
 *		A model fitted to customers, as SQL has it: parameters, then log-likelihood, customers, and whether the fit converged.
 */
#ifndef ECOM_CUSTOMERS_FIT_H
#define ECOM_CUSTOMERS_FIT_H

#include "base/compat.h"

#include <math.h>

#include "fmgr.h"

#include "customers/histories.h"
#include "customers/nelder_mead.h"

/* Of a positive number; lgamma() keeps the sign in a variable of the whole process. */
static inline double
log_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

/* The log-likelihood of the histories, with the logarithms of the parameters. */
typedef double (*LogLikelihood)(const double *logarithms, const Histories *histories);

/* Fits it by maximum likelihood; the composite that the calling function returns. */
extern Datum fit_model(FunctionCallInfo fcinfo, Histories *histories, LogLikelihood likelihood, int parameters);

/* The parameters of a fit that is an argument; false if it is NULL or has not converged. */
extern bool fit_parameters(FunctionCallInfo fcinfo, int argument, int parameters, double *values);

/* A number of the world, not negative, that is an argument; an error (22023) otherwise. */
extern double count_or_time(double value, const char *name);

#endif /* ECOM_CUSTOMERS_FIT_H */
