/*
 * load/log.h
 *		What raw.loads and raw.rejected_lines say of a load.
 *
 * Both are written with the rights of raw.loads' owner: who may load needs none on them.  All within the
 * transaction of the load: what is rolled back was never loaded.
 */
#ifndef ECOM_LOAD_LOG_H
#define ECOM_LOAD_LOG_H

#include "base/compat.h"

#include "heap/written_by.h"
#include "load/known.h"
#include "load/line.h"
#include "load/report.h"

typedef struct LoadLog LoadLog;

/*
 * Opens the log for a load into a table; target is its qualified name.  Takes a load_id.  Holds a connection to SPI until
 * it is closed: one that is opened meanwhile is to be closed before.
 */
extern LoadLog *load_log_open(Oid table, const char *target, const char *file);

extern void load_log_close(LoadLog *log);

extern int64 load_log_id(const LoadLog *log);

/* As known_may_be and known_find (load/known.h), of the log's table. */
extern bool load_log_may_know(LoadLog *log, int64 bytes);
extern KnownLoad *load_log_find(LoadLog *log, const char *sha256, const Writers *own);

/* The error for contents that the table has had. */
pg_noreturn extern void load_log_refuse(const LoadLog *log, const KnownLoad *known, const char *sha256);

/* Keeps a rejected line, and why. */
extern void load_log_reject(LoadLog *log, const LoadLine *line, const char *reason, const char *detail);

/*
 * Enters the load, whose rows these transactions have written, the current one among them.  Unless force, the contents must
 * be new to the table; a load of the same that is going on is waited for.  A temporary table is not kept with it: nobody
 * else has it, and after a restore there is none of its name.
 */
extern void load_log_enter(LoadLog *log, const char *sha256, const LoadReport *report, const Writers *writers,
						   bool force, bool temporary);

#endif /* ECOM_LOAD_LOG_H */
