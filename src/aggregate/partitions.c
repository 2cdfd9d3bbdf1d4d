/*
 * aggregate/partitions.c
 *		Records split by a hash of their key: see aggregate/partitions.h.
 */
#include "aggregate/partitions.h"

#include "miscadmin.h"
#include "storage/buffile.h"
#include "utils/memutils.h"

#define BUFFER_SIZE BLCKSZ

/* Of a file so much is read between two looks for interrupts. */
#define READ_AT_ONCE (16 * 1024 * 1024)

typedef struct Partition
{
	char *buffer; /* NULL while nothing was added */
	Size used;
	BufFile *file; /* NULL while the buffer holds all */
	Size in_file;
} Partition;

struct Partitions
{
	MemoryContext context;
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
partitions_create(FunctionCallInfo fcinfo, MemoryContext context)
{
	Partitions *partitions = MemoryContextAllocZero(context, sizeof(Partitions));

	partitions->context = context;
	AggRegisterCallback(fcinfo, close_files, PointerGetDatum(partitions));
	return partitions;
}

/* Writes what the buffer holds, and more, to the partition's file. */
static void
write_out(Partitions *partitions, Partition *partition, const void *more, Size more_size)
{
	if (partition->file == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(partitions->context);

		partition->file = BufFileCreateTemp(false);
		MemoryContextSwitchTo(caller);
	}
	BufFileWrite(partition->file, partition->buffer, partition->used);
	if (more_size > 0)
		BufFileWrite(partition->file, unconstify(void *, more), more_size);
	partition->in_file += partition->used + more_size;
	partition->used = 0;
}

static inline void
add_part(Partitions *partitions, Partition *partition, const void *data, Size size)
{
	if (unlikely(partition->used + size > BUFFER_SIZE))
	{
		if (size > BUFFER_SIZE)
		{
			write_out(partitions, partition, data, size);
			return;
		}
		write_out(partitions, partition, NULL, 0);
	}
	memcpy(partition->buffer + partition->used, data, size);
	partition->used += size;
}

void
partitions_add(Partitions *partitions, uint32 hash, const RecordPart *parts, int nparts)
{
	/* the upper bits: hash tables of a partition's records go by the lower ones */
	Partition *partition = &partitions->partitions[(hash >> 16) % PARTITIONS];

	if (partition->buffer == NULL)
		partition->buffer = MemoryContextAlloc(partitions->context, BUFFER_SIZE);
	for (int i = 0; i < nparts; i++)
	{
		if (parts[i].size > 0)
			add_part(partitions, partition, parts[i].data, parts[i].size);
	}
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

	*size = partition->in_file + partition->used;
	records = MemoryContextAllocHuge(CurrentMemoryContext, *size + 1);
	if (partition->file != NULL)
		read_file(partition->file, records, partition->in_file);
	if (partition->used > 0)
		memcpy(records + partition->in_file, partition->buffer, partition->used);
	return records;
}

char *
partitions_take(Partitions *partitions, int number, Size *size)
{
	Partition *partition = &partitions->partitions[number];
	char *records = partitions_read(partitions, number, size);

	if (partition->file != NULL)
		BufFileClose(partition->file);
	partition->file = NULL;
	partition->in_file = 0;
	partition->used = 0;
	return records;
}
