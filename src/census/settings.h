/*
 * census/settings.h
 *		The configuration parameters of the requests to the Census Data API.
 */
#ifndef ECOM_CENSUS_SETTINGS_H
#define ECOM_CENSUS_SETTINGS_H

#include "base/compat.h"

/* ecom_analytics.census_base_url: what the requests to the Census Data API begin with; checked. */
extern char *setting_census_base_url;

/* ecom_analytics.census_api_key_file: path of the file that holds the key; empty for none. */
extern char *setting_census_api_key_file;

extern void define_census_settings(void);

#endif /* ECOM_CENSUS_SETTINGS_H */
