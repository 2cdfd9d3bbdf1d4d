/*
 * checks/row_hash.c
 *		ecom.row_hash: a hash of a row as it is stored.
 */
#include "base/compat.h"

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "utils/datum.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(ecom_row_hash);

/* Of a value that is not NULL, wherever it is stored: compressed or not, with a short header or a long one. */
static uint64
value_hash(Datum value, const FormData_pg_attribute *column)
{
	if (column->attbyval)
		return hash_bytes_extended((const unsigned char *) &value, sizeof(Datum), 0);
	if (column->attlen == -1)
	{
		struct varlena *bytes = PG_DETOAST_DATUM_PACKED(value);
		uint64 hash = hash_bytes_extended((const unsigned char *) VARDATA_ANY(bytes),
										  VARSIZE_ANY_EXHDR(bytes), 0);

		if (bytes != (struct varlena *) DatumGetPointer(value))
			pfree(bytes);
		return hash;
	}
	return hash_bytes_extended((const unsigned char *) DatumGetPointer(value),
							   datumGetSize(value, false, column->attlen), 0);
}

Datum
ecom_row_hash(PG_FUNCTION_ARGS)
{
	HeapTupleHeader row = PG_GETARG_HEAPTUPLEHEADER(0);
	TupleDesc descriptor =
		lookup_rowtype_tupdesc(HeapTupleHeaderGetTypeId(row), HeapTupleHeaderGetTypMod(row));
	HeapTupleData tuple = {.t_len = HeapTupleHeaderGetDatumLength(row), .t_data = row};
	Datum values[MaxTupleAttributeNumber];
	bool nulls[MaxTupleAttributeNumber];
	uint64 hash = 0;

	ItemPointerSetInvalid(&tuple.t_self);
	heap_deform_tuple(&tuple, descriptor, values, nulls);
	for (int i = 0; i < descriptor->natts; i++)
		hash =
			hash_combine64(hash, nulls[i] ? 0 : value_hash(values[i], TupleDescAttr(descriptor, i)));
	ReleaseTupleDesc(descriptor);
	PG_FREE_IF_COPY(row, 0);
	PG_RETURN_INT64((int64) hash);
}
