/*
 * survey.h
 *		What everybody answers; the files survey.csv and fields.csv.
 */
#ifndef SURVEY_H
#define SURVEY_H

#include <stdint.h>

#include "people.h"

/* All questions for all users; draws the users' activities, too */
extern void answer_survey(uint64_t seed, User *users, uint64_t user_count);
/* survey.csv and fields.csv in a directory */
extern void write_survey(uint64_t seed, const User *users, uint64_t user_count, const char *directory);
extern void write_fields(const char *directory);

#endif /* SURVEY_H */
