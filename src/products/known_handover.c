/*
 * products/known_handover.c
 *		How a process of a parallel plan hands over known rankings with what it has counted, for ecom.top_products.
 *
 *		| can it be told | form | rankings of all products | categories, with rankings of each | are there incomplete ones | products kept of them, by partition |
 *
 * The form is there because those that are kept are looked at again when all have been put together.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "aggregate/aggregate.h"
#include "aggregate/packed_numbers.h"
#include "products/known_state.h"

PG_FUNCTION_INFO_V1(ecom_top_products_serialize_known);
PG_FUNCTION_INFO_V1(ecom_top_products_deserialize_known);
PG_FUNCTION_INFO_V1(ecom_top_products_combine_known);

#define AGGREGATE "ecom.top_products"

/*
 * Writing.
 */

static void
write_form(StringInfo to, const RankingForm *form)
{
	packed_number_write(to, form->top);
	packed_number_write(to, form->top_of_category);
	packed_number_write(to, form->together);
	packed_bytes_write(to, form->no_category);
}

static void
write_categories(StringInfo to, const KnownRankings *known)
{
	categories_iterator iterator;
	const KnownPeriods *of;

	packed_number_write(to, known->categories->members);
	categories_start_iterate(known->categories, &iterator);
	while ((of = categories_iterate(known->categories, &iterator)) != NULL)
	{
		packed_bytes_write(to, of->category);
		known_periods_write(to, of);
	}
}

/* The products that are kept, partition by partition.  False if they are more than hashing may take, or a value can hold. */
static bool
write_kept(StringInfo to, Partitions *kept)
{
	Size room = Min(get_hash_memory_limit(), MaxAllocSize / 4);

	for (int i = 0; i < PARTITIONS; i++)
	{
		Size size;
		char *products = partitions_take(kept, i, &size);

		CHECK_FOR_INTERRUPTS();
		if (size > room)
			return false;
		room -= size;
		packed_bytes_write(to, (TextSpan){products, (int) size});
		pfree(products);
	}
	return true;
}

static bool
write_known(StringInfo to, const KnownRankings *known)
{
	write_form(to, &known->form);
	known_periods_write(to, &known->all);
	write_categories(to, known);
	packed_number_write(to, known->kept != NULL);
	return known->kept == NULL || write_kept(to, known->kept);
}

Datum
ecom_top_products_serialize_known(PG_FUNCTION_ARGS)
{
	const KnownRankings *known = (const KnownRankings *) PG_GETARG_POINTER(0);
	StringInfoData bytes;

	(void) aggregate_context(fcinfo, AGGREGATE);
	initStringInfo(&bytes);
	appendStringInfoSpaces(&bytes, VARHDRSZ);
	packed_number_write(&bytes, true);
	if (known->cannot_be_told || !write_known(&bytes, known))
	{
		bytes.len = VARHDRSZ;
		packed_number_write(&bytes, false);
	}
	SET_VARSIZE(bytes.data, bytes.len);
	PG_RETURN_BYTEA_P(bytes.data);
}

/*
 * Reading.
 */

static uint64
read_number(TextSpan *from, uint64 most)
{
	uint64 number;

	if (!packed_number_read(from, &number) || number > most)
		elog(ERROR, "the bytes are no state of " AGGREGATE);
	return number;
}

static TextSpan
read_bytes(TextSpan *from)
{
	TextSpan bytes;

	if (!packed_bytes_read(from, &bytes))
		elog(ERROR, "the bytes are no state of " AGGREGATE);
	return bytes;
}

static RankingForm
read_form(TextSpan *from)
{
	RankingForm form;

	form.top = (int) read_number(from, PG_INT32_MAX);
	form.top_of_category = (int) read_number(from, PG_INT32_MAX);
	form.together = (int32) read_number(from, PG_INT32_MAX);
	form.no_category = read_bytes(from);
	return form;
}

/* Keeps products for the second look, which counts them in no order: in the partition that they were in, without looking for their hashes. */
static void
keep(KnownRankings *known, int partition, const char *products, Size size)
{
	partitions_add_to(known->kept, partition, &(RecordPart){products, size}, 1);
}

/* In memory of its own; what is kept is in the context, which has to do with its files. */
static KnownRankings *
read_known(FunctionCallInfo fcinfo, MemoryContext context, TextSpan from)
{
	RankingForm form = read_form(&from);
	KnownRankings *known =
		known_rankings_empty(AllocSetContextCreate(context, "known rankings", ALLOCSET_DEFAULT_SIZES), &form);

	known_periods_read(&known->all, &from);
	for (uint64 n = read_number(&from, from.len); n > 0; n--)
		known_periods_read(known_rankings_of_category(known, read_bytes(&from)), &from);
	if (read_number(&from, true))
	{
		known->kept = partitions_create(fcinfo, context, 2);
		for (int i = 0; i < PARTITIONS; i++)
		{
			TextSpan products = read_bytes(&from);

			keep(known, i, products.data, products.len);
		}
	}
	return known;
}

Datum
ecom_top_products_deserialize_known(PG_FUNCTION_ARGS)
{
	const bytea *bytes = PG_GETARG_BYTEA_PP(0);
	MemoryContext context = aggregate_context(fcinfo, AGGREGATE);
	TextSpan from = {VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)};
	MemoryContext caller = MemoryContextSwitchTo(context);
	KnownRankings *known;

	if (read_number(&from, true))
		known = read_known(fcinfo, context, from);
	else
	{
		known = known_rankings_empty(context, &(RankingForm){0});
		known->cannot_be_told = true;
	}
	MemoryContextSwitchTo(caller);
	PG_RETURN_POINTER(known);
}

/*
 * Putting together.
 */

static void
merge_categories(const KnownRankings *known, const KnownRankings *other)
{
	categories_iterator iterator;
	const KnownPeriods *of;

	if (known->categories->members != other->categories->members)
		elog(ERROR, "processes do not know rankings of the same categories");
	categories_start_iterate(other->categories, &iterator);
	while ((of = categories_iterate(other->categories, &iterator)) != NULL)
	{
		const KnownPeriods *same = categories_lookup(known->categories, of->category);

		if (same == NULL)
			elog(ERROR, "processes do not know rankings of the same categories");
		known_periods_merge(same, of);
	}
}

static void
merge_kept(KnownRankings *known, const KnownRankings *other)
{
	for (int i = 0; i < PARTITIONS; i++)
	{
		Size size;
		char *products = partitions_take(other->kept, i, &size);

		CHECK_FOR_INTERRUPTS();
		keep(known, i, products, size);
		pfree(products);
	}
}

static void
merge_known(KnownRankings *known, const KnownRankings *other)
{
	known->cannot_be_told |= other->cannot_be_told;
	if (known->cannot_be_told)
		return;
	known_periods_merge(&known->all, &other->all);
	merge_categories(known, other);
	if (other->kept != NULL)
		merge_kept(known, other);
}

Datum
ecom_top_products_combine_known(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo, AGGREGATE);
	MemoryContext caller;
	KnownRankings *other;

	/* what was read is in that context already */
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_ARGISNULL(0) ? PG_GETARG_DATUM(1) : PG_GETARG_DATUM(0));
	}
	other = (KnownRankings *) PG_GETARG_POINTER(1);
	caller = MemoryContextSwitchTo(context);
	merge_known((KnownRankings *) PG_GETARG_POINTER(0), other);
	MemoryContextSwitchTo(caller);
	if (other->context != context)
		MemoryContextDelete(other->context);
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}
