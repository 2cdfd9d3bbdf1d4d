/*
 * census/source.c
 *		Gets Census answers from the API or from files.
 */
#include "census/source.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "census/checked_answer.h"
#include "census/key.h"
#include "census/landing.h"
#include "census/log.h"
#include "files/source.h"
#include "http/client.h"
#include "http/settings.h"

#define READ_AT_ONCE (16 * 1024)

struct CensusSource
{
	MemoryContext context;
	OutsideLog *log;
	HttpClient *client; /* NULL until the API is asked */
	HttpAnswer http;	/* to the last request */
	char *key;
	char *url; /* with the key */
};

CensusSource *
census_source_open(void)
{
	CensusSource *source = palloc0(sizeof(CensusSource));

	source->context = CurrentMemoryContext;
	source->log = census_log_open();
	return source;
}

static void
wipe(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
}

/* Waits for the log last: that can be interrupted, and nothing is left to be given back then. */
void
census_source_close(CensusSource *source)
{
	HttpClient *client = source->client;

	source->client = NULL;
	if (client != NULL)
		http_client_close(client);
	wipe(source->url);
	wipe(source->key);
	outside_log_close(source->log);
}

static void
open_client(CensusSource *source)
{
	HttpOptions options = http_options_by_settings();

	source->key = census_key();
	options.secret = source->key;
	options.url_setting = "ecom_analytics.census_base_url";
	options.without_network =
		"The figures of 2018 to 2023 need no network: SELECT * FROM ecom.load_bundled_census().";
	options.usual_size = "An answer on all states has about 3 kB.";
	source->client = http_client_open(&options);
}

/* The work of an attempt: its outcome, or an error. */
typedef CensusAnswer *(*Getter)(CensusSource *source, CensusAttempt *attempt, const void *what);

/* Gets an answer and writes to the log what came of it. */
static CensusAnswer *
attempt_to(Getter get, CensusSource *source, int year, const char *from, const void *what)
{
	CensusAttempt *attempt = palloc0(sizeof(CensusAttempt));
	CensusAnswer *volatile answer = NULL;

	attempt->year = year;
	attempt->source = from;
	attempt->asked_by = GetUserNameFromId(GetUserId(), false); /* after an error it is too late to look */
	INSTR_TIME_SET_CURRENT(attempt->start);
	census_log_begin(source->log, attempt);
	PG_TRY();
	{
		answer = get(source, attempt, what);
		attempt->places = answer->n_rows;
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(source->context);
		error = CopyErrorData();
		FlushErrorState();
		attempt->tries = source->http.tries;
		attempt->status = source->http.status;
		census_log_end(source->log, attempt, error);
		ReThrowError(error);
	}
	PG_END_TRY();
	census_log_end(source->log, attempt, NULL);
	return answer;
}

static CensusAnswer *
ask(CensusSource *source, CensusAttempt *attempt, const void *what)
{
	const CensusRequest *request = what;
	const HttpAnswer *http = &source->http;
	CensusOrigin origin = {.subject = psprintf("Census API, %s of %d", request->dataset, request->year)};
	CensusAnswer *answer;
	CensusReply reply;

	if (source->client == NULL)
		open_client(source);
	wipe(source->url);
	source->url =
		source->key != NULL ? psprintf("%s&key=%s", attempt->source, source->key) : pstrdup(attempt->source);
	http_client_get(source->client, source->url, &source->http);
	attempt->tries = http->tries;
	attempt->status = http->status;
	attempt->bytes = (int64) http->length;
	reply = (CensusReply) {http->status, http->location, http->body, http->length};
	origin.retry_after = http->retry_after;
	answer = census_checked_answer(&request->question, &reply, &origin);
	if (http->held_secret)
		ereport(ERROR, errcode(ERRCODE_PROTOCOL_VIOLATION),
				errmsg("%s: the answer repeats the key", origin.subject),
				errhint("Check ecom_analytics.census_base_url: the Census Bureau does not do that."));
	return answer;
}

CensusAnswer *
census_ask(CensusSource *source, const CensusRequest *request)
{
	return attempt_to(ask, source, request->year, census_request_url(request), request);
}

/* Of a file that a user has saved an answer in. */
static const FileUse saved_file = {.otherwise = "or use ecom.load_census() or ecom.load_bundled_census()",
								   .if_directory = "Give the path of a file."};

/* Of a file that was installed with the extension. */
static const FileUse bundled_file = {.by_extension = true};

/* Reads an answer to be landed from a file; bytes is its size, unpacked. */
static CensusAnswer *
read_answer(const char *path, const FileUse *use, int64 *bytes)
{
	const char *subject = psprintf("file \"%s\"", path);
	size_t max_size = (size_t) setting_http_max_size * 1024;
	FileSource *file = file_source_open(path, use);
	StringInfoData text;
	CensusReply reply;
	CensusOrigin origin;
	size_t got;

	initStringInfo(&text);
	do
	{
		enlargeStringInfo(&text, READ_AT_ONCE);
		got = file_source_read(file, text.data + text.len, READ_AT_ONCE);
		text.len += got;
		if (text.len > max_size)
			ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("%s has more than %d kB", subject, setting_http_max_size),
					errhint("An answer on all states has about 3 kB. Check which file it is; if it is a "
							"Census answer, raise ecom_analytics.http_max_size."));
	} while (got > 0);
	file_source_close(file);
	*bytes = text.len;
	reply = (CensusReply) {.status = 200, .text = text.data, .length = text.len};
	origin = (CensusOrigin) {
		subject, "Save the answer again, whole and as the Census Bureau gives it. What was landed "
				 "before is untouched."};
	return census_checked_answer(&census_landing_question, &reply, &origin);
}

static CensusAnswer *
read_saved(CensusSource *source, CensusAttempt *attempt, const void *path)
{
	return read_answer(path, &saved_file, &attempt->bytes);
}

void
census_check_file_right(void)
{
	file_source_check_right(&saved_file);
}

CensusAnswer *
census_read_file(CensusSource *source, int year, const char *path)
{
	return attempt_to(read_saved, source, year, psprintf("file %s", path), path);
}

CensusAnswer *
census_read_bundled(const char *path)
{
	int64 bytes;

	return read_answer(path, &bundled_file, &bytes);
}
