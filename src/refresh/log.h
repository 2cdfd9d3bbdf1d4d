/*
 * refresh/log.h
 *		ecom.refresh_log and ecom.model_state: what was refreshed, and what failed.
 */
#ifndef ECOM_REFRESH_LOG_H
#define ECOM_REFRESH_LOG_H

#include "base/compat.h"

#include "lib/stringinfo.h"

#include "refresh/model.h"
#include "refresh/run.h"

typedef struct RefreshLog RefreshLog;

/*
 * A run begins; asked_for names the models, NULL for all.  If nothing else is said of it, its row tells that the
 * session ended, or the server.
 */
extern RefreshLog *refresh_log_begin(const char *asked_for, bool forced);

/* The owner of the log and of all that refreshing goes by. */
extern Oid refresh_log_owner(const RefreshLog *log);

/* The snapshot of the run is about to be taken: all its models have what was committed before. */
extern void refresh_log_snapshot(RefreshLog *log);

/* The run comes to a model, as others are to see: written outside of its transaction. */
extern void refresh_log_making(RefreshLog *log, const Model *model);

/* The run is through with a model.  Within the transaction of the run. */
extern void refresh_log_model(RefreshLog *log, const Run *run, const Model *model);

/* The run comes to the data tests: entries of a JSON array of what came of each are appended here. */
extern StringInfo refresh_log_checks(RefreshLog *log);

/* The run has ended, within its transaction: it is done if that commits.  The last that is said of it, unless this fails. */
extern void refresh_log_done(RefreshLog *log);

/* The run is refused, since another one is going on: the error that follows is no failure. */
extern void refresh_log_refused(RefreshLog *log);

/* The run has failed; written outside of its transaction. */
extern void refresh_log_failed(RefreshLog *log, const ErrorData *error);

#endif /* ECOM_REFRESH_LOG_H */
