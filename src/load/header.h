/*
 * load/header.h
 *		The header of a file: which field goes to which column, and how to know it again.
 *
 * Columns are matched by their names, and never by their positions where any name is known:
 *
 *	each name is a column's				by name
 *	fields without a name				passed over where they hold nothing, or number the rows; by name all the same
 *	some names are columns', some not	an error
 *	no name is a column's				an error, but where the line can only be one of data: then by position
 */
#ifndef ECOM_LOAD_HEADER_H
#define ECOM_LOAD_HEADER_H

#include "base/compat.h"

#include "utils/relcache.h"

#include "load/columns.h"
#include "load/header_expected.h"
#include "load/input.h"
#include "load/meaning.h"
#include "load/rejects.h"

typedef struct LoadHeader
{
	LoadColumns columns;
	bool table_is_narrow; /* it has one column for a file to fill, so that an empty line is a row */
	char **names;		  /* of the fields, in their normal form; NULL: it has none */
	int first_named;	  /* the first of them that has one; -1: nothing of the file is wanted */
	bool begins[256];	  /* the bytes that names begin with, to tell most records at once */
	int row_numbers;	  /* so many fields in front have no name, and count the rows */
	const char *line;	  /* what stands in its place and is none: its bytes */
	size_t length;
} LoadHeader;

/*
 * Reads the header, the input's next line, if there is to be one, and decides which field goes where: as its meaning says,
 * which is NULL where the names say it all.
 */
extern LoadHeader *load_header_read(LoadInput *input, Relation table, HeaderExpected expected,
									LoadMeaning *meaning, LoadRejects *rejects);

/* The names in the header that comes next, a list of char *, in the server's encoding; NIL if there is none, or it is no record. */
extern List *load_header_names(LoadInput *input);

/*
 * Is the record that was read the header again, as where files with headers were put one behind the other?  An error if it
 * is one with the columns in another order: what follows is in that order too.
 */
extern bool load_header_repeats(const LoadHeader *header, const LoadInput *input);

/* The first field of the record that was read that holds a value and goes to no column; -1 if there is none. */
extern int load_header_stray_value(const LoadHeader *header, const LoadInput *input);

#endif /* ECOM_LOAD_HEADER_H */
