/*
 * census_answer_test.c
 *		Runs cases of what the Census API answers and prints a line for each of them.
 *
 * Each text is read from a block of just its size, without a terminator, so that the sanitizer sees a look beyond it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "census_answer.h"

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))

typedef struct AnswerCase
{
	const char *name;
	int status; /* 0: 200 */
	const char *location;
	const char *text;
	size_t length; /* 0: up to the terminator */
	bool by_county;
	CensusFault fault;
	const char *message; /* NULL: empty */
	const char
		*expected; /* the cells of a fine answer, rows and cells separated by newlines and bars; NULL: any */
} AnswerCase;

#define HEADER "[\"NAME\",\"B19013_001E\",\"B01003_001E\",\"state\"]"
#define ALASKA "[\"Alaska\",\"89336\",\"733971\",\"02\"]"
#define TEXAS "[\"Texas\",\"76292\",\"29640343\",\"48\"]"
#define ROW(row) "[" HEADER "," row "]"
#define INCOME(value) ROW("[\"Alaska\",\"" value "\",\"733971\",\"02\"]")
#define SIXTEEN "[[[[[[[[[[[[[[[["
#define SIXTEEN_CLOSED "]]]]]]]]]]]]]]]]"
#define NO_AMOUNT(value) "row 1, column \"B19013_001E\": \"" value "\" is no whole number of up to 9 digits"
#define NO_STATE(row, value)                                                                                 \
	"row " row ", column \"state\": \"" value "\" is no FIPS code of the 50 states, DC and PR"

