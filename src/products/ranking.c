/*
 * products/ranking.c
 *		The products with most revenue and those with most units: see products/ranking.h.
 */
#include "products/ranking.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "storage/buffile.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/* A product as it stands in the file; the bytes of the revenue follow, and the key's. */
typedef struct StoredProduct
{
	int64 units;
	int32 key_length;
	int32 revenue_size;
} StoredProduct;

struct Ranking
{
	MemoryContext context;
	int top;
	int n[ORDERS];
	RankedProduct *best[ORDERS]; /* the first at the front */
	int64 products;
	BufFile *file;
};

static inline int
compare(Order order, const RankedProduct *a, const RankedProduct *b)
{
	/* the higher first */
	int result = order == BY_REVENUE ? exact_amount_compare(&b->revenue, &a->revenue)
									 : (a->units < b->units) - (a->units > b->units);

	return result != 0 ? result : span_compare(a->key, b->key);
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

	if (*n == ranking->top && compare(order, product, &best[*n - 1]) > 0)
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
	memset(added, 0, sizeof(RankedProduct));
	added->key.data = memcpy(MemoryContextAlloc(ranking->context, product->key.len + 1), product->key.data,
							 product->key.len);
	added->key.len = product->key.len;
	added->units = product->units;
	exact_amount_merge(&added->revenue, &product->revenue, ranking->context);
}

static void
write_product(Ranking *ranking, const RankedProduct *product)
{
	StoredProduct stored = {product->units, product->key.len, (int32) exact_amount_size(&product->revenue)};
	Size size = sizeof(stored) + stored.revenue_size;
	char usual[sizeof(stored) + EXACT_AMOUNT_LEAST_SIZE];
	char *bytes = size > sizeof(usual) ? palloc(size) : usual;

	memcpy(bytes, &stored, sizeof(stored));
	(void) exact_amount_write(&product->revenue, bytes + sizeof(stored));
	BufFileWrite(ranking->file, bytes, size);
	BufFileWrite(ranking->file, unconstify(char *, product->key.data), product->key.len);
	if (bytes != usual)
		pfree(bytes);
	ranking->products++;
}

static void
read_bytes(Ranking *ranking, void *to, Size size)
{
	if (BufFileRead(ranking->file, to, size) != size)
		ereport(ERROR, errcode_for_file_access(), errmsg("could not read a temporary file: %m"));
}

/* Reads a product, with memory of the current context. */
static RankedProduct
read_product(Ranking *ranking)
{
	StoredProduct stored;
	RankedProduct product = {0};
	char *bytes;

	read_bytes(ranking, &stored, sizeof(stored));
	bytes = palloc(stored.revenue_size + stored.key_length);
	read_bytes(ranking, bytes, stored.revenue_size + stored.key_length);
	(void) exact_amount_read_own(&product.revenue, bytes, stored.revenue_size, CurrentMemoryContext);
	product.key = (TextSpan){bytes + stored.revenue_size, stored.key_length};
	product.units = stored.units;
	return product;
}

/* Counts for each of n products, sorted by each order, those that are ahead of it. */
static void
count_ahead(Ranking *ranking, RankedProduct *sorted[ORDERS], int n)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "a product", ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(scratch);

	if (BufFileSeek(ranking->file, 0, 0, SEEK_SET) != 0)
		ereport(ERROR, errcode_for_file_access(), errmsg("could not rewind a temporary file: %m"));
	for (int64 i = 0; i < ranking->products; i++)
	{
		RankedProduct product = read_product(ranking);

		CHECK_FOR_INTERRUPTS();
		for (Order order = BY_REVENUE; order <= BY_UNITS; order++)
		{
			int at = place(order, sorted[order], n, &product);

			/* ahead of this one, and so of all behind it: there it is added below */
			if (at < n)
				sorted[order][at].ahead[order]++;
		}
		MemoryContextReset(scratch);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
	for (Order order = BY_REVENUE; order <= BY_UNITS; order++)
	{
		for (int i = 1; i < n; i++)
			sorted[order][i].ahead[order] += sorted[order][i - 1].ahead[order];
	}
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

Ranking *
ranking_create(int top)
{
	Ranking *ranking = palloc0(sizeof(Ranking));

	ranking->context = CurrentMemoryContext;
	ranking->top = top;
	for (Order order = BY_REVENUE; order <= BY_UNITS; order++)
		ranking->best[order] = palloc(sizeof(RankedProduct) * (top + 1));
	ranking->file = BufFileCreateTemp(false);
	return ranking;
}

void
ranking_add(Ranking *ranking, TextSpan key, int64 units, const ExactAmount *revenue)
{
	RankedProduct product = {.key = key, .units = units, .revenue = *revenue};

	write_product(ranking, &product);
	consider(ranking, BY_REVENUE, &product);
	consider(ranking, BY_UNITS, &product);
}

int
ranking_finish(Ranking *ranking, RankedProduct **products)
{
	RankedProduct *sorted[ORDERS];
	int n;

	for (Order order = BY_REVENUE; order <= BY_UNITS; order++)
		sorted[order] = palloc(sizeof(RankedProduct) * 2 * ranking->top);
	n = unite(ranking, sorted[BY_REVENUE]);
	memcpy(sorted[BY_UNITS], sorted[BY_REVENUE], n * sizeof(RankedProduct));
	qsort(sorted[BY_UNITS], n, sizeof(RankedProduct), compare_by_units);
	count_ahead(ranking, sorted, n);
	BufFileClose(ranking->file);
	for (int i = 0; i < n; i++)
	{
		RankedProduct *product = &sorted[BY_REVENUE][i];
		RankedProduct *other = bsearch(product, sorted[BY_UNITS], n, sizeof(RankedProduct), compare_by_units);

		product->ahead[BY_UNITS] = other->ahead[BY_UNITS];
	}
	*products = sorted[BY_REVENUE];
	return n;
}
