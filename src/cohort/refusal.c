/*
 * cohort/refusal.c
 *		ecom.cohort_retention for arguments of other types than it takes: an error that says how to cast them.
 *
 * Without it the server would say that there is no such function.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(ecom_cohort_refuse);

#define USER_ARG 1
#define DAY_ARG 2

/* How to cast what is given as the user. */
static const char *
advice_on_user(Oid type)
{
	switch (type)
	{
		case TEXTOID:
		case VARCHAROID:
		case BPCHAROID:
		case INT2OID:
		case INT4OID:
		case INT8OID:
			return "";
		default:
			return " Cast the user: user_key::text.";
	}
}

/* How to cast what is given as the day. */
static const char *
advice_on_day(Oid type)
{
	switch (type)
	{
		case DATEOID:
			return "";
		case TIMESTAMPTZOID:
			return " A moment is of different days in different time zones; cast it to that of the setting "
				   "time_zone, as all "
				   "models have it: (ordered_at AT TIME ZONE (SELECT value FROM ecom.settings WHERE name = "
				   "'time_zone'))::date.";
		default:
			return " Cast the day: ordered_at::date.";
	}
}

Datum
ecom_cohort_refuse(PG_FUNCTION_ARGS)
{
	StringInfoData types;

	initStringInfo(&types);
	for (int i = 1; i < PG_NARGS(); i++)
		appendStringInfo(&types, "%s%s", i > 1 ? ", " : "",
						 format_type_be(get_fn_expr_argtype(fcinfo->flinfo, i)));
	ereport(
		ERROR,
		(errcode(ERRCODE_DATATYPE_MISMATCH), errmsg("ecom.cohort_retention cannot take (%s)", types.data),
		 errhint(
			 "It takes a user of type text or bigint and a day of type date, then an amount of type numeric "
			 "and a grain of type text if wanted.%s%s",
			 PG_NARGS() > USER_ARG ? advice_on_user(get_fn_expr_argtype(fcinfo->flinfo, USER_ARG)) : "",
			 PG_NARGS() > DAY_ARG ? advice_on_day(get_fn_expr_argtype(fcinfo->flinfo, DAY_ARG)) : "")));
}
