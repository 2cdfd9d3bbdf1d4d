/*
 * customers/fit.c
 *		Maximum likelihood.
 *
 * All parameters are positive: their logarithms are what is searched, within bounds.  Data may be fitted the better the further a
 * parameter goes, to a simpler model in the end, in which customers do not differ in something; where it stops at a bound, what the
 * model foretells is that of the simpler one to five digits and more.
 */
#include "customers/fit.h"

#include <math.h>

#include "access/htup_details.h"
#include "executor/executor.h"
#include "funcapi.h"

/* From 6.1e-6 to 162,755: further on the gamma function's logarithms cancel each other's digits. */
#define LARGEST_LOGARITHM 12

typedef struct Question
{
	LogLikelihood likelihood;
	const Histories *histories;
	int parameters;
} Question;

/* A parameter of any number, which bends smoothly towards the bounds. */
static double
parameter_of(double position)
{
	return exp(LARGEST_LOGARITHM * tanh(position / LARGEST_LOGARITHM));
}

static double
unlikelihood(const double *positions, double *gradient, const void *argument)
{
	const Question *question = argument;
	double parameters[MINIMUM_MOST_DIMENSIONS];
	double derivatives[MINIMUM_MOST_DIMENSIONS];
	double likelihood;

	for (int i = 0; i < question->parameters; i++)
		parameters[i] = parameter_of(positions[i]);
	likelihood = question->likelihood(parameters, question->histories, derivatives);
	for (int i = 0; i < question->parameters; i++)
	{
		double bent = tanh(positions[i] / LARGEST_LOGARITHM);

		gradient[i] = -derivatives[i] * parameters[i] * (1 - bent * bent);
	}
	return -likelihood;
}

Datum
fit_model(FunctionCallInfo fcinfo, Histories *histories, LogLikelihood likelihood, int parameters)
{
	Question question = {.likelihood = likelihood, .histories = histories, .parameters = parameters};
	double positions[MINIMUM_MOST_DIMENSIONS] = {0}; /* all parameters 1 */
	double minimum = NAN;
	Datum values[MINIMUM_MOST_DIMENSIONS + 3];
	bool nulls[MINIMUM_MOST_DIMENSIONS + 3] = {0};
	TupleDesc descriptor;
	bool converged;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE ||
		descriptor->natts != parameters + 3)
		elog(ERROR, "a fit of %d parameters is not what this function returns", parameters);
	histories_sort(histories);
	converged = find_minimum(unlikelihood, &question, parameters, positions, &minimum);
	for (int i = 0; i < parameters; i++)
		values[i] = Float8GetDatum(parameter_of(positions[i]));
	values[parameters] = Float8GetDatum(-minimum);
	nulls[parameters] = !isfinite(minimum);
	values[parameters + 1] = Int64GetDatum((int64) histories_customers(histories));
	values[parameters + 2] = BoolGetDatum(converged);
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls));
}

bool
fit_parameters(FunctionCallInfo fcinfo, int argument, int parameters, double *values)
{
	HeapTupleHeader fit = PG_GETARG_HEAPTUPLEHEADER(argument);
	bool is_null;
	bool converged = DatumGetBool(GetAttributeByNum(fit, parameters + 3, &is_null));

	if (is_null || !converged)
		return false;
	for (int i = 0; i < parameters; i++)
	{
		values[i] = DatumGetFloat8(GetAttributeByNum(fit, i + 1, &is_null));
		if (is_null || !(values[i] > 0) || !isfinite(values[i]))
			return false;
	}
	return true;
}

double
count_or_time(double value, const char *name)
{
	if (!(value >= 0) || !isfinite(value))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s cannot be %g", name, value),
				errhint("It is 0 or more."));
	return value;
}
