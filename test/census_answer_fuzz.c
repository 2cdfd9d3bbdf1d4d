/*
 * census_answer_fuzz.c
 *		A libFuzzer target: whatever the Census API answers, what is taken for a good answer is one.
 *
 * The first bytes of an input choose what the rest of it is.  In the corpus they are digits:
 *
 *		0 0 0 [ [ " N A M E " ...
 *		| | '-- what was asked: its place in questions
 *		| '---- where a redirect leads: its place in locations; one further, to the text itself
 *		'------ HTTP status: its place in statuses
 *
 * A good answer is written as JSON once more, and must be read as the same cells.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "census/answer.h"

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))

#define N_CHOICES 3

#define LONGEST_ESCAPE 6 /* \u001F */

static bool
is_state(const char *fips)
{
	return strcmp(fips, "02") == 0 || strcmp(fips, "48") == 0 || strcmp(fips, "06") == 0;
}

static const CensusVariable variables[] = {{"NAME", CENSUS_NAME},
										   {"B19013_001E", CENSUS_AMOUNT},
										   {"B01002_001E", CENSUS_NUMBER},
										   {"GEO_ID", CENSUS_TEXT},
										   {"B19013", CENSUS_GROUP}};
static const CensusQuestion questions[] = {
	{variables, 2, true, is_state},		 {variables, 3, false, is_state},
	{NULL, 0, false, is_state},			 {variables + 1, 1, true, is_state},
	{variables + 2, 2, true, is_state},	 {variables + 3, 1, false, is_state},
	{variables + 3, 2, false, is_state},
};
static const int statuses[] = {200, 204, 302, 400, 404, 429, 503, 201};
static const char *const locations[] = {NULL, "https://api.census.gov/data/missing_key.html",
										"/data/invalid_key.html", "http://example.com/"};

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program if a rule is broken. */
static void
require(bool condition, const char *rule)
{
	if (!condition)
	{
		fprintf(stderr, "broken: %s\n", rule);
		abort();
	}
}

