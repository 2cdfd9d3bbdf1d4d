/*
 * generate.c
 *		Writes an invented dataset in the format of Open e-commerce 1.0.
 *
 * The real dataset may not be shipped with this project, so tests, benchmarks
 * and first steps use an imitation: three CSV files with the published shape of
 * the real ones, and no row of them.  The shape - how many lines a year, how
 * many fields are missing, how codes, titles and answers are spoilt - is in
 * generate_tables.h; this file turns it into lines.
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
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generate_tables.h"

#define DEFAULT_ROWS 1850717
#define DEFAULT_USERS SURVEY_RESPONDENTS
#define DEFAULT_SEED 1
#define MAX_ROWS UINT64_C(4000000000)
#define MAX_USERS UINT64_C(50000000)

#define EXIT_USAGE 2

/* The calendar: 2018-01-01 to 2024-08-15 */
#define FIRST_YEAR 2018
#define YEARS 7
#define MONTHS 80
#define DAYS 2419

#define STATES ((int) COUNT_OF(state_answers))
#define ABROAD (STATES - 1) /* no state as an answer; among the shipping states, Puerto Rico */

#define ID_LENGTH 17

/* Frequencies per million lines; duplicates: per million lines that are not the first of a user's day */
#define DUPLICATE_LINES 11300
#define WITHOUT_CODE 552
#define WITHOUT_CATEGORY_ONLY 355

/* Every use of chance has its own stream, so that one can change without the others. */
typedef enum Stream
{
	STREAM_ID,
	STREAM_SURVEY,
	STREAM_ACTIVITY,
	STREAM_LIFE,
	STREAM_LINES,
	STREAM_PRODUCT,
	STREAM_TITLE,
	STREAM_FIRST_TITLE,
	STREAM_SECOND_TITLE,
	STREAM_PRICE,
	STREAM_CATEGORY,
	STREAM_CODES
} Stream;

/* --------------------------------------------------------------- failure --- */

static _Noreturn void
fail_file(const char *what, const char *path)
{
	fprintf(stderr, "generate: could not %s \"%s\": %s\n", what, path, strerror(errno));
	exit(EXIT_FAILURE);
}

static void *
allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
	{
		fprintf(stderr, "generate: out of memory\n");
		exit(EXIT_FAILURE);
	}
	return memory;
}

/* ---------------------------------------------------------------- chance --- */

typedef struct Rng
{
	uint64_t state;
} Rng;

/* The output function of splitmix64, which is also a good hash of an integer */
static uint64_t
scramble(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	return x ^ (x >> 31);
}

static uint64_t
mix(uint64_t a, uint64_t b)
{
	return scramble(a + UINT64_C(0x9E3779B97F4A7C15) * (b + 1));
}

static Rng
rng_start(uint64_t seed, Stream stream, uint64_t number)
{
	return (Rng){mix(mix(seed, stream), number)};
}

static uint64_t
rng_next(Rng *rng)
{
	rng->state += UINT64_C(0x9E3779B97F4A7C15);
	return scramble(rng->state);
}

static uint32_t
rng_bits(Rng *rng)
{
	return (uint32_t) (rng_next(rng) >> 32);
}

/* An integer from 0 up to, but not including, the limit */
static uint32_t
rng_below(Rng *rng, uint32_t limit)
{
	return (uint32_t) (((uint64_t) rng_bits(rng) * limit) >> 32);
}

static bool
rng_chance(Rng *rng, uint32_t numerator, uint32_t denominator)
{
	return rng_below(rng, denominator) < numerator;
}

#define FRACTION 16
#define ONE (INT32_C(1) << FRACTION)

/*
 * A roughly normal number with standard deviation ONE: the sum of four uniform
 * ones, whose standard deviation is 65536 / sqrt(3), times sqrt(3).
 */
static int32_t
rng_normal(Rng *rng)
{
	uint64_t bits = rng_next(rng);
	int64_t sum = -2 * INT64_C(65535);

	for (int i = 0; i < 4; i++)
		sum += (int64_t) ((bits >> (16 * i)) & 0xFFFF);
	return (int32_t) (sum * 113512 / 65536);
}

