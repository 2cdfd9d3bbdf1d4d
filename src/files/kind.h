/*
 * files/kind.h
 *		What a file is that is no CSV file, by its first bytes.
 */
#ifndef ECOM_FILES_KIND_H
#define ECOM_FILES_KIND_H

#include "base/compat.h"

#define FILE_KIND_BYTES 512 /* tell it */

typedef struct FileKind
{
	const char *name; /* "a zip archive" */
	const char *hint; /* what to do, a sentence */
} FileKind;

/* The kind of a file that holds no text that could be read as it is; NULL if nothing of the kind shows. */
extern const FileKind *file_binary_kind(const char *bytes, size_t length);

/* What else a file seems to be, as "JSON"; NULL if nothing shows.  A CSV file could begin like that. */
extern const char *file_text_kind(const char *bytes, size_t length);

#endif /* ECOM_FILES_KIND_H */
