/*
 * cohort/codec.c
 *		The flat form of a cohort state: how it travels, as bytes in network order.
 *
 *		state	version (1 byte), key kind (1), has amounts (1), grain (1), newest date (4),
 *				users (4), then each user
 *		user	text key: length (4), bytes; bigint key: 8 bytes
 *				periods (4), then each period
 *		period	number (4); if there are amounts: the amount as exact_amount_write() has it
 *
 * Users ascend by key and periods by number, so that equal states have equal bytes and a reader can tell
 * a duplicate.  Text keys are bytes: nothing converts them between encodings, nor needs to, as they only
 * tell users apart.
 *
 * The reader trusts nothing: the bytes may come from a table, a client or another node.
 */
#include "cohort/state.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#define FORMAT_VERSION 1

/* A tuple with the state in it must fit into an allocation, too. */
#define MAX_FLAT_SIZE (MaxAllocSize - 65536)

static Size flat_size(ExpandedObjectHeader *header);
static void flatten(ExpandedObjectHeader *header, void *result, Size allocated_size);

const ExpandedObjectMethods cohort_state_methods = {.get_flat_size = flat_size, .flatten_into = flatten};

/* Writing */

typedef struct Writer
{
	char *data; /* NULL: only counts */
	Size size;
} Writer;

static inline void
put_bytes(Writer *writer, const void *bytes, Size size)
{
	if (writer->data != NULL)
		memcpy(writer->data + writer->size, bytes, size);
	writer->size += size;
}

static inline void
put_uint8(Writer *writer, uint8 value)
{
	put_bytes(writer, &value, sizeof(value));
}

static inline void
put_uint32(Writer *writer, uint32 value)
{
	value = pg_hton32(value);
	put_bytes(writer, &value, sizeof(value));
}

static inline void
put_uint64(Writer *writer, uint64 value)
{
	value = pg_hton64(value);
	put_bytes(writer, &value, sizeof(value));
}

static inline void
put_amount(Writer *writer, const ExactAmount *amount)
{
	if (writer->data == NULL)
		writer->size += exact_amount_size(amount);
	else
		writer->size += exact_amount_write(amount, writer->data + writer->size);
}

static void
put_user(Writer *writer, const CohortUser *user)
{
	if (user->key.bytes == NULL)
		put_uint64(writer, user->key.number);
	else
	{
		put_uint32(writer, user->key.number);
		put_bytes(writer, user->key.bytes, user->key.number);
	}
	put_uint32(writer, user->nperiods);
	for (int64 i = 0; i < user->nperiods; i++)
	{
		CHECK_FOR_INTERRUPTS();
		put_uint32(writer, user->periods[i]);
		if (user->amounts != NULL)
			put_amount(writer, &user->amounts[i]);
	}
}

static void
put_state_header(Writer *writer, const CohortState *state)
{
	put_uint8(writer, FORMAT_VERSION);
	put_uint8(writer, state->shape.key_kind);
	put_uint8(writer, state->shape.has_amount);
	put_uint8(writer, state->shape.grain);
	put_uint32(writer, state->newest_date);
	put_uint32(writer, cohort_state_count_users(state));
}

static int
compare_keys(const CohortKey *a, const CohortKey *b)
{
	int order = 0;

	if (a->bytes != NULL)
		order = memcmp(a->bytes, b->bytes, Min(a->number, b->number));
	if (order == 0)
		order = (a->number > b->number) - (a->number < b->number);
	return order;
}

static int
compare_users(const void *a, const void *b)
{
	CHECK_FOR_INTERRUPTS();
	return compare_keys(&(*(CohortUser *const *) a)->key, &(*(CohortUser *const *) b)->key);
}

