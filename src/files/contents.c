/*
 * files/contents.c
 *		The contents of a file: reads them, gunzips them, hashes them, and notices when somebody writes to the file meanwhile.
 */
#include "files/contents.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "common/cryptohash.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/fd.h"
#include "utils/builtins.h"
#include "utils/wait_event.h"

#include "files/kind.h"

#define GZIP_MAGIC "\x1f\x8b"
#define COMPRESSED_BLOCK (64 * 1024)
#define DETECT_GZIP (15 + 16) /* zlib's window bits: the largest window, gzip header expected */

struct FileContents
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
file_status(const FileContents *contents, struct stat *status)
{
	if (fstat(contents->fd, status) != 0)
		ereport(ERROR, errcode_for_file_access(), errmsg("could not stat file \"%s\": %m", contents->path));
}

static FileIdentity
identity_of(const struct stat *status)
{
	FileIdentity identity = {status->st_dev,		 status->st_ino,		  status->st_size,
							 status->st_mtim.tv_sec, status->st_mtim.tv_nsec, status->st_ctim.tv_sec,
							 status->st_ctim.tv_nsec};

	return identity;
}

bool
file_identity_equals(const FileIdentity *a, const FileIdentity *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
		   a->written_seconds == b->written_seconds && a->written_nanoseconds == b->written_nanoseconds;
}

/* Reads from the file itself. */
static size_t
read_file(FileContents *contents, void *buffer, size_t size)
{
	ssize_t got;

	CHECK_FOR_INTERRUPTS();
	pgstat_report_wait_start(WAIT_EVENT_COPY_FILE_READ);
	got = read(contents->fd, buffer, size);
	pgstat_report_wait_end();
	if (got < 0)
		ereport(ERROR, errcode_for_file_access(), errmsg("could not read file \"%s\": %m", contents->path));
	contents->position += got;
	return got;
}

/* Readies decompression where the file begins as gzip files do. */
static void
detect_gzip(FileContents *contents)
{
	unsigned char magic[2];
	ssize_t got = pg_pread(contents->fd, magic, sizeof(magic), 0);

	if (got < 0)
		ereport(ERROR, errcode_for_file_access(), errmsg("could not read file \"%s\": %m", contents->path));
	if (got == sizeof(magic) && memcmp(magic, GZIP_MAGIC, sizeof(magic)) == 0)
	{
		contents->gzip = true;
		contents->compressed = palloc(COMPRESSED_BLOCK);
		contents->inflater.zalloc = zlib_alloc;
		contents->inflater.zfree = zlib_free;
		contents->inflater.opaque = CurrentMemoryContext;
		if (inflateInit2(&contents->inflater, DETECT_GZIP) != Z_OK)
			ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY),
					errmsg("could not start to decompress \"%s\"", contents->path));
	}
}

/* The refusal of a file that was not opened.  What a path is to blame for is no internal error, as it would be by default. */
pg_noreturn static void
refuse_path(const char *path, int reason)
{
	bool too_long = reason == ENAMETOOLONG;
	bool no_file = reason == ELOOP || reason == ENXIO || reason == ENODEV; /* as a socket */
	int shown = pg_mbcliplen(path, strlen(path), MAXPGPATH);

	errno = reason;
	ereport(
		ERROR,
		too_long  ? errcode(ERRCODE_NAME_TOO_LONG)
		: no_file ? errcode(ERRCODE_WRONG_OBJECT_TYPE)
				  : errcode_for_file_access(),
		errmsg("could not open file \"%.*s%s\" for reading: %m", shown, path,
			   path[shown] != '\0' ? "..." : ""),
		errhint("The file is opened on the server, by the operating system's user that the server runs as."));
}

