/*
 * clean/product_code.c
 *		ecom.clean_product_code: the code that a purchase line has for its product.
 */
#include "clean/cleaners.h"

#include "fmgr.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(ecom_clean_product_code);

#define ISBN10_LENGTH 10

/*
 * The check digit of ISO 2108: the sum of the digits, weighted 10 down to 1, is a multiple of 11,
 * with X for 10 in the last place.
 */
static bool
is_isbn10(const char *code)
{
	int sum = 0;

	for (int i = 0; i < ISBN10_LENGTH; i++)
	{
		if (code[i] >= '0' && code[i] <= '9')
			sum += (ISBN10_LENGTH - i) * (code[i] - '0');
		else if (code[i] == 'X' && i == ISBN10_LENGTH - 1)
			sum += 10;
		else
			return false;
	}
	return sum % 11 == 0;
}

/*
 * Copies the code in capitals, an ISBN without its hyphens; false if it holds white space or anything but
 * printable ASCII.
 */
static bool
copy_code(TextSpan span, char *code, int *length)
{
	bool hyphens = false;
	char with_hyphens[MAX_CODE_LENGTH];

	*length = 0;
	for (int i = 0; i < span.len; i++)
	{
		unsigned char byte = (unsigned char) span.data[i];

		if (byte <= 0x20 || byte >= 0x7F)
			return false;
		with_hyphens[i] = pg_ascii_toupper(byte);
		if (byte == '-')
			hyphens = true;
		else
			code[(*length)++] = with_hyphens[i];
	}

	/* hyphens group an ISBN's digits and say nothing; in any other code they belong to it */
	if (hyphens && !(*length == ISBN10_LENGTH && is_isbn10(code)))
	{
		memcpy(code, with_hyphens, span.len);
		*length = span.len;
	}
	return true;
}

/* Puts back the one or two leading zeros of an ISBN-10, if the check digit proves that they were there. */
static int
restore_zeros(char *code, int length)
{
	char restored[ISBN10_LENGTH];
	int missing = ISBN10_LENGTH - length;

	if (missing < 1 || missing > 2)
		return length;
	memset(restored, '0', missing);
	memcpy(restored + missing, code, length);
	if (!is_isbn10(restored))
		return length;
	memcpy(code, restored, ISBN10_LENGTH);
	return ISBN10_LENGTH;
}

bool
read_product_code(TextSpan field, char *code, int *length)
{
	TextSpan span = span_trim(field);

	if (is_missing(span) || span_is(span, "unknown") || span.len > MAX_CODE_LENGTH ||
		!copy_code(span, code, length))
		return false;
	*length = restore_zeros(code, *length);
	return true;
}

Datum
ecom_clean_product_code(PG_FUNCTION_ARGS)
{
	char code[MAX_CODE_LENGTH];
	int length;

	if (!read_product_code(PG_GETARG_TEXT_SPAN(0), code, &length))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(code, length));
}
