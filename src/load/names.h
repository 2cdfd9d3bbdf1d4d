/*
 * load/names.h
 *		Names of fields and columns, and when they are the same.
 *
 * Names are compared in lower case, with every run of blanks, invisible characters and ASCII ones that are no letters or
 * digits as one underscore: "ASIN/ISBN (Product Code)" is asin_isbn_product_code.
 */
#ifndef ECOM_LOAD_NAMES_H
#define ECOM_LOAD_NAMES_H

#include "base/compat.h"

#include "lib/stringinfo.h"

/* The form of a name in which it is compared; palloc'd. */
extern char *load_name_normal(const char *name);

/* Has a text of so many bytes this normal form? */
extern bool load_name_is(const char *text, size_t length, const char *normal);

/* The first byte of a text's normal form; 0 if that is empty. */
extern unsigned char load_name_first_byte(const char *text, size_t length);

/*
 * Is it no name at all: empty, or what a program writes that found none ("Unnamed: 0", "Unnamed: 0.1")?  Asked of a normal form that is
 * no column's.
 */
extern bool load_name_is_missing(const char *normal);

/* Adds a name to a list for people, with the number of its field: "Qty" (column 3).  A long one is cut. */
extern void load_name_list(StringInfo list, const char *name, int column);

#endif /* ECOM_LOAD_NAMES_H */
