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
#include "customers/digamma.h"
#include "customers/fit.h"

PG_FUNCTION_INFO_V1(ecom_gamma_gamma_add);
PG_FUNCTION_INFO_V1(ecom_gamma_gamma_final);
PG_FUNCTION_INFO_V1(ecom_expected_value);

#define PARAMETERS 3

/* Equation 1a of the note, and its derivatives; the average value is where other models have the recency. */
static double
log_likelihood(const double *parameters, const Histories *histories, double *derivatives)
{
	double p = parameters[0];
	double q = parameters[1];
	double v = parameters[2];
	double all = histories_customers(histories);
	double sum = all * (q * log(v) - log_gamma(q));
	double by_p = 0;
	double by_q = all * (log(v) - digamma(q));
	double by_v = all * q / v;

	for (int64 i = 0; i < histories->n;)
	{
		double x = histories->rows[i].frequency;
		double log_x = log(x);
		double customers = 0; /* who bought so often */

		for (; i < histories->n && histories->rows[i].frequency == x; i++)
		{
			const History *history = &histories->rows[i];
			double log_value = history->age;
			double log_rate = log(v + x * history->recency);

			customers += history->customers;
			sum += history->customers * (p * x * (log_x + log_value) - log_value - (p * x + q) * log_rate);
			by_p += history->customers * x * (log_x + log_value - log_rate);
			by_q -= history->customers * log_rate;
			by_v -= history->customers * (p * x + q) / (v + x * history->recency);
		}
		sum += customers * (log_gamma(p * x + q) - log_gamma(p * x));
		by_p += customers * x * (digamma(p * x + q) - digamma(p * x));
		by_q += customers * digamma(p * x + q);
	}
	derivatives[0] = by_p;
	derivatives[1] = by_q;
	derivatives[2] = by_v;
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

		/* else it says nothing of what a purchase is worth */
		if (history.frequency > 0 && history.recency > 0)
		{
			history.age = log(history.recency);
			histories = histories_add(histories, context, history);
		}
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
