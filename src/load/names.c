/*
 * load/names.c
 *		Compares and shows names of fields and columns.
 */
#include "load/names.h"

#include "mb/pg_wchar.h"

#define LONGEST_SHOWN 60 /* bytes of a name */
#define MOST_SHOWN 2000	 /* bytes of a list */
#define MISSING_NAME "unnamed"

/* The byte of a name's normal form, or '_' for one that means nothing. */
static inline char
normal_byte(unsigned char byte)
{
	if (byte >= 'A' && byte <= 'Z')
		return byte - 'A' + 'a';
	if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80)
		return byte;
	return '_';
}

char *
load_name_normal(const char *name)
{
	char *normal = palloc(strlen(name) + 1);
	char *to = normal;

	for (; *name != '\0'; name++)
	{
		char byte = normal_byte(*name);

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

	while (text < end && normal_byte(*text) == '_')
		text++;
	while (text < end)
	{
		char byte = normal_byte(*text++);

		while (byte == '_' && text < end && normal_byte(*text) == '_')
			text++;
		if (byte == '_' && text == end)
			break;
		if (byte != *normal++)
			return false;
	}
	return *normal == '\0';
}

unsigned char
load_name_first_byte(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		unsigned char byte = normal_byte(text[i]);

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
		normal += *normal == '_';
		normal += strspn(normal, "0123456789");
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
