/*
 * census_answer_test.c
 *		Runs the cases of census_answer_cases.c and prints a line for each of them.
 *
 * Each text is read where it stands, and from the end of a block of its own, so that the sanitizer sees a look beyond
 * it.  The block is gone before the answer is looked at: an answer owns what it tells.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "census/answer.h"
#include "census_answer_cases.c"

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))

#define LONGEST_TEXT 1024 /* of a case's cells, and of the texts that are put together here */
#define MANY_ROWS 40000
#define MANY_BYTES (4 * 1024 * 1024)
#define SECONDS_FOR_MANY 10 /* with the sanitizers on a slow machine; 0.1 s on a usual one */

/* Prints the line of a check and returns whether it has failed, to be counted. */
static unsigned
report(bool passed, const char *kind, const char *name)
{
	printf("%s - census answer: %s%s\n", passed ? "ok" : "not ok", kind, name);
	return !passed;
}

/* Do the texts agree?  Prints both if not. */
static bool
same_text(const char *what, const char *expected, const char *got)
{
	bool same = strcmp(expected, got) == 0;

	if (!same)
		printf("# %s\n#\texpected: %s\n#\tgot: %s\n", what, expected, got);
	return same;
}

static bool
same_fault(CensusFault expected, const char *message, const CensusAnswer *answer)
{
	if (answer->fault != expected)
		printf("# expected fault %d, got %d\n", expected, answer->fault);
	return same_text("message", message, answer->message) && answer->fault == expected;
}

static void
read_from_block(CensusAnswer *answer, const CensusQuestion *question, const CensusReply *reply)
{
	char *block = malloc(1 + reply->length); /* also of an empty text nothing may be read */
	char *location = reply->location != NULL ? strdup(reply->location) : NULL;
	CensusReply copy = {reply->status, location, block + 1, reply->length};

	memcpy(block + 1, reply->text, reply->length);
	census_answer_read(answer, question, &copy);
	free(block);
	free(location);
}

/* Reads a text that came with status 200.  Is this the fault, and this the message? */
static bool
text_gives(const char *text, size_t length, const CensusQuestion *question, CensusFault fault,
		   const char *message)
{
	CensusReply reply = {200, NULL, text, length};
	CensusAnswer answer;
	bool passed;

	read_from_block(&answer, question, &reply);
	passed = same_fault(fault, message, &answer);
	census_answer_free(&answer);
	return passed;
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

			used += (size_t) snprintf(cells + used, size - used, "%s%c", cell != NULL ? cell : "(null)",
									  column + 1 < answer->n_columns ? '|' : '\n');
		}
}

/* Is the answer, which it frees, what the case expects? */
static bool
is_expected(const AnswerCase *answer_case, CensusAnswer *answer)
{
	char cells[LONGEST_TEXT] = "";
	bool passed;

	passed = same_fault(answer_case->fault, answer_case->message != NULL ? answer_case->message : "", answer);
	if (answer_case->excerpt != NULL)
		passed = same_text("excerpt", answer_case->excerpt, answer->excerpt) && passed;
	if (answer->fault == CENSUS_FINE)
		write_cells(answer, cells, sizeof(cells));
	passed = same_text("cells", answer_case->expected != NULL ? answer_case->expected : "", cells) && passed;
	census_answer_free(answer);
	return passed;
}

static bool
run_answer_case(const AnswerCase *answer_case)
{
	const CensusQuestion *question = answer_case->question != NULL ? answer_case->question : &landing;
	CensusReply reply = {answer_case->status != 0 ? answer_case->status : 200, answer_case->location,
						 answer_case->text, answer_case->length};
	CensusAnswer answer;

	census_answer_read(&answer, question, &reply);
	if (!is_expected(answer_case, &answer))
		return false;
	read_from_block(&answer, question, &reply);
	return is_expected(answer_case, &answer);
}

/* The cell in a column of either kind. */
static bool
run_number_case(const NumberCase *number_case)
{
	char text[LONGEST_TEXT];
	char message[LONGEST_TEXT] = "";
	int length;
	bool passed;

	length = snprintf(text, sizeof(text), ROW("[\"A\",\"%s\",null,\"02\"]"), number_case->cell);
	if (!number_case->is_amount)
		snprintf(message, sizeof(message),
				 "row 1, column \"B19013_001E\": \"%s\" is no whole number of up to 9 digits",
				 number_case->cell);
	passed = text_gives(text, (size_t) length, &landing,
						number_case->is_amount ? CENSUS_FINE : CENSUS_BAD_NUMBER, message);

	length = snprintf(text, sizeof(text), COUNTIES("[\"%s\",\"02\",\"001\"]"), number_case->cell);
	message[0] = '\0';
	if (!number_case->is_number)
		snprintf(message, sizeof(message), "row 1, column \"B01002_001E\": \"%s\" is no number",
				 number_case->cell);
	return text_gives(text, (size_t) length, &age, number_case->is_number ? CENSUS_FINE : CENSUS_BAD_NUMBER,
					  message) &&
		   passed;
}

