/*
 * load/columns.h
 *		Which field of a line goes to which column of the table.
 */
#ifndef ECOM_LOAD_COLUMNS_H
#define ECOM_LOAD_COLUMNS_H

#include "base/compat.h"

#include "access/attnum.h"
#include "nodes/pg_list.h"
#include "utils/relcache.h"

typedef struct LoadColumns
{
	int width;			  /* fields of a line */
	AttrNumber *of_field; /* the column that each field goes to */
} LoadColumns;

/* By position: the first field goes to the first column, and so on.  Generated columns take no field. */
extern LoadColumns load_columns_by_position(Relation table);

/*
 * By the names of a header.  Names are compared in lower case, with every run of other characters than letters
 * and digits as one underscore: "ASIN/ISBN (Product Code)" is asin_isbn_product_code.
 *
 * names is NIL where the header is no readable record.  next_width is the number of fields of the first line
 * behind the header, 0 if that is not known; it decides whether to believe a header that does not match.
 * What cannot be matched by name or position is an error; what is doubtful is a warning.  why_none becomes not NULL, and
 * says why, where what stands in the header's place is none, but a line of data.
 */
extern LoadColumns
load_columns_by_header(Relation table, const char *path, List *names, int next_width, const char **why_none);

#endif /* ECOM_LOAD_COLUMNS_H */
