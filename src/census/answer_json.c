/*
 * census/answer_json.c
 *		The JSON of an answer: from text to cells.
 */
#include "census/answer_parts.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

/* No answer is nested more deeply than two levels; a few more, so that a cell that is no text is told as such. */
#define DEEPEST 16

/* What a look at the text tells that a parser does not. */
typedef struct Outline
{
	int depth;		 /* of the deepest array or object */
	bool unfinished; /* it ends within one, or within a string */
	bool holds_nul;	 /* also as \u0000: it would end the string in C */
	bool bad_escape; /* \u without four digits behind it, which cJSON takes for \u0000 */
} Outline;

static Outline
outline_of(const char *text, size_t length)
{
	Outline outline = {0};
	bool in_string = false;
	int depth = 0;

	for (size_t i = 0; i < length; i++)
	{
		if (in_string && text[i] == '\\')
		{
			size_t digits = 0;

			while (digits < 4 && i + 2 + digits < length && isxdigit((unsigned char) text[i + 2 + digits]))
				digits++;
			i++;
			if (i < length && text[i] == 'u')
			{
				outline.bad_escape |= digits < 4;
				outline.holds_nul |= census_begins_with(text + i, length - i, "u0000");
			}
		}
		else if (text[i] == '"')
			in_string = !in_string;
		else if (in_string)
			outline.holds_nul |= text[i] == '\0';
		else if (text[i] == '[' || text[i] == '{')
		{
			depth++;
			if (depth > outline.depth)
				outline.depth = depth;
		}
		else if (text[i] == ']' || text[i] == '}')
			depth--;
	}
	outline.unfinished = in_string || depth > 0;
	return outline;
}

bool
census_parse(CensusAnswer *answer, const CensusReply *reply, size_t start)
{
	const char *text = reply->text + start;
	size_t length = reply->length - start;
	Outline outline = outline_of(text, length);
	const char *end = NULL;

	if (length == 0 || (*text != '[' && *text != '{'))
		return census_found(answer, CENSUS_NOT_JSON, "no JSON");
	if (outline.depth > DEEPEST)
		return census_found(answer, CENSUS_TOO_DEEP, "JSON with %d levels, more than any answer has",
							outline.depth);
	if (outline.holds_nul)
		return census_found(answer, CENSUS_NOT_JSON, "JSON with a NUL character in a string");
	answer->json = cJSON_ParseWithLengthOpts(text, length, &end, false);
	if (answer->json == NULL && outline.unfinished)
		return census_found(answer, CENSUS_TRUNCATED, "JSON that ends in the middle, after %zu bytes",
							reply->length);
	if (answer->json != NULL && outline.bad_escape)
		return census_found(answer, CENSUS_NOT_JSON, "no JSON: \\u without four digits in a string");
	while (answer->json != NULL && end < text + length && is_json_space(*end))
		end++;
	if (answer->json == NULL || end < text + length)
		return census_found(answer, CENSUS_NOT_JSON, "%s, from byte %zu on: %s",
							answer->json == NULL ? "no JSON" : "more than JSON", (size_t) (end - reply->text),
							census_shown(end, length - (size_t) (end - text)).text);
	return true;
}

static const char *
type_name(const cJSON *item)
{
	if (cJSON_IsString(item))
		return "a string";
	if (cJSON_IsNull(item))
		return "null";
	if (cJSON_IsNumber(item))
		return "a number";
	if (cJSON_IsBool(item))
		return "a boolean";
	return cJSON_IsArray(item) ? "an array" : "an object";
}

/* Is the JSON an array of arrays as wide as the first one, the header?  Then its size is noted. */
static bool
measure(CensusAnswer *answer)
{
	const cJSON *table = answer->json;
	const cJSON *row;
	int width;
	int n = 0;

	if (!cJSON_IsArray(table) || table->child == NULL)
		return census_found(answer, CENSUS_NOT_A_TABLE, "%s in place of an array of arrays",
							cJSON_IsArray(table) ? "an empty array" : type_name(table));
	cJSON_ArrayForEach(row, table)
	{
		if (!cJSON_IsArray(row))
			return census_found(answer, CENSUS_NOT_A_TABLE, "row %d is %s in place of an array", n,
								type_name(row));
		width = cJSON_GetArraySize(row);
		if (n == 0 && (width == 0 || width > MOST_COLUMNS))
			return census_found(answer, CENSUS_NOT_A_TABLE,
								"a header of %d columns, where there may be 1 to %d", width, MOST_COLUMNS);
		if (n == 0)
			answer->n_columns = width;
		if (width != answer->n_columns)
			return census_found(answer, CENSUS_ROW_WIDTH, "row %d has %d cells in place of %d", n, width,
								answer->n_columns);
		n++;
	}
	answer->n_rows = n - 1;
	return true;
}

/*
 * Gives a number its text, which belongs to the JSON then.  A program that saved an answer has made numbers of its texts:
 * of the code of a state, too, whose zero in front comes back.
 */
static bool
write_number(CensusAnswer *answer, cJSON *cell, const char *column)
{
	double number = cell->valuedouble;

	if (!isfinite(number))
		return false;
	if (strcmp(column, CENSUS_STATE) == 0 && number >= 0 && number < 10 && number == floor(number))
	{
		cell->valuestring = cJSON_malloc(sizeof("00"));
		if (cell->valuestring != NULL)
			snprintf(cell->valuestring, sizeof("00"), "%02d", (int) number);
	}
	else
		cell->valuestring = cJSON_PrintUnformatted(cell);
	return cell->valuestring != NULL || census_found(answer, CENSUS_OUT_OF_MEMORY, "no memory for a number");
}

/* Takes the cells out of the JSON. */
static bool
collect(CensusAnswer *answer)
{
	const cJSON *table = answer->json;
	const cJSON *row;
	cJSON *cell;
	const char **next;
	int n = 0;

	answer->cells = cJSON_malloc(((size_t) answer->n_rows + 1) * (size_t) answer->n_columns * sizeof(char *));
	if (answer->cells == NULL)
		return census_found(answer, CENSUS_OUT_OF_MEMORY, "no memory for %d rows", answer->n_rows);
	next = answer->cells;
	cJSON_ArrayForEach(row, table)
	{
		cJSON_ArrayForEach(cell, row)
		{
			int column = (int) ((next - answer->cells) % answer->n_columns);
			bool fits = cJSON_IsString(cell) || (n > 0 && cJSON_IsNull(cell)) ||
						(n > 0 && cJSON_IsNumber(cell) && write_number(answer, cell, answer->cells[column]));

			if (!fits && answer->fault == CENSUS_FINE)
				census_found(answer, CENSUS_WRONG_TYPE, "row %d, column %d: %s in place of a string", n,
							 column + 1, type_name(cell));
			if (!fits)
				return false;
			*next++ = cell->valuestring;
		}
		n++;
	}
	return true;
}

bool
census_take_cells(CensusAnswer *answer)
{
	return measure(answer) && collect(answer);
}
