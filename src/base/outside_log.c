/*
 * base/outside_log.c
 *		Writes rows of a log in transactions of their own.
 *
 * A message to the worker is one byte that says what to do with a row, and the row: for each value a byte that
 * says whether there is one, and its text with the terminator.
 */
#include "base/outside_log.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "base/identity.h"
#include "base/worker.h"

#define QUEUE_SIZE (64 * 1024)
#define MOST_VALUES 20

typedef enum MessageKind
{
	MESSAGE_ANNOUNCE = 'a',
	MESSAGE_RETRACT = 'r',
	MESSAGE_WRITE = 'w'
} MessageKind;

struct OutsideLog
{
	Worker worker;
	char *table;
	int n_values;
};

static const WorkerKind log_worker = {
	.function = "ecom_write_log", .name = "log writer", .uses_database = true, .queue_size = QUEUE_SIZE};

extern PGDLLEXPORT void ecom_write_log(Datum segment);

OutsideLog *
outside_log_open(Oid table, const char *statement, int n_values)
{
	OutsideLog *log = palloc0(sizeof(OutsideLog));

	if (n_values > MOST_VALUES)
		elog(ERROR, "a log with %d values in a row; %d are the most", n_values, MOST_VALUES);
	log->n_values = n_values;
	log->table = psprintf("%s.%s", get_namespace_name(get_rel_namespace(table)), get_rel_name(table));
	if (RecoveryInProgress())
		return NULL;
	if (!worker_start(&log->worker, &log_worker,
					  psprintf("%u %d %s", relation_owner(table), n_values, statement)))
	{
		ereport(WARNING, errcode(ERRCODE_INSUFFICIENT_RESOURCES),
				errmsg("nothing of this is written to %s", log->table),
				errdetail("No background worker is free to write it."),
				errhint("Raise max_worker_processes."));
		return NULL;
	}
	return log;
}

/*
 * Sends a row.  The log is closed while it does, so that one that an error leaves half sent is not followed by
 * another; the worker throws it away.
 */
static void
send_row(OutsideLog *log, MessageKind kind, const char *const *values)
{
	StringInfoData message;
	Worker worker;

	if (log == NULL || !worker_is_there(&log->worker))
		return;
	initStringInfo(&message);
	appendStringInfoChar(&message, kind);
	for (int i = 0; i < log->n_values; i++)
	{
		appendStringInfoChar(&message, values[i] != NULL);
		if (values[i] != NULL)
			appendBinaryStringInfo(&message, values[i], strlen(values[i]) + 1);
	}
	worker = log->worker;
	log->worker = (Worker){0};
	/* a worker that is gone shows when it is waited for */
	(void) shm_mq_send(worker.queue, message.len, message.data, false, true);
	log->worker = worker;
	pfree(message.data);
}

void
outside_log_announce(OutsideLog *log, const char *const *values)
{
	send_row(log, MESSAGE_ANNOUNCE, values);
}

void
outside_log_write(OutsideLog *log, const char *const *values)
{
	send_row(log, MESSAGE_WRITE, values);
}

void
outside_log_retract(OutsideLog *log)
{
	const char *nothing[MOST_VALUES] = {0};

	send_row(log, MESSAGE_RETRACT, nothing);
	if (log != NULL)
		worker_abandon(&log->worker);
}

void
outside_log_close(OutsideLog *log)
{
	if (log != NULL && !worker_join(&log->worker))
		ereport(WARNING, errmsg("not all of this was written to %s", log->table),
				errhint("The server's log says why."));
}

/*
 * The worker.
 */

/* Writes one row, in a transaction. */
static void
write_row(Oid owner, const char *statement, int n_values, const char *row)
{
	Oid types[MOST_VALUES];
	Datum values[MOST_VALUES];
	char nulls[MOST_VALUES];
	Identity before;

	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	PushActiveSnapshot(GetTransactionSnapshot());
	for (int i = 0; i < n_values; i++)
	{
		bool is_null = !*row++;

		types[i] = TEXTOID;
		nulls[i] = is_null ? 'n' : ' ';
		values[i] = is_null ? (Datum) 0 : CStringGetTextDatum(row);
		if (!is_null)
			row += strlen(row) + 1;
	}
	before = identity_become(owner);
	SPI_connect();
	pgstat_report_activity(STATE_RUNNING, statement);
	if (SPI_execute_with_args(statement, n_values, types, values, nulls, false, 0) < 0)
		elog(ERROR, "could not execute \"%s\"", statement);
	SPI_finish();
	identity_restore(before);
	PopActiveSnapshot();
	CommitTransactionCommand();
	pgstat_report_activity(STATE_IDLE, NULL);
}

/* Writes what comes, and what was announced last if no other row came after it. */
static void
write_rows(Worker *worker, Oid owner, const char *statement, int n_values)
{
	MemoryContext context = CurrentMemoryContext;
	char *announced = NULL;
	Size size;
	void *message;

	while (shm_mq_receive(worker->queue, &size, &message, false) == SHM_MQ_SUCCESS)
	{
		const char *kind = message;

		if (announced != NULL)
			pfree(announced);
		announced = NULL;
		if (*kind == MESSAGE_WRITE)
			write_row(owner, statement, n_values, kind + 1);
		else if (*kind == MESSAGE_ANNOUNCE)
		{
			announced = MemoryContextAlloc(context, size);
			memcpy(announced, message, size);
		}
	}
	if (announced != NULL)
		write_row(owner, statement, n_values, announced + 1);
}

void
ecom_write_log(Datum segment)
{
	Worker worker;
	const char *argument = worker_attach(&worker, &log_worker, segment);
	unsigned owner;
	int n_values;
	int end;

	if (argument == NULL)
		return;
	if (sscanf(argument, "%u %d %n", &owner, &n_values, &end) < 2)
		elog(ERROR, "the log writer got no statement");
	worker_connect(&worker);
	/* when the server is shut down, so is who tells of it: a last row may come, and then the end of the queue */
	pqsignal(SIGTERM, SIG_IGN);
	SetConfigOption("search_path", "pg_catalog", PGC_SUSET, PGC_S_OVERRIDE);
	/* who waits for the row may hold the lock that it needs; nobody is to wait long for a log */
	SetConfigOption("lock_timeout", "1s", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("synchronous_commit", "off", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("default_transaction_read_only", "off", PGC_SUSET, PGC_S_OVERRIDE);
	write_rows(&worker, owner, argument + end, n_values);
	worker_finish(&worker);
}
