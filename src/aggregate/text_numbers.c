/*
 * aggregate/text_numbers.c
 *		Numbers for texts: see aggregate/text_numbers.h.
 */
#include "aggregate/text_numbers.h"

#include "utils/memutils.h"

typedef struct NumberedText
{
	TextSpan text;
	uint32 number;
	uint32 hash;
	char status;
} NumberedText;

#define SH_PREFIX texts
#define SH_ELEMENT_TYPE NumberedText
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

struct TextNumbers
{
	MemoryContext context;
	texts_hash *texts;
};

TextNumbers *
text_numbers_create(MemoryContext context)
{
	TextNumbers *numbers = MemoryContextAlloc(context, sizeof(TextNumbers));

	numbers->context = context;
	numbers->texts = texts_create(context, 1024, NULL);
	return numbers;
}

uint32
text_number(TextNumbers *numbers, TextSpan text)
{
	bool found;
	NumberedText *numbered = texts_insert(numbers->texts, text, &found);

	if (!found)
	{
		numbered->number = numbers->texts->members - 1;
		numbered->text = span_copy(text, numbers->context);
	}
	return numbered->number;
}

uint32
text_numbers_count(const TextNumbers *numbers)
{
	return numbers->texts->members;
}

TextSpan *
text_numbers_texts(const TextNumbers *numbers)
{
	TextSpan *texts =
		MemoryContextAllocHuge(CurrentMemoryContext, (numbers->texts->members + 1) * sizeof(TextSpan));
	texts_iterator iterator;
	const NumberedText *numbered;

	texts_start_iterate(numbers->texts, &iterator);
	while ((numbered = texts_iterate(numbers->texts, &iterator)) != NULL)
		texts[numbered->number] = numbered->text;
	return texts;
}
