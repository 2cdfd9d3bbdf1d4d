/*
 * census/checked_answer.h
 *		An answer without fault, or an error.
 */
#ifndef ECOM_CENSUS_CHECKED_ANSWER_H
#define ECOM_CENSUS_CHECKED_ANSWER_H

#include "base/compat.h"

#include "census/answer.h"

/* Where a reply comes from, which decides what to do about a bad one. */
typedef struct CensusOrigin
{
	const char *subject; /* what was read */
	const char *hint; /* how to get a better one; NULL: from the network, where trying again later may help */
	int64 retry_after; /* how many seconds the server asks to wait; 0: it does not say */
} CensusOrigin;

/*
 * Reads a reply into memory of the current context, where it needs not be freed.  An error, with the next action as its
 * hint, unless the answer is fine, and text in the server's encoding.
 */
extern CensusAnswer *
census_checked_answer(const CensusQuestion *question, const CensusReply *reply, const CensusOrigin *origin);

#endif /* ECOM_CENSUS_CHECKED_ANSWER_H */