static bool
run_variable_case(const CensusVariable *expected)
{
	CensusVariable variable = census_variable(expected->name);

	if (variable.kind != expected->kind)
		printf("# expected kind %d, got %d\n", expected->kind, variable.kind);
	return same_text("name", expected->name, variable.name) && variable.kind == expected->kind;
}

static bool
run_excerpt_case(const ExcerptCase *excerpt_case)
{
	char *excerpt = malloc(excerpt_case->size);
	char *block = malloc(1 + excerpt_case->length);
	bool passed;

	memcpy(block + 1, excerpt_case->text, excerpt_case->length);
	text_excerpt(excerpt, excerpt_case->size, block + 1, excerpt_case->length);
	passed = same_text("excerpt", excerpt_case->expected, excerpt);
	free(block);
	free(excerpt);
	return passed;
}

/*
 * What needs more than a text.
 */

static bool
no_part_is_a_whole(void)
{
	const AnswerCase *whole = &answer_cases[0];

	if (!text_gives("", 0, &landing, CENSUS_NO_MATCH, EMPTY_ANSWER))
		return false;
	for (size_t length = 1; length < whole->length; length++)
	{
		char message[LONGEST_TEXT];

		snprintf(message, sizeof(message), "JSON that ends in the middle, after %zu bytes", length);
		if (!text_gives(whole->text, length, &landing, CENSUS_TRUNCATED, message))
			return false;
	}
	return true;
}

/* A text of a start, as many whole pieces as fit into MANY_BYTES, and an end. */
static bool
many_give(const char *start, const char *piece, size_t piece_length, const char *end, CensusFault fault)
{
	char *text = malloc(MANY_BYTES);
	CensusReply reply = {200, NULL, text, strlen(start)};
	CensusAnswer answer;

	memcpy(text, start, strlen(start));
	for (; reply.length + piece_length + strlen(end) <= MANY_BYTES; reply.length += piece_length)
		memcpy(text + reply.length, piece, piece_length);
	memcpy(text + reply.length, end, strlen(end));
	reply.length += strlen(end);
	census_answer_read(&answer, &landing, &reply);
	census_answer_free(&answer);
	free(text);
	if (answer.fault != fault)
		printf("# %s, many times %s, %s: expected fault %d, got %d: %s\n", start, piece, end, fault,
			   answer.fault, answer.message);
	return answer.fault == fault;
}

static bool
megabytes_of_garbage(void)
{
	static const struct
	{
		const char *start;
		const char *piece;
		const char *end;
		CensusFault fault;
	} garbage[] = {
		{"", "x", "", CENSUS_NOT_JSON},
		{"", "\xFF", "", CENSUS_NOT_JSON},
		{"", "]", "", CENSUS_NOT_JSON},
		{"", "\"", "", CENSUS_NOT_JSON},
		{"", "\\", "", CENSUS_NOT_JSON},
		{"", " \n", "", CENSUS_NO_MATCH},
		{"", " \n", "<", CENSUS_HTML},
		{"", "<Missing Ke", "", CENSUS_HTML},
		{"<", "Missing Ke", "y", CENSUS_KEY_MISSING},
		{"error: ", "x", "", CENSUS_BAD_QUESTION},
		{"", "[", "", CENSUS_TOO_DEEP},
		{"", "{\"\":", "", CENSUS_TOO_DEEP},
		{"", "[\"", "", CENSUS_TOO_DEEP},
		{"", "[]", "", CENSUS_NOT_JSON},
		{"[[\"", "x", "", CENSUS_TRUNCATED},
		{"[[\"", "\\\\", "", CENSUS_TRUNCATED},
		{"[[\"", "\\", "", CENSUS_TRUNCATED},
		{"[[\"", "\\u0041", "", CENSUS_TRUNCATED},
		{"[[\"", "\\ud800", "\"]]", CENSUS_NOT_JSON},
		{"[[\"", "\xFF", "\"]]", CENSUS_COLUMN_MISSING},
		{"[[", "1", "", CENSUS_TRUNCATED},
		{"[[", "1,", "1]]", CENSUS_NOT_A_TABLE},
		{"[[", " ", "]]", CENSUS_NOT_A_TABLE},
		{"[", "[],", "", CENSUS_TRUNCATED},
		{"[", "[],", "[]]", CENSUS_NOT_A_TABLE},
		{"[[\"\"],", "[null],", "[null,null]]", CENSUS_ROW_WIDTH},
		{"[[\"\"],", "[null],", "[null]]", CENSUS_COLUMN_MISSING},
		{"[" HEADER, " ", "]", CENSUS_NO_ROWS},
		{"[" HEADER "," ALASKA "]", "\n", "", CENSUS_FINE},
		{"[" HEADER "," ALASKA "]", "\n", "x", CENSUS_NOT_JSON},
	};

	for (size_t i = 0; i < LENGTH_OF(garbage); i++)
		if (!many_give(garbage[i].start, garbage[i].piece, strlen(garbage[i].piece), garbage[i].end,
					   garbage[i].fault))
			return false;
	return many_give("", "\0", 1, "", CENSUS_NOT_JSON) && many_give("[[\"", "\0", 1, "", CENSUS_NOT_JSON);
}