static const AnswerCase cases[] = {
	{.name = "a good answer",
	 .text = "[" HEADER ",\n" ALASKA ",\n" TEXAS "]",
	 .expected = "NAME|B19013_001E|B01003_001E|state\nAlaska|89336|733971|02\nTexas|76292|29640343|48\n"},
	{.name = "columns in another order, and one more",
	 .text = "[[\"state\",\"x\",\"B01003_001E\",\"NAME\",\"B19013_001E\"],[\"02\",null,\"1\",\"A\",\"2\"]]",
	 .expected = "state|x|B01003_001E|NAME|B19013_001E\n02||1|A|2\n"},
	{.name = "byte order mark and white space", .text = "\xEF\xBB\xBF\r\n " ROW(ALASKA) " \t\r\n"},
	{.name = "escapes and letters beyond ASCII",
	 .text = ROW("[\"Ca\\u00f1on \\\"x\\\" \xC3\xB1\\n\",\"1\",\"2\",\"02\"]"),
	 .expected = "NAME|B19013_001E|B01003_001E|state\nCa\xC3\xB1on \"x\" \xC3\xB1\n|1|2|02\n"},
	{.name = "null", .text = ROW("[\"Alaska\",null,null,\"02\"]")},
	{.name = "codes for no estimate",
	 .text = "[" HEADER
			 ",[\"A\",\"-666666666\",\"-999999999\",\"02\"],[\"B\",\"-888888888\",\"-222222222\",\"48\"],"
			 "[\"C\",\"-333333333\",\"-555555555\",\"06\"]]"},
	{.name = "the top code", .text = INCOME("250001")},
	{.name = "nine digits", .text = INCOME("999999999")},

	/* statuses */
	{.name = "204",
	 .status = 204,
	 .text = "",
	 .fault = CENSUS_NO_MATCH,
	 .message = "nothing matches the question (HTTP status 204)"},
	{.name = "302 to the page on missing keys",
	 .status = 302,
	 .location = "https://api.census.gov/data/missing_key.html",
	 .text = "",
	 .fault = CENSUS_KEY_MISSING,
	 .message = "the Census Bureau requires a key, and got none"},
	{.name = "302 to the page on invalid keys",
	 .status = 302,
	 .location = "https://api.census.gov/data/invalid_key.html",
	 .text = "",
	 .fault = CENSUS_KEY_INVALID,
	 .message = "the Census Bureau does not accept the key"},
	{.name = "302 to elsewhere",
	 .status = 302,
	 .location = "http://example.com/\x01",
	 .text = ROW(ALASKA),
	 .fault = CENSUS_REDIRECTED,
	 .message = "a redirect to \"http://example.com/\\x01\" in place of an answer (HTTP status 302)"},
	{.name = "400",
	 .status = 400,
	 .text = "error: error: unknown variable 'X'",
	 .fault = CENSUS_BAD_QUESTION,
	 .message = "the Census Bureau refused the question: error: error: unknown variable 'X'"},
	{.name = "404",
	 .status = 404,
	 .text = "<html>",
	 .fault = CENSUS_NOT_PUBLISHED,
	 .message = "not published by the Census Bureau (HTTP status 404)"},
	{.name = "429",
	 .status = 429,
	 .text = "",
	 .fault = CENSUS_TOO_MANY,
	 .message = "too many requests for the Census Bureau (HTTP status 429)"},
	{.name = "503",
	 .status = 503,
	 .text = "",
	 .fault = CENSUS_SERVER_ERROR,
	 .message = "the Census Bureau's server failed (HTTP status 503)"},
	{.name = "a good answer with another status",
	 .status = 201,
	 .text = ROW(ALASKA),
	 .fault = CENSUS_OTHER_STATUS,
	 .message = "the Census Bureau's server answered with HTTP status 201"},

	/* texts in place of JSON */
	{.name = "nothing",
	 .text = "",
	 .fault = CENSUS_NO_MATCH,
	 .message = "an empty answer: nothing matches the question"},
	{.name = "blanks",
	 .text = " \n",
	 .fault = CENSUS_NO_MATCH,
	 .message = "an empty answer: nothing matches the question"},
	{.name = "an error's text",
	 .text = "error: error: missing 'for' argument",
	 .fault = CENSUS_BAD_QUESTION,
	 .message = "the Census Bureau refused the question: error: error: missing 'for' argument"},
	{.name = "the server's apology",
	 .text = "There was an error while running your query.  We've logged the error",
	 .fault = CENSUS_SERVER_ERROR,
	 .message = "the Census Bureau's server failed"},
	{.name = "the page on missing keys",
	 .text = "<html><title>Missing Key</title>",
	 .fault = CENSUS_KEY_MISSING,
	 .message = "the Census Bureau requires a key, and got none"},
	{.name = "the page on invalid keys",
	 .text = "<html><h1>invalid key</h1>",
	 .fault = CENSUS_KEY_INVALID,
	 .message = "the Census Bureau does not accept the key"},
	{.name = "another page",
	 .text = "<html><h1>Invalid Ke",
	 .fault = CENSUS_HTML,
	 .message = "an HTML page in place of an answer"},
	{.name = "words", .text = "nope", .fault = CENSUS_NOT_JSON, .message = "no JSON"},

	/* JSON */
	{.name = "ends in a string",
	 .text = "[[\"NA",
	 .fault = CENSUS_TRUNCATED,
	 .message = "JSON that ends in the middle, after 5 bytes"},
	{.name = "ends behind a backslash",
	 .text = "[[\"NA\\",
	 .fault = CENSUS_TRUNCATED,
	 .message = "JSON that ends in the middle, after 6 bytes"},
	{.name = "sixteen levels",
	 .text = SIXTEEN SIXTEEN_CLOSED,
	 .fault = CENSUS_WRONG_TYPE,
	 .message = "row 0, column 1: an array in place of a string"},
	{.name = "an empty header",
	 .text = "[[]]",
	 .fault = CENSUS_NOT_A_TABLE,
	 .message = "a header of 0 columns, where there may be 1 to 100"},
	{.name = "seventeen levels",
	 .text = SIXTEEN "{}" SIXTEEN_CLOSED,
	 .fault = CENSUS_TOO_DEEP,
	 .message = "JSON with 17 levels, more than any answer has"},
	{.name = "brackets in a string are no levels",
	 .text = ROW("[\"" SIXTEEN SIXTEEN "\\\"" SIXTEEN "\",\"1\",\"2\",\"02\"]")},
	{.name = "not JSON from some byte on",
	 .text = " [[nul]]",
	 .fault = CENSUS_NOT_JSON,
	 .message = "no JSON, from byte 3 on: nul]]"},
	{.name = "more than JSON",
	 .text = "[] x",
	 .fault = CENSUS_NOT_JSON,
	 .message = "more than JSON, from byte 3 on: x"},
	{.name = "two answers",
	 .text = "[][]",
	 .fault = CENSUS_NOT_JSON,
	 .message = "more than JSON, from byte 2 on: []"},
	{.name = "a NUL in a string",
	 .text = ROW("[\"Al\\u0000aska\",\"1\",\"2\",\"02\"]"),
	 .fault = CENSUS_NOT_JSON,
	 .message = "JSON with a NUL character in a string"},
	{.name = "what only looks like a NUL", .text = ROW("[\"Al\\\\u0000aska\",\"1\",\"2\",\"02\"]")},
	{.name = "a NUL byte",
	 .text = "[[\"a\0\"]]",
	 .length = 8,
	 .fault = CENSUS_NOT_JSON,
	 .message = "JSON with a NUL character in a string"},
	{.name = "half a surrogate pair",
	 .text = "[[\"\\ud800\"]]",
	 .fault = CENSUS_NOT_JSON,
	 .message = "no JSON, from byte 3 on: \\ud800\"]]"},

	/* the table */
	{.name = "an object",
	 .text = "{\"a\": []}",
	 .fault = CENSUS_NOT_A_TABLE,
	 .message = "an object in place of an array of arrays"},
	{.name = "an empty array",
	 .text = "[]",
	 .fault = CENSUS_NOT_A_TABLE,
	 .message = "an empty array in place of an array of arrays"},
	{.name = "a row that is no array",
	 .text = ROW("\"Alaska\""),
	 .fault = CENSUS_NOT_A_TABLE,
	 .message = "row 1 is a string in place of an array"},
	{.name = "a number",
	 .text = ROW("[\"A\",1,\"2\",\"02\"]"),
	 .fault = CENSUS_WRONG_TYPE,
	 .message = "row 1, column 2: a number in place of a string"},
	{.name = "a boolean",
	 .text = ROW("[\"A\",\"1\",true,\"02\"]"),
	 .fault = CENSUS_WRONG_TYPE,
	 .message = "row 1, column 3: a boolean in place of a string"},
	{.name = "an array",
	 .text = ROW("[\"A\",\"1\",\"2\",[]]"),
	 .fault = CENSUS_WRONG_TYPE,
	 .message = "row 1, column 4: an array in place of a string"},
	{.name = "null in the header",
	 .text = "[[\"NAME\",null]]",
	 .fault = CENSUS_WRONG_TYPE,
	 .message = "row 0, column 2: null in place of a string"},
	{.name = "a short row",
	 .text = ROW(ALASKA ",[\"Texas\",\"1\",\"2\"]"),
	 .fault = CENSUS_ROW_WIDTH,
	 .message = "row 2 has 3 cells in place of 4"},
	{.name = "a long row",
	 .text = ROW("[\"A\",\"1\",\"2\",\"02\",\"x\"]"),
	 .fault = CENSUS_ROW_WIDTH,
	 .message = "row 1 has 5 cells in place of 4"},
	{.name = "an empty row",
	 .text = ROW("[]"),
	 .fault = CENSUS_ROW_WIDTH,
	 .message = "row 1 has 0 cells in place of 4"},
	{.name = "a missing variable",
	 .text = "[[\"NAME\",\"B19013_001E\",\"state\"],[\"A\",\"1\",\"02\"]]",
	 .fault = CENSUS_COLUMN_MISSING,
	 .message = "column \"B01003_001E\" is missing"},
	{.name = "no states",
	 .text = "[[\"NAME\",\"B19013_001E\",\"B01003_001E\"],[\"A\",\"1\",\"2\"]]",
	 .fault = CENSUS_COLUMN_MISSING,
	 .message = "column \"state\" is missing"},
	{.name = "a column twice",
	 .text = "[[\"NAME\",\"x\",\"x\"],[\"A\",\"1\",\"2\"]]",
	 .fault = CENSUS_COLUMN_TWICE,
	 .message = "column \"x\" is there twice"},
	{.name = "a header alone",
	 .text = "[" HEADER "]",
	 .fault = CENSUS_NO_ROWS,
	 .message = "a header without rows"},

	/* values */
	{.name = "letters", .text = INCOME("12a45"), .fault = CENSUS_BAD_NUMBER, .message = NO_AMOUNT("12a45")},
	{.name = "a minus sign", .text = INCOME("-5"), .fault = CENSUS_BAD_NUMBER, .message = NO_AMOUNT("-5")},
	{.name = "a plus sign", .text = INCOME("+5"), .fault = CENSUS_BAD_NUMBER, .message = NO_AMOUNT("+5")},
	{.name = "a blank before", .text = INCOME(" 5"), .fault = CENSUS_BAD_NUMBER, .message = NO_AMOUNT(" 5")},
	{.name = "a blank behind", .text = INCOME("5 "), .fault = CENSUS_BAD_NUMBER, .message = NO_AMOUNT("5 ")},
	{.name = "decimals", .text = INCOME("5.0"), .fault = CENSUS_BAD_NUMBER, .message = NO_AMOUNT("5.0")},
	{.name = "an empty number", .text = INCOME(""), .fault = CENSUS_BAD_NUMBER, .message = NO_AMOUNT("")},
	{.name = "ten digits",
	 .text = INCOME("1000000000"),
	 .fault = CENSUS_BAD_NUMBER,
	 .message = NO_AMOUNT("1000000000")},
	{.name = "almost a code",
	 .text = INCOME("-666666667"),
	 .fault = CENSUS_BAD_NUMBER,
	 .message = NO_AMOUNT("-666666667")},
	{.name = "no name",
	 .text = ROW("[null,\"1\",\"2\",\"02\"]"),
	 .fault = CENSUS_NO_NAME,
	 .message = "row 1, column \"NAME\": no name"},
	{.name = "an empty name",
	 .text = ROW("[\"\",\"1\",\"2\",\"02\"]"),
	 .fault = CENSUS_NO_NAME,
	 .message = "row 1, column \"NAME\": no name"},
	{.name = "an unknown state",
	 .text = ROW(ALASKA ",[\"Guam\",\"1\",\"2\",\"66\"]"),
	 .fault = CENSUS_UNKNOWN_STATE,
	 .message = NO_STATE("2", "66")},
	{.name = "a state without code",
	 .text = ROW("[\"A\",\"1\",\"2\",null]"),
	 .fault = CENSUS_UNKNOWN_STATE,
	 .message = NO_STATE("1", "null")},
	{.name = "a state twice",
	 .text = ROW(ALASKA "," TEXAS ",[\"Alaska again\",\"1\",\"2\",\"02\"]"),
	 .fault = CENSUS_PLACE_TWICE,
	 .message = "rows 1 and 3 are on the same state"},

	/* other geographies: the question asks for B01002_001E, whose values may have decimals */
	{.name = "counties of the same code in two states",
	 .by_county = true,
	 .text = "[[\"B01002_001E\",\"state\",\"county\"],[\"38.1\",\"02\",\"001\"],[\"-666666666\",\"48\","
			 "\"001\"],[null,\"48\",\"003\"]]"},
	{.name = "a county twice",
	 .by_county = true,
	 .text = "[[\"B01002_001E\",\"state\",\"county\"],[\"1\",\"02\",\"001\"],[\"2\",\"48\",\"001\"],[\"3\","
			 "\"02\",\"001\"]]",
	 .fault = CENSUS_PLACE_TWICE,
	 .message = "rows 1 and 3 are on the same place"},
	{.name = "a county of no state",
	 .by_county = true,
	 .text = "[[\"B01002_001E\",\"state\",\"county\"],[\"1\",\"99\",\"001\"]]",
	 .fault = CENSUS_UNKNOWN_STATE,
	 .message = NO_STATE("1", "99")},
	{.name = "no number",
	 .by_county = true,
	 .text = "[[\"B01002_001E\",\"us\"],[\"1.\",\"1\"]]",
	 .fault = CENSUS_BAD_NUMBER,
	 .message = "row 1, column \"B01002_001E\": \"1.\" is no number"},
};

