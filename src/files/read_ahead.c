/*
 * files/read_ahead.c
 *		Has a background worker read a file.
 *
 * What passes through the queue: which file the worker has opened; blocks of contents, each behind the position in the
 * file up to which it was read; and at the end the SHA-256 of the whole.
 */
#include "files/read_ahead.h"

#include "base/worker.h"

#define QUEUE_SIZE (1024 * 1024)
#define BYTES_OF_MESSAGE (64 * 1024)

static const WorkerKind read_ahead_worker = {
	.function = "ecom_read_ahead", .name = "read-ahead", .sends = true, .queue_size = QUEUE_SIZE};

/* Where a message on a block has its position, one on the end has this, which no file has. */
#define AT_END PG_UINT64_MAX
typedef struct LastMessage
{
	uint64 position;
	char sha256[PG_SHA256_DIGEST_STRING_LENGTH];
} LastMessage;

struct ReadAhead
{
	Worker worker;
	FileIdentity expected;
	bool begun;		   /* the worker has opened the file that was expected */
	uint64 position;   /* of the worker in the file */
	const char *block; /* of the message that is being given out, and what is left of it */
	Size left;
	LastMessage last;
	bool ended; /* the last message has come */
};

ReadAhead *
read_ahead_start(const char *path, const FileIdentity *expected)
{
	ReadAhead *ahead = palloc0(sizeof(ReadAhead));

	ahead->expected = *expected;
	if (worker_start(&ahead->worker, &read_ahead_worker, path))
		return ahead;
	pfree(ahead);
	return NULL;
}

/* Waits for the first message; false if there is none, or it tells of another file. */
static bool
begin(ReadAhead *ahead)
{
	Size size;
	void *message;

	ahead->begun = shm_mq_receive(ahead->worker.queue, &size, &message, false) == SHM_MQ_SUCCESS &&
				   size == sizeof(FileIdentity) && file_identity_equals(message, &ahead->expected);
	return ahead->begun;
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
	if (position == AT_END)
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

bool
read_ahead_read(ReadAhead *ahead, char *buffer, size_t size, size_t *got)
{
	if (!ahead->begun && !begin(ahead))
		return false;
	if (ahead->left == 0 && !ahead->ended && !receive(ahead))
		return false;
	*got = Min(size, ahead->left);
	memcpy(buffer, ahead->block, *got);
	ahead->block += *got;
	ahead->left -= *got;
	return true;
}

uint64
read_ahead_position(const ReadAhead *ahead)
{
	return ahead->position;
}

const char *
read_ahead_sha256(const ReadAhead *ahead)
{
	return ahead->last.sha256;
}

void
read_ahead_stop(ReadAhead *ahead)
{
	worker_abandon(&ahead->worker);
	pfree(ahead);
}

/*
 * The worker.
 */

/* Reads the file and sends it, until it ends or nobody listens any more. */
static void
send_file(const char *path, shm_mq_handle *queue)
{
	static const FileUse whatever = {0}; /* its user was asked before, and errors stay here */
	FileContents *contents = file_contents_open(path, &whatever);
	char *block = palloc(BYTES_OF_MESSAGE);
	LastMessage last = {AT_END};
	size_t got;

	if (shm_mq_send(queue, sizeof(FileIdentity), file_contents_identity(contents), false, true) !=
		SHM_MQ_SUCCESS)
		return;
	while ((got = file_contents_read(contents, block, BYTES_OF_MESSAGE)) > 0)
	{
		uint64 position = file_contents_position(contents);
		shm_mq_iovec message[] = {{(const char *) &position, sizeof(position)}, {block, got}};

		if (shm_mq_sendv(queue, message, lengthof(message), false, false) != SHM_MQ_SUCCESS)
			return;
	}
	file_contents_finish(contents, last.sha256);
	file_contents_close(contents);
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
