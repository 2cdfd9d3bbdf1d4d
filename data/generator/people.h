/*
 * people.h
 *		Who answers and buys: identifiers, answers, and how much one buys.
 */
#ifndef PEOPLE_H
#define PEOPLE_H

#include <stdint.h>

#include "tables/questions.h"

#define ID_LENGTH 17

typedef struct User
{
	uint64_t weight;  /* the user's share in all lines */
	int32_t activity; /* as a power of two, in fixed point */
	uint8_t answers[QUESTION_COUNT];
} User;

extern void make_user_id(uint64_t seed, uint64_t user, char id[ID_LENGTH + 1]);

/* The activities of all users; needs their answers about income and people on the account. */
extern void draw_activities(uint64_t seed, User *users, uint64_t user_count);

#endif /* PEOPLE_H */
