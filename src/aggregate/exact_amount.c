/*
 * aggregate/exact_amount.c
 *		A running sum of numeric amounts that equals sum(numeric), in 16 bytes and mostly without calls.
 */
#include "aggregate/exact_amount.h"

#include "common/int.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "port/pg_bswap.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/compat_numeric.h"

#define AMOUNT_SCALE 4
#define AMOUNT_MAX_UNITS ((INT64CONST(1) << 59) - 1)

/*
 * sum + wraps * 10^131072, which is the first power of ten that numeric cannot hold: so a sum may leave numeric's range
 * and come back, whatever the order of the amounts.
 */
typedef struct AmountRest
{
	Numeric sum;
	int64 wraps;
} AmountRest;

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

/*
 * A rest.
 */

static bool
is_negative(Numeric amount)
{
	Numeric zero = int64_to_numeric(0);
	bool result =
		DatumGetBool(DirectFunctionCall2(numeric_lt, NumericGetDatum(amount), NumericGetDatum(zero)));

	pfree(zero);
	return result;
}

/* Half of what a wrap is worth; the largest power of ten that numeric holds, times 5. */
static Numeric
half_wrap(bool negative)
{
	return DatumGetNumeric(DirectFunctionCall3(numeric_in,
											   CStringGetDatum(negative ? "-5e131071" : "5e131071"),
											   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
}

static void
refuse_range(void)
{
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("value overflows numeric format"));
}

static void
add_wraps(AmountRest *rest, int64 wraps)
{
	if (pg_add_s64_overflow(rest->wraps, wraps, &rest->wraps))
		refuse_range();
}

/* Adds a numeric to the rest, the sum of which is made anew in the current context. */
static void
add_numeric(AmountRest *rest, Numeric amount)
{
	bool overflows = false;
	Numeric sum = ecom_numeric_add_or_overflow(rest->sum, amount, &overflows);

	if (unlikely(overflows))
	{
		/* both have the same sign: half a wrap off each, and what is left fits */
		bool negative = is_negative(amount);
		Numeric half = half_wrap(negative);
		Numeric less_of_sum = ecom_numeric_subtract(rest->sum, half);
		Numeric less_of_amount = ecom_numeric_subtract(amount, half);

		add_wraps(rest, negative ? -1 : 1);
		sum = ecom_numeric_add(less_of_sum, less_of_amount);
		pfree(half);
		pfree(less_of_sum);
		pfree(less_of_amount);
	}
	rest->sum = sum;
}

static void
add_to_rest(ExactAmount *sum, Numeric amount, MemoryContext context)
{
	MemoryContext caller = MemoryContextSwitchTo(context);

	if (sum->rest == NULL)
	{
		sum->rest = palloc0(sizeof(AmountRest));
		sum->rest->sum = DatumGetNumericCopy(NumericGetDatum(amount));
	}
	else
	{
		Numeric previous = sum->rest->sum;

		add_numeric(sum->rest, amount);
		pfree(previous);
	}
	MemoryContextSwitchTo(caller);
}

/* The rest as a numeric: an error if that is beyond numeric's range. */
static Numeric
rest_total(const AmountRest *rest)
{
	Numeric half;

	/* the sum may have become infinite or NaN after it wrapped */
	if (rest->wraps == 0 || numeric_is_nan(rest->sum) || numeric_is_inf(rest->sum))
		return rest->sum;
	if (rest->wraps != 1 && rest->wraps != -1)
		refuse_range();
	half = half_wrap(rest->wraps < 0);
	return ecom_numeric_add(ecom_numeric_add(rest->sum, half), half);
}

/*
 * Sums.
 */

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
	{
		add_to_rest(sum, other->rest->sum, context);
		add_wraps(sum->rest, other->rest->wraps);
	}
}

void
exact_amount_subtract(ExactAmount *sum, const ExactAmount *other, MemoryContext context)
{
	add_units(sum, -(int64) other->units, other->scale, context);
	if (other->rest != NULL)
	{
		Numeric less = DatumGetNumeric(DirectFunctionCall1(numeric_uminus, NumericGetDatum(other->rest->sum)));

		add_to_rest(sum, less, context);
		pfree(less);
		if (pg_sub_s64_overflow(sum->rest->wraps, other->rest->wraps, &sum->rest->wraps))
			refuse_range();
	}
}

void
exact_amount_clear(ExactAmount *sum)
{
	if (sum->rest != NULL)
	{
		pfree(sum->rest->sum);
		pfree(sum->rest);
	}
	memset(sum, 0, sizeof(*sum));
}

Numeric
exact_amount_total(const ExactAmount *sum)
{
	Numeric total = units_to_numeric(sum->units, sum->scale);
	AmountRest all;

	if (sum->rest == NULL)
		return total;
	all = *sum->rest;
	add_numeric(&all, total);
	return rest_total(&all);
}

bool
exact_amount_is_zero(const ExactAmount *sum)
{
	const ExactAmount zero = {0};

	return exact_amount_compare(sum, &zero) == 0;
}

int
exact_amount_compare_totals(const ExactAmount *a, const ExactAmount *b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(exact_amount_total(a)),
											 NumericGetDatum(exact_amount_total(b))));
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

bool
exact_amount_is_valid(const ExactAmount *sum)
{
	return units_are_valid(sum->units, sum->scale) && (sum->rest == NULL || sum->rest->sum != NULL);
}

/*
 * As bytes, in network order:
 *
 *		scale, plus HAS_REST, plus HAS_WRAPS (1 byte), units (8)
 *		if HAS_REST: length (4), the sum of the rest as numeric_send() has it
 *		if HAS_WRAPS: wraps (8)
 */
