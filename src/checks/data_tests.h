/*
 * checks/data_tests.h
 *		The data tests of ecom.data_tests.
 */
#ifndef ECOM_CHECKS_DATA_TESTS_H
#define ECOM_CHECKS_DATA_TESTS_H

#include "base/compat.h"

#include "lib/stringinfo.h"

/*
 * An error if a test of severity error, on what models contain, does not pass.  What came of each is appended to results as
 * entries of a JSON array, also before that error.
 */
extern void require_data_tests(StringInfo results);

#endif /* ECOM_CHECKS_DATA_TESTS_H */
