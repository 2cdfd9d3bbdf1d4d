/*
 * census/jsonb.h
 *		Answers as jsonb: what census_fetch gives, and raw.state_demographics keeps.
 */
#ifndef ECOM_CENSUS_JSONB_H
#define ECOM_CENSUS_JSONB_H

#include "base/compat.h"

#include "census/answer.h"

/* An answer without fault as jsonb, in the server's encoding. */
extern Datum census_jsonb(const CensusAnswer *answer);

/* A jsonb as the reply that it was made from. */
extern CensusReply census_jsonb_reply(Datum jsonb);

#endif /* ECOM_CENSUS_JSONB_H */
