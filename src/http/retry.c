/*
 * http/retry.c
 *		When a request is tried again.
 */
#include "http/parts.h"

#include "common/pg_prng.h"
#include "miscadmin.h"
#include "storage/latch.h"
#include "utils/timestamp.h"
#include "utils/wait_event.h"

#define FIRST_BACKOFF 250 /* ms; twice as long with each further try */
#define LONGEST_BACKOFF 8000

bool
http_may_pass(const HttpClient *client, CURLcode code, int status)
{
	switch (code)
	{
		case CURLE_OK:
			return status == 429 || status >= 500;
		case CURLE_COULDNT_RESOLVE_HOST:
		case CURLE_COULDNT_RESOLVE_PROXY:
		case CURLE_COULDNT_CONNECT:
		case CURLE_SSL_CONNECT_ERROR:
		case CURLE_GOT_NOTHING:
		case CURLE_SEND_ERROR:
		case CURLE_RECV_ERROR:
		case CURLE_PARTIAL_FILE:
			return true;
		case CURLE_OPERATION_TIMEDOUT:
			return !http_is_connected(client);
		default:
			return false;
	}
}

/* Half of the time at least, and the rest by chance: whoever failed together does not come back together. */
static int64
backoff(int tries)
{
	int64 longest = Min((int64) FIRST_BACKOFF << Min(tries - 1, 16), LONGEST_BACKOFF);

	return longest / 2 + (int64) (pg_prng_double(&pg_global_prng_state) * (longest / 2));
}

static void
pause_for(int64 milliseconds)
{
	TimestampTz end = GetCurrentTimestamp() + milliseconds * 1000;
	long left;

	while ((left = TimestampDifferenceMilliseconds(GetCurrentTimestamp(), end)) > 0)
	{
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, left, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
	}
}

void
http_wait_to_retry(int tries, int64 retry_after)
{
	pause_for(Max(backoff(tries), retry_after * 1000));
}
