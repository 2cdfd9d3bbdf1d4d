/*
 * census/log.h
 *		ecom.census_log: what came of each attempt to get Census figures, kept also where the caller rolls back.
 */
#ifndef ECOM_CENSUS_LOG_H
#define ECOM_CENSUS_LOG_H

#include "base/compat.h"

#include "portability/instr_time.h"

#include "base/outside_log.h"

typedef struct CensusAttempt
{
	int year;
	const char *source; /* URL without the key, or file */
	const char *asked_by;
	instr_time start;
	int tries;	/* of the request; 0 for a file */
	int status; /* of HTTP; 0 where none came, or for a file */
	int64 bytes;
	int places; /* rows of the answer */
} CensusAttempt;

/* NULL where nothing can be written; the rest does nothing then. */
extern OutsideLog *census_log_open(void);

/* An attempt begins, which its row tells even if this process ends before it does. */
extern void census_log_begin(OutsideLog *log, const CensusAttempt *attempt);

/* It has ended, well if there is no error. */
extern void census_log_end(OutsideLog *log, const CensusAttempt *attempt, const ErrorData *error);

#endif /* ECOM_CENSUS_LOG_H */
