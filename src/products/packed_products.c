/*
 * products/packed_products.c
 *		Products packed into bytes: see products/packed_products.h.
 */
#include "products/packed_products.h"

#include "fmgr.h"
#include "miscadmin.h"

#include "aggregate/packed_numbers.h"

PG_FUNCTION_INFO_V1(ecom_product_part);
PG_FUNCTION_INFO_V1(ecom_add_product_sums);

/*
 * Numbers.
 */

static void
refuse_bytes(const char *fault)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION), errmsg("these bytes are no products"),
			errdetail("%s", fault), errhint("ecom.product_sums() makes them, and ecom.added_product_sums()."));
}

static uint64
read_long_number(const char **at, const char *end)
{
	uint64 number = 0;

	for (int shift = 0; *at < end && shift < 64; shift += 7)
	{
		uint64 bits = (uint8) *(*at)++;

		number |= (bits & 0x7F) << shift;
		if (bits < 0x80)
			return number;
	}
	refuse_bytes("A number has no end.");
	return 0;
}

/* Most take one byte. */
static inline uint64
read_number(const char **at, const char *end)
{
	if (likely(*at < end && (uint8) **at < 0x80))
		return (uint8) *(*at)++;
	return read_long_number(at, end);
}

static inline int64
read_signed(const char **at, const char *end)
{
	uint64 number = read_number(at, end);

	return (int64) (number >> 1) ^ -(int64) (number & 1);
}

/* The number of things that take at least so many bytes each. */
static inline int
read_count(const char **at, const char *end, int size)
{
	uint64 count = read_number(at, end);

	if (unlikely(count > (uint64) (end - *at) / size))
		refuse_bytes("They end too early.");
	return (int) count;
}

static inline TextSpan
read_text(const char **at, const char *end)
{
	TextSpan text;

	text.len = read_count(at, end, 1);
	text.data = *at;
	*at += text.len;
	return text;
}

/*
 * Products.
 */

#define LEAST_CATEGORY_SIZE 2						/* an empty name, and a count */
#define LEAST_PERIOD_SIZE (3 + EXACT_AMOUNT_LEAST_SIZE) /* its number, lines, units and revenue */

void
packed_product_make_room(PackedProduct *product, int categories, int periods)
{
	MemoryContext context = product->context != NULL ? product->context : CurrentMemoryContext;

	if (categories > product->room_for_categories)
	{
		product->room_for_categories = categories + 8;
		product->categories =
			MemoryContextAlloc(context, product->room_for_categories * sizeof(CategoryCount));
	}
	if (periods > product->room_for_periods)
	{
		product->room_for_periods = periods + 8;
		product->periods = MemoryContextAlloc(context, product->room_for_periods * sizeof(PeriodSums));
	}
}

static int
compare_periods(const void *a, const void *b)
{
	int32 one = ((const PeriodSums *) a)->period;
	int32 other = ((const PeriodSums *) b)->period;

	return (one > other) - (one < other);
}

void
packed_product_set_periods(PackedProduct *product, const PeriodSums *first)
{
	int n = 0;

	for (const PeriodSums *sums = first; sums != NULL; sums = sums->next)
		n++;
	packed_product_make_room(product, 0, n);
	product->n_periods = 0;
	for (const PeriodSums *sums = first; sums != NULL; sums = sums->next)
		product->periods[product->n_periods++] = *sums;
	if (n > 1)
		qsort(product->periods, n, sizeof(PeriodSums), compare_periods);
}

void
packed_product_put_together(PackedProduct *product, int32 together)
{
	int n = 0;

	for (int i = 0; i < product->n_periods; i++)
	{
		PeriodSums *sums = &product->periods[i];

		sums->period = sums->period / together - (sums->period % together < 0);
		if (n > 0 && product->periods[n - 1].period == sums->period)
			period_sums_add(&product->periods[n - 1], sums->lines, sums->units, &sums->revenue);
		else if (n++ < i)
			product->periods[n - 1] = *sums;
	}
	product->n_periods = n;
}

