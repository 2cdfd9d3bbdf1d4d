/*
 * clean/cleaners.h
 *		What the cleaners read in a field, for other C code; ecom.clean_price() and the others hand it to SQL.
 *
 * Each returns false (NULL for a text) where the field cannot be read.
 */
#ifndef ECOM_CLEAN_CLEANERS_H
#define ECOM_CLEAN_CLEANERS_H

#include "base/compat.h"

#include "utils/date.h"

#include "base/text_span.h"

/* Longer than any product code in use (an ASIN has 10 characters, a GTIN 14): not a code. */
#define MAX_CODE_LENGTH 40

/* The cleaned text (palloc'd), or NULL if nothing visible is left. */
extern text *clean_text(TextSpan field);

/* A price in cents. */
extern bool read_price(TextSpan field, int64 *cents);

/* A whole number of pieces. */
extern bool read_quantity(TextSpan field, int32 *pieces);

/* A calendar day. */
extern bool read_date(TextSpan field, DateADT *date);

/* A product code, of up to MAX_CODE_LENGTH characters. */
extern bool read_product_code(TextSpan field, char *code, int *length);

#endif /* ECOM_CLEAN_CLEANERS_H */
