/*
 * clean/cleaners.h
 *		What the cleaners read in a field, for other C code; ecom.clean_price() and the others hand it to SQL.
 *
 * Each returns false (NULL for a text) where the field cannot be read, which SQL shows as NULL.  clean/purchase_key.c
 * reads a line with all of them.
 */
#ifndef ECOM_CLEAN_CLEANERS_H
#define ECOM_CLEAN_CLEANERS_H

#include "base/compat.h"

#include "base/text_span.h"

/*
 * What is longer, in characters, is not what its column says: no product code in use is (an ASIN has 10 characters, a
 * GTIN 14), nor a key or a category.  Indexes of the models are on these, and hold 2,704 bytes a row.
 */
#define MAX_CODE_LENGTH 40
#define MAX_RESPONDENT_LENGTH 200
#define MAX_CATEGORY_LENGTH 200

/* clean/text.c: free text, cleaned (palloc'd); NULL if it is missing. */
extern text *clean_text(TextSpan field);

/*
 * clean/text.c: the same of a value, for which no quote or apostrophe around it counts; NULL if nothing visible is left, but
 * words for a missing one stay.
 */
extern text *clean_value(TextSpan field);

/* clean/text.c: the key of a respondent; NULL if it is missing, or longer than MAX_RESPONDENT_LENGTH. */
extern text *clean_respondent(TextSpan field);

/* clean/number.c: a price in cents. */
extern bool read_price(TextSpan field, int64 *cents);

/* clean/number.c: a whole number of pieces. */
extern bool read_quantity(TextSpan field, int32 *pieces);

/* Which of the first two numbers of 3/4/2021 is the month? */
typedef enum DayOrder
{
	MONTH_FIRST,
	DAY_FIRST
} DayOrder;

typedef struct CalendarDay
{
	int year;
	int month;
	int day;
} CalendarDay;

/* A time of day, of a zone if there is one. */
typedef struct DayTime
{
	bool given; /* else all of it is 0 */
	bool has_zone;
	int hour; /* 0 to 24 */
	int minute;
	int second; /* 0 to 60 */
	int offset; /* of the zone, seconds east of UTC */
} DayTime;

/* clean/date.c: a day that is in the calendar, as written; with the time behind it, too. */
extern bool read_day(TextSpan field, DayOrder order, CalendarDay *day);
extern bool read_moment(TextSpan field, DayOrder order, CalendarDay *day, DayTime *time);

/* clean/product_code.c: a product code, of up to MAX_CODE_LENGTH characters. */
extern bool read_product_code(TextSpan field, char *code, int *length);

#endif /* ECOM_CLEAN_CLEANERS_H */
