/*
 * products/reached_rankings.c
 *		ecom.reached_rankings, a set-returning function: the rankings that products which have changed are in, or were.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/tuplestore.h"

#include "products/known_rankings.h"
#include "products/period_rankings.h"

PG_FUNCTION_INFO_V1(ecom_reached_rankings);

enum
{
	ARG_WAS,
	ARG_NOW,
	ARG_NO_CATEGORY,
	ARG_TOGETHER
};

enum
{
	COLUMN_PERIOD,
	COLUMN_CATEGORY,
	COLUMNS
};

static void
put_ranking(void *argument, int64 period, const TextSpan *category)
{
	ReturnSetInfo *result = argument;
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS] = {0};

	nulls[COLUMN_PERIOD] = period == ALL_PERIODS;
	if (!nulls[COLUMN_PERIOD])
		values[COLUMN_PERIOD] = Int32GetDatum((int32) period);
	nulls[COLUMN_CATEGORY] = category == NULL;
	if (!nulls[COLUMN_CATEGORY])
		values[COLUMN_CATEGORY] = span_datum(*category);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

Datum
ecom_reached_rankings(PG_FUNCTION_ARGS)
{
	RankingForm form = {.top = 1, .top_of_category = 1};

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(ARG_TOGETHER) || PG_GETARG_INT32(ARG_TOGETHER) < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("periods_together must be at least 1"));
	if (!PG_ARGISNULL(ARG_NO_CATEGORY))
		form.no_category = PG_GETARG_TEXT_SPAN(ARG_NO_CATEGORY);
	form.together = PG_GETARG_INT32(ARG_TOGETHER);
	reached_rankings(&form, PG_ARGISNULL(ARG_WAS) ? NULL : PG_GETARG_BYTEA_PP(ARG_WAS),
					 PG_ARGISNULL(ARG_NOW) ? NULL : PG_GETARG_BYTEA_PP(ARG_NOW), put_ranking, fcinfo->resultinfo);
	return (Datum) 0;
}
