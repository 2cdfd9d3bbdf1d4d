/*
 * census/answer.c
 *		What the Census Data API means by what it answers.
 */
#include "census/answer.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cjson/cJSON.h>

/* No answer is nested more deeply than two levels; a few more, so that a cell that is no text is told as such. */
#define DEEPEST 16

/* The API takes 50 variables at most, and no geography has more than a few columns. */
#define MOST_COLUMNS 100

#define LONGEST_AMOUNT 9 /* digits; there are no larger states */

/* In place of an estimate or its margin of error, each for a reason of its own. */
static const char *const no_estimate[] = {"-666666666", "-999999999", "-888888888",
										  "-222222222", "-333333333", "-555555555"};

/* Notes what is wrong.  Returns false, for the caller to return. */
static bool
found(CensusAnswer *answer, CensusFault fault, const char *format, ...) __attribute__((format(printf, 3, 4)));

static bool
found(CensusAnswer *answer, CensusFault fault, const char *format, ...)
{
	va_list arguments;

	answer->fault = fault;
	va_start(arguments, format);
	vsnprintf(answer->message, sizeof(answer->message), format, arguments);
	va_end(arguments);
	return false;
}

/* An excerpt that lives as long as the expression it stands in. */
typedef struct Shown
{
	char text[EXCERPT_SIZE];
} Shown;

static Shown
shown(const char *data, size_t length)
{
	Shown excerpt;

	text_excerpt(excerpt.text, sizeof(excerpt.text), data, length);
	return excerpt;
}

static Shown
shown_cell(const char *cell)
{
	return cell != NULL ? shown(cell, strlen(cell)) : shown("null", 4);
}

/*
 * The HTTP status and pages for people.
 */

static bool
begins_with(const char *text, size_t length, const char *word)
{
	return length >= strlen(word) && strncasecmp(text, word, strlen(word)) == 0;
}

static bool
contains(const char *text, size_t length, const char *word)
{
	for (; length >= strlen(word); text++, length--)
		if (strncasecmp(text, word, strlen(word)) == 0)
			return true;
	return false;
}

static bool
key_missing(CensusAnswer *answer)
{
	return found(answer, CENSUS_KEY_MISSING, "the Census Bureau requires a key, and got none");
}

static bool
key_invalid(CensusAnswer *answer)
{
	return found(answer, CENSUS_KEY_INVALID, "the Census Bureau does not accept the key");
}

static bool
server_error(CensusAnswer *answer, const CensusReply *reply)
{
	if (reply->status == 200)
		return found(answer, CENSUS_SERVER_ERROR, "the Census Bureau's server failed");
	return found(answer, CENSUS_SERVER_ERROR, "the Census Bureau's server failed (HTTP status %d)",
				 reply->status);
}

static bool
bad_question(CensusAnswer *answer, const CensusReply *reply)
{
	return found(answer, CENSUS_BAD_QUESTION, "the Census Bureau refused the question: %s",
				 shown(reply->text, reply->length).text);
}

/* A page for people: the one on keys that a redirect leads to, or any other. */
static bool
check_page(CensusAnswer *answer, const CensusReply *reply)
{
	if (contains(reply->text, reply->length, "Missing Key"))
		return key_missing(answer);
	if (contains(reply->text, reply->length, "Invalid Key"))
		return key_invalid(answer);
	return found(answer, CENSUS_HTML, "an HTML page in place of an answer");
}

/* Where the answer is not JSON although it came with status 200, and all other statuses. */
static bool
check_status(CensusAnswer *answer, const CensusReply *reply)
{
	const char *location = reply->location;

	if (location != NULL)
	{
		if (strstr(location, "missing_key") != NULL)
			return key_missing(answer);
		if (strstr(location, "invalid_key") != NULL)
			return key_invalid(answer);
		return found(answer, CENSUS_REDIRECTED, "a redirect to \"%s\" in place of an answer (HTTP status %d)",
					 shown_cell(location).text, reply->status);
	}
	if (reply->status == 400)
		return bad_question(answer, reply);
	if (reply->status == 404)
		return found(answer, CENSUS_NOT_PUBLISHED, "not published by the Census Bureau (HTTP status 404)");
	if (reply->status == 429)
		return found(answer, CENSUS_TOO_MANY, "too many requests for the Census Bureau (HTTP status 429)");
	if (reply->status >= 500)
		return server_error(answer, reply);
	if (reply->status != 200 && reply->status != 204)
		return found(answer, CENSUS_OTHER_STATUS, "the Census Bureau's server answered with HTTP status %d",
					 reply->status);
	if (reply->status == 204)
		return found(answer, CENSUS_NO_MATCH, "nothing matches the question (HTTP status 204)");
	if (reply->length == 0)
		return found(answer, CENSUS_NO_MATCH, "an empty answer: nothing matches the question");
	if (*reply->text == '<')
		return check_page(answer, reply);
	if (begins_with(reply->text, reply->length, "error:"))
		return bad_question(answer, reply);
	if (begins_with(reply->text, reply->length, "There was an error while running your query"))
		return server_error(answer, reply);
	return true;
}