FileContents *
file_contents_open(const char *path, const FileUse *use)
{
	FileContents *contents = palloc0(sizeof(FileContents));
	struct stat status;

	contents->path = pstrdup(path);
	contents->fd = OpenTransientFile(path, O_RDONLY | O_NONBLOCK | PG_BINARY);
	if (contents->fd < 0)
		refuse_path(path, errno);
	file_status(contents, &status);
	if (S_ISDIR(status.st_mode))
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE), errmsg("\"%s\" is a directory", path),
				use->if_directory != NULL ? errhint("%s", use->if_directory) : 0);
	if (!S_ISREG(status.st_mode))
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE), errmsg("\"%s\" is not a regular file", path),
				use->if_special != NULL ? errhint("%s", use->if_special) : 0);
	contents->at_open = identity_of(&status);
	detect_gzip(contents);
	contents->hash = pg_cryptohash_create(PG_SHA256);
	if (contents->hash == NULL || pg_cryptohash_init(contents->hash) < 0)
		elog(ERROR, "could not start SHA-256");
	return contents;
}

static void
report_damage(const FileContents *contents, const char *what)
{
	ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED),
			errmsg("could not decompress file \"%s\": %s", contents->path, what),
			errhint("Test it with gzip -t, and fetch it again."));
}

/* Reads from a gzip file, which may have several members, one behind the other. */
static size_t
read_gzip(FileContents *contents, char *buffer, size_t size)
{
	z_stream *inflater = &contents->inflater;

	inflater->next_out = (unsigned char *) buffer;
	inflater->avail_out = size;
	while (inflater->avail_out == size)
	{
		int status;

		if (inflater->avail_in == 0)
		{
			inflater->next_in = contents->compressed;
			inflater->avail_in = read_file(contents, contents->compressed, COMPRESSED_BLOCK);
			if (inflater->avail_in == 0)
			{
				if (!contents->gzip_ended)
					report_damage(contents, "it ends too early");
				return 0;
			}
		}
		if (contents->gzip_ended)
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
			contents->gzip_ended = false;
		}
		status = inflate(inflater, Z_NO_FLUSH);
		if (status == Z_STREAM_END)
			contents->gzip_ended = true;
		else if (status != Z_OK && status != Z_BUF_ERROR)
			report_damage(contents, inflater->msg != NULL ? inflater->msg : zError(status));
	}
	return size - inflater->avail_out;
}

static size_t
read_some(FileContents *contents, char *buffer, size_t size)
{
	return contents->gzip ? read_gzip(contents, buffer, size) : read_file(contents, buffer, size);
}

/* The first read; an error if what it gives is no text.  The members of a gzip file may give it a byte at a time. */
static size_t
read_first(FileContents *contents, char *buffer, size_t size)
{
	const FileKind *kind;
	size_t length = 0;
	size_t got;

	do
	{
		got = read_some(contents, buffer + length, size - length);
		length += got;
	} while (got > 0 && length < Min(size, FILE_KIND_BYTES));
	kind = file_binary_kind(buffer, length);
	if (kind != NULL)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("file \"%s\" is %s", contents->path, kind->name), errhint("%s", kind->hint));
	return length;
}

size_t
file_contents_read(FileContents *contents, char *buffer, size_t size)
{
	size_t got = contents->bytes > 0 ? read_some(contents, buffer, size) : read_first(contents, buffer, size);

	if (pg_cryptohash_update(contents->hash, (const uint8 *) buffer, got) < 0)
		elog(ERROR, "could not compute SHA-256");
	contents->bytes += got;
	return got;
}

const FileIdentity *
file_contents_identity(const FileContents *contents)
{
	return &contents->at_open;
}

bool
file_contents_are_gzip(const FileContents *contents)
{
	return contents->gzip;
}

uint64
file_contents_position(const FileContents *contents)
{
	return contents->position;
}

uint64
file_contents_bytes(const FileContents *contents)
{
	return contents->bytes;
}

static void
report_change(const FileContents *contents)
{
	ereport(ERROR, errcode(ERRCODE_OBJECT_IN_USE),
			errmsg("file \"%s\" was written to while it was read", contents->path),
			errdetail("It had %lld bytes when it was opened.", (long long) contents->at_open.size),
			errhint("Load it when whoever writes it has finished."));
}

