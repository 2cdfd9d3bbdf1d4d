/*
 * files/read_ahead.h
 *		Has a background worker read a file.  Private to this room; others read a file through files/source.h.
 */
#ifndef ECOM_FILES_READ_AHEAD_H
#define ECOM_FILES_READ_AHEAD_H

#include "base/compat.h"

#include "files/contents.h"

typedef struct ReadAhead ReadAhead;

/* Starts a worker that reads the file of this path, which must be the one given.  NULL where none is to be had. */
extern ReadAhead *read_ahead_start(const char *path, const FileIdentity *expected);

/*
 * Reads up to size bytes of the contents; got becomes how many, 0 at the end.  False, and nothing read, if the worker has
 * stopped: it could not read on, or what it has opened is another file.
 */
extern bool read_ahead_read(ReadAhead *ahead, char *buffer, size_t size, size_t *got);

/* How much of the file has been read, as stored. */
extern uint64 read_ahead_position(const ReadAhead *ahead);

/* The SHA-256 of the contents, after the last read. */
extern const char *read_ahead_sha256(const ReadAhead *ahead);

/* Lets go of the worker. */
extern void read_ahead_stop(ReadAhead *ahead);

/* What the worker does. */
extern PGDLLEXPORT void ecom_read_ahead(Datum segment);

#endif /* ECOM_FILES_READ_AHEAD_H */
