/*
 * amounts.h
 *		Endings of prices, worths of gift cards, quantities.
 */
#ifndef AMOUNTS_H
#define AMOUNTS_H

/* What prices end with; the rest (of 1000) keeps whatever cents it has */
static const struct
{
	int cents, share;
} price_endings[] = {
	{99, 430}, {95, 60}, {0, 45}, {98, 42}, {49, 31}, {97, 23}, {88, 14}, {50, 14}, {90, 14}, {79, 13},
	{89, 12}, {59, 11}, {29, 10}, {39, 10}, {69, 10}
};

/* Gift cards are worth a round amount, in dollars; the more often listed, the more often bought. */
static const int gift_amounts[] = {
	50, 50, 50, 50, 25, 25, 25, 25, 100, 100, 20, 20, 10, 10, 15, 30, 40, 75, 5, 200
};

/* Quantities above one, in the order of how common they are */
static const int quantities[] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4};
static const int large_quantities[] = {
	5, 5, 5, 5, 5, 6, 6, 6, 6, 7, 8, 8, 10, 10, 12, 12, 15, 20, 24, 30, 43
};

#endif /* AMOUNTS_H */
