/*
 * purchases.c
 *		What everybody has bought: the file amazon-purchases.csv.
 */
#include <string.h>

#include "basics.h"
#include "calendar.h"
#include "categories.h"
#include "fixed_point.h"
#include "life.h"
#include "output.h"
#include "purchases.h"
#include "shopper.h"
#include "titles.h"
#include "tables/amounts.h"
#include "tables/trends.h"

/* Frequencies per million lines; duplicates: per million lines that are not the first of a user's day */
#define DUPLICATE_LINES 11300
#define WITHOUT_CODE 552
#define WITHOUT_CATEGORY_ONLY 355

/* Writes dollars the way pandas writes floats: 22.98, 19.9, 5.0 */
static char *
put_price(char *to, uint32_t cents)
{
	to = put_number(to, cents / 100, 1);
	*to++ = '.';
	return cents % 10 == 0 ? put_number(to, cents % 100 / 10, 1) : put_number(to, cents % 100, 2);
}

/* Longest line: a title of quotes only, each doubled, and the short fields */
#define LINE_SIZE (2 * TEXT_SIZE + 256)

static size_t
make_line(char *line, uint64_t seed, Shopper *shopper, int day, const char *id)
{
	Rng *rng = &shopper->rng;
	Product product = choose_product(shopper, day);
	ProductTraits traits = product_traits(seed, product);
	bool changed = day >= traits.change_day;
	bool missing = rng_chance(rng, (uint32_t) missing_per_year[days[day].year], 10000);
	bool without_category = rng_chance(rng, WITHOUT_CATEGORY_ONLY, 1000000);
	bool without_code = rng_chance(rng, WITHOUT_CODE, 1000000);
	const char *address = draw_address(rng, &shopper->addresses, day);
	uint32_t quantity = draw_quantity(rng, product.category);
	uint32_t cents;
	char *end = line;

	if (categories[product.category].theme == T_GIFT)
		cents = (uint32_t) gift_amounts[rng_below(rng, COUNT_OF(gift_amounts))] * 100;
	else
		cents = product_price(traits.key, product, day);

	end = put_string(end, days[day].text);
	*end++ = ',';
	end = put_price(end, cents);
	*end++ = ',';
	end = put_number(end, quantity, 1);
	end = put_string(end, ".0");
	*end++ = ',';
	if (!missing)
	{
		Text title;

		end = put_string(end, address);
		*end++ = ',';
		make_title(&title, traits.key, product, changed && traits.second_title);
		end = put_field(end, title.data, title.length);
	}
	else
		*end++ = ',';
	*end++ = ',';
	if (!without_code || missing) /* something must be left of the line */
		end = put_string(end, traits.code);
	*end++ = ',';
	if (!missing && !without_category)
		end = put_string(end, categories[changed ? traits.second_category : product.category].name);
	*end++ = ',';
	end = put_string(end, id);
	*end++ = '\n';
	return (size_t) (end - line);
}

/* Writes the lines of one user, ordered by date. */
static void
write_history(Output *output, uint64_t seed, const User *users, uint64_t user, uint64_t line_count)
{
	static uint32_t lines_on[DAYS];
	static char line[LINE_SIZE];
	size_t length = 0;
	char id[ID_LENGTH + 1];
	int day = 0;
	Life life;
	Shopper shopper;

	make_user_id(seed, user, id);
	make_life(seed, users, user, &life);
	start_shopper(&shopper, seed, users, user);

	memset(lines_on, 0, sizeof(lines_on));
	for (uint64_t i = 0; i < line_count; i++)
	{
		/* every other line joins the order before it */
		if (i == 0 || rng_chance(&shopper.rng, 52, 100))
			day = draw_day(&shopper.rng, &life);
		lines_on[day]++;
	}

	for (day = life.first_day; day <= life.last_day; day++)
	{
		for (uint32_t i = 0; i < lines_on[day]; i++)
		{
			/* exact duplicates follow each other */
			if (i == 0 || !rng_chance(&shopper.rng, DUPLICATE_LINES, 1000000))
				length = make_line(line, seed, &shopper, day, id);
			output_write(output, line, length);
		}
	}
}

/* A user's share in all lines: how much the user buys, times the time there is for it */
static uint64_t
weigh_users(uint64_t seed, User *users, uint64_t user_count)
{
	uint64_t sum = 0;

	for (uint64_t u = 0; u < user_count; u++)
	{
		Life life;

		make_life(seed, users, u, &life);
		users[u].weight =
			times_power_of_two(4096, users[u].activity) * (life.weight_upto[MONTHS - 1] >> 10) / 65536 + 1;
		sum += users[u].weight;
	}
	return sum;
}

void
write_purchases(uint64_t seed, User *users, uint64_t user_count, uint64_t row_count, const char *directory)
{
	static const char head[] = "Order Date,Purchase Price Per Unit,Quantity,Shipping Address State,Title,"
							   "ASIN/ISBN (Product Code),Category,Survey ResponseID\n";
	Output output = output_open(directory, "amazon-purchases.csv");
	uint64_t weight_left = weigh_users(seed, users, user_count);

	/* everybody has bought something, if there are lines enough */
	uint64_t each = row_count >= user_count ? 1 : 0;
	uint64_t rows_left = row_count - each * user_count;

	output_write(&output, head, sizeof(head) - 1);
	for (uint64_t u = 0; u < user_count; u++)
	{
		/* dealing out what is left in proportion makes the sum exact */
		uint64_t rows = rows_left * users[u].weight / weight_left;

		write_history(&output, seed, users, u, each + rows);
		rows_left -= rows;
		weight_left -= users[u].weight;
	}
	output_close(&output);
}
