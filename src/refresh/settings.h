/*
 * refresh/settings.h
 *		The configuration parameter of refreshing.
 */
#ifndef ECOM_REFRESH_SETTINGS_H
#define ECOM_REFRESH_SETTINGS_H

#include "base/compat.h"

/* ecom_analytics.refresh_lock_timeout: how long a refresh tries to lock models, in ms; 0: without end. */
extern int setting_refresh_lock_timeout;

extern void define_refresh_settings(void);

#endif /* ECOM_REFRESH_SETTINGS_H */
