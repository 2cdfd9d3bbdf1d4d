/*
 * base/result_settings.c
 *		Fixes the server's settings that change what a query gives.
 */
#include "base/result_settings.h"

#include "executor/spi.h"
#include "utils/guc.h"

/* To PostgreSQL's defaults, save DateStyle, whose default initdb takes from the machine, and the language of text search. */
static const struct
{
	const char *name;
	const char *value;
} fixed[] = {
	{"array_nulls", "on"},
	{"backslash_quote", "safe_encoding"},
	{"bytea_output", "hex"},
	{"DateStyle", "ISO, MDY"},
	{"default_text_search_config", "pg_catalog.simple"},
	{"extra_float_digits", "1"},
	{"gin_fuzzy_search_limit", "0"},
	{"IntervalStyle", "postgres"},
	{"lc_monetary", "C"},
	{"lc_numeric", "C"},
	{"lc_time", "C"},
	{"quote_all_identifiers", "off"},
	{"row_security", "on"},
	{"standard_conforming_strings", "on"},
	{"timezone_abbreviations", "Default"},
	{"transform_null_equals", "off"},
	{"xmlbinary", "base64"},
	{"xmloption", "content"},
};

static void
fix(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

char *
time_zone_of_results(void)
{
	char *time_zone;
	char *result;

	SPI_connect();
	if (SPI_execute("SELECT s.value FROM ecom.settings s WHERE s.name OPERATOR(pg_catalog.=) 'time_zone'",
					true, 1) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "there is no setting time_zone");
	time_zone = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	result = SPI_palloc(strlen(time_zone) + 1);
	strcpy(result, time_zone);
	SPI_finish();
	return result;
}

void
fix_result_settings(const char *time_zone)
{
	for (int i = 0; i < lengthof(fixed); i++)
		fix(fixed[i].name, fixed[i].value);
	fix("TimeZone", time_zone);
}
