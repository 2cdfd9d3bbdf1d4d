/*
 * files/source.h
 *		A file on the server, read once from begin to end: its contents, gunzipped if need be, and their SHA-256.
 *
 * A large one is read ahead of its user, in a background worker:
 *
 *	worker		file -> gunzip -> SHA-256 -> queue in shared memory
 *	this process							queue -> user
 *
 * Where no worker can be had, or it stops for whatever reason, this process reads the file itself and reports what is
 * wrong with it, if anything is.
 */
#ifndef ECOM_FILES_SOURCE_H
#define ECOM_FILES_SOURCE_H

#include "base/compat.h"

#include "common/sha2.h"

typedef struct FileSource FileSource;

/* Who reads a file, and how. */
typedef struct FileUse
{
	bool
		by_extension; /* its own file; else the user names it, and must have the right to read the server's files */
	bool worker_if_large;  /* a background worker may read it */
	const char *otherwise; /* for hints: what else a user without the right can do; how the sentence ends */
	const char *if_directory; /* for hints, NULL for none: where the path leads to a directory ... */
	const char *if_special;	  /* ... or to a pipe or the like */
} FileUse;

/* The check of the right, for those who have to do something before they open the file. */
extern void file_source_check_right(const FileUse *use);

/*
 * Opens a file for reading; an error if its user may not, if there is none, it cannot be read, or it is no regular
 * file.  It is closed at the end of the transaction if not before.
 */
extern FileSource *file_source_open(const char *path, const FileUse *use);

/*
 * Reads up to size bytes of the contents; returns how many, 0 at the end.  An error where the file cannot be
 * read, is damaged (gzip), or holds what is no text (files/kind.h).
 */
extern size_t file_source_read(FileSource *source, char *buffer, size_t size);

/* The size of the file, and how much of it has been read: as stored, so compressed if it is. */
extern uint64 file_source_size(const FileSource *source);
extern uint64 file_source_position(const FileSource *source);

/* The size of its contents, or -1 where only reading them tells. */
extern int64 file_source_contents_size(const FileSource *source);

/* How many bytes file_source_read has given out. */
extern uint64 file_source_bytes(const FileSource *source);

/*
 * Closes the file after the last read, and gives the SHA-256 of what was read, in hexadecimal.  An error if the file was
 * written to since it was opened: what was read is then neither the old file nor the new one.
 */
extern void file_source_finish(FileSource *source, char sha256[PG_SHA256_DIGEST_STRING_LENGTH]);

/* Are both the same file, in the same state? */
extern bool file_source_is_same(const FileSource *a, const FileSource *b);

/* Closes it without: whatever was read of it. */
extern void file_source_close(FileSource *source);

#endif /* ECOM_FILES_SOURCE_H */
