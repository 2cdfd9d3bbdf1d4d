/*
 * http/settings.c
 *		Defines the configuration parameters ecom_analytics.http_*
 */
#include "http/settings.h"

#include <limits.h>

#include "utils/guc.h"

int setting_http_max_size;
static int connect_timeout;
static int timeout;
static int retries;
static char *proxy;
static char *ca_file;

static const char *
null_if_empty(const char *text)
{
	return text != NULL && *text != '\0' ? text : NULL;
}

HttpOptions
http_options_by_settings(void)
{
	HttpOptions options = {.connect_timeout = connect_timeout,
						   .timeout = timeout,
						   .retries = retries,
						   .max_size = (size_t) setting_http_max_size * 1024,
						   .proxy = null_if_empty(proxy),
						   .ca_file = null_if_empty(ca_file)};

	if (options.ca_file == NULL)
		options.ca_file = null_if_empty(getenv("SSL_CERT_FILE"));
	return options;
}

void
define_http_settings(void)
{
	DefineCustomIntVariable("ecom_analytics.http_connect_timeout",
							"The longest that making a connection may take.",
							"From the look-up of the name to the end of the TLS handshake.", &connect_timeout,
							10 * 1000, 1, INT_MAX, PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomIntVariable("ecom_analytics.http_timeout",
							"The longest that one try of a request may take in all.", NULL, &timeout,
							60 * 1000, 1, INT_MAX, PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomIntVariable(
		"ecom_analytics.http_retries", "How often a request is tried again.",
		"Where no connection could be made or it broke off, and after HTTP status 429 and 5xx.", &retries, 3,
		0, 10, PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("ecom_analytics.http_max_size", "The largest answer that is taken.",
							"Reading it can take 40 times as much memory.", &setting_http_max_size, 4 * 1024,
							16, 64 * 1024, PGC_SUSET, GUC_UNIT_KB, NULL, NULL, NULL);
	DefineCustomStringVariable("ecom_analytics.http_proxy", "Proxy for https requests.",
							   "Empty: by the server's environment, https_proxy and no_proxy.", &proxy, "",
							   PGC_SUSET, GUC_SUPERUSER_ONLY, NULL, NULL, NULL);
	DefineCustomStringVariable("ecom_analytics.http_ca_file", "File with the CA certificates to trust, PEM.",
							   "Empty: the server's environment variable SSL_CERT_FILE, else the system's.",
							   &ca_file, "", PGC_SUSET, 0, NULL, NULL, NULL);
}
