/*
 * aggregate/sum_state.h
 *		A sum of numeric amounts in one piece: what the type ecom.exact_sum_state is.
 *
 * It holds what an ExactAmount does, in as many bytes.  As it has no pointers, the executor may copy it, a plan may hand it from one
 * process to another as it is, and a client may read and write it.
 */
#ifndef ECOM_AGGREGATE_SUM_STATE_H
#define ECOM_AGGREGATE_SUM_STATE_H

#include "base/compat.h"

#include "lib/stringinfo.h"
#include "utils/numeric.h"

typedef struct SumState
{
	int32 vl_len_;
	int32 scale;
	int64 units;

	/* only with a rest, as in AmountRest */
	int64 wraps;
	char rest[FLEXIBLE_ARRAY_MEMBER]; /* a numeric with its header */
} SumState;

/* The one in a value that may come from anywhere, such as a cast from bytea; an error (XX001) if that is none. */
extern const SumState *sum_state_from_datum(Datum value);

/* An empty one, in the current context. */
extern SumState *sum_state_make(void);

/* A copy, there. */
extern SumState *sum_state_copy(const SumState *state);

/*
 * Adds a numeric, or another state.  Returns the state, changed; or where it has to be longer or shorter a new one in the current
 * context.  What else is allocated there is left to it.
 */
extern SumState *sum_state_add(SumState *state, Datum amount);
extern SumState *sum_state_merge(SumState *state, const SumState *other);

/* The sum, printed as sum(numeric) prints it; 0 if empty.  An error where sum(numeric) has one. */
extern Numeric sum_state_total(const SumState *state);

/*
 * As text: the sum; and where that leaves numeric's range, beside so many times the first power of ten beyond it.
 *
 *		19.99		-8e131071 + 3e131072		(with all its digits)
 */
extern char *sum_state_to_text(const SumState *state);
extern SumState *sum_state_from_text(char *text);

/* As bytes: exact_amount_write().  What is read is all that is left of the message. */
extern bytea *sum_state_to_bytes(const SumState *state);
extern SumState *sum_state_from_bytes(StringInfo message);

#endif /* ECOM_AGGREGATE_SUM_STATE_H */
