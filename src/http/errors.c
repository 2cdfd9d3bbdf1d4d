/*
 * http/errors.c
 *		What failed where there was no answer, and what to do.
 */
#include "http/parts.h"

#include "base/text_excerpt.h"

/* What the try was at when its time was over. */
static const char *
phase(const HttpClient *client)
{
	if (client->length > 0)
		return "in the middle of its answer";
	if (http_is_connected(client))
		return "before its answer began";
	if (http_transfer_info(client, CURLINFO_NAMELOOKUP_TIME_T) > 0)
		return "while the connection was made";
	return "while its name was looked up";
}

static void
report_timeout(const HttpClient *client)
{
	bool connected = http_is_connected(client);

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
			errhint("%s Check %s; for a larger question, raise ecom_analytics.http_max_size.",
					client->options.usual_size, client->options.url_setting));
}

/* What a proxy answered when it was asked for a connection; 0 without one. */
static long
proxy_status(const HttpClient *client)
{
	long status = 0;

	curl_easy_getinfo(client->easy, CURLINFO_HTTP_CONNECTCODE, &status);
	return status;
}

void
http_report_failure(HttpClient *client, CURLcode code, int tries)
{
	char cause[EXCERPT_SIZE];
	const HttpOptions *options = &client->options;
	const char *server = client->server;

	if (client->message[0] == '\0')
		strlcpy(client->message, curl_easy_strerror(code), sizeof(client->message));
	http_star_out_secrets(client, client->message, strlen(client->message));
	text_excerpt(cause, sizeof(cause), client->message, strlen(client->message));
#define CAUSE errdetail_plural("%s (%d try)", "%s (%d tries)", tries, cause, tries)
#define HINT_NETWORK                                                                                         \
	errhint("Check the server's network, %s and ecom_analytics.http_proxy. %s", options->url_setting,        \
			options->without_network)

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
					CAUSE, HINT_NETWORK);
			break;
		case CURLE_COULDNT_CONNECT:
			ereport(ERROR, errcode(ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION),
					errmsg("could not connect to \"%s\"", server), CAUSE, HINT_NETWORK);
			break;
		case CURLE_SSL_CACERT_BADFILE:
			ereport(ERROR, errcode(ERRCODE_CONFIG_FILE_ERROR),
					errmsg("could not read the CA certificates to trust"), CAUSE,
					errhint("Install the system's (Debian: package ca-certificates), or name a PEM file that "
							"the server can read with ecom_analytics.http_ca_file."));
			break;
		case CURLE_PEER_FAILED_VERIFICATION:
			ereport(
				ERROR, errcode(ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION),
				errmsg("the TLS certificate of \"%s\" cannot be trusted", server), CAUSE,
				errhint("Check %s, the machine's clock and its CA certificates; behind a proxy that replaces "
						"certificates, name its CA with ecom_analytics.http_ca_file.",
						options->url_setting));
			break;
		case CURLE_SSL_CONNECT_ERROR:
			ereport(ERROR, errcode(ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION),
					errmsg("could not agree on TLS with \"%s\"", server), CAUSE, HINT_NETWORK);
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
					errhint("Check %s and ecom_analytics.http_proxy.", options->url_setting));
			break;
		default:
			ereport(ERROR, errcode(ERRCODE_CONNECTION_EXCEPTION),
					errmsg("the request to \"%s\" failed", server), CAUSE, HINT_NETWORK);
	}
#undef CAUSE
#undef HINT_NETWORK
}