/* Counting writes nothing, so the order of the users does not matter to it. */
static Size
flat_size(ExpandedObjectHeader *header)
{
	CohortState *state = (CohortState *) header;
	Writer counter = {NULL, VARHDRSZ};

	if (state->flat_size != 0)
		return state->flat_size;
	cohort_state_settle(state);
	put_state_header(&counter, state);
	for (const CohortUser *user = state->first_user; user != NULL; user = user->next)
		put_user(&counter, user);
	if (counter.size > MAX_FLAT_SIZE)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many users and periods for one state of cohort_retention"),
				 errdetail("The state takes %zu bytes, more than the %zu that can be sent or stored.",
						   counter.size, MAX_FLAT_SIZE),
				 errhint("Aggregate slices of the users, say by hashtext(user_key) %% 8, and add up cells; "
						 "or turn parallel query off.")));
	state->flat_size = counter.size;
	return state->flat_size;
}

static void
flatten(ExpandedObjectHeader *header, void *result, Size allocated_size)
{
	const CohortState *state = (const CohortState *) header;
	uint32 nusers = cohort_state_count_users(state);
	CohortUser **users = cohort_state_list_users(state);
	Writer writer = {result, VARHDRSZ};

	Assert(allocated_size == state->flat_size);
	qsort(users, nusers, sizeof(CohortUser *), compare_users);
	put_state_header(&writer, state);
	for (uint32 i = 0; i < nusers; i++)
		put_user(&writer, users[i]);
	Assert(writer.size == allocated_size);
	SET_VARSIZE(result, allocated_size);
	pfree(users);
}

/* Reading */

typedef struct Reader
{
	const char *data;
	Size left;
	int sqlerrcode;
} Reader;

static void
refuse(const Reader *reader, const char *detail)
{
	ereport(ERROR, (errcode(reader->sqlerrcode), errmsg("invalid state of cohort_retention"),
					errdetail_internal("%s", detail)));
}

static inline const char *
take_bytes(Reader *reader, Size size)
{
	const char *bytes = reader->data;

	if (size > reader->left)
		refuse(reader, "It ends too early.");
	reader->data += size;
	reader->left -= size;
	return bytes;
}

static inline uint8
take_uint8(Reader *reader)
{
	return (uint8) *take_bytes(reader, sizeof(uint8));
}

static inline uint32
take_uint32(Reader *reader)
{
	uint32 value;

	memcpy(&value, take_bytes(reader, sizeof(value)), sizeof(value));
	return pg_ntoh32(value);
}

static inline uint64
take_uint64(Reader *reader)
{
	uint64 value;

	memcpy(&value, take_bytes(reader, sizeof(value)), sizeof(value));
	return pg_ntoh64(value);
}

/* A number of things of at least so many bytes each: what is left must hold them before room is made. */
static uint32
take_count(Reader *reader, Size size_each)
{
	uint32 count = take_uint32(reader);

	if (count == 0)
		refuse(reader, "A count is zero.");
	if (count > reader->left / size_each)
		refuse(reader, "It ends too early.");
	return count;
}

static ExactAmount
take_amount(Reader *reader, MemoryContext context)
{
	ExactAmount amount;
	const char *fault;
	Size taken = exact_amount_read(&amount, reader->data, reader->left, context, &fault);

	if (taken == 0)
		refuse(reader, fault);
	(void) take_bytes(reader, taken);
	return amount;
}

static CohortKey
take_key(Reader *reader, CohortKeyKind kind)
{
	CohortKey key = {NULL, 0};

	if (kind == KEY_BIGINT)
		key.number = (int64) take_uint64(reader);
	else
	{
		key.number = take_uint32(reader);
		key.bytes = take_bytes(reader, key.number);
	}
	return key;
}

/* What the flat form of a period takes at least; all of it, unless there is a rest. */
static Size
period_size(CohortShape shape)
{
	return sizeof(uint32) + (shape.has_amount ? EXACT_AMOUNT_LEAST_SIZE : 0);
}

