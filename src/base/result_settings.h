/*
 * base/result_settings.h
 *		The server's settings that change what a query gives.
 */
#ifndef ECOM_BASE_RESULT_SETTINGS_H
#define ECOM_BASE_RESULT_SETTINGS_H

#include "base/compat.h"

/* The setting time_zone of ecom.settings; palloc'd. */
extern char *time_zone_of_results(void);

/*
 * Fixes them, so that the same query gives the same whoever runs it: until identity_restore(), or whatever else leaves the
 * current level of settings.
 */
extern void fix_result_settings(const char *time_zone);

#endif /* ECOM_BASE_RESULT_SETTINGS_H */
