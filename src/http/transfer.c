/*
 * http/transfer.c
 *		One transfer, on libcurl.
 *
 * No error is thrown while libcurl's code is on the stack: its callbacks only note what is wrong, and interrupts
 * are looked at between the steps of a transfer.  libcurl looks names up in a thread of its own.  Signals are
 * blocked while libcurl runs, so that the thread starts with them blocked and the server's handlers run in the
 * main thread only.
 */
#include "http/parts.h"

#include <signal.h>
#include <sys/socket.h>

#include "miscadmin.h"
#include "pgstat.h"
#include "storage/ipc.h"
#include "storage/pmsignal.h"
#include "utils/memutils.h"
#include "utils/wait_event.h"

#include "base/text_excerpt.h"
#include "http/secret.h"
#include "http/url.h"

#define LONGEST_STEP 50 /* ms without a look at interrupts */

void
http_star_out_secrets(const HttpClient *client, char *data, size_t length)
{
	static const char *const variables[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

	http_star_out(data, length, client->options.secret);
	http_star_out_login(data, length, client->options.proxy);
	for (int i = 0; i < lengthof(variables); i++)
		http_star_out_login(data, length, getenv(variables[i]));
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

	if (client->plain && !http_is_loopback(&address->addr))
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
		http_star_out_secrets(client, place, length);
		client->trace_length += length;
	}
	return 0;
}

/*
 * The transfer.
 */

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
	SET(CURLOPT_ACCEPT_ENCODING, "gzip");
	SET(CURLOPT_HTTP_CONTENT_DECODING, 0L); /* http/unpack.c does it */
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

CURLcode
http_transfer(HttpClient *client, const char *url)
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
	return code == CURLE_OK ? http_unpack(client) : code;
}

curl_off_t
http_transfer_info(const HttpClient *client, CURLINFO info)
{
	curl_off_t value = 0;

	curl_easy_getinfo(client->easy, info, &value);
	return value;
}

/* A later libcurl takes the transfer for begun while TLS is still being made; and of a connection that is used again it tells no time of that. */
bool
http_is_connected(const HttpClient *client)
{
	long new_connections = 0;

	curl_easy_getinfo(client->easy, CURLINFO_NUM_CONNECTS, &new_connections);
	return http_transfer_info(client, CURLINFO_PRETRANSFER_TIME_T) > 0 &&
		   (client->plain || new_connections == 0 || http_transfer_info(client, CURLINFO_APPCONNECT_TIME_T) > 0);
}
