/*
 * clean/date.c
 *		ecom.clean_date: the calendar day that a field names.
 *
 *		2021-03-04  2021/3/4  20210304		year, month, day
 *		3/4/2021  03-04-21					month, day, year, as the US writes it
 *		... followed by a time of day		2021-03-04T23:15:00.5Z, 3/4/2021 5:06 PM
 *
 * The day is taken as written: a time zone does not move it.  Two-digit years are 1970 to 2069.
 */
#include "clean/cleaners.h"

#include "fmgr.h"
#include "utils/datetime.h"

PG_FUNCTION_INFO_V1(ecom_clean_date);

#define COMPACT_DATE_LENGTH 8 /* yyyymmdd */
#define CENTURY_PIVOT 70

/* Takes a run of digits as a number; returns how many there were, 0 if none or more than most. */
static int
take_digits(TextSpan *span, int most, int *value)
{
	int count = 0;

	*value = 0;
	while (count < span->len && span->data[count] >= '0' && span->data[count] <= '9')
	{
		if (count == most)
			return 0;
		*value = *value * 10 + (span->data[count] - '0');
		count++;
	}
	span->data += count;
	span->len -= count;
	return count;
}

/* Takes :ss and .fraction, both optional. */
static bool
take_seconds(TextSpan *span)
{
	int second;

	if (!span_take(span, ":"))
		return true;
	if (take_digits(span, 2, &second) != 2 || second > 60)
		return false;
	if (span_take(span, "."))
	{
		int fraction;

		return take_digits(span, 9, &fraction) > 0;
	}
	return true;
}

/* Takes AM, PM, Z, UTC, GMT or an offset such as +05:30, or nothing. */
static bool
take_meridiem_or_zone(TextSpan *span)
{
	int hours;
	int minutes = 0;

	*span = span_trim(*span);
	if (span->len == 0 || span_take(span, "AM") || span_take(span, "PM") || span_take(span, "Z") ||
		span_take(span, "UTC") || span_take(span, "GMT"))
		return true;
	if (!span_take(span, "+") && !span_take(span, "-"))
		return false;
	switch (take_digits(span, 4, &hours))
	{
		case 4:
			minutes = hours % 100;
			hours /= 100;
			break;
		case 2:
			if (span_take(span, ":") && take_digits(span, 2, &minutes) != 2)
				return false;
			break;
		default:
			return false;
	}
	return hours <= 15 && minutes < 60;
}

/* Is the rest nothing, or a time of day? */
static bool
ends_with_time(TextSpan rest)
{
	int hour;
	int minute;

	if (rest.len == 0)
		return true;
	if (!span_take(&rest, "T") && !span_take(&rest, " "))
		return false;
	rest = span_trim(rest);
	return take_digits(&rest, 2, &hour) > 0 && hour <= 24 && span_take(&rest, ":") &&
		   take_digits(&rest, 2, &minute) == 2 && minute < 60 && take_seconds(&rest) &&
		   take_meridiem_or_zone(&rest) && rest.len == 0;
}

/* Takes year, month and day in any of the written orders; false if none fits. */
static bool
take_day(TextSpan *span, int *year, int *month, int *day)
{
	int first;
	int second;
	int third;
	int first_digits = take_digits(span, COMPACT_DATE_LENGTH, &first);
	int third_digits;
	const char *separator;

	if (first_digits == COMPACT_DATE_LENGTH)
	{
		*year = first / 10000;
		*month = first / 100 % 100;
		*day = first % 100;
		return true;
	}
	separator = span_take(span, "-") ? "-" : "/";
	if (first_digits == 0 || (*separator == '/' && !span_take(span, "/")) ||
		take_digits(span, 2, &second) == 0 || !span_take(span, separator))
		return false;
	third_digits = take_digits(span, 4, &third);
	if (first_digits == 4 && (third_digits == 1 || third_digits == 2))
	{
		*year = first;
		*month = second;
		*day = third;
		return true;
	}
	*month = first;
	*day = second;
	*year = third;
	if (third_digits == 2)
		*year += third >= CENTURY_PIVOT ? 1900 : 2000;
	return first_digits <= 2 && (third_digits == 2 || third_digits == 4);
}

/* YYYY-MM-DD and nothing else, as most files write it */
static inline bool
is_iso_day(TextSpan field, int *year, int *month, int *day)
{
	static const int places[] = {0, 1, 2, 3, 5, 6, 8, 9};
	int digits[lengthof(places)];

	if (field.len != 10 || field.data[4] != '-' || field.data[7] != '-')
		return false;
	for (int i = 0; i < lengthof(places); i++)
	{
		digits[i] = field.data[places[i]] - '0';
		if (digits[i] < 0 || digits[i] > 9)
			return false;
	}
	*year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
	*month = digits[4] * 10 + digits[5];
	*day = digits[6] * 10 + digits[7];
	return true;
}

bool
read_date(TextSpan field, DateADT *date)
{
	int year;
	int month;
	int day;

	if (!is_iso_day(field, &year, &month, &day))
	{
		TextSpan rest = span_trim(field);

		if (!take_day(&rest, &year, &month, &day) || !ends_with_time(rest))
			return false;
	}
	if (year < 1 || month < 1 || month > MONTHS_PER_YEAR || day < 1 || day > day_tab[isleap(year)][month - 1])
		return false;
	*date = date2j(year, month, day) - POSTGRES_EPOCH_JDATE;
	return true;
}

Datum
ecom_clean_date(PG_FUNCTION_ARGS)
{
	DateADT date;

	if (!read_date(PG_GETARG_TEXT_SPAN(0), &date))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(date);
}
