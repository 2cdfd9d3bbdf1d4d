/*
 * clean/date.c
 *		ecom.clean_date: the calendar day that a field names.
 *
 *		2021-03-04  2021/3/4  20210304				year, month, day
 *		3/4/2021  03-04-21							month, day, year, as the US writes it, or day, month, year: the caller says
 *		Mar 4, 2021  4 March 2021  04-Mar-21		with the month's name in English
 *		Thursday, March 4, 2021						also behind a day of the week, if that is the right one
 *		... followed by a time of day				2021-03-04T23:15:00.5Z, 3/4/2021, 5:06 PM, Mar 4, 2021 5:06:07 PM PST
 *
 * The day is taken as written: a time zone does not move it.  Two-digit years are 1970 to 2069.  Who loads files of other
 * zones reads the time as well, with read_moment().
 */
#include "clean/cleaners.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

#include "clean/field_value.h"

PG_FUNCTION_INFO_V1(ecom_clean_date);
PG_FUNCTION_INFO_V1(ecom_clean_date_in_order);

#define COMPACT_DATE_LENGTH 8 /* yyyymmdd */
#define CENTURY_PIVOT 70
#define SHORTEST_NAME 3 /* Jan, Mon */
#define LONGEST_NAME 9	/* September, Wednesday */

static const char *const month_names[] = {"January",   "February", "March",	   "April",
										  "May",	   "June",	   "July",	   "August",
										  "September", "October",  "November", "December"};
/* in the order of j2day() */
static const char *const weekday_names[] = {"Sunday",	"Monday", "Tuesday", "Wednesday",
											"Thursday", "Friday", "Saturday"};
static const char *const ordinal_ends[] = {"st", "nd", "rd", "th"};
/* Zones by name, with their hours east of UTC. */
static const struct
{
	const char *name;
	int hours;
} zones[] = {{"Z", 0},	  {"UTC", 0},  {"GMT", 0},	{"EST", -5}, {"EDT", -4},  {"CST", -6},	 {"CDT", -5},
			 {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}, {"AKST", -9}, {"AKDT", -8}, {"HST", -10}};

static bool
take_one_of(TextSpan *span, const char *const *words, int count)
{
	for (int i = 0; i < count; i++)
	{
		if (span_take(span, words[i]))
			return true;
	}
	return false;
}

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
take_seconds(TextSpan *span, int *second)
{
	if (!span_take(span, ":"))
		return true;
	if (take_digits(span, 2, second) != 2 || *second > 60)
		return false;
	if (span_take(span, ".") || span_take(span, ","))
	{
		int fraction;

		return take_digits(span, 9, &fraction) > 0;
	}
	return true;
}

/* Takes an offset such as +05:30, or nothing. */
static bool
take_offset(TextSpan *span, DayTime *time)
{
	int hours;
	int minutes = 0;
	bool west = span_take(span, "-");

	if (!west && !span_take(span, "+"))
		return true;
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
	time->has_zone = true;
	time->offset += (west ? -1 : 1) * (hours * SECS_PER_HOUR + minutes * SECS_PER_MINUTE);
	return hours <= 15 && minutes < 60;
}

static void
take_zone_name(TextSpan *span, DayTime *time)
{
	for (int i = 0; i < lengthof(zones); i++)
		if (span_take(span, zones[i].name))
		{
			time->has_zone = true;
			time->offset = zones[i].hours * SECS_PER_HOUR;
			return;
		}
}

/* Takes AM or PM and a zone, PST, +05:30 or GMT-0800 (Pacific Standard Time), each of them optional. */
static bool
take_meridiem_and_zone(TextSpan *span, DayTime *time)
{
	static const char *const before_noon[] = {"AM", "A.M."};
	static const char *const after_noon[] = {"PM", "P.M."};

	*span = span_trim(*span);
	if (take_one_of(span, before_noon, lengthof(before_noon)))
		time->hour -= time->hour == 12 ? 12 : 0;
	else if (take_one_of(span, after_noon, lengthof(after_noon)))
		time->hour += time->hour < 12 ? 12 : 0;
	*span = span_trim(*span);
	take_zone_name(span, time);
	if (!take_offset(span, time))
		return false;
	*span = span_trim(*span);
	if (span->len > 1 && span->data[0] == '(' && span->data[span->len - 1] == ')')
		span->len = 0;
	return true;
}

