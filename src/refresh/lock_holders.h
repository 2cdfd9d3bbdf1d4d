/*
 * refresh/lock_holders.h
 *		Who holds a lock that a refresh waits for, in sentences.
 */
#ifndef ECOM_REFRESH_LOCK_HOLDERS_H
#define ECOM_REFRESH_LOCK_HOLDERS_H

#include "base/compat.h"

#include "storage/lockdefs.h"

/* The advisory lock that a run holds until its transaction ends: pg_locks shows it with these two keys. */
#define LOCK_OF_RUNS_CLASS 0x65636f6d /* ecom */
#define LOCK_OF_RUNS_OBJECT 1

/*
 * Who holds the lock of runs.  All that is told here is what the owner of the log sees of sessions, since not everybody sees
 * others'.  A prepared transaction has no process, and ends only when somebody ends it.
 */
extern char *lock_holder_of_runs(Oid owner);

/* Who else has a lock on the relation that is in the way of one of this mode, a line each; NULL for nobody. */
extern char *lock_holders(Oid owner, Oid relation, LOCKMODE mode);

/* Those among them who wait, themselves or behind others, for this process. */
extern char *lock_holders_who_wait_for_us(Oid owner, Oid relation, LOCKMODE mode);

/* Is one of them an autovacuum worker, which gives way to who waits for it? */
extern bool lock_holder_is_autovacuum(Oid owner, Oid relation, LOCKMODE mode);

#endif /* ECOM_REFRESH_LOCK_HOLDERS_H */
