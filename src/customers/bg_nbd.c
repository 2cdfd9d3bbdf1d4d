/*
 * customers/bg_nbd.c
 *		BG/NBD: how often customers buy, and whether they still do.
 *
 * Fader, Hardie and Lee, "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD Model, Marketing Science 24 (2005).
 * A customer buys at random at a rate of his own (over all customers a gamma distribution: r, alpha), and may stop for good after any
 * purchase with a probability of his own (a beta distribution: a, b).  Of each is known
 *
 *		frequency	x, purchases after the first
 *		recency		from the first to the last
 *		age			from the first to the end of what is known of him
 *
 *		first ------- purchase ---- last ------------------ end
 *		|<--------- recency --------->|							|
 *		|<------------------------ age ------------------------>|
 */
#include "base/compat.h"

#include "fmgr.h"
#include "miscadmin.h"

#include "aggregate/aggregate.h"
#include "customers/digamma.h"
#include "customers/fit.h"

PG_FUNCTION_INFO_V1(ecom_bg_nbd_add);
PG_FUNCTION_INFO_V1(ecom_bg_nbd_final);
PG_FUNCTION_INFO_V1(ecom_probability_alive);
PG_FUNCTION_INFO_V1(ecom_expected_purchases);

#define PARAMETERS 4

typedef struct BgNbd
{
	double r;
	double alpha;
	double a;
	double b;
} BgNbd;

/* Equation 6 of the paper, and its derivatives. */
static double
log_likelihood(const double *parameters, const Histories *histories, double *derivatives)
{
	double r = parameters[0];
	double alpha = parameters[1];
	double a = parameters[2];
	double b = parameters[3];
	double log_a = log(a);
	double all = histories_customers(histories);
	double sum = all * (r * log(alpha) - log_gamma(r) + log_gamma(a + b) - log_gamma(b));
	double by_r = all * (log(alpha) - digamma(r));
	double by_alpha = all * r / alpha;
	double by_a = all * digamma(a + b);
	double by_b = all * (digamma(a + b) - digamma(b));

	for (int64 i = 0; i < histories->n;)
	{
		double x = histories->rows[i].frequency;
		double customers = 0; /* who bought so often */
		double gone_customers = 0;

		for (; i < histories->n && histories->rows[i].frequency == x; i++)
		{
			const History *history = &histories->rows[i];
			double log_age = log(alpha + history->age);
			double likelihood = -(r + x) * log_age;
			double by_rate = -log_age;
			double by_scale = -(r + x) / (alpha + history->age);

			if (x > 0)
			{
				double log_recency = log(alpha + history->recency);
				double odds = log_a - log(b + x - 1) + (r + x) * (log_age - log_recency);
				double gone = 1 / (1 + exp(-odds));

				likelihood += odds > 0 ? odds + log1p(exp(-odds)) : log1p(exp(odds));
				by_rate += gone * (log_age - log_recency);
				by_scale += gone * (r + x) * (1 / (alpha + history->age) - 1 / (alpha + history->recency));
				gone_customers += history->customers * gone;
			}
			customers += history->customers;
			sum += history->customers * likelihood;
			by_r += history->customers * by_rate;
			by_alpha += history->customers * by_scale;
		}
		sum += customers * (log_gamma(r + x) + log_gamma(b + x) - log_gamma(a + b + x));
		by_r += customers * digamma(r + x);
		by_a += gone_customers / a - customers * digamma(a + b + x);
		by_b += customers * (digamma(b + x) - digamma(a + b + x));
		if (x > 0)
			by_b -= gone_customers / (b + x - 1);
	}
	derivatives[0] = by_r;
	derivatives[1] = by_alpha;
	derivatives[2] = by_a;
	derivatives[3] = by_b;
	return sum;
}

/* Three arguments from this one on; errors where they cannot be. */
static History
history_of_arguments(FunctionCallInfo fcinfo, int argument)
{
	History history = {
		.frequency = count_or_time((double) PG_GETARG_INT64(argument), "frequency"),
		.recency = count_or_time(PG_GETARG_FLOAT8(argument + 1), "recency"),
		.age = count_or_time(PG_GETARG_FLOAT8(argument + 2), "age"),
	};

	if (history.recency > history.age)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("recency %g is more than age %g", history.recency, history.age),
				errhint("Both count from the first purchase: recency to the last one, age to the end of what "
						"is known."));
	if (history.frequency == 0 && history.recency > 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("recency cannot be %g where frequency is 0", history.recency),
				errhint("frequency counts purchases after the first; without any, the last one is the first."));
	return history;
}

