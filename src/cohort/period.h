/*
 * cohort/period.h
 *		Calendar periods of five grains, numbered so that neighbours differ by one.
 */
#ifndef ECOM_COHORT_PERIOD_H
#define ECOM_COHORT_PERIOD_H

#include "base/compat.h"

#include "utils/date.h"

#include "base/text_span.h"

/* The values are part of the state's wire format. */
typedef enum CohortGrain
{
	GRAIN_DAY,
	GRAIN_WEEK, /* ISO 8601: from Monday */
	GRAIN_MONTH,
	GRAIN_QUARTER,
	GRAIN_YEAR
} CohortGrain;

#define GRAIN_LAST GRAIN_YEAR
#define GRAIN_NAMES "day, week, month, quarter, year"

extern const char *grain_name(CohortGrain grain);

/* Reads a grain's name, letter case aside; false if there is none of that name. */
extern bool grain_from_name(TextSpan name, CohortGrain *grain);

/* The number of the period that a finite date lies in. */
extern int32 period_of_date(CohortGrain grain, DateADT date);

/* The first day of a period; that of the period after the newest date's may be asked for too. */
extern DateADT period_first_day(CohortGrain grain, int32 period);

/* The first period whose first day is a date: PostgreSQL's dates begin amid a month. */
extern int32 period_earliest(CohortGrain grain);

#endif /* ECOM_COHORT_PERIOD_H */
