/*
 * generate.c
 *		Writes an invented dataset in the format of Open e-commerce 1.0: the command line.
 *
 * The real dataset may not be shipped with this project, so tests, benchmarks
 * and first steps use an imitation: three CSV files with the published shape of
 * the real ones, and no row of them.  The shape - how many lines a year, how
 * many fields are missing, how codes, titles and answers are spoilt - is in
 * tables/; the other files turn it into lines:
 *
 *	survey			what people answer
 *	people			who they are, and how much they buy
 *	life			when they buy
 *	addresses		where it is sent
 *	shopper			what they buy
 *	categories		of which there are 1,871 with products
 *	products		their codes and prices
 *	titles			their titles
 *	purchases		all of this put together, line by line
 *
 * The same arguments give the same bytes on every machine.  Therefore there is
 * no rand(), no clock, no locale and no floating point here: chance comes from
 * splitmix64, and logarithmic quantities are fixed point with FRACTION bits.
 *
 * Users' histories are drawn independently of each other, and products are not
 * stored at all: code, title and price are functions of the product's number.
 * So the memory needed is a few dozen bytes per user, whatever the number of
 * lines.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "calendar.h"
#include "categories.h"
#include "people.h"
#include "purchases.h"
#include "survey.h"
#include "titles.h"

#define DEFAULT_ROWS 1850717
#define DEFAULT_USERS SURVEY_RESPONDENTS
#define DEFAULT_SEED 1
#define MAX_ROWS UINT64_C(4000000000)
#define MAX_USERS UINT64_C(50000000)

#define EXIT_USAGE 2

static const char usage[] =
	"generate - writes invented purchases and survey answers in the format of Open e-commerce 1.0\n"
	"\n"
	"Usage: generate [--rows N] [--users N] [--seed N] --out DIR\n"
	"\n"
	"  --rows N    lines of purchases, 0 to 4000000000 (default 1850717)\n"
	"  --users N   respondents, 1 to 50000000 (default 5027)\n"
	"  --seed N    the same number gives the same files on every machine (default 1)\n"
	"  --out DIR   existing directory for amazon-purchases.csv, survey.csv and fields.csv;\n"
	"              files of these names are overwritten\n"
	"  --help      this text\n"
	"\n"
	"Exits with 0, or 1 if a file could not be written, or 2 after wrong arguments.\n";

static _Noreturn void
fail_usage(const char *problem, const char *argument)
{
	fprintf(stderr, "generate: %s: \"%s\"\nTry \"generate --help\".\n", problem, argument);
	exit(EXIT_USAGE);
}

static uint64_t
parse_number(const char *option, const char *text, uint64_t minimum, uint64_t maximum)
{
	uint64_t number = 0;

	if (*text == '\0')
		fail_usage("number missing after", option);
	for (const char *c = text; *c != '\0'; c++)
	{
		uint64_t digit;

		if (*c < '0' || *c > '9')
			fail_usage("not a whole number", text);
		digit = (uint64_t) (*c - '0');
		if (number > (UINT64_MAX - digit) / 10)
			fail_usage("number too large", text);
		number = number * 10 + digit;
	}
	if (number < minimum || number > maximum)
	{
		fprintf(stderr, "generate: %s must be between %llu and %llu, not %s\nTry \"generate --help\".\n",
				option, (unsigned long long) minimum, (unsigned long long) maximum, text);
		exit(EXIT_USAGE);
	}
	return number;
}

int
main(int argc, char **argv)
{
	uint64_t rows = DEFAULT_ROWS;
	uint64_t user_count = DEFAULT_USERS;
	uint64_t seed = DEFAULT_SEED;
	const char *directory = NULL;
	User *users;

	for (int i = 1; i < argc; i++)
	{
		const char *option = argv[i];
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;

		if (strcmp(option, "--help") == 0)
		{
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		}
		if (strcmp(option, "--rows") != 0 && strcmp(option, "--users") != 0 &&
			strcmp(option, "--seed") != 0 && strcmp(option, "--out") != 0)
			fail_usage("unknown argument", option);
		if (value == NULL)
			fail_usage("value missing after", option);
		i++;
		if (strcmp(option, "--rows") == 0)
			rows = parse_number(option, value, 0, MAX_ROWS);
		else if (strcmp(option, "--users") == 0)
			user_count = parse_number(option, value, 1, MAX_USERS);
		else if (strcmp(option, "--seed") == 0)
			seed = parse_number(option, value, 0, UINT64_MAX);
		else
			directory = value;
	}
	if (directory == NULL || *directory == '\0')
		fail_usage("required argument missing", "--out DIR");

	make_calendar();
	split_title_words();
	make_categories(seed);

	users = allocate(user_count, sizeof(User));
	answer_survey(seed, users, user_count);
	write_survey(seed, users, user_count, directory);
	write_fields(directory);
	write_purchases(seed, users, user_count, rows, directory);
	free(users);
	return EXIT_SUCCESS;
}
