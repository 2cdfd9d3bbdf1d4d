/*
 * census_answer_cases.c
 *		The cases of census_answer_test.c: answers of the Census API and what they mean.
 */
#include <string.h>

#include "census/answer.h"

typedef struct AnswerCase
{
	const char *name;
	int status; /* 0: 200 */
	const char *location;
	const char *text;
	size_t length;
	const CensusQuestion *question; /* NULL: landing */
	CensusFault fault;
	const char *message;  /* NULL: empty */
	const char *excerpt;  /* NULL: any */
	const char *expected; /* the cells of a fine answer: a line a row, bars between cells, (null) */
} AnswerCase;

/* A cell, and of which kinds it is. */
typedef struct NumberCase
{
	const char *cell;
	bool is_amount;
	bool is_number;
} NumberCase;

/* What text_excerpt writes into a buffer of this size. */
typedef struct ExcerptCase
{
	const char *name;
	size_t size;
	const char *text;
	size_t length;
	const char *expected;
} ExcerptCase;

#define TEXT(bytes) .text = bytes, .length = sizeof(bytes) - 1
#define BOM "\xEF\xBB\xBF"

static bool
is_state(const char *fips)
{
	static const char *const states[] = {"02", "06", "11", "48", "72"};

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (strcmp(fips, states[i]) == 0)
			return true;
	return false;
}

/* What is asked. */
static const CensusVariable landing_variables[] = {
	{"NAME", CENSUS_NAME}, {"B19013_001E", CENSUS_AMOUNT}, {"B01003_001E", CENSUS_AMOUNT}};
static const CensusVariable age_variables[] = {{"B01002_001E", CENSUS_NUMBER}};
static const CensusVariable text_variables[] = {{"NAME", CENSUS_NAME}, {"GEO_ID", CENSUS_TEXT}};
static const CensusQuestion landing = {landing_variables, 3, true, is_state};
static const CensusQuestion age = {age_variables, 1, false, is_state};
static const CensusVariable group_variables[] = {{"B01002", CENSUS_GROUP}};
static const CensusQuestion group = {group_variables, 1, false, is_state};
static const CensusQuestion text_by_state = {text_variables, 2, true, is_state};
static const CensusQuestion nothing_by_state = {NULL, 0, true, is_state};
static const CensusQuestion anything = {NULL, 0, false, is_state};

/* What is answered. */
#define HEADER "[\"NAME\",\"B19013_001E\",\"B01003_001E\",\"state\"]"
#define ALASKA "[\"Alaska\",\"89336\",\"733971\",\"02\"]"
#define TEXAS "[\"Texas\",\"76292\",\"29640343\",\"48\"]"
#define ROW(row) "[" HEADER "," row "]"
#define COUNTIES(rows) "[[\"B01002_001E\",\"state\",\"county\"]," rows "]"
#define SIXTEEN "[[[[[[[[[[[[[[[["
#define SIXTEEN_CLOSED "]]]]]]]]]]]]]]]]"
#define X10 "xxxxxxxxxx"
#define X50 X10 X10 X10 X10 X10
#define X100 X50 X50

/* ... and how it is read. */
#define LANDING_CELLS "NAME|B19013_001E|B01003_001E|state\n"
#define ALASKA_CELLS "Alaska|89336|733971|02\n"
#define TEXAS_CELLS "Texas|76292|29640343|48\n"

#define KEY_MISSING "the Census Bureau requires a key, and got none"
#define KEY_INVALID "the Census Bureau does not accept the key"
#define SERVER_FAILED "the Census Bureau's server failed"
#define REFUSED "the Census Bureau refused the question: "
#define PAGE "an HTML page in place of an answer"
#define EMPTY_ANSWER "an empty answer: nothing matches the question"
#define NUL_IN_STRING "JSON with a NUL character in a string"
#define NO_FOUR_DIGITS "no JSON: \\u without four digits in a string"
#define NO_STATE(row, value)                                                                                 \
	"row " row ", column \"state\": \"" value "\" is no FIPS code of the 50 states, DC and PR"

