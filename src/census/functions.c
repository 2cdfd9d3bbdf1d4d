/*
 * census/functions.c
 *		The SQL functions on Census figures: asking for them, landing them, reading what was landed.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/read_only.h"
#include "census/bundle.h"
#include "census/jsonb.h"
#include "census/landing.h"
#include "census/source.h"

PG_FUNCTION_INFO_V1(ecom_census_fetch);
PG_FUNCTION_INFO_V1(ecom_load_census);
PG_FUNCTION_INFO_V1(ecom_load_census_file);
PG_FUNCTION_INFO_V1(ecom_load_bundled_census);
PG_FUNCTION_INFO_V1(ecom_census_states);
PG_FUNCTION_INFO_V1(ecom_count_census_states);

#define BUNDLE_SOURCE                                                                                        \
	"bundled with ecom_analytics: U.S. Census Bureau, ACS 5-year, " CENSUS_INCOME " and " CENSUS_POPULATION

/* The elements of a text array, palloc'd; none may be NULL. */
static char **
text_array(ArrayType *array, int *n, const char *argument)
{
	Datum *elements;
	bool *nulls;
	char **texts;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, n);
	texts = palloc(Max(*n, 1) * sizeof(char *));
	for (int i = 0; i < *n; i++)
	{
		if (nulls[i])
			ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("%s cannot hold NULL", argument));
		texts[i] = TextDatumGetCString(elements[i]);
	}
	return texts;
}

Datum
ecom_census_fetch(PG_FUNCTION_ARGS)
{
	int n_variables;
	char **variables;
	CensusRequest request;
	CensusSource *source;
	CensusAnswer *volatile answer = NULL;

	argument_check_not_null(fcinfo, 0, "year", false);
	argument_check_not_null(fcinfo, 1, "variables", true);
	argument_check_not_null(fcinfo, 2, "geography", true);
	argument_check_not_null(fcinfo, 3, "dataset", true);
	variables = text_array(PG_GETARG_ARRAYTYPE_P(1), &n_variables, "variables");
	request =
		census_request(PG_GETARG_INT32(0), variables, n_variables, text_to_cstring(PG_GETARG_TEXT_PP(2)),
					   PG_ARGISNULL(4) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(4)),
					   text_to_cstring(PG_GETARG_TEXT_PP(3)));
	source = census_source_open();
	PG_TRY();
	{
		answer = census_ask(source, &request);
	}
	PG_FINALLY();
	{
		census_source_close(source);
	}
	PG_END_TRY();
	PG_RETURN_DATUM(census_jsonb(answer));
}

Datum
ecom_load_census(PG_FUNCTION_ARGS)
{
	int first;
	int last;
	List *volatile landings = NIL;
	CensusSource *source;

	argument_check_not_null(fcinfo, 0, "first_year", true);
	argument_check_not_null(fcinfo, 1, "last_year", true);
	first = PG_GETARG_INT32(0);
	last = PG_GETARG_INT32(1);
	census_check_survey_year(first);
	census_check_survey_year(last);
	if (first > last)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the first year, %d, is after the last year, %d", first, last),
				errhint("Give the earlier year first."));
	census_check_may_land();
	source = census_source_open();
	PG_TRY();
	{
		/* all of them before any is landed: no lock is held while the network is waited for */
		for (int year = first; year <= last; year++)
		{
			CensusRequest request = census_landing_request(year);

			landings = census_add_landing(landings, year, census_ask(source, &request),
										  census_request_url(&request));
		}
	}
	PG_FINALLY();
	{
		census_source_close(source);
	}
	PG_END_TRY();
	census_land(fcinfo, landings);
	return (Datum) 0;
}

Datum
ecom_load_census_file(PG_FUNCTION_ARGS)
{
	int year;
	char *path;
	CensusAnswer *volatile answer = NULL;
	CensusSource *source;

	argument_check_not_null(fcinfo, 0, "year", false);
	argument_check_not_null(fcinfo, 1, "file", false);
	year = PG_GETARG_INT32(0);
	path = text_to_cstring(PG_GETARG_TEXT_PP(1));
	census_check_survey_year(year);
	census_check_file_right();
	census_check_may_land();
	source = census_source_open();
	PG_TRY();
	{
		answer = census_read_file(source, year, path);
	}
	PG_FINALLY();
	{
		census_source_close(source);
	}
	PG_END_TRY();
	census_land(fcinfo, census_add_landing(NIL, year, answer, psprintf("file %s", path)));
	return (Datum) 0;
}

Datum
ecom_load_bundled_census(PG_FUNCTION_ARGS)
{
	List *landings = NIL;
	ListCell *cell;

	refuse_if_read_only("landing Census figures");
	foreach (cell, census_bundle())
	{
		BundledAnswer *bundled = lfirst(cell);
		CensusAnswer *answer = census_read_bundled(bundled->path);

		landings = census_add_landing(landings, bundled->year, answer, BUNDLE_SOURCE);
	}
	census_land(fcinfo, landings);
	return (Datum) 0;
}

/* An amount of a checked answer, or NULL. */
static Datum
amount_datum(const CensusAnswer *answer, int row, const char *column, bool *is_null)
{
	int value = 0;

	*is_null = !census_amount(census_answer_cell(answer, row, census_answer_column(answer, column)), &value);
	return Int32GetDatum(value);
}

static Datum
text_datum(const CensusAnswer *answer, int row, const char *column)
{
	const char *cell = census_answer_cell(answer, row, census_answer_column(answer, column));

	return CStringGetTextDatum(pg_any_to_server(cell, strlen(cell), PG_UTF8));
}

Datum
ecom_census_states(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	CensusAnswer *answer = census_landed_answer(PG_GETARG_DATUM(0));

	InitMaterializedSRF(fcinfo, 0);
	for (int row = 0; row < answer->n_rows; row++)
	{
		bool nulls[4] = {0};
		Datum values[4];

		CHECK_FOR_INTERRUPTS();
		values[0] = text_datum(answer, row, CENSUS_STATE);
		values[1] = text_datum(answer, row, CENSUS_PLACE_NAME);
		values[2] = amount_datum(answer, row, CENSUS_INCOME, &nulls[2]);
		values[3] = amount_datum(answer, row, CENSUS_POPULATION, &nulls[3]);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

Datum
ecom_count_census_states(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(census_landed_answer(PG_GETARG_DATUM(0))->n_rows);
}
