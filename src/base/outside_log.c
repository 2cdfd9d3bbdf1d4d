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
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "base/identity.h"
#include "base/worker.h"

#define QUEUE_SIZE (64 * 1024)
#define MOST_VALUES 20

/* The longest that the worker waits for a lock: while somebody waits for the row, who may hold the lock; and after that. */
#define PATIENCE "1s"
#define LAST_PATIENCE "1min"

typedef enum MessageKind
{
	MESSAGE_ANNOUNCE = 'a',
	MESSAGE_NOTE = 'n',
	MESSAGE_RETRACT = 'r',
	MESSAGE_WRITE = 'w',
	MESSAGE_LEAVE = 'l'
} MessageKind;

struct OutsideLog
{
	const OutsideLogKind *kind;
	MemoryContext context;
	Worker worker; /* none: the log is closed */
	char *message; /* that is being sent; NULL: none is */
	Size message_size;
	uint32 sent; /* messages */
};

static const WorkerKind log_worker = {
	.function = "ecom_write_log", .name = "log writer", .uses_database = true, .queue_size = QUEUE_SIZE};

extern PGDLLEXPORT void ecom_write_log(Datum segment);

OutsideLog *
outside_log_open(const OutsideLogKind *kind)
{
	OutsideLog *log = palloc0(sizeof(OutsideLog));
	/* by name, but without a look at whether the caller may use the schema */
	Oid table = get_relname_relid(kind->table, get_namespace_oid("ecom", false));

	if (kind->n_values > MOST_VALUES)
		elog(ERROR, "a log with %d values in a row; %d are the most", kind->n_values, MOST_VALUES);
	log->kind = kind;
	log->context = CurrentMemoryContext;
	if (RecoveryInProgress())
		return NULL;
	if (!worker_start(&log->worker, &log_worker,
					  psprintf("%u %d %s", table, kind->n_values, kind->statement)))
	{
		ereport(WARNING, errcode(ERRCODE_INSUFFICIENT_RESOURCES), errmsg("%s", kind->loss),
				errdetail("No background worker is free to write it."),
				errhint("Raise max_worker_processes."));
		return NULL;
	}
	return log;
}

static bool
is_open(const OutsideLog *log)
{
	return log != NULL && worker_is_there(&log->worker);
}

/* A warning that something was not written. */
static void
report_loss(const OutsideLog *log)
{
	ereport(WARNING, errmsg("not all of this was written to %s", log->kind->name),
			errhint("The server's log says why."));
}

/*
 * Sends the rest of the message.  The queue's own wait would forget how much of it was sent, where an interrupt ends it;
 * here that is known, and the next message does not begin before this one has ended.
 */
static void
finish_message(OutsideLog *log)
{
	TimestampTz end = GetCurrentTimestamp() + WORKER_LONGEST_WAIT * INT64CONST(1000);

	while (is_open(log) && log->message != NULL)
	{
		if (shm_mq_send(log->worker.queue, log->message_size, log->message, true, true) != SHM_MQ_WOULD_BLOCK)
		{
			/* or there is no worker any more, which shows when it is waited for */
			pfree(log->message);
			log->message = NULL;
			log->sent++;
		}
		else if (!worker_pause(end))
		{
			worker_abandon(&log->worker);
			report_loss(log);
		}
	}
}

static void
send_message(OutsideLog *log, MessageKind kind, const char *const *values)
{
	MemoryContext caller;
	StringInfoData message;

	if (!is_open(log))
		return;
	finish_message(log);
	caller = MemoryContextSwitchTo(log->context);
	initStringInfo(&message);
	appendStringInfoChar(&message, kind);
	for (int i = 0; values != NULL && i < log->kind->n_values; i++)
	{
		appendStringInfoChar(&message, values[i] != NULL);
		if (values[i] != NULL)
			appendBinaryStringInfo(&message, values[i], strlen(values[i]) + 1);
	}
	MemoryContextSwitchTo(caller);
	log->message = message.data;
	log->message_size = message.len;
	finish_message(log);
}

void
outside_log_announce(OutsideLog *log, const char *const *values)
{
	send_message(log, MESSAGE_ANNOUNCE, values);
}

void
outside_log_write(OutsideLog *log, const char *const *values)
{
	send_message(log, MESSAGE_WRITE, values);
}

void
outside_log_note(OutsideLog *log, const char *const *values)
{
	send_message(log, MESSAGE_NOTE, values);
}

bool
outside_log_wait(OutsideLog *log)
{
	if (!is_open(log))
		return false;
	finish_message(log);
	return is_open(log) && worker_wait(&log->worker, log->sent);
}

void
outside_log_close(OutsideLog *log)
{
	if (!is_open(log))
		return;
	if (!outside_log_wait(log) && is_open(log))
		report_loss(log);
	worker_abandon(&log->worker);
}

static void
close_without_wait(OutsideLog *log)
{
	if (log != NULL)
		worker_abandon(&log->worker);
}

