/*
 * output.c
 *		Files, and the fields of their lines.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"
#include "output.h"

Output
output_open(const char *directory, const char *name)
{
	Output output;
	size_t size = strlen(directory) + strlen(name) + 2;

	output.path = allocate(size, 1);
	snprintf(output.path, size, "%s/%s", directory, name);
	output.file = fopen(output.path, "wb");
	if (output.file == NULL)
		fail_file("open", output.path);
	setvbuf(output.file, NULL, _IOFBF, 1 << 20);
	return output;
}

void
output_write(Output *output, const char *bytes, size_t length)
{
	if (fwrite(bytes, 1, length, output->file) != length)
		fail_file("write to", output->path);
}

/* Buffered bytes reach the disk here, so a full disk may show up only here. */
void
output_close(Output *output)
{
	if (fclose(output->file) != 0)
		fail_file("write to", output->path);
	free(output->path);
}

/* Puts a field at the end of a line the way Python's csv writes it: quoted where needed. */
char *
put_field(char *to, const char *field, int length)
{
	bool quoted = false;

	for (int i = 0; i < length && !quoted; i++)
		quoted = field[i] == ',' || field[i] == '"' || field[i] == '\n' || field[i] == '\r';
	if (!quoted)
	{
		memcpy(to, field, (size_t) length);
		return to + length;
	}
	*to++ = '"';
	for (int i = 0; i < length; i++)
	{
		if (field[i] == '"')
			*to++ = '"';
		*to++ = field[i];
	}
	*to++ = '"';
	return to;
}

char *
put_string(char *to, const char *field)
{
	return put_field(to, field, (int) strlen(field));
}
