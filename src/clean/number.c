/*
 * clean/number.c
 *		ecom.clean_price and ecom.clean_quantity: exact decimals from what files write.
 *
 * A number is read into its significant digits and the place of the decimal point, and from there
 * into a whole number of units (cents, pieces).  No floating point anywhere:
 *
 *		"$1,299.00"  ->  digits 129900, point 4  ->  129900 cents  ->  1299.00
 *		"1.5E+3"     ->  digits 15,     point 4  ->  1500 pieces
 *
 * What is more exact than its unit, 1.299 dollars or 1.5 pieces, cannot be read: the point may group thousands where it was
 * written, and no rounding would be right.
 */
#include "clean/cleaners.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/numeric.h"

#include "clean/field_value.h"

PG_FUNCTION_INFO_V1(ecom_clean_price);
PG_FUNCTION_INFO_V1(ecom_clean_quantity);

#define CENTS_DIGITS 2
#define MAX_CENTS INT64CONST(9999999999) /* numeric(10,2) */

/* More digits than any value in range has; the rest matters only to whether it is zero. */
#define MAX_DIGITS 40

/* An exponent beyond this is out of range (or zero) for any mantissa a field can hold. */
#define MAX_EXPONENT 100000000

typedef struct Decimal
{
	bool negative;
	int ndigits; /* kept in digits; leading zeros are not */
	int64 point; /* the decimal point stands before digits[point]; may lie outside */
	bool more;	 /* a digit other than 0 was beyond MAX_DIGITS */
	char digits[MAX_DIGITS];
} Decimal;

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void
add_digit(Decimal *number, char digit, bool before_point)
{
	if (number->ndigits == 0 && digit == '0')
	{
		if (!before_point)
			number->point--;
		return;
	}
	if (before_point)
		number->point++;
	if (number->ndigits < MAX_DIGITS)
		number->digits[number->ndigits++] = digit - '0';
	else if (digit != '0')
		number->more = true;
}

/* Takes digits, with thousands separators only if each is followed by exactly three; counts the digits. */
static bool
take_whole_part(TextSpan *span, Decimal *number, int *count)
{
	int in_group = 0;
	bool grouped = false;
	bool leading_zero = span->len > 0 && *span->data == '0';

	*count = 0;
	while (span->len > 0 && (is_digit(*span->data) || *span->data == ','))
	{
		CHECK_FOR_INTERRUPTS();
		if (*span->data == ',')
		{
			/* nobody groups 0,123 by thousands: that comma is a decimal one of elsewhere */
			if (*count == 0 || leading_zero || (grouped ? in_group != 3 : in_group > 3))
				return false;
			grouped = true;
			in_group = 0;
		}
		else
		{
			add_digit(number, *span->data, true);
			(*count)++;
			in_group++;
		}
		span->data++;
		span->len--;
	}
	return !grouped || in_group == 3;
}

static bool
take_exponent(TextSpan *span, Decimal *number)
{
	bool negative;
	int64 exponent = 0;
	bool any = false;

	if (!span_take(span, "e"))
		return true;
	negative = span_take(span, "-");
	if (!negative)
		span_take(span, "+");
	for (; span->len > 0 && is_digit(*span->data); span->data++, span->len--)
	{
		CHECK_FOR_INTERRUPTS();
		exponent = Min(exponent * 10 + (*span->data - '0'), MAX_EXPONENT);
		any = true;
	}
	number->point += negative ? -exponent : exponent;
	return any;
}

/* Takes digits, point and exponent off the front; false if there is no number. */
static bool
take_decimal(TextSpan *span, Decimal *number)
{
	int count;

	if (!take_whole_part(span, number, &count))
		return false;
	if (span_take(span, "."))
	{
		for (; span->len > 0 && is_digit(*span->data); span->data++, span->len--)
		{
			CHECK_FOR_INTERRUPTS();
			add_digit(number, *span->data, false);
			count++;
		}
	}
	return count > 0 && take_exponent(span, number);
}

/* Takes a sign off the front, if there is one. */
static bool
take_sign(TextSpan *span, bool *negative)
{
	*negative = span_take(span, "-");
	return *negative || span_take(span, "+");
}

/* What of the currency has been read. */
typedef struct Currency
{
	bool sign; /* $, US$ or US $ */
	bool code; /* USD */
} Currency;

