/*
 * refresh/settings.c
 *		Defines the configuration parameter of refreshing.
 */
#include "refresh/settings.h"

#include <limits.h>

#include "utils/guc.h"

int setting_refresh_lock_timeout;

void
define_refresh_settings(void)
{
	DefineCustomIntVariable("ecom_analytics.refresh_lock_timeout",
							"How long ecom.refresh() tries to lock models that others have locks on.",
							"Before it begins, and again before it ends, then against those who read a model "
							"that was written anew. It fails then, and says who has which lock. Where "
							"lock_timeout is set and shorter, that counts. 0: without end.",
							&setting_refresh_lock_timeout, 60 * 60 * 1000, 0, INT_MAX, PGC_USERSET, GUC_UNIT_MS,
							NULL, NULL, NULL);
}
