/*
 * csv_fuzz.c
 *		A libFuzzer target: the CSV reader against the reference reader, over dialects and sizes.
 *
 * The first bytes of an input choose how the rest of it is read.  In the corpus they are digits, and a minus
 * sign for a buffer that holds everything:
 *
 *		0 0 0 2 6 - 0 a , b LF ...
 *		| | | | | | '-- lines taken as they are, whether each line is put back once, room for fields
 *		| | | | | '---- size of the buffer
 *		| | | | '------ bytes that the source gives at a time
 *		| | | '-------- fields that a record must have
 *		| | '---------- escape: 0 the quote, 1 a backslash, 2 none
 *		| '------------ quote: 0 double, 1 single, 2 none
 *		'-------------- delimiter: its place in delimiters
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv_reference.h"

#define N_CHOICES 7

#define LARGE_BUFFER 8192
#define SMALLEST_BUFFER 16
#define LARGEST_SMALL_BUFFER 300

static const char *const delimiters[] = {",", ";", "\t", "|", " ", ", ", "||", "<>"};
static const int quotes[] = {'"', '\'', CSV_NO_BYTE};

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the first bytes of an input choose. */
static CsvTrial
choose_trial(const uint8_t *data, size_t size)
{
	CsvTrial trial = {.junk = '"'};
	uint8_t choices[N_CHOICES];
	const char *delimiter;
	size_t buffer_size;

	for (int i = 0; i < N_CHOICES; i++)
		choices[i] = (uint8_t) (data[i] - '0');

	delimiter = delimiters[choices[0] % LENGTH_OF(delimiters)];
	trial.dialect.delimiter_length = (int) strlen(delimiter);
	memcpy(trial.dialect.delimiter, delimiter, strlen(delimiter));
	trial.dialect.quote = quotes[choices[1] % LENGTH_OF(quotes)];
	trial.dialect.escape = trial.dialect.quote;
	if (choices[2] % 3 > 0)
		trial.dialect.escape = choices[2] % 3 == 1 ? '\\' : CSV_NO_BYTE;
	trial.width = choices[3] % 5;
	trial.block_size = 1 + choices[4] % 80;
	buffer_size = SMALLEST_BUFFER + 2 * (size_t) choices[5];
	trial.buffer_size = buffer_size <= LARGEST_SMALL_BUFFER ? buffer_size : LARGE_BUFFER;
	trial.raw_lines = choices[6] & 3;
	trial.twice = (choices[6] & 4) != 0;
	trial.max_fields = (choices[6] & 8) != 0 ? 3 : 100;
	trial.input = (const char *) data + N_CHOICES;
	trial.length = size - N_CHOICES;
	return trial;
}

/* Ends the program unless the reader's transcript, which it frees, is the reference reader's. */
static void
require_same(const CsvTrial *trial, const char *expected, char *transcript)
{
	if (strcmp(transcript, expected) != 0)
	{
		fprintf(stderr,
				"delimiter \"%.*s\", quote %d, escape %d, width %u, at most %u fields, %u lines taken as "
				"they are, a "
				"buffer of %zu bytes, %zu bytes at a time%s\nreference reader:\n%sreader:\n%s",
				trial->dialect.delimiter_length, trial->dialect.delimiter, trial->dialect.quote,
				trial->dialect.escape, trial->width, trial->max_fields, trial->raw_lines, trial->buffer_size,
				trial->block_size, trial->twice ? ", each line put back once" : "", expected, transcript);
		abort();
	}
	free(transcript);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CsvTrial trial;
	char *expected;

	if (size < N_CHOICES)
		return -1;
	trial = choose_trial(data, size);
	expected = csv_reference_transcript(&trial);
	require_same(&trial, expected, csv_reader_transcript(&trial));

	/* again, in another way */
	trial.block_size = LARGE_BUFFER;
	trial.twice = !trial.twice;
	trial.junk = '\n';
	require_same(&trial, expected, csv_reader_transcript(&trial));
	free(expected);
	return 0;
}
