/*
 * census_answer_fuzz.c
 *		A libFuzzer target: whatever the Census API answers, what is taken for a good answer is one.
 *
 * The first byte of an input chooses the HTTP status, the question and whether there is a redirect; the rest is the text.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "census_answer.h"

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))

static const int statuses[] = {200, 200, 200, 200, 204, 302, 400, 404, 429, 503};

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool condition, const char *rule)
{
	if (!condition)
	{
		fprintf(stderr, "broken: %s\n", rule);
		abort();
	}
}

static bool
is_state(const char *fips)
{
	return strcmp(fips, "02") == 0 || strcmp(fips, "48") == 0 || strcmp(fips, "06") == 0;
}

static bool
is_visible(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	for (size_t i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return length < size;
}

static void
check_variable(const CensusAnswer *answer, const CensusVariable *variable)
{
	int column = census_answer_column(answer, variable->name);

	require(column >= 0, "every variable has its column");
	for (int row = 0; row < answer->n_rows; row++)
	{
		const char *cell = census_answer_cell(answer, row, column);
		int value = -1;

		if (variable->kind == CENSUS_NAME)
			require(cell != NULL && *cell != '\0', "every place has its name");
		if (variable->kind == CENSUS_AMOUNT && census_amount(cell, &value))
		{
			char digits[16];

			snprintf(digits, sizeof(digits), "%0*d", (int) strlen(cell), value);
			require(strcmp(digits, cell) == 0, "an amount is its digits");
		}
		else if (variable->kind == CENSUS_AMOUNT)
			require(cell == NULL || *cell == '-', "what is no amount is null or a code");
	}
}

static void
check_good(const CensusAnswer *answer, const CensusQuestion *question)
{
	int states = census_answer_column(answer, "state");

	require(answer->n_columns > 0 && answer->n_rows > 0, "there are rows");
	require(states >= 0 || !question->by_state, "states are there");
	for (int i = 0; i < question->n_variables; i++)
		check_variable(answer, &question->variables[i]);
	for (int row = 0; states >= 0 && row < answer->n_rows; row++)
	{
		const char *state = census_answer_cell(answer, row, states);

		require(state != NULL && is_state(state), "states are known");
		for (int before = 0; question->by_state && before < row; before++)
			require(strcmp(state, census_answer_cell(answer, before, states)) != 0,
					"no state is there twice");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const CensusVariable variables[] = {
		{"NAME", CENSUS_NAME}, {"B19013_001E", CENSUS_AMOUNT}, {"B01002_001E", CENSUS_NUMBER}};
	CensusQuestion question = {.variables = variables, .is_state = is_state};
	CensusReply reply = {0};
	CensusAnswer answer;
	char *text;

	if (size == 0)
		return -1;
	question.by_state = (data[0] & 1) != 0;
	question.n_variables = question.by_state ? 2 : (int) LENGTH_OF(variables);
	reply.status = statuses[(data[0] >> 1) % LENGTH_OF(statuses)];
	reply.location = (data[0] & 0x80) != 0 ? "https://api.census.gov/data/invalid_key.html" : NULL;
	reply.length = size - 1;
	text = malloc(size);
	memcpy(text, data + 1, reply.length);
	reply.text = text;

	census_answer_read(&answer, &question, &reply);
	require((answer.fault == CENSUS_FINE) == (answer.message[0] == '\0'), "a fault has a message");
	require(is_visible(answer.message, sizeof(answer.message)), "a message is visible ASCII");
	require(is_visible(answer.excerpt, sizeof(answer.excerpt)), "an excerpt is visible ASCII");
	if (answer.fault == CENSUS_FINE)
		check_good(&answer, &question);
	census_answer_free(&answer);
	free(text);
	return 0;
}
