/*
 * prices/price_changes.c
 *		ecom.price_changes: how prices of products have changed from month to month and from year to year, by category.
 *
 * Of a product that was sold in a month and in the one before, the price is known in both: that of an average piece.  It is matched with
 * itself (see prices/matching.h):
 *
 *		B00TEA1 of TEA: | Jan 2 at 5.00 | Feb 1 at 5.50 | Apr 1 at 5.60 |	->	TEA, Feb: 1 product, ln(5.50 / 5.00), ...
 *
 * Grouping by product and month hashes millions of groups.  Here lines are partitioned by product, as are the rows that say of which
 * category a product is, and a partition at a time is looked at, in the processor's cache.
 */
#include "base/compat.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "common/int.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "aggregate/aggregate.h"
#include "aggregate/exact_amount.h"
#include "aggregate/partitions.h"
#include "aggregate/text_limit.h"
#include "prices/matching.h"

PG_FUNCTION_INFO_V1(ecom_price_changes_add);
PG_FUNCTION_INFO_V1(ecom_price_changes_final);

#define AGGREGATE "ecom.price_changes"

enum
{
	ARG_STATE,
	ARG_PRODUCT_KEY,
	ARG_MONTH,
	ARG_UNITS,
	ARG_AMOUNT,
	ARG_CATEGORY
};

enum
{
	CHANGE_CATEGORY,
	CHANGE_IS_YEAR,
	CHANGE_PERIOD,
	CHANGE_PRODUCTS,
	CHANGE_LOG_RELATIVES,
	CHANGE_PREVIOUS_REVENUE,
	CHANGE_REVENUE,
	CHANGE_TWICE_PRICE_EFFECT,
	CHANGE_COLUMNS
};

/* A line as a record, or what says of which category a product is, without units; the bytes of the product's key follow, and those of the category. */
typedef struct Line
{
	uint32 hash; /* of the key */
	int32 key_length;
	int32 category_length;
	Sold sold;
} Line;

/* What a product sold in a month. */
typedef struct Month
{
	struct Month *next; /* another month; NULL for the last */
	bool is_known;		/* no sum is out of range */
	Sold sold;
} Month;

typedef struct Product
{
	TextSpan key;
	TextSpan category; /* without data if it is not known */
	Month *months;	   /* latest first */
	int n;
	uint32 hash;
	char status;
} Product;

#define SH_PREFIX products
#define SH_ELEMENT_TYPE Product
#define SH_KEY_TYPE TextSpan
#define SH_KEY key
#define SH_HASH_KEY(table, key) span_hash(key)
#define SH_EQUAL(table, a, b) span_equals(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/*
 * The lines.
 */

/* The months of years that dates have fit. */
static inline bool
is_month(int32 month)
{
	return month > 0 && month < PG_INT32_MAX;
}

#define MOST_DIGITS 30

/* A numeric in 1/10000, by its digits; false if it is negative or no number, has more decimals, or is beyond all measure. */
static bool
units_of_digits(Datum amount, int128 *units)
{
	char *text = DatumGetCString(DirectFunctionCall1(numeric_out, amount));
	const char *point = strchr(text, '.');
	int decimals = point == NULL ? 0 : (int) strlen(point + 1);


	/* zeros at the end say nothing */
	for (; decimals > MONEY_DECIMALS && text[strlen(text) - 1] == '0'; decimals--)
		text[strlen(text) - 1] = '\0';
	*units = 0;
	if (strspn(text, "0123456789.") != strlen(text) || strlen(text) > MOST_DIGITS || decimals > MONEY_DECIMALS)
		return false;
	for (; *text != '\0'; text++)
	{
		if (*text != '.')
			*units = 10 * *units + (*text - '0');
	}
	for (; decimals < MONEY_DECIMALS; decimals++)
		*units *= 10;
	return true;
}

static bool
get_units(Datum amount, int128 *units)
{
	ExactAmount exact = {0};
	int64 few;

	exact_amount_add(&exact, amount, CurrentMemoryContext);
	if (unlikely(!exact_amount_units(&exact, &few)))
		return units_of_digits(amount, units);
	*units = few;
	return true;
}

