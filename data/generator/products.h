/*
 * products.h
 *		Products, which are stored nowhere: code, changes and price follow from the number.
 */
#ifndef PRODUCTS_H
#define PRODUCTS_H

#include <stdbool.h>
#include <stdint.h>

#include "chance.h"

typedef struct Product
{
	int category;
	uint32_t number; /* within the category's catalogue */
} Product;

/* What a product is like, apart from its title and price */
typedef struct ProductTraits
{
	uint64_t key; /* starts the streams of chance for title and price */
	char code[11];
	int second_category; /* from the day of change, if the product changes category */
	bool second_title;	 /* changes title */
	int change_day;
} ProductTraits;

/* A product of a category, rather a dear one or (below zero) a cheap one: the tilt is in percent */
extern Product draw_product(Rng *rng, int category, int price_tilt);

extern ProductTraits product_traits(uint64_t seed, Product product);

/* In cents; the key is that of the product's traits */
extern uint32_t product_price(uint64_t key, Product product, int day);

#endif /* PRODUCTS_H */
