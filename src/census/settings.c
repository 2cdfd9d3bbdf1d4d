/*
 * census/settings.c
 *		Defines the configuration parameters of the requests to the Census Data API.
 */
#include "census/settings.h"

#include <limits.h>

#include "utils/guc.h"

#include "http/client.h"

char *setting_census_base_url;
char *setting_census_api_key_file;
int setting_http_connect_timeout;
int setting_http_timeout;
int setting_http_retries;
int setting_http_max_size;
char *setting_http_proxy;
char *setting_http_ca_file;

static bool
check_base_url(char **value, void **extra, GucSource source)
{
	const char *problem = http_url_problem(*value);

	if (problem != NULL)
		GUC_check_errdetail("%s", problem);
	return problem == NULL;
}

static void
define_api_settings(void)
{
	DefineCustomStringVariable(
		"ecom_analytics.census_base_url", "What requests to the Census Data API begin with.",
		"An https URL; or an http URL of this machine, for tests. Requests carry the API key.",
		&setting_census_base_url, "https://api.census.gov/data", PGC_SUSET, 0, check_base_url, NULL, NULL);
	DefineCustomStringVariable(
		"ecom_analytics.census_api_key_file", "File that holds the key for the Census Data API.",
		"Closed to group and others. Without it, the server's environment variable CENSUS_API_KEY.",
		&setting_census_api_key_file, "", PGC_SUSET, 0, NULL, NULL, NULL);
}

static void
define_http_settings(void)
{
	DefineCustomIntVariable(
		"ecom_analytics.http_connect_timeout", "The longest that making a connection may take.",
		"From the look-up of the name to the end of the TLS handshake.", &setting_http_connect_timeout,
		10 * 1000, 1, INT_MAX, PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomIntVariable(
		"ecom_analytics.http_timeout", "The longest that one try of a request may take in all.", NULL,
		&setting_http_timeout, 60 * 1000, 1, INT_MAX, PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomIntVariable(
		"ecom_analytics.http_retries", "How often a request is tried again.",
		"Where no connection could be made or it broke off, and after HTTP status 429 and 5xx.",
		&setting_http_retries, 3, 0, 10, PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("ecom_analytics.http_max_size", "The largest answer that is taken.",
							"Reading it can take 40 times as much memory.", &setting_http_max_size, 4 * 1024,
							16, 64 * 1024, PGC_SUSET, GUC_UNIT_KB, NULL, NULL, NULL);
	DefineCustomStringVariable("ecom_analytics.http_proxy", "Proxy for https requests.",
							   "Empty: by the server's environment, https_proxy and no_proxy.",
							   &setting_http_proxy, "", PGC_SUSET, GUC_SUPERUSER_ONLY, NULL, NULL, NULL);
	DefineCustomStringVariable("ecom_analytics.http_ca_file", "File with the CA certificates to trust, PEM.",
							   "Empty: the server's environment variable SSL_CERT_FILE, else the system's.",
							   &setting_http_ca_file, "", PGC_SUSET, 0, NULL, NULL, NULL);
}

void
define_census_settings(void)
{
	define_api_settings();
	define_http_settings();
}
