/*
 * products/ranking.c
 *		The products with most revenue and those with most units: see products/ranking.h.
 */
#include "products/ranking.h"

#include "utils/memutils.h"

#include "aggregate/packed_numbers.h"

struct Ranking
{
	MemoryContext context;
	int top;
	int n[ORDERS];
	RankedProduct *best[ORDERS]; /* the first at the front */

	/* once it is closed: all of the best, each once, by each order */
	bool is_closed;
	RankingLeast least;
	int n_united;
	RankedProduct *united[ORDERS];
};

static inline int
compare(Order order, const RankedProduct *a, const RankedProduct *b)
{
	/* the higher first */
	int result = order == BY_REVENUE ? exact_amount_compare(&b->revenue, &a->revenue)
									 : (a->units < b->units) - (a->units > b->units);

	if (result != 0)
		return result;
	if (a->key_begin != b->key_begin)
		return a->key_begin < b->key_begin ? -1 : 1;
	return span_compare(a->key, b->key);
}

static int
compare_by_revenue(const void *a, const void *b)
{
	return compare(BY_REVENUE, a, b);
}

static int
compare_by_units(const void *a, const void *b)
{
	return compare(BY_UNITS, a, b);
}

/* The first of n sorted products that the product is ahead of; n if there is none. */
static int
place(Order order, const RankedProduct *sorted, int n, const RankedProduct *product)
{
	int low = 0;
	int high = n;

	while (low < high)
	{
		int middle = low + (high - low) / 2;

		if (compare(order, product, &sorted[middle]) < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Puts the product among the best of an order, if it is one of them. */
static void
consider(Ranking *ranking, Order order, const RankedProduct *product)
{
	RankedProduct *best = ranking->best[order];
	int *n = &ranking->n[order];
	RankedProduct *added;
	int at;

	/* not ahead of the last one, or the same once more, against the rules */
	if (*n == ranking->top && compare(order, product, &best[*n - 1]) >= 0)
		return;
	at = place(order, best, *n, product);
	if (*n == ranking->top)
	{
		(*n)--;
		pfree(unconstify(char *, best[*n].key.data));
	}
	memmove(&best[at + 1], &best[at], (*n - at) * sizeof(RankedProduct));
	(*n)++;
	added = &best[at];
	*added = *product;
	added->key = span_copy(product->key, ranking->context);
	added->ahead[BY_REVENUE] = added->ahead[BY_UNITS] = 0;
	memset(&added->revenue, 0, sizeof(ExactAmount));
	exact_amount_merge(&added->revenue, &product->revenue, ranking->context);
}

/* The products that are best by either order, each once; returns their number. */
static int
unite(const Ranking *ranking, RankedProduct *united)
{
	int n = ranking->n[BY_REVENUE];

	memcpy(united, ranking->best[BY_REVENUE], n * sizeof(RankedProduct));
	qsort(united, n, sizeof(RankedProduct), compare_by_revenue);
	for (int i = 0; i < ranking->n[BY_UNITS]; i++)
	{
		const RankedProduct *best = &ranking->best[BY_UNITS][i];

		if (bsearch(best, united, ranking->n[BY_REVENUE], sizeof(RankedProduct), compare_by_revenue) == NULL)
			united[n++] = *best;
	}
	qsort(united, n, sizeof(RankedProduct), compare_by_revenue);
	return n;
}

/* The least of what the last ones have. */
static RankingLeast
least_of(const Ranking *ranking)
{
	int last = ranking->n_united - 1;
	RankingLeast least = {PG_INT64_MAX, PG_INT64_MAX, 0};

	if (last < 0)
		return least;
	least.units = ranking->united[BY_UNITS][last].units;
	least.key_begin = ranking->united[BY_UNITS][last].key_begin;
	if (!exact_amount_units(&ranking->united[BY_REVENUE][last].revenue, &least.revenue))
		least.revenue = PG_INT64_MIN;
	return least;
}

Ranking *
ranking_create(int top)
{
	Ranking *ranking = palloc0(sizeof(Ranking));

	ranking->context = CurrentMemoryContext;
	ranking->top = top;
	for (Order order = BY_REVENUE; order <= BY_UNITS; order++)
		ranking->best[order] = palloc(sizeof(RankedProduct) * (top + 1));
	return ranking;
}

void
ranking_add(Ranking *ranking, const RankedProduct *product)
{
	consider(ranking, BY_REVENUE, product);
	consider(ranking, BY_UNITS, product);
}

int
ranked_product_compare(Order order, const RankedProduct *a, const RankedProduct *b)
{
	return compare(order, a, b);
}

const RankedProduct *
ranking_last(const Ranking *ranking, Order order)
{
	int n = ranking->n[order];

	return n == ranking->top ? &ranking->best[order][n - 1] : NULL;
}

void
ranking_close(Ranking *ranking)
{
	int most = ranking->n[BY_REVENUE] + ranking->n[BY_UNITS];

	for (Order order = BY_REVENUE; order <= BY_UNITS; order++)
		ranking->united[order] = MemoryContextAlloc(ranking->context, sizeof(RankedProduct) * (most + 1));
	ranking->n_united = unite(ranking, ranking->united[BY_REVENUE]);
	ranking->is_closed = true;
	memcpy(ranking->united[BY_UNITS], ranking->united[BY_REVENUE], ranking->n_united * sizeof(RankedProduct));
	qsort(ranking->united[BY_UNITS], ranking->n_united, sizeof(RankedProduct), compare_by_units);
	ranking->least = least_of(ranking);
}

static void
count_in(Ranking *ranking, Order order, const RankedProduct *product)
{
	RankedProduct *united = ranking->united[order];
	int n = ranking->n_united;

	if (n == 0 || compare(order, product, &united[n - 1]) >= 0)
		return;
	/* ahead of this one, and so of all behind it: there it is added at the end */
	united[place(order, united, n - 1, product)].ahead[order]++;
}

RankingLeast
ranking_least(const Ranking *ranking)
{
	return ranking->least;
}

void
ranking_count(Ranking *ranking, const RankedProduct *product)
{
	if (may_be_ahead_by_revenue(&ranking->least, &product->revenue))
		count_in(ranking, BY_REVENUE, product);
	if (may_be_ahead_by_units(&ranking->least, product->units, product->key_begin))
		count_in(ranking, BY_UNITS, product);
}

int
ranking_finish(Ranking *ranking, RankedProduct **products)
{
	RankedProduct *by_revenue = ranking->united[BY_REVENUE];
	RankedProduct *by_units = ranking->united[BY_UNITS];
	int n = ranking->n_united;

	for (int i = 1; i < n; i++)
	{
		by_revenue[i].ahead[BY_REVENUE] += by_revenue[i - 1].ahead[BY_REVENUE];
		by_units[i].ahead[BY_UNITS] += by_units[i - 1].ahead[BY_UNITS];
	}
	for (int i = 0; i < n; i++)
	{
		const RankedProduct *other =
			bsearch(&by_revenue[i], by_units, n, sizeof(RankedProduct), compare_by_units);

		by_revenue[i].ahead[BY_UNITS] = other->ahead[BY_UNITS];
	}
	*products = by_revenue;
	return n;
}

/*
 * What processes hand over.
 */

static void
write_products(StringInfo to, Order order, const RankedProduct *products, int n)
{
	packed_number_write(to, n);
	for (int i = 0; i < n; i++)
	{
		packed_bytes_write(to, products[i].key);
		packed_signed_write(to, products[i].units);
		enlargeStringInfo(to, exact_amount_size(&products[i].revenue));
		to->len += exact_amount_write(&products[i].revenue, to->data + to->len);
		packed_number_write(to, products[i].ahead[order]);
	}
}

void
ranking_write(StringInfo to, const Ranking *ranking)
{
	packed_number_write(to, ranking->is_closed);
	for (Order order = BY_REVENUE; order <= BY_UNITS; order++)
	{
		if (ranking->is_closed)
			write_products(to, order, ranking->united[order], ranking->n_united);
		else
			write_products(to, order, ranking->best[order], ranking->n[order]);
	}
}

/* Reads products, at most so many; returns their number. */
static int
read_products(TextSpan *from, Order order, RankedProduct *products, int most)
{
	uint64 n;

	if (!packed_number_read(from, &n) || n > (uint64) most)
		elog(ERROR, "these are no products of a ranking");
	for (uint64 i = 0; i < n; i++)
	{
		RankedProduct *product = &products[i];
		ExactAmount revenue = {0};
		TextSpan key;
		uint64 ahead;
		int64 units;
		Size size;

		if (!packed_bytes_read(from, &key) || !packed_signed_read(from, &units))
			elog(ERROR, "a product of a ranking ends too early");
		size = exact_amount_read_own(&revenue, from->data, from->len, CurrentMemoryContext);
		from->data += size;
		from->len -= (int) size;
		if (!packed_number_read(from, &ahead))
			elog(ERROR, "a product of a ranking ends too early");
		*product = ranked_product(span_copy(key, CurrentMemoryContext), units, &revenue);
		product->ahead[order] = (int64) ahead;
	}
	return (int) n;
}

Ranking *
ranking_read(TextSpan *from, int top)
{
	Ranking *ranking = ranking_create(top);
	uint64 is_closed;

	if (!packed_number_read(from, &is_closed))
		elog(ERROR, "a ranking ends too early");
	ranking->is_closed = is_closed != 0;
	for (Order order = BY_REVENUE; order <= BY_UNITS; order++)
	{
		if (ranking->is_closed)
		{
			ranking->united[order] = palloc(sizeof(RankedProduct) * (ORDERS * top + 1));
			ranking->n_united = read_products(from, order, ranking->united[order], ORDERS * top);
		}
		else
			ranking->n[order] = read_products(from, order, ranking->best[order], top);
	}
	return ranking;
}

/* Puts those among the best that are best elsewhere. */
static void
consider_best(Ranking *ranking, Order order, const Ranking *other)
{
	for (int i = 0; i < other->n[order]; i++)
		consider(ranking, order, &other->best[order][i]);
}

/* Adds up how many are ahead of the same products. */
static void
add_counted(Ranking *ranking, Order order, const Ranking *other)
{
	if (ranking->n_united != other->n_united)
		elog(ERROR, "processes have not the same products at the top");
	for (int i = 0; i < ranking->n_united; i++)
		ranking->united[order][i].ahead[order] += other->united[order][i].ahead[order];
}

void
ranking_merge(Ranking *ranking, const Ranking *other)
{
	if (ranking->is_closed != other->is_closed)
		elog(ERROR, "processes do not agree on what is at the top");
	for (Order order = BY_REVENUE; order <= BY_UNITS; order++)
	{
		if (ranking->is_closed)
			add_counted(ranking, order, other);
		else
			consider_best(ranking, order, other);
	}
}
