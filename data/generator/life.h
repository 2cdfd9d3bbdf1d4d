/*
 * life.h
 *		When, and how intensely, a user shops.
 */
#ifndef LIFE_H
#define LIFE_H

#include <stdint.h>

#include "calendar.h"
#include "chance.h"
#include "people.h"

typedef struct Life
{
	int first_day, last_day;
	uint32_t intensity[MONTHS];
	uint64_t weight_upto[MONTHS]; /* cumulated: intensity times the weight of the user's days */
} Life;

extern void make_life(uint64_t seed, const User *users, uint64_t user, Life *life);

/* A day in it, the likelier the more is bought then */
extern int draw_day(Rng *rng, const Life *life);

#endif /* LIFE_H */
