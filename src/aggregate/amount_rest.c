/*
 * aggregate/amount_rest.c
 *		The part of a sum of amounts that is not a 64-bit number of 1/10000: any numeric, NaN and infinities too.
 */
#include "aggregate/amount_rest.h"

#include "common/int.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "base/compat_numeric.h"

static bool
is_negative(Numeric amount)
{
	Numeric zero = int64_to_numeric(0);
	bool result =
		DatumGetBool(DirectFunctionCall2(numeric_lt, NumericGetDatum(amount), NumericGetDatum(zero)));

	pfree(zero);
	return result;
}

/* Half of what a wrap is worth; the largest power of ten that numeric holds, times 5. */
static Numeric
half_wrap(bool negative)
{
	return DatumGetNumeric(DirectFunctionCall3(numeric_in,
											   CStringGetDatum(negative ? "-5e131071" : "5e131071"),
											   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
}

static void
refuse_range(void)
{
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("value overflows numeric format"));
}

void
amount_rest_add_wraps(AmountRest *rest, int64 wraps)
{
	if (pg_add_s64_overflow(rest->wraps, wraps, &rest->wraps))
		refuse_range();
}

void
amount_rest_subtract_wraps(AmountRest *rest, int64 wraps)
{
	if (pg_sub_s64_overflow(rest->wraps, wraps, &rest->wraps))
		refuse_range();
}

void
amount_rest_add(AmountRest *rest, Numeric amount)
{
	bool overflows = false;
	Numeric sum = ecom_numeric_add_or_overflow(rest->sum, amount, &overflows);

	if (unlikely(overflows))
	{
		/* both have the same sign: half a wrap off each, and what is left fits */
		bool negative = is_negative(amount);
		Numeric half = half_wrap(negative);
		Numeric less_of_sum = ecom_numeric_subtract(rest->sum, half);
		Numeric less_of_amount = ecom_numeric_subtract(amount, half);

		amount_rest_add_wraps(rest, negative ? -1 : 1);
		sum = ecom_numeric_add(less_of_sum, less_of_amount);
		pfree(half);
		pfree(less_of_sum);
		pfree(less_of_amount);
	}
	rest->sum = sum;
}

bool
amount_rest_is_plain(const AmountRest *rest)
{
	/* the sum may have become infinite or NaN after it wrapped */
	return rest->wraps == 0 || numeric_is_nan(rest->sum) || numeric_is_inf(rest->sum);
}

Numeric
amount_rest_total(const AmountRest *rest)
{
	Numeric half;

	if (amount_rest_is_plain(rest))
		return rest->sum;
	if (rest->wraps != 1 && rest->wraps != -1)
		refuse_range();
	half = half_wrap(rest->wraps < 0);
	return ecom_numeric_add(ecom_numeric_add(rest->sum, half), half);
}