static const AnswerCase answer_cases[] = {
	/* good answers; the first is the one that is cut at every byte */
	{
		.name = "a good answer",
		TEXT("[" HEADER ",\n" ALASKA ",\n" TEXAS "]"),
		.excerpt = "[[\"NAME\",\"B19013_001E\",\"B01003_001E\",\"state\"], [\"Alaska\",\"89336\",\"733971\","
				   "\"02\"], [\"Texas\",\"76292\",\"29640343\",\"48\"]]",
		.expected = LANDING_CELLS ALASKA_CELLS TEXAS_CELLS,
	},
	{
		.name = "columns in another order, and one more",
		TEXT("[[\"state\",\"x\",\"B01003_001E\",\"NAME\",\"B19013_001E\"],[\"02\",null,\"1\",\"A\",\"2\"]]"),
		.expected = "state|x|B01003_001E|NAME|B19013_001E\n02|(null)|1|A|2\n",
	},
	{
		.name = "columns in the opposite order",
		TEXT("[[\"state\",\"B01003_001E\",\"B19013_001E\",\"NAME\"],[\"02\",\"1\",\"2\",\"A\"]]"),
		.expected = "state|B01003_001E|B19013_001E|NAME\n02|1|2|A\n",
	},
	{
		.name = "rows that are not sorted",
		TEXT("[" HEADER "," TEXAS ",[\"California\",\"91905\",\"39346023\",\"06\"]," ALASKA "]"),
		.expected = LANDING_CELLS TEXAS_CELLS "California|91905|39346023|06\n" ALASKA_CELLS,
	},
	{
		.name = "byte order mark and white space",
		TEXT(BOM "\r\n " ROW(ALASKA) " \t\r\n"),
		.expected = LANDING_CELLS ALASKA_CELLS,
	},
	{
		.name = "byte order mark alone",
		TEXT(BOM ROW(ALASKA)),
		.expected = LANDING_CELLS ALASKA_CELLS,
	},
	{
		.name = "white space within",
		TEXT("\t[ [ \"NAME\" ,\n\"B19013_001E\"\r\n, \"B01003_001E\",\t\"state\" ]\n,"
			 "\n[\"Alaska\" , \"89336\",\"733971\", \"02\"\r]\n]"),
		.expected = LANDING_CELLS ALASKA_CELLS,
	},
	{
		.name = "escapes and letters beyond ASCII",
		TEXT(ROW("[\"Ca\\u00f1on \\\"x\\\" \xC3\xB1\\n\",\"1\",\"2\",\"02\"]")),
		.expected = LANDING_CELLS "Ca\xC3\xB1on \"x\" \xC3\xB1\n|1|2|02\n",
	},
	{
		.name = "every escape",
		TEXT(ROW("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u20ac\\uD83D\\ude00\",\"1\",\"2\",\"02\"]")),
		.expected = LANDING_CELLS "\"\\/\b\f\n\r\tA\xE2\x82\xAC\xF0\x9F\x98\x80|1|2|02\n",
	},
	{
		.name = "an escaped header and value",
		TEXT("[[\"NAM\\u0045\",\"B19013\\u005f001E\",\"B01003_001E\",\"stat\\u0065\"],"
			 "[\"Alaska\",\"\\u0038933\\u0036\",\"733971\",\"\\u00302\"]]"),
		.expected = LANDING_CELLS ALASKA_CELLS,
	},
	{
		.name = "brackets in a string are no levels",
		TEXT(ROW("[\"" SIXTEEN SIXTEEN "\\\"" SIXTEEN "\",\"1\",\"2\",\"02\"]")),
		.expected = LANDING_CELLS SIXTEEN SIXTEEN "\"" SIXTEEN "|1|2|02\n",
	},
	{
		.name = "what only looks like a NUL",
		TEXT(ROW("[\"Al\\\\u0000aska\",\"1\",\"2\",\"02\"]")),
		.expected = LANDING_CELLS "Al\\u0000aska|1|2|02\n",
	},
	{
		.name = "u0000 without a backslash",
		TEXT(ROW("[\"u0000\",\"1\",\"2\",\"02\"]")),
		.expected = LANDING_CELLS "u0000|1|2|02\n",
	},
	{
		.name = "the escape beside the NUL",
		TEXT(ROW("[\"\\u0001\",\"1\",\"2\",\"02\"]")),
		.expected = LANDING_CELLS "\x01|1|2|02\n",
	},
	{
		.name = "null in place of amounts",
		TEXT(ROW("[\"Alaska\",null,null,\"02\"]")),
		.expected = LANDING_CELLS "Alaska|(null)|(null)|02\n",
	},
	{
		.name = "null in a column that was not asked for",
		TEXT("[[\"x\",\"state\"],[null,\"02\"],[\"\",\"48\"]]"),
		.question = &nothing_by_state,
		.expected = "x|state\n(null)|02\n|48\n",
	},
	{
		.name = "codes for no estimate",
		TEXT("[" HEADER ",[\"A\",\"-666666666\",\"-999999999\",\"02\"],[\"B\",\"-888888888\",\"-222222222\","
			 "\"48\"],[\"C\",\"-333333333\",\"-555555555\",\"06\"]]"),
		.expected = LANDING_CELLS "A|-666666666|-999999999|02\nB|-888888888|-222222222|48\n"
								  "C|-333333333|-555555555|06\n",
	},
	{
		.name = "the top code",
		TEXT(ROW("[\"Alaska\",\"250001\",\"733971\",\"02\"]")),
		.expected = LANDING_CELLS "Alaska|250001|733971|02\n",
	},
	{
		.name = "texts may be anything",
		TEXT("[[\"GEO_ID\",\"NAME\",\"state\"],[null,\"A\",\"02\"],[\"\",\"A\",\"48\"],[\"-1 x\",\"A\","
			 "\"72\"]]"),
		.question = &text_by_state,
		.expected = "GEO_ID|NAME|state\n(null)|A|02\n|A|48\n-1 x|A|72\n",
	},
	{
		.name = "nothing asked for but the states",
		TEXT("[[\"state\"],[\"72\"],[\"11\"]]"),
		.question = &nothing_by_state,
		.expected = "state\n72\n11\n",
	},

	/* HTTP statuses and redirects */
	{
		.name = "204",
		.status = 204,
		TEXT(""),
		.fault = CENSUS_NO_MATCH,
		.message = "nothing matches the question (HTTP status 204)",
		.excerpt = "",
	},
	{
		.name = "204 with a text",
		.status = 204,
		TEXT(ROW(ALASKA)),
		.fault = CENSUS_NO_MATCH,
		.message = "nothing matches the question (HTTP status 204)",
	},
	{
		.name = "302 to the page on missing keys",
		.status = 302,
		.location = "https://api.census.gov/data/missing_key.html",
		TEXT(""),
		.fault = CENSUS_KEY_MISSING,
		.message = KEY_MISSING,
	},
	{
		.name = "302 to the page on invalid keys",
		.status = 302,
		.location = "/data/invalid_key.html",
		TEXT("<html><title>302 Found</title></html>"),
		.fault = CENSUS_KEY_INVALID,
		.message = KEY_INVALID,
	},
	{
		.name = "302 to elsewhere",
		.status = 302,
		.location = "http://example.com/\x01",
		TEXT(ROW(ALASKA)),
		.fault = CENSUS_REDIRECTED,
		.message = "a redirect to \"http://example.com/\\x01\" in place of an answer (HTTP status 302)",
	},
	{
		.name = "302 to a long address",
		.status = 302,
		.location = "http://" X100 X50,
		TEXT(""),
		.fault = CENSUS_REDIRECTED,
		.message = "a redirect to \"http://" X100 X10 X10 X10 X10 "xxxxxx"
				   "...\" in place of an answer (HTTP status 302)",
	},
	{
		.name = "302 to an empty address",
		.status = 302,
		.location = "",
		TEXT(""),
		.fault = CENSUS_REDIRECTED,
		.message = "a redirect to \"\" in place of an answer (HTTP status 302)",
	},
	{
		.name = "302 to nowhere",
		.status = 302,
		TEXT(""),
		.fault = CENSUS_OTHER_STATUS,
		.message = "the Census Bureau's server answered with HTTP status 302",
	},
	{
		.name = "a redirect is told before its status and text",
		.status = 404,
		.location = "http://example.com/",
		TEXT("<html><title>Missing Key</title></html>"),
		.fault = CENSUS_REDIRECTED,
		.message = "a redirect to \"http://example.com/\" in place of an answer (HTTP status 404)",
	},
	{
		.name = "400 with the Bureau's words",
		.status = 400,
		TEXT("error: error: unknown variable 'X'"),
		.fault = CENSUS_BAD_QUESTION,
		.message = REFUSED "error: error: unknown variable 'X'",
		.excerpt = "error: error: unknown variable 'X'",
	},
	{
		.name = "400 with other words",
		.status = 400,
		TEXT("\n  up to 50\tvariables\xC2\xA0only \x7F"),
		.fault = CENSUS_BAD_QUESTION,
		.message = REFUSED "up to 50 variables\\xC2\\xA0only \\x7F",
		.excerpt = "up to 50 variables\\xC2\\xA0only \\x7F",
	},
	{
		.name = "400 with many words",
		.status = 400,
		TEXT(X100 X100),
		.fault = CENSUS_BAD_QUESTION,
		.message = REFUSED X100 X50 "xxx...",
		.excerpt = X100 X50 "xxx...",
	},
	{
		.name = "400 with a page",
		.status = 400,
		TEXT("<html>Bad Request</html>"),
		.fault = CENSUS_BAD_QUESTION,
		.message = REFUSED "<html>Bad Request</html>",
	},
	{
		.name = "400 with an answer",
		.status = 400,
		TEXT("[]"),
		.fault = CENSUS_BAD_QUESTION,
		.message = REFUSED "[]",
	},
	{
		.name = "404",
		.status = 404,
		TEXT("<html>"),
		.fault = CENSUS_NOT_PUBLISHED,
		.message = "not published by the Census Bureau (HTTP status 404)",
		.excerpt = "<html>",
	},
	{
		.name = "429",
		.status = 429,
		TEXT(""),
		.fault = CENSUS_TOO_MANY,
		.message = "too many requests for the Census Bureau (HTTP status 429)",
	},
	{
		.name = "500",
		.status = 500,
		TEXT("There was an error while running your query."),
		.fault = CENSUS_SERVER_ERROR,
		.message = SERVER_FAILED " (HTTP status 500)",
	},
	{
		.name = "503",
		.status = 503,
		TEXT(""),
		.fault = CENSUS_SERVER_ERROR,
		.message = SERVER_FAILED " (HTTP status 503)",
	},
	{
		.name = "503 with an answer",
		.status = 503,
		TEXT(ROW(ALASKA)),
		.fault = CENSUS_SERVER_ERROR,
		.message = SERVER_FAILED " (HTTP status 503)",
	},
	{
		.name = "a good answer with another status",
		.status = 201,
		TEXT(ROW(ALASKA)),
		.fault = CENSUS_OTHER_STATUS,
		.message = "the Census Bureau's server answered with HTTP status 201",
	},
	{
		.name = "403 with a page on keys",
		.status = 403,
		TEXT("<html><title>Missing Key</title></html>"),
		.fault = CENSUS_OTHER_STATUS,
		.message = "the Census Bureau's server answered with HTTP status 403",
	},
	{
		.name = "499 is no error of the server",
		.status = 499,
		TEXT(""),
		.fault = CENSUS_OTHER_STATUS,
		.message = "the Census Bureau's server answered with HTTP status 499",
	},

	/* texts in place of JSON */
	{
		.name = "nothing",
		TEXT(""),
		.fault = CENSUS_NO_MATCH,
		.message = EMPTY_ANSWER,
		.excerpt = "",
	},
	{
		.name = "blanks",
		TEXT(" \n\t\r"),
		.fault = CENSUS_NO_MATCH,
		.message = EMPTY_ANSWER,
		.excerpt = "",
	},
	{
		.name = "a byte order mark and nothing else",
		TEXT(BOM),
		.fault = CENSUS_NO_MATCH,
		.message = EMPTY_ANSWER,
	},
	{
		.name = "a byte order mark before blanks",
		TEXT(BOM "\r\n"),
		.fault = CENSUS_NO_MATCH,
		.message = EMPTY_ANSWER,
	},
	{
		.name = "an error's text",
		TEXT("error: error: missing 'for' argument"),
		.fault = CENSUS_BAD_QUESTION,
		.message = REFUSED "error: error: missing 'for' argument",
	},
	{
		.name = "an error's text behind a byte order mark",
		TEXT(BOM " error: x"),
		.fault = CENSUS_BAD_QUESTION,
		.message = REFUSED "error: x",
		.excerpt = "error: x",
	},
	{
		.name = "an error's text in capitals",
		TEXT("ERROR: x"),
		.fault = CENSUS_BAD_QUESTION,
		.message = REFUSED "ERROR: x",
	},
	{
		.name = "an error's text of just the word",
		TEXT("error:"),
		.fault = CENSUS_BAD_QUESTION,
		.message = REFUSED "error:",
	},
	{
		.name = "half of an error's text",
		TEXT("error"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON",
		.excerpt = "error",
	},
	{
		.name = "the server's apology",
		TEXT("There was an error while running your query.  We've logged the error and we'll correct it"),
		.fault = CENSUS_SERVER_ERROR,
		.message = SERVER_FAILED,
	},
	{
		.name = "half of the server's apology",
		TEXT("There was an error while running your quer"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON",
	},
	{
		.name = "the page on missing keys",
		TEXT("<html><title>Missing Key</title>"),
		.fault = CENSUS_KEY_MISSING,
		.message = KEY_MISSING,
	},
	{
		.name = "the page on missing keys behind a byte order mark",
		TEXT(BOM "\r\n<!DOCTYPE html>\n<html><head><title>Missing Key</title></head>"),
		.fault = CENSUS_KEY_MISSING,
		.message = KEY_MISSING,
		.excerpt = "<!DOCTYPE html> <html><head><title>Missing Key</title></head>",
	},
	{
		.name = "the page on invalid keys",
		TEXT("<html><h1>invalid key</h1>"),
		.fault = CENSUS_KEY_INVALID,
		.message = KEY_INVALID,
	},
	{
		.name = "a page that ends with the words on keys",
		TEXT("<\0Invalid Key"),
		.fault = CENSUS_KEY_INVALID,
		.message = KEY_INVALID,
		.excerpt = "<\\x00Invalid Key",
	},
	{
		.name = "a page that is cut within the words on keys",
		TEXT("<html><h1>Invalid Ke"),
		.fault = CENSUS_HTML,
		.message = PAGE,
	},
	{
		.name = "a page of a single byte",
		TEXT("<"),
		.fault = CENSUS_HTML,
		.message = PAGE,
	},
	{
		.name = "the words on keys outside of a page",
		TEXT("Missing Key"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON",
	},
	{
		.name = "words",
		TEXT("nope"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON",
		.excerpt = "nope",
	},
	{
		.name = "a single byte beyond ASCII",
		TEXT("\xFF"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON",
		.excerpt = "\\xFF",
	},
	{
		.name = "part of a byte order mark",
		TEXT("\xEF\xBB"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON",
		.excerpt = "\\xEF\\xBB",
	},
	{
		.name = "a NUL byte before the answer",
		TEXT("\0" ROW(ALASKA)),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON",
	},
	{
		.name = "the answer as a string",
		TEXT("\"[]\""),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON",
	},

	/* JSON that ends in the middle; no_part_is_a_whole() cuts everywhere else */
	{
		.name = "a single bracket",
		TEXT("["),
		.fault = CENSUS_TRUNCATED,
		.message = "JSON that ends in the middle, after 1 bytes",
	},
	{
		.name = "a single brace",
		TEXT("{"),
		.fault = CENSUS_TRUNCATED,
		.message = "JSON that ends in the middle, after 1 bytes",
	},
	{
		.name = "ends in a string",
		TEXT("[[\"NA"),
		.fault = CENSUS_TRUNCATED,
		.message = "JSON that ends in the middle, after 5 bytes",
	},
	{
		.name = "ends behind a backslash",
		TEXT("[[\"NA\\"),
		.fault = CENSUS_TRUNCATED,
		.message = "JSON that ends in the middle, after 6 bytes",
	},
	{
		.name = "ends behind an escaped quote",
		TEXT("[[\"NA\\\""),
		.fault = CENSUS_TRUNCATED,
		.message = "JSON that ends in the middle, after 7 bytes",
	},
	{
		.name = "ends within an escape",
		TEXT("[[\"\\u00"),
		.fault = CENSUS_TRUNCATED,
		.message = "JSON that ends in the middle, after 7 bytes",
	},
	{
		.name = "ends between surrogates",
		TEXT("[[\"\\ud83d\\"),
		.fault = CENSUS_TRUNCATED,
		.message = "JSON that ends in the middle, after 10 bytes",
	},
	{
		.name = "ends within null",
		TEXT("[[nul"),
		.fault = CENSUS_TRUNCATED,
		.message = "JSON that ends in the middle, after 5 bytes",
	},
	{
		.name = "ends within a number",
		TEXT("[[1"),
		.fault = CENSUS_TRUNCATED,
		.message = "JSON that ends in the middle, after 3 bytes",
	},
	{
		.name = "a byte order mark and blanks count among the bytes",
		TEXT(BOM " \n[["),
		.fault = CENSUS_TRUNCATED,
		.message = "JSON that ends in the middle, after 7 bytes",
		.excerpt = "[[",
	},
	{
		.name = "blanks behind a row that is not the last",
		TEXT("[" HEADER ",\n "),
		.fault = CENSUS_TRUNCATED,
		.message = "JSON that ends in the middle, after 48 bytes",
	},

	/* nesting */
	{
		.name = "sixteen levels",
		TEXT(SIXTEEN SIXTEEN_CLOSED),
		.fault = CENSUS_WRONG_TYPE,
		.message = "row 0, column 1: an array in place of a string",
	},
	{
		.name = "seventeen levels",
		TEXT(SIXTEEN "{}" SIXTEEN_CLOSED),
		.fault = CENSUS_TOO_DEEP,
		.message = "JSON with 17 levels, more than any answer has",
	},
	{
		.name = "seventeen levels that are not closed",
		TEXT(SIXTEEN "["),
		.fault = CENSUS_TOO_DEEP,
		.message = "JSON with 17 levels, more than any answer has",
	},
	{
		.name = "many levels, few at a time",
		TEXT("[[" SIXTEEN SIXTEEN_CLOSED "]]" SIXTEEN),
		.fault = CENSUS_TOO_DEEP,
		.message = "JSON with 18 levels, more than any answer has",
	},
	{
		.name = "as many brackets one behind the other",
		TEXT("[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]]"),
		.fault = CENSUS_NOT_A_TABLE,
		.message = "a header of 0 columns, where there may be 1 to 5000",
	},

	/* what is no JSON */
	{
		.name = "not JSON from some byte on",
		TEXT(" [[nul]]"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON, from byte 3 on: nul]]",
	},
	{
		.name = "a byte order mark counts where JSON ends",
		TEXT(BOM "[[nul]]"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON, from byte 5 on: nul]]",
	},
	{
		.name = "a word without quotes",
		TEXT(ROW("[Alaska,\"1\",\"2\",\"02\"]")),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON, from byte 47 on: Alaska,\"1\",\"2\",\"02\"]]",
	},
	{
		.name = "a comma too many",
		TEXT("[[\"NAME\",]]"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON, from byte 9 on: ]]",
	},
	{
		.name = "a comma missing",
		TEXT("[[\"NAME\" \"state\"]]"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON, from byte 9 on: \"state\"]]",
	},
	{
		.name = "a brace that closes a bracket",
		TEXT("[[\"NAME\"}]"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON, from byte 8 on: }]",
	},
	{
		.name = "a backslash outside of a string",
		TEXT("[[\\]]"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON, from byte 2 on: \\]]",
	},
	{
		.name = "what JSON cannot escape",
		TEXT("[[\"a\\x41\"]]"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON, from byte 4 on: \\x41\"]]",
	},
	{
		.name = "more than JSON",
		TEXT("[] x"),
		.fault = CENSUS_NOT_JSON,
		.message = "more than JSON, from byte 3 on: x",
	},
	{
		.name = "a letter behind a good answer",
		TEXT("[[\"state\"],[\"02\"]]x"),
		.question = &nothing_by_state,
		.fault = CENSUS_NOT_JSON,
		.message = "more than JSON, from byte 18 on: x",
	},
	{
		.name = "a NUL byte behind a good answer",
		TEXT("[[\"state\"],[\"02\"]]\n\0"),
		.question = &nothing_by_state,
		.fault = CENSUS_NOT_JSON,
		.message = "more than JSON, from byte 19 on: \\x00",
	},
	{
		.name = "a bracket behind a good answer",
		TEXT("[[\"state\"],[\"02\"]]]"),
		.question = &nothing_by_state,
		.fault = CENSUS_NOT_JSON,
		.message = "more than JSON, from byte 18 on: ]",
	},
	{
		.name = "an open bracket behind a good answer",
		TEXT("[[\"state\"],[\"02\"]]["),
		.question = &nothing_by_state,
		.fault = CENSUS_NOT_JSON,
		.message = "more than JSON, from byte 18 on: [",
	},
	{
		.name = "two answers",
		TEXT("[][]"),
		.fault = CENSUS_NOT_JSON,
		.message = "more than JSON, from byte 2 on: []",
	},
	{
		.name = "a page behind a good answer",
		TEXT("[[\"state\"],[\"02\"]]\n<html>"),
		.question = &nothing_by_state,
		.fault = CENSUS_NOT_JSON,
		.message = "more than JSON, from byte 19 on: <html>",
	},
	{
		.name = "an escaped NUL in a name",
		TEXT(ROW("[\"Al\\u0000aska\",\"1\",\"2\",\"02\"]")),
		.fault = CENSUS_NOT_JSON,
		.message = NUL_IN_STRING,
	},
	{
		.name = "an escaped NUL behind an escaped backslash",
		TEXT(ROW("[\"Al\\\\\\u0000aska\",\"1\",\"2\",\"02\"]")),
		.fault = CENSUS_NOT_JSON,
		.message = NUL_IN_STRING,
	},
	{
		.name = "an escaped NUL behind a number",
		TEXT(ROW("[\"Alaska\",\"1\\u00002345\",\"2\",\"02\"]")),
		.fault = CENSUS_NOT_JSON,
		.message = NUL_IN_STRING,
	},
	{
		.name = "an escaped NUL before another escape",
		TEXT(ROW("[\"Al\\u0000a\\u0073ka\",\"1\",\"2\",\"02\"]")),
		.fault = CENSUS_NOT_JSON,
		.message = NUL_IN_STRING,
	},
	{
		.name = "a NUL byte in a string",
		TEXT("[[\"a\0\"]]"),
		.fault = CENSUS_NOT_JSON,
		.message = NUL_IN_STRING,
	},
	{
		.name = "an escape of too few digits",
		TEXT("[[\"\\u12\"]]"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON, from byte 3 on: \\u12\"]]",
	},
	{
		.name = "the first half of a surrogate pair",
		TEXT("[[\"\\ud800\"]]"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON, from byte 3 on: \\ud800\"]]",
	},
	{
		.name = "the second half of a surrogate pair",
		TEXT("[[\"\\udc00\"]]"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON, from byte 3 on: \\udc00\"]]",
	},
	{
		.name = "two first halves of a surrogate pair",
		TEXT("[[\"\\ud800\\ud800\"]]"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON, from byte 3 on: \\ud800\\ud800\"]]",
	},
	{
		.name = "half a surrogate pair before a letter",
		TEXT("[[\"\\ud800abcdefgh\"]]"),
		.fault = CENSUS_NOT_JSON,
		.message = "no JSON, from byte 3 on: \\ud800abcdefgh\"]]",
	},

	/* cJSON takes these escapes for a NUL, which would end the cell: 1 in place of 12345 */
	{
		.name = "an escape without digits in a number",
		TEXT(ROW("[\"Alaska\",\"1\\uZZZZ2345\",\"2\",\"02\"]")),
		.fault = CENSUS_NOT_JSON,
		.message = NO_FOUR_DIGITS,
	},
	{
		.name = "an escape without digits before a good one",
		TEXT(ROW("[\"Al\\uZZZZa\\u0073ka\",\"1\",\"2\",\"02\"]")),
		.fault = CENSUS_NOT_JSON,
		.message = NO_FOUR_DIGITS,
	},
	{
		.name = "an escape of three digits in a state",
		TEXT(ROW("[\"Alaska\",\"1\",\"2\",\"02\\u004G\"]")),
		.fault = CENSUS_NOT_JSON,
		.message = NO_FOUR_DIGITS,
	},
	{
		.name = "an escape with a sign in a name",
		TEXT(ROW("[\"Ala\\u-001ska\",\"1\",\"2\",\"02\"]")),
		.fault = CENSUS_NOT_JSON,
		.message = NO_FOUR_DIGITS,
	},
	{
		.name = "an escape with a blank in the header",
		TEXT("[[\"state\\u 041\"],[\"02\"]]"),
		.question = &nothing_by_state,
		.fault = CENSUS_NOT_JSON,
		.message = NO_FOUR_DIGITS,
	},

	/* JSON that is no table */
	{
		.name = "an object",
		TEXT("{\"a\": []}"),
		.fault = CENSUS_NOT_A_TABLE,
		.message = "an object in place of an array of arrays",
	},
	{
		.name = "an empty array",
		TEXT("[]"),
		.fault = CENSUS_NOT_A_TABLE,
		.message = "an empty array in place of an array of arrays",
	},
	{
		.name = "an empty header",
		TEXT("[[]]"),
		.fault = CENSUS_NOT_A_TABLE,
		.message = "a header of 0 columns, where there may be 1 to 5000",
	},
	{
		.name = "a header that is a string",
		TEXT("[\"NAME\",\"state\"]"),
		.fault = CENSUS_NOT_A_TABLE,
		.message = "row 0 is a string in place of an array",
	},
	{
		.name = "a header that is an object",
		TEXT("[{\"NAME\":\"Alaska\"}]"),
		.fault = CENSUS_NOT_A_TABLE,
		.message = "row 0 is an object in place of an array",
	},
	{
		.name = "a row that is a string",
		TEXT(ROW("\"Alaska\"")),
		.fault = CENSUS_NOT_A_TABLE,
		.message = "row 1 is a string in place of an array",
	},
	{
		.name = "a row that is null",
		TEXT(ROW(ALASKA ",null")),
		.fault = CENSUS_NOT_A_TABLE,
		.message = "row 2 is null in place of an array",
	},
	{
		.name = "a row that is a number",
		TEXT(ROW("-1.5e3")),
		.fault = CENSUS_NOT_A_TABLE,
		.message = "row 1 is a number in place of an array",
	},
	{
		.name = "a row that is a boolean",
		TEXT(ROW("false")),
		.fault = CENSUS_NOT_A_TABLE,
		.message = "row 1 is a boolean in place of an array",
	},

	/* cells that are neither strings nor null */
	{
		.name = "numbers, as of a program that saved an answer: their text, of a state with its zero",
		TEXT(ROW("[\"A\",84097,2.0,6],[\"B\",-666666666,1e5,48],[\"C\",-666666666.0,999999999,\"02\"]")),
		.expected = "NAME|B19013_001E|B01003_001E|state\nA|84097|2|06\nB|-666666666|100000|48\nC|-666666666|"
					"999999999|02\n",
	},
	{
		.name = "a number that is no whole one",
		TEXT(ROW("[\"A\",84097.5,\"2\",\"02\"]")),
		.fault = CENSUS_BAD_NUMBER,
		.message = "row 1, column \"B19013_001E\": \"84097.5\" is no whole number of up to 9 digits",
	},
	{
		.name = "a number that is too large",
		TEXT(ROW("[\"A\",1e999,\"2\",\"02\"]")),
		.fault = CENSUS_WRONG_TYPE,
		.message = "row 1, column 2: a number in place of a string",
	},
	{
		.name = "a number that is no state",
		TEXT(ROW("[\"A\",\"1\",\"2\",-6]")),
		.fault = CENSUS_UNKNOWN_STATE,
		.message = NO_STATE("1", "-6"),
	},
	{
		.name = "true",
		TEXT(ROW("[\"A\",\"1\",true,\"02\"]")),
		.fault = CENSUS_WRONG_TYPE,
		.message = "row 1, column 3: a boolean in place of a string",
	},
	{
		.name = "false",
		TEXT(ROW("[false,\"1\",\"2\",\"02\"]")),
		.fault = CENSUS_WRONG_TYPE,
		.message = "row 1, column 1: a boolean in place of a string",
	},
	{
		.name = "an array",
		TEXT(ROW("[\"A\",\"1\",\"2\",[]]")),
		.fault = CENSUS_WRONG_TYPE,
		.message = "row 1, column 4: an array in place of a string",
	},
	{
		.name = "an object in a later row",
		TEXT(ROW(ALASKA ",[\"A\",{\"B\":\"C\"},\"2\",\"02\"]")),
		.fault = CENSUS_WRONG_TYPE,
		.message = "row 2, column 2: an object in place of a string",
	},
	{
		.name = "null in the header",
		TEXT("[[\"NAME\",null]]"),
		.fault = CENSUS_WRONG_TYPE,
		.message = "row 0, column 2: null in place of a string",
	},
	{
		.name = "a number in the header",
		TEXT("[[1,\"NAME\"],[\"A\",\"B\"]]"),
		.fault = CENSUS_WRONG_TYPE,
		.message = "row 0, column 1: a number in place of a string",
	},

	/* rows of another width */
	{
		.name = "a short row",
		TEXT(ROW(ALASKA ",[\"Texas\",\"1\",\"2\"]")),
		.fault = CENSUS_ROW_WIDTH,
		.message = "row 2 has 3 cells in place of 4",
	},
	{
		.name = "a long row",
		TEXT(ROW("[\"A\",\"1\",\"2\",\"02\",\"x\"]")),
		.fault = CENSUS_ROW_WIDTH,
		.message = "row 1 has 5 cells in place of 4",
	},
	{
		.name = "a long row before a short one: as many cells as there should be",
		TEXT("[[\"x\",\"state\"],[\"1\",\"02\",\"2\"],[\"48\"]]"),
		.question = &nothing_by_state,
		.fault = CENSUS_ROW_WIDTH,
		.message = "row 1 has 3 cells in place of 2",
	},
	{
		.name = "an empty row",
		TEXT(ROW("[]")),
		.fault = CENSUS_ROW_WIDTH,
		.message = "row 1 has 0 cells in place of 4",
	},

	/* the header */
	{
		.name = "a missing variable",
		TEXT("[[\"NAME\",\"B19013_001E\",\"state\"],[\"A\",\"1\",\"02\"]]"),
		.fault = CENSUS_COLUMN_MISSING,
		.message = "column \"B01003_001E\" is missing",
	},
	{
		.name = "the first variable is missing",
		TEXT("[[\"B19013_001E\",\"B01003_001E\",\"state\"],[\"1\",\"2\",\"02\"]]"),
		.fault = CENSUS_COLUMN_MISSING,
		.message = "column \"NAME\" is missing",
	},
	{
		.name = "a column's name in small letters",
		TEXT("[[\"name\",\"B19013_001E\",\"B01003_001E\",\"state\"],[\"A\",\"1\",\"2\",\"02\"]]"),
		.fault = CENSUS_COLUMN_MISSING,
		.message = "column \"NAME\" is missing",
	},
	{
		.name = "a blank behind a column's name",
		TEXT("[[\"NAME\",\"B19013_001E \",\"B01003_001E\",\"state\"],[\"A\",\"1\",\"2\",\"02\"]]"),
		.fault = CENSUS_COLUMN_MISSING,
		.message = "column \"B19013_001E\" is missing",
	},
	{
		.name = "no states",
		TEXT("[[\"NAME\",\"B19013_001E\",\"B01003_001E\"],[\"A\",\"1\",\"2\"]]"),
		.fault = CENSUS_COLUMN_MISSING,
		.message = "column \"state\" is missing",
	},
	{
		.name = "no rows and no states",
		TEXT("[[\"NAME\",\"B19013_001E\",\"B01003_001E\"]]"),
		.fault = CENSUS_COLUMN_MISSING,
		.message = "column \"state\" is missing",
	},
	{
		.name = "a column twice",
		TEXT("[[\"NAME\",\"x\",\"x\"],[\"A\",\"1\",\"2\"]]"),
		.fault = CENSUS_COLUMN_TWICE,
		.message = "column \"x\" is there twice",
	},
	{
		.name = "the states twice",
		TEXT("[[\"state\",\"NAME\",\"state\"],[\"02\",\"1\",\"48\"]]"),
		.question = &nothing_by_state,
		.fault = CENSUS_COLUMN_TWICE,
		.message = "column \"state\" is there twice",
	},
	{
		.name = "a column without name twice",
		TEXT("[[\"\",\"\"],[\"A\",\"1\"]]"),
		.question = &anything,
		.fault = CENSUS_COLUMN_TWICE,
		.message = "column \"\" is there twice",
	},
	{
		.name = "a column twice whose name is not visible",
		TEXT("[[\"\xC3\xB1\\n\",\"\xC3\xB1\\n\"],[\"A\",\"1\"]]"),
		.question = &anything,
		.fault = CENSUS_COLUMN_TWICE,
		.message = "column \"\\xC3\\xB1 \" is there twice",
	},
	{
		.name = "a header alone",
		TEXT("[" HEADER "]"),
		.fault = CENSUS_NO_ROWS,
		.message = "a header without rows",
	},
	{
		.name = "a header alone where nothing was asked for",
		TEXT("[[\"us\"]]"),
		.question = &anything,
		.fault = CENSUS_NO_ROWS,
		.message = "a header without rows",
	},

	/* values; number_cases has more */
	{
		.name = "a bad amount in a later row and column",
		TEXT(ROW(ALASKA ",[\"Texas\",\"1\",\"29 640 343\",\"48\"]")),
		.fault = CENSUS_BAD_NUMBER,
		.message = "row 2, column \"B01003_001E\": \"29 640 343\" is no whole number of up to 9 digits",
	},
	{
		.name = "a bad amount of many bytes",
		TEXT(ROW("[\"Alaska\",\"" X100 X100 "\",\"1\",\"02\"]")),
		.fault = CENSUS_BAD_NUMBER,
		.message =
			"row 1, column \"B19013_001E\": \"" X100 X50 "xxx...\" is no whole number of up to 9 digits",
	},
	{
		.name = "a bad amount that is not visible",
		TEXT(ROW("[\"Alaska\",\"\\u00a01\",\"1\",\"02\"]")),
		.fault = CENSUS_BAD_NUMBER,
		.message = "row 1, column \"B19013_001E\": \"\\xC2\\xA01\" is no whole number of up to 9 digits",
	},
	{
		.name = "a name that is null",
		TEXT(ROW("[null,\"1\",\"2\",\"02\"]")),
		.fault = CENSUS_NO_NAME,
		.message = "row 1, column \"NAME\": no name",
	},
	{
		.name = "an empty name in a later row",
		TEXT(ROW(ALASKA ",[\"\",\"1\",\"2\",\"48\"]")),
		.fault = CENSUS_NO_NAME,
		.message = "row 2, column \"NAME\": no name",
	},
	{
		.name = "an unknown state",
		TEXT(ROW(ALASKA ",[\"Guam\",\"1\",\"2\",\"66\"]")),
		.fault = CENSUS_UNKNOWN_STATE,
		.message = NO_STATE("2", "66"),
	},
	{
		.name = "a state without its zero",
		TEXT(ROW("[\"Alaska\",\"1\",\"2\",\"2\"]")),
		.fault = CENSUS_UNKNOWN_STATE,
		.message = NO_STATE("1", "2"),
	},
	{
		.name = "a state with a blank",
		TEXT(ROW("[\"Alaska\",\"1\",\"2\",\"02 \"]")),
		.fault = CENSUS_UNKNOWN_STATE,
		.message = NO_STATE("1", "02 "),
	},
	{
		.name = "an empty state",
		TEXT(ROW("[\"Alaska\",\"1\",\"2\",\"\"]")),
		.fault = CENSUS_UNKNOWN_STATE,
		.message = NO_STATE("1", ""),
	},
	{
		.name = "a state that is null",
		TEXT(ROW("[\"Alaska\",\"1\",\"2\",null]")),
		.fault = CENSUS_UNKNOWN_STATE,
		.message = NO_STATE("1", "null"),
	},
	{
		.name = "a state twice",
		TEXT(ROW(ALASKA "," TEXAS ",[\"Alaska again\",\"1\",\"2\",\"02\"]")),
		.fault = CENSUS_PLACE_TWICE,
		.message = "rows 1 and 3 are on the same state",
	},
	{
		.name = "a state twice, one row behind the other",
		TEXT(ROW("[\"California\",\"1\",\"2\",\"06\"]," TEXAS "," TEXAS)),
		.fault = CENSUS_PLACE_TWICE,
		.message = "rows 2 and 3 are on the same state",
	},
	{
		.name = "by state: other columns tell no places apart",
		TEXT("[[\"x\",\"state\"],[\"1\",\"02\"],[\"2\",\"02\"]]"),
		.question = &nothing_by_state,
		.fault = CENSUS_PLACE_TWICE,
		.message = "rows 1 and 2 are on the same state",
	},

	/* other geographies */
	{
		.name = "counties of the same code in two states",
		TEXT(COUNTIES("[\"38.1\",\"02\",\"001\"],[\"-666666666\",\"48\",\"001\"],[null,\"48\",\"003\"]")),
		.question = &age,
		.expected = "B01002_001E|state|county\n38.1|02|001\n-666666666|48|001\n(null)|48|003\n",
	},
	{
		.name = "a county twice",
		TEXT(COUNTIES("[\"1\",\"02\",\"001\"],[\"2\",\"48\",\"001\"],[\"3\",\"02\",\"001\"]")),
		.question = &age,
		.expected = "B01002_001E|state|county\n1|02|001\n2|48|001\n3|02|001\n",
	},
	{
		.name = "a county of no state",
		TEXT(COUNTIES("[\"1\",\"99\",\"001\"]")),
		.question = &age,
		.expected = "B01002_001E|state|county\n1|99|001\n",
	},
	{
		.name = "a group: its estimates are numbers, and a column may be there twice",
		TEXT("[[\"NAME\",\"GEO_ID\",\"B01002_001E\",\"B01002_001EA\",\"NAME\"],[\"A\",\"1\",\"38.2\",null,"
			 "\"A\"]]"),
		.question = &group,
		.expected = "NAME|GEO_ID|B01002_001E|B01002_001EA|NAME\nA|1|38.2|(null)|A\n",
	},
	{
		.name = "a group without its columns",
		TEXT("[[\"NAME\",\"B010021_001E\"],[\"A\",\"1\"]]"),
		.question = &group,
		.fault = CENSUS_COLUMN_MISSING,
		.message = "the columns of group \"B01002\" are missing",
	},
	{
		.name = "a group with a bad number",
		TEXT("[[\"B01002_001E\",\"B01002_002E\"],[\"1\",\"x\"]]"),
		.question = &group,
		.fault = CENSUS_BAD_NUMBER,
		.message = "row 1, column \"B01002_002E\": \"x\" is no number",
	},
	{
		.name = "columns of the geography before the variable",
		TEXT("[[\"county\",\"state\",\"B01002_001E\"],[\"001\",\"02\",\"7\"],[\"001\",\"48\",\"7\"]]"),
		.question = &age,
		.expected = "county|state|B01002_001E\n001|02|7\n001|48|7\n",
	},
	{
		.name = "the whole country",
		TEXT("[[\"B01002_001E\",\"us\"],[\"38.2\",\"1\"]]"),
		.question = &age,
		.expected = "B01002_001E|us\n38.2|1\n",
	},
	{
		.name = "places outside of the states have any code",
		TEXT("[[\"B01002_001E\",\"zip code tabulation area\"],[\"1\",\"00601\"],[\"1\",\"99\"]]"),
		.question = &age,
		.expected = "B01002_001E|zip code tabulation area\n1|00601\n1|99\n",
	},
	{
		.name = "no number in another geography",
		TEXT("[[\"B01002_001E\",\"us\"],[\"1.\",\"1\"]]"),
		.question = &age,
		.fault = CENSUS_BAD_NUMBER,
		.message = "row 1, column \"B01002_001E\": \"1.\" is no number",
	},
	{
		.name = "another geography without the variable",
		TEXT("[[\"NAME\",\"us\"],[\"United States\",\"1\"]]"),
		.question = &age,
		.fault = CENSUS_COLUMN_MISSING,
		.message = "column \"B01002_001E\" is missing",
	},
	{
		.name = "any geography without variables",
		TEXT("[[\"us\"],[\"1\"]]"),
		.question = &anything,
		.expected = "us\n1\n",
	},
};

/* Cells of kind CENSUS_AMOUNT and CENSUS_NUMBER, by sign, digits and decimals. */
static const NumberCase number_cases[] = {
	{"0", true, true},
	{"1", true, true},
	{"000", true, true},
	{"007", true, true},
	{"89336", true, true},
	{"250001", true, true},
	{"2147483", true, true},
	{"99999999", true, true},
	{"999999999", true, true},
	{"000000000", true, true},
	{"1000000000", false, true},
	{"0000000001", false, true},
	{"2147483648", false, true},
	{"12345678901234567890123456789", false, true},
	{"-666666666", true, true},
	{"-999999999", true, true},
	{"-888888888", true, true},
	{"-222222222", true, true},
	{"-333333333", true, true},
	{"-555555555", true, true},
	{"-111111111", false, true},
	{"-666666667", false, true},
	{"-66666666", false, true},
	{"-6666666666", false, true},
	{"-5", false, true},
	{"-0", false, true},
	{"38.1", false, true},
	{"-38.1", false, true},
	{"5.0", true, true},
	{"0.000000000000", true, true},
	{"5.01", false, true},
	{"5.10", false, true},
	{"1234567890.0", false, true},
	{"-666666666.0", true, true},
	{"-666666666.5", false, true},
	{"-666666666.", false, false},
	{"5.0.0", false, false},
	{"", false, false},
	{" ", false, false},
	{" 5", false, false},
	{"5 ", false, false},
	{"5 6", false, false},
	{" -666666666", false, false},
	{"-666666666 ", false, false},
	{"+5", false, false},
	{"-", false, false},
	{"--5", false, false},
	{"- 5", false, false},
	{"5-", false, false},
	{".", false, false},
	{".5", false, false},
	{"-.5", false, false},
	{"5.", false, false},
	{"5.-1", false, false},
	{"5..1", false, false},
	{"5.1.2", false, false},
	{"1,234", false, false},
	{"$5", false, false},
	{"12a45", false, false},
	{"a", false, false},
	{"0x10", false, false},
	{"1e5", false, false},
	{"NaN", false, false},
	{"inf", false, false},
	{"null", false, false},
	{"N", false, false},
	{"250,000+", false, false},
	{"-666666666a", false, false},
};

/* What the names of variables promise. */
static const CensusVariable variable_cases[] = {
	{"NAME", CENSUS_NAME},
	{"B19013_001E", CENSUS_AMOUNT},
	{"B01003_001E", CENSUS_AMOUNT},
	{"B01002_001E", CENSUS_NUMBER},
	{"C02003_010E", CENSUS_NUMBER},
	{"B19013A_001E", CENSUS_NUMBER},
	{"B01002PR_001E", CENSUS_NUMBER},
	{"C02003AB_999E", CENSUS_NUMBER},
	{"B19013_002E", CENSUS_NUMBER},
	{"B19013_001M", CENSUS_TEXT},
	{"B19013_001EA", CENSUS_TEXT},
	{"B19013_001MA", CENSUS_TEXT},
	{"B19013_001", CENSUS_TEXT},
	{"B0100_001E", CENSUS_TEXT},
	{"B010020_001E", CENSUS_TEXT},
	{"B01002_01E", CENSUS_TEXT},
	{"B01002_0010E", CENSUS_TEXT},
	{"B01002_E", CENSUS_TEXT},
	{"B01002001E", CENSUS_TEXT},
	{"B01002a_001E", CENSUS_TEXT},
	{"B01002_001e", CENSUS_TEXT},
	{"b01002_001E", CENSUS_TEXT},
	{"A01002_001E", CENSUS_TEXT},
	{"D01002_001E", CENSUS_TEXT},
	{"S1901_C01_012E", CENSUS_TEXT},
	{"DP03_0062E", CENSUS_TEXT},
	{"GEO_ID", CENSUS_TEXT},
	{"name", CENSUS_TEXT},
	{"NAME ", CENSUS_TEXT},
	{"NAMELSAD", CENSUS_TEXT},
	{"state", CENSUS_TEXT},
	{"B", CENSUS_TEXT},
	{"", CENSUS_TEXT},
};

/* Of size, 8 bytes are kept for the longest form of a byte, the ellipsis and the terminator. */
static const ExcerptCase excerpt_cases[] = {
	{"nothing", 8, TEXT(""), .expected = ""},
	{"a byte in the smallest buffer", 8, TEXT("a"), .expected = "a"},
	{"two bytes in the smallest buffer", 8, TEXT("ab"), .expected = "a..."},
	{"a byte without form in the smallest buffer", 8, TEXT("\xFF"), .expected = "\\xFF"},
	{"two bytes without form in the smallest buffer", 8, TEXT("\xFF\xFF"), .expected = "\\xFF..."},
	{"a NUL byte in the smallest buffer", 8, TEXT("\0"), .expected = "\\x00"},
	{"two bytes, and room for them", 9, TEXT("ab"), .expected = "ab"},
	{"room for one byte without form, and not quite for two", 11, TEXT("\xFF\xFF"), .expected = "\\xFF..."},
	{"room for two bytes without form", 12, TEXT("\xFF\xFF"), .expected = "\\xFF\\xFF"},
	{"a blank", 8, TEXT(" "), .expected = " "},
	{"a run of blanks", 8, TEXT(" \t\r\n \n\n\t"), .expected = " "},
	{"blanks and line ends between words", 20, TEXT("a \t\r\n b\n\nc"), .expected = "a b c"},
	{"blanks around a word", 20, TEXT("\n a\t "), .expected = " a "},
	{"a byte behind a run of blanks that fills the buffer", 8, TEXT("\n\n\n\nb"), .expected = " ..."},
	{"other white space", 30, TEXT("a\v\f\b\xA0"), .expected = "a\\x0B\\x0C\\x08\\xA0"},
	{"the first and the last visible bytes", 20, TEXT("!~"), .expected = "!~"},
	{"the bytes beside them", 20, TEXT("\x1F\x7F\x80"), .expected = "\\x1F\\x7F\\x80"},
	{"the first and the last byte", 20, TEXT("\0\xFF"), .expected = "\\x00\\xFF"},
	{"a character of two bytes and half of one", 16, TEXT("\xC3\xB1\xC3"), .expected = "\\xC3\\xB1\\xC3"},
	{"cut within a character", 15, TEXT("\xC3\xB1\xC3"), .expected = "\\xC3\\xB1..."},
	{"quotes and backslashes stay", 20, TEXT("\\\"%s'"), .expected = "\\\"%s'"},
	{"as long as an excerpt gets", EXCERPT_SIZE, TEXT(X100 X50 "xxx"), .expected = X100 X50 "xxx"},
	{"a byte more", EXCERPT_SIZE, TEXT(X100 X50 "xxxy"), .expected = X100 X50 "xxx..."},
};
