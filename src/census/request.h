/*
 * census/request.h
 *		A question to the Census Data API, and its URL.
 */
#ifndef ECOM_CENSUS_REQUEST_H
#define ECOM_CENSUS_REQUEST_H

#include "base/compat.h"

#include "census/answer.h"

/* Where a question that the Bureau cannot answer is put right. */
#define CENSUS_HINT_QUESTION                                                                                 \
	"Datasets, their years, variables and geographies are listed at https://api.census.gov/data.html."
#define CENSUS_HINT_WITHIN "state:06 county:*"

typedef struct CensusRequest
{
	int year;
	const char *dataset;   /* as acs/acs5 */
	const char *geography; /* as state:* */
	const char *within;	   /* the places that it is in, as "state:06 county:*"; NULL: anywhere */
	CensusQuestion question;
} CensusRequest;

/* Is this the FIPS code, two digits, of one of the 50 states, DC and PR? */
extern bool census_is_state(const char *fips);

/*
 * Any question; the variables are palloc'd names, group(NAME) among them, and within may be NULL.  An error if no such
 * question can be: the API would be asked for nothing, or something else, or the value could not stand in a URL.
 */
extern CensusRequest census_request(int year, char **variables, int n_variables, const char *geography,
									const char *within, const char *dataset);

/* The URL as everybody may see it: without the key. */
extern char *census_request_url(const CensusRequest *request);

#endif /* ECOM_CENSUS_REQUEST_H */