/* value * 2^exponent, the exponent in fixed point */
static uint64_t
times_power_of_two(uint64_t value, int32_t exponent)
{
	/* 2^(i/16), in fixed point; between two entries a straight line is good enough */
	static const uint32_t powers[] = {65536, 68438,	 71468,	 74632,	 77936,	 81386,	 84990,	 88752, 92682,
									  96785, 101070, 105545, 110218, 115098, 120194, 125515, 131072};
	int whole = exponent / ONE;
	int part = exponent % ONE;
	uint32_t step, rest;
	uint64_t power;

	if (part < 0)
	{
		part += ONE;
		whole--;
	}
	step = (uint32_t) part >> 12;
	rest = (uint32_t) part & 0xFFF;
	power = powers[step] + (((uint64_t) (powers[step + 1] - powers[step]) * rest) >> 12);
	value = (value * power) >> FRACTION;
	return whole >= 0 ? value << whole : value >> -whole;
}

/* ----------------------------------------------------------------- words --- */

typedef struct Word
{
	const char *text; /* not terminated */
	int length;
} Word;

typedef struct WordList
{
	int count;
	Word *words;
} WordList;

static WordList
split_words(const char *list)
{
	WordList result = {1, NULL};
	int n = 0;

	for (const char *c = list; *c != '\0'; c++)
		result.count += *c == '|';
	result.words = allocate((size_t) result.count, sizeof(Word));
	for (const char *start = list;; start += result.words[n - 1].length + 1)
	{
		const char *end = strchr(start, '|');

		result.words[n].text = start;
		result.words[n].length = (int) (end != NULL ? (size_t) (end - start) : strlen(start));
		n++;
		if (end == NULL)
			return result;
	}
}

static char
to_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
}

/* Writes a number, at least so many digits of it, and returns where it ends. */
static char *
put_number(char *to, uint32_t number, int digits)
{
	char reversed[10];
	int length = 0;

	for (; number > 0 || length < digits; number /= 10)
		reversed[length++] = (char) ('0' + number % 10);
	while (length > 0)
		*to++ = reversed[--length];
	return to;
}

/* A text under construction; what would not fit is left out. */
#define TEXT_SIZE 8192

typedef struct Text
{
	int length;
	char data[TEXT_SIZE];
} Text;

static void
append(Text *text, const char *bytes, int length)
{
	if (length > TEXT_SIZE - text->length)
		length = TEXT_SIZE - text->length;
	memcpy(text->data + text->length, bytes, (size_t) length);
	text->length += length;
}

static void
append_string(Text *text, const char *string)
{
	append(text, string, (int) strlen(string));
}

static void
append_word(Text *text, Word word)
{
	append(text, word.text, word.length);
}

static void
append_number(Text *text, uint32_t number)
{
	char digits[10];

	append(text, digits, (int) (put_number(digits, number, 1) - digits));
}

/* ---------------------------------------------------------------- output --- */

typedef struct Output
{
	FILE *file;
	char *path;
} Output;

static Output
output_open(const char *directory, const char *name)
{
	Output output;
	size_t size = strlen(directory) + strlen(name) + 2;

	output.path = allocate(size, 1);
	snprintf(output.path, size, "%s/%s", directory, name);
	output.file = fopen(output.path, "wb");
	if (output.file == NULL)
		fail_file("open", output.path);
	setvbuf(output.file, NULL, _IOFBF, 1 << 20);
	return output;
}

static void
output_write(Output *output, const char *bytes, size_t length)
{
	if (fwrite(bytes, 1, length, output->file) != length)
		fail_file("write to", output->path);
}

/* Buffered bytes reach the disk here, so a full disk may show up only here. */
static void
output_close(Output *output)
{
	if (fclose(output->file) != 0)
		fail_file("write to", output->path);
	free(output->path);
}

/* Puts a field at the end of a line the way Python's csv writes it: quoted where needed. */
static char *
put_field(char *to, const char *field, int length)
{
	bool quoted = false;

	for (int i = 0; i < length && !quoted; i++)
		quoted = field[i] == ',' || field[i] == '"' || field[i] == '\n' || field[i] == '\r';
	if (!quoted)
	{
		memcpy(to, field, (size_t) length);
		return to + length;
	}
	*to++ = '"';
	for (int i = 0; i < length; i++)
	{
		if (field[i] == '"')
			*to++ = '"';
		*to++ = field[i];
	}
	*to++ = '"';
	return to;
}

