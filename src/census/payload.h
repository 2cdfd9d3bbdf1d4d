/*
 * census/payload.h
 *		Census answers between text, checked cells, jsonb and errors of SQL.
 */
#ifndef ECOM_CENSUS_PAYLOAD_H
#define ECOM_CENSUS_PAYLOAD_H

#include "base/compat.h"

#include "census/answer.h"

/* Where a question that the Bureau cannot answer is put right. */
#define CENSUS_HINT_QUESTION                                                                                 \
	"Datasets, their years, variables and geographies are listed at https://api.census.gov/data.html."

/* What a row a state must answer to be landed: NAME, B19013_001E, B01003_001E, and state. */
extern const CensusQuestion census_landing_question;

/* Is this the FIPS code, two digits, of one of the 50 states, DC and PR? */
extern bool census_is_state(const char *fips);

/* Reads a reply into memory of the current context, where it needs not be freed. */
extern CensusAnswer *census_payload_read(const CensusQuestion *question, const CensusReply *reply);

/*
 * An error, with the next action as its hint, unless the answer is fine; subject says what was read, retry_after how
 * many seconds the server asks to wait (0: it does not say).
 */
extern void census_payload_require(const CensusAnswer *answer, const char *subject, int64 retry_after);

/* A fine answer as jsonb, in the server's encoding. */
extern Datum census_payload_jsonb(const CensusAnswer *answer);

/* The checked cells of a payload of raw.state_demographics; an error if it is not one. */
extern CensusAnswer *census_payload_cells(Datum jsonb);

#endif /* ECOM_CENSUS_PAYLOAD_H */
