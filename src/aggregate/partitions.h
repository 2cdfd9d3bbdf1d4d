/*
 * aggregate/partitions.h
 *		Records split by a hash of their key, to be looked at one partition after the other.
 *
 * What is grouped by millions of keys in one hash table waits for memory at each step.  Split into partitions first, and
 * grouped one by one, it stays in the processor's cache; and no more than one partition needs to be in memory:
 *
 *		partition 0		temporary file | record | record | ...
 *		partition 1		temporary file | record | ...
 *		...
 *
 * They stay in memory as long as they fit what hashing may take (work_mem * hash_mem_multiplier); a partition that grows beyond
 * it goes to its file.
 */
#ifndef ECOM_AGGREGATE_PARTITIONS_H
#define ECOM_AGGREGATE_PARTITIONS_H

#include "base/compat.h"

#include "fmgr.h"

#define PARTITIONS 128

typedef struct Partitions Partitions;

/*
 * Empty partitions of the state of the aggregate that is being called, in its context; their files are closed when its
 * query ends.  They may take a share of what hashing may: 1 for all of it, 2 for half.
 */
extern Partitions *partitions_create(FunctionCallInfo fcinfo, MemoryContext context, int share);

/* A part of a record; one without bytes needs no data. */
typedef struct RecordPart
{
	const void *data;
	Size size;
} RecordPart;

/* Adds a record, its parts one behind the other.  Equal keys must have equal hashes. */
extern void partitions_add(Partitions *partitions, uint32 hash, const RecordPart *parts, int nparts);

/* Adds it to a partition, whatever its key: for what was in that partition elsewhere. */
extern void partitions_add_to(Partitions *partitions, int partition, const RecordPart *parts, int nparts);

/* A partition's records one behind the other, in the current context; they can be read again. */
extern char *partitions_read(Partitions *partitions, int partition, Size *size);

/* The same for the last time: the partition is empty then, and takes no place on disk.  An error where that was before. */
extern char *partitions_take(Partitions *partitions, int partition, Size *size);

#endif /* ECOM_AGGREGATE_PARTITIONS_H */
