/*
 * census/checked_answer.c
 *		What is wrong with an answer, as an error.
 */
#include "census/checked_answer.h"

#include <cjson/cJSON.h>

#include "mb/pg_wchar.h"

#include "census/request.h"

/* Memory for cJSON; no error may be thrown through it. */
static void *
allocate(size_t size)
{
	return palloc_extended(size, MCXT_ALLOC_NO_OOM | MCXT_ALLOC_HUGE);
}

static CensusAnswer *
read_reply(const CensusQuestion *question, const CensusReply *reply)
{
	cJSON_Hooks in_memory_context = {allocate, pfree};
	CensusAnswer *answer = palloc(sizeof(CensusAnswer));

	/* the hooks belong to the library, which others in this process may use too */
	cJSON_InitHooks(&in_memory_context);
	census_answer_read(answer, question, reply);
	cJSON_InitHooks(NULL);
	return answer;
}

#define HINT_LATER "Try again later."
#define HINT_SERVER                                                                                          \
	"Check ecom_analytics.census_base_url and ecom_analytics.http_proxy; else try again later."

/* What each fault is to SQL, and what to do about it; NULL: get a better answer, which is up to where it came from. */
static const struct
{
	int sqlstate;
	const char *hint;
} faults[] = {
	[CENSUS_KEY_MISSING] =
		{ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION,
		 "A key is free: https://api.census.gov/data/key_signup.html. Write it to a file that only the "
		 "server can read (chmod 600) and name the file with ecom_analytics.census_api_key_file. "
		 "Without a key: SELECT * FROM ecom.load_bundled_census()."},
	[CENSUS_KEY_INVALID] =
		{ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION,
		 "Check the file that ecom_analytics.census_api_key_file names, else the server's environment "
		 "variable CENSUS_API_KEY. A new key is valid once the link in its mail was followed."},
	[CENSUS_REDIRECTED] = {ERRCODE_PROTOCOL_VIOLATION, "No redirect is followed. " HINT_SERVER},
	[CENSUS_NO_MATCH] = {ERRCODE_NO_DATA_FOUND, CENSUS_HINT_QUESTION},
	[CENSUS_BAD_QUESTION] = {ERRCODE_INVALID_PARAMETER_VALUE, CENSUS_HINT_QUESTION
							 " Places that lie in others need within, such as '" CENSUS_HINT_WITHIN "'."},
	[CENSUS_NOT_PUBLISHED] =
		{ERRCODE_UNDEFINED_OBJECT,
		 "ACS 5-year figures of a year appear in December of the year after. " CENSUS_HINT_QUESTION},
	[CENSUS_TOO_MANY] = {ERRCODE_CONFIGURATION_LIMIT_EXCEEDED, HINT_LATER},
	[CENSUS_SERVER_ERROR] = {ERRCODE_SYSTEM_ERROR, NULL},
	[CENSUS_OTHER_STATUS] = {ERRCODE_PROTOCOL_VIOLATION, HINT_SERVER},
	[CENSUS_HTML] = {ERRCODE_PROTOCOL_VIOLATION, NULL},
	[CENSUS_TRUNCATED] = {ERRCODE_INVALID_JSON_TEXT, NULL},
	[CENSUS_TOO_DEEP] = {ERRCODE_INVALID_JSON_TEXT, NULL},
	[CENSUS_NOT_JSON] = {ERRCODE_INVALID_JSON_TEXT, NULL},
	[CENSUS_NOT_A_TABLE] = {ERRCODE_DATA_EXCEPTION, NULL},
	[CENSUS_WRONG_TYPE] = {ERRCODE_DATATYPE_MISMATCH, NULL},
	[CENSUS_ROW_WIDTH] = {ERRCODE_DATA_EXCEPTION, NULL},
	[CENSUS_COLUMN_MISSING] = {ERRCODE_UNDEFINED_COLUMN, NULL},
	[CENSUS_COLUMN_TWICE] = {ERRCODE_DUPLICATE_COLUMN, NULL},
	[CENSUS_NO_ROWS] = {ERRCODE_NO_DATA_FOUND, NULL},
	[CENSUS_BAD_NUMBER] = {ERRCODE_INVALID_TEXT_REPRESENTATION, NULL},
	[CENSUS_NO_NAME] = {ERRCODE_DATA_EXCEPTION, NULL},
	[CENSUS_UNKNOWN_STATE] = {ERRCODE_DATA_EXCEPTION, NULL},
	[CENSUS_PLACE_TWICE] = {ERRCODE_UNIQUE_VIOLATION, NULL},
	[CENSUS_OUT_OF_MEMORY] = {ERRCODE_OUT_OF_MEMORY, "Lower ecom_analytics.http_max_size."},
};

static const char *
hint_of(CensusFault fault, const CensusOrigin *origin)
{
	if (faults[fault].hint != NULL)
		return faults[fault].hint;
	if (origin->hint != NULL)
		return origin->hint;
	return fault == CENSUS_SERVER_ERROR ? HINT_LATER : HINT_SERVER;
}

/* An error unless all cells are UTF-8, as JSON must be, and have their equal in the server's encoding. */
static void
require_utf8(const CensusAnswer *answer, const CensusOrigin *origin)
{
	for (int row = -1; row < answer->n_rows; row++)
		for (int column = 0; column < answer->n_columns; column++)
		{
			const char *cell = census_answer_cell(answer, row, column);
			char excerpt[EXCERPT_SIZE];

			if (cell == NULL)
				continue;
			if (pg_verify_mbstr(PG_UTF8, cell, strlen(cell), true))
			{
				(void) pg_any_to_server(cell, strlen(cell), PG_UTF8);
				continue;
			}
			text_excerpt(excerpt, sizeof(excerpt), cell, strlen(cell));
			ereport(ERROR, errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
					errmsg("%s: row %d, column %d: \"%s\" is not UTF-8", origin->subject, row + 1, column + 1,
						   excerpt),
					errhint("%s", hint_of(CENSUS_NOT_JSON, origin)));
		}
}

CensusAnswer *
census_checked_answer(const CensusQuestion *question, const CensusReply *reply, const CensusOrigin *origin)
{
	CensusAnswer *answer = read_reply(question, reply);

	if (answer->fault != CENSUS_FINE)
		ereport(ERROR, errcode(faults[answer->fault].sqlstate),
				errmsg("%s: %s", origin->subject, answer->message),
				origin->retry_after > 0
					? errdetail("It asks to wait for %lld s.", (long long) origin->retry_after)
				: answer->excerpt[0] != '\0' ? errdetail("The answer begins: %s", answer->excerpt)
											 : 0,
				errhint("%s", hint_of(answer->fault, origin)));
	require_utf8(answer, origin);
	return answer;
}
