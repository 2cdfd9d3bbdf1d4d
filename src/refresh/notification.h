/*
 * refresh/notification.h
 *		NOTIFY ecom_refresh, for who waits for the end of a run.
 */
#ifndef ECOM_REFRESH_NOTIFICATION_H
#define ECOM_REFRESH_NOTIFICATION_H

#include "base/compat.h"

/*
 * The run is done: whoever listens is told so as its transaction commits, and not if it, or the subtransaction that this is called in, is
 * rolled back.  A transaction that is prepared tells nobody, since PostgreSQL prepares none that does.
 */
extern void notify_at_commit(int64 run_id);

#endif /* ECOM_REFRESH_NOTIFICATION_H */
