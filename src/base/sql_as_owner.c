/*
 * base/sql_as_owner.c
 *		Runs statements as the owner of the extension's tables.
 */
#include "base/sql_as_owner.h"

#include "executor/spi.h"

#include "base/identity.h"

void
sql_as_owner(Oid owner, const char *statement, int n, Oid *types, Datum *values, const char *nulls,
			 int expected)
{
	Identity before = identity_become(owner);

	if (SPI_execute_with_args(statement, n, types, values, nulls, false, 0) != expected)
		elog(ERROR, "could not execute \"%s\"", statement);
	identity_restore(before);
}

Datum
sql_first_row(int column)
{
	bool is_null;

	return SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column, &is_null);
}
