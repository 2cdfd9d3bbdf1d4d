/*
 * titles.h
 *		Titles of products.
 */
#ifndef TITLES_H
#define TITLES_H

#include <stdbool.h>
#include <stdint.h>

#include "products.h"
#include "words.h"

/* Once, before the first title */
extern void split_title_words(void);

/* The title of the product with this key, or the other one that some products have had at another time */
extern void make_title(Text *title, uint64_t key, Product product, bool second);

#endif /* TITLES_H */
