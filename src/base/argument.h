/*
 * base/argument.h
 *		Arguments of SQL functions that are not strict.
 */
#ifndef ECOM_ARGUMENT_H
#define ECOM_ARGUMENT_H

#include "base/compat.h"

#include "fmgr.h"

/* An error for NULL: a strict function would give no row or NULL, as if it had had nothing to do. */
extern void
argument_check_not_null(FunctionCallInfo fcinfo, int argument, const char *name, bool has_default);

#endif /* ECOM_ARGUMENT_H */
