/*
 * http/client.c
 *		GET over HTTPS, on libcurl.
 *
 * No error is thrown while libcurl's code is on the stack: its callbacks only note what is wrong, and interrupts
 * are looked at between the steps of a transfer.  libcurl looks names up in a thread of its own.  Signals are
 * blocked while libcurl runs, so that the thread starts with them blocked and the server's handlers run in the
 * main thread only.
 */
#include "http/client.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include "common/pg_prng.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/fd.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "storage/pmsignal.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/wait_event.h"

#include "base/text_excerpt.h"

#if LIBCURL_VERSION_NUM < 0x075700
#error "ecom_analytics needs libcurl 7.87 or newer: an older one cannot be cancelled while it looks up a name"
#endif

#define MOST_HEADER_BYTES (64 * 1024)
#define LONGEST_STEP 50	  /* ms without a look at interrupts */
#define FIRST_BACKOFF 250 /* ms; twice as long with each further try */
#define LONGEST_BACKOFF 8000
#define LONGEST_RETRY_AFTER 60 /* s; who asks for more is not asked again */
#define TRACE_SIZE (8 * 1024)

struct HttpClient
{
	HttpOptions options;
	MemoryContext context;
	CURLM *multi;
	CURL *easy;
	bool plain;	  /* the request goes by HTTP */
	char *server; /* of the request: host, with the port if it is named */
	char *body;
	size_t length;
	size_t room;
	size_t header_bytes;
	bool too_large;
	bool out_of_memory;
	char message[CURL_ERROR_SIZE]; /* libcurl's own */
	char trace[TRACE_SIZE];		   /* what libcurl says of its work, not yet reported */
	size_t trace_length;
};

/*
 * Secrets.
 */

/* How many bytes spell the secret here, in any letter case, each letter as it is or as JSON's \u00NN; 0: none. */
static size_t
secret_at(const char *data, size_t length, const char *secret, size_t secret_length)
{
	size_t used = 0;

	for (size_t i = 0; i < secret_length; i++)
	{
		unsigned code;

		if (used >= length)
			return 0;
		code = (unsigned char) data[used];
		if (code == '\\' && length - used >= 6 && memcmp(data + used, "\\u00", 4) == 0 &&
			isxdigit((unsigned char) data[used + 4]) && isxdigit((unsigned char) data[used + 5]))
		{
			char digits[3] = {data[used + 4], data[used + 5], '\0'};

			code = (unsigned) strtol(digits, NULL, 16);
			used += 6;
		}
		else
			used++;
		if (pg_tolower((unsigned char) code) != pg_tolower((unsigned char) secret[i]))
			return 0;
	}
	return used;
}

/* Overwrites the secret wherever it stands; was it there? */
static bool
star_out(char *data, size_t length, const char *secret, size_t secret_length)
{
	bool found = false;

	for (size_t i = 0; secret_length > 0 && i < length; i++)
	{
		size_t used = secret_at(data + i, length - i, secret, secret_length);

		memset(data + i, '*', used);
		found |= used > 0;
	}
	return found;
}

static bool
star_out_key(const HttpClient *client, char *data, size_t length)
{
	const char *secret = client->options.secret;

	return secret != NULL && star_out(data, length, secret, strlen(secret));
}

/* User and password of a proxy. */
static void
star_out_login(char *data, size_t length, const char *proxy)
{
	const char *end = proxy != NULL ? strrchr(proxy, '@') : NULL;
	const char *login = end != NULL ? strstr(proxy, "//") : NULL;

	if (end == NULL)
		return;
	login = login != NULL && login < end ? login + 2 : proxy;
	star_out(data, length, login, end - login);
}

/* What libcurl says of its work may hold the key, and how it logs in to a proxy. */
static void
star_out_secrets(const HttpClient *client, char *data, size_t length)
{
	static const char *const variables[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

	star_out_key(client, data, length);
	star_out_login(data, length, client->options.proxy);
	for (int i = 0; i < lengthof(variables); i++)
		star_out_login(data, length, getenv(variables[i]));
}

/*
 * URLs.
 */

static bool
is_loopback_v4(struct in_addr address)
{
	return ntohl(address.s_addr) >> 24 == IN_LOOPBACKNET;
}

static bool
is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return is_loopback_v4(((const struct sockaddr_in *) address)->sin_addr);
	if (address->sa_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *) address)->sin6_addr);
	return false;
}

