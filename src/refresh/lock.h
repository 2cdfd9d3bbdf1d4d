/*
 * refresh/lock.h
 *		One run at a time.
 */
#ifndef ECOM_REFRESH_LOCK_H
#define ECOM_REFRESH_LOCK_H

#include "base/compat.h"

/*
 * Waits until no other run is going on; false, at once, if it is not to wait for that.  Others are told of as the owner of
 * the log sees them.
 */
extern bool refresh_lock_out_others(Oid owner, bool wait);

/* The error for that: 55P03, with who holds the lock. */
extern void refresh_lock_refuse(Oid owner);

#endif /* ECOM_REFRESH_LOCK_H */
