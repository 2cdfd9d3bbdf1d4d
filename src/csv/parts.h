/*
 * csv/parts.h
 *		What the parts of the CSV reader have of one another.  Private to it.
 */
#ifndef ECOM_CSV_PARTS_H
#define ECOM_CSV_PARTS_H

#include "csv/csv.h"

/* What became of the attempt to parse a record. */
typedef enum CsvOutcome
{
	CSV_COMPLETE,  /* the line is filled in: a record, an empty line, or a rejected line */
	CSV_NEEDS_MORE /* the window ends first */
} CsvOutcome;

/* csv/record.c: parses the record at the window's start. */
extern CsvOutcome csv_parse_record(CsvReader *reader, CsvLine *line);

/*
 * csv/csv.c: the line end at or behind position: its own position, and where the next line starts.  False where the
 * window ends first; both are then as far as is sure.
 */
extern bool csv_find_line_end(const CsvReader *reader, size_t position, size_t *line_end, size_t *next_line);

/* csv/csv.c: fills in a line from the window's start to line_end; the window goes on at next_line. */
extern void
csv_take_line(CsvReader *reader, CsvLine *line, size_t line_end, size_t next_line, uint64_t physical_lines);

/* csv/csv.c: rejects the first physical line of a malformed record, whose problem is at a position. */
extern CsvOutcome
csv_reject_first_line(CsvReader *reader, CsvLine *line, CsvProblem problem, size_t position);

/* How far a record goes. */
typedef struct CsvExtent
{
	uint64_t length; /* bytes, without the line end */
	uint64_t size;	 /* with it */
	uint64_t physical_lines;
} CsvExtent;

/*
 * csv/measure.c: measures the record at the window's start, which does not fit it.  False where it is malformed, or within
 * one line: then it has to be taken line by line.
 */
extern bool csv_measure_record(const CsvReader *reader, CsvExtent *extent);

#endif /* ECOM_CSV_PARTS_H */
