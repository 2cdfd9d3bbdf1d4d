/*
 * base/compat.h
 *		What every file includes first: postgres.h, and how the headers of PostgreSQL 15 to 18 differ.
 *
 * Functions that differ are in base/compat_executor.h and base/compat_permissions.h.  No other file asks for the
 * version; where a feature is missing altogether, as below, it asks for the feature.
 */
#ifndef ECOM_BASE_COMPAT_H
#define ECOM_BASE_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "ecom_analytics supports PostgreSQL 15 to 18"
#endif

/* 16 moved the varlena access macros out of postgres.h */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* 16 extends a table by many pages for a bulk insertion; 15 page by page */
#if PG_VERSION_NUM < 160000
#define ECOM_TABLES_GROW_PAGE_BY_PAGE
#endif

/* 18 lets a module say its name and version, which pg_get_loaded_modules() shows */
#ifdef PG_MODULE_MAGIC_EXT
#define ECOM_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "ecom_analytics", .version = ECOM_VERSION)
#else
#define ECOM_MODULE_MAGIC PG_MODULE_MAGIC
#endif

#endif /* ECOM_BASE_COMPAT_H */