/* Is the rest nothing, or a time of day? */
static bool
ends_with_time(TextSpan rest, DayTime *day_time)
{
	bool comma;
	TextSpan time;

	if (rest.len == 0)
		return true;
	if (span_take(&rest, "T"))
		time = span_trim(rest);
	else
	{
		comma = span_take(&rest, ",");
		time = span_trim(rest);
		if (time.len == rest.len && !comma)
			return false;
		if (span_take(&time, "at "))
			time = span_trim(time);
	}
	day_time->given = true;
	return take_digits(&time, 2, &day_time->hour) > 0 && day_time->hour <= 24 && span_take(&time, ":") &&
		   take_digits(&time, 2, &day_time->minute) == 2 && day_time->minute < 60 &&
		   take_seconds(&time, &day_time->second) && take_meridiem_and_zone(&time, day_time) && time.len == 0;
}

/* Takes a name off the front, whole or its first three letters or more, with or without a full stop; returns its index, or -1. */
static int
take_name(TextSpan *span, const char *const *names, int count)
{
	int letters = 0;

	while (letters < span->len && letters <= LONGEST_NAME && is_ascii_letter(span->data[letters]))
		letters++;
	for (int i = 0; i < count; i++)
	{
		if (letters >= SHORTEST_NAME && letters <= (int) strlen(names[i]) &&
			pg_strncasecmp(span->data, names[i], letters) == 0)
		{
			span->data += letters;
			span->len -= letters;
			span_take(span, ".");
			return i;
		}
	}
	return -1;
}

/* Takes what stands between the parts of a day with a month's name: blanks, and a comma, hyphen or slash; was there any? */
static bool
take_joint(TextSpan *span)
{
	TextSpan before = *span;

	*span = span_trim(*span);
	if (span_take(span, ",") || span_take(span, "-") || span_take(span, "/"))
		*span = span_trim(*span);
	return span->len < before.len;
}

static int
full_year(int year, int digits)
{
	if (digits == 4)
		return year;
	return year + (year >= CENTURY_PIVOT ? 1900 : 2000);
}

/* Takes a day that begins with the month's name: Mar 4, 2021. */
static bool
take_named_month_first(TextSpan *span, CalendarDay *day)
{
	int digits;

	if (!take_joint(span) || take_digits(span, 2, &day->day) == 0)
		return false;
	take_one_of(span, ordinal_ends, lengthof(ordinal_ends));
	if (!take_joint(span))
		return false;
	digits = take_digits(span, 4, &day->year);
	day->year = full_year(day->year, digits);
	return digits == 2 || digits == 4;
}

/* Takes what follows a day or a year that stands in front of the month's name: 4 March 2021, 2021-Mar-04. */
static bool
take_named_month(TextSpan *span, int first, int first_digits, CalendarDay *day)
{
	int second;
	int digits;

	if (first_digits <= 2)
		take_one_of(span, ordinal_ends, lengthof(ordinal_ends));
	take_joint(span);
	day->month = take_name(span, month_names, lengthof(month_names)) + 1;
	if (day->month == 0)
		return false;
	take_joint(span);
	digits = take_digits(span, 4, &second);
	if (first_digits == 4)
	{
		day->year = first;
		day->day = second;
		return digits == 1 || digits == 2;
	}
	day->day = first;
	day->year = full_year(second, digits);
	return first_digits <= 2 && (digits == 2 || digits == 4);
}

/* Does a separator of numbers stand at the front, and a number behind it? */
static bool
is_between_numbers(TextSpan span)
{
	return span.len > 1 && (span.data[0] == '-' || span.data[0] == '/') && span.data[1] >= '0' &&
		   span.data[1] <= '9';
}

