/*
 * census/key.h
 *		The key that the Census Data API asks for.
 */
#ifndef ECOM_CENSUS_KEY_H
#define ECOM_CENSUS_KEY_H

#include "base/compat.h"

/*
 * The content of the file that ecom_analytics.census_api_key_file names, else the server's environment variable
 * CENSUS_API_KEY; palloc'd.  NULL where neither is set.  An error if the file cannot be read, can be read by
 * others, or if what it holds cannot be a key; the error never shows it.
 */
extern char *census_key(void);

#endif /* ECOM_CENSUS_KEY_H */
