/*
 * load/names.c
 *		Compares and shows names of fields and columns.
 */
#include "load/names.h"

#include "mb/pg_wchar.h"

#include "base/char_kind.h"

#define LONGEST_SHOWN 60 /* bytes of a name */
#define MOST_SHOWN 2000	 /* bytes of a list */
#define MISSING_NAME "unnamed"

/*
 * The next byte of a name's normal form, or '_' for what means nothing; a blank or an invisible character beyond ASCII is taken
 * whole.
 */
static inline char
next_byte(const char **text, const char *end)
{
	unsigned char byte = *(*text)++;
	int length;

	if (byte >= 'A' && byte <= 'Z')
		return byte - 'A' + 'a';
	if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
		return byte;
	if (byte < 0x80)
		return '_';
	if (char_kind(*text - 1, end - *text + 1, &length) == CHAR_VISIBLE)
		return byte;
	*text += length - 1;
	return '_';
}

char *
load_name_normal(const char *name)
{
	const char *end = name + strlen(name);
	char *normal = palloc(end - name + 1);
	char *to = normal;

	while (name < end)
	{
		char byte = next_byte(&name, end);

		if (byte != '_' || (to > normal && to[-1] != '_'))
			*to++ = byte;
	}
	if (to > normal && to[-1] == '_')
		to--;
	*to = '\0';
	return normal;
}

bool
load_name_is(const char *text, size_t length, const char *normal)
{
	const char *end = text + length;
	bool is_first = true;
	bool is_gap = false;

	while (text < end)
	{
		char byte = next_byte(&text, end);

		if (byte == '_')
		{
			is_gap = true;
			continue;
		}
		if (is_gap && !is_first && *normal++ != '_')
			return false;
		if (byte != *normal++)
			return false;
		is_first = is_gap = false;
	}
	return *normal == '\0';
}

unsigned char
load_name_first_byte(const char *text, size_t length)
{
	const char *end = text + length;

	while (text < end)
	{
		unsigned char byte = next_byte(&text, end);

		if (byte != '_')
			return byte;
	}
	return '\0';
}

bool
load_name_is_missing(const char *normal)
{
	if (strncmp(normal, MISSING_NAME, strlen(MISSING_NAME)) == 0)
	{
		normal += strlen(MISSING_NAME);
		normal += strspn(normal, "_0123456789");
	}
	return *normal == '\0';
}

void
load_name_list(StringInfo list, const char *name, int column)
{
	int length = strlen(name);
	int shown = length <= LONGEST_SHOWN ? length : pg_mbcliplen(name, length, LONGEST_SHOWN);

	if (list->len > MOST_SHOWN)
	{
		if (list->data[list->len - 1] != '.')
			appendStringInfoString(list, ", ...");
		return;
	}
	appendStringInfo(list, "%s\"%.*s%s\"", list->len > 0 ? ", " : "", shown, name,
					 shown < length ? "..." : "");
	if (column > 0)
		appendStringInfo(list, " (column %d)", column);
}