/* Takes a day in any of the written orders; false if none fits. */
static bool
take_day(TextSpan *span, DayOrder order, CalendarDay *day)
{
	int first;
	int second;
	int third;
	int first_digits;
	int third_digits;
	const char *separator;

	day->month = take_name(span, month_names, lengthof(month_names)) + 1;
	if (day->month > 0)
		return take_named_month_first(span, day);

	first_digits = take_digits(span, COMPACT_DATE_LENGTH, &first);
	if (first_digits == COMPACT_DATE_LENGTH)
	{
		*day = (CalendarDay){first / 10000, first / 100 % 100, first % 100};
		return true;
	}
	if (first_digits == 0)
		return false;
	if (!is_between_numbers(*span))
		return take_named_month(span, first, first_digits, day);

	separator = span->data[0] == '-' ? "-" : "/";
	if (!span_take(span, separator) || take_digits(span, 2, &second) == 0 || !span_take(span, separator))
		return false;
	third_digits = take_digits(span, 4, &third);
	if (first_digits == 4 && (third_digits == 1 || third_digits == 2))
	{
		*day = (CalendarDay){first, second, third};
		return true;
	}
	if (order == MONTH_FIRST)
		*day = (CalendarDay){full_year(third, third_digits), first, second};
	else
		*day = (CalendarDay){full_year(third, third_digits), second, first};
	return first_digits <= 2 && (third_digits == 2 || third_digits == 4);
}

/* YYYY-MM-DD and nothing else, as most files write it */
static inline bool
is_iso_day(TextSpan field, CalendarDay *day)
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
	day->year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
	day->month = digits[4] * 10 + digits[5];
	day->day = digits[6] * 10 + digits[7];
	return true;
}

static bool
is_in_calendar(const CalendarDay *day)
{
	return day->year >= 1 && day->month >= 1 && day->month <= MONTHS_PER_YEAR && day->day >= 1 &&
		   day->day <= day_tab[isleap(day->year)][day->month - 1];
}

/* Reads a day in any other form, and the time behind it. */
static bool
read_written_day(TextSpan field, DayOrder order, CalendarDay *day, DayTime *time)
{
	TextSpan rest = field_value(field);
	int weekday = take_name(&rest, weekday_names, lengthof(weekday_names));

	if (weekday >= 0)
		take_joint(&rest);
	return take_day(&rest, order, day) && ends_with_time(rest, time) && is_in_calendar(day) &&
		   (weekday < 0 || weekday == j2day(date2j(day->year, day->month, day->day)));
}

bool
read_moment(TextSpan field, DayOrder order, CalendarDay *day, DayTime *time)
{
	*time = (DayTime){0};
	if (is_iso_day(field, day))
		return is_in_calendar(day);
	return read_written_day(field, order, day, time);
}

bool
read_day(TextSpan field, DayOrder order, CalendarDay *day)
{
	DayTime time;

	return read_moment(field, order, day, &time);
}

static Datum
day_or_null(FunctionCallInfo fcinfo, DayOrder order)
{
	CalendarDay day;

	if (!read_day(PG_GETARG_TEXT_SPAN(0), order, &day))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(date2j(day.year, day.month, day.day) - POSTGRES_EPOCH_JDATE);
}

Datum
ecom_clean_date(PG_FUNCTION_ARGS)
{
	return day_or_null(fcinfo, MONTH_FIRST);
}

Datum
ecom_clean_date_in_order(PG_FUNCTION_ARGS)
{
	TextSpan order = PG_GETARG_TEXT_SPAN(1);

	if (span_is(order, "MDY"))
		return day_or_null(fcinfo, MONTH_FIRST);
	if (!span_is(order, "DMY"))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" is no order of day, month and year", text_to_cstring(PG_GETARG_TEXT_PP(1))),
				errhint("Give MDY, as the United States write dates, or DMY."));
	return day_or_null(fcinfo, DAY_FIRST);
}
