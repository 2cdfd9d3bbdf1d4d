/*
 * prices/matching.c
 *		Products matched with themselves: see prices/matching.h.
 */
#include "prices/matching.h"

#include <math.h>

#include "common/int.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define MONTHS_IN_YEAR 12
#define LOGARITHM_UNITS 1e9
#define PARTS_OF_MONEY 10000

static inline uint32
change_hash(const ChangeKey *key)
{
	return hash_combine(span_hash(key->category), murmurhash32((uint32) key->period * 2 + key->is_year));
}

static inline bool
change_equals(const ChangeKey *a, const ChangeKey *b)
{
	return a->period == b->period && a->is_year == b->is_year && span_equals(a->category, b->category);
}

#define SH_PREFIX changes
#define SH_ELEMENT_TYPE PriceChange
#define SH_KEY_TYPE ChangeKey
#define SH_KEY key
#define SH_HASH_KEY(table, key) change_hash(&(key))
#define SH_EQUAL(table, a, b) change_equals(&(a), &(b))
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct PriceChanges
{
	MemoryContext context;
	changes_hash *table;
};

PriceChanges *
price_changes_create(void)
{
	PriceChanges *changes = palloc(sizeof(PriceChanges));

	changes->context = CurrentMemoryContext;
	changes->table = changes_create(CurrentMemoryContext, 1024, NULL);
	return changes;
}

/* a * b / c in parts, rounded half up; all are positive.  False if that is out of range. */
static bool
share_of(int128 a, int64 b, int64 c, int128 *share)
{
	int128 product;

	if (__builtin_mul_overflow(a, (int128) PARTS_OF_MONEY, &product) ||
		__builtin_mul_overflow(product, (int128) b, &product) ||
		__builtin_add_overflow(product, (int128) (c / 2), &product))
		return false;
	*share = product / c;
	return true;
}

static PriceChange *
change_of(PriceChanges *changes, const ChangeKey *key)
{
	bool found;
	PriceChange *change = changes_insert(changes->table, *key, &found);

	if (!found)
	{
		change->key.category = span_copy(key->category, changes->context);
		change->products = change->log_relatives = 0;
		change->previous_revenue = change->revenue = change->twice_price_effect = 0;
	}
	return change;
}

/*
 * Adds what a product says, sold before and now, or takes it away.  With the prices p and the pieces q, the price's share in the growth of its revenue is, after
 * Bennet, (p1 - p0) * (q0 + q1) / 2; that is half of r1 - r0 + r1 * q0 / q1 - r0 * q1 / q0.
 */
static void
match(PriceChanges *changes, ChangeKey *key, const PeriodSold *before, const PeriodSold *now, int sign)
{
	int128 as_before; /* the pieces of before at the price of now */
	int128 as_now;	  /* and the other way round */
	double relative = ((double) now->revenue / now->units) / ((double) before->revenue / before->units);
	PriceChange *change;

	/* what is beyond all measure has no price that can be compared */
	if (!share_of(now->revenue, before->units, now->units, &as_before) ||
		!share_of(before->revenue, now->units, before->units, &as_now))
		return;
	key->period = now->period;
	change = change_of(changes, key);
	change->products += sign;
	change->log_relatives += sign * llround(log(relative) * LOGARITHM_UNITS);
	change->previous_revenue += sign * before->revenue;
	change->revenue += sign * now->revenue;
	change->twice_price_effect +=
		sign * ((now->revenue - before->revenue) * PARTS_OF_MONEY + as_before - as_now);
}

static void
match_each(PriceChanges *changes, TextSpan category, bool is_year, const PeriodSold *sold, int n, int sign)
{
	ChangeKey key = {category, is_year, 0};

	for (int i = 1; i < n; i++)
	{
		if (sold[i].period == sold[i - 1].period + 1)
			match(changes, &key, &sold[i - 1], &sold[i], sign);
	}
}

/* Makes years of months; returns their number, 0 if one is out of range. */
static int
add_up_years(PeriodSold *sold, int n)
{
	int years = 0;

	for (int i = 0; i < n; i++)
	{
		PeriodSold month = sold[i];
		int32 year = month.period / MONTHS_IN_YEAR;

		if (years == 0 || sold[years - 1].period != year)
			sold[years++] = (PeriodSold){year, month.units, month.revenue};
		else if (pg_add_s64_overflow(sold[years - 1].units, month.units, &sold[years - 1].units) ||
				 __builtin_add_overflow(sold[years - 1].revenue, month.revenue, &sold[years - 1].revenue))
			return 0;
	}
	return years;
}

void
price_changes_match(PriceChanges *changes, TextSpan category, PeriodSold *months, int n, int sign)
{
	match_each(changes, category, false, months, n, sign);
	match_each(changes, category, true, months, add_up_years(months, n), sign);
}

void
price_changes_add(PriceChanges *changes, const PriceChange *added)
{
	PriceChange *change = change_of(changes, &added->key);

	change->products += added->products;
	change->log_relatives += added->log_relatives;
	change->previous_revenue += added->previous_revenue;
	change->revenue += added->revenue;
	change->twice_price_effect += added->twice_price_effect;
}

void
price_changes_each(PriceChanges *changes, void (*take)(void *taker, const PriceChange *change), void *taker)
{
	changes_iterator iterator;
	const PriceChange *change;

	changes_start_iterate(changes->table, &iterator);
	while ((change = changes_iterate(changes->table, &iterator)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		take(taker, change);
	}
}
