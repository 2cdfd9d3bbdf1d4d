/*
 * census/request.h
 *		A question to the Census Data API, and its URL.
 */
#ifndef ECOM_CENSUS_REQUEST_H
#define ECOM_CENSUS_REQUEST_H

#include "base/compat.h"

#include "census/answer.h"

typedef struct CensusRequest
{
	int year;
	const char *dataset;   /* as acs/acs5 */
	const char *geography; /* as state:* */
	CensusQuestion question;
} CensusRequest;

/* What is asked for where nothing else is: income and population of the states. */
extern CensusRequest census_landing_request(int year);

/*
 * Any question; the variables are palloc'd names.  An error if no such question can be: the API would be asked for
 * nothing, or something else, or the value could not stand in a URL.
 */
extern CensusRequest
census_request(int year, char **variables, int n_variables, const char *geography, const char *dataset);

/* The URL as everybody may see it: without the key. */
extern char *census_request_url(const CensusRequest *request);

#endif /* ECOM_CENSUS_REQUEST_H */
