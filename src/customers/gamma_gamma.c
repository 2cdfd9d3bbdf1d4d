/*
 * customers/gamma_gamma.c
 *		Gamma-Gamma: what a purchase of a customer is worth.
 *
 * Fader and Hardie, The Gamma-Gamma Model of Monetary Value (2013, brucehardie.com/notes/025).  Purchases of a customer vary around an
 * average of his own (p), and these averages over the customers (q, v), whatever their number: few purchases of much value are partly
 * luck, and what is to be expected lies between their average and that of all.
 */
#include "base/compat.h"

#include "fmgr.h"

#include "aggregate/aggregate.h"
#include "customers/fit.h"

PG_FUNCTION_INFO_V1(ecom_gamma_gamma_add);
PG_FUNCTION_INFO_V1(ecom_gamma_gamma_final);
PG_FUNCTION_INFO_V1(ecom_expected_value);

#define PARAMETERS 3

/* Equation 1a of the note; the average value is where other models have the recency. */
static double
log_likelihood(const double *logarithms, const Histories *histories)
{
	double p = exp(logarithms[0]);
	double q = exp(logarithms[1]);
	double v = exp(logarithms[2]);
	double constant = q * logarithms[2] - log_gamma(q);
	double of_frequency = 0;
	double last_frequency = -1;
	double sum = 0;

	for (int64 i = 0; i < histories->n; i++)
	{
		const History *history = &histories->rows[i];
		double x = history->frequency;
		double value = history->recency;

		if (x != last_frequency)
		{
			of_frequency = log_gamma(p * x + q) - log_gamma(p * x) + p * x * log(x);
			last_frequency = x;
		}
		sum += history->customers *
			   (constant + of_frequency + (p * x - 1) * log(value) - (p * x + q) * log(x * value + v));
	}
	return sum;
}

Datum
ecom_gamma_gamma_add(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo, "ecom.gamma_gamma");
	Histories *histories = PG_ARGISNULL(0) ? NULL : (Histories *) PG_GETARG_POINTER(0);

	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
	{
		History history = {
			.frequency = count_or_time((double) PG_GETARG_INT64(1), "frequency"),
			.recency = count_or_time(PG_GETARG_FLOAT8(2), "average value"),
		};

		/* says nothing of what a purchase is worth */
		if (history.frequency > 0 && history.recency > 0)
			histories = histories_add(histories, context, history);
	}
	if (histories == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(histories);
}

Datum
ecom_gamma_gamma_final(PG_FUNCTION_ARGS)
{
	(void) aggregate_context(fcinfo, "ecom.gamma_gamma");
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(fit_model(fcinfo, (Histories *) PG_GETARG_POINTER(0), log_likelihood, PARAMETERS));
}

/* Equation 5 of the note. */
Datum
ecom_expected_value(PG_FUNCTION_ARGS)
{
	double values[PARAMETERS];
	double frequency;
	double value = 0;
	double denominator;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	frequency = count_or_time((double) PG_GETARG_INT64(1), "frequency");
	if (frequency > 0)
	{
		if (PG_ARGISNULL(2))
			PG_RETURN_NULL();
		value = count_or_time(PG_GETARG_FLOAT8(2), "average value");
	}
	if (!fit_parameters(fcinfo, 0, PARAMETERS, values))
		PG_RETURN_NULL();
	denominator = values[0] * frequency + values[1] - 1;
	/* without a mean where q is 1 or less, and nobody has bought */
	if (denominator <= 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(values[0] * (values[2] + frequency * value) / denominator);
}