static char *
put_string(char *to, const char *field)
{
	return put_field(to, field, (int) strlen(field));
}

/* -------------------------------------------------------------- calendar --- */

typedef struct Day
{
	char text[16]; /* 2018-01-01 */
	int year;	   /* since FIRST_YEAR */
	int month;	   /* since the first one */
} Day;

static Day days[DAYS];
static int month_start[MONTHS + 1];		 /* the first day of each month */
static uint32_t weight_before[DAYS + 1]; /* shopping on all days before a day */

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

static void
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

/* ---------------------------------------------------------------- survey --- */

typedef struct User
{
	uint64_t weight;  /* the user's share in all lines */
	int32_t activity; /* as a power of two, in fixed point */
	uint8_t answers[QUESTION_COUNT];
} User;

static void
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
static void
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

typedef struct Ranked
{
	uint64_t score;
	uint64_t user;
} Ranked;

static int
compare_ranked(const void *a, const void *b)
{
	const Ranked *left = a;
	const Ranked *right = b;

	if (left->score != right->score)
		return left->score < right->score ? -1 : 1;
	return left->user < right->user ? -1 : left->user > right->user;
}

/*
 * Answers one question for all users.  They are ranked by a score of chance and
 * the question's driver, and the answers are dealt out along the ranks: so
 * the frequencies are met exactly, and the answers still depend on the driver.
 */
static void
answer_question(uint64_t seed, User *users, uint64_t user_count, int question, Ranked *ranked)
{
	const Question *q = &questions[question];
	uint64_t rank = 0;
	uint64_t before = 0;

	for (uint64_t u = 0; u < user_count; u++)
	{
		Rng rng = rng_start(seed, STREAM_SURVEY, u * QUESTION_COUNT + (uint64_t) question);
		uint64_t driver = 0;

		if (q->driver == DRIVER_ACTIVITY)
			driver = (uint64_t) (users[u].activity + 8 * ONE) << 12;
		else if (q->driver != DRIVER_NONE)
			driver =
				((uint64_t) users[u].answers[q->driver] << 32) / (uint64_t) questions[q->driver].answer_count;
		ranked[u].score = (uint64_t) q->strength * driver + (uint64_t) (256 - q->strength) * rng_bits(&rng);
		ranked[u].user = u;
	}
	qsort(ranked, user_count, sizeof(Ranked), compare_ranked);

	for (int answer = 0; answer < q->answer_count; answer++)
	{
		before += (uint64_t) q->answers[answer].count;
		while (rank < user_count && (2 * rank + 1) * SURVEY_RESPONDENTS < 2 * before * user_count)
			users[ranked[rank++].user].answers[question] = (uint8_t) answer;
	}
}

static void
answer_survey(uint64_t seed, User *users, uint64_t user_count)
{
	Ranked *ranked = allocate(user_count, sizeof(Ranked));

	for (int question = 0; question < QUESTION_COUNT; question++)
	{
		if (question == Q_HOW_OFT) /* the first that needs the activities */
			draw_activities(seed, users, user_count);
		answer_question(seed, users, user_count, question, ranked);
	}
	free(ranked);
}

static void
write_survey(uint64_t seed, const User *users, uint64_t user_count, const char *directory)
{
	Output output = output_open(directory, "survey.csv");
	char line[4096];
	char *end = put_string(line, "Survey ResponseID");

	for (int question = 0; question < QUESTION_COUNT; question++)
	{
		*end++ = ',';
		end = put_string(end, questions[question].column);
	}
	*end++ = '\n';
	output_write(&output, line, (size_t) (end - line));

	for (uint64_t u = 0; u < user_count; u++)
	{
		char id[ID_LENGTH + 1];

		make_user_id(seed, u, id);
		end = put_string(line, id);
		for (int question = 0; question < QUESTION_COUNT; question++)
		{
			*end++ = ',';
			end = put_string(end, questions[question].answers[users[u].answers[question]].text);
		}
		*end++ = '\n';
		output_write(&output, line, (size_t) (end - line));
	}
	output_close(&output);
}

