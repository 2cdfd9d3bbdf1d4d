/*
 * files/source.h
 *		A file on the server, read once from begin to end: its contents, gunzipped if need be, and their SHA-256.
 */
#ifndef ECOM_FILES_SOURCE_H
#define ECOM_FILES_SOURCE_H

#include "base/compat.h"

#include "common/sha2.h"

typedef struct FileSource FileSource;

/* An error unless the user may read the server's files; or_else ends the hint. */
extern void file_source_check_privilege(const char *or_else);

/*
 * Opens a file for reading; an error if there is none, it cannot be read, or it is no regular file.  It is
 * closed at the end of the transaction if not before.
 */
extern FileSource *file_source_open(const char *path);

/*
 * Reads up to size bytes of the contents; returns how many, 0 at the end.  An error where the file cannot be
 * read, is damaged (gzip), or is UTF-16.
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
 * The SHA-256 of what was read, in hexadecimal, after the last read.  An error if the file was written to
 * since it was opened: what was read is then neither the old file nor the new one.
 */
extern void file_source_finish(FileSource *source, char sha256[PG_SHA256_DIGEST_STRING_LENGTH]);

/* An error if the file was written to since it was opened. */
extern void file_source_check_unchanged(const FileSource *source);

/* Raises that error. */
extern void file_source_report_change(const FileSource *source);

extern void file_source_close(FileSource *source);

/* Which file it is, and in which state it was opened. */
typedef struct FileIdentity
{
	uint64 device;
	uint64 inode;
	int64 size;
	int64 written_seconds; /* time of the last write, and the rest in nanoseconds */
	int64 written_nanoseconds;
} FileIdentity;

extern bool file_source_is(const FileSource *source, const FileIdentity *identity);
extern FileIdentity file_source_identity(const FileSource *source);

#endif /* ECOM_FILES_SOURCE_H */
