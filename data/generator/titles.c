/*
 * titles.c
 *		Titles of products, with the typography and the small accidents of real ones.
 */
#include <string.h>

#include "basics.h"
#include "categories.h"
#include "chance.h"
#include "titles.h"
#include "tables/title_words.h"

static WordList brand_head_words, brand_tail_words, brand_suffix_words, accented_brand_words, prefix_words,
	suffix_words;

void
split_title_words(void)
{
	brand_head_words = split_words(brand_heads);
	brand_tail_words = split_words(brand_tails);
	brand_suffix_words = split_words(brand_suffixes);
	accented_brand_words = split_words(accented_brands);
	prefix_words = split_words(title_prefixes);
	suffix_words = split_words(title_suffixes);
}

static Word
draw_word(Rng *rng, const WordList *list)
{
	return list->words[rng_below(rng, (uint32_t) list->count)];
}

/* Draws a word that this title does not have yet, as long as there is one; for lists of up to 31 words. */
static Word
draw_fresh_word(Rng *rng, const WordList *list, uint32_t *used)
{
	uint32_t i = rng_below(rng, (uint32_t) list->count);

	if (*used == (UINT32_C(1) << list->count) - 1)
		*used = 0;
	while (*used & (UINT32_C(1) << i))
		i = (i + 1) % (uint32_t) list->count;
	*used |= UINT32_C(1) << i;
	return list->words[i];
}

typedef struct TitleContext
{
	Rng rng;
	const ThemeWords *words;
	Word brand;
	Word noun;
	uint32_t used_adjectives, used_features, used_parts;
} TitleContext;

/* Puts words into a template: see Theme. */
static void
append_template(Text *title, Word template, TitleContext *context)
{
	const char *end = template.text + template.length;
	const ThemeWords *words = context->words;
	Rng *rng = &context->rng;

	for (const char *c = template.text; c < end; c++)
	{
		if (*c == '#')
		{
			append_number(title, (uint32_t) numbers[rng_below(rng, COUNT_OF(numbers))]);
			continue;
		}
		if (*c != '%')
		{
			const char *literal = c;

			while (c + 1 < end && c[1] != '%' && c[1] != '#')
				c++;
			append_bytes(title, literal, (int) (c + 1 - literal));
			continue;
		}
		switch (*++c)
		{
			case 'b':
				append_word(title, context->brand);
				break;
			case 'N':
				append_word(title, context->noun);
				break;
			case 'n':
				append_word(title, draw_word(rng, &words->nouns));
				break;
			case 'a':
				append_word(title, draw_fresh_word(rng, &words->adjectives, &context->used_adjectives));
				break;
			case 'f':
				append_template(title, draw_fresh_word(rng, &words->features, &context->used_features),
								context);
				break;
			case 'v':
				append_word(title, draw_word(rng, &words->variants));
				break;
			case 's':
				append_template(title, draw_word(rng, &words->sizes), context);
				break;
			case 'u':
				append_word(title, draw_word(rng, &words->audiences));
				break;
		}
	}
}

/* What makes a title more than plain ASCII; most titles have none of it. */
typedef enum Flourish
{
	PLAIN,
	REGISTERED,
	TRADEMARK,
	ACCENTED,
	POSSESSIVE,
	WIDE_BAR,
	LONG_DASH,
	PREFIX,
	SUFFIX,
	REPLACEMENT
} Flourish;

static Flourish
draw_flourish(Rng *rng)
{
	static const struct
	{
		Flourish flourish;
		uint32_t share; /* of 10000 */
	} shares[] = {{REGISTERED, 80}, {TRADEMARK, 60}, {ACCENTED, 110}, {POSSESSIVE, 100}, {WIDE_BAR, 30},
				  {LONG_DASH, 110}, {PREFIX, 35},	 {SUFFIX, 95},	  {REPLACEMENT, 6}};
	uint32_t x = rng_below(rng, 10000);

	for (size_t i = 0; i < COUNT_OF(shares); i++)
	{
		if (x < shares[i].share)
			return shares[i].flourish;
		x -= shares[i].share;
	}
	return PLAIN;
}

