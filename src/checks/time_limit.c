/*
 * checks/time_limit.c
 *		Cancels what takes longer than it may.
 *
 * The server's own timers do it: statement_timeout, lock_timeout and a cancel by the user go on as they are.
 */
#include "checks/time_limit.h"

#include "miscadmin.h"
#include "storage/latch.h"
#include "utils/timeout.h"
#include "utils/timestamp.h"

#define ONCE_MORE 1000 /* ms */
#define MOST_TIMES 10

static TimeoutId timer = MAX_TIMEOUTS;
static volatile sig_atomic_t is_reached;
static volatile sig_atomic_t times;

/* Runs in a signal handler: at the limit, and once a second from then on. */
static void
on_time(void)
{
	/* a cancel of the user's that is on its way stays one; one that comes between this and its being heeded is taken for this */
	if (!QueryCancelPending)
		is_reached = true;
	if (++times > MOST_TIMES)
		ProcDiePending = true;
	QueryCancelPending = true;
	InterruptPending = true;
	SetLatch(MyLatch);
}

void
time_limit_begin(int64 microseconds)
{
	if (timer == MAX_TIMEOUTS)
		timer = RegisterTimeout(USER_TIMEOUT, on_time);
	is_reached = false;
	times = 0;
	enable_timeout_every(timer, GetCurrentTimestamp() + microseconds, ONCE_MORE);
}

bool
time_limit_end(void)
{
	bool was_reached;

	if (timer != MAX_TIMEOUTS)
		disable_timeout(timer, false);
	was_reached = is_reached;
	is_reached = false;
	/* it may have come once more, or when there was nothing left to cancel */
	if (was_reached)
		QueryCancelPending = false;
	return was_reached;
}
