/*
 * clean/field_value.c
 *		What a field says: see clean/field_value.h.
 */
#include "clean/field_value.h"

#include "miscadmin.h"

#include "base/char_kind.h"

/*
 * What stands where there is no value.  docs/cleaning.md has the same list.
 */
static const char *const words_for_missing[] = {
	/* what people write */
	"n/a", "n / a", "n.a.", "n.a", "na", "n/d", "n.d.", "nil", "none", "no answer", "no data", "no response",
	"no value", "not applicable", "not available", "not given", "not known", "not provided", "not reported",
	"not set", "not specified", "not stated", "blank", "empty", "missing", "tba", "tbd", "unavailable", "unk",
	"unknown", "unspecified",

	/* what programs write: databases, pandas, R, C, JavaScript */
	"null", "\\n", "nan", "-nan", "-nan(ind)", "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan", "undefined",

	/* what spreadsheets write where a formula has no value */
	"#n/a", "#n/a n/a", "#na", "#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#error!",
	"#calc!", "#spill!", "#blocked!", "#busy!", "#connect!", "#field!", "#unknown!", "#getting_data"};

/* Is the span enclosed in these two? */
static inline bool
is_between(TextSpan span, char opening, char closing)
{
	return span.len >= 2 && span.data[0] == opening && span.data[span.len - 1] == closing;
}

/* The trimmed inside of a span, less so many bytes at either end. */
static TextSpan
inside(TextSpan span, int at_front, int at_end)
{
	return span_trim((TextSpan) {span.data + at_front, span.len - at_front - at_end});
}

TextSpan
unwrapped(TextSpan field)
{
	TextSpan span = span_trim(field);

	/* a program may have wrapped what another one had wrapped already */
	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		if (span.len >= 3 && span.data[0] == '=' &&
			is_between((TextSpan) {span.data + 1, span.len - 1}, '"', '"'))
			span = inside(span, 2, 1);
		else if (is_between(span, '"', '"') || is_between(span, '\'', '\''))
			span = inside(span, 1, 1);
		else if (span.len > 0 && span.data[0] == '\'')
			span = inside(span, 1, 0);
		else
			return span;
	}
}

/* Is it nothing but marks that stand for nothing? */
static bool
is_only_marks(TextSpan text)
{
	while (text.len > 0)
	{
		int length;
		char c = typed_char(text.data, text.len, &length);

		CHECK_FOR_INTERRUPTS();
		if (c == 0 || strchr("-?.*_/\\#~ ", c) == NULL)
			return false;
		text.data += length;
		text.len -= length;
	}
	return true;
}

/* Does the text spell the word, in any case, and with any joint for a blank? */
static bool
spells(TextSpan text, const char *word)
{
	for (int i = 0; i < text.len; i++)
	{
		char c = text.data[i];

		/* also ends it where the word ends first */
		if (pg_ascii_tolower((unsigned char) c) != word[i] && !(word[i] == ' ' && (c == '_' || c == '-')))
			return false;
	}
	return word[text.len] == '\0';
}

/* Does a word for missing begin with this letter or digit?  Other bytes are left to the words themselves. */
static inline bool
begins_word(char c)
{
	switch (c | 0x20)
	{
		case 'b':
		case 'e':
		case 'm':
		case 'n':
		case 't':
		case 'u':
			return true;
		default:
			return c == '1' || !is_letter_or_digit(c);
	}
}

bool
stands_for_missing(TextSpan text)
{
	if (is_between(text, '(', ')') || is_between(text, '<', '>') || is_between(text, '[', ']') ||
		is_between(text, '{', '}'))
		text = inside(text, 1, 1);
	if (text.len == 0)
		return true;
	if (!begins_word(text.data[0]))
		return false;
	if (!is_letter_or_digit(text.data[0]) && is_only_marks(text))
		return true;
	for (int i = 0; i < lengthof(words_for_missing) && text.len <= LONGEST_WORD_FOR_MISSING; i++)
	{
		if (span_may_begin_with(text, words_for_missing[i]) && spells(text, words_for_missing[i]))
			return true;
	}
	return false;
}
