/*
 * clean/missing.c
 *		What stands for no value.
 */
#include "clean/cleaners.h"

bool
is_missing(TextSpan span)
{
	static const char *const words_for_missing[] = {"nan", "null", "none", "n/a"};

	return span.len == 0 || span_is_one_of(span, words_for_missing, lengthof(words_for_missing));
}
