/*
 * aggregate/packed_rows.c
 *		ecom.packed_rows, an aggregate, and ecom.unpacked_rows, which undoes it: rows that go from one node to another as one value.
 *
 * Citus hands over each column of each row by itself, and for most of a row's columns that takes more bytes than what is in them, and more
 * time than to compute them.
 *
 *		encoding, columns, size | deflated: | NULLs, value, value, ... | NULLs, value, ... | ...
 */
#include "base/compat.h"

#include <zlib.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"
#include "utils/typcache.h"

#include "aggregate/aggregate.h"
#include "aggregate/packed_numbers.h"
#include "aggregate/packed_rows.h"
#include "base/text_span.h"

PG_FUNCTION_INFO_V1(ecom_packed_rows_add);
PG_FUNCTION_INFO_V1(ecom_packed_rows_final);
PG_FUNCTION_INFO_V1(ecom_unpacked_rows);

#define MOST_COLUMNS 63		  /* a bit each for NULL in a number */
#define MOST_OF_DEFLATED 1040 /* more than so many bytes do not come of one */

typedef struct PackedRows
{
	MemoryContext context;
	TupleDesc columns;
	StringInfoData rows;
} PackedRows;

/*
 * Values.  A text is as it is in the server: what a type's send function makes of it depends on a client's encoding.
 */

static void
refuse_bytes(void)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION), errmsg("these bytes are no such rows"),
			errhint("ecom.packed_rows() makes them, and they have the columns that they were made with."));
}

static uint64
read_number(TextSpan *from)
{
	uint64 number;

	if (!packed_number_read(from, &number))
		refuse_bytes();
	return number;
}

static TextSpan
read_bytes(TextSpan *from)
{
	TextSpan bytes = {NULL, 0};

	if (!packed_bytes_read(from, &bytes))
		refuse_bytes();
	return bytes;
}

static int64
read_signed(TextSpan *from, int64 least, int64 most)
{
	int64 value = packed_signed(read_number(from));

	if (value < least || value > most)
		refuse_bytes();
	return value;
}

static void
refuse_type(Oid type)
{
	ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("rows with a column of type %s cannot be packed", format_type_be(type)),
			errhint("Columns may be boolean, smallint, integer, bigint, numeric, date or text."));
}

static void
write_value(StringInfo to, Oid type, Datum value)
{
	switch (type)
	{
		case BOOLOID:
			packed_signed_write(to, DatumGetBool(value));
			break;
		case INT2OID:
			packed_signed_write(to, DatumGetInt16(value));
			break;
		case INT4OID:
			packed_signed_write(to, DatumGetInt32(value));
			break;
		case INT8OID:
			packed_signed_write(to, DatumGetInt64(value));
			break;
		case DATEOID:
			packed_signed_write(to, DatumGetDateADT(value));
			break;
		case TEXTOID:
			packed_bytes_write(to, text_span(PG_DETOAST_DATUM_PACKED(value)));
			break;
		case NUMERICOID:
			packed_bytes_write(to, text_span((const struct varlena *) DatumGetByteaPP(
									   DirectFunctionCall1(numeric_send, value))));
			break;
		default:
			refuse_type(type);
	}
}

static Datum
read_text(TextSpan *from)
{
	TextSpan bytes = read_bytes(from);

	pg_verifymbstr(bytes.data, bytes.len, false);
	return span_datum(bytes);
}

static DateADT
read_date(TextSpan *from)
{
	DateADT date = (DateADT) read_signed(from, DATEVAL_NOBEGIN, DATEVAL_NOEND);

	if (!DATE_NOT_FINITE(date) && !IS_VALID_DATE(date))
		refuse_bytes();
	return date;
}

static Datum
read_numeric(TextSpan *from)
{
	TextSpan bytes = read_bytes(from);
	StringInfoData message = {.data = unconstify(char *, bytes.data), .len = bytes.len, .maxlen = bytes.len};
	Datum value;

	value = DirectFunctionCall3(numeric_recv, PointerGetDatum(&message), ObjectIdGetDatum(NUMERICOID),
								Int32GetDatum(-1));
	if (message.cursor != message.len)
		refuse_bytes();
	return value;
}

static Datum
read_value(TextSpan *from, Oid type)
{
	switch (type)
	{
		case BOOLOID:
			return BoolGetDatum(read_signed(from, 0, 1) == 1);
		case INT2OID:
			return Int16GetDatum((int16) read_signed(from, PG_INT16_MIN, PG_INT16_MAX));
		case INT4OID:
			return Int32GetDatum((int32) read_signed(from, PG_INT32_MIN, PG_INT32_MAX));
		case INT8OID:
			return Int64GetDatum(read_signed(from, PG_INT64_MIN, PG_INT64_MAX));
		case DATEOID:
			return DateADTGetDatum(read_date(from));
		case TEXTOID:
			return read_text(from);
		case NUMERICOID:
			return read_numeric(from);
		default:
			refuse_type(type);
	}
	return (Datum) 0;
}

/*
 * Rows.
 */

static PackedRows *
create_state(FunctionCallInfo fcinfo, HeapTupleHeader row)
{
	MemoryContext context = aggregate_context(fcinfo, "ecom.packed_rows");
	MemoryContext caller = MemoryContextSwitchTo(context);
	PackedRows *state = palloc0(sizeof(PackedRows));

	state->context = context;
	state->columns =
		lookup_rowtype_tupdesc_copy(HeapTupleHeaderGetTypeId(row), HeapTupleHeaderGetTypMod(row));
	if (state->columns->natts > MOST_COLUMNS)
		ereport(ERROR, errcode(ERRCODE_TOO_MANY_COLUMNS),
				errmsg("rows with %d columns cannot be packed", state->columns->natts),
				errhint("There may be %d.", MOST_COLUMNS));
	initStringInfo(&state->rows);
	MemoryContextSwitchTo(caller);
	return state;
}

