/*
 * products/known_rankings.c
 *		Rankings brought up to date after some products have changed: see products/known_rankings.h.
 */
#include "products/known_rankings.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "aggregate/aggregate.h"
#include "products/known_state.h"

/* A product that has changed: where its bytes begin, as it was and as it is; NULL where there is none. */
typedef struct ChangedProduct
{
	TextSpan key;
	const char *was;
	const char *now;
	uint32 hash;
	char status;
} ChangedProduct;

#define SH_PREFIX changed
#define SH_ELEMENT_TYPE ChangedProduct
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
 * What has changed.
 */

/* Reads the product at the front of bytes; one that is not there has sold nothing. */
static inline void
read_sold(const KnownRankings *known, PackedProduct *room, const char **at, const char *end, Sold *sold)
{
	CHECK_FOR_INTERRUPTS();
	if (*at == NULL)
		sold->product = (ProductSums){{0}};
	else
		packed_product_read_sums(&sold->product, room, at, end, known->form.together, known->form.no_category);
	all_periods_add_up(&sold->all, &sold->product);
}

/* Enters where products begin. */
static const char *
enter_products(changed_hash *products, const bytea *packed, bool are_now)
{
	const char *at;
	const char *end;

	if (packed == NULL)
		return NULL;
	at = VARDATA_ANY(packed);
	end = at + VARSIZE_ANY_EXHDR(packed);
	while (at < end)
	{
		const char *begin = at;
		ChangedProduct *product;
		TextSpan key;
		bool found;

		CHECK_FOR_INTERRUPTS();
		key = packed_product_pass(&at, end);
		product = changed_insert(products, key, &found);
		if (!found)
			product->was = product->now = NULL;
		if (are_now)
			product->now = begin;
		else
			product->was = begin;
	}
	return end;
}

/* The products that have changed, and where their bytes end. */
typedef struct ChangedProducts
{
	changed_hash *table;
	const char *end_was;
	const char *end_now;
} ChangedProducts;

static ChangedProducts
find_changed(const bytea *was, const bytea *now)
{
	ChangedProducts products = {.table = changed_create(CurrentMemoryContext, 64, NULL)};

	products.end_was = enter_products(products.table, was, false);
	products.end_now = enter_products(products.table, now, true);
	return products;
}

KnownPeriods *
known_rankings_of_category(KnownRankings *known, TextSpan category)
{
	bool found;
	KnownPeriods *of = categories_insert(known->categories, category, &found);

	if (!found)
	{
		of->category = span_copy(category, known->context);
		of->context = known->context;
		of->top = known->form.top_of_category;
		of->n = of->allocated = 0;
		of->known = NULL;
		of->is_incomplete = false;
	}
	return of;
}

/* Those of a category; NULL if it is none, or that of no changed product. */
static KnownPeriods *
periods_of_category(const KnownRankings *known, TextSpan category)
{
	return category.len > 0 ? categories_lookup(known->categories, category) : NULL;
}

/* What one product has sold reaches the rankings of its category in which the other has not sold the same. */
static void
reach_in_category(KnownRankings *known, const Sold *one, const Sold *other)
{
	if (one->product.category.len > 0)
		known_periods_reach(known_rankings_of_category(known, one->product.category), one, other);
}

/* The rankings that a product is or was in, and was not the same. */
static void
reach_rankings(KnownRankings *known, const Sold *was, const Sold *now)
{
	const Sold nothing = {{{0}}};
	bool has_moved = was->product.category.len != now->product.category.len ||
					 (was->product.category.len > 0 && !span_equals(was->product.category, now->product.category));

	known_periods_reach(&known->all, was, now);
	known_periods_reach(&known->all, now, was);
	reach_in_category(known, was, has_moved ? &nothing : now);
	reach_in_category(known, now, has_moved ? &nothing : was);
}

/* Finds the rankings that changed products have to do with. */
static void
find_rankings(KnownRankings *known, const ChangedProducts *products)
{
	PackedProduct room_was = {{0}};
	PackedProduct room_now = {{0}};
	changed_iterator iterator;
	const ChangedProduct *product;

	changed_start_iterate(products->table, &iterator);
	while ((product = changed_iterate(products->table, &iterator)) != NULL)
	{
		const char *at_was = product->was;
		const char *at_now = product->now;
		Sold sold_was;
		Sold sold_now;

		read_sold(known, &room_was, &at_was, products->end_was, &sold_was);
		read_sold(known, &room_now, &at_now, products->end_now, &sold_now);
		reach_rankings(known, &sold_was, &sold_now);
	}
}

/*
 * Who is at the top.
 */

