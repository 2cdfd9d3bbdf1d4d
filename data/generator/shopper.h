/*
 * shopper.h
 *		What a user buys, and how many of it.
 */
#ifndef SHOPPER_H
#define SHOPPER_H

#include "addresses.h"
#include "chance.h"
#include "people.h"
#include "products.h"

/* The products that a user bought last and may buy again */
#define REMEMBERED 64

typedef struct Purchase
{
	Product product;
	int day;
} Purchase;

typedef struct Memory
{
	Purchase purchases[REMEMBERED];
	uint32_t count; /* of all ever remembered; the last REMEMBERED of them are kept */
} Memory;

#define FAVOURITES 6 /* categories of which a user buys more than others */

typedef struct Shopper
{
	Rng rng;
	Addresses addresses;
	Memory memory;
	int favourites[FAVOURITES]; /* categories */
	int price_tilt;				/* see draw_product() */
} Shopper;

extern void start_shopper(Shopper *shopper, uint64_t seed, const User *users, uint64_t user);
extern Product choose_product(Shopper *shopper, int day);
extern uint32_t draw_quantity(Rng *rng, int category);

#endif /* SHOPPER_H */
