/*
 * refresh/lock.h
 *		The locks of a refresh: one run at a time, and its models.
 */
#ifndef ECOM_REFRESH_LOCK_H
#define ECOM_REFRESH_LOCK_H

#include "base/compat.h"

#include "nodes/pg_list.h"

/*
 * Waits until no other run is going on; false, at once, if it is not to wait for that.  Others are told of as the owner of
 * the log sees them.
 */
extern bool refresh_lock_out_others(Oid owner, bool wait);

/* The error for that: 55P03, with who holds the lock. */
extern void refresh_lock_refuse(Oid owner);

/*
 * Locks those models of a plan that are going to be rebuilt, until the transaction ends: all of them, or none for as
 * long as another session has one; what was locked for an earlier plan is given back if more is needed.  Returns what was
 * locked: the same list as before if all was held already, so that nothing can have changed since.
 */
extern List *refresh_lock_models(Oid owner, List *held, List *models);

#endif /* ECOM_REFRESH_LOCK_H */
