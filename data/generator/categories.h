/*
 * categories.h
 *		Categories of products: their names, words, frequencies and the size of their catalogues.
 */
#ifndef CATEGORIES_H
#define CATEGORIES_H

#include <stdint.h>

#include "words.h"
#include "tables/themes.h"

#define CATEGORY_COUNT 1871

/* The words of a theme's titles, split */
typedef struct ThemeWords
{
	WordList openings, parts, adjectives, features, variants, sizes, audiences, modifiers, nouns;
	int members[CATEGORY_COUNT]; /* the theme's categories */
	int member_count;
} ThemeWords;

typedef struct Category
{
	char name[64];
	int theme;
	int lines; /* about how many up to October 2022 */
	int median_cents;
	WordList nouns;
	uint32_t catalogue;	   /* how many products there are, a multiple of TIERS */
	uint64_t first_serial; /* number of the first of them among all products */
} Category;

/*
 * Products come in eight price tiers: the lowest three bits of a product's
 * number.  That way a user can lean to dear or cheap products.
 */
#define TIERS 8

extern ThemeWords theme_words[THEME_COUNT];
extern Category categories[CATEGORY_COUNT];

/* Once, before anything is bought; splits the themes' words, too */
extern void make_categories(uint64_t seed);

/* The category at a fraction (of 2^32) of a year's lines, when they are laid out by category */
extern int category_at(int year, uint32_t fraction);

#endif /* CATEGORIES_H */
