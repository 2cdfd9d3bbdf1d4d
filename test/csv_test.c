/*
 * csv_test.c
 *		Runs the cases of csv_cases.c and prints a line for each of them.
 *
 * A case is read by the reference reader too, and by the reader in many ways that must make no difference: in
 * blocks of several sizes, at several distances from the buffer's start, and with each line put back once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv_cases.c"
#include "csv_reference.h"

#define ENOUGH_FIELDS 100
#define ENOUGH_BYTES 4096
#define LONGEST_PREFIX 70

/* what the buffer holds where nothing has been read: bytes that would mean something, and others */
static const char junk[] = {'\n', '"', ',', '\0', '\xFF', '\r', '|'};

static CsvTrial
trial_of(const CsvCase *csv_case)
{
	const char *delimiter = csv_case->delimiter != NULL ? csv_case->delimiter : ",";
	CsvTrial trial = {
		.dialect.delimiter_length = (int) strlen(delimiter),
		.dialect.quote = csv_case->quote != 0 ? csv_case->quote : '"',
		.dialect.escape = csv_case->escape != 0 ? csv_case->escape : '"',
		.input = csv_case->input,
		.length = csv_case->length,
		.width = csv_case->width,
		.max_fields = csv_case->max_fields > 0 ? csv_case->max_fields : ENOUGH_FIELDS,
		.raw_lines = csv_case->raw_lines,
		.buffer_size = csv_case->buffer_size > 0 ? csv_case->buffer_size : ENOUGH_BYTES,
		.any_encoding = csv_case->any_encoding,
		.fails = csv_case->fails,
	};

	memcpy(trial.dialect.delimiter, delimiter, strlen(delimiter));
	return trial;
}

/* Prints a text with a number sign before each of its lines. */
static void
print_comment(const char *heading, const char *text)
{
	printf("# %s\n", heading);
	while (*text != '\0')
	{
		int length = (int) strcspn(text, "\n");

		printf("#\t%.*s\n", length, text);
		text += length + (text[length] == '\n');
	}
}

/* Is the transcript, which it frees, what the case expects?  Prints both if not. */
static bool
is_expected(const CsvCase *csv_case, const CsvTrial *trial, const char *reader, char *transcript)
{
	bool same = strcmp(transcript, csv_case->expected) == 0;

	if (!same)
	{
		printf("not ok - csv: %s\n# %s", csv_case->name, reader);
		if (trial != NULL)
			printf(", %zu bytes at a time, %zu bytes before it%s", trial->block_size, trial->prefix,
				   trial->twice ? ", each line put back once" : "");
		printf("\n");
		print_comment("expected", csv_case->expected);
		print_comment("got", transcript);
	}
	free(transcript);
	return same;
}

static bool
run_case(const CsvCase *csv_case)
{
	static const size_t block_sizes[] = {1, 2, 3, 7, 64, ENOUGH_BYTES};
	CsvTrial trial = trial_of(csv_case);
	size_t longest_prefix = LONGEST_PREFIX;
	unsigned runs = 0;

	if (!csv_case->fails &&
		!is_expected(csv_case, NULL, "reference reader", csv_reference_transcript(&trial)))
		return false;
	if (longest_prefix >= trial.buffer_size)
		longest_prefix = trial.buffer_size - 1; /* it is not to be a line that is too long */
	if (strncmp(csv_case->input, BOM, BOM_LENGTH) == 0)
		longest_prefix = 0; /* behind another line it would be text */
	for (size_t block = 0; block < LENGTH_OF(block_sizes); block++)
	{
		trial.block_size = block_sizes[block];
		for (trial.prefix = 0; trial.prefix <= longest_prefix; trial.prefix++)
		{
			for (int twice = 0; twice < 2; twice++)
			{
				trial.twice = twice > 0;
				trial.junk = junk[runs++ % LENGTH_OF(junk)];
				if (!is_expected(csv_case, &trial, "reader", csv_reader_transcript(&trial)))
					return false;
			}
		}
	}
	printf("ok - csv: %s\n", csv_case->name);
	return true;
}

int
main(void)
{
	unsigned failures = 0;

	/* what was found is told even if the sanitizer ends the program */
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	for (size_t i = 0; i < LENGTH_OF(csv_cases); i++)
		failures += !run_case(&csv_cases[i]);
	return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
