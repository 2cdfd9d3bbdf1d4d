/*
 * base/argument.c
 *		Arguments of SQL functions that are not strict.
 */
#include "base/argument.h"

void
argument_check_not_null(FunctionCallInfo fcinfo, int argument, const char *name, bool has_default)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("%s cannot be NULL", name),
				has_default ? errhint("Leave it out for its default.") : 0);
}
