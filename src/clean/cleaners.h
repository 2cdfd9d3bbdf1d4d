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

#include "utils/date.h"

#include "base/text_span.h"

/*
 * What is longer, in characters, is not what its column says: no product code in use is (an ASIN has 10 characters, a
 * GTIN 14), nor a key or a category.  Indexes of the models are on these, and hold 2,704 bytes a row.
 */
#define MAX_CODE_LENGTH 40
#define MAX_RESPONDENT_LENGTH 200
#define MAX_CATEGORY_LENGTH 200

/*
 * clean/missing.c: is the trimmed span empty, or a word that programs write where there is no value (NaN, NULL, None,
 * N/A)?
 */
extern bool is_missing(TextSpan span);

/* clean/text.c: the cleaned text (palloc'd), or NULL if nothing visible is left. */
extern text *clean_text(TextSpan field);

/* clean/text.c: the same, or NULL if it has more characters than the longest may have. */
extern text *clean_text_up_to(TextSpan field, int longest);

/* clean/number.c: a price in cents. */
extern bool read_price(TextSpan field, int64 *cents);

/* clean/number.c: a whole number of pieces. */
extern bool read_quantity(TextSpan field, int32 *pieces);

/* clean/date.c: a calendar day. */
extern bool read_date(TextSpan field, DateADT *date);

/* clean/product_code.c: a product code, of up to MAX_CODE_LENGTH characters. */
extern bool read_product_code(TextSpan field, char *code, int *length);

#endif /* ECOM_CLEAN_CLEANERS_H */
