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
	return packed_signed(read_number(at, end));
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

#define LEAST_COUNT_SIZE 2						/* an empty text, and a count */
#define LEAST_PERIOD_SIZE (3 + EXACT_AMOUNT_LEAST_SIZE) /* its number, lines, units and revenue */

static inline MemoryContext
context_of(const PackedProduct *product)
{
	return product->context != NULL ? product->context : CurrentMemoryContext;
}

/* Makes room for so many; what was there may be lost. */
static inline void
make_room_for_counts(const PackedProduct *product, PackedCounts *counts, int n)
{
	if (n <= counts->room)
		return;
	counts->room = n + 8;
	counts->counts = MemoryContextAlloc(context_of(product), counts->room * sizeof(PackedCount));
}

static inline void
make_room_for_periods(PackedProduct *product, int n)
{
	if (n <= product->room_for_periods)
		return;
	product->room_for_periods = n + 8;
	product->periods = MemoryContextAlloc(context_of(product), product->room_for_periods * sizeof(PeriodSums));
}

static int
compare_counts(const void *a, const void *b)
{
	return span_compare(((const PackedCount *) a)->text, ((const PackedCount *) b)->text);
}

void
packed_product_set_counts(const PackedProduct *product, PackedCounts *counts, const TextCounts *texts)
{
	make_room_for_counts(product, counts, count_of_texts(texts));
	for (counts->n = 0; texts != NULL; counts->n++)
		texts = next_count(texts, &counts->counts[counts->n].text, &counts->counts[counts->n].lines);
	if (counts->n > 1)
		qsort(counts->counts, counts->n, sizeof(PackedCount), compare_counts);
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
	make_room_for_periods(product, n);
	product->n_periods = 0;
	for (const PeriodSums *sums = first; sums != NULL; sums = sums->next)
		product->periods[product->n_periods++] = *sums;
	if (n > 1)
		qsort(product->periods, n, sizeof(PeriodSums), compare_periods);
}

TextSpan
packed_product_category(const PackedProduct *product, TextSpan no_category)
{
	const PackedCount *most = NULL;

	for (int i = 0; i < product->categories.n; i++)
	{
		if (most == NULL || product->categories.counts[i].lines > most->lines)
			most = &product->categories.counts[i];
	}
	return most == NULL ? no_category : most->text;
}

int
packed_counts_find(const PackedCounts *counts, TextSpan text)
{
	const PackedCount wanted = {text, 0};
	const PackedCount *found = NULL;

	if (counts->n > 0)
		found = bsearch(&wanted, counts->counts, counts->n, sizeof(PackedCount), compare_counts);
	return found == NULL ? -1 : (int) (found - counts->counts);
}

/* What it adds up to, of a category. */
static inline void
set_sums(ProductSums *sums, PackedProduct *product, TextSpan category)
{
	for (int i = 0; i < product->n_periods; i++)
		product->periods[i].next = i + 1 < product->n_periods ? &product->periods[i + 1] : NULL;
	sums->key = product->key;
	sums->category = category;
	sums->first = product->n_periods > 0 ? product->periods : NULL;
}

