/*
 * census/answer.c
 *		An answer: what was found wrong with it, and its cells.
 */
#include "census/answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cjson/cJSON.h>

#include "census/answer_parts.h"

bool
census_found(CensusAnswer *answer, CensusFault fault, const char *format, ...)
{
	va_list arguments;

	answer->fault = fault;
	va_start(arguments, format);
	vsnprintf(answer->message, sizeof(answer->message), format, arguments);
	va_end(arguments);
	return false;
}

CensusExcerpt
census_shown(const char *data, size_t length)
{
	CensusExcerpt excerpt;

	text_excerpt(excerpt.text, sizeof(excerpt.text), data, length);
	return excerpt;
}

CensusExcerpt
census_shown_cell(const char *cell)
{
	return cell != NULL ? census_shown(cell, strlen(cell)) : census_shown("null", 4);
}

bool
census_begins_with(const char *text, size_t length, const char *word)
{
	return length >= strlen(word) && strncasecmp(text, word, strlen(word)) == 0;
}

void
census_answer_free(CensusAnswer *answer)
{
	cJSON_free(answer->cells);
	cJSON_Delete(answer->json);
	answer->cells = NULL;
	answer->json = NULL;
}

const char *
census_answer_cell(const CensusAnswer *answer, int row, int column)
{
	return answer->cells[((size_t) row + 1) * (size_t) answer->n_columns + (size_t) column];
}

int
census_answer_column(const CensusAnswer *answer, const char *name)
{
	for (int column = 0; column < answer->n_columns; column++)
		if (strcmp(census_answer_cell(answer, -1, column), name) == 0)
			return column;
	return -1;
}
