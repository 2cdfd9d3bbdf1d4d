/*
 * census/bundle.h
 *		The Census figures that are installed with the extension.
 */
#ifndef ECOM_CENSUS_BUNDLE_H
#define ECOM_CENSUS_BUNDLE_H

#include "base/compat.h"

#include "nodes/pg_list.h"

typedef struct BundledAnswer
{
	int year;
	char *path;
} BundledAnswer;

/* One BundledAnswer a year, in their order. */
extern List *census_bundle(void);

#endif /* ECOM_CENSUS_BUNDLE_H */