Datum
ecom_bg_nbd_add(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo, "ecom.bg_nbd");
	Histories *histories = PG_ARGISNULL(0) ? NULL : (Histories *) PG_GETARG_POINTER(0);

	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2) && !PG_ARGISNULL(3))
		histories = histories_add(histories, context, history_of_arguments(fcinfo, 1));
	if (histories == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(histories);
}

Datum
ecom_bg_nbd_final(PG_FUNCTION_ARGS)
{
	(void) aggregate_context(fcinfo, "ecom.bg_nbd");
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(fit_model(fcinfo, (Histories *) PG_GETARG_POINTER(0), log_likelihood, PARAMETERS));
}

static bool
model_of_argument(FunctionCallInfo fcinfo, BgNbd *model)
{
	double values[PARAMETERS];

	if (!fit_parameters(fcinfo, 0, PARAMETERS, values))
		return false;
	*model = (BgNbd){values[0], values[1], values[2], values[3]};
	return true;
}

/* Who has bought but once cannot have stopped: that takes a purchase that counts. */
static double
probability_alive(const BgNbd *model, const History *history)
{
	double x = history->frequency;
	double odds;

	if (x == 0)
		return 1;
	odds = model->a / (model->b + x - 1) *
		   exp((model->r + x) * log((model->alpha + history->age) / (model->alpha + history->recency)));
	return 1 / (1 + odds);
}

/*
 * (1 - z)^a 2F1(a, b; c; z) by the series of Gauss' hypergeometric function, for a, b > 0, c > -1 but not 0, and 0 <= z < 1; NaN if that
 * takes too long.  The power may be too small for a double and the series too large, where there are thousands of purchases: so the sum is
 * scaled down as it grows.
 */
static double
scaled_hypergeometric(double a, double b, double c, double z)
{
	double term = 1;
	double sum = 1;
	double logarithm = a * log1p(-z);

	for (int i = 0; fabs(term) > 1e-17 * fabs(sum); i++)
	{
		if (i % 1024 == 0)
			CHECK_FOR_INTERRUPTS();
		if (i == 1000000)
			return NAN;
		term *= (a + i) * (b + i) / ((c + i) * (i + 1)) * z;
		sum += term;
		if (fabs(sum) > 1e200)
		{
			term *= 1e-200;
			sum *= 1e-200;
			logarithm += 200 * M_LN10;
		}
	}
	return copysign(exp(logarithm + log(fabs(sum))), sum);
}

/* Equation 10 of the paper. */
static double
expected_purchases(const BgNbd *model, const History *history, double period)
{
	/* there is a limit where a is 1 or c is 0, but no value */
	double a = fabs(model->a - 1) < 1e-6 ? 1 + 1e-6 : model->a;
	double x = history->frequency;
	double c = fabs(a + model->b + x - 1) < 1e-9 ? 1e-9 : a + model->b + x - 1;
	double z = period / (model->alpha + history->age + period);

	if (period == 0)
		return 0;
	return c / (a - 1) * (1 - scaled_hypergeometric(model->r + x, model->b + x, c, z)) *
		   probability_alive(model, history);
}

Datum
ecom_probability_alive(PG_FUNCTION_ARGS)
{
	History history = history_of_arguments(fcinfo, 1);
	BgNbd model;

	if (!model_of_argument(fcinfo, &model))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(probability_alive(&model, &history));
}

Datum
ecom_expected_purchases(PG_FUNCTION_ARGS)
{
	History history = history_of_arguments(fcinfo, 1);
	double period = count_or_time(PG_GETARG_FLOAT8(4), "period");
	BgNbd model;

	double purchases;

	if (!model_of_argument(fcinfo, &model))
		PG_RETURN_NULL();
	purchases = expected_purchases(&model, &history, period);
	if (isnan(purchases))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(purchases);
}
