/*
 * output.h
 *		Files, and the fields of their lines.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stddef.h>
#include <stdio.h>

typedef struct Output
{
	FILE *file;
	char *path;
} Output;

/* The program ends where one of these fails. */
extern Output output_open(const char *directory, const char *name);
extern void output_write(Output *output, const char *bytes, size_t length);
extern void output_close(Output *output);

/* Put a field at the end of a line, quoted where needed; return the new end. */
extern char *put_field(char *to, const char *field, int length);
extern char *put_string(char *to, const char *field);

#endif /* OUTPUT_H */
