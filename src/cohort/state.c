/*
 * cohort/state.c
 *		What ecom.cohort_retention knows after so many orders: which users ordered in which periods.
 */
#include "cohort/state.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

/* A user's arrays start with room for so many periods and double. */
#define INITIAL_PERIODS 4

typedef struct UserSlot
{
	const CohortKey *key; /* the user's own */
	CohortUser *user;
	uint32 hash;
	char status;
} UserSlot;

static inline uint32
key_hash(const CohortKey *key)
{
	if (key->bytes == NULL)
		return hash_bytes((const unsigned char *) &key->number, sizeof(key->number));
	return hash_bytes((const unsigned char *) key->bytes, (int) key->number);
}

static inline bool
key_equal(const CohortKey *a, const CohortKey *b)
{
	/* a state has keys of one kind only */
	return a->number == b->number && (a->bytes == NULL || memcmp(a->bytes, b->bytes, a->number) == 0);
}

#define SH_PREFIX cohort_users
#define SH_ELEMENT_TYPE UserSlot
#define SH_KEY_TYPE const CohortKey *
#define SH_KEY key
#define SH_HASH_KEY(table, key) key_hash(key)
#define SH_EQUAL(table, a, b) key_equal(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(table, slot) (slot)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

CohortState *
cohort_state_create(MemoryContext parent, CohortShape shape, uint32 expected_users)
{
	MemoryContext context = AllocSetContextCreate(parent, "cohort state", ALLOCSET_START_SMALL_SIZES);
	CohortState *state = MemoryContextAllocZero(context, sizeof(CohortState));

	EOH_init_header(&state->header, &cohort_state_methods, context);
	state->shape = shape;
	state->users = cohort_users_create(context, expected_users, NULL);
	state->newest_date = DATEVAL_NOBEGIN;

	/* spans that no day is in */
	for (int i = 0; i < RECENT_PERIODS; i++)
		state->recent_periods[i].last_day = DATEVAL_NOBEGIN;
	return state;
}

uint32
cohort_state_count_users(const CohortState *state)
{
	return state->users->members;
}

CohortUser **
cohort_state_list_users(const CohortState *state)
{
	CohortUser **list = palloc_extended(sizeof(CohortUser *) * (Size) state->users->members, MCXT_ALLOC_HUGE);
	CohortUser **end = list;

	for (CohortUser *user = state->first_user; user != NULL; user = user->next)
	{
		CHECK_FOR_INTERRUPTS();
		*end++ = user;
	}
	return list;
}

#ifdef USE_ASSERT_CHECKING
void
cohort_state_assert_user(const CohortState *state, const CohortUser *user)
{
	Assert((user->key.bytes == NULL) == (state->shape.key_kind == KEY_BIGINT));
	Assert((user->amounts != NULL) == state->shape.has_amount);
	Assert(user->nperiods >= 1 && user->nperiods <= user->capacity);
	Assert(user->nloose == 0 || state->has_loose);
	Assert(user->nloose >= 0 && user->nloose < user->nperiods);
	for (int64 i = 1; i < user->nperiods - user->nloose; i++)
		Assert(user->periods[i - 1] < user->periods[i]);
	Assert(user->periods[0] >= period_earliest(state->shape.grain));
	Assert(user->periods[user->nperiods - 1] <= period_of_date(state->shape.grain, state->newest_date));
	for (int64 i = 0; user->amounts != NULL && i < user->nperiods; i++)
		Assert(exact_amount_is_valid(&user->amounts[i]));
}
#endif

CohortUser *
cohort_state_append_user(CohortState *state, CohortKey key, int64 nperiods)
{
	MemoryContext context = state->header.eoh_context;
	Size key_bytes = key.bytes == NULL ? 0 : key.number;
	CohortUser *user = MemoryContextAllocHuge(context, sizeof(CohortUser) + key_bytes);
	UserSlot *slot;
	bool found;

	user->next = NULL;
	user->key = key;
	if (key.bytes != NULL)
		user->key.bytes = memcpy(user + 1, key.bytes, key_bytes);
	user->nperiods = 0;
	user->nloose = 0;
	user->capacity = nperiods;
	user->periods = MemoryContextAllocHuge(context, sizeof(int32) * nperiods);
	user->amounts = NULL;
	if (state->shape.has_amount)
		user->amounts = MemoryContextAllocHuge(context, sizeof(ExactAmount) * nperiods);

	slot = cohort_users_insert(state->users, &user->key, &found);
	Assert(!found);
	slot->user = user;

	if (state->last_user == NULL)
		state->first_user = user;
	else
		state->last_user->next = user;
	state->last_user = user;
	state->flat_size = 0;
	return user;
}

