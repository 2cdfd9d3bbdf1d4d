/*
 * heap/log_writing.h
 *		Has the write-ahead log written while rows are.
 *
 * The WAL writer comes every wal_writer_delay by itself.  Until then who writes much has filled the log's buffers, and has to
 * wait for the disk, time and again.
 */
#ifndef ECOM_HEAP_LOG_WRITING_H
#define ECOM_HEAP_LOG_WRITING_H

#include "base/compat.h"

#include "access/xlog.h"

/* Between two requests. */
#define LOG_WRITTEN_AT_ONCE (4 * 1024 * 1024)

typedef struct LogWriting
{
	XLogRecPtr asked_for;
} LogWriting;

static inline LogWriting
log_writing_begin(void)
{
	return (LogWriting){GetXLogInsertRecPtr()};
}

/* To be called now and then: has the WAL writer write and flush what was logged, if that is much by now. */
static inline void
log_writing_go_on(LogWriting *log)
{
	if (XactLastRecEnd > log->asked_for + LOG_WRITTEN_AT_ONCE)
	{
		log->asked_for = XactLastRecEnd;
		XLogSetAsyncXactLSN(XactLastRecEnd);
	}
}

#endif /* ECOM_HEAP_LOG_WRITING_H */
