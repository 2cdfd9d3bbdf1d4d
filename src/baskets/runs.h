/*
 * baskets/runs.h
 *		Order lines by user, in little room: those of a user that come one after the other are a run, which names its user once.
 *
 *		| ann: 5 May TEA, 5 May PENS, 7 May TEA | bob: 1 May EGGS | ann: 5 May BREAD | ...
 *
 * Most lines come by user and day.  Those in any other order make more runs, but lose nothing: all runs of a user are in the same
 * partition.
 */
#ifndef ECOM_BASKETS_RUNS_H
#define ECOM_BASKETS_RUNS_H

#include "base/compat.h"

#include "fmgr.h"
#include "utils/date.h"

#include "aggregate/partitions.h"
#include "base/text_span.h"

typedef struct Runs Runs;

/* A run as a record; the user's bytes and the lines follow. */
typedef struct UserRun
{
	uint32 hash; /* of the user */
	int32 user_length;
	uint32 lines;
} UserRun;

typedef struct Line
{
	DateADT day;
	uint32 category;
} Line;

/* No lines yet, of the state of the aggregate that is being called; they may take half of what hashing may. */
extern Runs *runs_create(FunctionCallInfo fcinfo, MemoryContext context);

extern void runs_add(Runs *runs, TextSpan user, Line line);

/* How many lines there are. */
extern int64 runs_lines(const Runs *runs);

/*
 * The records of a partition's users, one behind the other, each with all lines of a user in the order in which they came.  They can be
 * read again.  Takes memory of the current context.
 */
extern const char *runs_by_user(Runs *runs, int partition, Size *size);

/* Takes the head of a run from its record, and gives its user; the lines are next. */
static inline TextSpan
run_take(const char **at, UserRun *run)
{
	TextSpan user;

	memcpy(run, *at, sizeof(UserRun));
	user = (TextSpan) {*at + sizeof(UserRun), run->user_length};
	*at = user.data + user.len;
	return user;
}

static inline Line
line_take(const char **at)
{
	Line line;

	memcpy(&line, *at, sizeof(line));
	*at += sizeof(line);
	return line;
}

#endif /* ECOM_BASKETS_RUNS_H */