/*
 * JSON.
 */

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
				outline.holds_nul |= begins_with(text + i, length - i, "u0000");
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

/* Parses the text; every byte of it must belong to the JSON. */
static bool
parse(CensusAnswer *answer, const CensusReply *reply, size_t start)
{
	const char *text = reply->text + start;
	size_t length = reply->length - start;
	Outline outline = outline_of(text, length);
	const char *end = NULL;

	if (length == 0 || (*text != '[' && *text != '{'))
		return found(answer, CENSUS_NOT_JSON, "no JSON");
	if (outline.depth > DEEPEST)
		return found(answer, CENSUS_TOO_DEEP, "JSON with %d levels, more than any answer has", outline.depth);
	if (outline.holds_nul)
		return found(answer, CENSUS_NOT_JSON, "JSON with a NUL character in a string");
	answer->json = cJSON_ParseWithLengthOpts(text, length, &end, false);
	if (answer->json == NULL && outline.unfinished)
		return found(answer, CENSUS_TRUNCATED, "JSON that ends in the middle, after %zu bytes",
					 reply->length);
	if (answer->json != NULL && outline.bad_escape)
		return found(answer, CENSUS_NOT_JSON, "no JSON: \\u without four digits in a string");
	while (answer->json != NULL && end < text + length && is_blank(*end))
		end++;
	if (answer->json == NULL || end < text + length)
		return found(answer, CENSUS_NOT_JSON, "%s, from byte %zu on: %s",
					 answer->json == NULL ? "no JSON" : "more than JSON", (size_t) (end - reply->text),
					 shown(end, length - (size_t) (end - text)).text);
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
		return found(answer, CENSUS_NOT_A_TABLE, "%s in place of an array of arrays",
					 cJSON_IsArray(table) ? "an empty array" : type_name(table));
	cJSON_ArrayForEach(row, table)
	{
		if (!cJSON_IsArray(row))
			return found(answer, CENSUS_NOT_A_TABLE, "row %d is %s in place of an array", n, type_name(row));
		width = cJSON_GetArraySize(row);
		if (n == 0 && (width == 0 || width > MOST_COLUMNS))
			return found(answer, CENSUS_NOT_A_TABLE, "a header of %d columns, where there may be 1 to %d",
						 width, MOST_COLUMNS);
		if (n == 0)
			answer->n_columns = width;
		if (width != answer->n_columns)
			return found(answer, CENSUS_ROW_WIDTH, "row %d has %d cells in place of %d", n, width,
						 answer->n_columns);
		n++;
	}
	answer->n_rows = n - 1;
	return true;
}

/* Takes the cells out of the JSON. */
static bool
collect(CensusAnswer *answer)
{
	const cJSON *table = answer->json;
	const cJSON *row;
	const cJSON *cell;
	const char **next;
	int n = 0;

	answer->cells = cJSON_malloc(((size_t) answer->n_rows + 1) * (size_t) answer->n_columns * sizeof(char *));
	if (answer->cells == NULL)
		return found(answer, CENSUS_OUT_OF_MEMORY, "no memory for %d rows", answer->n_rows);
	next = answer->cells;
	cJSON_ArrayForEach(row, table)
	{
		cJSON_ArrayForEach(cell, row)
		{
			if (!cJSON_IsString(cell) && (n == 0 || !cJSON_IsNull(cell)))
				return found(answer, CENSUS_WRONG_TYPE, "row %d, column %d: %s in place of a string", n,
							 (int) (next - answer->cells) % answer->n_columns + 1, type_name(cell));
			*next++ = cell->valuestring;
		}
		n++;
	}
	return true;
}

/*
 * The table.
 */

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

static bool
is_no_estimate(const char *cell)
{
	for (size_t i = 0; i < sizeof(no_estimate) / sizeof(*no_estimate); i++)
		if (strcmp(cell, no_estimate[i]) == 0)
			return true;
	return false;
}

/* Is the name that of an estimate of a detailed table, such as B19013_001E or C02003A_010E? */
static bool
is_estimate(const char *name)
{
	if (*name != 'B' && *name != 'C')
		return false;
	name++;
	if (strspn(name, "0123456789") != 5)
		return false;
	name += 5;
	name += strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	return *name == '_' && strspn(name + 1, "0123456789") == 3 && strcmp(name + 4, "E") == 0;
}