/* Is it terminated within its size, and all of it visible ASCII? */
static bool
is_visible(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	for (size_t i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return length < size;
}

static bool
same_cell(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Is the cell the text, but for a point and zeros behind it? */
static bool
is_whole(const char *cell, const char *text)
{
	size_t length = strlen(text);
	const char *rest = cell + length;

	return strncmp(cell, text, length) == 0 &&
		   (*rest == '\0' || (rest[0] == '.' && rest[1] == '0' && rest[strspn(rest, ".0")] == '\0' &&
							  strchr(rest + 1, '.') == NULL));
}

/* An amount is 1 to 9 digits, which census_amount reads, or it is none. */
static void
check_amount(const char *cell)
{
	static const char *const none[] = {"-666666666", "-999999999", "-888888888",
									   "-222222222", "-333333333", "-555555555"};
	int value = -1;
	bool is_none = cell == NULL;
	char digits[16];

	for (size_t i = 0; i < LENGTH_OF(none); i++)
		is_none = is_none || is_whole(cell, none[i]);
	require(census_amount(cell, &value) == !is_none, "what is no amount is null or a code, and only that");
	if (is_none)
		return;
	require(value >= 0 && value <= 999999999, "an amount has up to 9 digits");
	snprintf(digits, sizeof(digits), "%0*d", (int) strcspn(cell, "."), value);
	require(is_whole(cell, digits), "an amount is its digits");
}

/* Nothing of what strtod takes besides a sign, digits and decimals. */
static void
check_number(const char *cell)
{
	char *end;

	if (cell == NULL)
		return;
	require(strspn(cell, "-.0123456789") == strlen(cell), "a number is written in digits");
	strtod(cell, &end);
	require(end > cell && *end == '\0', "a number is one");
}

static void
check_variable(const CensusAnswer *answer, const CensusVariable *variable)
{
	int column = census_answer_column(answer, variable->name);

	if (variable->kind == CENSUS_GROUP)
		return;
	require(column >= 0, "every variable has its column");
	for (int row = 0; row < answer->n_rows; row++)
	{
		const char *cell = census_answer_cell(answer, row, column);

		if (variable->kind == CENSUS_NAME)
			require(cell != NULL && *cell != '\0', "every place has its name");
		else if (variable->kind == CENSUS_AMOUNT)
			check_amount(cell);
		else if (variable->kind == CENSUS_NUMBER)
			check_number(cell);
	}
}

static bool
asks_for_group(const CensusQuestion *question)
{
	for (int i = 0; i < question->n_variables; i++)
		if (question->variables[i].kind == CENSUS_GROUP)
			return true;
	return false;
}

static void
check_header(const CensusAnswer *answer, const CensusQuestion *question)
{
	require(answer->n_columns > 0 && answer->n_rows > 0, "there are rows");
	for (int column = 0; column < answer->n_columns; column++)
	{
		const char *name = census_answer_cell(answer, -1, column);

		require(name != NULL, "every column has its name");
		if (asks_for_group(question))
			continue;
		for (int before = 0; before < column; before++)
			require(strcmp(name, census_answer_cell(answer, -1, before)) != 0, "no column is there twice");
		require(census_answer_column(answer, name) == column, "a column is found by its name");
	}
}

static void
check_states(const CensusAnswer *answer)
{
	int states = census_answer_column(answer, "state");

	require(states >= 0, "states are there");
	for (int row = 0; row < answer->n_rows; row++)
	{
		const char *state = census_answer_cell(answer, row, states);

		require(state != NULL && is_state(state), "states are known");
		for (int before = 0; before < row; before++)
			require(strcmp(census_answer_cell(answer, before, states), state) != 0,
					"no state is there twice");
	}
}

static size_t
write_cell(char *json, const char *cell)
{
	size_t length = 0;

	if (cell == NULL)
		return (size_t) sprintf(json, "null");
	json[length++] = '"';
	for (; *cell != '\0'; cell++)
	{
		if ((unsigned char) *cell < ' ')
			length += (size_t) sprintf(json + length, "\\u%04X", (unsigned) *cell);
		else
		{
			if (*cell == '"' || *cell == '\\')
				json[length++] = '\\';
			json[length++] = *cell;
		}
	}
	json[length++] = '"';
	return length;
}

/* The answer as JSON, to be freed. */
static char *
write_json(const CensusAnswer *answer, size_t *length)
{
	size_t room = 2;
	char *json;

	for (int row = -1; row < answer->n_rows; row++)
		for (int column = 0; column < answer->n_columns; column++)
		{
			const char *cell = census_answer_cell(answer, row, column);

			room += sizeof("[\"null\"],\n") + (cell != NULL ? strlen(cell) * LONGEST_ESCAPE : 0);
		}
	json = malloc(room);
	*length = 0;
	json[(*length)++] = '[';
	for (int row = -1; row < answer->n_rows; row++)
	{
		for (int column = 0; column < answer->n_columns; column++)
		{
			json[(*length)++] = column == 0 ? '[' : ',';
			*length += write_cell(json + *length, census_answer_cell(answer, row, column));
		}
		json[(*length)++] = ']';
		if (row + 1 < answer->n_rows)
			*length += (size_t) sprintf(json + *length, ",\n");
	}
	json[(*length)++] = ']';
	return json;
}

/* Is what was read the same when it is written and read again? */
static void
check_again(const CensusAnswer *answer, const CensusQuestion *question)
{
	CensusReply reply = {.status = 200};
	char *json = write_json(answer, &reply.length);
	CensusAnswer again;

	reply.text = json;
	census_answer_read(&again, question, &reply);
	free(json);
	require(again.fault == CENSUS_FINE, "what was good stays good");
	require(again.n_columns == answer->n_columns && again.n_rows == answer->n_rows, "a table keeps its size");
	for (int row = -1; row < answer->n_rows; row++)
		for (int column = 0; column < answer->n_columns; column++)
			require(
				same_cell(census_answer_cell(&again, row, column), census_answer_cell(answer, row, column)),
				"cells stay as they are");
	census_answer_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const CensusQuestion *question;
	CensusReply reply;
	CensusAnswer answer;
	uint8_t choices[N_CHOICES];
	char *text;
	char *text_as_location;
	size_t location;

	if (size < N_CHOICES)
		return -1;
	for (int i = 0; i < N_CHOICES; i++)
		choices[i] = (uint8_t) (data[i] - '0');
	size -= N_CHOICES;

	/* of just its size, so that the sanitizer sees a look beyond it; the location ends at the text's first NUL */
	text = malloc(size > 0 ? size : 1);
	memcpy(text, data + N_CHOICES, size);
	text_as_location = strndup(text, size);

	question = &questions[choices[2] % LENGTH_OF(questions)];
	location = choices[1] % (LENGTH_OF(locations) + 1);
	reply =
		(CensusReply) {.status = statuses[choices[0] % LENGTH_OF(statuses)],
					   .location = location < LENGTH_OF(locations) ? locations[location] : text_as_location,
					   .text = text,
					   .length = size};
	census_answer_read(&answer, question, &reply);
	free(text);
	free(text_as_location);

	require((answer.fault == CENSUS_FINE) == (answer.message[0] == '\0'), "a fault has a message");
	require(is_visible(answer.message, sizeof(answer.message)), "a message is visible ASCII");
	require(is_visible(answer.excerpt, sizeof(answer.excerpt)), "an excerpt is visible ASCII");
	if (answer.fault == CENSUS_FINE)
	{
		require(reply.status == 200 && location == 0, "a good answer has status 200 and no redirect");
		check_header(&answer, question);
		for (int i = 0; i < question->n_variables; i++)
			check_variable(&answer, &question->variables[i]);
		if (question->by_state)
			check_states(&answer);
		check_again(&answer, question);
	}
	census_answer_free(&answer);
	return 0;
}
