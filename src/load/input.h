/*
 * load/input.h
 *		The file of a load as lines: read, cut by its dialect, and text in its encoding.
 */
#ifndef ECOM_LOAD_INPUT_H
#define ECOM_LOAD_INPUT_H

#include "base/compat.h"

#include "common/sha2.h"

#include "csv/csv.h"
#include "files/encoding.h"
#include "files/source.h"
#include "load/line.h"
#include "load/load.h"

/* It points into itself: it is not to be copied or moved. */
#define LOAD_INPUT_HEAD 64
#define LOAD_END_MARK '\x1a' /* ^Z, which ended files of old, alone in the last line */

typedef struct LoadInput
{
	const char *path;
	FileSource *file;
	FileEncoding *encoding;
	CsvReader reader;
	CsvLine line; /* the latest; good, as its fields are, until the next */
	size_t longest_line;
	bool may_name_delimiter;	/* the file itself may: nobody else has */
	char head[LOAD_INPUT_HEAD]; /* its first bytes */
	size_t head_length;
	FileSource *
		ahead; /* the file once more, for what is ahead; NULL before anybody has asked, and where it is another one by now */
	char end_mark[CSV_PADDING]; /* a line of one */
} LoadInput;

/* Opens the file.  Errors: parameters that make no dialect or encoding, and those of file_source_open. */
extern LoadInput *load_input_open(const LoadRequest *request);

/* Before the first line: reads all of the file for its SHA-256, and begins again; returns how many bytes it was. */
extern int64 load_input_hash(LoadInput *input, char sha256[PG_SHA256_DIGEST_STRING_LENGTH]);

/* Passes over physical lines, whatever they hold; returns how many there were. */
extern int64 load_input_skip(LoadInput *input, int64 lines);

/*
 * Passes over a first line that names the delimiter, as spreadsheets write it (sep=;).  It is the file's from then on, unless
 * another one was asked for.
 */
extern void load_input_take_separator(LoadInput *input);

/* Is the latest line blank: nothing but delimiters, spaces and tabs, or the mark that ends a file of old (^Z)? */
extern bool load_input_is_blank(LoadInput *input);

/* What the file seems to be where it is text but no CSV file, as "JSON"; NULL: nothing that is known. */
extern const char *load_input_kind(const LoadInput *input);

/* Reads the next line; never CSV_READ_FAILED, which is an error. */
extern CsvStatus load_input_next(LoadInput *input);

/* The latest line, to be kept if it is rejected. */
static inline LoadLine
load_input_line(const LoadInput *input)
{
	const CsvLine *line = &input->line;

	return (LoadLine){line->number, line->offset, line->data, line->length};
}

/* What exactly is wrong with the latest line, which should have so many fields; palloc'd. */
extern char *load_input_problem(const LoadInput *input, int width);

/* Closes the file wherever its reader is. */
extern void load_input_close(LoadInput *input);

/* Closes the file after the last line; the SHA-256 is that of its contents. */
extern void load_input_finish(LoadInput *input, char sha256[PG_SHA256_DIGEST_STRING_LENGTH]);

#endif /* ECOM_LOAD_INPUT_H */
