/*
 * load/file_columns.h
 *		The columns of a file, found by the names that arguments give.
 */
#ifndef ECOM_LOAD_FILE_COLUMNS_H
#define ECOM_LOAD_FILE_COLUMNS_H

#include "base/compat.h"

#include "nodes/pg_list.h"

typedef struct FileColumns
{
	const char *path;
	List *names;		 /* as the header has them */
	char **normal_names; /* load/names.h */
	bool *read;			 /* each: is it read by name? */
} FileColumns;

extern FileColumns *file_columns_create(const char *path, List *names);

/*
 * The column of a name, from 0, which counts as read then; -1 if there is none.  An exact name comes before one that is only
 * alike; an error where two columns have it.
 */
extern int file_columns_find(FileColumns *columns, const char *name);

/*
 * The columns of several names, in their order, -1 for those that are not there; *count is their number.  An error, which
 * says where the names were given, if none is there, unless they may be missing.
 */
extern int *
file_columns_find_all(FileColumns *columns, List *names, bool may_be_missing, const char *where, int *count);

/* The names of the file, for people. */
extern const char *file_columns_names(const FileColumns *columns);

#endif /* ECOM_LOAD_FILE_COLUMNS_H */