ProductSums
packed_product_sums(PackedProduct *product, TextSpan no_category)
{
	const CategoryCount *most = NULL;
	ProductSums sums = {.key = product->key};

	/* of equally frequent ones the first: they are in that order */
	for (int i = 0; i < product->n_categories; i++)
	{
		if (most == NULL || product->categories[i].lines > most->lines)
			most = &product->categories[i];
	}
	sums.category = most == NULL ? no_category : most->name;
	for (int i = 0; i < product->n_periods; i++)
		product->periods[i].next = i + 1 < product->n_periods ? &product->periods[i + 1] : NULL;
	sums.first = product->n_periods > 0 ? product->periods : NULL;
	return sums;
}

/* One form for each sum: that of its total. */
static void
write_amount(StringInfo to, const ExactAmount *amount)
{
	ExactAmount total = {0};

	if (unlikely(amount->rest != NULL))
	{
		exact_amount_add(&total, NumericGetDatum(exact_amount_total(amount)), CurrentMemoryContext);
		amount = &total;
	}
	enlargeStringInfo(to, exact_amount_size(amount));
	to->len += exact_amount_write(amount, to->data + to->len);
	exact_amount_clear(&total);
}

void
packed_product_write(StringInfo to, const PackedProduct *product)
{
	packed_bytes_write(to, product->key);
	packed_number_write(to, product->n_categories);
	for (int i = 0; i < product->n_categories; i++)
	{
		packed_bytes_write(to, product->categories[i].name);
		packed_number_write(to, product->categories[i].lines);
	}
	packed_number_write(to, product->n_periods);
	for (int i = 0; i < product->n_periods; i++)
	{
		packed_signed_write(to, product->periods[i].period);
		packed_number_write(to, product->periods[i].lines);
		packed_signed_write(to, product->periods[i].units);
		write_amount(to, &product->periods[i].revenue);
	}
}

void
packed_product_read(PackedProduct *product, const char **at, const char *end)
{
	product->key = read_text(at, end);
	product->n_categories = read_count(at, end, LEAST_CATEGORY_SIZE);
	packed_product_make_room(product, product->n_categories, 0);
	for (int i = 0; i < product->n_categories; i++)
	{
		product->categories[i].name = read_text(at, end);
		product->categories[i].lines = (int64) read_number(at, end);
	}
	product->n_periods = read_count(at, end, LEAST_PERIOD_SIZE);
	packed_product_make_room(product, 0, product->n_periods);
	for (int i = 0; i < product->n_periods; i++)
	{
		PeriodSums *sums = &product->periods[i];
		const char *fault;
		Size size;

		sums->period = (int32) read_signed(at, end);
		sums->lines = (int64) read_number(at, end);
		sums->units = read_signed(at, end);
		size = exact_amount_read(&sums->revenue, *at, end - *at, CurrentMemoryContext, &fault);
		if (size == 0)
			refuse_bytes(fault);
		*at += size;
	}
}

ProductSums
packed_product_read_sums(PackedProduct *product, const char **at, const char *end, int32 together,
						 TextSpan no_category)
{
	packed_product_read(product, at, end);
	packed_product_put_together(product, together);
	return packed_product_sums(product, no_category);
}

void
packed_reading_next(PackedReading *reading)
{
	const char *begin = reading->at;

	reading->bytes = (TextSpan){NULL, 0};
	if (begin == reading->end)
		return;
	packed_product_read(&reading->product, &reading->at, reading->end);
	reading->bytes = (TextSpan){begin, reading->at - begin};
}

PackedReading
packed_reading_begin(const bytea *packed)
{
	PackedReading reading = {0};

	if (packed == NULL)
		return reading;
	reading.at = VARDATA_ANY(packed);
	reading.end = reading.at + VARSIZE_ANY_EXHDR(packed);
	packed_reading_next(&reading);
	return reading;
}

/* The order of the products that two come to; one that has come to its end is behind all others. */
static int
compare_readings(const PackedReading *one, const PackedReading *other)
{
	if (!packed_reading_is_open(one))
		return 1;
	if (!packed_reading_is_open(other))
		return -1;
	return span_compare(one->product.key, other->product.key);
}

