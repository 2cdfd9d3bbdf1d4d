/*
 * load/line.h
 *		A line of a file, as it is kept if it is rejected.
 */
#ifndef ECOM_LOAD_LINE_H
#define ECOM_LOAD_LINE_H

#include "base/compat.h"

typedef struct LoadLine
{
	uint64 number; /* of its first physical line, from 1 */
	uint64 offset; /* of its first byte in the contents, from 0 */
	const char *data;
	size_t length;
} LoadLine;

#endif /* ECOM_LOAD_LINE_H */