#define HAS_REST 0x80
#define HAS_WRAPS 0x40

/* A numeric is sent as four 16-bit fields, the first the number of digits, then so many of 16 bits. */
#define NUMERIC_SENT_HEADER 8

static bytea *
send_numeric(Numeric value)
{
	return DatumGetByteaPP(DirectFunctionCall1(numeric_send, NumericGetDatum(value)));
}

static inline char *
put_uint64(char *to, uint64 value)
{
	value = pg_hton64(value);
	return (char *) memcpy(to, &value, sizeof(value)) + sizeof(value);
}

static inline uint64
uint64_at(const char *bytes)
{
	uint64 value;

	memcpy(&value, bytes, sizeof(value));
	return pg_ntoh64(value);
}

Size
exact_amount_size_with_rest(const ExactAmount *sum)
{
	bytea *sent = send_numeric(sum->rest->sum);
	Size size = EXACT_AMOUNT_LEAST_SIZE + sizeof(uint32) + VARSIZE_ANY_EXHDR(sent) +
				(sum->rest->wraps == 0 ? 0 : sizeof(uint64));

	pfree(sent);
	return size;
}

Size
exact_amount_write(const ExactAmount *sum, char *to)
{
	char *at = to;

	*at++ = (char) (sum->scale | (sum->rest == NULL ? 0 : HAS_REST) |
					(sum->rest == NULL || sum->rest->wraps == 0 ? 0 : HAS_WRAPS));
	at = put_uint64(at, (uint64) sum->units);
	if (unlikely(sum->rest != NULL))
	{
		bytea *sent = send_numeric(sum->rest->sum);
		uint32 length = VARSIZE_ANY_EXHDR(sent);
		uint32 in_network_order = pg_hton32(length);

		at = (char *) memcpy(at, &in_network_order, sizeof(uint32)) + sizeof(uint32);
		at = (char *) memcpy(at, VARDATA_ANY(sent), length) + length;
		pfree(sent);
		if (sum->rest->wraps != 0)
			at = put_uint64(at, (uint64) sum->rest->wraps);
	}
	return at - to;
}

/* Numeric's own reader reports what is wrong within the number, but only if it is all there. */
static Numeric
receive_numeric(const char *sent, Size size, MemoryContext context)
{
	uint16 ndigits = 0;
	StringInfoData buffer;
	MemoryContext caller;
	Numeric value;

	if (size >= NUMERIC_SENT_HEADER)
		memcpy(&ndigits, sent, sizeof(ndigits));
	if (size < NUMERIC_SENT_HEADER ||
		size != NUMERIC_SENT_HEADER + sizeof(uint16) * (Size) pg_ntoh16(ndigits))
		return NULL;

	/* a copy: such a buffer is expected to end in a zero byte */
	initStringInfo(&buffer);
	appendBinaryStringInfo(&buffer, sent, size);
	caller = MemoryContextSwitchTo(context);
	value = DatumGetNumeric(DirectFunctionCall3(numeric_recv, PointerGetDatum(&buffer),
												ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
	MemoryContextSwitchTo(caller);
	pfree(buffer.data);
	return value;
}

/* Reads what stands behind the units of a sum with a rest; returns as exact_amount_read() does. */
static Size
read_rest(ExactAmount *sum, const char *bytes, Size size, bool has_wraps, MemoryContext context,
		  const char **fault)
{
	uint32 length;
	Size needed = sizeof(length) + (has_wraps ? sizeof(uint64) : 0);

	*fault = "It ends too early.";
	if (size < needed)
		return 0;
	memcpy(&length, bytes, sizeof(length));
	length = pg_ntoh32(length);
	if (size - needed < length)
		return 0;
	*fault = "An amount has the wrong length.";
	sum->rest = MemoryContextAllocZero(context, sizeof(AmountRest));
	sum->rest->sum = receive_numeric(bytes + sizeof(length), length, context);
	if (sum->rest->sum == NULL)
		return 0;
	if (has_wraps)
		sum->rest->wraps = (int64) uint64_at(bytes + sizeof(length) + length);
	return needed + length;
}

Size
exact_amount_read(ExactAmount *sum, const char *bytes, Size size, MemoryContext context, const char **fault)
{
	int flags;
	int scale;
	int64 units;
	Size rest;

	memset(sum, 0, sizeof(*sum));
	if (size < EXACT_AMOUNT_LEAST_SIZE)
	{
		*fault = "It ends too early.";
		return 0;
	}
	flags = (uint8) bytes[0];
	scale = flags & ~(HAS_REST | HAS_WRAPS);
	units = (int64) uint64_at(bytes + 1);
	if (!units_are_valid(units, scale) || (flags & (HAS_REST | HAS_WRAPS)) == HAS_WRAPS)
	{
		*fault = "An amount is out of range.";
		return 0;
	}
	sum->units = units;
	sum->scale = scale;
	if (likely((flags & HAS_REST) == 0))
		return EXACT_AMOUNT_LEAST_SIZE;
	rest = read_rest(sum, bytes + EXACT_AMOUNT_LEAST_SIZE, size - EXACT_AMOUNT_LEAST_SIZE,
					 (flags & HAS_WRAPS) != 0, context, fault);
	return rest == 0 ? 0 : EXACT_AMOUNT_LEAST_SIZE + rest;
}

Size
exact_amount_read_own(ExactAmount *sum, const char *bytes, Size size, MemoryContext context)
{
	const char *fault;
	Size taken = exact_amount_read(sum, bytes, size, context, &fault);

	if (taken == 0)
		elog(ERROR, "invalid amount: %s", fault);
	return taken;
}
