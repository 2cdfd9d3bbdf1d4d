/*
 * base/compat_numeric.h
 *		How sums of numerics that may overflow differ between PostgreSQL 15 and 19.
 */
#ifndef ECOM_BASE_COMPAT_NUMERIC_H
#define ECOM_BASE_COMPAT_NUMERIC_H

#include "base/compat.h"

#include "utils/numeric.h"

/* 19 has soft errors in the place of a flag */
#if PG_VERSION_NUM >= 190000
#include "nodes/miscnodes.h"
#endif

/* Sets *overflows, and says nothing of the sum, where numeric cannot hold it. */
static inline Numeric
ecom_numeric_add_or_overflow(Numeric left, Numeric right, bool *overflows)
{
#if PG_VERSION_NUM >= 190000
	ErrorSaveContext error = {T_ErrorSaveContext};
	Numeric sum = numeric_add_safe(left, right, (Node *) &error);

	*overflows = error.error_occurred;
	return sum;
#else
	return numeric_add_opt_error(left, right, overflows);
#endif
}

/* An error where numeric cannot hold the sum. */
static inline Numeric
ecom_numeric_add(Numeric left, Numeric right)
{
#if PG_VERSION_NUM >= 190000
	return numeric_add_safe(left, right, NULL);
#else
	return numeric_add_opt_error(left, right, NULL);
#endif
}

static inline Numeric
ecom_numeric_subtract(Numeric left, Numeric right)
{
#if PG_VERSION_NUM >= 190000
	return numeric_sub_safe(left, right, NULL);
#else
	return numeric_sub_opt_error(left, right, NULL);
#endif
}

#endif /* ECOM_BASE_COMPAT_NUMERIC_H */
