/*
 * aggregate/exact_amount.c
 *		A running sum of numeric amounts that equals sum(numeric), in 16 bytes and mostly without calls.
 */
#include "aggregate/exact_amount.h"

#include "utils/memutils.h"

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

static const int64 power_of_10[] = {1, 10, 100, 1000, 10000};

static inline uint16
uint16_at(const char *data)
{
	uint16 value;

	/* with a one-byte varlena header, it is at an odd address */
	memcpy(&value, data, sizeof(value));
	return value;
}

/* The amount in units of 1/10000 and its scale; false if these cannot hold it. */
static bool
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

static Numeric
units_to_numeric(int64 units, int scale)
{
	return int64_div_fast_to_numeric(units / power_of_10[AMOUNT_SCALE - scale], scale);
}

static void
add_to_rest(ExactAmount *sum, Numeric amount, MemoryContext context)
{
	MemoryContext caller = MemoryContextSwitchTo(context);
	Numeric previous = sum->rest;

	if (previous == NULL)
		sum->rest = DatumGetNumericCopy(NumericGetDatum(amount));
	else
	{
		sum->rest = numeric_add_opt_error(previous, amount, NULL);
		pfree(previous);
	}
	MemoryContextSwitchTo(caller);
}

static inline void
add_units(ExactAmount *sum, int64 units, int scale, MemoryContext context)
{
	int64 total = sum->units + units; /* of 60 bits each */

	if (likely(total <= AMOUNT_MAX_UNITS && total >= -AMOUNT_MAX_UNITS))
	{
		sum->units = total;
		sum->scale = Max((int) sum->scale, scale);
	}
	else
		add_to_rest(sum, units_to_numeric(units, scale), context);
}

bool
exact_amount_units(Datum amount, int64 *units, int *scale)
{
	return numeric_to_units(PG_DETOAST_DATUM_PACKED(amount), units, scale);
}

void
exact_amount_add_units(ExactAmount *sum, int64 units, int scale, MemoryContext context)
{
	add_units(sum, units, scale, context);
}

void
exact_amount_add(ExactAmount *sum, Datum amount, MemoryContext context)
{
	struct varlena *packed = PG_DETOAST_DATUM_PACKED(amount);
	int64 units;
	int scale;

	if (likely(numeric_to_units(packed, &units, &scale)))
		add_units(sum, units, scale, context);
	else
		add_to_rest(sum, DatumGetNumeric(PointerGetDatum(packed)), context);
}

void
exact_amount_merge(ExactAmount *sum, const ExactAmount *other, MemoryContext context)
{
	add_units(sum, other->units, other->scale, context);
	if (other->rest != NULL)
		add_to_rest(sum, other->rest, context);
}

bool
exact_amount_is_valid(int64 units, int scale)
{
	return scale >= 0 && scale <= AMOUNT_SCALE && units <= AMOUNT_MAX_UNITS && units >= -AMOUNT_MAX_UNITS &&
		   units % power_of_10[AMOUNT_SCALE - scale] == 0;
}

Numeric
exact_amount_total(const ExactAmount *sum)
{
	Numeric total = units_to_numeric(sum->units, sum->scale);

	return sum->rest == NULL ? total : numeric_add_opt_error(total, sum->rest, NULL);
}