/* Nesting this deep would overrun the stack of a parser that follows it. */
static bool
ten_thousand_levels(const char *opening, const char *closing)
{
	size_t opening_length = strlen(opening);
	size_t closing_length = strlen(closing);
	char *text = malloc(10000 * (opening_length + closing_length));
	size_t length = 0;
	bool passed;

	for (int i = 0; i < 10000; i++, length += opening_length)
		memcpy(text + length, opening, opening_length);
	for (int i = 0; i < 10000; i++, length += closing_length)
		memcpy(text + length, closing, closing_length);
	passed = text_gives(text, length, &landing, CENSUS_TOO_DEEP,
						"JSON with 10000 levels, more than any answer has");
	free(text);
	return passed;
}

static bool
so_many_columns(int n, CensusFault fault, const char *message)
{
	char *text = malloc((size_t) n * sizeof("\"1234\",null,") + sizeof("[[],[]]"));
	size_t length = (size_t) sprintf(text, "[[");
	bool passed;

	for (int column = 0; column < n; column++)
		length += (size_t) sprintf(text + length, "%s\"%d\"", column > 0 ? "," : "", column);
	length += (size_t) sprintf(text + length, "],[");
	for (int column = 0; column < n; column++)
		length += (size_t) sprintf(text + length, "%snull", column > 0 ? "," : "");
	length += (size_t) sprintf(text + length, "]]");
	passed = text_gives(text, length, &anything, fault, message);
	free(text);
	return passed;
}

static bool
as_many_columns_as_may_be(void)
{
	return so_many_columns(5000, CENSUS_FINE, "") &&
		   so_many_columns(5001, CENSUS_NOT_A_TABLE,
						   "a header of 5001 columns, where there may be 1 to 5000");
}

/* The median ages of so many places. */
static bool
many_rows(void)
{
	size_t size = (size_t) MANY_ROWS * 40;
	char *text = malloc(size);
	size_t length = (size_t) snprintf(text, size, "[[\"B01002_001E\",\"state\",\"county\"]");
	clock_t start;
	bool passed;

	for (int row = 0; row < MANY_ROWS; row++)
		length += (size_t) snprintf(text + length, size - length, ",\n[\"38.1\",\"%s\",\"%05d\"]",
									row % 2 == 0 ? "02" : "48", (int) (row * 7919LL % MANY_ROWS));
	length += (size_t) snprintf(text + length, size - length, "]");
	start = clock();
	passed = text_gives(text, length, &age, CENSUS_FINE, "");
	free(text);
	if (clock() - start > SECONDS_FOR_MANY * CLOCKS_PER_SEC)
	{
		printf("# took %.1f s\n", (double) (clock() - start) / CLOCKS_PER_SEC);
		passed = false;
	}
	return passed;
}

/* Each byte as an amount by itself: escaped where it would end the string, and in its escaped form. */
static bool
only_digits_are_amounts(void)
{
	for (int byte = 1; byte < 256; byte++)
	{
		bool digit = byte >= '0' && byte <= '9';
		char text[LONGEST_TEXT];
		CensusReply reply = {200, NULL, text, 0};
		CensusAnswer answer;

		reply.length = (size_t) snprintf(text, sizeof(text), ROW("[\"A\",\"%s%c\",null,\"02\"]"),
										 byte == '"' || byte == '\\' ? "\\" : "", byte);
		read_from_block(&answer, &landing, &reply);
		census_answer_free(&answer);
		if (answer.fault != (digit ? CENSUS_FINE : CENSUS_BAD_NUMBER))
			return false;
		reply.length =
			(size_t) snprintf(text, sizeof(text), ROW("[\"A\",\"\\u%04x\",null,\"02\"]"), (unsigned) byte);
		read_from_block(&answer, &landing, &reply);
		census_answer_free(&answer);
		if (answer.fault != (digit ? CENSUS_FINE : CENSUS_BAD_NUMBER))
			return false;
	}
	return true;
}

