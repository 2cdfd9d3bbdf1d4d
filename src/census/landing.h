/*
 * census/landing.h
 *		Income and population of the states: what is asked for them, and how the answers get into raw.state_demographics.
 */
#ifndef ECOM_CENSUS_LANDING_H
#define ECOM_CENSUS_LANDING_H

#include "base/compat.h"

#include "fmgr.h"
#include "nodes/pg_list.h"

#include "census/answer.h"
#include "census/request.h"

/* What a row a state must answer to be landed. */
extern const CensusQuestion census_landing_question;

/* The question for a year; an error if there can be no survey of that year. */
extern CensusRequest census_landing_request(int year);

/* An error unless there can be a survey of the year. */
extern void census_check_survey_year(int year);

/* An error unless census_land() may write: better before the network is asked than after. */
extern void census_check_may_land(void);

/* The list and one more answer that is to be landed, as what it was got from. */
extern List *census_add_landing(List *landings, int year, const CensusAnswer *answer, const char *source);

/* Puts the answers of a list into the table with the rights of the caller, and a row for each into the result. */
extern void census_land(FunctionCallInfo fcinfo, List *landings);

/* The checked answer that was landed as a payload; an error if it is none. */
extern CensusAnswer *census_landed_answer(Datum payload);

#endif /* ECOM_CENSUS_LANDING_H */
