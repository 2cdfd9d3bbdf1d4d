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

#include "load/line.h"
#include "load/report.h"

typedef struct LoadLog LoadLog;

/*
 * Opens the log for a load into a table; target is its qualified name.  Takes a load_id.  Holds a connection to SPI until
 * it is closed: one that is opened meanwhile is to be closed before.
 */
extern LoadLog *load_log_open(const char *target, const char *file);

extern void load_log_close(LoadLog *log);

extern int64 load_log_id(const LoadLog *log);

/*
 * Could the table have had contents of this size before, or -1 for an unknown one?  False only if it surely has
 * not.
 */
extern bool load_log_may_know(LoadLog *log, int64 bytes);

/* An error with the date of the first time if the table has had contents of this SHA-256 before. */
extern void load_log_check_new(LoadLog *log, const char *sha256);

/* Keeps a rejected line, and why. */
extern void load_log_reject(LoadLog *log, const LoadLine *line, const char *reason, const char *detail);

/*
 * Enters the load.  Unless force, the contents must be new to the table; a load of the same that is going on is
 * waited for.
 */
extern void load_log_enter(LoadLog *log, const char *sha256, const LoadReport *report, bool force);

#endif /* ECOM_LOAD_LOG_H */
