/*
 * addresses.h
 *		Where a user's parcels go.
 */
#ifndef ADDRESSES_H
#define ADDRESSES_H

#include "chance.h"
#include "people.h"

typedef struct Addresses
{
	int home, old_home; /* up to the day of moving */
	int moving_day;
	int friends[2];
} Addresses;

extern Addresses draw_addresses(Rng *rng, const User *user);

/* Where something bought on this day goes: the postal code of a state */
extern const char *draw_address(Rng *rng, const Addresses *addresses, int day);

#endif /* ADDRESSES_H */