/* Reads on from the begin. */
static void
rewind_contents(FileContents *contents)
{
	if (lseek(contents->fd, 0, SEEK_SET) != 0)
		ereport(ERROR, errcode_for_file_access(),
				errmsg("could not seek in file \"%s\": %m", contents->path));
	contents->position = 0;
	contents->bytes = 0;
	if (contents->gzip)
	{
		inflateReset(&contents->inflater);
		contents->inflater.avail_in = 0;
		contents->gzip_ended = false;
	}
	if (pg_cryptohash_init(contents->hash) < 0)
		elog(ERROR, "could not start SHA-256");
}

/* The SHA-256 of what was read. */
static void
hash_text(FileContents *contents, char sha256[PG_SHA256_DIGEST_STRING_LENGTH])
{
	uint8 digest[PG_SHA256_DIGEST_LENGTH];

	if (pg_cryptohash_final(contents->hash, digest, sizeof(digest)) < 0)
		elog(ERROR, "could not compute SHA-256");
	hex_encode((const char *) digest, sizeof(digest), sha256);
	sha256[2 * PG_SHA256_DIGEST_LENGTH] = '\0';
}

/* Files of /proc and the like say that they are empty. */
static void
check_size(const FileContents *contents)
{
	if (contents->at_open.size == 0 && contents->position > 0)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("file \"%s\" has no size", contents->path),
				errdetail("It says that it is empty, and gives %llu bytes, as files of /proc do.",
						  (unsigned long long) contents->position),
				errhint("Copy it, and load the copy."));
	if (contents->position != (uint64) contents->at_open.size)
		report_change(contents);
}

/* An error if the file says that it was written to; returns when its state changed last. */
static FileIdentity
check_identity(const FileContents *contents)
{
	struct stat status;
	FileIdentity now;

	file_status(contents, &status);
	now = identity_of(&status);
	if (!file_identity_equals(&contents->at_open, &now))
		report_change(contents);
	return now;
}

static bool
is_untouched(const FileContents *contents, const FileIdentity *now)
{
	return now->changed_seconds == contents->at_open.changed_seconds &&
		   now->changed_nanoseconds == contents->at_open.changed_nanoseconds;
}

void
file_contents_check_untouched(const FileContents *contents)
{
	FileIdentity now = check_identity(contents);

	if (!is_untouched(contents, &now))
		report_change(contents);
}

/*
 * Who writes to a file can put the time of its last write back (rsync, cp -p), but not that of the last change of its state,
 * which changes, too, when it is moved or linked.  So where only that one is another, the contents are read once more.
 */
void
file_contents_check_unchanged(FileContents *contents, const char *sha256)
{
	for (;;)
	{
		FileIdentity now = check_identity(contents);
		char again[PG_SHA256_DIGEST_STRING_LENGTH];
		char *block;

		if (is_untouched(contents, &now))
			return;
		contents->at_open = now;
		rewind_contents(contents);
		block = palloc(COMPRESSED_BLOCK);
		while (file_contents_read(contents, block, COMPRESSED_BLOCK) > 0)
			;
		pfree(block);
		hash_text(contents, again);
		if (strcmp(again, sha256) != 0)
			report_change(contents);
	}
}

void
file_contents_finish(FileContents *contents, char sha256[PG_SHA256_DIGEST_STRING_LENGTH])
{
	check_identity(contents);
	check_size(contents);
	hash_text(contents, sha256);
	file_contents_check_unchanged(contents, sha256);
}

void
file_contents_close(FileContents *contents)
{
	CloseTransientFile(contents->fd);
	pg_cryptohash_free(contents->hash);
	if (contents->gzip)
	{
		inflateEnd(&contents->inflater);
		pfree(contents->compressed);
	}
	pfree(contents->path);
	pfree(contents);
}
