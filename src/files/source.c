/*
 * files/source.c
 *		A file on the server: reads it, gunzips it, hashes it, and notices when somebody writes to it meanwhile.
 */
#include "files/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "catalog/pg_authid.h"
#include "common/cryptohash.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/fd.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/wait_event.h"

#define GZIP_MAGIC "\x1f\x8b"
#define COMPRESSED_BLOCK (64 * 1024)
#define DETECT_GZIP (15 + 16) /* zlib's window bits: the largest window, gzip header expected */

struct FileSource
{
	char *path;
	int fd;
	FileIdentity at_open;
	uint64 position; /* bytes of the file that were read */
	uint64 bytes;	 /* bytes of its contents that were given out */
	pg_cryptohash_ctx *hash;

	bool gzip;
	bool gzip_ended; /* between two members of a gzip file, or at its end */
	z_stream inflater;
	unsigned char *compressed; /* COMPRESSED_BLOCK bytes */
};

/* zlib allocates from the memory context, so that an error leaves nothing behind. */
static void *
zlib_alloc(void *context, unsigned items, unsigned size)
{
	return MemoryContextAllocExtended(context, (Size) items * size, MCXT_ALLOC_NO_OOM);
}

static void
zlib_free(void *context, void *block)
{
	pfree(block);
}

static void
file_status(const FileSource *source, struct stat *status)
{
	if (fstat(source->fd, status) != 0)
		ereport(ERROR, errcode_for_file_access(), errmsg("could not stat file \"%s\": %m", source->path));
}

static FileIdentity
identity_of(const struct stat *status)
{
	FileIdentity identity = {status->st_dev, status->st_ino, status->st_size, status->st_mtim.tv_sec,
							 status->st_mtim.tv_nsec};

	return identity;
}

/* Reads from the file itself. */
static size_t
read_file(FileSource *source, void *buffer, size_t size)
{
	ssize_t got;

	CHECK_FOR_INTERRUPTS();
	pgstat_report_wait_start(WAIT_EVENT_COPY_FILE_READ);
	got = read(source->fd, buffer, size);
	pgstat_report_wait_end();
	if (got < 0)
		ereport(ERROR, errcode_for_file_access(), errmsg("could not read file \"%s\": %m", source->path));
	source->position += got;
	return got;
}

/* Readies decompression where the file begins as gzip files do. */
static void
detect_gzip(FileSource *source)
{
	unsigned char magic[2];
	ssize_t got = pg_pread(source->fd, magic, sizeof(magic), 0);

	if (got < 0)
		ereport(ERROR, errcode_for_file_access(), errmsg("could not read file \"%s\": %m", source->path));
	if (got == sizeof(magic) && memcmp(magic, GZIP_MAGIC, sizeof(magic)) == 0)
	{
		source->gzip = true;
		source->compressed = palloc(COMPRESSED_BLOCK);
		source->inflater.zalloc = zlib_alloc;
		source->inflater.zfree = zlib_free;
		source->inflater.opaque = CurrentMemoryContext;
		if (inflateInit2(&source->inflater, DETECT_GZIP) != Z_OK)
			ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY),
					errmsg("could not start to decompress \"%s\"", source->path));
	}
}

void
file_source_check_privilege(const char *or_else)
{
	if (!has_privs_of_role(GetUserId(), ROLE_PG_READ_SERVER_FILES))
		ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("permission denied to load a file from the server"),
				errdetail("Only roles with the privileges of the \"%s\" role may read files of the server.",
						  "pg_read_server_files"),
				errhint("Ask for it (GRANT pg_read_server_files TO ...), %s.", or_else));
}

FileSource *
file_source_open(const char *path)
{
	FileSource *source = palloc0(sizeof(FileSource));
	struct stat status;

	source->path = pstrdup(path);
	source->fd = OpenTransientFile(path, O_RDONLY | O_NONBLOCK | PG_BINARY);
	if (source->fd < 0)
		ereport(
			ERROR, errcode_for_file_access(), errmsg("could not open file \"%s\" for reading: %m", path),
			errhint(
				"The file is opened on the server, by the operating system's user that the server runs as."));
	file_status(source, &status);
	if (S_ISDIR(status.st_mode))
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE), errmsg("\"%s\" is a directory", path),
				errhint("Give the path of a file; ecom.load_directory() loads the three files of a folder."));
	if (!S_ISREG(status.st_mode))
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE), errmsg("\"%s\" is not a regular file", path),
				errhint("Pipes and devices can be loaded with COPY."));
	source->at_open = identity_of(&status);
	detect_gzip(source);
	source->hash = pg_cryptohash_create(PG_SHA256);
	if (source->hash == NULL || pg_cryptohash_init(source->hash) < 0)
		elog(ERROR, "could not start SHA-256");
	return source;
}