/* Does the host of a URL name this machine, and nothing else? */
static bool
names_loopback(const char *host)
{
	struct in_addr address;

	return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
		   (inet_pton(AF_INET, host, &address) == 1 && is_loopback_v4(address));
}

/* A part of a URL: empty if it has none or it is too long to be one of ours. */
typedef struct UrlPart
{
	char text[256];
} UrlPart;

static UrlPart
url_part(CURLU *url, CURLUPart part)
{
	UrlPart result = {""};
	char *value = NULL;

	if (curl_url_get(url, part, &value, 0) == CURLUE_OK)
		strlcpy(result.text, value, sizeof(result.text));
	curl_free(value);
	return result;
}

static const char *
parsed_url_problem(CURLU *url)
{
	UrlPart scheme = url_part(url, CURLUPART_SCHEME);

	if (*url_part(url, CURLUPART_USER).text != '\0' || *url_part(url, CURLUPART_PASSWORD).text != '\0')
		return "A URL with a user or a password would be shown to everybody.";
	if (strcmp(scheme.text, "http") == 0 && !names_loopback(url_part(url, CURLUPART_HOST).text))
		return "Plain http is for this machine only (127.0.0.1, [::1], localhost); use https.";
	if (strcmp(scheme.text, "http") != 0 && strcmp(scheme.text, "https") != 0)
		return "It must begin with https://.";
	return NULL;
}

const char *
http_url_problem(const char *text)
{
	CURLU *url = curl_url();
	const char *problem;

	if (strpbrk(text, "?#") != NULL)
		problem = "It must end with a path: what follows \"?\" or \"#\" is added to it.";
	else if (url == NULL || curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK)
		problem = "It is no URL.";
	else
		problem = parsed_url_problem(url);
	curl_url_cleanup(url);
	return problem;
}

/* The host of a URL, with the port if it is named: palloc'd. */
static char *
server_of(const char *text)
{
	CURLU *url = curl_url();
	char *server = "?";

	if (url != NULL && curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK)
	{
		UrlPart port = url_part(url, CURLUPART_PORT);

		server =
			psprintf("%s%s%s", url_part(url, CURLUPART_HOST).text, *port.text != '\0' ? ":" : "", port.text);
	}
	curl_url_cleanup(url);
	return server;
}

/*
 * Callbacks of libcurl.
 */

/* Makes room for more bytes of the body and a terminator, without throwing an error. */
static bool
enlarge_body(HttpClient *client, size_t more)
{
	size_t needed = client->length + more + 1;
	size_t room = Max(client->room, 16 * 1024);
	char *body;

	if (needed <= client->room)
		return true;
	while (room < needed)
		room *= 2;
	body = MemoryContextAllocExtended(client->context, room, MCXT_ALLOC_NO_OOM);
	if (body == NULL)
		return false;
	if (client->body != NULL)
	{
		memcpy(body, client->body, client->length);
		pfree(client->body);
	}
	client->body = body;
	client->room = room;
	return true;
}

static size_t
take_body(char *data, size_t one, size_t length, void *argument)
{
	HttpClient *client = argument;

	client->too_large = length > client->options.max_size - client->length;
	client->out_of_memory = !client->too_large && !enlarge_body(client, length);
	if (client->too_large || client->out_of_memory)
		return CURL_WRITEFUNC_ERROR;
	memcpy(client->body + client->length, data, length);
	client->length += length;
	return length;
}

static size_t
take_header(char *data, size_t one, size_t length, void *argument)
{
	HttpClient *client = argument;

	client->header_bytes += length;
	client->too_large = client->header_bytes > MOST_HEADER_BYTES;
	return client->too_large ? CURL_WRITEFUNC_ERROR : length;
}

