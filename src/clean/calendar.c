/*
 * clean/calendar.c
 *		ecom.calendar_year, calendar_quarter, calendar_month and month_start: parts of a date, in whole numbers.
 *
 * date_part() and date_trunc() make a timestamp of the date first, and the one a floating-point number, the other
 * a date again: ten times the work, on each of millions of lines.
 */
#include "base/compat.h"

#include "datatype/timestamp.h"
#include "fmgr.h"
#include "utils/date.h"
#include "utils/datetime.h"

PG_FUNCTION_INFO_V1(ecom_calendar_year);
PG_FUNCTION_INFO_V1(ecom_calendar_quarter);
PG_FUNCTION_INFO_V1(ecom_calendar_month);
PG_FUNCTION_INFO_V1(ecom_month_start);

typedef struct Day
{
	int year;
	int month;
	int day;
} Day;

static inline Day
day_of(DateADT date)
{
	Day day;

	j2date(date + POSTGRES_EPOCH_JDATE, &day.year, &day.month, &day.day);
	return day;
}

Datum
ecom_calendar_year(PG_FUNCTION_ARGS)
{
	DateADT date = PG_GETARG_DATEADT(0);
	Day day;

	if (DATE_NOT_FINITE(date))
		PG_RETURN_NULL();
	day = day_of(date);
	if (day.year > PG_INT16_MAX)
		ereport(ERROR, errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("year %d is out of range", day.year),
				errhint("Years up to 32767 fit; date_part('year', ...) reads all."));
	PG_RETURN_INT16(day.year);
}

Datum
ecom_calendar_quarter(PG_FUNCTION_ARGS)
{
	DateADT date = PG_GETARG_DATEADT(0);

	if (DATE_NOT_FINITE(date))
		PG_RETURN_NULL();
	PG_RETURN_INT16((day_of(date).month - 1) / 3 + 1);
}

Datum
ecom_calendar_month(PG_FUNCTION_ARGS)
{
	DateADT date = PG_GETARG_DATEADT(0);

	if (DATE_NOT_FINITE(date))
		PG_RETURN_NULL();
	PG_RETURN_INT16(day_of(date).month);
}

Datum
ecom_month_start(PG_FUNCTION_ARGS)
{
	DateADT date = PG_GETARG_DATEADT(0);
	DateADT first;

	if (DATE_NOT_FINITE(date))
		PG_RETURN_DATEADT(date);
	first = date - day_of(date).day + 1;
	if (!IS_VALID_DATE(first))
		ereport(ERROR, errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("the first day of the month is not a valid date"),
				errhint("Dates begin on 4714-11-24 BC."));
	PG_RETURN_DATEADT(first);
}
