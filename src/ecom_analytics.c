/*
 * ecom_analytics.c
 *		Entry point of the loadable module.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "utils/guc.h"

#include "census/settings.h"
#include "http/settings.h"
#include "load/settings.h"

ECOM_MODULE_MAGIC;

extern void _PG_init(void);

void
_PG_init(void)
{
	define_http_settings();
	define_load_settings();
	define_census_settings();
	MarkGUCPrefixReserved("ecom_analytics");
}
