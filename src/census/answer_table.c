/*
 * census/answer_table.c
 *		The cells of an answer: are they what was asked for?
 */
#include "census/answer_parts.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#define LONGEST_AMOUNT 9 /* digits; there are no larger states */

/* A whole number of dollars or people. */
static bool
is_amount(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits <= LONGEST_AMOUNT && census_is_rest_of_whole(text + digits);
}

/* A number, also negative or with decimals. */
static bool
is_number(const char *text)
{
	size_t digits;

	if (*text == '-')
		text++;
	digits = strspn(text, "0123456789");
	text += digits;
	if (digits > 0 && *text == '.')
	{
		digits = strspn(text + 1, "0123456789");
		text += 1 + digits;
	}
	return digits > 0 && *text == '\0';
}

/* Is the column one of the group's? */
static bool
is_of_group(const char *column, const char *group)
{
	size_t length = strlen(group);

	return strncmp(column, group, length) == 0 && column[length] == '_';
}

static bool
has_group(const CensusAnswer *answer, const char *group)
{
	for (int column = 0; column < answer->n_columns; column++)
		if (is_of_group(census_answer_cell(answer, -1, column), group))
			return true;
	return false;
}

/* No column is named twice, but for what was asked for both by its name and with a group. */
static bool
check_names(CensusAnswer *answer, const CensusQuestion *question)
{
	for (int i = 0; i < question->n_variables; i++)
		if (question->variables[i].kind == CENSUS_GROUP)
			return true;
	for (int column = 0; column < answer->n_columns; column++)
		if (census_answer_column(answer, census_answer_cell(answer, -1, column)) != column)
			return census_found(answer, CENSUS_COLUMN_TWICE, "column \"%s\" is there twice",
								census_shown_cell(census_answer_cell(answer, -1, column)).text);
	return true;
}

/* Nothing that was asked for is missing. */
static bool
check_header(CensusAnswer *answer, const CensusQuestion *question)
{
	for (int i = 0; i < question->n_variables; i++)
	{
		const CensusVariable *variable = &question->variables[i];

		if (variable->kind == CENSUS_GROUP)
		{
			if (!has_group(answer, variable->name))
				return census_found(answer, CENSUS_COLUMN_MISSING, "the columns of group \"%s\" are missing",
									census_shown_cell(variable->name).text);
		}
		else if (census_answer_column(answer, variable->name) < 0)
			return census_found(answer, CENSUS_COLUMN_MISSING, "column \"%s\" is missing",
								census_shown_cell(variable->name).text);
	}
	if (question->by_state && census_answer_column(answer, CENSUS_STATE) < 0)
		return census_found(answer, CENSUS_COLUMN_MISSING, "column \"state\" is missing");
	if (answer->n_rows == 0)
		return census_found(answer, CENSUS_NO_ROWS, "a header without rows");
	return true;
}

/* Each cell of a column is what the kind promises. */
static bool
check_column(CensusAnswer *answer, int column, CensusKind kind)
{
	const char *name = census_answer_cell(answer, -1, column);

	for (int row = 0; row < answer->n_rows; row++)
	{
		const char *cell = census_answer_cell(answer, row, column);

		if (kind == CENSUS_NAME && (cell == NULL || *cell == '\0'))
			return census_found(answer, CENSUS_NO_NAME, "row %d, column \"%s\": no name", row + 1,
								census_shown_cell(name).text);
		if (cell == NULL || census_is_no_estimate(cell))
			continue;
		if ((kind == CENSUS_AMOUNT && !is_amount(cell)) || (kind == CENSUS_NUMBER && !is_number(cell)))
			return census_found(answer, CENSUS_BAD_NUMBER, "row %d, column \"%s\": \"%s\" is no %s", row + 1,
								census_shown_cell(name).text, census_shown_cell(cell).text,
								kind == CENSUS_AMOUNT ? "whole number of up to 9 digits" : "number");
	}
	return true;
}

/* Each cell of a variable, or of the estimates of a group, is what its kind promises. */
static bool
check_variable(CensusAnswer *answer, const CensusVariable *variable)
{
	if (variable->kind != CENSUS_GROUP)
		return check_column(answer, census_answer_column(answer, variable->name), variable->kind);
	for (int column = 0; column < answer->n_columns; column++)
	{
		const char *name = census_answer_cell(answer, -1, column);

		if (is_of_group(name, variable->name) && census_is_estimate(name) &&
			!check_column(answer, column, CENSUS_NUMBER))
			return false;
	}
	return true;
}

/* A row, for sorting by the state that it is on. */
typedef struct Place
{
	const char *state;
	int row;
} Place;

static int
compare_places(const void *left, const void *right)
{
	return strcmp(((const Place *) left)->state, ((const Place *) right)->state);
}

/* The states are known, and none is there twice. */
static bool
check_states(CensusAnswer *answer, const CensusQuestion *question)
{
	int column = census_answer_column(answer, CENSUS_STATE);
	Place *places = cJSON_malloc((size_t) answer->n_rows * sizeof(Place));

	if (places == NULL)
		return census_found(answer, CENSUS_OUT_OF_MEMORY, "no memory for %d rows", answer->n_rows);
	for (int row = 0; row < answer->n_rows && answer->fault == CENSUS_FINE; row++)
	{
		const char *cell = census_answer_cell(answer, row, column);

		places[row] = (Place) {cell, row};
		if (cell == NULL || !question->is_state(cell))
			census_found(answer, CENSUS_UNKNOWN_STATE,
						 "row %d, column \"state\": \"%s\" is no FIPS code of the 50 states, DC and PR",
						 row + 1, census_shown_cell(cell).text);
	}
	if (answer->fault == CENSUS_FINE)
		qsort(places, (size_t) answer->n_rows, sizeof(Place), compare_places);
	for (int i = 1; i < answer->n_rows && answer->fault == CENSUS_FINE; i++)
		if (compare_places(&places[i - 1], &places[i]) == 0)
		{
			int first = places[i - 1].row < places[i].row ? places[i - 1].row : places[i].row;

			census_found(answer, CENSUS_PLACE_TWICE, "rows %d and %d are on the same state", first + 1,
						 places[i - 1].row + places[i].row - first + 1);
		}
	cJSON_free(places);
	return answer->fault == CENSUS_FINE;
}

bool
census_check_table(CensusAnswer *answer, const CensusQuestion *question)
{
	if (!check_names(answer, question) || !check_header(answer, question))
		return false;
	for (int i = 0; i < question->n_variables; i++)
		if (!check_variable(answer, &question->variables[i]))
			return false;
	return !question->by_state || check_states(answer, question);
}