PackedDifferences
packed_differences_begin(FunctionCallInfo fcinfo, int one, int other)
{
	return (PackedDifferences){
		.one = packed_reading_begin(PG_ARGISNULL(one) ? NULL : PG_GETARG_BYTEA_PP(one)),
		.other = packed_reading_begin(PG_ARGISNULL(other) ? NULL : PG_GETARG_BYTEA_PP(other))};
}

bool
packed_differences_next(PackedDifferences *differences)
{
	PackedReading *one = &differences->one;
	PackedReading *other = &differences->other;
	int order;

	do
	{
		CHECK_FOR_INTERRUPTS();
		if (differences->in_one)
			packed_reading_next(one);
		if (differences->in_other)
			packed_reading_next(other);
		if (!packed_reading_is_open(one) && !packed_reading_is_open(other))
			return false;
		order = compare_readings(one, other);
		differences->in_one = order <= 0;
		differences->in_other = order >= 0;
	} while (order == 0 && span_equals(one->bytes, other->bytes));
	return true;
}

int
product_part(TextSpan code)
{
	/* the bits that partitions go by, and two more */
	return (int) (span_hash(code) >> 14);
}

Datum
ecom_product_part(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(product_part(PG_GETARG_TEXT_SPAN(0)));
}

/*
 * Sums of the same parts, added to one another.
 */

static void
add_categories(PackedProduct *sum, const PackedProduct *one, const PackedProduct *other)
{
	int i = 0;
	int j = 0;

	sum->n_categories = 0;
	while (i < one->n_categories || j < other->n_categories)
	{
		CategoryCount *added = &sum->categories[sum->n_categories++];
		int order = i == one->n_categories	 ? 1
					: j == other->n_categories ? -1
											   : span_compare(one->categories[i].name, other->categories[j].name);

		*added = order <= 0 ? one->categories[i++] : other->categories[j++];
		if (order == 0)
			added->lines += other->categories[j++].lines;
	}
}

static void
add_periods(PackedProduct *sum, const PackedProduct *one, const PackedProduct *other)
{
	int i = 0;
	int j = 0;

	sum->n_periods = 0;
	while (i < one->n_periods || j < other->n_periods)
	{
		PeriodSums *added = &sum->periods[sum->n_periods++];
		int order = i == one->n_periods		? 1
					: j == other->n_periods ? -1
					: one->periods[i].period < other->periods[j].period
						? -1
						: one->periods[i].period > other->periods[j].period;

		*added = order <= 0 ? one->periods[i++] : other->periods[j++];
		if (order == 0)
		{
			period_sums_add(added, other->periods[j].lines, other->periods[j].units,
							&other->periods[j].revenue);
			j++;
		}
	}
}

Datum
ecom_add_product_sums(PG_FUNCTION_ARGS)
{
	PackedReading one = packed_reading_begin(PG_GETARG_BYTEA_PP(0));
	PackedReading other = packed_reading_begin(PG_GETARG_BYTEA_PP(1));
	PackedProduct sum = {{0}};
	StringInfoData packed;

	initStringInfo(&packed);
	appendStringInfoSpaces(&packed, VARHDRSZ);
	while (packed_reading_is_open(&one) || packed_reading_is_open(&other))
	{
		int order = compare_readings(&one, &other);

		CHECK_FOR_INTERRUPTS();
		if (order == 0)
		{
			sum.key = one.product.key;
			packed_product_make_room(&sum, one.product.n_categories + other.product.n_categories,
									 one.product.n_periods + other.product.n_periods);
			add_categories(&sum, &one.product, &other.product);
			add_periods(&sum, &one.product, &other.product);
		}
		packed_product_write(&packed, order == 0 ? &sum : order < 0 ? &one.product : &other.product);
		if (order <= 0)
			packed_reading_next(&one);
		if (order >= 0)
			packed_reading_next(&other);
	}
	SET_VARSIZE(packed.data, packed.len);
	PG_RETURN_BYTEA_P(packed.data);
}
