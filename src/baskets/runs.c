/*
 * baskets/runs.c
 *		Order lines by user: see baskets/runs.h.
 */
#include "baskets/runs.h"

#include "miscadmin.h"
#include "utils/memutils.h"

/* What waits for its run to end; a longer one goes on as another. */
#define MOST_LINES 256

struct Runs
{
	MemoryContext context;
	int64 count; /* of all lines */
	Partitions *ended;
	UserRun run;	/* the last one; without lines if there is none */
	char *user; /* its user's bytes */
	int user_room;
	Line lines[MOST_LINES];
};

/* A user of a partition. */
typedef struct User
{
	TextSpan text;
	uint32 lines;
	char *at; /* where the next of them goes */
	uint32 hash;
	char status;
} User;

#define SH_PREFIX users
#define SH_ELEMENT_TYPE User
#define SH_KEY_TYPE TextSpan
#define SH_KEY text
#define SH_HASH_KEY(table, key) span_hash(key)
#define SH_EQUAL(table, a, b) span_equals(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

Runs *
runs_create(FunctionCallInfo fcinfo, MemoryContext context)
{
	Runs *runs = MemoryContextAllocZero(context, sizeof(Runs));

	runs->context = context;
	runs->ended = partitions_create(fcinfo, context, 2);
	return runs;
}

static void
end_run(Runs *runs)
{
	UserRun *run = &runs->run;
	RecordPart parts[] = {
		{run, sizeof(UserRun)}, {runs->user, run->user_length}, {runs->lines, run->lines * sizeof(Line)}};

	if (run->lines > 0)
		partitions_add(runs->ended, run->hash, parts, lengthof(parts));
	run->lines = 0;
}

static void
start_run(Runs *runs, TextSpan user)
{
	if (user.len > runs->user_room)
	{
		if (runs->user != NULL)
			pfree(runs->user);
		runs->user = NULL;
		runs->user_room = Max(user.len, 64);
		runs->user = MemoryContextAlloc(runs->context, runs->user_room);
	}
	if (user.len > 0)
		memcpy(runs->user, user.data, user.len);
	runs->run.user_length = user.len;
	runs->run.hash = span_hash(user);
}

void
runs_add(Runs *runs, TextSpan user, Line line)
{
	UserRun *run = &runs->run;

	if (run->lines == 0 || run->lines == MOST_LINES ||
		!span_equals(user, (TextSpan) {runs->user, run->user_length}))
	{
		end_run(runs);
		start_run(runs, user);
	}
	runs->lines[run->lines++] = line;
	runs->count++;
}

int64
runs_lines(const Runs *runs)
{
	return runs->count;
}

/* The users of some records with the number of their lines, and what their records will take when each has one. */
static users_hash *
count_lines(const char *at, const char *end, Size *size)
{
	users_hash *users = users_create(CurrentMemoryContext, 128, NULL);

	*size = 0;
	while (at < end)
	{
		UserRun run;
		TextSpan text = run_take(&at, &run);
		bool found;
		User *user = users_insert_hash(users, text, run.hash, &found);

		CHECK_FOR_INTERRUPTS();
		if (!found)
		{
			user->lines = 0;
			*size += sizeof(UserRun) + text.len;
		}
		user->lines += run.lines;
		*size += run.lines * sizeof(Line);
		at += run.lines * sizeof(Line);
	}
	return users;
}

/* Writes users one behind the other, with room for their lines. */
static void
place_users(users_hash *users, char *to)
{
	users_iterator iterator;
	User *user;

	users_start_iterate(users, &iterator);
	while ((user = users_iterate(users, &iterator)) != NULL)
	{
		UserRun run = {user->hash, user->text.len, user->lines};

		CHECK_FOR_INTERRUPTS();
		memcpy(to, &run, sizeof(run));
		memcpy(to + sizeof(run), user->text.data, user->text.len);
		user->at = to + sizeof(run) + user->text.len;
		to = user->at + user->lines * sizeof(Line);
	}
}

const char *
runs_by_user(Runs *runs, int partition, Size *size)
{
	const char *at;
	const char *end;
	users_hash *users;
	char *records;

	end_run(runs);
	at = partitions_read(runs->ended, partition, size);
	end = at + *size;
	users = count_lines(at, end, size);
	records = MemoryContextAllocHuge(CurrentMemoryContext, *size + 1);
	place_users(users, records);
	while (at < end)
	{
		UserRun run;
		TextSpan text = run_take(&at, &run);
		User *user = users_lookup_hash(users, text, run.hash);

		CHECK_FOR_INTERRUPTS();
		memcpy(user->at, at, run.lines * sizeof(Line));
		user->at += run.lines * sizeof(Line);
		at += run.lines * sizeof(Line);
	}
	return records;
}