static CohortUser *
find_user(const CohortState *state, const CohortKey *key)
{
	UserSlot *slot = cohort_users_lookup(state->users, key);

	return slot == NULL ? NULL : slot->user;
}

/*
 * Where the period is in the user's array, which ascends, or else belongs.  As the periods are different whole numbers,
 * the distance to either end bounds the place: a user who is there every month is found at once.
 */
static inline int64
find_period(const CohortUser *user, int32 period)
{
	int64 low;
	int64 high;
	int64 from_first;
	int64 to_last;

	from_first = (int64) period - user->periods[0];
	to_last = (int64) user->periods[user->nperiods - 1] - period;
	if (to_last <= 0)
		return to_last == 0 ? user->nperiods - 1 : user->nperiods;
	if (from_first <= 0)
		return 0;
	low = Max(0, user->nperiods - 1 - to_last);
	high = Min(user->nperiods - 1, from_first);
	while (low < high)
	{
		int64 middle = low + (high - low) / 2;

		if (user->periods[middle] < period)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Puts a period behind the others. */
static void
append_period(CohortUser *user, int32 period, ExactAmount amount)
{
	user->periods[user->nperiods] = period;
	if (user->amounts != NULL)
		user->amounts[user->nperiods] = amount;
	user->nperiods++;
}

/* Puts a period in its place, in an array that ascends. */
static void
place_period(CohortUser *user, int32 period, ExactAmount amount, MemoryContext context)
{
	int64 at = find_period(user, period);
	int64 behind = user->nperiods - at;

	if (behind > 0 && user->periods[at] == period)
	{
		if (user->amounts != NULL)
		{
			exact_amount_merge(&user->amounts[at], &amount, context);
			exact_amount_clear(&amount);
		}
		return;
	}
	memmove(user->periods + at + 1, user->periods + at, sizeof(int32) * behind);
	user->periods[at] = period;
	if (user->amounts != NULL)
	{
		memmove(user->amounts + at + 1, user->amounts + at, sizeof(ExactAmount) * behind);
		user->amounts[at] = amount;
	}
	user->nperiods++;
}

static void
settle_user(CohortUser *user, MemoryContext context)
{
	int64 end = user->nperiods;

	/* what is placed never comes as far as what is not */
	user->nperiods -= user->nloose;
	for (int64 i = user->nperiods; i < end; i++)
	{
		CHECK_FOR_INTERRUPTS();
		place_period(user, user->periods[i], user->amounts != NULL ? user->amounts[i] : (ExactAmount){0}, context);
	}
	user->nloose = 0;
}

void
cohort_state_settle(CohortState *state)
{
	if (!state->has_loose)
		return;
	for (CohortUser *user = state->first_user; user != NULL; user = user->next)
	{
		CHECK_FOR_INTERRUPTS();
		settle_user(user, state->header.eoh_context);
		cohort_state_assert_user(state, user);
	}
	state->has_loose = false;
}

/* Where the user's array is full of different periods, it gets twice the room. */
static void
make_room(CohortUser *user, MemoryContext context)
{
	settle_user(user, context);
	if (user->nperiods <= user->capacity / 2)
		return;
	user->capacity *= 2;
	user->periods = repalloc_huge(user->periods, sizeof(int32) * user->capacity);
	if (user->amounts != NULL)
		user->amounts = repalloc_huge(user->amounts, sizeof(ExactAmount) * user->capacity);
}

/* The period of an order, remembered for those of days near it; refuses dates that are in none. */
static int32
period_of_order(CohortState *state, DateADT date)
{
	CohortGrain grain = state->shape.grain;
	RecentPeriod *recent = &state->recent_periods[(uint32) date / RECENT_DAYS % RECENT_PERIODS];

	if (likely(date >= recent->first_day && date <= recent->last_day))
		return recent->period;
	if (DATE_NOT_FINITE(date))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("cannot put an infinite order date into a cohort"),
				 errhint("Leave such orders out, or make their date NULL: those without are ignored.")));
	recent->period = period_of_date(grain, date);
	recent->last_day = DATEVAL_NOBEGIN;
	if (recent->period < period_earliest(grain))
		ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
						errmsg("the first day of the order date's %s is not a valid date", grain_name(grain)),
						errhint("Dates begin on 4714-11-24 BC: use another grain.")));
	recent->first_day = period_first_day(grain, recent->period);
	recent->last_day = period_first_day(grain, recent->period + 1) - 1;
	return recent->period;
}