/* What a line sold; false if it has no price: for want of pieces or money, or since its amount is beyond all measure. */
static bool
get_sold(FunctionCallInfo fcinfo, Sold *sold)
{
	if (PG_ARGISNULL(ARG_MONTH) || PG_ARGISNULL(ARG_UNITS) || PG_ARGISNULL(ARG_AMOUNT))
		return false;
	sold->period = PG_GETARG_INT32(ARG_MONTH);
	sold->units = PG_GETARG_INT64(ARG_UNITS);
	return get_units(PG_GETARG_DATUM(ARG_AMOUNT), &sold->revenue) && sold->revenue > 0 && sold->units > 0 &&
		   is_month(sold->period);
}

static void
add_record(Partitions *lines, Line *line, TextSpan key, TextSpan category)
{
	key = span_within_limit(key);
	category = span_within_limit(category);
	line->hash = span_hash(key);
	line->key_length = key.len;
	line->category_length = category.len;
	partitions_add(lines, line->hash,
				   (RecordPart[]){{line, sizeof(*line)}, {key.data, key.len}, {category.data, category.len}}, 3);
}

Datum
ecom_price_changes_add(PG_FUNCTION_ARGS)
{
	Partitions *lines = PG_ARGISNULL(ARG_STATE) ? NULL : (Partitions *) PG_GETARG_POINTER(ARG_STATE);
	TextSpan none = {NULL, 0};
	Line line = {0};
	bool is_line = get_sold(fcinfo, &line.sold);
	bool is_category = !PG_ARGISNULL(ARG_CATEGORY);

	if (PG_ARGISNULL(ARG_PRODUCT_KEY) || !(is_line || is_category))
	{
		if (lines == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(lines);
	}
	if (lines == NULL)
		lines = partitions_create(fcinfo, aggregate_context(fcinfo, AGGREGATE), 1);
	if (is_line)
		add_record(lines, &line, PG_GETARG_TEXT_SPAN(ARG_PRODUCT_KEY), none);
	if (is_category)
		add_record(lines, &(Line){0}, PG_GETARG_TEXT_SPAN(ARG_PRODUCT_KEY), PG_GETARG_TEXT_SPAN(ARG_CATEGORY));
	PG_RETURN_POINTER(lines);
}

/*
 * Products.
 */

/* The month of a product, in its place, a new one if there is none yet. */
static Month *
month_of(Product *product, int32 period)
{
	Month **place = &product->months;
	Month *month;

	while (*place != NULL && (*place)->sold.period > period)
		place = &(*place)->next;
	if (*place != NULL && (*place)->sold.period == period)
		return *place;
	month = palloc0(sizeof(Month));
	month->is_known = true;
	month->sold.period = period;
	month->next = *place;
	*place = month;
	product->n++;
	return month;
}

static void
sell(Product *product, const Sold *sold)
{
	Month *month = month_of(product, sold->period);

	month->is_known &= !pg_add_s64_overflow(month->sold.units, sold->units, &month->sold.units) &&
					   !__builtin_add_overflow(month->sold.revenue, sold->revenue, &month->sold.revenue);
}

/* The products of a partition. */
static products_hash *
group_by_product(const char *at, Size size)
{
	products_hash *products = products_create(CurrentMemoryContext, 1024, NULL);
	const char *end = at + size;

	while (at < end)
	{
		Line line;
		Product *product;
		bool found;

		CHECK_FOR_INTERRUPTS();
		memcpy(&line, at, sizeof(line));
		at += sizeof(line);
		product = products_insert_hash(products, (TextSpan){at, line.key_length}, line.hash, &found);
		at += line.key_length;
		if (!found)
		{
			product->category = (TextSpan){NULL, 0};
			product->months = NULL;
			product->n = 0;
		}
		if (line.sold.units > 0)
			sell(product, &line.sold);
		else
			product->category = (TextSpan){at, line.category_length};
		at += line.category_length;
	}
	return products;
}

/* Matches the product with itself, if it has been sold several times. */
static void
match_product(PriceChanges *changes, const Product *product)
{
	Sold *sold;
	int n = product->n;

	if (n < 2 || product->category.data == NULL)
		return;
	sold = palloc(n * sizeof(Sold));
	for (const Month *month = product->months; month != NULL; month = month->next)
	{
		if (month->is_known)
			sold[--n] = month->sold;
	}
	price_changes_match(changes, product->category, sold + n, product->n - n);
	pfree(sold);
}

static void
match_partition(PriceChanges *changes, Partitions *lines, int partition)
{
	Size size;
	const char *records = partitions_take(lines, partition, &size);
	products_hash *products = group_by_product(records, size);
	products_iterator iterator;
	const Product *product;

	products_start_iterate(products, &iterator);
	while ((product = products_iterate(products, &iterator)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		match_product(changes, product);
	}
}

/*
 * The rows.
 */

/* A whole number with so many decimals, as a numeric. */
static Datum
decimal(int128 number, int decimals)
{
	char digits[48];
	char *at = digits + sizeof(digits) - 1;
	bool is_negative = number < 0;

	*at = '\0';
	for (int i = 0; number != 0 || i <= decimals; i++)
	{
		int digit = (int) (number % 10);

		if (i == decimals)
			*--at = '.';
		*--at = (char) ('0' + (is_negative ? -digit : digit));
		number /= 10;
	}
	if (is_negative)
		*--at = '-';
	return DirectFunctionCall3(numeric_in, CStringGetDatum(at), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

/* The rows of ecom.price_change that have been made. */
typedef struct Rows
{
	TupleDesc descriptor;
	ArrayBuildState *array;
} Rows;

static void
add_row(void *taker, const PriceChange *change)
{
	Rows *rows = taker;
	Datum values[CHANGE_COLUMNS];
	bool nulls[CHANGE_COLUMNS] = {0};

	values[CHANGE_CATEGORY] =
		PointerGetDatum(cstring_to_text_with_len(change->key.category.data, change->key.category.len));
	values[CHANGE_IS_YEAR] = BoolGetDatum(change->key.is_year);
	values[CHANGE_PERIOD] = Int32GetDatum(change->key.period);
	values[CHANGE_PRODUCTS] = Int64GetDatum(change->products);
	values[CHANGE_LOG_RELATIVES] = decimal(change->log_relatives, LOGARITHM_DECIMALS);
	values[CHANGE_PREVIOUS_REVENUE] = decimal(change->previous_revenue, MONEY_DECIMALS);
	values[CHANGE_REVENUE] = decimal(change->revenue, MONEY_DECIMALS);
	values[CHANGE_TWICE_PRICE_EFFECT] = decimal(change->twice_price_effect, PART_DECIMALS);
	(void) accumArrayResult(rows->array, HeapTupleGetDatum(heap_form_tuple(rows->descriptor, values, nulls)), false,
							rows->descriptor->tdtypeid, CurrentMemoryContext);
}

Datum
ecom_price_changes_final(PG_FUNCTION_ARGS)
{
	PriceChanges *changes;
	MemoryContext partition;
	Rows rows;

	(void) aggregate_context(fcinfo, AGGREGATE);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	changes = price_changes_create();
	partition = AllocSetContextCreate(CurrentMemoryContext, "partition of products", ALLOCSET_DEFAULT_SIZES);
	for (int i = 0; i < PARTITIONS; i++)
	{
		MemoryContext caller = MemoryContextSwitchTo(partition);

		match_partition(changes, (Partitions *) PG_GETARG_POINTER(0), i);
		MemoryContextSwitchTo(caller);
		MemoryContextReset(partition);
	}
	rows.descriptor =
		lookup_rowtype_tupdesc_copy(get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid)), -1);
	if (rows.descriptor->natts != CHANGE_COLUMNS)
		elog(ERROR, "ecom.price_change has %d columns, not %d", rows.descriptor->natts, CHANGE_COLUMNS);
	rows.array = initArrayResult(rows.descriptor->tdtypeid, CurrentMemoryContext, true);
	price_changes_each(changes, add_row, &rows);
	PG_RETURN_DATUM(makeArrayResult(rows.array, CurrentMemoryContext));
}
