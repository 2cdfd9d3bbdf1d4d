/*
 * base/sql_as_owner.c
 *		Runs statements as the owner of the extension's tables.
 */
#include "base/sql_as_owner.h"

#include "executor/spi.h"

#include "base/identity.h"

static int
execute_under(Snapshot snapshot, const char *statement, int n, Oid *types, Datum *values, const char *nulls)
{
	SPIPlanPtr plan = SPI_prepare(statement, n, types);

	if (plan == NULL)
		return SPI_result;
	return SPI_execute_snapshot(plan, values, nulls, snapshot, InvalidSnapshot, false, true, 0);
}

void
sql_as_owner(Oid owner, const char *statement, int n, Oid *types, Datum *values, const char *nulls,
			 Snapshot snapshot, int expected)
{
	Identity before = identity_become(owner);
	int code = snapshot != InvalidSnapshot
				   ? execute_under(snapshot, statement, n, types, values, nulls)
				   : SPI_execute_with_args(statement, n, types, values, nulls, false, 0);

	if (code != expected)
		elog(ERROR, "could not execute \"%s\": %s", statement, SPI_result_code_string(code));
	identity_restore(before);
}

Datum
sql_first_row(int column)
{
	bool is_null;

	return SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column, &is_null);
}
