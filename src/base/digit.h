/*
 * base/digit.h
 *		Digits of any base.  Plain C, without PostgreSQL.
 */
#ifndef ECOM_BASE_DIGIT_H
#define ECOM_BASE_DIGIT_H

/* The value of an ASCII digit in the base, at most 16, or -1. */
static inline int
digit_value(char digit, int base)
{
	int value = -1;

	if (digit >= '0' && digit <= '9')
		value = digit - '0';
	else if (digit >= 'a' && digit <= 'f')
		value = digit - 'a' + 10;
	else if (digit >= 'A' && digit <= 'F')
		value = digit - 'A' + 10;
	return value < base ? value : -1;
}

#endif /* ECOM_BASE_DIGIT_H */
