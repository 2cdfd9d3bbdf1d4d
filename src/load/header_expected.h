/*
 * load/header_expected.h
 *		What is expected where a header may stand.
 */
#ifndef ECOM_LOAD_HEADER_EXPECTED_H
#define ECOM_LOAD_HEADER_EXPECTED_H

typedef enum HeaderExpected
{
	HEADER_NONE,
	HEADER_OF_COLUMNS,
	HEADER_OF_ANY_NAMES /* where none is a column's, fields are taken by their position */
} HeaderExpected;

#endif /* ECOM_LOAD_HEADER_EXPECTED_H */