/* Takes the currency's sign and its code off the front, each once in a field, and blanks behind them. */
static void
take_currency(TextSpan *span, Currency *seen)
{
	for (;;)
	{
		if (!seen->code && span_take(span, "USD"))
			seen->code = true;
		else if (!seen->sign && (span_take(span, "US$") || span_take(span, "US $") || span_take(span, "$")))
			seen->sign = true;
		else
			break;
		*span = span_trim(*span);
	}
}

/* Reads a whole field as a number of US dollars. */
static bool
read_money(TextSpan field, Decimal *number)
{
	TextSpan rest = field_value(field);
	Currency seen = {0};
	bool has_sign = take_sign(&rest, &number->negative);
	bool in_parentheses;

	take_currency(&rest, &seen);
	has_sign = has_sign || take_sign(&rest, &number->negative);

	/* accountants write a negative amount in parentheses */
	in_parentheses = !has_sign && span_take(&rest, "(");
	if (in_parentheses)
	{
		number->negative = true;
		rest = span_trim(rest);
		take_currency(&rest, &seen);
	}
	if (!take_decimal(&rest, number))
		return false;
	rest = span_trim(rest);
	take_currency(&rest, &seen);
	if (in_parentheses)
	{
		if (!span_take(&rest, ")"))
			return false;
		rest = span_trim(rest);
		take_currency(&rest, &seen);
	}
	return rest.len == 0;
}

/* Reads a whole field as a plain number. */
static bool
read_number(TextSpan field, Decimal *number)
{
	TextSpan rest = field_value(field);

	take_sign(&rest, &number->negative);
	return take_decimal(&rest, number) && rest.len == 0;
}

/* The number in units of 10^-scale; false if it is no whole number of them, or beyond the limit. */
static bool
decimal_to_units(const Decimal *number, int scale, int64 limit, int64 *units)
{
	int64 kept = number->point + scale; /* so many digits are whole units */

	*units = 0;
	if (number->more)
		return false;
	for (int64 i = Max(kept, 0); i < number->ndigits; i++)
	{
		if (number->digits[i] != 0)
			return false;
	}

	/* the first digit is not 0, so this ends at the limit however large the exponent */
	for (int64 i = 0; i < kept && number->ndigits > 0; i++)
	{
		*units = *units * 10 + (i < number->ndigits ? number->digits[i] : 0);
		if (*units > limit)
			return false;
	}
	if (number->negative)
		*units = -*units;
	return true;
}

/* A few digits, and behind a point as many decimals at most, as most files write numbers; in units of 10^-scale. */
static inline bool
is_plain_number(TextSpan field, int scale, int64 *units)
{
	int decimals = -1; /* seen so far, -1 before the point */
	int64 value = 0;

	if (field.len == 0 || field.len > 8 || !is_digit(field.data[0]) || !is_digit(field.data[field.len - 1]))
		return false;
	for (int i = 0; i < field.len; i++)
	{
		char c = field.data[i];

		if (c == '.' && decimals < 0)
			decimals = 0;
		else if (!is_digit(c))
			return false;
		else if (decimals < scale)
		{
			value = value * 10 + (c - '0');
			decimals += decimals >= 0;
		}
		else if (c != '0')
			return false;
	}
	for (int i = Max(decimals, 0); i < scale; i++)
		value *= 10;
	*units = value;
	return true;
}

bool
read_price(TextSpan field, int64 *cents)
{
	Decimal number = {0};

	if (is_plain_number(field, CENTS_DIGITS, cents))
		return true;
	return read_money(field, &number) && decimal_to_units(&number, CENTS_DIGITS, MAX_CENTS, cents);
}

bool
read_quantity(TextSpan field, int32 *pieces)
{
	Decimal number = {0};
	int64 units;

	if (is_plain_number(field, 0, &units))
	{
		*pieces = (int32) units;
		return true;
	}
	if (!read_number(field, &number) || !decimal_to_units(&number, 0, PG_INT32_MAX, &units))
		return false;
	*pieces = (int32) units;
	return true;
}

Datum
ecom_clean_price(PG_FUNCTION_ARGS)
{
	int64 cents;

	if (!read_price(PG_GETARG_TEXT_SPAN(0), &cents))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(int64_div_fast_to_numeric(cents, CENTS_DIGITS));
}

Datum
ecom_clean_quantity(PG_FUNCTION_ARGS)
{
	int32 pieces;

	if (!read_quantity(PG_GETARG_TEXT_SPAN(0), &pieces))
		PG_RETURN_NULL();
	PG_RETURN_INT32(pieces);
}
