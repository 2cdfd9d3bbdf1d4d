/*
 * http/settings.h
 *		The configuration parameters ecom_analytics.http_*
 */
#ifndef ECOM_HTTP_SETTINGS_H
#define ECOM_HTTP_SETTINGS_H

#include "base/compat.h"

#include "http/client.h"

/* ecom_analytics.http_max_size: the largest answer that is taken, in kB. */
extern int setting_http_max_size;

/* The options that the parameters, and the environment, say; what is not theirs is empty. */
extern HttpOptions http_options_by_settings(void);

extern void define_http_settings(void);

#endif /* ECOM_HTTP_SETTINGS_H */
