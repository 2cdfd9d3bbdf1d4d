/*
 * aggregate/exact_amount.c
 *		A running sum of numeric amounts that equals sum(numeric), in 16 bytes and mostly without calls.
 */
#include "aggregate/exact_amount.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "port/pg_bswap.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "aggregate/amount_rest.h"
#include "aggregate/amount_units.h"

/*
 * Sums.
 */

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

		amount_rest_add(sum->rest, amount);
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
		amount_rest_add_wraps(sum->rest, other->rest->wraps);
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
		amount_rest_subtract_wraps(sum->rest, other->rest->wraps);
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
	amount_rest_add(&all, total);
	return amount_rest_total(&all);
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