static void
write_fields(const char *directory)
{
	Output output = output_open(directory, "fields.csv");
	static const char head[] = ",fields\nSurvey ResponseID,Identifier of the respondent\n";

	output_write(&output, head, sizeof(head) - 1);
	for (int question = 0; question < QUESTION_COUNT; question++)
	{
		char line[1024];
		char *end = put_string(line, questions[question].column);

		*end++ = ',';
		end = put_string(end, questions[question].wording);
		*end++ = '\n';
		output_write(&output, line, (size_t) (end - line));
	}
	output_close(&output);
}

/* ------------------------------------------------------------ categories --- */

typedef struct ThemeWords
{
	WordList openings, parts, adjectives, features, variants, sizes, audiences, modifiers, nouns;
	int members[CATEGORY_COUNT]; /* the theme's categories */
	int member_count;
} ThemeWords;

typedef struct Category
{
	char name[64];
	int theme;
	int lines; /* about how many up to October 2022 */
	int median_cents;
	WordList nouns;
	uint32_t catalogue;	   /* how many products there are, a multiple of TIERS */
	uint64_t first_serial; /* number of the first of them among all products */
} Category;

/*
 * Products come in eight price tiers: the lowest three bits of a product's
 * number.  That way a user can lean to dear or cheap products.
 */
#define TIERS 8

static ThemeWords theme_words[THEME_COUNT];
static Category categories[CATEGORY_COUNT];
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

