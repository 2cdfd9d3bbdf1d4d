/*
 * http/client.c
 *		GET over HTTPS: opens the client, tries and tries again.
 */
#include "http/client.h"

#include "storage/fd.h"

#include "http/parts.h"
#include "http/secret.h"
#include "http/url.h"

#if LIBCURL_VERSION_NUM < 0x075700
#error "ecom_analytics needs libcurl 7.87 or newer: an older one cannot be cancelled while it looks up a name"
#endif

#define LONGEST_RETRY_AFTER 60 /* s; who asks for more is not asked again */

/* Readies libcurl, once in a process. */
static void
initialize(void)
{
	static bool initialized = false;

	if (!initialized && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY), errmsg("could not initialize libcurl"));
	initialized = true;
	if ((curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_ASYNCHDNS) == 0)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("this libcurl looks up names in a way that cannot be cancelled"),
				errhint("Install one that was built with its threaded resolver or c-ares."));
}

/* Files that libcurl opens at a time: for a connection, or two attempts at one, and to be woken up. */
#define MOST_FILES 4

static void
reserve_files(void)
{
	for (int n = 0; n < MOST_FILES; n++)
		if (!AcquireExternalFD())
		{
			while (n-- > 0)
				ReleaseExternalFD();
			ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_RESOURCES),
					errmsg("could not open a connection: too many open files"),
					errhint("Raise the operating system's limit, or max_files_per_process."));
		}
}

HttpClient *
http_client_open(const HttpOptions *options)
{
	HttpClient *client = palloc0(sizeof(HttpClient));

	initialize();
	client->options = *options;
	client->context = CurrentMemoryContext;
	reserve_files();
	client->multi = curl_multi_init();
	client->easy = curl_easy_init();
	if (client->multi == NULL || client->easy == NULL)
	{
		http_client_close(client);
		ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"),
				errdetail("Failed in libcurl."));
	}
	return client;
}

void
http_client_close(HttpClient *client)
{
	curl_multi_remove_handle(client->multi, client->easy);
	curl_easy_cleanup(client->easy);
	curl_multi_cleanup(client->multi);
	for (int n = 0; n < MOST_FILES; n++)
		ReleaseExternalFD();
	if (client->body != NULL)
		pfree(client->body);
	pfree(client);
}

/* Takes over what has come; the secret stays here. */
static void
take_answer(HttpClient *client, HttpAnswer *answer)
{
	long status = 0;
	char *location = NULL;

	curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(client->easy, CURLINFO_REDIRECT_URL, &location);
	answer->status = (int) status;
	answer->location = location != NULL ? pstrdup(location) : NULL;
	if (location != NULL)
		http_star_out(answer->location, strlen(answer->location), client->options.secret);
	answer->body = client->body;
	answer->body[client->length] = '\0';
	answer->length = client->length;
	answer->held_secret = http_star_out(answer->body, answer->length, client->options.secret);
	answer->retry_after = http_transfer_info(client, CURLINFO_RETRY_AFTER);
}

void
http_client_get(HttpClient *client, const char *url, HttpAnswer *answer)
{
	CURLcode code;

	client->plain = pg_strncasecmp(url, "http:", strlen("http:")) == 0;
	client->server = http_server_of(url);
	answer->tries = 0;
	for (;;)
	{
		*answer = (HttpAnswer){.tries = answer->tries + 1};
		code = http_transfer(client, url);
		if (code == CURLE_OK)
			take_answer(client, answer);
		if (answer->tries > client->options.retries || !http_may_pass(client, code, answer->status) ||
			answer->retry_after > LONGEST_RETRY_AFTER)
			break;
		http_wait_to_retry(answer->tries, answer->retry_after);
	}
	if (code != CURLE_OK)
		http_report_failure(client, code, answer->tries);
}
