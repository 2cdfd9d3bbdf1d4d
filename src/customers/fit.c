/*
 * customers/fit.c
 *		Maximum likelihood.
 *
 * All parameters are positive: their logarithms are what is searched.  One that runs away to zero or to infinity is that of another,
 * simpler model, which the data fit as well: no fit then.
 */
#include "customers/fit.h"

#include "access/htup_details.h"
#include "executor/executor.h"
#include "funcapi.h"

#define LARGEST_LOGARITHM 12 /* some 160,000 */

typedef struct Question
{
	LogLikelihood likelihood;
	const Histories *histories;
	int parameters;
} Question;

static double
unlikelihood(const double *logarithms, const void *argument)
{
	const Question *question = argument;

	/* a wall, so that the search ends */
	for (int i = 0; i < question->parameters; i++)
		if (fabs(logarithms[i]) > LARGEST_LOGARITHM)
			return INFINITY;
	return -question->likelihood(logarithms, question->histories);
}

static bool
is_at_the_wall(const double *logarithms, int parameters)
{
	for (int i = 0; i < parameters; i++)
		if (fabs(logarithms[i]) > LARGEST_LOGARITHM - 1)
			return true;
	return false;
}

Datum
fit_model(FunctionCallInfo fcinfo, Histories *histories, LogLikelihood likelihood, int parameters)
{
	Question question = {.likelihood = likelihood, .histories = histories, .parameters = parameters};
	double logarithms[MINIMUM_MOST_DIMENSIONS] = {0}; /* all parameters 1 */
	double minimum = NAN;
	Datum values[MINIMUM_MOST_DIMENSIONS + 3];
	bool nulls[MINIMUM_MOST_DIMENSIONS + 3] = {0};
	TupleDesc descriptor;
	bool converged;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE ||
		descriptor->natts != parameters + 3)
		elog(ERROR, "a fit of %d parameters is not what this function returns", parameters);
	histories_sort(histories);
	converged = find_minimum(unlikelihood, &question, parameters, logarithms, &minimum) &&
				!is_at_the_wall(logarithms, parameters);
	for (int i = 0; i < parameters; i++)
		values[i] = Float8GetDatum(exp(logarithms[i]));
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
