/*
 * addresses.c
 *		Where a user's parcels go.
 */
#include <string.h>

#include "addresses.h"
#include "basics.h"
#include "calendar.h"

#define STATES ((int) COUNT_OF(state_answers))
#define ABROAD (STATES - 1) /* no state as an answer; among the shipping states, Puerto Rico */

/* A state, the likelier the more respondents live there */
static int
draw_state(Rng *rng)
{
	uint32_t x = rng_below(rng, SURVEY_RESPONDENTS);
	int state = 0;

	while (x >= (uint32_t) state_answers[state].count)
		x -= (uint32_t) state_answers[state++].count;
	return state;
}

Addresses
draw_addresses(Rng *rng, const User *user)
{
	Addresses addresses;
	const char *changes = life_change_answers[user->answers[Q_LIFE_CHANGES]].text;

	addresses.home = user->answers[Q_STATE];
	addresses.friends[0] = draw_state(rng);
	addresses.friends[1] = draw_state(rng);
	if (addresses.home == ABROAD) /* with parcels to somebody in the country */
		addresses.home = addresses.friends[0];
	addresses.old_home = addresses.home;
	addresses.moving_day = (int) rng_below(rng, DAYS);

	/* those who moved in 2021, and some who moved at another time, crossed a state line */
	if (strstr(changes, "Moved") != NULL && rng_chance(rng, 30, 100))
	{
		addresses.old_home = draw_state(rng);
		addresses.moving_day = month_start[36] + (int) rng_below(rng, 365);
	}
	else if (rng_chance(rng, 8, 100))
		addresses.old_home = draw_state(rng);
	return addresses;
}

const char *
draw_address(Rng *rng, const Addresses *addresses, int day)
{
	int state = day < addresses->moving_day ? addresses->old_home : addresses->home;
	bool december = days[day].month % 12 == 11;

	if (rng_chance(rng, december ? 7 : 3, 100)) /* a gift */
	{
		uint32_t whom = rng_below(rng, 5);

		state = whom == 0 ? draw_state(rng) : addresses->friends[whom % 2];
	}
	return shipping_states[state].code;
}