CensusVariable
census_variable(const char *name)
{
	static const CensusVariable known[] = {
		{"NAME", CENSUS_NAME},
		{"B19013_001E", CENSUS_AMOUNT}, /* median household income */
		{"B01003_001E", CENSUS_AMOUNT}, /* total population */
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(name, known[i].name) == 0)
			return known[i];
	return (CensusVariable){name, is_estimate(name) ? CENSUS_NUMBER : CENSUS_TEXT};
}

/* No column is named twice, and none is missing. */
static bool
check_header(CensusAnswer *answer, const CensusQuestion *question)
{
	for (int column = 0; column < answer->n_columns; column++)
		if (census_answer_column(answer, census_answer_cell(answer, -1, column)) != column)
			return found(answer, CENSUS_COLUMN_TWICE, "column \"%s\" is there twice",
						 shown_cell(census_answer_cell(answer, -1, column)).text);
	for (int i = 0; i < question->n_variables; i++)
		if (census_answer_column(answer, question->variables[i].name) < 0)
			return found(answer, CENSUS_COLUMN_MISSING, "column \"%s\" is missing",
						 shown_cell(question->variables[i].name).text);
	if (question->by_state && census_answer_column(answer, "state") < 0)
		return found(answer, CENSUS_COLUMN_MISSING, "column \"state\" is missing");
	if (answer->n_rows == 0)
		return found(answer, CENSUS_NO_ROWS, "a header without rows");
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
			return found(answer, CENSUS_NO_NAME, "row %d, column \"%s\": no name", row + 1, variable->name);
		if ((amount || variable->kind == CENSUS_NUMBER) && cell != NULL && !is_number(cell, !amount) &&
			!is_no_estimate(cell))
			return found(answer, CENSUS_BAD_NUMBER, "row %d, column \"%s\": \"%s\" is no %s", row + 1,
						 variable->name, shown_cell(cell).text,
						 amount ? "whole number of up to 9 digits" : "number");
	}
	return true;
}

static bool
check_states(CensusAnswer *answer, const CensusQuestion *question)
{
	int column = census_answer_column(answer, "state");

	for (int row = 0; column >= 0 && row < answer->n_rows; row++)
	{
		const char *cell = census_answer_cell(answer, row, column);

		if (cell == NULL || !question->is_state(cell))
			return found(answer, CENSUS_UNKNOWN_STATE,
						 "row %d, column \"state\": \"%s\" is no FIPS code of the 50 states, DC and PR",
						 row + 1, shown_cell(cell).text);
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
		return found(answer, CENSUS_OUT_OF_MEMORY, "no memory for %d rows", answer->n_rows);
	for (int column = 0; column < answer->n_columns; column++)
	{
		const char *name = census_answer_cell(answer, -1, column);

		is_key[column] = !question->by_state || strcmp(name, "state") == 0;
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

			found(answer, CENSUS_PLACE_TWICE, "rows %d and %d are on the same %s", first + 1,
				  places[i - 1].row + places[i].row - first + 1, question->by_state ? "state" : "place");
		}
	cJSON_free(places);
	return answer->fault == CENSUS_FINE;
}

static bool
check_table(CensusAnswer *answer, const CensusQuestion *question)
{
	if (!check_header(answer, question))
		return false;
	for (int i = 0; i < question->n_variables; i++)
		if (!check_variable(answer, &question->variables[i]))
			return false;
	return check_states(answer, question) && check_places(answer, question);
}

void
census_answer_read(CensusAnswer *answer, const CensusQuestion *question, const CensusReply *reply)
{
	static const char byte_order_mark[] = "\xEF\xBB\xBF";
	CensusReply trimmed = *reply;

	memset(answer, 0, sizeof(*answer));
	if (begins_with(trimmed.text, trimmed.length, byte_order_mark))
	{
		trimmed.text += strlen(byte_order_mark);
		trimmed.length -= strlen(byte_order_mark);
	}
	while (trimmed.length > 0 && is_blank(*trimmed.text))
	{
		trimmed.text++;
		trimmed.length--;
	}
	text_excerpt(answer->excerpt, sizeof(answer->excerpt), trimmed.text, trimmed.length);
	if (check_status(answer, &trimmed) && parse(answer, reply, reply->length - trimmed.length) &&
		measure(answer) && collect(answer))
		check_table(answer, question);
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

bool
census_amount(const char *cell, int *value)
{
	if (cell == NULL || is_no_estimate(cell))
		return false;
	*value = atoi(cell);
	return true;
}
