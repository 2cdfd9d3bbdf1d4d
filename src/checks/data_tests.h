/*
 * checks/data_tests.h
 *		The data tests of ecom.data_tests.
 */
#ifndef ECOM_CHECKS_DATA_TESTS_H
#define ECOM_CHECKS_DATA_TESTS_H

#include "base/compat.h"

/* An error if a test of severity error, on what models contain, does not pass. */
extern void require_data_tests(void);

#endif /* ECOM_CHECKS_DATA_TESTS_H */
