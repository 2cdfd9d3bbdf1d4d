/*
 * clean/product_code.c
 *		ecom.clean_product_code: the code that a purchase line has for its product.
 */
#include "clean/cleaners.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "clean/field_value.h"

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

/* Is it ten capitals and digits, as an ASIN or ISBN-10 has and most codes are written?  Then it is clean. */
static inline bool
is_plain_code(TextSpan field)
{
	if (field.len != ISBN10_LENGTH)
		return false;
	for (int i = 0; i < ISBN10_LENGTH; i++)
	{
		char c = field.data[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z'))
			return false;
	}
	return true;
}

/* How many characters at the front of the span are among these? */
static int
count_any(TextSpan span, const char *characters)
{
	int count = 0;

	while (count < span.len && strchr(characters, span.data[count]) != NULL)
		count++;
	return count;
}

static TextSpan
behind(TextSpan span, int bytes)
{
	return (TextSpan){span.data + bytes, span.len - bytes};
}

/*
 * Is it what is left of a code that a program took for a number: 9.78032E+12, 316925284.0, 316,925,284?  Whether 12E4 is one
 * nobody can tell, and 702.758.14 is none.
 */
static bool
is_number(TextSpan code)
{
	TextSpan rest = behind(code, Min(count_any(code, "+-"), 1));
	int length = count_any(rest, "0123456789.,");
	int points = 0;
	int commas = 0;
	bool exponent_has_sign = false;

	for (int i = 0; i < length; i++)
	{
		points += rest.data[i] == '.';
		commas += rest.data[i] == ',';
	}
	if (points + commas == length)
		return false;
	rest = behind(rest, length);
	if (span_take(&rest, "e"))
	{
		exponent_has_sign = span_take(&rest, "+") || span_take(&rest, "-");
		length = count_any(rest, "0123456789");
		if (length == 0)
			return false;
		rest = behind(rest, length);
	}
	return rest.len == 0 && (points == 1 || commas > 0 || exponent_has_sign);
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
	TextSpan value;

	if (is_plain_code(field))
	{
		*length = field.len;
		memcpy(code, field.data, field.len);
		return true;
	}
	value = field_value(field);
	if (value.len > MAX_CODE_LENGTH || is_missing(value) || value.data[0] == '=' || is_number(value) ||
		!copy_code(value, code, length))
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