/* Plain HTTP must not leave this machine, whatever its name is resolved to. */
static curl_socket_t
open_socket(void *argument, curlsocktype purpose, struct curl_sockaddr *address)
{
	const HttpClient *client = argument;

	if (client->plain && !is_loopback(&address->addr))
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static int
take_trace(CURL *easy, curl_infotype type, char *data, size_t length, void *argument)
{
	HttpClient *client = argument;
	char *place = client->trace + client->trace_length;

	if ((type == CURLINFO_TEXT || type == CURLINFO_HEADER_IN) && length < TRACE_SIZE - client->trace_length)
	{
		memcpy(place, data, length);
		star_out_secrets(client, place, length);
		client->trace_length += length;
	}
	return 0;
}

/*
 * The client.
 */

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

/* Sets the options of a request; false if libcurl refuses one. */
static bool
prepare(HttpClient *client, const char *url)
{
	const HttpOptions *options = &client->options;
	CURL *easy = client->easy;
	bool fine = true;

#define SET(option, value) (fine = fine && curl_easy_setopt(easy, option, value) == CURLE_OK)
	curl_easy_reset(easy);
	SET(CURLOPT_URL, url);
	SET(CURLOPT_PROTOCOLS_STR, client->plain ? "http" : "https");
	SET(CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_ACCEPT_ENCODING, ""); /* all that libcurl can decompress */
	SET(CURLOPT_USERAGENT, "ecom_analytics/" ECOM_VERSION);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
	if (options->ca_file != NULL)
	{
		/* these and no others: without a path, libcurl may look into the system's */
		SET(CURLOPT_CAINFO, options->ca_file);
		SET(CURLOPT_CAPATH, "/dev/null");
		SET(CURLOPT_PROXY_CAINFO, options->ca_file);
		SET(CURLOPT_PROXY_CAPATH, "/dev/null");
	}
	if (client->plain)
		SET(CURLOPT_PROXY, "");
	else if (options->proxy != NULL)
		SET(CURLOPT_PROXY, options->proxy);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long) options->connect_timeout);
	SET(CURLOPT_TIMEOUT_MS, (long) options->timeout);
	SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t) options->max_size);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_QUICK_EXIT, 1L); /* do not wait for the thread that looks up a name */
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, client);
	SET(CURLOPT_HEADERFUNCTION, take_header);
	SET(CURLOPT_HEADERDATA, client);
	SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(CURLOPT_OPENSOCKETDATA, client);
	SET(CURLOPT_ERRORBUFFER, client->message);
	SET(CURLOPT_VERBOSE, message_level_is_interesting(DEBUG2) ? 1L : 0L);
	SET(CURLOPT_DEBUGFUNCTION, take_trace);
	SET(CURLOPT_DEBUGDATA, client);
#undef SET
	return fine;
}

static void
report_trace(HttpClient *client)
{
	char *line = client->trace;
	char *end = client->trace + client->trace_length;

	while (line < end)
	{
		char *next = memchr(line, '\n', end - line);
		char excerpt[1024];

		next = next != NULL ? next + 1 : end;
		text_excerpt(excerpt, sizeof(excerpt), line, next - line);
		elog(DEBUG2, "libcurl: %s", excerpt);
		line = next;
	}
	client->trace_length = 0;
}

/* One step of the transfer, which does not wait; returns whether it goes on. */
static bool
step(HttpClient *client)
{
	sigset_t all;
	sigset_t before;
	int running = 0;
	CURLMcode code;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	code = curl_multi_perform(client->multi, &running);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (code != CURLM_OK)
		elog(ERROR, "libcurl failed: %s", curl_multi_strerror(code));
	report_trace(client);
	return running > 0;
}

/* Waits for the network, but not long. */
static void
wait_for_network(HttpClient *client)
{
	pgstat_report_wait_start(PG_WAIT_EXTENSION);
	curl_multi_poll(client->multi, NULL, 0, LONGEST_STEP, NULL);
	pgstat_report_wait_end();
	if (!PostmasterIsAlive())
		proc_exit(1);
	CHECK_FOR_INTERRUPTS();
}

/* Tries once. */
static CURLcode
transfer(HttpClient *client, const char *url)
{
	CURLcode code = CURLE_FAILED_INIT;
	CURLMsg *message;
	int left;

	client->length = 0;
	client->header_bytes = 0;
	client->too_large = false;
	client->out_of_memory = false;
	client->message[0] = '\0';
	if (!enlarge_body(client, 0))
	{
		client->out_of_memory = true;
		return CURLE_OUT_OF_MEMORY;
	}
	if (!prepare(client, url) || curl_multi_add_handle(client->multi, client->easy) != CURLM_OK)
		return CURLE_FAILED_INIT;
	while (step(client))
		wait_for_network(client);
	while ((message = curl_multi_info_read(client->multi, &left)) != NULL)
		if (message->msg == CURLMSG_DONE)
			code = message->data.result;
	curl_multi_remove_handle(client->multi, client->easy);
	return code;
}

/* What libcurl knows of the last try. */
static curl_off_t
transfer_info(const HttpClient *client, CURLINFO info)
{
	curl_off_t value = 0;

	curl_easy_getinfo(client->easy, info, &value);
	return value;
}

