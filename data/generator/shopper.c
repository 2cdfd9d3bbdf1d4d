/*
 * shopper.c
 *		What a user buys: rather from favourite categories, and again what was bought before.
 */
#include "basics.h"
#include "calendar.h"
#include "categories.h"
#include "shopper.h"
#include "tables/amounts.h"

#define FAVOURITE_YEAR 2 /* the middle of all lines */

static void
remember(Memory *memory, Product product, int day)
{
	memory->purchases[memory->count++ % REMEMBERED] = (Purchase){product, day};
}

/*
 * Finds the last purchase from a category before this day: nobody reorders on
 * the same day, and what looks like it should be the duplicates made on purpose.
 */
static Purchase *
recall(Memory *memory, int category, int day)
{
	for (uint32_t back = 1; back <= REMEMBERED && back <= memory->count; back++)
	{
		Purchase *purchase = &memory->purchases[(memory->count - back) % REMEMBERED];

		if (purchase->product.category == category && purchase->day < day)
			return purchase;
	}
	return NULL;
}

Product
choose_product(Shopper *shopper, int day)
{
	Rng *rng = &shopper->rng;
	int category = category_at(days[day].year, rng_bits(rng));
	int reorder;
	Purchase *known = NULL;
	Product product;

	/* users have favourite categories: where a dog lives, dog food is bought */
	if (rng_chance(rng, 30, 100))
		category = shopper->favourites[rng_below(rng, FAVOURITES)];
	reorder = themes[categories[category].theme].reorder;

	if (rng_chance(rng, (uint32_t) reorder, 100))
		known = recall(&shopper->memory, category, day);
	if (known != NULL)
	{
		known->day = day;
		return known->product;
	}
	product = draw_product(rng, category, shopper->price_tilt);
	if (reorder > 1)
		remember(&shopper->memory, product, day);
	return product;
}

uint32_t
draw_quantity(Rng *rng, int category)
{
	if (!rng_chance(rng, (uint32_t) themes[categories[category].theme].several, 100))
		return 1;
	if (rng_chance(rng, 1, 45))
		return (uint32_t) large_quantities[rng_below(rng, COUNT_OF(large_quantities))];
	return (uint32_t) quantities[rng_below(rng, COUNT_OF(quantities))];
}

void
start_shopper(Shopper *shopper, uint64_t seed, const User *users, uint64_t user)
{
	shopper->rng = rng_start(seed, STREAM_LINES, user);
	shopper->addresses = draw_addresses(&shopper->rng, &users[user]);
	shopper->memory.count = 0;
	shopper->price_tilt = income_price_tilt[users[user].answers[Q_INCOME]];

	/*
	 * Evenly spread over the lines of a middle year, as the histories are in
	 * make_life(), so that a category's share hangs on no few heavy users.
	 */
	for (uint64_t i = 0; i < FAVOURITES; i++)
	{
		uint64_t number = user * FAVOURITES + i + seed;

		shopper->favourites[i] = category_at(FAVOURITE_YEAR, (uint32_t) (number * UINT64_C(2654435769)));
	}
}
