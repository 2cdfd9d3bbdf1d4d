/*
 * cohort/period.c
 *		Calendar periods of five grains, numbered so that neighbours differ by one.
 *
 * A day is numbered as the date itself is, from 2000-01-01.  Months are counted from the year 0, which is
 * 1 BC, so that numbers before it are negative and every division has to round down.
 */
#include "cohort/period.h"

#include "utils/datetime.h"

#define EARLIEST_DATE (DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE)

/* 2000-01-01 is a Saturday: its week began five days before */
#define DAYS_SINCE_MONDAY 5

static const char *const grain_names[] = {"day", "week", "month", "quarter", "year"};

StaticAssertDecl(lengthof(grain_names) == GRAIN_LAST + 1, "every grain has a name");

const char *
grain_name(CohortGrain grain)
{
	return grain_names[grain];
}

bool
grain_from_name(TextSpan name, CohortGrain *grain)
{
	for (int i = 0; i <= GRAIN_LAST; i++)
	{
		if (span_is(name, grain_names[i]))
		{
			*grain = i;
			return true;
		}
	}
	return false;
}

static inline int32
divide_down(int32 number, int32 divisor)
{
	int32 quotient = number / divisor;

	return quotient - (number % divisor < 0);
}

static inline int32
month_of_date(DateADT date)
{
	int year;
	int month;
	int day;

	j2date(date + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	return year * MONTHS_PER_YEAR + month - 1;
}

static inline DateADT
first_day_of_month(int32 month)
{
	int32 year = divide_down(month, MONTHS_PER_YEAR);

	return date2j(year, month - year * MONTHS_PER_YEAR + 1, 1) - POSTGRES_EPOCH_JDATE;
}

int32
period_of_date(CohortGrain grain, DateADT date)
{
	switch (grain)
	{
		case GRAIN_DAY:
			return date;
		case GRAIN_WEEK:
			return divide_down(date + DAYS_SINCE_MONDAY, 7);
		case GRAIN_MONTH:
			return month_of_date(date);
		case GRAIN_QUARTER:
			return divide_down(month_of_date(date), 3);
		case GRAIN_YEAR:
			return divide_down(month_of_date(date), MONTHS_PER_YEAR);
	}
	elog(ERROR, "no such grain: %d", (int) grain);
	return 0; /* keeps the compiler quiet */
}

DateADT
period_first_day(CohortGrain grain, int32 period)
{
	switch (grain)
	{
		case GRAIN_DAY:
			return period;
		case GRAIN_WEEK:
			return period * 7 - DAYS_SINCE_MONDAY;
		case GRAIN_MONTH:
			return first_day_of_month(period);
		case GRAIN_QUARTER:
			return first_day_of_month(period * 3);
		case GRAIN_YEAR:
			return first_day_of_month(period * MONTHS_PER_YEAR);
	}
	elog(ERROR, "no such grain: %d", (int) grain);
	return 0;
}

int32
period_earliest(CohortGrain grain)
{
	int32 period = period_of_date(grain, EARLIEST_DATE);

	return period_first_day(grain, period) < EARLIEST_DATE ? period + 1 : period;
}
