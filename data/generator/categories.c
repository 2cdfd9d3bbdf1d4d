/*
 * categories.c
 *		Categories of products: their names, words, frequencies and the size of their catalogues.
 */
#include <stdbool.h>
#include <stdio.h>

#include "basics.h"
#include "calendar.h"
#include "categories.h"
#include "chance.h"
#include "fixed_point.h"
#include "tables/head_categories.h"
#include "tables/trends.h"

/*
 * The tail: after the head categories come composed ones, until there are
 * CATEGORY_COUNT.  Their lines fall off exponentially from TAIL_LINES,
 * halving every TAIL_HALF_LIFE categories.
 */
#define TAIL_LINES 2110
#define TAIL_HALF_LIFE 245

ThemeWords theme_words[THEME_COUNT];
Category categories[CATEGORY_COUNT];
static uint32_t lines_upto[YEARS][CATEGORY_COUNT]; /* cumulated frequencies in each year */

static void
split_themes(void)
{
	for (int t = 0; t < THEME_COUNT; t++)
	{
		theme_words[t].openings = split_words(themes[t].openings);
		theme_words[t].parts = split_words(themes[t].parts);
		theme_words[t].adjectives = split_words(themes[t].adjectives);
		theme_words[t].features = split_words(themes[t].features);
		theme_words[t].variants = split_words(themes[t].variants);
		theme_words[t].sizes = split_words(themes[t].sizes);
		theme_words[t].audiences = split_words(themes[t].audiences);
		theme_words[t].modifiers = split_words(themes[t].modifiers);
		theme_words[t].nouns = split_words(themes[t].nouns);
	}
}

/*
 * Names a category after one of its theme's nouns with a modifier, "Travel
 * Bottle" becoming TRAVEL_BOTTLE.  Returns false once all pairs are used up.
 */
static bool
compose_category(Category *category, int theme, int pair)
{
	const WordList *modifiers = &theme_words[theme].modifiers;
	const WordList *nouns = &theme_words[theme].nouns;
	int noun = pair % nouns->count;
	int turn = pair / nouns->count;
	Word first, second;
	char *title;
	int length;

	if (turn >= modifiers->count)
		return false;
	first = modifiers->words[(noun + turn) % modifiers->count];
	second = nouns->words[noun];

	length = first.length + 1 + second.length;
	title = allocate((size_t) length + 1, 1);
	snprintf(title, (size_t) length + 1, "%.*s %.*s", first.length, first.text, second.length, second.text);
	category->nouns = split_words(title);
	for (int i = 0; i < length; i++)
		category->name[i] = title[i] == ' ' ? '_' : to_upper(title[i]);
	category->theme = theme;
	return true;
}

static void
make_tail_categories(uint64_t seed, int first)
{
	int next_pair[THEME_COUNT] = {0};
	int theme = 0;

	for (int c = first; c < CATEGORY_COUNT;)
	{
		Rng rng = rng_start(seed, STREAM_CATEGORY, (uint64_t) c);

		theme = (theme + 1) % THEME_COUNT;

		/* books and gift cards have no small categories */
		if (theme == T_BOOK || theme == T_GIFT ||
			!compose_category(&categories[c], theme, next_pair[theme]++))
			continue;
		categories[c].lines = (int) times_power_of_two(TAIL_LINES, -(c - first) * ONE / TAIL_HALF_LIFE);
		categories[c].median_cents =
			(int) times_power_of_two((uint64_t) themes[theme].median_cents, rng_normal(&rng) / 2);
		c++;
	}
}

/*
 * Themes gain or lose against each other over the years.  A category's
 * frequency is scaled such that its lines up to October 2022 stay what they are.
 */
static void
cumulate_lines(void)
{
	uint64_t factors[THEME_COUNT][YEARS];
	uint64_t totals[YEARS] = {0}; /* of all categories, before scaling */

	for (int t = 0; t < THEME_COUNT; t++)
	{
		factors[t][0] = 1 << 20;
		for (int y = 1; y < YEARS; y++)
			factors[t][y] = factors[t][y - 1] * (uint64_t) (1000 + themes[t].tilt) / 1000;
	}
	for (int y = 0; y < YEARS; y++)
	{
		for (int c = 0; c < CATEGORY_COUNT; c++)
			totals[y] += (uint64_t) categories[c].lines * factors[categories[c].theme][y];
	}
	for (int y = 0; y < YEARS; y++)
	{
		uint64_t sum = 0;

		for (int c = 0; c < CATEGORY_COUNT; c++)
		{
			const uint64_t *factor = factors[categories[c].theme];
			uint64_t unscaled = 0;

			for (size_t past = 0; past < COUNT_OF(lines_per_year); past++)
				unscaled += ((uint64_t) lines_per_year[past] * factor[past] << 24) / totals[past];
			sum += (uint64_t) categories[c].lines * factor[y] * 16 / unscaled;
			lines_upto[y][c] = (uint32_t) sum;
		}
	}
}

void
make_categories(uint64_t seed)
{
	int heads = (int) COUNT_OF(head_categories);
	uint64_t serial = 0;

	split_themes();
	for (int c = 0; c < heads; c++)
	{
		snprintf(categories[c].name, sizeof(categories[c].name), "%s", head_categories[c].name);
		categories[c].theme = head_categories[c].theme;
		categories[c].lines = head_categories[c].lines;
		categories[c].median_cents = head_categories[c].median_cents;
		categories[c].nouns = split_words(head_categories[c].nouns);
	}
	make_tail_categories(seed, heads);

	for (int c = 0; c < CATEGORY_COUNT; c++)
	{
		ThemeWords *words = &theme_words[categories[c].theme];

		/*
		 * About 1.7 products per line is what, with the popularity in
		 * draw_product(), leaves the real number of distinct codes.  Gift
		 * cards are few.
		 */
		categories[c].catalogue = (uint32_t) categories[c].lines * 17 / 10;
		if (categories[c].theme == T_GIFT)
			categories[c].catalogue /= 100;
		categories[c].catalogue = (categories[c].catalogue / TIERS + 1) * TIERS;
		categories[c].first_serial = serial;
		serial += categories[c].catalogue;
		words->members[words->member_count++] = c;
	}
	cumulate_lines();
}

/* The category at a fraction (of 2^32) of a year's lines, when they are laid out by category */
int
category_at(int year, uint32_t fraction)
{
	const uint32_t *upto = lines_upto[year];
	uint32_t x = (uint32_t) (((uint64_t) fraction * upto[CATEGORY_COUNT - 1]) >> 32);
	int low = 0, high = CATEGORY_COUNT - 1;

	while (low < high)
	{
		int middle = (low + high) / 2;

		if (upto[middle] > x)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}