void
outside_log_leave(OutsideLog *log, const char *const *values)
{
	send_message(log, MESSAGE_LEAVE, values);
	close_without_wait(log);
}

void
outside_log_retract(OutsideLog *log)
{
	send_message(log, MESSAGE_RETRACT, NULL);
	close_without_wait(log);
}

/*
 * The worker.
 */

typedef struct LogWriter
{
	Oid table;
	const char *statement;
	int n_values;
} LogWriter;

/* Executes the statement for a row. */
static void
execute(const LogWriter *writer, const char *row)
{
	Oid types[MOST_VALUES];
	Datum values[MOST_VALUES];
	char nulls[MOST_VALUES];
	Identity before;

	for (int i = 0; i < writer->n_values; i++)
	{
		bool is_null = !*row++;

		types[i] = TEXTOID;
		nulls[i] = is_null ? 'n' : ' ';
		values[i] = is_null ? (Datum) 0 : CStringGetTextDatum(row);
		if (!is_null)
			row += strlen(row) + 1;
	}
	before = identity_become(relation_owner(writer->table));
	SPI_connect();
	pgstat_report_activity(STATE_RUNNING, writer->statement);
	if (SPI_execute_with_args(writer->statement, writer->n_values, types, values, nulls, false, 0) < 0)
		elog(ERROR, "could not execute \"%s\"", writer->statement);
	SPI_finish();
	identity_restore(before);
}

/*
 * Writes one row, in a transaction.  An error is that of this row only: another one may be written.  A table that is not
 * there was created by the transaction that waits, and takes no row before that commits.
 */
static bool
write_row(const LogWriter *writer, const char *patience, const char *row)
{
	MemoryContext caller = CurrentMemoryContext;
	volatile bool well = false;

	SetConfigOption("lock_timeout", patience, PGC_SUSET, PGC_S_OVERRIDE);
	PG_TRY();
	{
		SetCurrentStatementStartTimestamp();
		StartTransactionCommand();
		PushActiveSnapshot(GetTransactionSnapshot());
		well = SearchSysCacheExists1(RELOID, ObjectIdGetDatum(writer->table));
		if (well)
			execute(writer, row);
		PopActiveSnapshot();
		CommitTransactionCommand();
	}
	PG_CATCH();
	{
		EmitErrorReport();
		FlushErrorState();
		AbortCurrentTransaction();
		well = false;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	pgstat_report_activity(STATE_IDLE, NULL);
	return well;
}

/* Waits for a message; false if no more come.  pg_cancel_backend() cancels the writing of a row, and not the wait for one. */
static bool
receive(Worker *worker, Size *size, void **message)
{
	shm_mq_result result;

	HOLD_CANCEL_INTERRUPTS();
	result = shm_mq_receive(worker->queue, size, message, false);
	RESUME_CANCEL_INTERRUPTS();
	QueryCancelPending = false;
	return result == SHM_MQ_SUCCESS;
}

/* Writes what comes, and what was announced last if no other row came after it. */
static void
write_rows(Worker *worker, const LogWriter *writer)
{
	char *announced = NULL;
	Size size;
	void *message;

	while (receive(worker, &size, &message))
	{
		const char *kind = message;
		bool well = true;

		if (*kind == MESSAGE_NOTE)
		{
			worker_count(worker, write_row(writer, PATIENCE, kind + 1));
			continue;
		}
		if (announced != NULL)
			pfree(announced);
		announced = NULL;
		if (*kind == MESSAGE_WRITE)
			well = write_row(writer, PATIENCE, kind + 1);
		else if (*kind == MESSAGE_LEAVE)
			well = write_row(writer, LAST_PATIENCE, kind + 1);
		else if (*kind == MESSAGE_ANNOUNCE)
		{
			announced = palloc(size);
			memcpy(announced, message, size);
		}
		worker_count(worker, well);
	}
	if (announced != NULL)
		(void) write_row(writer, LAST_PATIENCE, announced + 1);
}

void
ecom_write_log(Datum segment)
{
	Worker worker;
	const char *argument = worker_attach(&worker, &log_worker, segment);
	LogWriter writer;
	int end;

	if (argument == NULL)
		return;
	if (sscanf(argument, "%u %d %n", &writer.table, &writer.n_values, &end) < 2)
		elog(ERROR, "the log writer got no statement");
	writer.statement = argument + end;
	worker_connect(&worker);
	/* when the server is shut down, so is who tells of it: a last row may come, and then the end of the queue */
	pqsignal(SIGTERM, PG_SIG_IGN);
	SetConfigOption("search_path", "pg_catalog", PGC_SUSET, PGC_S_OVERRIDE);
	/* a row outlives a crash, but need not have come to a standby */
	SetConfigOption("synchronous_commit", "local", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("default_transaction_read_only", "off", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("default_transaction_isolation", "read committed", PGC_SUSET, PGC_S_OVERRIDE);
	write_rows(&worker, &writer);
	worker_abandon(&worker);
}
