/*
 * checks/time_limit.h
 *		Cancels what takes longer than it may.
 */
#ifndef ECOM_CHECKS_TIME_LIMIT_H
#define ECOM_CHECKS_TIME_LIMIT_H

#include "base/compat.h"

/*
 * From now on, what this session does is cancelled after so many microseconds, as pg_cancel_backend() would.  What is still
 * going on ten seconds later, because it caught that, ends the session.  One at a time.
 */
extern void time_limit_begin(int64 microseconds);

/* No longer.  Was the limit reached? */
extern bool time_limit_end(void);

#endif /* ECOM_CHECKS_TIME_LIMIT_H */
