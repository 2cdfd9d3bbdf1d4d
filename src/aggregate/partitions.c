/*
 * aggregate/partitions.c
 *		Records split by a hash of their key: see aggregate/partitions.h.
 */
#include "aggregate/partitions.h"

#include "miscadmin.h"
#include "storage/buffile.h"
#include "utils/memutils.h"

#include "aggregate/aggregate.h"

/* What a chunk of memory holds; with its head it is as large as a page. */
#define CHUNK_SIZE (BLCKSZ - offsetof(Chunk, bytes))

/* Of a file so much is read between two looks for interrupts. */
#define READ_AT_ONCE (16 * 1024 * 1024)

typedef struct Chunk
{
	struct Chunk *next;
	Size used;
	char bytes[FLEXIBLE_ARRAY_MEMBER];
} Chunk;

typedef struct Partition
{
	BufFile *file; /* of what comes first; NULL while memory holds all */
	Size in_file;
	Chunk *first; /* what comes then; NULL if that is nothing */
	Chunk *last;
	Size in_chunks;
	bool is_taken;
} Partition;

struct Partitions
{
	MemoryContext context;
	Size in_memory; /* chunks of all partitions */
	Size memory_limit;
	Partition partitions[PARTITIONS];
};

/* Where the query ends early; an error closes the files by itself. */
static void
close_files(Datum argument)
{
	Partitions *partitions = (Partitions *) DatumGetPointer(argument);

	for (int i = 0; i < PARTITIONS; i++)
	{
		if (partitions->partitions[i].file != NULL)
			BufFileClose(partitions->partitions[i].file);
		partitions->partitions[i].file = NULL;
	}
}

Partitions *
partitions_create(FunctionCallInfo fcinfo, MemoryContext context, int share)
{
	Partitions *partitions = MemoryContextAllocZero(context, sizeof(Partitions));

	partitions->context = context;
	partitions->memory_limit = get_hash_memory_limit() / share;
	AggRegisterCallback(fcinfo, close_files, PointerGetDatum(partitions));
	return partitions;
}

static void
write_bytes(Partitions *partitions, Partition *partition, const void *bytes, Size size)
{
	if (partition->file == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(partitions->context);

		partition->file = BufFileCreateTemp(false);
		MemoryContextSwitchTo(caller);
	}
	BufFileWrite(partition->file, unconstify(void *, bytes), size);
	partition->in_file += size;
}

static void
free_chunks(Partitions *partitions, Partition *partition)
{
	Chunk *chunk = partition->first;

	while (chunk != NULL)
	{
		Chunk *next = chunk->next;

		pfree(chunk);
		partitions->in_memory -= BLCKSZ;
		chunk = next;
	}
	partition->first = partition->last = NULL;
	partition->in_chunks = 0;
}

/* Writes what memory holds of a partition to its file. */
static void
write_out(Partitions *partitions, Partition *partition)
{
	for (const Chunk *chunk = partition->first; chunk != NULL; chunk = chunk->next)
		write_bytes(partitions, partition, chunk->bytes, chunk->used);
	free_chunks(partitions, partition);
}

/* Makes an empty chunk the last one of a partition. */
static void
add_chunk(Partitions *partitions, Partition *partition)
{
	Chunk *chunk;

	if (partitions->in_memory + BLCKSZ > partitions->memory_limit)
		write_out(partitions, partition);
	chunk = MemoryContextAlloc(partitions->context, BLCKSZ);
	chunk->next = NULL;
	chunk->used = 0;
	if (partition->last == NULL)
		partition->first = chunk;
	else
		partition->last->next = chunk;
	partition->last = chunk;
	partitions->in_memory += BLCKSZ;
}

static inline void
add_part(Partitions *partitions, Partition *partition, const void *data, Size size)
{
	if (unlikely(size > CHUNK_SIZE))
	{
		write_out(partitions, partition);
		write_bytes(partitions, partition, data, size);
		return;
	}
	if (unlikely(partition->last == NULL || partition->last->used + size > CHUNK_SIZE))
		add_chunk(partitions, partition);
	memcpy(partition->last->bytes + partition->last->used, data, size);
	partition->last->used += size;
	partition->in_chunks += size;
}

void
partitions_add_to(Partitions *partitions, int number, const RecordPart *parts, int nparts)
{
	Partition *partition = &partitions->partitions[number];

	for (int i = 0; i < nparts; i++)
	{
		if (parts[i].size > 0)
			add_part(partitions, partition, parts[i].data, parts[i].size);
	}
}

void
partitions_add(Partitions *partitions, uint32 hash, const RecordPart *parts, int nparts)
{
	/* the upper bits: hash tables of a partition's records go by the lower ones */
	partitions_add_to(partitions, (hash >> 16) % PARTITIONS, parts, nparts);
}

/* Reads a file from its start; what is written next goes behind it. */
static void
read_file(BufFile *file, char *to, Size size)
{
	if (BufFileSeek(file, 0, 0, SEEK_SET) != 0)
		ereport(ERROR, errcode_for_file_access(), errmsg("could not rewind a temporary file: %m"));
	while (size > 0)
	{
		Size part = Min(size, READ_AT_ONCE);

		CHECK_FOR_INTERRUPTS();
		if (BufFileRead(file, to, part) != part)
			ereport(ERROR, errcode_for_file_access(), errmsg("could not read a temporary file: %m"));
		to += part;
		size -= part;
	}
}

char *
partitions_read(Partitions *partitions, int number, Size *size)
{
	Partition *partition = &partitions->partitions[number];
	char *records;
	char *at;

	*size = partition->in_file + partition->in_chunks;
	records = at = MemoryContextAllocHuge(CurrentMemoryContext, *size + 1);
	if (partition->file != NULL)
		read_file(partition->file, records, partition->in_file);
	at += partition->in_file;
	for (const Chunk *chunk = partition->first; chunk != NULL; chunk = chunk->next)
		at = (char *) memcpy(at, chunk->bytes, chunk->used) + chunk->used;
	return records;
}

char *
partitions_take(Partitions *partitions, int number, Size *size)
{
	Partition *partition = &partitions->partitions[number];
	char *records;

	refuse_second_result(&partition->is_taken);
	records = partitions_read(partitions, number, size);
	if (partition->file != NULL)
		BufFileClose(partition->file);
	partition->file = NULL;
	partition->in_file = 0;
	free_chunks(partitions, partition);
	return records;
}
