/*
 * base/settings.h
 *		The configuration parameters ecom_analytics.*
 */
#ifndef ECOM_BASE_SETTINGS_H
#define ECOM_BASE_SETTINGS_H

#include "base/compat.h"

/* ecom_analytics.max_line_length: the longest line of a CSV file that loads, in kB; also the memory for it. */
extern int setting_max_line_length;

/* ecom_analytics.read_ahead: whether large files are read by a background worker. */
extern bool setting_read_ahead;

/* ecom_analytics.census_base_url: what the requests to the Census Data API begin with; checked. */
extern char *setting_census_base_url;

/* ecom_analytics.census_api_key_file: path of the file that holds the key; empty for none. */
extern char *setting_census_api_key_file;

/* ecom_analytics.http_*: in ms, tries after the first, kB; empty for the environment's proxy and the system's CAs. */
extern int setting_http_connect_timeout;
extern int setting_http_timeout;
extern int setting_http_retries;
extern int setting_http_max_size;
extern char *setting_http_proxy;
extern char *setting_http_ca_file;

extern void define_settings(void);

#endif /* ECOM_BASE_SETTINGS_H */