/* Puts together an invented brand, the first ones of the list being the most popular. */
static void
make_brand(Text *brand, Rng *rng, Flourish flourish)
{
	uint32_t brands = (uint32_t) (brand_head_words.count * brand_tail_words.count);
	uint64_t u = rng_bits(rng);
	uint32_t number = (uint32_t) ((((u * u) >> 32) * brands) >> 32);
	uint32_t style = (uint32_t) mix(number, STREAM_TITLE) % 8;

	if (flourish == ACCENTED)
	{
		append_word(brand, draw_word(rng, &accented_brand_words));
		return;
	}
	append_word(brand, brand_head_words.words[number % (uint32_t) brand_head_words.count]);
	append_word(brand, brand_tail_words.words[number / (uint32_t) brand_head_words.count]);
	if (style == 0)
	{
		for (int i = 0; i < brand->length; i++)
			brand->data[i] = to_upper(brand->data[i]);
	}
	else if (style < 3)
	{
		append_bytes(brand, " ", 1);
		append_word(brand, brand_suffix_words.words[number % (uint32_t) brand_suffix_words.count]);
	}
	switch (flourish)
	{
		case REGISTERED:
			append_string(brand, "®");
			break;
		case TRADEMARK:
			append_string(brand, "™");
			break;
		case POSSESSIVE:
			append_string(brand, "’s");
			break;
		case REPLACEMENT:
			append_string(brand, "\xEF\xBF\xBD"); /* U+FFFD, where a sign was lost */
			break;
		default:
			break;
	}
}

static int
draw_title_length(Rng *rng, int theme)
{
	uint32_t step = rng_below(rng, COUNT_OF(title_lengths) - 1);
	int shorter = title_lengths[step];
	int longer = title_lengths[step + 1];
	int length = shorter + (int) rng_below(rng, (uint32_t) (longer - shorter));

	if (rng_chance(rng, 1, 100000))
	{
		length = 500 + (int) rng_below(rng, 9500);
		return length < LONGEST_TITLE ? length : LONGEST_TITLE;
	}
	return theme == T_BOOK && length > BOOK_TITLE_LIMIT ? BOOK_TITLE_LIMIT : length;
}

/* The small accidents of real titles; a title has at most one. */
static void
spoil_title(Text *title, Rng *rng)
{
	uint32_t x = rng_below(rng, 10000);

	if (x < 7)
		append_string(title, " &amp; Accessories");
	else if (x < 10)
		append_string(title, ", 12&quot; Long");
	else if (x < 20)
		append_string(title, " ");
	else if (x < 26)
		append_string(title, "\xC2\xA0"); /* a no-break space */
	else if (x < 32)
	{
		memmove(title->data + 1, title->data, (size_t) title->length);
		title->data[0] = ' ';
		title->length++;
	}
	else if (x < 52)
	{
		char *space = memchr(title->data, ' ', (size_t) title->length);

		if (space != NULL)
		{
			memmove(space + 1, space, (size_t) (title->data + title->length - space));
			title->length++;
		}
	}
}

/* The title of a product, or the other one that some products have had at another time */
void
make_title(Text *title, uint64_t key, Product product, bool second)
{
	static const char *const joints[] = {", ", ", ", ", ", ", ", ", ", ", ", ", ", " - ", " | ", " "};
	const Category *category = &categories[product.category];
	const ThemeWords *words = &theme_words[category->theme];
	TitleContext context = {.rng = {mix(key, STREAM_TITLE)}, .words = words};
	Flourish flourish = draw_flourish(&context.rng);
	int limit = draw_title_length(&context.rng, category->theme);
	const char *joint = joints[rng_below(&context.rng, COUNT_OF(joints))];
	Text brand;

	brand.length = 0;
	title->length = 0;
	make_brand(&brand, &context.rng, flourish);
	context.brand = (Word){brand.data, brand.length};
	context.noun = draw_word(&context.rng, &category->nouns);

	if (flourish == WIDE_BAR)
		joint = " ｜ ";
	else if (flourish == LONG_DASH)
		joint = " – ";
	else if (flourish == PREFIX)
	{
		append_word(title, draw_word(&context.rng, &prefix_words));
		append_string(title, " ");
	}

	append_template(title, draw_word(&context.rng, &words->openings), &context);

	/* from here on the two titles of a product differ */
	context.rng.state = mix(key, second ? STREAM_SECOND_TITLE : STREAM_FIRST_TITLE);
	for (int part = 0; title->length < limit && themes[category->theme].parts[0] != '\0'; part++)
	{
		int length = title->length;

		if (category->theme == T_BOOK)
			append_string(title, part == 0 ? ": " : " - ");
		else
			append_string(title, joint);
		append_template(title, draw_fresh_word(&context.rng, &words->parts, &context.used_parts), &context);
		if (title->length > limit)
		{
			title->length = length;
			break;
		}
	}
	if (flourish == SUFFIX)
		append_word(title, draw_word(&context.rng, &suffix_words));
	if (second && category->theme == T_GIFT)
		append_string(title, " (Various Designs)");
	spoil_title(title, &context.rng);
}
