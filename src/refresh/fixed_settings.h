/*
 * refresh/fixed_settings.h
 *		The server's settings that change what a query gives, fixed: so that a model is the same whoever refreshes it.
 */
#ifndef ECOM_REFRESH_FIXED_SETTINGS_H
#define ECOM_REFRESH_FIXED_SETTINGS_H

#include "base/compat.h"

/*
 * Sets them, and the time zone to that of ecom.settings, until the current level of settings ends (see NewGUCNestLevel);
 * the search_path is identity_become()'s to fix.
 */
extern void fix_settings(void);

#endif /* ECOM_REFRESH_FIXED_SETTINGS_H */
