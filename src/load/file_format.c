/*
 * load/file_format.c
 *		ecom.file_header, ecom.is_file_format and ecom.normal_name: what formats of files are told and described by.
 */
#include "base/compat.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "load/dialect.h"
#include "load/header.h"
#include "load/input.h"
#include "load/meaning.h"
#include "load/names.h"

PG_FUNCTION_INFO_V1(ecom_file_header);
PG_FUNCTION_INFO_V1(ecom_is_file_format);
PG_FUNCTION_INFO_V1(ecom_normal_name);

/* Of the arguments of file_header, in their order. */
enum
{
	ARG_FILE,
	ARG_DELIMITER,
	ARG_QUOTE,
	ARG_ENCODING
};

Datum
ecom_file_header(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	LoadRequest request = {.file = text_to_cstring(PG_GETARG_TEXT_PP(ARG_FILE)),
						   .delimiter = text_to_cstring(PG_GETARG_TEXT_PP(ARG_DELIMITER)),
						   .quote = text_to_cstring(PG_GETARG_TEXT_PP(ARG_QUOTE)),
						   .escape = "\"",
						   .encoding = text_to_cstring(PG_GETARG_TEXT_PP(ARG_ENCODING)),
						   .only_header = true};
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext memory;
	LoadInput *input;
	List *names;

	InitMaterializedSRF(fcinfo, 0);
	memory = AllocSetContextCreate(caller, "ecom.file_header", ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(memory);
	input = load_input_open(&request);
	names = load_header_names(input);
	for (int i = 0; i < list_length(names); i++)
	{
		Datum values[] = {Int32GetDatum(i + 1), CStringGetTextDatum(list_nth(names, i)),
						  CStringGetTextDatum(load_name_normal(list_nth(names, i)))};
		bool nulls[lengthof(values)] = {0};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	load_input_close(input);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(memory);
	return (Datum) 0;
}

Datum
ecom_is_file_format(PG_FUNCTION_ARGS)
{
	char *arguments[3];

	for (int i = 0; i < lengthof(arguments); i++)
		arguments[i] = PG_ARGISNULL(i) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(i));
	(void) csv_dialect(file_encoding_create(arguments[2] != NULL ? arguments[2] : "UTF8"),
					   arguments[0] != NULL ? arguments[0] : ",", arguments[1], "\"");
	(void) load_meaning_parse(PG_ARGISNULL(3) ? NULL : PG_GETARG_JSONB_P(3),
							  PG_ARGISNULL(4) ? NULL : PG_GETARG_JSONB_P(4));
	PG_RETURN_BOOL(true); /* else it was an error, which says what is wrong */
}

Datum
ecom_normal_name(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(load_name_normal(text_to_cstring(PG_GETARG_TEXT_PP(0)))));
}
