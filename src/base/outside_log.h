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

typedef struct OutsideLogKind
{
	const char *name;	   /* as messages call it */
	const char *table;	   /* of schema ecom: rows are written as its owner */
	const char *statement; /* writes a row: parameters $1 and so on of type text, search_path pg_catalog */
	int n_values;		   /* of a row */
	const char *loss;	   /* a sentence: what is not written where there is no worker */
} OutsideLogKind;

/*
 * Opens a log.  NULL, and a warning, where there can be no worker; NULL where the database takes no rows (hot
 * standby).  All that follows does nothing for NULL, nor for a log that is closed, and may be called after an
 * error, also after one that came up in here.
 */
extern OutsideLog *outside_log_open(const OutsideLogKind *kind);

/* The row to write if this process ends without another word. */
extern void outside_log_announce(OutsideLog *log, const char *const *values);

/* Writes a row, in place of the one that was announced.  Values may be NULL. */
extern void outside_log_write(OutsideLog *log, const char *const *values);

/* Writes a row, and what was announced stays. */
extern void outside_log_note(OutsideLog *log, const char *const *values);

/* Waits until all is written, some seconds at most; is it? */
extern bool outside_log_wait(OutsideLog *log);

/* Waits likewise and closes the log; a warning if something is not written. */
extern void outside_log_close(OutsideLog *log);

/*
 * Writes a row as outside_log_write does, and closes the log without a wait: for a row that can only be written when
 * this transaction has ended.
 */
extern void outside_log_leave(OutsideLog *log, const char *const *values);

/* Takes back what was announced, and closes the log without a wait. */
extern void outside_log_retract(OutsideLog *log);

#endif /* ECOM_BASE_OUTSIDE_LOG_H */
