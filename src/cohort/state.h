/*
 * cohort/state.h
 *		What ecom.cohort_retention knows after so many orders: which users ordered in which periods.
 *
 * The state is an expanded object.  While an aggregate runs it stays as drawn here, and a row is added in
 * constant time; where it leaves the process (to the leader of a parallel query, to another node, to a
 * table) it is flattened, see cohort/codec.c.
 *
 *		CohortState               CohortUser
 *		+--------------+          +----------+---------------------------------------------+
 *		| shape        |          | key      | R_1O9...                                    |
 *		| newest_date  |          | periods  | 2019-03 | 2019-04 | 2019-09 |  (spare)      |  ascending
 *		| users: hash -+--------> | amounts  |   31.90 |    5.00 |  129.99 |  (spare)      |  or NULL
 *		| first_user  -+--+       | next ----+--> the user seen next
 *		+--------------+  +-----> +----------+---------------------------------------------+
 *
 * Only periods with an order are kept, so memory grows with users and their active periods, not with
 * orders.  A user's first period is the cohort; since it may yet change, nothing is added up over users
 * before the end.
 */
#ifndef ECOM_COHORT_STATE_H
#define ECOM_COHORT_STATE_H

#include "base/compat.h"

#include "utils/expandeddatum.h"

#include "aggregate/exact_amount.h"
#include "cohort/period.h"

/* The values are part of the wire format. */
typedef enum CohortKeyKind
{
	KEY_TEXT,
	KEY_BIGINT
} CohortKeyKind;

#define KEY_KIND_LAST KEY_BIGINT

/* What two states must share to be about the same thing. */
typedef struct CohortShape
{
	CohortKeyKind key_kind;
	bool has_amount;
	CohortGrain grain;
} CohortShape;

typedef struct CohortKey
{
	const char *bytes; /* of a text; NULL for a bigint */
	int64 number;	   /* the bigint, or how many bytes the text has */
} CohortKey;

typedef struct CohortUser
{
	struct CohortUser *next;
	CohortKey key;
	int32 *periods;		  /* at least one; ascending, but for the loose ones at the end */
	ExactAmount *amounts; /* one a period; NULL if the shape has none */
	int64 nperiods;
	int64 nloose; /* as they came, some perhaps twice: to be settled before somebody looks */
	int64 capacity;
} CohortUser;

/* The days of a period. */
typedef struct RecentPeriod
{
	DateADT first_day;
	DateADT last_day;
	int32 period;
} RecentPeriod;

/* Months of ten years have places of their own. */
#define RECENT_PERIODS 128
#define RECENT_DAYS 30

typedef struct CohortState
{
	ExpandedObjectHeader header; /* must be first */
	CohortShape shape;
	DateADT newest_date;
	struct cohort_users_hash *users;
	CohortUser *first_user; /* in the order they came: what a hash table iterates in is bad to insert */
	CohortUser *last_user;
	CohortUser *recent_user; /* of the latest order: files are often grouped by user */

	/* by day, so that orders of days near those that were there need no calendar */
	RecentPeriod recent_periods[RECENT_PERIODS];

	bool has_loose; /* some user */
	Size flat_size; /* 0 until somebody asks, and again after a change */
} CohortState;

/* An empty state in a context of its own below the parent; it must get an order before it is used. */
extern CohortState *cohort_state_create(MemoryContext parent, CohortShape shape, uint32 expected_users);

extern uint32 cohort_state_count_users(const CohortState *state);

/* The users in no particular order (palloc'd); the caller sorts them. */
extern CohortUser **cohort_state_list_users(const CohortState *state);

/* Adds an order; the amount may be NULL. */
extern void cohort_state_add(CohortState *state, CohortKey key, DateADT date, const Datum *amount);

/* Adds a user who is not there yet, with room for the periods, which the caller fills in. */
extern CohortUser *cohort_state_append_user(CohortState *state, CohortKey key, int64 nperiods);

/* Puts loose periods in their places: in random order, one user after another is faster than each as it comes. */
extern void cohort_state_settle(CohortState *state);

/* Adds all that another state, with no loose periods, knows. */
extern void cohort_state_merge(CohortState *state, const CohortState *other);

/* Refuses to put together what was counted differently. */
extern void cohort_state_check_shape(const CohortState *state, CohortShape shape);

/* Has the object its invariants?  Only in builds with assertions. */
#ifdef USE_ASSERT_CHECKING
extern void cohort_state_assert_user(const CohortState *state, const CohortUser *user);
#else
#define cohort_state_assert_user(state, user) ((void) 0)
#endif

/* The rest is in cohort/codec.c. */
extern const ExpandedObjectMethods cohort_state_methods;

/* Reads a flat form into an object below the parent; refuses one that does not hold together, by the code. */
extern CohortState *cohort_state_decode(const char *data, Size size, MemoryContext parent, int sqlerrcode);

/* A state to look at, settled, not to modify: the object itself if it is one, else read below the parent. */
extern const CohortState *cohort_state_view(Datum datum, MemoryContext parent);

/* A state of one's own, below the parent. */
extern CohortState *cohort_state_copy(Datum datum, MemoryContext parent);

/* A state to modify: the object itself if it may be, else a copy. */
extern CohortState *cohort_state_own(Datum datum, MemoryContext parent);

static inline Datum
cohort_state_datum(CohortState *state)
{
	return EOHPGetRWDatum(&state->header);
}

#endif /* ECOM_COHORT_STATE_H */