/* The periods must ascend within these bounds. */
static void
take_periods(Reader *reader, CohortState *state, CohortUser *user, int64 nperiods, int32 earliest,
			 int32 latest)
{
	for (int64 i = 0; i < nperiods; i++)
	{
		int32 period = (int32) take_uint32(reader);

		CHECK_FOR_INTERRUPTS();
		if (period < earliest || period > latest)
			refuse(reader, "A period is out of range.");
		if (i > 0 && period <= user->periods[i - 1])
			refuse(reader, "The periods of a user do not ascend.");
		user->periods[i] = period;
		if (state->shape.has_amount)
			user->amounts[i] = take_amount(reader, state->header.eoh_context);
		user->nperiods++;
	}
}

static CohortShape
take_shape(Reader *reader)
{
	CohortShape shape;
	uint8 version = take_uint8(reader);
	uint8 key_kind = take_uint8(reader);
	uint8 has_amount = take_uint8(reader);
	uint8 grain = take_uint8(reader);

	if (version != FORMAT_VERSION)
		refuse(reader, "Its version is unknown.");
	if (key_kind > KEY_KIND_LAST || has_amount > 1 || grain > GRAIN_LAST)
		refuse(reader, "Its kind is unknown.");
	shape.key_kind = key_kind;
	shape.has_amount = has_amount;
	shape.grain = grain;
	return shape;
}

CohortState *
cohort_state_decode(const char *data, Size size, MemoryContext parent, int sqlerrcode)
{
	Reader reader = {data, size, sqlerrcode};
	CohortShape shape = take_shape(&reader);
	DateADT newest_date = (DateADT) take_uint32(&reader);
	Size key_size = shape.key_kind == KEY_BIGINT ? sizeof(uint64) : sizeof(uint32);
	uint32 nusers = take_count(&reader, key_size + sizeof(uint32) + period_size(shape));
	CohortState *state;
	int32 earliest = period_earliest(shape.grain);
	int32 latest;
	bool reaches_latest = false;

	if (DATE_NOT_FINITE(newest_date) || !IS_VALID_DATE(newest_date))
		refuse(&reader, "Its newest date is out of range.");
	latest = period_of_date(shape.grain, newest_date);
	state = cohort_state_create(parent, shape, nusers);
	state->newest_date = newest_date;
	for (uint32 i = 0; i < nusers; i++)
	{
		CohortKey key = take_key(&reader, shape.key_kind);
		uint32 nperiods = take_count(&reader, period_size(shape));
		CohortUser *user;

		if (i > 0 && compare_keys(&state->last_user->key, &key) >= 0)
			refuse(&reader, "Its users do not ascend.");
		user = cohort_state_append_user(state, key, nperiods);
		take_periods(&reader, state, user, nperiods, earliest, latest);
		reaches_latest |= user->periods[nperiods - 1] == latest;
		cohort_state_assert_user(state, user);
	}
	if (reader.left > 0)
		refuse(&reader, "It goes on behind its end.");
	if (!reaches_latest)
		refuse(&reader, "No user ordered in the period of its newest date.");
	return state;
}

/* Datums */

static CohortState *
object_of_datum(Datum datum)
{
	ExpandedObjectHeader *header = DatumGetEOHP(datum);

	if (header->eoh_methods != &cohort_state_methods)
		elog(ERROR, "expanded object is not a state of cohort_retention");
	return (CohortState *) header;
}

CohortState *
cohort_state_copy(Datum datum, MemoryContext parent)
{
	/* flattens an object; as the flat form is read with care, nothing else needs to know how to copy */
	struct varlena *flat = PG_DETOAST_DATUM_PACKED(datum);

	return cohort_state_decode(VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat), parent, ERRCODE_DATA_CORRUPTED);
}

const CohortState *
cohort_state_view(Datum datum, MemoryContext parent)
{
	if (VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)))
	{
		CohortState *state = object_of_datum(datum);

		cohort_state_settle(state);
		return state;
	}
	return cohort_state_copy(datum, parent);
}

CohortState *
cohort_state_own(Datum datum, MemoryContext parent)
{
	if (DatumIsReadWriteExpandedObject(datum, false, -1))
		return object_of_datum(datum);
	return cohort_state_copy(datum, parent);
}
