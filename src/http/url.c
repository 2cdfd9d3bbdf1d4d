/*
 * http/url.c
 *		URLs that may be asked.
 */
#include "http/url.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

static bool
is_loopback_v4(struct in_addr address)
{
	return ntohl(address.s_addr) >> 24 == IN_LOOPBACKNET;
}

bool
http_is_loopback(const struct sockaddr *address)
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

/* A part of a URL: empty if it has none, and cut where it is longer than any of ours. */
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

char *
http_server_of(const char *text)
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
