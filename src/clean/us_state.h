/*
 * clean/us_state.h
 *		The 50 states, the District of Columbia and Puerto Rico.
 */
#ifndef ECOM_CLEAN_US_STATE_H
#define ECOM_CLEAN_US_STATE_H

#include "base/text_span.h"

#define US_STATES 52

typedef struct UsState
{
	const char *postal_code; /* two letters, as the Postal Service writes it */
	const char *fips;		 /* two digits, as the Census Bureau keys it */
	const char *name;
	const char *region;	  /* Census Bureau region and division; Puerto Rico, which is in */
	const char *division; /* neither, stands for itself */
} UsState;

/*
 * The state that a field names by postal code ("ca", "US-CA"), name ("new york", "Washington, D.C.") or FIPS
 * code ("6", "06"), whatever its case, padding and dots; NULL if it names none.
 */
extern const UsState *find_us_state(TextSpan field);

#endif /* ECOM_CLEAN_US_STATE_H */
