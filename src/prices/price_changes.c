/*
 * prices/price_changes.c
 *		ecom.price_changes, an aggregate: how prices of products have changed from month to month and from year to year, by category.
 *
 * Of a product that was sold in a month and in the one before, the price is known in both: that of an average piece.  It is matched with
 * itself (see prices/matching.h):
 *
 *		B00TEA1 of TEA: | Jan 2 at 5.00 | Feb 1 at 5.50 | Apr 1 at 5.60 |	->	TEA, Feb: 1 product, ln(5.50 / 5.00), ...
 *
 * What each product has sold by month, and of which category it is, is read from what is kept of products (see
 * products/packed_products.h), one product after the other.  Most were sold in one month only and have nothing to match.
 */
#include "base/compat.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "aggregate/aggregate.h"
#include "prices/matching.h"
#include "products/packed_products.h"

PG_FUNCTION_INFO_V1(ecom_price_changes_add);
PG_FUNCTION_INFO_V1(ecom_price_changes_add_changes);
PG_FUNCTION_INFO_V1(ecom_price_changes_final);

#define AGGREGATE "ecom.price_changes"

/* Of two forms: with products; and with products as they are and as they were. */
enum
{
	ARG_STATE,
	ARG_PRODUCTS,
	ARG_NO_CATEGORY,
	ARG_BEFORE
};

enum
{
	ARG_NOW = 1,
	ARG_WAS,
	ARG_NO_CATEGORY_OF_CHANGES,
	ARG_BEFORE_OF_CHANGES
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

/*
 * The products.
 */

/* The months of years that dates have fit. */
static inline bool
is_month(int32 month)
{
	return month > 0 && month < PG_INT32_MAX;
}

#define MOST_DIGITS 29

/* A numeric in 1/10000, by its digits; false if it is negative or no number, has more decimals, or is beyond all measure. */
static bool
units_of_digits(Numeric amount, int128 *units)
{
	char *text = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(amount)));
	const char *point = strchr(text, '.');
	int decimals = point == NULL ? 0 : (int) strlen(point + 1);

	/* zeros at the end say nothing */
	for (; decimals > MONEY_DECIMALS && text[strlen(text) - 1] == '0'; decimals--)
		text[strlen(text) - 1] = '\0';
	*units = 0;
	if (strspn(text, "0123456789.") != strlen(text) || strlen(text) - (point != NULL) > MOST_DIGITS ||
		decimals > MONEY_DECIMALS)
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
get_units(const ExactAmount *amount, int128 *units)
{
	int64 few;

	if (unlikely(!exact_amount_units(amount, &few)))
		return units_of_digits(exact_amount_total(amount), units);
	*units = few;
	return true;
}

/* What was sold in a month; false if that has no price: for want of pieces or money, or since the money is beyond all measure. */
static inline bool
get_sold(const PeriodSums *sums, PeriodSold *sold)
{
	*sold = (PeriodSold){.period = sums->period, .units = sums->units};
	return is_month(sold->period) && sold->units > 0 && get_units(&sums->revenue, &sold->revenue) &&
		   sold->revenue > 0;
}

/* Matches the product with itself, if it has been sold in several of the months. */
static void
match_product(PriceChanges *changes, PackedProduct *product, TextSpan no_category, int32 before, int sign)
{
	TextSpan category;
	PeriodSold *sold;
	int n = 0;

	if (product->n_periods < 2)
		return;
	category = packed_product_sums(product, no_category).category;
	if (category.data == NULL)
		return;
	sold = palloc(product->n_periods * sizeof(PeriodSold));
	for (int i = 0; i < product->n_periods; i++)
	{
		if (product->periods[i].period < before && get_sold(&product->periods[i], &sold[n]))
			n++;
	}
	price_changes_match(changes, category, sold, n, sign);
	pfree(sold);
}

static PriceChanges *
create_state(FunctionCallInfo fcinfo)
{
	MemoryContext caller = MemoryContextSwitchTo(aggregate_context(fcinfo, AGGREGATE));
	PriceChanges *changes = price_changes_create();

	MemoryContextSwitchTo(caller);
	return changes;
}