/* Is the server's turn to speak, after the connection and its TLS are made, perhaps for an earlier request? */
static bool
is_connected(const HttpClient *client)
{
	return transfer_info(client, CURLINFO_PRETRANSFER_TIME_T) > 0;
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
		star_out_key(client, answer->location, strlen(answer->location));
	answer->body = client->body;
	answer->body[client->length] = '\0';
	answer->length = client->length;
	answer->held_secret = star_out_key(client, answer->body, answer->length);
	answer->retry_after = transfer_info(client, CURLINFO_RETRY_AFTER);
}

/*
 * Trying again.
 */

/* Can another try have another outcome?  Of a transfer only if it failed for want of a connection. */
static bool
may_pass(const HttpClient *client, CURLcode code, int status)
{
	switch (code)
	{
		case CURLE_OK:
			return status == 429 || status >= 500;
		case CURLE_COULDNT_RESOLVE_HOST:
		case CURLE_COULDNT_RESOLVE_PROXY:
		case CURLE_COULDNT_CONNECT:
		case CURLE_SSL_CONNECT_ERROR:
		case CURLE_GOT_NOTHING:
		case CURLE_SEND_ERROR:
		case CURLE_RECV_ERROR:
		case CURLE_PARTIAL_FILE:
			return true;
		case CURLE_OPERATION_TIMEDOUT:
			return !is_connected(client);
		default:
			return false;
	}
}

/* Half of the time at least, and the rest by chance: whoever failed together does not come back together. */
static int64
backoff(int tries)
{
	int64 longest = Min((int64) FIRST_BACKOFF << Min(tries - 1, 16), LONGEST_BACKOFF);

	return longest / 2 + (int64) (pg_prng_double(&pg_global_prng_state) * (longest / 2));
}

static void
pause_for(int64 milliseconds)
{
	TimestampTz end = GetCurrentTimestamp() + milliseconds * 1000;
	long left;

	while ((left = TimestampDifferenceMilliseconds(GetCurrentTimestamp(), end)) > 0)
	{
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, left, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
	}
}

/*
 * Errors.
 */

#define HINT_NETWORK                                                                                         \
	"Check the server's network, ecom_analytics.census_base_url and ecom_analytics.http_proxy. The figures " \
	"of 2018 to "                                                                                            \
	"2023 need no network: SELECT * FROM ecom.load_bundled_census()."

/* What the try was at when its time was over. */
static const char *
phase(const HttpClient *client)
{
	if (client->length > 0)
		return "in the middle of its answer";
	if (is_connected(client))
		return "before its answer began";
	if (transfer_info(client, CURLINFO_NAMELOOKUP_TIME_T) > 0)
		return "while the connection was made";
	return "while its name was looked up";
}

static void
report_timeout(const HttpClient *client)
{
	bool connected = is_connected(client);

	ereport(
		ERROR,
		errcode(connected ? ERRCODE_CONNECTION_FAILURE : ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION),
		errmsg("\"%s\" took too long: the time was up %s", client->server, phase(client)),
		errhint("The limits are ecom_analytics.http_connect_timeout (%d ms) and ecom_analytics.http_timeout "
				"(%d ms).",
				client->options.connect_timeout, client->options.timeout));
}

static void
report_too_large(const HttpClient *client)
{
	ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			client->header_bytes > MOST_HEADER_BYTES
				? errmsg("the headers of the answer from \"%s\" take more than %d kB", client->server,
						 MOST_HEADER_BYTES / 1024)
				: errmsg("the answer from \"%s\" has more than %zu kB", client->server,
						 client->options.max_size / 1024),
			errhint("An answer on all states has about 3 kB. Check ecom_analytics.census_base_url; for a "
					"larger question, "
					"raise ecom_analytics.http_max_size."));
}

/* What a proxy answered when it was asked for a connection; 0 without one. */
static long
proxy_status(const HttpClient *client)
{
	long status = 0;

	curl_easy_getinfo(client->easy, CURLINFO_HTTP_CONNECTCODE, &status);
	return status;
}

