/*
 * ecom_analytics.c
 *		Entry point of the loadable module.
 */
#include "base/compat.h"

#include "fmgr.h"

#include "base/settings.h"

ECOM_MODULE_MAGIC;

extern void _PG_init(void);

void
_PG_init(void)
{
	define_settings();
}