Datum
ecom_price_changes_add(PG_FUNCTION_ARGS)
{
	PriceChanges *changes = PG_ARGISNULL(ARG_STATE) ? NULL : (PriceChanges *) PG_GETARG_POINTER(ARG_STATE);
	PackedProduct product = {{0}};
	TextSpan no_category = {NULL, 0};
	const bytea *packed;
	const char *at;
	const char *end;

	if (PG_ARGISNULL(ARG_PRODUCTS) || PG_ARGISNULL(ARG_BEFORE))
	{
		if (changes == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(changes);
	}
	if (changes == NULL)
		changes = create_state(fcinfo);
	if (!PG_ARGISNULL(ARG_NO_CATEGORY))
		no_category = PG_GETARG_TEXT_SPAN(ARG_NO_CATEGORY);
	packed = PG_GETARG_BYTEA_PP(ARG_PRODUCTS);
	at = VARDATA_ANY(packed);
	end = at + VARSIZE_ANY_EXHDR(packed);
	while (at < end)
	{
		CHECK_FOR_INTERRUPTS();
		packed_product_read(&product, &at, end);
		match_product(changes, &product, no_category, PG_GETARG_INT32(ARG_BEFORE), 1);
	}
	PG_RETURN_POINTER(changes);
}

/* The same with products of a part as they are and as they were: from what they say now, that of before is taken away. */
Datum
ecom_price_changes_add_changes(PG_FUNCTION_ARGS)
{
	PriceChanges *changes = PG_ARGISNULL(ARG_STATE) ? NULL : (PriceChanges *) PG_GETARG_POINTER(ARG_STATE);
	PackedDifferences differences = packed_differences_begin(fcinfo, ARG_NOW, ARG_WAS);
	TextSpan no_category = {NULL, 0};

	if ((PG_ARGISNULL(ARG_NOW) && PG_ARGISNULL(ARG_WAS)) || PG_ARGISNULL(ARG_BEFORE_OF_CHANGES))
	{
		if (changes == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(changes);
	}
	if (changes == NULL)
		changes = create_state(fcinfo);
	if (!PG_ARGISNULL(ARG_NO_CATEGORY_OF_CHANGES))
		no_category = PG_GETARG_TEXT_SPAN(ARG_NO_CATEGORY_OF_CHANGES);
	while (packed_differences_next(&differences))
	{
		int32 before = PG_GETARG_INT32(ARG_BEFORE_OF_CHANGES);

		if (differences.in_one)
			match_product(changes, &differences.one.product, no_category, before, 1);
		if (differences.in_other)
			match_product(changes, &differences.other.product, no_category, before, -1);
	}
	PG_RETURN_POINTER(changes);
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

	if (number >= PG_INT64_MIN && number <= PG_INT64_MAX)
		return NumericGetDatum(int64_div_fast_to_numeric((int64) number, decimals));
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

/* Has all been taken away again? */
static bool
is_nothing(const PriceChange *change)
{
	return change->products == 0 && change->log_relatives == 0 && change->previous_revenue == 0 &&
		   change->revenue == 0 && change->twice_price_effect == 0;
}

static void
add_row(void *taker, const PriceChange *change)
{
	Rows *rows = taker;
	Datum values[CHANGE_COLUMNS];
	bool nulls[CHANGE_COLUMNS] = {0};

	if (is_nothing(change))
		return;
	values[CHANGE_CATEGORY] = span_datum(change->key.category);
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
	Rows rows;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	rows.descriptor =
		lookup_rowtype_tupdesc_copy(get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid)), -1);
	if (rows.descriptor->natts != CHANGE_COLUMNS)
		elog(ERROR, "ecom.price_change has %d columns, not %d", rows.descriptor->natts, CHANGE_COLUMNS);
	rows.array = initArrayResult(rows.descriptor->tdtypeid, CurrentMemoryContext, true);
	price_changes_each((PriceChanges *) PG_GETARG_POINTER(0), add_row, &rows);
	PG_RETURN_DATUM(makeArrayResult(rows.array, CurrentMemoryContext));
}
