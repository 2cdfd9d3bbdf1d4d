/*
 * aggregate/packed_rows.h
 *		The rows in a value of ecom.packed_rows().
 */
#ifndef ECOM_AGGREGATE_PACKED_ROWS_H
#define ECOM_AGGREGATE_PACKED_ROWS_H

#include "base/compat.h"

#include "access/tupdesc.h"
#include "fmgr.h"

/* Takes a row, whose values are gone when it returns. */
typedef void (*PackedRowReceiver)(Datum *values, bool *nulls, void *context);

/* Gives all rows of a value to the receiver; an error where it has no such columns. */
extern void packed_rows_read(const struct varlena *packed, TupleDesc columns, PackedRowReceiver receive,
							 void *context);

/* What SQL knows as ecom.unpacked_rows(). */
extern PGDLLEXPORT Datum ecom_unpacked_rows(PG_FUNCTION_ARGS);

#endif /* ECOM_AGGREGATE_PACKED_ROWS_H */
