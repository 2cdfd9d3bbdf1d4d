/*
 * files/source.c
 *		A file on the server, read by this process or by a worker.
 */
#include "files/source.h"

#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "utils/acl.h"

#include "files/contents.h"
#include "files/read_ahead.h"

#define WORTH_A_WORKER (4 * 1024 * 1024) /* bytes; a smaller file is read before a worker has started */
#define SKIPPED_AT_ONCE (64 * 1024)

struct FileSource
{
	FileContents *contents; /* opened here in any case: it tells which file it is, and whether it changes */
	ReadAhead *ahead;		/* NULL: the contents are read here, too */
	uint64 bytes;			/* given out */
};

void
file_source_check_right(const FileUse *use)
{
	if (!use->by_extension && !has_privs_of_role(GetUserId(), ROLE_PG_READ_SERVER_FILES))
		ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("permission denied to load a file from the server"),
				errdetail("Only roles with the privileges of the \"%s\" role may read files of the server.",
						  "pg_read_server_files"),
				errhint("Ask for it (GRANT pg_read_server_files TO ...), %s.", use->otherwise));
}

FileSource *
file_source_open(const char *path, const FileUse *use)
{
	FileSource *source = palloc0(sizeof(FileSource));

	file_source_check_right(use);
	source->contents = file_contents_open(path, use);
	if (use->worker_if_large && file_source_size(source) >= WORTH_A_WORKER)
		source->ahead = read_ahead_start(path, file_contents_identity(source->contents));
	return source;
}

/* The worker has stopped: goes on in this process, where it stopped. */
static void
go_on_alone(FileSource *source)
{
	char *skipped = palloc(SKIPPED_AT_ONCE);

	read_ahead_stop(source->ahead);
	source->ahead = NULL;
	while (file_contents_bytes(source->contents) < source->bytes)
		if (file_contents_read(source->contents, skipped,
							   Min(SKIPPED_AT_ONCE, source->bytes - file_contents_bytes(source->contents))) ==
			0)
			break; /* it was cut short, as finishing it will say */
	pfree(skipped);
	/* what was skipped is what the worker has read only if nobody has written to it */
	if (source->bytes > 0)
		file_contents_check_untouched(source->contents);
}

size_t
file_source_read(FileSource *source, char *buffer, size_t size)
{
	size_t got;

	CHECK_FOR_INTERRUPTS();
	if (source->ahead != NULL && !read_ahead_read(source->ahead, buffer, size, &got))
		go_on_alone(source);
	if (source->ahead == NULL)
		got = file_contents_read(source->contents, buffer, size);
	source->bytes += got;
	return got;
}

uint64
file_source_size(const FileSource *source)
{
	return file_contents_identity(source->contents)->size;
}

int64
file_source_contents_size(const FileSource *source)
{
	return file_contents_are_gzip(source->contents) ? -1 : (int64) file_source_size(source);
}

uint64
file_source_position(const FileSource *source)
{
	return source->ahead != NULL ? read_ahead_position(source->ahead)
								 : file_contents_position(source->contents);
}

uint64
file_source_bytes(const FileSource *source)
{
	return source->bytes;
}

void
file_source_finish(FileSource *source, char sha256[PG_SHA256_DIGEST_STRING_LENGTH])
{
	if (source->ahead == NULL)
		file_contents_finish(source->contents, sha256);
	else
	{
		strlcpy(sha256, read_ahead_sha256(source->ahead), PG_SHA256_DIGEST_STRING_LENGTH);
		file_contents_check_unchanged(source->contents, sha256);
	}
	file_source_close(source);
}

bool
file_source_is_same(const FileSource *a, const FileSource *b)
{
	return file_identity_equals(file_contents_identity(a->contents), file_contents_identity(b->contents));
}

void
file_source_close(FileSource *source)
{
	if (source->ahead != NULL)
		read_ahead_stop(source->ahead);
	file_contents_close(source->contents);
	pfree(source);
}
