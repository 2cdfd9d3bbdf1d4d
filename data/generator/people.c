/*
 * people.c
 *		Identifiers of users, and how much they buy.
 */
#include "chance.h"
#include "fixed_point.h"
#include "people.h"

void
make_user_id(uint64_t seed, uint64_t user, char id[ID_LENGTH + 1])
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	Rng rng = rng_start(seed, STREAM_ID, user);

	id[0] = 'R';
	id[1] = '_';
	/* three real identifiers out of four begin with 1, 2 or 3 */
	id[2] = digits[rng_chance(&rng, 3, 4) ? 1 + rng_below(&rng, 3) : rng_below(&rng, 62)];
	for (int i = 3; i < ID_LENGTH; i++)
		id[i] = digits[rng_below(&rng, 62)];
	id[ID_LENGTH] = '\0';
}

/* How much a user buys: log-normal, and more with a higher income or more people on the account */
void
draw_activities(uint64_t seed, User *users, uint64_t user_count)
{
	for (uint64_t u = 0; u < user_count; u++)
	{
		Rng rng = rng_start(seed, STREAM_ACTIVITY, u);
		int hundredths =
			income_activity[users[u].answers[Q_INCOME]] + howmany_activity[users[u].answers[Q_HOWMANY]];

		/* some hardly use their account at all */
		if (rng_chance(&rng, 9, 100))
			hundredths -= 280;
		users[u].activity = rng_normal(&rng) / 100 * 115 + hundredths * ONE / 100;
	}
}