static bool
amounts(void)
{
	static const char *const none[] = {"-666666666", "-999999999", "-888888888", "-222222222",
									   "-333333333", "-555555555", NULL};
	int value = -1;

	for (size_t i = 0; i < LENGTH_OF(none); i++)
		if (census_amount(none[i], &value))
			return false;
	return census_amount("250001", &value) && value == 250001 && census_amount("000", &value) && value == 0 &&
		   census_amount("007", &value) && value == 7 && census_amount("010", &value) && value == 10 &&
		   census_amount("999999999", &value) && value == 999999999;
}

static bool
columns_by_name(void)
{
	CensusReply reply = {200, NULL, answer_cases[0].text, answer_cases[0].length};
	CensusAnswer answer;
	bool passed;

	read_from_block(&answer, &landing, &reply);
	passed = answer.n_columns == 4 && answer.n_rows == 2 && census_answer_column(&answer, "NAME") == 0 &&
			 census_answer_column(&answer, "B19013_001E") == 1 &&
			 census_answer_column(&answer, "state") == 3 && census_answer_column(&answer, "stat") == -1 &&
			 census_answer_column(&answer, "states") == -1 && census_answer_column(&answer, "") == -1;
	census_answer_free(&answer);
	return passed;
}

/* Whatever the size: it fits, it is the longer the more room there is, and all of it where there is enough. */
static bool
excerpts_of_every_size(void)
{
	static const char bytes[] = "a\xC3\xB1  b\0c\n\n\x7F";
	static const char whole[] = "a\\xC3\\xB1 b\\x00c \\x7F";
	size_t before = 0;

	for (size_t size = 8; size < 40; size++)
	{
		char *excerpt = malloc(size);
		size_t length;
		bool ends;

		text_excerpt(excerpt, size, bytes, sizeof(bytes) - 1);
		length = strlen(excerpt);
		ends = strcmp(excerpt, whole) == 0;
		if (!ends && length > 3 && strcmp(excerpt + length - 3, "...") == 0)
			ends = strncmp(excerpt, whole, length - 3) == 0 && size < sizeof(whole) + 7;
		free(excerpt);
		if (!ends || length < before)
			return false;
		before = length;
	}
	return true;
}

int
main(void)
{
	unsigned failures = 0;

	/* what was found is told even if the sanitizer ends the program */
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	for (size_t i = 0; i < LENGTH_OF(answer_cases); i++)
		failures += report(run_answer_case(&answer_cases[i]), "", answer_cases[i].name);
	for (size_t i = 0; i < LENGTH_OF(number_cases); i++)
		failures += report(run_number_case(&number_cases[i]), "the cell ", number_cases[i].cell);
	for (size_t i = 0; i < LENGTH_OF(variable_cases); i++)
		failures += report(run_variable_case(&variable_cases[i]), "the variable ", variable_cases[i].name);
	for (size_t i = 0; i < LENGTH_OF(excerpt_cases); i++)
		failures += report(run_excerpt_case(&excerpt_cases[i]), "excerpt: ", excerpt_cases[i].name);
	failures += report(excerpts_of_every_size(), "excerpt: ", "every size");
	failures += report(no_part_is_a_whole(), "", "no part of an answer is taken for the whole");
	failures += report(ten_thousand_levels("[", ""), "", "ten thousand levels of arrays that are not closed");
	failures += report(ten_thousand_levels("[", "]"), "", "ten thousand levels of arrays");
	failures +=
		report(ten_thousand_levels("{\"a\":", ""), "", "ten thousand levels of objects that are not closed");
	failures += report(ten_thousand_levels("{\"a\":", "}"), "", "ten thousand levels of objects");
	failures += report(megabytes_of_garbage(), "", "megabytes of garbage");
	failures += report(as_many_columns_as_may_be(), "", "as many columns as there may be");
	failures += report(many_rows(), "", "many rows");
	failures += report(only_digits_are_amounts(), "", "of single bytes only digits are amounts");
	failures += report(amounts(), "", "amounts");
	failures += report(columns_by_name(), "", "columns by name");
	return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
