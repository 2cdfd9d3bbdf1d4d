/*
 * base/sql_as_owner.h
 *		Statements on the extension's own tables, run as their owner: whoever calls needs no right on them.
 */
#ifndef ECOM_BASE_SQL_AS_OWNER_H
#define ECOM_BASE_SQL_AS_OWNER_H

#include "base/compat.h"

#include "utils/snapshot.h"

/*
 * Runs a statement with the identity of identity_become(), so that it names schemas, of operators too; nulls is NULL
 * where no value is NULL.  It sees what a snapshot sees, or what any statement would if that is InvalidSnapshot.  SPI is
 * connected by the caller; what the statement gives is in SPI_tuptable.  An error unless SPI's code is the one expected.
 */
extern void sql_as_owner(Oid owner, const char *statement, int n, Oid *types, Datum *values,
						 const char *nulls, Snapshot snapshot, int expected);

/* A column, from 1, of the first row that the latest statement gave; it is not NULL. */
extern Datum sql_first_row(int column);

#endif /* ECOM_BASE_SQL_AS_OWNER_H */
