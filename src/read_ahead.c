/*
 * read_ahead.c
 *		Reads large files in a background worker.
 *
 * What passes through the queue: blocks of contents, each behind the position in the file up to which it was
 * read, and at the end the SHA-256 of the whole and which file it is of.
 */
#include "read_ahead.h"

#include "miscadmin.h"

#include "settings.h"
#include "worker.h"

#define WORTH_A_WORKER (4 * 1024 * 1024) /* bytes; a smaller file is read before a worker has started */
#define QUEUE_SIZE (1024 * 1024)
#define BLOCK_SIZE (64 * 1024)

static const WorkerKind read_ahead_worker = {
	.function = "ecom_read_ahead", .name = "read-ahead", .sends = true, .queue_size = QUEUE_SIZE};

/* The last message; tells itself from a block by the position, which no file has. */
#define LAST_POSITION PG_UINT64_MAX
typedef struct LastMessage
{
	uint64 position;
	FileIdentity identity;
	char sha256[PG_SHA256_DIGEST_STRING_LENGTH];
} LastMessage;

struct ReadAhead
{
	FileSource *source; /* read from directly where there is no worker */
	uint64 bytes;		/* given out */

	Worker worker;
	uint64 position;   /* of the worker in the file */
	const char *block; /* of the message that is being given out, and what is left of it */
	Size left;
	LastMessage last;
	bool ended; /* the last message has come */
};

ReadAhead *
read_ahead_open(const char *path)
{
	ReadAhead *ahead = palloc0(sizeof(ReadAhead));

	ahead->source = file_source_open(path);
	if (setting_read_ahead && file_source_size(ahead->source) >= WORTH_A_WORKER)
		worker_start(&ahead->worker, &read_ahead_worker, path);
	return ahead;
}

/* The worker has stopped: goes on in this process, where it stopped. */
static void
go_on_alone(ReadAhead *ahead)
{
	char *block = palloc(BLOCK_SIZE);

	worker_abandon(&ahead->worker);
	while (file_source_bytes(ahead->source) < ahead->bytes)
		if (file_source_read(ahead->source, block,
							 Min(BLOCK_SIZE, ahead->bytes - file_source_bytes(ahead->source))) == 0)
			break; /* it was cut short, as closing it will say */
	pfree(block);
}

/* Waits for the next message; false if the worker has stopped. */
static bool
receive(ReadAhead *ahead)
{
	Size size;
	void *message;
	uint64 position;

	if (shm_mq_receive(ahead->worker.queue, &size, &message, false) != SHM_MQ_SUCCESS)
		return false;
	memcpy(&position, message, sizeof(position));
	if (position == LAST_POSITION)
	{
		memcpy(&ahead->last, message, sizeof(ahead->last));
		ahead->ended = true;
		return true;
	}
	ahead->position = position;
	ahead->block = (char *) message + sizeof(position);
	ahead->left = size - sizeof(position);
	return true;
}

size_t
read_ahead_read(ReadAhead *ahead, char *buffer, size_t size)
{
	size_t got;

	CHECK_FOR_INTERRUPTS();
	if (worker_is_there(&ahead->worker) && ahead->left == 0 && !ahead->ended && !receive(ahead))
		go_on_alone(ahead);
	if (!worker_is_there(&ahead->worker))
		got = file_source_read(ahead->source, buffer, size);
	else
	{
		got = Min(size, ahead->left);
		memcpy(buffer, ahead->block, got);
		ahead->block += got;
		ahead->left -= got;
	}
	ahead->bytes += got;
	return got;
}

uint64
read_ahead_size(const ReadAhead *ahead)
{
	return file_source_size(ahead->source);
}

int64
read_ahead_contents_size(const ReadAhead *ahead)
{
	return file_source_contents_size(ahead->source);
}

uint64
read_ahead_position(const ReadAhead *ahead)
{
	return worker_is_there(&ahead->worker) ? ahead->position : file_source_position(ahead->source);
}

uint64
read_ahead_bytes(const ReadAhead *ahead)
{
	return ahead->bytes;
}

void
read_ahead_close(ReadAhead *ahead, char sha256[PG_SHA256_DIGEST_STRING_LENGTH])
{
	if (!worker_is_there(&ahead->worker))
		file_source_finish(ahead->source, sha256);
	else
	{
		file_source_check_unchanged(ahead->source);
		if (!file_source_is(ahead->source, &ahead->last.identity))
			file_source_report_change(ahead->source);
		strlcpy(sha256, ahead->last.sha256, PG_SHA256_DIGEST_STRING_LENGTH);
		worker_abandon(&ahead->worker);
	}
	file_source_close(ahead->source);
	pfree(ahead);
}

/* Reads the file and sends it, until it ends or nobody listens any more. */
static void
send_file(const char *path, shm_mq_handle *queue)
{
	FileSource *source = file_source_open(path);
	char *block = palloc(BLOCK_SIZE);
	LastMessage last = {LAST_POSITION};
	size_t got;

	while ((got = file_source_read(source, block, BLOCK_SIZE)) > 0)
	{
		uint64 position = file_source_position(source);
		shm_mq_iovec message[] = {{(const char *) &position, sizeof(position)}, {block, got}};

		if (shm_mq_sendv(queue, message, lengthof(message), false, false) != SHM_MQ_SUCCESS)
			return;
	}
	file_source_finish(source, last.sha256);
	last.identity = file_source_identity(source);
	file_source_close(source);
	shm_mq_send(queue, sizeof(last), &last, false, true);
}

void
ecom_read_ahead(Datum segment)
{
	Worker worker;
	const char *path = worker_attach(&worker, &read_ahead_worker, segment);

	if (path == NULL)
		return;
	PG_TRY();
	{
		send_file(path, worker.queue);
	}
	PG_CATCH();
	{
		/* the process that waits meets the same error, and reports it to its user */
		FlushErrorState();
	}
	PG_END_TRY();
	worker_abandon(&worker);
}
