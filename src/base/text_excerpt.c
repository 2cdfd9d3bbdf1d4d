/*
 * base/text_excerpt.c
 *		How foreign bytes begin, in a form that any message may show.
 */
#include "base/text_excerpt.h"

#include <stdio.h>
#include <string.h>

#define LONGEST_FORM 4 /* \xNN */
#define ELLIPSIS "..."

void
text_excerpt(char *excerpt, size_t size, const char *data, size_t length)
{
	size_t used = 0;
	size_t i = 0;

	while (i < length && used + LONGEST_FORM + sizeof(ELLIPSIS) <= size)
	{
		unsigned char byte = (unsigned char) data[i++];

		if (is_json_space(byte))
		{
			while (i < length && is_json_space(data[i]))
				i++;
			excerpt[used++] = ' ';
		}
		else if (byte > ' ' && byte < 0x7F)
			excerpt[used++] = byte;
		else
			used += (size_t) snprintf(excerpt + used, size - used, "\\x%02X", byte);
	}
	strcpy(excerpt + used, i < length ? ELLIPSIS : "");
}
