/*
 * files/contents.h
 *		The contents of a file, read once from begin to end: gunzipped if need be, and their SHA-256.
 *
 * Private to this room; others read a file through files/source.h.
 */
#ifndef ECOM_FILES_CONTENTS_H
#define ECOM_FILES_CONTENTS_H

#include "base/compat.h"

#include "common/sha2.h"

#include "files/source.h"

typedef struct FileContents FileContents;

/* Which file it is, and in which state it was opened. */
typedef struct FileIdentity
{
	uint64 device;
	uint64 inode;
	int64 size;
	int64 written_seconds; /* time of the last write, and the rest in nanoseconds */
	int64 written_nanoseconds;
	int64 changed_seconds; /* time of the last change of its state, which also moving and linking it are */
	int64 changed_nanoseconds;
} FileIdentity;

/* Is it the same file, and does nothing say that it was written to?  A change of its state says nothing yet. */
extern bool file_identity_equals(const FileIdentity *a, const FileIdentity *b);

/* As file_source_open, without asking who may. */
extern FileContents *file_contents_open(const char *path, const FileUse *use);

extern const FileIdentity *file_contents_identity(const FileContents *contents);

/* Is the file compressed? */
extern bool file_contents_are_gzip(const FileContents *contents);

/* As file_source_read. */
extern size_t file_contents_read(FileContents *contents, char *buffer, size_t size);

/* How much of the file has been read, as stored, and how many bytes were given out. */
extern uint64 file_contents_position(const FileContents *contents);
extern uint64 file_contents_bytes(const FileContents *contents);

/* An error if the file was written to since it was opened, when its contents had this SHA-256.  They are read no more. */
extern void file_contents_check_unchanged(FileContents *contents, const char *sha256);

/* An error if anything has happened to the file since it was opened, be it that it was moved. */
extern void file_contents_check_untouched(const FileContents *contents);

/* After the last read: the SHA-256 of all, in hexadecimal.  An error if the file was written to since it was opened. */
extern void file_contents_finish(FileContents *contents, char sha256[PG_SHA256_DIGEST_STRING_LENGTH]);

extern void file_contents_close(FileContents *contents);

#endif /* ECOM_FILES_CONTENTS_H */
