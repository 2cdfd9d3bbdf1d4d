/*
 * files/read_ahead.h
 *		Reads a file as files/source.h does, a large one ahead of its user, in a background worker.
 *
 *	worker		file -> gunzip -> SHA-256 -> queue in shared memory
 *	this process							queue -> CSV reader -> table
 *
 * The worker is an optimization and nothing more.  Where none can be had, or it stops for whatever reason,
 * this process reads the file itself and reports what is wrong with it, if anything is.
 */
#ifndef ECOM_FILES_READ_AHEAD_H
#define ECOM_FILES_READ_AHEAD_H

#include "base/compat.h"

#include "files/source.h"

typedef struct ReadAhead ReadAhead;

/* As file_source_open; without a worker, however large the file, where none is allowed. */
extern ReadAhead *read_ahead_open(const char *path, bool worker_allowed);

/* As file_source_read. */
extern size_t read_ahead_read(ReadAhead *ahead, char *buffer, size_t size);

/* As file_source_size, file_source_contents_size, file_source_position and file_source_bytes. */
extern uint64 read_ahead_size(const ReadAhead *ahead);
extern int64 read_ahead_contents_size(const ReadAhead *ahead);
extern uint64 read_ahead_position(const ReadAhead *ahead);
extern uint64 read_ahead_bytes(const ReadAhead *ahead);

/* As file_source_finish and file_source_close. */
extern void read_ahead_close(ReadAhead *ahead, char sha256[PG_SHA256_DIGEST_STRING_LENGTH]);

/* What the worker does. */
extern PGDLLEXPORT void ecom_read_ahead(Datum segment);

#endif /* ECOM_FILES_READ_AHEAD_H */
