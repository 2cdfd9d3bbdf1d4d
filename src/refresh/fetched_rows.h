/*
 * refresh/fetched_rows.h
 *		Queries that fetch what nodes have packed: of those ecom.fetching_query() makes.
 *
 *		SELECT r.a, r.b FROM (SELECT ecom.packed_rows(ROW(...)) AS packed FROM ...) p CROSS JOIN LATERAL ecom.unpacked_rows(p.packed) AS r (a ..., b ...)
 *
 * To Citus a function's rows are a part of a query that nodes might do.  It writes the values into a file, plans once more what reads them from
 * there, and keeps all rows twice before it gives the first away.  So the values are asked for, and unpacked as they come.
 */
#ifndef ECOM_REFRESH_FETCHED_ROWS_H
#define ECOM_REFRESH_FETCHED_ROWS_H

#include "base/compat.h"

#include "nodes/parsenodes.h"
#include "tcop/dest.h"

/* The query of the values, its first column; NULL if query, as it was rewritten, is no such one, or unpacking is not allowed to who is current. */
extern Query *fetched_values(Query *query);

/* A receiver of the values, which gives the rows of the query to another one. */
extern DestReceiver *row_unpacker_create(const Query *query, DestReceiver *rows);

/* How many it has given. */
extern uint64 row_unpacker_rows(const DestReceiver *unpacker);

#endif /* ECOM_REFRESH_FETCHED_ROWS_H */
