/*
 * products.c
 *		Products: how often one is bought, its code, what changes about it, its price.
 */
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "calendar.h"
#include "categories.h"
#include "fixed_point.h"
#include "products.h"
#include "tables/amounts.h"
#include "tables/trends.h"

/*
 * A product's code must be its own, and look random.  Multiplying its serial
 * number by something without a common factor with the number of codes, modulo
 * that number, does both.
 */
static uint64_t
spread(uint64_t serial, uint64_t factor, uint64_t offset, uint64_t codes)
{
	return (serial * factor + offset % codes) % codes;
}

/* ISBN-10: nine digits and a check digit, some of the leading zeros lost by a spreadsheet */
static void
make_isbn(uint64_t serial, uint64_t offset, Rng *rng, char code[11])
{
	uint64_t rest = spread(serial, UINT64_C(61803399), offset, 100000000);
	uint32_t group = rng_below(rng, 20);
	int sum = 0;
	int zeros = 0;

	code[0] = group < 8 ? '0' : group < 19 ? '1' : '8';
	for (int i = 8; i > 0; i--, rest /= 10)
		code[i] = (char) ('0' + rest % 10);
	for (int i = 0; i < 9; i++)
		sum += (10 - i) * (code[i] - '0');
	sum = (11 - sum % 11) % 11;
	code[9] = sum == 10 ? 'X' : (char) ('0' + sum);
	code[10] = '\0';

	/* What ends in X is no number to a spreadsheet; codes of fewer than eight digits are not known. */
	while (code[zeros] == '0')
		zeros++;
	if (code[9] != 'X' && zeros <= 2 && rng_chance(rng, 18, 100))
		memmove(code, code + zeros, (size_t) (11 - zeros));
}

static void
make_asin(uint64_t serial, uint64_t offset, Rng *rng, char code[11])
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	uint64_t rest = spread(serial, UINT64_C(48431719937), offset, UINT64_C(78364164096)); /* 36^7 */

	code[0] = 'B';
	code[1] = '0';
	code[2] = "0011778889"[rng_below(rng, 10)];
	for (int i = 9; i > 2; i--, rest /= 36)
		code[i] = digits[rest % 36];
	code[10] = '\0';
}

ProductTraits
product_traits(uint64_t seed, Product product)
{
	const Category *category = &categories[product.category];
	const ThemeWords *words = &theme_words[category->theme];
	uint64_t serial = category->first_serial + product.number;
	ProductTraits traits;
	Rng rng;

	traits.key = mix(mix(seed, STREAM_PRODUCT), serial);
	rng = (Rng){traits.key};

	if (rng_chance(&rng, category->theme == T_BOOK ? 96 : category->theme == T_OFFICE ? 2 : 0, 100))
		make_isbn(serial, mix(seed, STREAM_CODES), &rng, traits.code);
	else
		make_asin(serial, mix(seed, STREAM_CODES), &rng, traits.code);

	traits.second_title = rng_chance(&rng, 25, 100);
	traits.second_category = product.category;
	if (rng_chance(&rng, 6, 1000))
		traits.second_category = words->members[rng_below(&rng, (uint32_t) words->member_count)];
	traits.change_day = (int) rng_below(&rng, DAYS);
	return traits;
}

/*
 * Popularity: the cube of a uniform number makes the first products of a
 * catalogue much more popular than the last ones (they fall off like rank^(-2/3)),
 * which fits the real number of distinct codes in a small part as in the whole.
 */
Product
draw_product(Rng *rng, int category, int price_tilt)
{
	uint64_t u = rng_bits(rng);
	uint64_t group = (((((u * u) >> 32) * u) >> 32) * (categories[category].catalogue / TIERS)) >> 32;
	uint32_t tier = rng_below(rng, TIERS);
	uint32_t other = rng_below(rng, TIERS);

	if (rng_chance(rng, (uint32_t) abs(price_tilt), 100) && (price_tilt > 0) == (other > tier))
		tier = other;
	return (Product){category, (uint32_t) group * TIERS + tier};
}

/* Gives most prices one of the usual endings, rounding to the nearest such price. */
static uint32_t
usual_price(uint32_t cents, Rng *rng)
{
	int x = (int) rng_below(rng, 1000);

	if (cents < 250) /* small prices are kept: a can of beans costs 1.28 */
		return cents > 25 ? cents : 25;
	for (size_t i = 0; i < COUNT_OF(price_endings); i++)
	{
		x -= price_endings[i].share;
		if (x < 0)
		{
			uint32_t ending = (uint32_t) price_endings[i].cents;

			return (cents - ending + 50) / 100 * 100 + ending;
		}
	}
	return cents;
}

/*
 * The price of a product on a day.  It has a list price that stays, but for the
 * general level of prices.  In some periods of two months it is on sale, or
 * dearer, and that for all users alike.
 */
uint32_t
product_price(uint64_t key, Product product, int day)
{
	/* middles of the eighths of a normal distribution */
	static const int tier_middle[TIERS] = {-165, -89, -49, -16, 16, 49, 89, 165};
	static const int season_level[] = {100, 100, 100, 100, 100, 94, 90, 86, 78, 106, 112};
	const Category *category = &categories[product.category];
	const Theme *theme = &themes[category->theme];
	Rng rng = {mix(key, STREAM_PRICE)};
	Rng season_rng = {mix(rng.state, (uint64_t) day / 61)};
	uint32_t season = rng_below(&season_rng, COUNT_OF(season_level));
	int32_t deviation = tier_middle[product.number % TIERS] * ONE / 100 + rng_normal(&rng) / 3;
	uint64_t list;

	/* the dear ones are further from the median than the cheap ones, the dearest by far */
	if (deviation > 0)
		deviation += (int32_t) ((int64_t) deviation * deviation / (8 * ONE));
	list = times_power_of_two((uint64_t) category->median_cents, deviation / 100 * theme->price_spread);
	list = list * (uint64_t) price_level[days[day].year] / 1000;
	if (season_level[season] == 100)
		return usual_price((uint32_t) list, &rng);
	return usual_price((uint32_t) (list * (uint64_t) season_level[season] / 100), &season_rng);
}
