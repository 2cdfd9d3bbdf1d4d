/*
 * ecom_analytics.c
 *		Entry point of the loadable module.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "census/settings.h"
#include "heap/table_feed.h"
#include "http/settings.h"
#include "load/settings.h"
#include "refresh/parallel_fill.h"
#include "refresh/settings.h"

ECOM_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(ecom_library_version);

/* Changes with the sources: what another library makes of the same rows may differ. */
Datum
ecom_library_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(ECOM_VERSION " " ECOM_SOURCES));
}

extern void _PG_init(void);

void
_PG_init(void)
{
	define_http_settings();
	define_load_settings();
	define_census_settings();
	define_refresh_settings();
	parallel_fill_define();
	table_feed_define();
	MarkGUCPrefixReserved("ecom_analytics");
}
