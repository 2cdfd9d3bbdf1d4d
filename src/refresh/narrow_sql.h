/*
 * refresh/narrow_sql.h
 *		SQL over rows that are at hand: those that were added to a source, or removed.
 */
#ifndef ECOM_REFRESH_NARROW_SQL_H
#define ECOM_REFRESH_NARROW_SQL_H

#include "base/compat.h"

#include "nodes/pg_list.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "refresh/change.h"

typedef struct NarrowSql NarrowSql;

/* The columns of a row. */
typedef struct SqlValues
{
	int n;
	Oid *types;
	Datum *values;
	bool *nulls;
} SqlValues;

/* From here to the end, queries are run under the active snapshot; results are in the memory context of the beginning. */
extern NarrowSql *narrow_sql_begin(void);
extern void narrow_sql_end(NarrowSql *sql);

/* Lets queries read rows, of the form of a relation's, by a name. */
extern void narrow_sql_name(NarrowSql *sql, const char *name, Relation form, Tuplestorestate *rows);

/* Has one of the rows with a name a NULL in one of these columns? */
extern bool narrow_sql_has_null(NarrowSql *sql, const char *name, const List *columns);

/* Runs a query: for one row; */
extern SqlValues narrow_sql_row(NarrowSql *sql, const char *query);

/* for places, sorted: all rows' first column, and the second if that is wanted, with values for $1 and so on if there are some; */
extern Places narrow_sql_places(NarrowSql *sql, const char *query, const SqlValues *values, Places *second);

/* and for rows of the form of a relation's. */
extern Tuplestorestate *narrow_sql_rows(NarrowSql *sql, Relation form, const char *query);

#endif /* ECOM_REFRESH_NARROW_SQL_H */
