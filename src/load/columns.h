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
	AttrNumber *of_field; /* the column that each field goes to; InvalidAttrNumber: it is passed over */
	int passed_over;	  /* fields that go to no column */
} LoadColumns;

/* By position: the first field goes to the first column, and so on.  Generated columns take no field. */
extern LoadColumns load_columns_by_position(Relation table);

/* The names of a header beside the columns of a table. */
typedef struct LoadMatch
{
	LoadColumns by_name; /* a name that is no column's has none */
	int known;			 /* names that are a column's */
	int unknown; /* names that are none's, or of one that another name has; missing names are neither */
	bool *taken; /* the columns that a name has, from 0 */
} LoadMatch;

/* Names are compared as load/names.h says; an exact name comes before one that is only alike. */
extern LoadMatch load_columns_match(Relation table, List *names);

/* The columns that a file could fill and no name has, for people; "" if there are none, and those with a default if so asked. */
extern char *load_columns_missing(Relation table, const LoadMatch *match, bool with_default);

#endif /* ECOM_LOAD_COLUMNS_H */