static bool
is_state(const char *fips)
{
	return strcmp(fips, "02") == 0 || strcmp(fips, "48") == 0 || strcmp(fips, "06") == 0;
}

static const CensusVariable by_state[] = {
	{"NAME", CENSUS_NAME}, {"B19013_001E", CENSUS_AMOUNT}, {"B01003_001E", CENSUS_AMOUNT}};
static const CensusVariable by_county[] = {{"B01002_001E", CENSUS_NUMBER}};
static const CensusQuestion state_question = {by_state, LENGTH_OF(by_state), true, is_state};
static const CensusQuestion county_question = {by_county, LENGTH_OF(by_county), false, is_state};

/* Reads a text from a block of its size. */
static void
read_text(CensusAnswer *answer, const AnswerCase *answer_case, const char *text, size_t length)
{
	char *block = malloc(length > 0 ? length : 1);
	CensusReply reply = {answer_case->status != 0 ? answer_case->status : 200, answer_case->location, block,
						 length};

	memcpy(block, text, length);
	census_answer_read(answer, answer_case->by_county ? &county_question : &state_question, &reply);
	free(block);
}

/* The cells as the cases write them. */
static void
write_cells(const CensusAnswer *answer, char *cells, size_t size)
{
	size_t used = 0;

	for (int row = -1; row < answer->n_rows; row++)
		for (int column = 0; column < answer->n_columns; column++)
		{
			const char *cell = census_answer_cell(answer, row, column);

			used += (size_t) snprintf(cells + used, size - used, "%s%c", cell != NULL ? cell : "",
									  column + 1 < answer->n_columns ? '|' : '\n');
		}
}

