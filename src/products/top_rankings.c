/*
 * products/top_rankings.c
 *		Rankings of products: see products/top_rankings.h.
 */
#include "products/top_rankings.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "aggregate/partitions.h"
#include "products/packed_products.h"
#include "products/period_rankings.h"
#include "products/ranking_rows.h"

typedef struct Category
{
	TextSpan name;
	PeriodRankings rankings;
	uint32 hash;
	char status;
} Category;

#define SH_PREFIX categories
#define SH_ELEMENT_TYPE Category
#define SH_KEY_TYPE TextSpan
#define SH_KEY name
#define SH_HASH_KEY(table, key) span_hash(key)
#define SH_EQUAL(table, a, b) span_equals(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct TopRankings
{
	MemoryContext context;
	RankingForm form;
	PeriodRankings all;
	Partitions *products; /* packed */
	RankingRows *rows;
};

TopRankings *
top_rankings_create(FunctionCallInfo fcinfo, MemoryContext context, const RankingForm *form)
{
	MemoryContext caller = MemoryContextSwitchTo(context);
	TopRankings *rankings = palloc0(sizeof(TopRankings));

	rankings->context = context;
	rankings->form = *form;
	rankings->form.no_category = (TextSpan){NULL, 0};
	if (form->no_category.len > 0)
		rankings->form.no_category = span_copy(form->no_category, context);
	rankings->all = period_rankings(form->top);
	rankings->products = partitions_create(fcinfo, context, 2);
	MemoryContextSwitchTo(caller);
	return rankings;
}

/*
 * The first look at the products, and the second one.
 */

typedef void (*ProductUse)(Ranking *ranking, const RankedProduct *product);

/* Uses a product's sums in their rankings, and those of all periods together. */
static inline void
use_product(PeriodRankings *of, const ProductSums *product, const PeriodSums *all, ProductUse use)
{
	RankedProduct ranked = ranked_product(product->key, all->units, &all->revenue);

	use(ranking_of_period(of, ALL_PERIODS), &ranked);
	for (const PeriodSums *sums = product->first; sums != NULL; sums = sums->next)
	{
		ranked.units = sums->units;
		ranked.revenue = sums->revenue;
		use(ranking_of_period(of, sums->period), &ranked);
	}
}

/* A packed product with its category, as it is read off the front of bytes. */
static void
read_product(const TopRankings *top, PackedProduct *packed, const char **at, const char *end, ProductSums *product)
{
	CHECK_FOR_INTERRUPTS();
	packed_product_read_sums(product, packed, at, end, top->form.together, top->form.no_category);
}

void
top_rankings_add(TopRankings *top, const char *packed, Size size)
{
	const char *end = packed + size;
	PackedProduct room = {{0}};

	while (packed < end)
	{
		const char *at = packed;
		ProductSums product;
		AllPeriods all;

		read_product(top, &room, &packed, end, &product);
		if (product.first == NULL)
			continue;
		all_periods_add_up(&all, &product);
		use_product(&top->all, &product, all.sums, ranking_add);
		all_periods_clear(&all);
		/* products of a category in one partition; those of none anywhere */
		partitions_add(top->products, span_hash(product.category.len > 0 ? product.category : product.key),
					   &(RecordPart){at, packed - at}, 1);
	}
}

/* Ranks the products of a partition in their categories. */
static categories_hash *
rank_categories(const TopRankings *top, const char *at, const char *end)
{
	categories_hash *categories = categories_create(CurrentMemoryContext, 64, NULL);
	PeriodRankings none = period_rankings(top->form.top_of_category);
	PackedProduct room = {{0}};
	categories_iterator iterator;
	Category *category;

	while (at < end)
	{
		ProductSums product;
		AllPeriods all;
		bool found;

		read_product(top, &room, &at, end, &product);
		if (product.category.len == 0)
			continue;
		all_periods_add_up(&all, &product);
		category = categories_insert(categories, product.category, &found);
		if (!found)
			category->rankings = none;
		use_product(&category->rankings, &product, all.sums, ranking_add);
		all_periods_clear(&all);
	}
	categories_start_iterate(categories, &iterator);
	while ((category = categories_iterate(categories, &iterator)) != NULL)
		period_rankings_close(&category->rankings);
	return categories;
}

/* Counts the products of a partition in all rankings. */
static void
count_products(TopRankings *top, categories_hash *categories, const char *at, const char *end)
{
	PackedProduct room = {{0}};

	while (at < end)
	{
		ProductSums product;
		AllPeriods all;

		read_product(top, &room, &at, end, &product);
		all_periods_add_up(&all, &product);
		if (categories != NULL && product.category.len > 0)
			use_product(&categories_lookup(categories, product.category)->rankings, &product, all.sums,
						ranking_count);
		use_product(&top->all, &product, all.sums, ranking_count);
		all_periods_clear(&all);
	}
}

/* Appends what rankings give; category is NULL for those of all products. */
static void
append_rankings(RankingRows *rows, const PeriodRankings *of, const TextSpan *category)
{
	for (int i = 0; i < of->n; i++)
		ranking_rows_add(rows, of->periods[i], category, of->rankings[i]);
}

/* Ranks and counts the products of a partition; what comes of its categories is appended. */
static void
finish_partition(TopRankings *top, int partition)
{
	Size size;
	const char *products = partitions_take(top->products, partition, &size);
	categories_hash *categories =
		top->form.top_of_category > 0 ? rank_categories(top, products, products + size) : NULL;
	categories_iterator iterator;
	const Category *category;

	count_products(top, categories, products, products + size);
	if (categories == NULL)
		return;
	categories_start_iterate(categories, &iterator);
	while ((category = categories_iterate(categories, &iterator)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		append_rankings(top->rows, &category->rankings, &category->name);
	}
}

Datum
top_rankings_finish(FunctionCallInfo fcinfo, TopRankings *top)
{
	MemoryContext partition;

	top->rows = ranking_rows_create(fcinfo, top->context);
	period_rankings_close(&top->all);
	partition = AllocSetContextCreate(CurrentMemoryContext, "products of categories", ALLOCSET_DEFAULT_SIZES);
	for (int i = 0; i < PARTITIONS; i++)
	{
		MemoryContext caller = MemoryContextSwitchTo(partition);

		finish_partition(top, i);
		MemoryContextSwitchTo(caller);
		MemoryContextReset(partition);
	}
	append_rankings(top->rows, &top->all, NULL);
	if (top->all.n == 0)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(ranking_rows_array(top->rows));
}