static void
make_categories(uint64_t seed)
{
	int heads = (int) COUNT_OF(head_categories);
	uint64_t serial = 0;

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
static int
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

/* -------------------------------------------------------------- products --- */

typedef struct Product
{
	int category;
	uint32_t number; /* within the category's catalogue */
} Product;

/* What a product is like, apart from its title and price */
typedef struct ProductTraits
{
	uint64_t key; /* starts the streams of chance for title and price */
	char code[11];
	int second_category; /* from the day of change, if the product changes category */
	bool second_title;	 /* changes title */
	int change_day;
} ProductTraits;

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

static ProductTraits
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
static Product
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

/* ---------------------------------------------------------------- prices --- */

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
static uint32_t
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

/* ---------------------------------------------------------------- titles --- */

static WordList brand_head_words, brand_tail_words, brand_suffix_words, accented_brand_words, prefix_words,
	suffix_words;

static void
split_title_words(void)
{
	brand_head_words = split_words(brand_heads);
	brand_tail_words = split_words(brand_tails);
	brand_suffix_words = split_words(brand_suffixes);
	accented_brand_words = split_words(accented_brands);
	prefix_words = split_words(title_prefixes);
	suffix_words = split_words(title_suffixes);
}

static Word
draw_word(Rng *rng, const WordList *list)
{
	return list->words[rng_below(rng, (uint32_t) list->count)];
}

/* Draws a word that this title does not have yet, as long as there is one; for lists of up to 31 words. */
static Word
draw_fresh_word(Rng *rng, const WordList *list, uint32_t *used)
{
	uint32_t i = rng_below(rng, (uint32_t) list->count);

	if (*used == (UINT32_C(1) << list->count) - 1)
		*used = 0;
	while (*used & (UINT32_C(1) << i))
		i = (i + 1) % (uint32_t) list->count;
	*used |= UINT32_C(1) << i;
	return list->words[i];
}

typedef struct TitleContext
{
	Rng rng;
	const ThemeWords *words;
	Word brand;
	Word noun;
	uint32_t used_adjectives, used_features, used_parts;
} TitleContext;

/* Puts words into a template: see Theme. */
static void
append_template(Text *title, Word template, TitleContext *context)
{
	const char *end = template.text + template.length;
	const ThemeWords *words = context->words;
	Rng *rng = &context->rng;

	for (const char *c = template.text; c < end; c++)
	{
		if (*c == '#')
		{
			append_number(title, (uint32_t) numbers[rng_below(rng, COUNT_OF(numbers))]);
			continue;
		}
		if (*c != '%')
		{
			const char *literal = c;

			while (c + 1 < end && c[1] != '%' && c[1] != '#')
				c++;
			append(title, literal, (int) (c + 1 - literal));
			continue;
		}
		switch (*++c)
		{
			case 'b':
				append_word(title, context->brand);
				break;
			case 'N':
				append_word(title, context->noun);
				break;
			case 'n':
				append_word(title, draw_word(rng, &words->nouns));
				break;
			case 'a':
				append_word(title, draw_fresh_word(rng, &words->adjectives, &context->used_adjectives));
				break;
			case 'f':
				append_template(title, draw_fresh_word(rng, &words->features, &context->used_features),
								context);
				break;
			case 'v':
				append_word(title, draw_word(rng, &words->variants));
				break;
			case 's':
				append_template(title, draw_word(rng, &words->sizes), context);
				break;
			case 'u':
				append_word(title, draw_word(rng, &words->audiences));
				break;
		}
	}
}

/* What makes a title more than plain ASCII; most titles have none of it. */
typedef enum Flourish
{
	PLAIN,
	REGISTERED,
	TRADEMARK,
	ACCENTED,
	POSSESSIVE,
	WIDE_BAR,
	LONG_DASH,
	PREFIX,
	SUFFIX,
	REPLACEMENT
} Flourish;

static Flourish
draw_flourish(Rng *rng)
{
	static const struct
	{
		Flourish flourish;
		uint32_t share; /* of 10000 */
	} shares[] = {{REGISTERED, 80}, {TRADEMARK, 60}, {ACCENTED, 110}, {POSSESSIVE, 100}, {WIDE_BAR, 30},
				  {LONG_DASH, 110}, {PREFIX, 35},	 {SUFFIX, 95},	  {REPLACEMENT, 6}};
	uint32_t x = rng_below(rng, 10000);

	for (size_t i = 0; i < COUNT_OF(shares); i++)
	{
		if (x < shares[i].share)
			return shares[i].flourish;
		x -= shares[i].share;
	}
	return PLAIN;
}

/* Puts together an invented brand, the first ones of the list being the most popular. */
static void
make_brand(Text *brand, Rng *rng, Flourish flourish)
{
	uint32_t brands = (uint32_t) (brand_head_words.count * brand_tail_words.count);
	uint64_t u = rng_bits(rng);
	uint32_t number = (uint32_t) ((((u * u) >> 32) * brands) >> 32);
	uint32_t style = (uint32_t) mix(number, STREAM_TITLE) % 8;

	if (flourish == ACCENTED)
	{
		append_word(brand, draw_word(rng, &accented_brand_words));
		return;
	}
	append_word(brand, brand_head_words.words[number % (uint32_t) brand_head_words.count]);
	append_word(brand, brand_tail_words.words[number / (uint32_t) brand_head_words.count]);
	if (style == 0)
	{
		for (int i = 0; i < brand->length; i++)
			brand->data[i] = to_upper(brand->data[i]);
	}
	else if (style < 3)
	{
		append(brand, " ", 1);
		append_word(brand, brand_suffix_words.words[number % (uint32_t) brand_suffix_words.count]);
	}
	switch (flourish)
	{
		case REGISTERED:
			append_string(brand, "®");
			break;
		case TRADEMARK:
			append_string(brand, "™");
			break;
		case POSSESSIVE:
			append_string(brand, "’s");
			break;
		case REPLACEMENT:
			append_string(brand, "\xEF\xBF\xBD"); /* U+FFFD, where a sign was lost */
			break;
		default:
			break;
	}
}

static int
draw_title_length(Rng *rng, int theme)
{
	uint32_t step = rng_below(rng, COUNT_OF(title_lengths) - 1);
	int shorter = title_lengths[step];
	int longer = title_lengths[step + 1];
	int length = shorter + (int) rng_below(rng, (uint32_t) (longer - shorter));

	if (rng_chance(rng, 1, 100000))
	{
		length = 500 + (int) rng_below(rng, 9500);
		return length < LONGEST_TITLE ? length : LONGEST_TITLE;
	}
	return theme == T_BOOK && length > BOOK_TITLE_LIMIT ? BOOK_TITLE_LIMIT : length;
}

/* The small accidents of real titles; a title has at most one. */
static void
spoil_title(Text *title, Rng *rng)
{
	uint32_t x = rng_below(rng, 10000);

	if (x < 7)
		append_string(title, " &amp; Accessories");
	else if (x < 10)
		append_string(title, ", 12&quot; Long");
	else if (x < 20)
		append_string(title, " ");
	else if (x < 26)
		append_string(title, "\xC2\xA0"); /* a no-break space */
	else if (x < 32)
	{
		memmove(title->data + 1, title->data, (size_t) title->length);
		title->data[0] = ' ';
		title->length++;
	}
	else if (x < 52)
	{
		char *space = memchr(title->data, ' ', (size_t) title->length);

		if (space != NULL)
		{
			memmove(space + 1, space, (size_t) (title->data + title->length - space));
			title->length++;
		}
	}
}

/* The title of a product, or the other one that some products have had at another time */
static void
make_title(Text *title, uint64_t key, Product product, bool second)
{
	static const char *const joints[] = {", ", ", ", ", ", ", ", ", ", ", ", ", ", " - ", " | ", " "};
	const Category *category = &categories[product.category];
	const ThemeWords *words = &theme_words[category->theme];
	TitleContext context = {.rng = {mix(key, STREAM_TITLE)}, .words = words};
	Flourish flourish = draw_flourish(&context.rng);
	int limit = draw_title_length(&context.rng, category->theme);
	const char *joint = joints[rng_below(&context.rng, COUNT_OF(joints))];
	Text brand;

	brand.length = 0;
	title->length = 0;
	make_brand(&brand, &context.rng, flourish);
	context.brand = (Word){brand.data, brand.length};
	context.noun = draw_word(&context.rng, &category->nouns);

	if (flourish == WIDE_BAR)
		joint = " ｜ ";
	else if (flourish == LONG_DASH)
		joint = " – ";
	else if (flourish == PREFIX)
	{
		append_word(title, draw_word(&context.rng, &prefix_words));
		append_string(title, " ");
	}

	append_template(title, draw_word(&context.rng, &words->openings), &context);

	/* from here on the two titles of a product differ */
	context.rng.state = mix(key, second ? STREAM_SECOND_TITLE : STREAM_FIRST_TITLE);
	for (int part = 0; title->length < limit && themes[category->theme].parts[0] != '\0'; part++)
	{
		int length = title->length;

		if (category->theme == T_BOOK)
			append_string(title, part == 0 ? ": " : " - ");
		else
			append_string(title, joint);
		append_template(title, draw_fresh_word(&context.rng, &words->parts, &context.used_parts), &context);
		if (title->length > limit)
		{
			title->length = length;
			break;
		}
	}
	if (flourish == SUFFIX)
		append_word(title, draw_word(&context.rng, &suffix_words));
	if (second && category->theme == T_GIFT)
		append_string(title, " (Various Designs)");
	spoil_title(title, &context.rng);
}

/* ------------------------------------------------------------- histories --- */

/* When and how intensely a user shops */
typedef struct Life
{
	int first_day, last_day;
	uint32_t intensity[MONTHS];
	uint64_t weight_upto[MONTHS]; /* cumulated: intensity times the weight of the user's days */
} Life;

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

static void
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

static int
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

/* Where a user's parcels go */
typedef struct Addresses
{
	int home, old_home; /* up to the day of moving */
	int moving_day;
	int friends[2];
} Addresses;

static int
draw_state(Rng *rng)
{
	uint32_t x = rng_below(rng, SURVEY_RESPONDENTS);
	int state = 0;

	while (x >= (uint32_t) state_answers[state].count)
		x -= (uint32_t) state_answers[state++].count;
	return state;
}

static Addresses
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

static const char *
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

/* The products that a user bought last and may buy again */
#define REMEMBERED 64

typedef struct Purchase
{
	Product product;
	int day;
} Purchase;

typedef struct Memory
{
	Purchase purchases[REMEMBERED];
	uint32_t count; /* of all ever remembered; the last REMEMBERED of them are kept */
} Memory;

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

#define FAVOURITES 6
#define FAVOURITE_YEAR 2 /* the middle of all lines */

typedef struct Shopper
{
	Rng rng;
	Addresses addresses;
	Memory memory;
	int favourites[FAVOURITES]; /* categories */
	int price_tilt;
} Shopper;

static Product
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

static uint32_t
draw_quantity(Rng *rng, int category)
{
	if (!rng_chance(rng, (uint32_t) themes[categories[category].theme].several, 100))
		return 1;
	if (rng_chance(rng, 1, 45))
		return (uint32_t) large_quantities[rng_below(rng, COUNT_OF(large_quantities))];
	return (uint32_t) quantities[rng_below(rng, COUNT_OF(quantities))];
}

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

static void
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

static void
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

/* ------------------------------------------------------------------ main --- */

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
	split_themes();
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