static KnownPeriods *
periods_of_row(KnownRankings *known, const RankingRow *row)
{
	return row->category.data == NULL ? &known->all : known_rankings_of_category(known, row->category);
}

/* Makes the rankings that are given, and those that have been found. */
static void
open_given(KnownRankings *known, const RankingRow *rows, int n)
{
	categories_iterator iterator;
	KnownPeriods *of;

	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		known_periods_add(periods_of_row(known, &rows[i]), rows[i].period);
	}
	known_periods_open(&known->all);
	categories_start_iterate(known->categories, &iterator);
	while ((of = categories_iterate(known->categories, &iterator)) != NULL)
		known_periods_open(of);
}

/* Those at the top of a ranking as it was that have not changed. */
static void
add_unchanged(KnownRankings *known, changed_hash *products, const RankingRow *row)
{
	KnownPeriods *of = periods_of_row(known, row);
	Known *ranking = known_periods_find(of, row->period);
	RankedProduct *listed;
	int n;

	n = ranked_products_read(row, &listed);
	for (int i = 0; i < n; i++)
	{
		for (Order order = BY_REVENUE; order <= BY_UNITS; order++)
		{
			if (listed[i].ahead[order] == of->top - 1)
				ranking->last[order] = &listed[i];
		}
		if (changed_lookup(products, listed[i].key) == NULL)
			ranking_add(ranking->ranking, &listed[i]);
	}
}

static void
use_changed(Known *ranking, TextSpan key, const PeriodSums *sums)
{
	const RankedProduct product = ranked_product(key, sums->units, &sums->revenue);

	ranking_add(ranking->ranking, &product);
}

/* Those that have changed, as they are now. */
static void
add_changed(KnownRankings *known, const ChangedProducts *products)
{
	PackedProduct room = {{0}};
	changed_iterator iterator;
	const ChangedProduct *product;

	changed_start_iterate(products->table, &iterator);
	while ((product = changed_iterate(products->table, &iterator)) != NULL)
	{
		const char *at = product->now;
		const KnownPeriods *of;
		Sold sold;

		read_sold(known, &room, &at, products->end_now, &sold);
		of = periods_of_category(known, sold.product.category);
		known_periods_use(&known->all, &sold, use_changed);
		if (of != NULL)
			known_periods_use(of, &sold, use_changed);
	}
}

/* Puts those into the rankings that are known. */
static void
fill_rankings(KnownRankings *known, const bytea *was, const bytea *now, ArrayType *rankings, bool find)
{
	ChangedProducts products = find_changed(was, now);
	RankingRow *rows = NULL;
	int n = rankings == NULL ? 0 : ranking_rows_read(rankings, &rows);

	if (find)
		find_rankings(known, &products);
	open_given(known, rows, n);
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (rows[i].products != NULL)
			add_unchanged(known, products.table, &rows[i]);
	}
	add_changed(known, &products);
}

/* Closes the rankings whose top is complete; are they all? */
static bool
close_all_complete(KnownRankings *known)
{
	categories_iterator iterator;
	KnownPeriods *of;
	bool is_incomplete;

	known_periods_close_complete(&known->all);
	is_incomplete = known->all.is_incomplete;
	categories_start_iterate(known->categories, &iterator);
	while ((of = categories_iterate(known->categories, &iterator)) != NULL)
	{
		known_periods_close_complete(of);
		is_incomplete |= of->is_incomplete;
	}
	return !is_incomplete;
}

static Size
size_of(const bytea *packed)
{
	return packed == NULL ? 0 : VARSIZE_ANY_EXHDR(packed);
}

/* Are there so many changed products that they do not fit memory? */
static bool
are_too_many(const bytea *was, const bytea *now)
{
	return size_of(was) + size_of(now) > get_hash_memory_limit();
}

KnownRankings *
known_rankings_empty(MemoryContext context, const RankingForm *form)
{
	KnownRankings *known = MemoryContextAllocZero(context, sizeof(KnownRankings));

	known->context = context;
	known->form = *form;
	known->form.no_category = (TextSpan){NULL, 0};
	if (form->no_category.len > 0)
		known->form.no_category = span_copy(form->no_category, context);
	known->all.context = context;
	known->all.top = form->top;
	known->categories = categories_create(context, 64, NULL);
	known->room.context = context;
	return known;
}

KnownRankings *
known_rankings_create(FunctionCallInfo fcinfo, MemoryContext context, const RankingForm *form, const bytea *was,
					  const bytea *now, ArrayType *rankings, bool find)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext filling;
	KnownRankings *known;

	known = known_rankings_empty(context, form);
	known->cannot_be_told = are_too_many(was, now);
	if (known->cannot_be_told)
		return known;
	filling = AllocSetContextCreate(context, "changed products", ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(filling);
	fill_rankings(known, was, now, rankings, find);
	MemoryContextSwitchTo(context);
	if (!close_all_complete(known))
		known->kept = partitions_create(fcinfo, context, 2);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(filling);
	return known;
}

