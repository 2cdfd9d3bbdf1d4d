/*
 * customers/fit.h
 *		A model fitted to customers, as SQL has it: parameters, then log-likelihood, customers, and whether the fit converged.
 */
#ifndef ECOM_CUSTOMERS_FIT_H
#define ECOM_CUSTOMERS_FIT_H

#include "base/compat.h"

#include "fmgr.h"

#include "customers/histories.h"
#include "customers/minimum.h"

/* The log-likelihood of the histories with these parameters, and its derivatives by them. */
typedef double (*LogLikelihood)(const double *parameters, const Histories *histories, double *derivatives);

/* Fits it by maximum likelihood; the composite that the calling function returns. */
extern Datum fit_model(FunctionCallInfo fcinfo, Histories *histories, LogLikelihood likelihood, int parameters);

/* The parameters of a fit that is an argument; false if it is NULL or has not converged. */
extern bool fit_parameters(FunctionCallInfo fcinfo, int argument, int parameters, double *values);

/* A number of the world, not negative, that is an argument; an error (22023) otherwise. */
extern double count_or_time(double value, const char *name);

#endif /* ECOM_CUSTOMERS_FIT_H */
