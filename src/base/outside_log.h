/*
 * base/outside_log.h
 *		Rows of a log that stay when the transaction they tell of is rolled back.
 *
 * Another backend writes them, each in a transaction of its own: a background worker that is started before the
 * work begins, so that nothing but the row is left to write when it ends, in whatever way it does.
 */
#ifndef ECOM_BASE_OUTSIDE_LOG_H
#define ECOM_BASE_OUTSIDE_LOG_H

#include "base/compat.h"

typedef struct OutsideLog OutsideLog;

/*
 * Opens a log that rows are written to as the owner of the table, by a statement with parameters $1 and so on of
 * type text; it runs with search_path pg_catalog.  NULL, and a warning, where there can be no worker; NULL where the
 * database takes no rows (hot standby).  All that follows does nothing for NULL.
 */
extern OutsideLog *outside_log_open(Oid table, const char *statement, int n_values);

/* The row to write if this process ends without another word. */
extern void outside_log_announce(OutsideLog *log, const char *const *values);

/* Writes a row, in place of the one that was announced.  Values may be NULL. */
extern void outside_log_write(OutsideLog *log, const char *const *values);

/* Takes back what was announced, for a row that the caller writes itself, and closes the log without a wait. */
extern void outside_log_retract(OutsideLog *log);

/*
 * Waits until all is written; a warning if something was not.  To be called after an error, too.  From then on the log
 * is closed, also if the wait was interrupted: what is given to it is not written, and closing it again does nothing.
 */
extern void outside_log_close(OutsideLog *log);

#endif /* ECOM_BASE_OUTSIDE_LOG_H */
