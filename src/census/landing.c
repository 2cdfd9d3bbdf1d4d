/*
 * census/landing.c
 *		Lands Census figures in raw.state_demographics.
 */
#include "census/landing.h"

#include "access/detoast.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "base/compat_permissions.h"
#include "base/read_only.h"
#include "census/checked_answer.h"
#include "census/jsonb.h"
#include "clean/us_state.h"

/* The American Community Survey began in 2005; raw.state_demographics takes the same years. */
#define FIRST_SURVEY 2005
#define LAST_SURVEY 2100

/* Read without a look for interrupts; an answer on all states has a few thousand bytes. */
#define MAX_PAYLOAD_SIZE (4 * 1024 * 1024)

static const CensusVariable variables[] = {
	{CENSUS_PLACE_NAME, CENSUS_NAME}, {CENSUS_INCOME, CENSUS_AMOUNT}, {CENSUS_POPULATION, CENSUS_AMOUNT}};

const CensusQuestion census_landing_question = {.variables = variables,
												.n_variables = lengthof(variables),
												.by_state = true,
												.is_state = census_is_state};

void
census_check_survey_year(int year)
{
	if (year < FIRST_SURVEY || year > LAST_SURVEY)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("there is no American Community Survey of the year %d", year),
				errhint("Give the last year of a 5-year period; the first one that was published is 2009."));
}

CensusRequest
census_landing_request(int year)
{
	census_check_survey_year(year);
	return (CensusRequest) {
		.year = year, .dataset = "acs/acs5", .geography = "state:*", .question = census_landing_question};
}

void
census_check_may_land(void)
{
	Oid schema = get_namespace_oid("raw", false);
	Oid table = get_relname_relid("state_demographics", schema);

	refuse_if_read_only("landing Census figures");
	if (ecom_namespace_aclcheck(schema, GetUserId(), ACL_USAGE) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_SCHEMA, "raw");
	if (pg_class_aclmask(table, GetUserId(), ACL_SELECT | ACL_INSERT | ACL_UPDATE, ACLMASK_ALL) !=
		(ACL_SELECT | ACL_INSERT | ACL_UPDATE))
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, "state_demographics");
}

/* A checked answer that is to be landed. */
typedef struct Landing
{
	int year;
	const CensusAnswer *answer;
	const char *source;
} Landing;

List *
census_add_landing(List *landings, int year, const CensusAnswer *answer, const char *source)
{
	Landing *landing = palloc(sizeof(Landing));

	*landing = (Landing) {year, answer, source};
	return lappend(landings, landing);
}

void
census_land(FunctionCallInfo fcinfo, List *landings)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid types[3] = {INT4OID, JSONBOID, TEXTOID};
	ListCell *cell;

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	foreach (cell, landings)
	{
		Landing *landing = lfirst(cell);
		int states = landing->answer->n_rows;
		Datum row[3] = {Int32GetDatum(landing->year), census_jsonb(landing->answer),
						CStringGetTextDatum(landing->source)};
		Datum report[2] = {Int32GetDatum(landing->year), Int32GetDatum(states)};
		bool nulls[2] = {0};

		if (SPI_execute_with_args(
				"INSERT INTO raw.state_demographics (survey_year, payload, source) VALUES ($1, $2, $3) "
				"ON CONFLICT (survey_year) DO UPDATE SET payload = EXCLUDED.payload, source = "
				"EXCLUDED.source, "
				"fetched_at = EXCLUDED.fetched_at",
				3, types, row, NULL, false, 0) != SPI_OK_INSERT)
			elog(ERROR, "could not write to raw.state_demographics");
		if (states < US_STATES)
			ereport(WARNING, errmsg("the Census figures of %d are on %d of %d states", landing->year, states,
									US_STATES));
		tuplestore_putvalues(result->setResult, result->setDesc, report, nulls);
	}
	SPI_finish();
}

CensusAnswer *
census_landed_answer(Datum payload)
{
	static const CensusOrigin landed = {
		"Census answer",
		"Give an answer of the Census Bureau's API on states, whole: ecom.load_census() lands it."};
	Size size = toast_raw_datum_size(payload);
	CensusReply reply;

	if (size > MAX_PAYLOAD_SIZE)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("Census answer: %zu bytes are no answer on states, which have a few thousand", size),
				errhint("Ask for the states only: ecom.load_census() does."));
	reply = census_jsonb_reply(payload);
	return census_checked_answer(&census_landing_question, &reply, &landed);
}
