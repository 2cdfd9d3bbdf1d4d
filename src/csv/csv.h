/*
 * csv/csv.h
 *		A CSV reader in plain C: streaming, in memory that the caller owns, and nothing is ever lost.
 *
 * The reader cuts its input into consecutive lines and says of each what it is: a record, an empty line, or
 * rejected with a problem.  Each byte of the input belongs to exactly one of them (or to the byte order mark
 * or the lines that the caller skips).
 *
 *	input	... R a c h e l , 1 2 LF "L o s t SP a CR LF j o b " , 3 LF " s t r a y , 4 LF b , 5 LF ...
 *			    '---- record ----'  '---------- record ----------'  '-- rejected --'  ' record '
 *
 * Lines end with LF, CRLF or CR, also mixed; the last one may lack its end.  A quoted field may hold line
 * ends.  A record that turns out malformed (its quote never closed, text after a closing quote, a quote in
 * an unquoted field) is rejected only up to the end of its first physical line and reading goes on with the next, so
 * that a stray quote cannot swallow the lines that follow.  One that is well formed but has the wrong number of fields is
 * rejected whole: what stands within its quotes is text, not lines.
 *
 * Within quotes, an escape before a quote or another escape stands for that byte, and elsewhere for itself.  Where there
 * is an escape, a doubled quote is an escaped quote whichever byte the escape is: files that mix the two exist, and
 * there is nothing else that it could mean.
 *
 * Blanks (space, tab) around a quoted field are dropped, those of an unquoted one are a part of it.
 */
#ifndef ECOM_CSV_CSV_H
#define ECOM_CSV_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CSV_BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define CSV_BYTE_ORDER_MARK_LENGTH 3

#define CSV_NO_BYTE (-1)	 /* of quote and escape: there is none */
#define CSV_MAX_DELIMITER 16 /* bytes */
#define CSV_PADDING 64		 /* readable bytes that a buffer has beyond its size */

typedef struct CsvDialect
{
	char delimiter[CSV_MAX_DELIMITER];
	int delimiter_length; /* 1 to CSV_MAX_DELIMITER; no line end, quote or escape among its bytes */
	int quote;			  /* a byte, or CSV_NO_BYTE: then nothing is quoted */
	int escape; /* in a quoted field, before a quote or itself: a byte, often the quote, or CSV_NO_BYTE */
} CsvDialect;

typedef enum CsvStatus
{
	CSV_RECORD,		/* its fields are set */
	CSV_EMPTY_LINE, /* nothing but a line end */
	CSV_REJECTED,	/* its problem is set, and fields are not */
	CSV_END,		/* of the input */
	CSV_READ_FAILED /* the source said so */
} CsvStatus;

typedef enum CsvProblem
{
	CSV_NO_PROBLEM,
	CSV_TOO_FEW_FIELDS,
	CSV_TOO_MANY_FIELDS,
	CSV_UNTERMINATED_QUOTE,
	CSV_TEXT_AFTER_QUOTE,
	CSV_STRAY_QUOTE,
	CSV_INVALID_ENCODING,
	CSV_NUL_BYTE,
	CSV_LINE_TOO_LONG
} CsvProblem;

typedef struct CsvField
{
	char *data;		 /* without its quotes; not terminated */
	uint32_t length; /* bytes */
	bool quoted;
	bool escaped; /* holds escapes still: see csv_unescape */
} CsvField;

/* A line of the input.  It and its fields are good until the next call of the reader. */
typedef struct CsvLine
{
	uint64_t number;  /* of its first physical line, from 1 */
	uint64_t offset;  /* of its first byte, from 0 */
	const char *data; /* its bytes, without the line end */
	size_t length;	  /* of data; of a line that is too long, only what fits the buffer */
	size_t
		size; /* length and the line end; where a line is too long its rest is not counted, save that of a record
				  * over more than one line */
	bool is_ascii;		/* surely; false: look at the bytes */
	uint32_t n_fields;	/* of a record, or as many as were found before a wrong number of them showed */
	CsvProblem problem; /* of a rejected line */
	size_t
		problem_at; /* first byte of the problem, from the line's first byte; may lie beyond its first physical line */
} CsvLine;

/* Reads up to size bytes into buffer; returns how many, 0 at the end of the input, -1 where reading failed. */
typedef ptrdiff_t (*CsvReadFunction)(void *source, char *buffer, size_t size);

/*
 * Reads up to size bytes of the input from an offset on, which is beyond what was read, and does not move where the next
 * CsvReadFunction reads.  Returns as that does.
 */
typedef ptrdiff_t (*CsvAheadFunction)(void *source, uint64_t offset, char *buffer, size_t size);

