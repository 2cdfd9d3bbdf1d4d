/*
 * basics.c
 *		Memory, and the end of the program where a file or memory fails.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basics.h"

_Noreturn void
fail_file(const char *what, const char *path)
{
	fprintf(stderr, "generate: could not %s \"%s\": %s\n", what, path, strerror(errno));
	exit(EXIT_FAILURE);
}

void *
allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
	{
		fprintf(stderr, "generate: out of memory\n");
		exit(EXIT_FAILURE);
	}
	return memory;
}