ProductSums
packed_product_sums(PackedProduct *product, TextSpan no_category)
{
	ProductSums sums = {{0}};

	set_sums(&sums, product, packed_product_category(product, no_category));
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

static void
write_counts(StringInfo to, const PackedCounts *counts)
{
	packed_number_write(to, counts->n);
	for (int i = 0; i < counts->n; i++)
	{
		packed_bytes_write(to, counts->counts[i].text);
		packed_number_write(to, counts->counts[i].lines);
	}
}

void
packed_product_write(StringInfo to, const PackedProduct *product)
{
	packed_bytes_write(to, product->key);
	write_counts(to, &product->categories);
	write_counts(to, &product->titles);
	packed_number_write(to, product->n_periods);
	for (int i = 0; i < product->n_periods; i++)
	{
		packed_signed_write(to, product->periods[i].period);
		packed_number_write(to, product->periods[i].lines);
		packed_signed_write(to, product->periods[i].units);
		write_amount(to, &product->periods[i].revenue);
	}
}

static inline void
read_counts(const PackedProduct *product, PackedCounts *counts, const char **at, const char *end)
{
	counts->n = read_count(at, end, LEAST_COUNT_SIZE);
	make_room_for_counts(product, counts, counts->n);
	for (int i = 0; i < counts->n; i++)
	{
		counts->counts[i].text = read_text(at, end);
		counts->counts[i].lines = (int64) read_number(at, end);
	}
}

static inline void
read_period(PeriodSums *sums, const char **at, const char *end)
{
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

void
packed_product_read(PackedProduct *product, const char **at, const char *end)
{
	product->key = read_text(at, end);
	read_counts(product, &product->categories, at, end);
	read_counts(product, &product->titles, at, end);
	product->n_periods = read_count(at, end, LEAST_PERIOD_SIZE);
	make_room_for_periods(product, product->n_periods);
	for (int i = 0; i < product->n_periods; i++)
		read_period(&product->periods[i], at, end);
}

TextSpan
packed_product_pass(const char **at, const char *end)
{
	TextSpan key = read_text(at, end);
	PeriodSums sums;

	for (int lists = 0; lists < 2; lists++)
	{
		for (int n = read_count(at, end, LEAST_COUNT_SIZE); n > 0; n--)
		{
			CHECK_FOR_INTERRUPTS();
			(void) read_text(at, end);
			(void) read_number(at, end);
		}
	}
	for (int n = read_count(at, end, LEAST_PERIOD_SIZE); n > 0; n--)
	{
		CHECK_FOR_INTERRUPTS();
		read_period(&sums, at, end);
	}
	return key;
}

/* Reads counts, and gives the text that is there most often, of equally frequent ones the first; another one if there is none. */
static inline TextSpan
read_leading(const char **at, const char *end, TextSpan none)
{
	int n = read_count(at, end, LEAST_COUNT_SIZE);
	TextSpan leading = none;
	int64 most = -1;

	for (int i = 0; i < n; i++)
	{
		TextSpan text = read_text(at, end);
		int64 lines = (int64) read_number(at, end);

		CHECK_FOR_INTERRUPTS();
		if (lines > most || i == 0)
		{
			leading = text;
			most = lines;
		}
	}
	return leading;
}

/* Reads periods, and adds up so many that come one after the other. */
static inline void
read_periods_together(PackedProduct *product, const char **at, const char *end, int32 together)
{
	int n = read_count(at, end, LEAST_PERIOD_SIZE);

	make_room_for_periods(product, n);
	product->n_periods = 0;
	for (int i = 0; i < n; i++)
	{
		PeriodSums *sums = &product->periods[product->n_periods];

		read_period(sums, at, end);
		sums->period = sums->period / together - (sums->period % together < 0);
		if (product->n_periods > 0 && sums[-1].period == sums->period)
			period_sums_add(&sums[-1], sums->lines, sums->units, &sums->revenue);
		else
			product->n_periods++;
	}
}

void
packed_product_read_sums(ProductSums *sums, PackedProduct *product, const char **at, const char *end, int32 together,
						 TextSpan no_category)
{
	TextSpan category;

	product->key = read_text(at, end);
	category = read_leading(at, end, no_category);
	(void) read_leading(at, end, no_category);
	read_periods_together(product, at, end, together);
	product->categories.n = product->titles.n = 0;
	set_sums(sums, product, category);
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

/* What is to be read, in front of the first product. */
static PackedReading
packed_bytes(const bytea *packed)
{
	PackedReading reading = {0};

	if (packed != NULL)
	{
		reading.at = VARDATA_ANY(packed);
		reading.end = reading.at + VARSIZE_ANY_EXHDR(packed);
	}
	return reading;
}

PackedReading
packed_reading_begin(const bytea *packed)
{
	PackedReading reading = packed_bytes(packed);

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

/* Passes by products that are the same in both, which most are: to see where they end takes less than to read them. */
static void
pass_same(PackedReading *one, PackedReading *other)
{
	while (one->at < one->end)
	{
		const char *at = one->at;
		Size size;

		CHECK_FOR_INTERRUPTS();
		(void) packed_product_pass(&at, one->end);
		size = at - one->at;
		if (size > (Size) (other->end - other->at) || memcmp(one->at, other->at, size) != 0)
			break;
		one->at += size;
		other->at += size;
	}
}

PackedDifferences
packed_differences_begin(FunctionCallInfo fcinfo, int one, int other)
{
	return (PackedDifferences){.one = packed_bytes(PG_ARGISNULL(one) ? NULL : PG_GETARG_BYTEA_PP(one)),
							   .other = packed_bytes(PG_ARGISNULL(other) ? NULL : PG_GETARG_BYTEA_PP(other)),
							   .in_one = true,
							   .in_other = true};
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
		if (differences->in_one && differences->in_other)
			pass_same(one, other);
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
add_counts(const PackedProduct *product, PackedCounts *sum, const PackedCounts *one, const PackedCounts *other)
{
	int i = 0;
	int j = 0;

	make_room_for_counts(product, sum, one->n + other->n);
	sum->n = 0;
	while (i < one->n || j < other->n)
	{
		PackedCount *added = &sum->counts[sum->n++];
		int order = i == one->n		? 1
					: j == other->n ? -1
									: span_compare(one->counts[i].text, other->counts[j].text);

		*added = order <= 0 ? one->counts[i++] : other->counts[j++];
		if (order == 0)
			added->lines += other->counts[j++].lines;
	}
}

static void
add_periods(PackedProduct *sum, const PackedProduct *one, const PackedProduct *other)
{
	int i = 0;
	int j = 0;

	make_room_for_periods(sum, one->n_periods + other->n_periods);
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
			add_counts(&sum, &sum.categories, &one.product.categories, &other.product.categories);
			add_counts(&sum, &sum.titles, &one.product.titles, &other.product.titles);
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