static void
report_damage(const FileSource *source, const char *what)
{
	ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED),
			errmsg("could not decompress file \"%s\": %s", source->path, what),
			errhint("Test it with gzip -t, and fetch it again."));
}

/* Reads from a gzip file, which may have several members, one behind the other. */
static size_t
read_gzip(FileSource *source, char *buffer, size_t size)
{
	z_stream *inflater = &source->inflater;

	inflater->next_out = (unsigned char *) buffer;
	inflater->avail_out = size;
	while (inflater->avail_out == size)
	{
		int status;

		if (inflater->avail_in == 0)
		{
			inflater->next_in = source->compressed;
			inflater->avail_in = read_file(source, source->compressed, COMPRESSED_BLOCK);
			if (inflater->avail_in == 0)
			{
				if (!source->gzip_ended)
					report_damage(source, "it ends too early");
				return 0;
			}
		}
		if (source->gzip_ended)
		{
			/* zeros fill up the file, else another member begins */
			while (inflater->avail_in > 0 && *inflater->next_in == 0)
			{
				inflater->next_in++;
				inflater->avail_in--;
			}
			if (inflater->avail_in == 0)
				continue;
			inflateReset(inflater);
			source->gzip_ended = false;
		}
		status = inflate(inflater, Z_NO_FLUSH);
		if (status == Z_STREAM_END)
			source->gzip_ended = true;
		else if (status != Z_OK && status != Z_BUF_ERROR)
			report_damage(source, inflater->msg != NULL ? inflater->msg : zError(status));
	}
	return size - inflater->avail_out;
}

size_t
file_source_read(FileSource *source, char *buffer, size_t size)
{
	size_t got = source->gzip ? read_gzip(source, buffer, size) : read_file(source, buffer, size);

	if (source->bytes == 0 && got >= 2 &&
		(memcmp(buffer, "\xff\xfe", 2) == 0 || memcmp(buffer, "\xfe\xff", 2) == 0))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("file \"%s\" is encoded in UTF-16", source->path),
				errdetail("It begins with the byte order mark of UTF-16."),
				errhint("Convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW."));
	if (pg_cryptohash_update(source->hash, (const uint8 *) buffer, got) < 0)
		elog(ERROR, "could not compute SHA-256");
	source->bytes += got;
	return got;
}

uint64
file_source_size(const FileSource *source)
{
	return source->at_open.size;
}

int64
file_source_contents_size(const FileSource *source)
{
	return source->gzip ? -1 : source->at_open.size;
}

uint64
file_source_position(const FileSource *source)
{
	return source->position;
}

uint64
file_source_bytes(const FileSource *source)
{
	return source->bytes;
}

FileIdentity
file_source_identity(const FileSource *source)
{
	return source->at_open;
}

bool
file_source_is(const FileSource *source, const FileIdentity *identity)
{
	const FileIdentity *own = &source->at_open;

	return own->device == identity->device && own->inode == identity->inode && own->size == identity->size &&
		   own->written_seconds == identity->written_seconds &&
		   own->written_nanoseconds == identity->written_nanoseconds;
}

void
file_source_report_change(const FileSource *source)
{
	ereport(ERROR, errcode(ERRCODE_OBJECT_IN_USE),
			errmsg("file \"%s\" was written to while it was read", source->path),
			errdetail("It had %lld bytes when it was opened.", (long long) source->at_open.size),
			errhint("Load it when whoever writes it has finished."));
}

void
file_source_check_unchanged(const FileSource *source)
{
	struct stat status;
	FileIdentity now;

	file_status(source, &status);
	now = identity_of(&status);
	if (!file_source_is(source, &now))
		file_source_report_change(source);
}

void
file_source_finish(FileSource *source, char sha256[PG_SHA256_DIGEST_STRING_LENGTH])
{
	uint8 digest[PG_SHA256_DIGEST_LENGTH];

	file_source_check_unchanged(source);
	if (source->position != (uint64) source->at_open.size)
		file_source_report_change(source);
	if (pg_cryptohash_final(source->hash, digest, sizeof(digest)) < 0)
		elog(ERROR, "could not compute SHA-256");
	hex_encode((const char *) digest, sizeof(digest), sha256);
	sha256[2 * PG_SHA256_DIGEST_LENGTH] = '\0';
}

void
file_source_close(FileSource *source)
{
	CloseTransientFile(source->fd);
	pg_cryptohash_free(source->hash);
	if (source->gzip)
	{
		inflateEnd(&source->inflater);
		pfree(source->compressed);
	}
	pfree(source->path);
	pfree(source);
}
