/*
 * read_ahead.c
 *		Reads large files in a background worker.
 *
 * What passes through the queue: blocks of contents, each behind the position in the file up to which it was
 * read, and at the end the SHA-256 of the whole and which file it is of.
 */
#include "read_ahead.h"

#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "storage/dsm.h"
#include "storage/shm_mq.h"
#include "storage/shm_toc.h"
#include "tcop/tcopprot.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "settings.h"

#define WORTH_A_WORKER (4 * 1024 * 1024) /* bytes; a smaller file is read before a worker has started */
#define QUEUE_SIZE (1024 * 1024)
#define BLOCK_SIZE (64 * 1024)

#define SEGMENT_MAGIC UINT64CONST(0x65636f6d72656164)
#define KEY_PATH 1
#define KEY_QUEUE 2

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

	dsm_segment *segment; /* NULL: no worker */
	shm_mq_handle *queue;
	uint64 position;   /* of the worker in the file */
	const char *block; /* of the message that is being given out, and what is left of it */
	Size left;
	LastMessage last;
	bool ended; /* the last message has come */
};

/* Starts a worker; leaves things as they are where that cannot be. */
static void
start_worker(ReadAhead *ahead, const char *path)
{
	BackgroundWorker worker = {0};
	BackgroundWorkerHandle *handle;
	shm_toc_estimator estimator;
	shm_toc *toc;
	shm_mq *queue;
	char *shared_path;
	Size size;

	shm_toc_initialize_estimator(&estimator);
	shm_toc_estimate_chunk(&estimator, strlen(path) + 1);
	shm_toc_estimate_chunk(&estimator, QUEUE_SIZE);
	shm_toc_estimate_keys(&estimator, 2);
	size = shm_toc_estimate(&estimator);
	ahead->segment = dsm_create(size, DSM_CREATE_NULL_IF_MAXSEGMENTS);
	if (ahead->segment == NULL)
		return;
	toc = shm_toc_create(SEGMENT_MAGIC, dsm_segment_address(ahead->segment), size);
	shared_path = shm_toc_allocate(toc, strlen(path) + 1);
	strcpy(shared_path, path);
	shm_toc_insert(toc, KEY_PATH, shared_path);
	queue = shm_mq_create(shm_toc_allocate(toc, QUEUE_SIZE), QUEUE_SIZE);
	shm_toc_insert(toc, KEY_QUEUE, queue);
	shm_mq_set_receiver(queue, MyProc);

	worker.bgw_flags = BGWORKER_SHMEM_ACCESS;
	worker.bgw_start_time = BgWorkerStart_ConsistentState;
	worker.bgw_restart_time = BGW_NEVER_RESTART;
	strlcpy(worker.bgw_library_name, "ecom_analytics", sizeof(worker.bgw_library_name));
	strlcpy(worker.bgw_function_name, "ecom_read_ahead", sizeof(worker.bgw_function_name));
	strlcpy(worker.bgw_type, "ecom_analytics read-ahead", sizeof(worker.bgw_type));
	snprintf(worker.bgw_name, sizeof(worker.bgw_name), "ecom_analytics read-ahead for PID %d", MyProcPid);
	worker.bgw_main_arg = UInt32GetDatum(dsm_segment_handle(ahead->segment));
	worker.bgw_notify_pid = MyProcPid;
	if (RegisterDynamicBackgroundWorker(&worker, &handle))
		ahead->queue = shm_mq_attach(queue, ahead->segment, handle);
	else
	{
		dsm_detach(ahead->segment);
		ahead->segment = NULL;
	}
}

ReadAhead *
read_ahead_open(const char *path)
{
	ReadAhead *ahead = palloc0(sizeof(ReadAhead));

	ahead->source = file_source_open(path);
	if (setting_read_ahead && file_source_size(ahead->source) >= WORTH_A_WORKER)
		start_worker(ahead, path);
	return ahead;
}

/* The worker has stopped: goes on in this process, where it stopped. */
static void
go_on_alone(ReadAhead *ahead)
{
	char *block = palloc(BLOCK_SIZE);

	dsm_detach(ahead->segment);
	ahead->segment = NULL;
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

	if (shm_mq_receive(ahead->queue, &size, &message, false) != SHM_MQ_SUCCESS)
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
	if (ahead->segment != NULL && ahead->left == 0 && !ahead->ended && !receive(ahead))
		go_on_alone(ahead);
	if (ahead->segment == NULL)
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
	return ahead->segment != NULL ? ahead->position : file_source_position(ahead->source);
}

uint64
read_ahead_bytes(const ReadAhead *ahead)
{
	return ahead->bytes;
}

void
read_ahead_close(ReadAhead *ahead, char sha256[PG_SHA256_DIGEST_STRING_LENGTH])
{
	if (ahead->segment == NULL)
		file_source_finish(ahead->source, sha256);
	else
	{
		file_source_check_unchanged(ahead->source);
		if (!file_source_is(ahead->source, &ahead->last.identity))
			file_source_report_change(ahead->source);
		strlcpy(sha256, ahead->last.sha256, PG_SHA256_DIGEST_STRING_LENGTH);
		dsm_detach(ahead->segment);
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
ecom_read_ahead(Datum segment_handle)
{
	dsm_segment *segment;
	shm_toc *toc;
	shm_mq *queue;

	pqsignal(SIGTERM, die); /* at the next check for interrupts, and not within the signal's handler */
	BackgroundWorkerUnblockSignals();
	CurrentResourceOwner = ResourceOwnerCreate(NULL, "ecom_analytics read-ahead");
	CurrentMemoryContext =
		AllocSetContextCreate(TopMemoryContext, "ecom_analytics read-ahead", ALLOCSET_DEFAULT_SIZES);
	segment = dsm_attach(DatumGetUInt32(segment_handle));
	if (segment == NULL)
		return; /* nobody waits any more */
	toc = shm_toc_attach(SEGMENT_MAGIC, dsm_segment_address(segment));
	queue = shm_toc_lookup(toc, KEY_QUEUE, false);
	shm_mq_set_sender(queue, MyProc);
	PG_TRY();
	{
		send_file(shm_toc_lookup(toc, KEY_PATH, false), shm_mq_attach(queue, segment, NULL));
	}
	PG_CATCH();
	{
		/* the process that waits meets the same error, and reports it to its user */
		FlushErrorState();
	}
	PG_END_TRY();
	dsm_detach(segment);
}