static void
tell_reached(const KnownPeriods *of, const TextSpan *category, ReachedFunction function, void *argument)
{
	for (int i = 0; i < of->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		function(argument, of->known[i].period, category);
	}
}

void
reached_rankings(const RankingForm *form, const bytea *was, const bytea *now, ReachedFunction function, void *argument)
{
	KnownRankings *known;
	ChangedProducts products;
	categories_iterator iterator;
	const KnownPeriods *of;

	if (are_too_many(was, now))
		return;
	known = known_rankings_empty(CurrentMemoryContext, form);
	products = find_changed(was, now);
	find_rankings(known, &products);
	tell_reached(&known->all, NULL, function, argument);
	categories_start_iterate(known->categories, &iterator);
	while ((of = categories_iterate(known->categories, &iterator)) != NULL)
		tell_reached(of, &of->category, function, argument);
}

/*
 * The look at all products, and the second one at those of incomplete rankings.
 */

/* Most products are ahead of none that is at the top, which takes no more than to look at two numbers. */
static inline void
use_first(Known *ranking, TextSpan key, const PeriodSums *sums)
{
	RankedProduct product;

	if (!ranking->is_incomplete && !may_be_ahead_by_revenue(&ranking->least, &sums->revenue) &&
		!may_be_ahead_by_units(&ranking->least, sums->units, key_begin(key)))
		return;
	product = ranked_product(key, sums->units, &sums->revenue);
	if (ranking->is_incomplete)
		ranking_add(ranking->ranking, &product);
	else
		ranking_count(ranking->ranking, &product);
}

static void
use_again(Known *ranking, TextSpan key, const PeriodSums *sums)
{
	RankedProduct product;

	if (!ranking->is_incomplete)
		return;
	product = ranked_product(key, sums->units, &sums->revenue);
	ranking_count(ranking->ranking, &product);
}

void
known_rankings_add(KnownRankings *known, const char *packed, Size size)
{
	const char *end = packed + size;

	if (known->all.n == 0 && known->categories->members == 0)
		return;
	while (packed < end)
	{
		const char *at = packed;
		const KnownPeriods *of;
		Sold sold;

		read_sold(known, &known->room, &packed, end, &sold);
		of = periods_of_category(known, sold.product.category);
		known_periods_use(&known->all, &sold, use_first);
		if (of != NULL)
			known_periods_use(of, &sold, use_first);
		if (known->all.is_incomplete || (of != NULL && of->is_incomplete))
			partitions_add(known->kept, span_hash(of != NULL ? sold.product.category : sold.product.key),
						   &(RecordPart){at, packed - at}, 1);
		all_periods_clear(&sold.all);
	}
}

/* Counts the products of incomplete rankings. */
static void
count_again(const KnownRankings *known)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "products", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);

	for (int i = 0; i < PARTITIONS; i++)
	{
		PackedProduct room = {{0}};
		Size size;
		const char *at = partitions_take(known->kept, i, &size);
		const char *end = at + size;

		while (at < end)
		{
			const KnownPeriods *of;
			Sold sold;

			read_sold(known, &room, &at, end, &sold);
			of = periods_of_category(known, sold.product.category);
			known_periods_use(&known->all, &sold, use_again);
			if (of != NULL)
				known_periods_use(of, &sold, use_again);
			all_periods_clear(&sold.all);
		}
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
}

Datum
known_rankings_finish(FunctionCallInfo fcinfo, KnownRankings *known)
{
	RankingRows *rows;
	categories_iterator iterator;
	const KnownPeriods *of;

	if (known->cannot_be_told)
		PG_RETURN_NULL();
	refuse_second_result(&known->is_finished);
	rows = ranking_rows_create(fcinfo, known->context);
	if (known->kept != NULL)
	{
		known_periods_close_incomplete(&known->all);
		categories_start_iterate(known->categories, &iterator);
		while ((of = categories_iterate(known->categories, &iterator)) != NULL)
			known_periods_close_incomplete(of);
		count_again(known);
	}
	known_periods_append(&known->all, rows, NULL);
	categories_start_iterate(known->categories, &iterator);
	while ((of = categories_iterate(known->categories, &iterator)) != NULL)
		known_periods_append(of, rows, &of->category);
	PG_RETURN_DATUM(ranking_rows_array(rows));
}
