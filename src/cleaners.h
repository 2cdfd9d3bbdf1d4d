/*
 * cleaners.h
 *		What the cleaners read in a field, for other C code; ecom.clean_price() and the others hand it to SQL.
 *
 * Each returns false (NULL for a text) where the field cannot be read.
 */
#ifndef ECOM_CLEANERS_H
#define ECOM_CLEANERS_H

#include "compat.h"

#include "utils/date.h"

#include "text_span.h"

/*
 * What is longer, in characters, is not what its column says: no product code in use is (an ASIN has 10 characters, a
 * GTIN 14), nor a key or a category.  Indexes of the models are on these, and hold 2,704 bytes a row.
 */
#define MAX_CODE_LENGTH 40
#define MAX_RESPONDENT_LENGTH 200
#define MAX_CATEGORY_LENGTH 200

/* Free text, cleaned (palloc'd); NULL if it is missing. */
extern text *clean_text(TextSpan field);

/* The same of a value, for which no blank or apostrophe around it counts; NULL if nothing visible is left, but words for missing stay. */
extern text *clean_value(TextSpan field);

/* The key of a respondent; NULL if it is missing, or longer than MAX_RESPONDENT_LENGTH. */
extern text *clean_respondent(TextSpan field);

/* A price in cents. */
extern bool read_price(TextSpan field, int64 *cents);

/* A whole number of pieces. */
extern bool read_quantity(TextSpan field, int32 *pieces);

/* Which of the first two numbers of 3/4/2021 is the month? */
typedef enum DayOrder
{
	MONTH_FIRST,
	DAY_FIRST
} DayOrder;

/* A day that is in the calendar. */
typedef struct CalendarDay
{
	int year;
	int month;
	int day;
} CalendarDay;

extern bool read_day(TextSpan field, DayOrder order, CalendarDay *day);

/* A product code, of up to MAX_CODE_LENGTH characters. */
extern bool read_product_code(TextSpan field, char *code, int *length);

#endif /* ECOM_CLEANERS_H */
