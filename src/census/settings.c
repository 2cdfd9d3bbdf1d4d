/*
 * census/settings.c
 *		Defines the configuration parameters of the requests to the Census Data API.
 */
#include "census/settings.h"

#include "utils/guc.h"

#include "http/url.h"

char *setting_census_base_url;
char *setting_census_api_key_file;

static bool
check_base_url(char **value, void **extra, GucSource source)
{
	const char *problem = http_url_problem(*value);

	if (problem != NULL)
		GUC_check_errdetail("%s", problem);
	return problem == NULL;
}

void
define_census_settings(void)
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
