/*
 * load/progress.c
 *		Shows how far a load is.
 */
#include "load/progress.h"

#include "commands/progress.h"
#include "utils/backend_progress.h"

void
load_progress_start(Oid table, uint64 file_size)
{
	const int parameters[] = {PROGRESS_COPY_COMMAND, PROGRESS_COPY_TYPE, PROGRESS_COPY_BYTES_TOTAL};
	const int64 values[] = {PROGRESS_COPY_COMMAND_FROM, PROGRESS_COPY_TYPE_FILE, (int64) file_size};

	pgstat_progress_start_command(PROGRESS_COMMAND_COPY, table);
	pgstat_progress_update_multi_param(lengthof(parameters), parameters, values);
}

void
load_progress_show(uint64 position, int64 rows, int64 rejected)
{
	const int parameters[] = {PROGRESS_COPY_BYTES_PROCESSED, PROGRESS_COPY_TUPLES_PROCESSED,
							  PROGRESS_COPY_TUPLES_EXCLUDED};
	const int64 values[] = {(int64) position, rows, rejected};

	pgstat_progress_update_multi_param(lengthof(parameters), parameters, values);
}

void
load_progress_end(void)
{
	pgstat_progress_end_command();
}
