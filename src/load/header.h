/*
 * load/header.h
 *		The header of a file: which field goes to which column, and how to know the line again.
 */
#ifndef ECOM_LOAD_HEADER_H
#define ECOM_LOAD_HEADER_H

#include "base/compat.h"

#include "utils/relcache.h"

#include "load/columns.h"
#include "load/input.h"
#include "load/rejects.h"

typedef struct LoadHeader
{
	LoadColumns columns;
	const char *line; /* its bytes; NULL: there is none */
	size_t length;
	bool rejected; /* what stands in its place is none, and was rejected as a line of data */
} LoadHeader;

/* Reads the header, the input's next line, if there is to be one, and decides which field goes where. */
extern LoadHeader *load_header_read(LoadInput *input, Relation table, bool expected, LoadRejects *rejects);

/* Is a line the header again, as where files with headers were put one behind the other? */
extern bool load_header_is(const LoadHeader *header, const CsvLine *line);

#endif /* ECOM_LOAD_HEADER_H */
