/*
 * base/compat.h
 *		What every file includes first: postgres.h, and how the headers of PostgreSQL 15 to 19 differ.
 *
 * Functions that differ are in the files base/compat_*.h beside it.  No other file asks for the version;
 * where a feature is missing altogether, as below, it asks for the feature.
 */
#ifndef ECOM_BASE_COMPAT_H
#define ECOM_BASE_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 200000
#error "ecom_analytics supports PostgreSQL 15 to 19"
#endif

/* 16 moved the varlena access macros out of postgres.h */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* 16 extends a table by many pages for a bulk insertion; 15 page by page */
#if PG_VERSION_NUM < 160000
#define ECOM_TABLES_GROW_PAGE_BY_PAGE
#endif

/* 19 has its own type of signal handlers, and names for what the system's headers call SIG_IGN */
#ifndef PG_SIG_IGN
#define PG_SIG_IGN SIG_IGN
#endif

/* 18 says of a function that does not return what C11 says, and in front of it */
#ifndef pg_noreturn
#define pg_noreturn _Noreturn
#endif

/* 18 lets a module say its name and version, which pg_get_loaded_modules() shows */
#ifdef PG_MODULE_MAGIC_EXT
#define ECOM_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "ecom_analytics", .version = ECOM_VERSION)
#else
#define ECOM_MODULE_MAGIC PG_MODULE_MAGIC
#endif

#endif /* ECOM_BASE_COMPAT_H */
