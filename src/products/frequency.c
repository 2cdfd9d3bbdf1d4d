/*
 * products/frequency.c
 *		Counts texts, to tell which is there most often: see products/frequency.h.
 */
#include "products/frequency.h"

#include "miscadmin.h"

/* So many texts are compared one by one; of a product in a thousand there are more than two. */
#define MAX_LIST 8

struct TextCounts
{
	TextSpan text;
	int64 count;
	int texts; /* in the list from here on */
	struct TextCounts *next;
	struct texts_hash *table; /* of the texts, once there are MAX_LIST; else NULL */
};

typedef struct TextEntry
{
	TextSpan text;
	TextCounts *counts;
	uint32 hash;
	char status;
} TextEntry;

#define SH_PREFIX texts
#define SH_ELEMENT_TYPE TextEntry
#define SH_KEY_TYPE TextSpan
#define SH_KEY text
#define SH_HASH_KEY(table, key) span_hash(key)
#define SH_EQUAL(table, a, b) span_equals(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

static TextCounts *
find(TextCounts *counts, TextSpan text)
{
	if (counts != NULL && counts->table != NULL)
	{
		TextEntry *entry = texts_lookup(counts->table, text);

		return entry == NULL ? NULL : entry->counts;
	}
	while (counts != NULL && !span_equals(counts->text, text))
		counts = counts->next;
	return counts;
}

static void
enter(struct texts_hash *table, TextCounts *counts)
{
	bool found;

	texts_insert(table, counts->text, &found)->counts = counts;
}

TextCounts *
count_text(TextCounts *counts, TextSpan text)
{
	TextCounts *found = find(counts, text);

	if (found != NULL)
	{
		found->count++;
		return counts;
	}
	found = palloc(sizeof(TextCounts));
	found->text = text;
	found->count = 1;
	found->texts = counts == NULL ? 1 : counts->texts + 1;
	found->next = counts;
	found->table = counts == NULL ? NULL : counts->table;
	if (found->texts == MAX_LIST)
	{
		found->table = texts_create(CurrentMemoryContext, 4 * MAX_LIST, NULL);
		for (TextCounts *at = counts; at != NULL; at = at->next)
			enter(found->table, at);
	}
	if (found->table != NULL)
		enter(found->table, found);
	return found;
}

/* Does the one come before the other: more often, else earlier in byte order? */
static bool
is_before(const TextCounts *one, const TextCounts *other)
{
	if (one->count != other->count)
		return one->count > other->count;
	return span_compare(one->text, other->text) < 0;
}

TextSpan
most_frequent_text(const TextCounts *counts)
{
	const TextCounts *best = counts;

	for (const TextCounts *at = counts->next; at != NULL; at = at->next)
	{
		CHECK_FOR_INTERRUPTS();
		if (is_before(at, best))
			best = at;
	}
	return best->text;
}

int
count_of_texts(const TextCounts *counts)
{
	return counts == NULL ? 0 : counts->texts;
}

const TextCounts *
next_count(const TextCounts *counts, TextSpan *text, int64 *count)
{
	*text = counts->text;
	*count = counts->count;
	return counts->next;
}
