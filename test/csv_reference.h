/*
 * csv_reference.h
 *		What the tests of the CSV reader share: a second reader to compare with, and transcripts of both.
 *
 * A transcript says what was read, a line of text for each line of the input: its number, its offset and what
 * it is.  [...] is an unquoted field or a line as it stands, {...} a quoted field, without its escapes.
 *
 *		a,"b CR LF c" LF		1 @0 record [a] {b<CR><LF>c}
 *		a"b LF					3 @11 rejected: stray quote at 1 [a"b]
 */
#ifndef ECOM_CSV_REFERENCE_H
#define ECOM_CSV_REFERENCE_H

#include "csv/csv.h"

#define BOM "\xEF\xBB\xBF" /* byte order mark */
#define BOM_LENGTH 3

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))

/* An input, and how to read it. */
typedef struct CsvTrial
{
	CsvDialect dialect;
	const char *input;
	size_t length;
	uint32_t width;
	uint32_t max_fields;
	uint32_t raw_lines; /* taken as they are, before the first record */
	size_t buffer_size; /* of the reader */
	bool any_encoding;	/* not only UTF-8 */
	bool fails;			/* the source fails where the input ends */

	/* what follows makes no difference to the transcript */
	size_t block_size; /* bytes that the source gives at a time, at most */
	size_t prefix;	   /* bytes of another line that stands before the input; 0: there is none */
	bool twice;		   /* each line is read with any width, put back and read again */
	char junk;		   /* in the buffer where nothing has been read */
} CsvTrial;

/*
 * The transcript of the reader in csv/csv.c.  Where it breaks a rule that holds for every input (each byte belongs to
 * one line, which is given as it stands in the input; the buffer's padding is left alone) a line says so.
 */
extern char *csv_reader_transcript(const CsvTrial *trial);

/* The transcript of the reference reader, for a source that does not fail. */
extern char *csv_reference_transcript(const CsvTrial *trial);

#endif /* ECOM_CSV_REFERENCE_H */
