/*
 * census/answer_table.c
 *		The cells of an answer: are they what was asked for?
 */
#include "census/answer_parts.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#define LONGEST_AMOUNT 9 /* digits; there are no larger states */

static bool
is_number(const char *text, bool signs_and_decimals)
{
	size_t digits;

	if (signs_and_decimals && *text == '-')
		text++;
	digits = strspn(text, "0123456789");
	if (digits == 0 || (!signs_and_decimals && digits > LONGEST_AMOUNT))
		return false;
	text += digits;
	if (signs_and_decimals && *text == '.')
	{
		digits = strspn(text + 1, "0123456789");
		if (digits == 0)
			return false;
		text += 1 + digits;
	}
	return *text == '\0';
}

/* No column is named twice, and none is missing. */
static bool
check_header(CensusAnswer *answer, const CensusQuestion *question)
{
	for (int column = 0; column < answer->n_columns; column++)
		if (census_answer_column(answer, census_answer_cell(answer, -1, column)) != column)
			return census_found(answer, CENSUS_COLUMN_TWICE, "column \"%s\" is there twice",
								census_shown_cell(census_answer_cell(answer, -1, column)).text);
	for (int i = 0; i < question->n_variables; i++)
		if (census_answer_column(answer, question->variables[i].name) < 0)
			return census_found(answer, CENSUS_COLUMN_MISSING, "column \"%s\" is missing",
								census_shown_cell(question->variables[i].name).text);
	if (question->by_state && census_answer_column(answer, CENSUS_STATE) < 0)
		return census_found(answer, CENSUS_COLUMN_MISSING, "column \"state\" is missing");
	if (answer->n_rows == 0)
		return census_found(answer, CENSUS_NO_ROWS, "a header without rows");
	return true;
}

/* Each cell of a variable is what the variable's kind promises. */
static bool
check_variable(CensusAnswer *answer, const CensusVariable *variable)
{
	int column = census_answer_column(answer, variable->name);

	for (int row = 0; row < answer->n_rows; row++)
	{
		const char *cell = census_answer_cell(answer, row, column);
		bool amount = variable->kind == CENSUS_AMOUNT;

		if (variable->kind == CENSUS_NAME && (cell == NULL || *cell == '\0'))
			return census_found(answer, CENSUS_NO_NAME, "row %d, column \"%s\": no name", row + 1,
								variable->name);
		if ((amount || variable->kind == CENSUS_NUMBER) && cell != NULL && !is_number(cell, !amount) &&
			!census_is_no_estimate(cell))
			return census_found(answer, CENSUS_BAD_NUMBER, "row %d, column \"%s\": \"%s\" is no %s", row + 1,
								variable->name, census_shown_cell(cell).text,
								amount ? "whole number of up to 9 digits" : "number");
	}
	return true;
}

static bool
check_states(CensusAnswer *answer, const CensusQuestion *question)
{
	int column = census_answer_column(answer, CENSUS_STATE);

	for (int row = 0; column >= 0 && row < answer->n_rows; row++)
	{
		const char *cell = census_answer_cell(answer, row, column);

		if (cell == NULL || !question->is_state(cell))
			return census_found(
				answer, CENSUS_UNKNOWN_STATE,
				"row %d, column \"state\": \"%s\" is no FIPS code of the 50 states, DC and PR", row + 1,
				census_shown_cell(cell).text);
	}
	return true;
}

/* A row, for sorting by the columns that say which place it is on. */
typedef struct Place
{
	const CensusAnswer *answer;
	const bool *is_key;
	int row;
} Place;

static int
compare_places(const void *left, const void *right)
{
	const Place *a = left;
	const Place *b = right;

	for (int column = 0; column < a->answer->n_columns; column++)
	{
		const char *x = census_answer_cell(a->answer, a->row, column);
		const char *y = census_answer_cell(b->answer, b->row, column);
		int order = strcmp(x != NULL ? x : "", y != NULL ? y : "");

		if (a->is_key[column] && order != 0)
			return order;
	}
	return 0;
}

static bool
check_places(CensusAnswer *answer, const CensusQuestion *question)
{
	bool is_key[MOST_COLUMNS];
	Place *places = cJSON_malloc((size_t) answer->n_rows * sizeof(Place));

	if (places == NULL)
		return census_found(answer, CENSUS_OUT_OF_MEMORY, "no memory for %d rows", answer->n_rows);
	for (int column = 0; column < answer->n_columns; column++)
	{
		const char *name = census_answer_cell(answer, -1, column);

		is_key[column] = !question->by_state || strcmp(name, CENSUS_STATE) == 0;
		for (int i = 0; !question->by_state && i < question->n_variables; i++)
			if (strcmp(name, question->variables[i].name) == 0)
				is_key[column] = false;
	}
	for (int row = 0; row < answer->n_rows; row++)
		places[row] = (Place){answer, is_key, row};
	qsort(places, (size_t) answer->n_rows, sizeof(Place), compare_places);
	for (int i = 1; i < answer->n_rows && answer->fault == CENSUS_FINE; i++)
		if (compare_places(&places[i - 1], &places[i]) == 0)
		{
			int first = places[i - 1].row < places[i].row ? places[i - 1].row : places[i].row;

			census_found(answer, CENSUS_PLACE_TWICE, "rows %d and %d are on the same %s", first + 1,
						 places[i - 1].row + places[i].row - first + 1,
						 question->by_state ? "state" : "place");
		}
	cJSON_free(places);
	return answer->fault == CENSUS_FINE;
}

bool
census_check_table(CensusAnswer *answer, const CensusQuestion *question)
{
	if (!check_header(answer, question))
		return false;
	for (int i = 0; i < question->n_variables; i++)
		if (!check_variable(answer, &question->variables[i]))
			return false;
	return check_states(answer, question) && check_places(answer, question);
}
