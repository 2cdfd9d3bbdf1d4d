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

/* What becomes of a field that goes to no column. */
typedef enum FieldUse
{
	FIELD_NAMELESS,	  /* it has no name, and is passed over where it holds nothing */
	FIELD_READ,		  /* for a value that is made, or to tell whether its line is wanted */
	FIELD_PASSED_OVER /* as was asked for, whatever it holds */
} FieldUse;

typedef struct LoadColumns
{
	int width;			  /* fields of a line */
	int made;			  /* values that are made of them, and stand behind them (load/mapping.h) */
	AttrNumber *of_field; /* the column that each field and value goes to; InvalidAttrNumber: none */
	FieldUse *use;		  /* of each field that goes to none; NULL: all are nameless */
	int passed_over;	  /* nameless fields */
} LoadColumns;

/* Does the field go to no column, and has no name that anybody asked for? */
static inline bool
load_columns_is_nameless(const LoadColumns *columns, int field)
{
	return columns->of_field[field] == InvalidAttrNumber &&
		   (columns->use == NULL || columns->use[field] == FIELD_NAMELESS);
}

/* Is what the field holds needed? */
static inline bool
load_columns_reads(const LoadColumns *columns, int field)
{
	return columns->of_field[field] != InvalidAttrNumber ||
		   (columns->use != NULL && columns->use[field] == FIELD_READ);
}

/* By position: the first field goes to the first column, and so on.  Generated columns take no field. */
extern LoadColumns load_columns_by_position(Relation table);

/* The other way around: the field that each of so many columns takes, or -1; palloc'd. */
extern int *load_columns_fields(const LoadColumns *columns, int natts);

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

/* The same in two steps: none matched, and all that are not matched yet, with columns that are not taken. */
extern LoadMatch load_columns_match_none(Relation table, List *names);
extern void load_columns_match_rest(Relation table, List *names, LoadMatch *match);

/* The column of a name that a file could fill; InvalidAttrNumber if there is none. */
extern AttrNumber load_columns_find(Relation table, const char *name);

/* The columns that a file could fill and no name has, for people; "" if there are none, and those with a default if so asked. */
extern char *load_columns_missing(Relation table, const LoadMatch *match, bool with_default);

#endif /* ECOM_LOAD_COLUMNS_H */
