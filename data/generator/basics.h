/*
 * basics.h
 *		The size of an array, memory, and the end of the program where a file or memory fails.
 */
#ifndef BASICS_H
#define BASICS_H

#include <stddef.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Says what could not be done with the file, and why (errno). */
extern _Noreturn void fail_file(const char *what, const char *path);

/* Memory that is zero; there is no return without it. */
extern void *allocate(size_t count, size_t size);

#endif /* BASICS_H */