void
cohort_state_add(CohortState *state, CohortKey key, DateADT date, const Datum *amount)
{
	int32 period = period_of_order(state, date);
	CohortUser *user = state->recent_user;

	if (user == NULL || !key_equal(&user->key, &key))
	{
		user = find_user(state, &key);
		if (user == NULL)
			user = cohort_state_append_user(state, key, INITIAL_PERIODS);
		state->recent_user = user;
	}
	if (user->nperiods == 0 || user->periods[user->nperiods - 1] != period)
	{
		if (user->nperiods == user->capacity)
			make_room(user, state->header.eoh_context);
		if (user->nloose > 0 || (user->nperiods > 0 && user->periods[user->nperiods - 1] >= period))
		{
			user->nloose++;
			state->has_loose = true;
		}
		append_period(user, period, (ExactAmount){0});
	}
	if (amount != NULL)
		exact_amount_add(&user->amounts[user->nperiods - 1], *amount, state->header.eoh_context);
	state->newest_date = Max(state->newest_date, date);
	state->flat_size = 0;
	cohort_state_assert_user(state, user);
}

/* Replaces the user's periods by those of both; both are sorted, so one pass will do. */
static void
merge_periods(CohortState *state, CohortUser *user, const CohortUser *other)
{
	MemoryContext context = state->header.eoh_context;
	CohortUser merged = *user;
	int64 mine = 0;
	int64 theirs = 0;

	merged.nperiods = 0;
	merged.capacity = user->nperiods + other->nperiods;
	merged.periods = MemoryContextAllocHuge(context, sizeof(int32) * merged.capacity);
	if (user->amounts != NULL)
		merged.amounts = MemoryContextAllocHuge(context, sizeof(ExactAmount) * merged.capacity);

	while (mine < user->nperiods || theirs < other->nperiods)
	{
		bool take_mine = theirs == other->nperiods ||
						 (mine < user->nperiods && user->periods[mine] <= other->periods[theirs]);
		int32 period = take_mine ? user->periods[mine] : other->periods[theirs];
		ExactAmount amount = {0};

		CHECK_FOR_INTERRUPTS();
		if (take_mine)
		{
			if (user->amounts != NULL)
				amount = user->amounts[mine];
			mine++;
		}
		if (theirs < other->nperiods && other->periods[theirs] == period)
		{
			if (user->amounts != NULL)
				exact_amount_merge(&amount, &other->amounts[theirs], context);
			theirs++;
		}
		merged.periods[merged.nperiods] = period;
		if (user->amounts != NULL)
			merged.amounts[merged.nperiods] = amount;
		merged.nperiods++;
	}

	pfree(user->periods);
	if (user->amounts != NULL)
		pfree(user->amounts);
	*user = merged;
}

void
cohort_state_check_shape(const CohortState *state, CohortShape shape)
{
	if (state->shape.grain != shape.grain)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the grain changes from \"%s\" to \"%s\" within a group",
							   grain_name(state->shape.grain), grain_name(shape.grain)),
						errhint("Give one grain, or group by it.")));
	if (state->shape.key_kind != shape.key_kind || state->shape.has_amount != shape.has_amount)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("cannot combine cohorts of different kinds"),
						errdetail("All need users of one type, and either all or none have amounts.")));
}

void
cohort_state_merge(CohortState *state, const CohortState *other)
{
	cohort_state_check_shape(state, other->shape);
	cohort_state_settle(state);
	state->newest_date = Max(state->newest_date, other->newest_date);
	for (const CohortUser *theirs = other->first_user; theirs != NULL; theirs = theirs->next)
	{
		CohortUser *user = find_user(state, &theirs->key);

		if (user == NULL)
			user = cohort_state_append_user(state, theirs->key, 0);
		merge_periods(state, user, theirs);
		cohort_state_assert_user(state, user);
	}
	state->flat_size = 0;
}
