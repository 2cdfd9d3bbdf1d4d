/*
 * census/answer.h
 *		What the Census Data API means by what it answers: a table, every cell of it checked, or what is wrong.
 *
 * Plain C and cJSON: no PostgreSQL and no network, so that it can be tested and fuzzed by itself.  The table is
 *
 *		[["NAME",       "B19013_001E", "state"],	the header: what was asked for, then the geography, in any order
 *		 ["California", "91905",       "06"],		a row a place; every cell is a string, a number, or null
 *		 ...]
 *
 * It never fails on any input; what is wrong is told by a fault and a message of visible ASCII.
 */
#ifndef ECOM_CENSUS_ANSWER_H
#define ECOM_CENSUS_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text_excerpt.h"

/* The variables that mean something here: a place's name, its median household income in USD, and its people. */
#define CENSUS_PLACE_NAME "NAME"
#define CENSUS_INCOME "B19013_001E"
#define CENSUS_POPULATION "B01003_001E"

/* The column of an answer on states that has their FIPS codes. */
#define CENSUS_STATE "state"

/* What can be wrong with an answer. */
typedef enum CensusFault
{
	CENSUS_FINE,

	/* told by the HTTP status, or by the text where a proxy or a file has lost it */
	CENSUS_KEY_MISSING,
	CENSUS_KEY_INVALID,
	CENSUS_REDIRECTED,	  /* to anywhere else */
	CENSUS_NO_MATCH,	  /* nothing matches the question: 204, or an empty text */
	CENSUS_BAD_QUESTION,  /* 400: the Bureau's own words follow in the message */
	CENSUS_NOT_PUBLISHED, /* 404: no such year or dataset */
	CENSUS_TOO_MANY,	  /* 429 */
	CENSUS_SERVER_ERROR,  /* 5xx, or "There was an error while running your query." */
	CENSUS_OTHER_STATUS,
	CENSUS_HTML,

	/* told by the JSON */
	CENSUS_TRUNCATED, /* JSON that ends in the middle */
	CENSUS_TOO_DEEP,  /* nested more deeply than any answer */
	CENSUS_NOT_JSON,
	CENSUS_NOT_A_TABLE, /* no array of arrays with a header */
	CENSUS_WRONG_TYPE,	/* a cell that is no string, number or null */
	CENSUS_ROW_WIDTH,	/* a row with more or fewer cells than the header */
	CENSUS_COLUMN_MISSING,
	CENSUS_COLUMN_TWICE,
	CENSUS_NO_ROWS,
	CENSUS_BAD_NUMBER,
	CENSUS_NO_NAME,		  /* of a place */
	CENSUS_UNKNOWN_STATE, /* a code that is none of the 50 states, DC and PR */
	CENSUS_PLACE_TWICE,

	CENSUS_OUT_OF_MEMORY
} CensusFault;

typedef enum CensusKind
{
	CENSUS_TEXT,   /* anything */
	CENSUS_NAME,   /* a text, never null */
	CENSUS_AMOUNT, /* a whole number of dollars or people, up to 9 digits; or a code for "no value", or null */
	CENSUS_NUMBER, /* a number, also negative or with decimals; or null */
	CENSUS_GROUP /* all variables of a table: columns that begin with its name, of which estimates are numbers */
} CensusKind;

/* A column that the answer must have, and what its cells must be. */
typedef struct CensusVariable
{
	const char *name;
	CensusKind kind;
} CensusVariable;

/* What was asked. */
typedef struct CensusQuestion
{
	const CensusVariable *variables;
	int n_variables;
	bool by_state; /* a row a state: the column state must be there, its codes known, and none twice */
	bool (*is_state)(const char *fips); /* knows these codes */
} CensusQuestion;

/* What came back. */
typedef struct CensusReply
{
	int status;			  /* of HTTP; 200 for a saved answer */
	const char *location; /* where a redirect leads; NULL if it is none */
	const char *text;
	size_t length;
} CensusReply;

typedef struct CensusAnswer
{
	CensusFault fault;
	char message[3 *
				 EXCERPT_SIZE]; /* what is wrong with which value, and where it stands; empty if nothing is */
	char excerpt[EXCERPT_SIZE]; /* how the text begins */
	int n_columns;
	int n_rows;			/* without the header */
	const char **cells; /* row by row, the header first; numbers as text, NULL for null; of n_columns each */
	void *json;			/* which owns the strings */
} CensusAnswer;

/* The variable of this name, with the kind of cells that the Bureau's naming promises. */
extern CensusVariable census_variable(const char *name);

/* Reads and checks a reply.  census_answer_free is due in any case. */
extern void
census_answer_read(CensusAnswer *answer, const CensusQuestion *question, const CensusReply *reply);

extern void census_answer_free(CensusAnswer *answer);

/* The cell of a row, from 0; row -1 is the header.  NULL for null. */
extern const char *census_answer_cell(const CensusAnswer *answer, int row, int column);

/* The column of this name, from 0, or -1. */
extern int census_answer_column(const CensusAnswer *answer, const char *name);

/*
 * The value of a checked cell of kind CENSUS_AMOUNT.  False where the Bureau gives none: null, or one of the negative
 * codes that it writes in place of an estimate ("Estimate and Annotation Values", American Community Survey).  Zeros
 * behind a decimal point, which a program may have written, mean nothing.
 */
extern bool census_amount(const char *cell, int *value);

#endif /* ECOM_CENSUS_ANSWER_H */