/* No answer: an error that tells what failed and what to do. */
static void
report_failure(HttpClient *client, CURLcode code, int tries)
{
	char cause[EXCERPT_SIZE];
	const char *server = client->server;

	if (client->message[0] == '\0')
		strlcpy(client->message, curl_easy_strerror(code), sizeof(client->message));
	star_out_secrets(client, client->message, strlen(client->message));
	text_excerpt(cause, sizeof(cause), client->message, strlen(client->message));
#define CAUSE errdetail_plural("%s (%d try)", "%s (%d tries)", tries, cause, tries)

	if (client->too_large || code == CURLE_FILESIZE_EXCEEDED)
		report_too_large(client);
	if (proxy_status(client) >= 300)
		ereport(
			ERROR, errcode(ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION),
			errmsg("the proxy refused to connect to \"%s\" (HTTP status %ld)", server, proxy_status(client)),
			CAUSE, errhint("Check ecom_analytics.http_proxy, else https_proxy in the server's environment."));
	if (client->out_of_memory || code == CURLE_OUT_OF_MEMORY)
		ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"), CAUSE);
	switch (code)
	{
		case CURLE_OPERATION_TIMEDOUT:
			report_timeout(client);
			break;
		case CURLE_COULDNT_RESOLVE_HOST:
		case CURLE_COULDNT_RESOLVE_PROXY:
			ereport(ERROR, errcode(ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION),
					code == CURLE_COULDNT_RESOLVE_HOST ? errmsg("could not find the host of \"%s\"", server)
													   : errmsg("could not find the host of the proxy"),
					CAUSE, errhint(HINT_NETWORK));
			break;
		case CURLE_COULDNT_CONNECT:
			ereport(ERROR, errcode(ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION),
					errmsg("could not connect to \"%s\"", server), CAUSE, errhint(HINT_NETWORK));
			break;
		case CURLE_SSL_CACERT_BADFILE:
			ereport(ERROR, errcode(ERRCODE_CONFIG_FILE_ERROR),
					errmsg("could not read the CA certificates to trust"), CAUSE,
					errhint("Install the system's (Debian: package ca-certificates), or name a PEM file that "
							"the server can "
							"read with ecom_analytics.http_ca_file."));
			break;
		case CURLE_PEER_FAILED_VERIFICATION:
			ereport(ERROR, errcode(ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION),
					errmsg("the TLS certificate of \"%s\" cannot be trusted", server), CAUSE,
					errhint("Check ecom_analytics.census_base_url, the machine's clock and its CA "
							"certificates; behind a proxy "
							"that replaces certificates, name its CA with ecom_analytics.http_ca_file."));
			break;
		case CURLE_SSL_CONNECT_ERROR:
			ereport(ERROR, errcode(ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION),
					errmsg("could not agree on TLS with \"%s\"", server), CAUSE, errhint(HINT_NETWORK));
			break;
		case CURLE_GOT_NOTHING:
		case CURLE_SEND_ERROR:
		case CURLE_RECV_ERROR:
		case CURLE_PARTIAL_FILE:
			ereport(ERROR, errcode(ERRCODE_CONNECTION_FAILURE),
					errmsg("the connection to \"%s\" broke off %s", server, phase(client)), CAUSE,
					errhint("Try again later."));
			break;
		case CURLE_UNSUPPORTED_PROTOCOL:
		case CURLE_WEIRD_SERVER_REPLY:
		case CURLE_BAD_CONTENT_ENCODING:
			ereport(ERROR, errcode(ERRCODE_PROTOCOL_VIOLATION),
					errmsg("what \"%s\" answers cannot be read", server), CAUSE,
					errhint("Check ecom_analytics.census_base_url and ecom_analytics.http_proxy."));
			break;
		default:
			ereport(ERROR, errcode(ERRCODE_CONNECTION_EXCEPTION),
					errmsg("the request to \"%s\" failed", server), CAUSE, errhint(HINT_NETWORK));
	}
#undef CAUSE
}

void
http_client_get(HttpClient *client, const char *url, HttpAnswer *answer)
{
	CURLcode code;

	client->plain = pg_strncasecmp(url, "http:", strlen("http:")) == 0;
	client->server = server_of(url);
	answer->tries = 0;
	for (;;)
	{
		*answer = (HttpAnswer){.tries = answer->tries + 1};
		code = transfer(client, url);
		if (code == CURLE_OK)
			take_answer(client, answer);
		if (answer->tries > client->options.retries || !may_pass(client, code, answer->status) ||
			answer->retry_after > LONGEST_RETRY_AFTER)
			break;
		pause_for(Max(backoff(answer->tries), answer->retry_after * 1000));
	}
	if (code != CURLE_OK)
		report_failure(client, code, answer->tries);
}
