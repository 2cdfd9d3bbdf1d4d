/*
 * checks/data_test.h
 *		Runs a data test: a query that must return no row.
 */
#ifndef ECOM_CHECKS_DATA_TEST_H
#define ECOM_CHECKS_DATA_TEST_H

#include "base/compat.h"

#include "access/tupdesc.h"
#include "utils/tuplestore.h"

/* What is the same for all tests, from ecom.settings. */
typedef struct TestConditions
{
	char *time_zone;
	char *max_time; /* in words */
	int64 max_microseconds;
} TestConditions;

extern const TestConditions *test_conditions(void);

typedef struct DataTest
{
	const char *name;
	const char *query; /* as somebody wrote it */
	Oid writer;		   /* whose rights it has; may be a role that is not there */
	const TestConditions *conditions;
} DataTest;

typedef struct DataTestResult
{
	bool is_broken; /* the query failed: how many rows break the test is not known */
	int64 failures;
	char *detail; /* one of these rows, or why the query failed; NULL if the test passes */
} DataTestResult;

/*
 * How many rows break it.  What the query fails with, or that it takes too long, is a result; an error is only what ends all that
 * the user does, such as a cancel.
 */
extern DataTestResult data_test_count(const DataTest *test);

/* The rows that break it, each a jsonb. */
extern void data_test_rows(const DataTest *test, Tuplestorestate *rows, TupleDesc descriptor);

/* An error if the query is none, or cannot be planned, or is not for its writer.  It is not run. */
extern void data_test_try(const DataTest *test);

#endif /* ECOM_CHECKS_DATA_TEST_H */
