/*
 * clean/address.h
 *		The state in an address that is one text.
 */
#ifndef ECOM_CLEAN_ADDRESS_H
#define ECOM_CLEAN_ADDRESS_H

#include "base/text_span.h"
#include "clean/us_state.h"

/*
 * The state that an address ends with: ... Springfield, IL 62704-1234, United States.  There must be a ZIP code behind it, or
 * the United States, in whatever lines and with whatever commas; else NULL: Georgia alone may be the country.
 */
extern const UsState *find_state_of_address(TextSpan address);

/* Is it the United States or Puerto Rico, by name or code? */
extern bool is_us_country(TextSpan country);

#endif /* ECOM_CLEAN_ADDRESS_H */
