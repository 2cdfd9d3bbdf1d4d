/*
 * load/reading.h
 *		What is made of the fields of a line for a column, where the fields do not say it as the table wants it.
 *
 *	"as": "date"					a day, with its time if there is one, in the setting time_zone; "date MDY" and "date DMY" say
 *									the order of day and month, else it is that of the setting date_order
 *	"as": "state"					a state; with "country", NO_STATE where that is another country
 *	"as": "address"					the state at the end of an address; NO_STATE where it has none
 *	"divided_by": quantity			the price of one piece, of an amount for all
 *	"less": quantity				what is left of a quantity
 *
 * Each of them may be asked of several columns: the first that holds something counts.  What cannot be read stays as it is, for
 * staging to turn away.
 */
#ifndef ECOM_LOAD_READING_H
#define ECOM_LOAD_READING_H

#include "base/compat.h"

#include "clean/cleaners.h"
#include "load/row_writer.h"
#include "pgtime.h"

/* A place that is no state, as staging reads it: neither a state nor a word for a missing value. */
#define NO_STATE "no US state"

typedef enum ReadingKind
{
	READ_AS_IT_IS,
	READ_DATE,
	READ_STATE,
	READ_ADDRESS,
	READ_PRICE_OF_ONE,
	READ_QUANTITY_LEFT
} ReadingKind;

typedef struct Reading
{
	ReadingKind kind;
	bool setting_decides_order; /* of a date: the order is not given */
	DayOrder order;
	pg_tz *zone;
	int n_fields; /* fields, the first that holds something counts, and with it the one beside it */
	int *fields;  /* -1: the file has none */
	int n_beside; /* the country, the divisor, what is taken off; fewer than fields: the last is for the others too */
	int *beside;
} Reading;

/* Why a line is turned away: one of few reasons, and what it is in this line. */
typedef struct Refusal
{
	const char *reason;
	char *detail;
} Refusal;

/* What the settings say of dates; SPI is connected. */
extern void reading_take_settings(Reading *reading);

/*
 * What the fields of a line say, in the current context where it is none of them.  False if the line is to be turned away,
 * and why.
 */
extern bool reading_make(const Reading *reading, const RowValue *fields, RowValue *made, Refusal *refusal);

/* A field without what is around its value; of no length where it holds none. */
extern TextSpan reading_value(const RowValue *field);

#endif /* ECOM_LOAD_READING_H */
