/*
 * aggregate/amount_units.h
 *		Money with up to 4 decimals as a 64-bit number of 1/10000, and how it is read off a numeric without calls.
 */
#ifndef ECOM_AGGREGATE_AMOUNT_UNITS_H
#define ECOM_AGGREGATE_AMOUNT_UNITS_H

#include "base/compat.h"

#include "utils/numeric.h"

#define AMOUNT_SCALE 4
#define AMOUNT_MAX_UNITS ((INT64CONST(1) << 59) - 1)

/*
 * The short form of a numeric, the one that every ordinary number is stored in: a header, then digits to
 * base 10000, the first of them times 10000^weight.
 *
 *		 1 0 | sign | decimals shown (6 bits) | weight (7 bits, signed)		digit  digit  ...
 *
 * PostgreSQL keeps this private to numeric.c, yet it cannot change: pg_upgrade takes the files over as
 * they are.  Reading it here takes the numeric's share of an aggregate over millions of rows from more
 * than half to almost nothing.  Anything that looks different goes through numeric's own functions.
 */
#define NUMERIC_FORM_MASK 0xC000
#define NUMERIC_FORM_SHORT 0x8000
#define SHORT_NEGATIVE 0x2000
#define SHORT_SCALE_MASK 0x1F80
#define SHORT_SCALE_SHIFT 7
#define SHORT_WEIGHT_SIGN 0x0040
#define SHORT_WEIGHT_MASK 0x003F
#define DIGIT_BASE 10000

/* Below 10^12, so that units of 1/10000 stay far below the limit. */
#define MAX_WEIGHT 2

static inline uint16
uint16_at(const char *data)
{
	uint16 value;

	/* with a one-byte varlena header, it is at an odd address */
	memcpy(&value, data, sizeof(value));
	return value;
}

/* The amount in units of 1/10000 and its scale; false if these cannot hold it. */
static inline bool
numeric_to_units(const struct varlena *amount, int64 *units, int *scale)
{
	const char *data = VARDATA_ANY(amount);
	int ndigits = VARSIZE_ANY_EXHDR(amount) / (int) sizeof(uint16) - 1;
	uint16 header;
	int weight;
	int64 value = 0;

	if (ndigits < 0)
		return false;
	header = uint16_at(data);
	if ((header & NUMERIC_FORM_MASK) != NUMERIC_FORM_SHORT)
		return false;
	weight = (header & SHORT_WEIGHT_MASK) - (header & SHORT_WEIGHT_SIGN);
	*scale = (header & SHORT_SCALE_MASK) >> SHORT_SCALE_SHIFT;
	if (*scale > AMOUNT_SCALE || weight > MAX_WEIGHT || ndigits > weight + 2)
		return false;
	for (int i = 0; i < ndigits; i++)
		value = value * DIGIT_BASE + uint16_at(data + sizeof(uint16) * (i + 1));

	/* digits of zero at the end are not stored */
	for (int i = ndigits; i < weight + 2 && value != 0; i++)
		value *= DIGIT_BASE;
	*units = (header & SHORT_NEGATIVE) ? -value : value;
	return true;
}

static inline Numeric
units_to_numeric(int64 units, int scale)
{
	static const int64 power_of_10[] = {1, 10, 100, 1000, 10000};

	return int64_div_fast_to_numeric(units / power_of_10[AMOUNT_SCALE - scale], scale);
}

/* Are the units within their limits, and no finer than their scale?  The divisors are constants, which needs no division. */
static inline bool
units_are_valid(int64 units, int scale)
{
	if (units > AMOUNT_MAX_UNITS || units < -AMOUNT_MAX_UNITS)
		return false;
	switch (scale)
	{
		case 0:
			return units % 10000 == 0;
		case 1:
			return units % 1000 == 0;
		case 2:
			return units % 100 == 0;
		case 3:
			return units % 10 == 0;
		case AMOUNT_SCALE:
			return true;
	}
	return false;
}

#endif /* ECOM_AGGREGATE_AMOUNT_UNITS_H */