static bool
run_case(const AnswerCase *answer_case)
{
	size_t length = answer_case->length != 0 ? answer_case->length : strlen(answer_case->text);
	const char *message = answer_case->message != NULL ? answer_case->message : "";
	char cells[1024] = "";
	CensusAnswer answer;
	bool fine;

	read_text(&answer, answer_case, answer_case->text, length);
	fine = answer.fault == answer_case->fault && strcmp(answer.message, message) == 0;
	if (answer.fault == CENSUS_FINE)
		write_cells(&answer, cells, sizeof(cells));
	if (answer_case->expected != NULL)
		fine = fine && strcmp(cells, answer_case->expected) == 0;
	census_answer_free(&answer);
	printf("%s - census answer: %s\n", fine ? "ok" : "not ok", answer_case->name);
	if (!fine)
		printf("# expected: %d, %s\n# got: %d, %s\n", answer_case->fault, message, answer.fault,
			   answer.message);
	return fine;
}

/* One check of its own, by name. */
static bool
check(const char *name, bool passed)
{
	printf("%s - census answer: %s\n", passed ? "ok" : "not ok", name);
	return passed;
}

static bool
no_part_is_a_whole(void)
{
	const AnswerCase *whole = &cases[0];

	for (size_t length = 0; length < strlen(whole->text); length++)
	{
		CensusAnswer answer;

		read_text(&answer, whole, whole->text, length);
		census_answer_free(&answer);
		if (answer.fault != (length == 0 ? CENSUS_NO_MATCH : CENSUS_TRUNCATED))
			return false;
	}
	return true;
}

