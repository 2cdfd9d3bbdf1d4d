/*
 * calendar.c
 *		The days of the dataset, and how much is bought on each.
 */
#include <stdbool.h>

#include "basics.h"
#include "calendar.h"
#include "words.h"
#include "tables/trends.h"

Day days[DAYS];
int month_start[MONTHS + 1];
uint32_t weight_before[DAYS + 1];

static bool
is_sales_day(int year, int month, int day)
{
	for (size_t i = 0; i < COUNT_OF(sales_days); i++)
	{
		if (sales_days[i].year == year && sales_days[i].month == month && sales_days[i].day == day)
			return true;
	}
	return false;
}

static void
make_date(char *to, int year, int month, int day)
{
	to = put_number(to, (uint32_t) year, 4);
	*to++ = '-';
	to = put_number(to, (uint32_t) month, 2);
	*to++ = '-';
	to = put_number(to, (uint32_t) day, 2);
	*to = '\0';
}

void
make_calendar(void)
{
	static const int month_lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year = FIRST_YEAR, month = 1, day = 1;
	int month_number = 0;

	for (int i = 0; i < DAYS; i++)
	{
		int length = month_lengths[month - 1] + (month == 2 && year % 4 == 0);
		uint64_t weight = (uint64_t) quarter_level[month_number / 3] * (uint64_t) month_season[month - 1] *
						  (uint64_t) weekday_season[i % 7] / 1000000; /* 2018-01-01 was a Monday */

		if (is_sales_day(year, month, day))
			weight = weight * 5 / 2;
		weight_before[i + 1] = weight_before[i] + (uint32_t) weight;

		make_date(days[i].text, year, month, day);
		days[i].year = year - FIRST_YEAR;
		days[i].month = month_number;
		if (day == 1)
			month_start[month_number] = i;

		if (++day > length)
		{
			day = 1;
			month_number++;
			if (++month > 12)
			{
				month = 1;
				year++;
			}
		}
	}
	month_start[MONTHS] = DAYS;
}
