/*
 * life.c
 *		When, and how intensely, a user shops.
 */
#include <stdbool.h>

#include "basics.h"
#include "life.h"
#include "tables/trends.h"

/* Where in the months' shares a fraction (of 2^32) of all users falls, as a day */
static int
share_to_day(const MonthShare *shares, uint32_t fraction, Rng *rng)
{
	int x = (int) (((uint64_t) fraction * 10000) >> 32);
	int month, first_day;

	while (x >= shares->share)
		x -= (shares++)->share;
	month = shares->first + (int) rng_below(rng, (uint32_t) (shares->last - shares->first + 1));
	first_day = month_start[month];
	return first_day + (int) rng_below(rng, (uint32_t) (month_start[month + 1] - first_day));
}

void
make_life(uint64_t seed, const User *users, uint64_t user, Life *life)
{
	static const uint32_t levels[] = {32, 48, 64, 64, 80, 112};
	Rng rng = rng_start(seed, STREAM_LIFE, user);
	int growth = shipping_states[users[user].answers[Q_STATE]].growth;
	bool active = true, gone = false;
	uint64_t weight = 0;

	/*
	 * Multiples of irrational numbers are spread more evenly than random ones,
	 * so that few users, too, have all kinds of beginnings and ends.
	 */
	life->first_day = share_to_day(start_months, (uint32_t) ((user + seed) * UINT64_C(3242174889)), &rng);
	life->last_day = share_to_day(end_months, (uint32_t) ((user + seed) * UINT64_C(2447445414)), &rng);
	if (days[life->last_day].month == MONTHS - 1)
		life->last_day = DAYS - 1; /* those who enrolled last set the end of the dataset */
	if (life->last_day < life->first_day + 30)
		life->last_day = life->first_day + 30 < DAYS ? life->first_day + 30 : DAYS - 1;

	for (int month = 0; month < MONTHS; month++)
	{
		int from = month_start[month], to = month_start[month + 1];

		if (from < life->first_day)
			from = life->first_day;
		if (to > life->last_day + 1)
			to = life->last_day + 1;
		life->intensity[month] = 0;
		if (from < to)
		{
			/* some pause for months, a few of them for good; the first month is always active */
			if (active && weight > 0 && rng_chance(&rng, 25, 1000))
			{
				active = false;
				gone = rng_chance(&rng, 2, 100);
			}
			else if (!active && !gone)
				active = rng_chance(&rng, 25, 100);
			if (active)
				life->intensity[month] = levels[rng_below(&rng, COUNT_OF(levels))] *
										 (uint32_t) (12000 + growth * (month - 36)) / 12000;
			weight += (uint64_t) life->intensity[month] * (weight_before[to] - weight_before[from]);
		}
		life->weight_upto[month] = weight;
	}
}

int
draw_day(Rng *rng, const Life *life)
{
	uint64_t x = rng_below(rng, (uint32_t) life->weight_upto[MONTHS - 1]);
	int low = 0, high = MONTHS - 1;
	int from, to;
	uint32_t weight;

	while (low < high)
	{
		int middle = (low + high) / 2;

		if (life->weight_upto[middle] > x)
			high = middle;
		else
			low = middle + 1;
	}
	if (low > 0)
		x -= life->weight_upto[low - 1];

	/* the last day of the month with no more than x before it, among the user's days */
	from = month_start[low] > life->first_day ? month_start[low] : life->first_day;
	to = month_start[low + 1] - 1 < life->last_day ? month_start[low + 1] - 1 : life->last_day;
	weight = weight_before[from] + (uint32_t) (x / life->intensity[low]);
	while (from < to)
	{
		int middle = (from + to + 1) / 2;

		if (weight_before[middle] <= weight)
			from = middle;
		else
			to = middle - 1;
	}
	return from;
}