/*
 * How many bytes of a line, from its first, are text in the input's encoding: length if all are.  Asked of lines
 * that are not ASCII.
 */
typedef size_t (*CsvValidFunction)(void *source, const char *data, size_t length);

/* Is it all blanks? */
static inline bool
csv_is_blank(const char *data, size_t length)
{
	while (length > 0 && (*data == ' ' || *data == '\t'))
	{
		data++;
		length--;
	}
	return length == 0;
}

#define CSV_NEEDLES 6

/* A byte to search for, 16 times over. */
typedef struct CsvNeedle
{
	char bytes[16];
} CsvNeedle;

/* A search for the bytes that mean something, 64 of them at a time: see csv/scan.h. */
typedef struct CsvScan
{
	const CsvNeedle *needles; /* the bytes searched for */
	size_t chunk;			  /* where the latest 64 bytes start in the buffer */
	uint64_t specials;		  /* a bit for each of them that means something and has not been given out */
	uint64_t non_ascii;		  /* a bit for each of them that is not ASCII */
	uint64_t seen; /* not 0: a chunk of this record before the latest had a byte that is not ASCII */
} CsvScan;

/* It points into itself: it is not to be copied or moved. */
typedef struct CsvReader
{
	/* set by csv_reader_init */
	CsvDialect dialect;
	CsvReadFunction read;
	CsvValidFunction valid; /* NULL: every line is valid */
	CsvAheadFunction ahead; /* NULL: nobody can look ahead */
	void *source;
	char *buffer; /* the caller's, buffer_size + CSV_PADDING bytes; no line can be longer */
	size_t buffer_size;
	size_t block_size; /* bytes asked of the source in one call, at least */
	CsvField *fields;  /* the caller's, the fields of the latest record */
	uint32_t max_fields;
	uint32_t width; /* fields that a record must have; 0: any number up to max_fields */

	/* the window: buffer[start .. end) is read and not yet given out */
	size_t start;
	size_t end;
	bool begun;		   /* the byte order mark has been looked for */
	bool at_end;	   /* the source has no more */
	bool failed;	   /* the source cannot be read */
	bool in_long_line; /* the rest of a line that was too long comes first */
	uint64_t
		rest; /* bytes of a record that was too long, which come first; and physical lines of all of it */
	uint64_t rest_lines;
	uint64_t offset; /* of buffer[start] in the input */
	uint64_t line_number;

	CsvNeedle needles[CSV_NEEDLES];
	CsvScan scan; /* how far the window has been searched for bytes that mean something */
} CsvReader;

/*
 * Readies a reader.  Nothing is allocated or freed, now or later.  The dialect is copied; buffer and fields
 * stay the caller's and must outlive the reader.
 */
extern void csv_reader_init(CsvReader *reader, const CsvDialect *dialect, CsvReadFunction read,
							CsvValidFunction valid, void *source, char *buffer, size_t buffer_size,
							size_t block_size, CsvField *fields, uint32_t max_fields);

/*
 * Lets the reader look ahead: a record over more than one line that does not fit the buffer is then known to be one if it is
 * well formed, and rejected whole.  Else it is taken for a quote that is not closed.
 */
extern void csv_look_ahead(CsvReader *reader, CsvAheadFunction ahead);

/* Records must have this many fields from now on; 0: any number up to max_fields. */
extern void csv_set_width(CsvReader *reader, uint32_t width);

/* Fields are separated by this byte from now on.  Only between two lines. */
extern void csv_set_delimiter(CsvReader *reader, char delimiter);

/* Is there nothing behind the latest line, which is good no more?  Not for one whose end is still to be passed over. */
extern bool csv_at_end(CsvReader *reader);

/* Reads the next line.  After CSV_END and CSV_READ_FAILED, the same again. */
extern CsvStatus csv_next(CsvReader *reader, CsvLine *line);

/* Reads the next physical line as it is, whatever it holds: CSV_RECORD without fields, or CSV_END. */
extern CsvStatus csv_next_raw(CsvReader *reader, CsvLine *line);

/*
 * Puts the latest line back, so that the next call gives it again, by a different width perhaps.  Only right after the
 * csv_next that gave it, its fields untouched.
 */
extern void csv_unread(CsvReader *reader, const CsvLine *line);

/* Takes the escapes out of a field, in place; its length shrinks. */
extern void csv_unescape(const CsvDialect *dialect, CsvField *field);

/* What a problem is called, in words for people: "too few fields". */
extern const char *csv_problem_name(CsvProblem problem);

#endif /* ECOM_CSV_CSV_H */