static void
write_row(StringInfo to, TupleDesc columns, HeapTupleHeader row)
{
	HeapTupleData tuple = {.t_len = HeapTupleHeaderGetDatumLength(row), .t_data = row};
	Datum values[MOST_COLUMNS];
	bool nulls[MOST_COLUMNS];
	uint64 null_bits = 0;

	heap_deform_tuple(&tuple, columns, values, nulls);
	for (int i = 0; i < columns->natts; i++)
		null_bits |= (uint64) nulls[i] << i;
	packed_number_write(to, null_bits);
	for (int i = 0; i < columns->natts; i++)
	{
		if (!nulls[i])
			write_value(to, TupleDescAttr(columns, i)->atttypid, values[i]);
	}
}

Datum
ecom_packed_rows_add(PG_FUNCTION_ARGS)
{
	PackedRows *state = PG_ARGISNULL(0) ? NULL : (PackedRows *) PG_GETARG_POINTER(0);
	HeapTupleHeader row;

	if (PG_ARGISNULL(1))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	row = PG_GETARG_HEAPTUPLEHEADER(1);
	if (state == NULL)
		state = create_state(fcinfo, row);
	if (HeapTupleHeaderGetTypeId(row) != state->columns->tdtypeid ||
		HeapTupleHeaderGetTypMod(row) != state->columns->tdtypmod)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("rows of different types cannot be packed together"));
	write_row(&state->rows, state->columns, row);
	PG_RETURN_POINTER(state);
}

Datum
ecom_packed_rows_final(PG_FUNCTION_ARGS)
{
	const PackedRows *state;
	StringInfoData packed;
	uLongf deflated;

	(void) aggregate_context(fcinfo, "ecom.packed_rows");
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (const PackedRows *) PG_GETARG_POINTER(0);
	initStringInfo(&packed);
	appendStringInfoSpaces(&packed, VARHDRSZ);
	packed_number_write(&packed, GetDatabaseEncoding());
	packed_number_write(&packed, state->columns->natts);
	packed_number_write(&packed, state->rows.len);
	deflated = compressBound(state->rows.len);
	if (deflated > (uLongf) INT_MAX - packed.len)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("these rows are too many for one value"), errhint("Pack them in groups."));
	enlargeStringInfo(&packed, (int) deflated);
	if (compress2((Bytef *) packed.data + packed.len, &deflated, (const Bytef *) state->rows.data,
				  state->rows.len, Z_BEST_SPEED) != Z_OK)
		ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"));
	packed.len += (int) deflated;
	SET_VARSIZE(packed.data, packed.len);
	PG_RETURN_BYTEA_P(packed.data);
}

/* The rows that a value has, inflated, in the current context. */
static TextSpan
inflate_rows(TextSpan packed, int columns)
{
	uLongf inflated;
	uLong deflated;
	uint64 size;
	char *rows;

	if (read_number(&packed) != (uint64) GetDatabaseEncoding())
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("rows of a database with another encoding than %s cannot be unpacked",
					   GetDatabaseEncodingName()));
	if (read_number(&packed) != (uint64) columns)
		refuse_bytes();
	size = read_number(&packed);
	if (size > (uint64) packed.len * MOST_OF_DEFLATED || size >= MaxAllocSize)
		refuse_bytes();
	rows = palloc(size + 1);
	inflated = size;
	deflated = packed.len;
	if (uncompress2((Bytef *) rows, &inflated, (const Bytef *) packed.data, &deflated) != Z_OK ||
		inflated != size || deflated != packed.len)
		refuse_bytes();
	return (TextSpan) {rows, (int) size};
}

static void
read_row(TextSpan *from, TupleDesc columns, Datum *values, bool *nulls)
{
	uint64 null_bits = read_number(from);

	if (null_bits >> columns->natts != 0)
		refuse_bytes();
	for (int i = 0; i < columns->natts; i++)
	{
		nulls[i] = (null_bits >> i & 1) != 0;
		values[i] = nulls[i] ? (Datum) 0 : read_value(from, TupleDescAttr(columns, i)->atttypid);
	}
}

void
packed_rows_read(const struct varlena *packed, TupleDesc columns, PackedRowReceiver receive, void *context)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext row = AllocSetContextCreate(caller, "row", ALLOCSET_DEFAULT_SIZES);
	Datum values[MOST_COLUMNS];
	bool nulls[MOST_COLUMNS];
	TextSpan inflated;
	TextSpan rows;

	if (columns->natts > MOST_COLUMNS)
		refuse_bytes();
	inflated = rows = inflate_rows(text_span(packed), columns->natts);
	while (rows.len > 0)
	{
		CHECK_FOR_INTERRUPTS();
		MemoryContextSwitchTo(row);
		read_row(&rows, columns, values, nulls);
		MemoryContextSwitchTo(caller);
		receive(values, nulls, context);
		MemoryContextReset(row);
	}
	MemoryContextDelete(row);
	pfree(unconstify(char *, inflated.data));
}

static void
keep_row(Datum *values, bool *nulls, void *context)
{
	ReturnSetInfo *result = context;

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

Datum
ecom_unpacked_rows(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	packed_rows_read((const struct varlena *) PG_GETARG_BYTEA_PP(0), result->setDesc, keep_row, result);
	return (Datum) 0;
}
