/*
 * load/rejects.c
 *		Keeps account of rejected lines.
 */
#include "load/rejects.h"

#include "lib/stringinfo.h"
#include "utils/memutils.h"

#define REASONS_SHOWN 5

struct LoadRejects
{
	LoadLog *log;
	const char *path;
	int64 most; /* -1: any number */
	int64 count;
	StringInfoData reasons; /* of the first */
	MemoryContext context;	/* for what it takes to write one */
};

LoadRejects *
load_rejects_start(LoadLog *log, const char *path, int64 most)
{
	LoadRejects *rejects = palloc0(sizeof(LoadRejects));

	rejects->log = log;
	rejects->path = path;
	rejects->most = most;
	initStringInfo(&rejects->reasons);
	rejects->context = AllocSetContextCreate(CurrentMemoryContext, "a rejected line", ALLOCSET_DEFAULT_SIZES);
	return rejects;
}

void
load_rejects_add(LoadRejects *rejects, const LoadLine *line, const char *reason, const char *detail)
{
	MemoryContext caller = MemoryContextSwitchTo(rejects->context);

	load_log_reject(rejects->log, line, reason, detail);
	rejects->count++;
	if (rejects->count <= REASONS_SHOWN)
		appendStringInfo(&rejects->reasons, "%sline %llu: %s (%s)", rejects->count > 1 ? "\n" : "",
						 (unsigned long long) line->number, reason, detail);
	if (rejects->most >= 0 && rejects->count > rejects->most)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("more than %lld lines of file \"%s\" were rejected", (long long) rejects->most,
					   rejects->path),
				errdetail("%s", rejects->reasons.data),
				errhint("Nothing was loaded. Mend the file, or allow more with max_rejects; NULL allows any "
						"number."));
	MemoryContextSwitchTo(caller);
	MemoryContextReset(rejects->context);
}

const char *
load_rejects_first(const LoadRejects *rejects)
{
	return rejects->reasons.data;
}

int64
load_rejects_count(const LoadRejects *rejects)
{
	return rejects->count;
}
