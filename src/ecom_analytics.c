/*
 * ecom_analytics.c
 *		Entry point of the loadable module.
 */
#include "compat.h"

#include "fmgr.h"

ECOM_MODULE_MAGIC;