static bool
ten_thousand_levels(const char *closing)
{
	AnswerCase plain = {0};
	char text[20001];
	CensusAnswer answer;

	memset(text, '[', 10000);
	memset(text + 10000, *closing, 10000);
	read_text(&answer, &plain, text, *closing == ']' ? 20000 : 10000);
	census_answer_free(&answer);
	return answer.fault == CENSUS_TOO_DEEP;
}

static bool
amounts(void)
{
	static const char *const none[] = {"-666666666", "-999999999", "-888888888", "-222222222",
									   "-333333333", "-555555555", NULL};
	int value = 0;

	for (size_t i = 0; i < LENGTH_OF(none); i++)
		if (census_amount(none[i], &value))
			return false;
	return census_amount("250001", &value) && value == 250001 && census_amount("000", &value) && value == 0 &&
		   census_amount("999999999", &value) && value == 999999999;
}

static bool
kinds(void)
{
	static const CensusVariable expected[] = {
		{"NAME", CENSUS_NAME},			 {"B19013_001E", CENSUS_AMOUNT},
		{"B01003_001E", CENSUS_AMOUNT},	 {"B19013_001M", CENSUS_TEXT},
		{"B01002_001E", CENSUS_NUMBER},	 {"C02003_010E", CENSUS_NUMBER},
		{"B19013A_001E", CENSUS_NUMBER}, {"B01002PR_001E", CENSUS_NUMBER},
		{"B0100_001E", CENSUS_TEXT},	 {"B01002_01E", CENSUS_TEXT},
		{"B01002_001EA", CENSUS_TEXT},	 {"S1901_C01_012E", CENSUS_TEXT},
		{"GEO_ID", CENSUS_TEXT},		 {"", CENSUS_TEXT},
	};

	for (size_t i = 0; i < LENGTH_OF(expected); i++)
		if (census_variable(expected[i].name).kind != expected[i].kind)
			return false;
	return true;
}

static bool
excerpt_is(const char *data, size_t length, size_t size, const char *expected)
{
	char *excerpt = malloc(size);
	bool same;

	text_excerpt(excerpt, size, data, length);
	same = strcmp(excerpt, expected) == 0;
	free(excerpt);
	return same;
}

static bool
excerpts(void)
{
	return excerpt_is("", 0, 8, "") && excerpt_is("a\0\xFF", 3, 20, "a\\x00\\xFF") &&
		   excerpt_is("a \t\r\n b", 7, 20, "a b") && excerpt_is("abcdefgh", 8, 8, "a...") &&
		   excerpt_is("a", 1, 9, "a") && excerpt_is("\xC3\xB1\xC3", 3, 16, "\\xC3\\xB1\\xC3") &&
		   excerpt_is("\xC3\xB1\xC3", 3, 15, "\\xC3\\xB1...");
}

int
main(void)
{
	unsigned failures = 0;

	/* what was found is told even if the sanitizer ends the program */
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	for (size_t i = 0; i < LENGTH_OF(cases); i++)
		failures += !run_case(&cases[i]);
	failures += !check("no part of an answer is taken for the whole", no_part_is_a_whole());
	failures += !check("ten thousand levels that are not closed", ten_thousand_levels(""));
	failures += !check("ten thousand levels that are closed", ten_thousand_levels("]"));
	failures += !check("amounts", amounts());
	failures += !check("the kinds of variables", kinds());
	failures += !check("excerpts", excerpts());
	return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
