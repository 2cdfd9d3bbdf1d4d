/*
 * census/answer_parts.h
 *		What the parts that read an answer have of one another.  Private to them; plain C.
 */
#ifndef ECOM_CENSUS_ANSWER_PARTS_H
#define ECOM_CENSUS_ANSWER_PARTS_H

#include "census/answer.h"

/* The API takes 50 variables at most, and no geography has more than a few columns; but a group may have hundreds. */
#define MOST_COLUMNS 5000

/* Notes what is wrong.  Returns false, for the caller to return. */
extern bool census_found(CensusAnswer *answer, CensusFault fault, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* An excerpt that lives as long as the expression it stands in. */
typedef struct CensusExcerpt
{
	char text[EXCERPT_SIZE];
} CensusExcerpt;

extern CensusExcerpt census_shown(const char *data, size_t length);

/* The same of a cell, which may be null. */
extern CensusExcerpt census_shown_cell(const char *cell);

/* Does the text begin with the word, letter case aside? */
extern bool census_begins_with(const char *text, size_t length, const char *word);

/* census/answer_values.c: is the cell one of the codes that the Bureau writes in place of an estimate? */
extern bool census_is_no_estimate(const char *cell);

/* census/answer_values.c: is it the rest of a whole number behind its digits: nothing, or a point with zeros? */
extern bool census_is_rest_of_whole(const char *text);

/* census/answer_values.c: is the name that of an estimate of a detailed table, such as B19013_001E or C02003A_010E? */
extern bool census_is_estimate(const char *name);

/* The checks, in their order; each returns false if it has found what is wrong. */

/* census/answer_status.c: the HTTP status, and pages for people. */
extern bool census_check_status(CensusAnswer *answer, const CensusReply *reply);

/* census/answer_json.c: parses the text from start on, of which every byte must belong to the JSON. */
extern bool census_parse(CensusAnswer *answer, const CensusReply *reply, size_t start);

/* census/answer_json.c: takes the cells out of the JSON, which must be an array of arrays as wide as the first one. */
extern bool census_take_cells(CensusAnswer *answer);

/* census/answer_table.c: the header and the cells are what was asked for. */
extern bool census_check_table(CensusAnswer *answer, const CensusQuestion *question);

#endif /* ECOM_CENSUS_ANSWER_PARTS_H */
