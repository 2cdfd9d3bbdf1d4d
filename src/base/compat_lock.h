/*
 * base/compat_lock.h
 *		How questions for locks differ between PostgreSQL 15 and 19.
 */
#ifndef ECOM_BASE_COMPAT_LOCK_H
#define ECOM_BASE_COMPAT_LOCK_H

#include "base/compat.h"

#include "storage/lock.h"

/* Whether this session holds the lock in that mode; 17 can also look for stronger ones */
static inline bool
ecom_lock_held_by_me(const LOCKTAG *lock, LOCKMODE mode)
{
#if PG_VERSION_NUM >= 170000
	return LockHeldByMe(lock, mode, false);
#else
	return LockHeldByMe(lock, mode);
#endif
}

#endif /* ECOM_BASE_COMPAT_LOCK_H */
