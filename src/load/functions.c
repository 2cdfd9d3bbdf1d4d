/*
 * load/functions.c
 *		ecom.load_csv and ecom.load_directory: arguments in, report out.
 */
#include "base/compat.h"

#include <sys/stat.h>

#include "access/htup_details.h"
#include "access/tupdesc.h"
#include "catalog/namespace.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/read_only.h"
#include "load/load.h"

PG_FUNCTION_INFO_V1(ecom_load_csv);
PG_FUNCTION_INFO_V1(ecom_load_directory);

#define REPORT_COLUMNS 6

/* Fills in the columns of a report. */
static void
report_values(const LoadReport *report, Datum *values)
{
	values[0] = Int64GetDatum(report->load_id);
	values[1] = Int64GetDatum(report->bytes);
	values[2] = Int64GetDatum(report->lines_read);
	values[3] = Int64GetDatum(report->rows_loaded);
	values[4] = Int64GetDatum(report->rows_rejected);
	values[5] = NumericGetDatum(report->seconds);
}

/* Of the arguments of load_csv, in their order. */
enum
{
	ARG_TARGET,
	ARG_FILE,
	ARG_DELIMITER,
	ARG_QUOTE,
	ARG_ESCAPE,
	ARG_NULL_STRING,
	ARG_HEADER,
	ARG_SKIP,
	ARG_ENCODING,
	ARG_MAX_REJECTS,
	ARG_FORCE,
	ARG_COLUMNS,
	ARG_LINES
};

static char *
text_or_null(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(argument));
}

Datum
ecom_load_csv(PG_FUNCTION_ARGS)
{
	LoadRequest request = {0};
	LoadReport report;
	TupleDesc descriptor;
	Datum values[REPORT_COLUMNS];
	bool nulls[REPORT_COLUMNS] = {0};

	argument_check_not_null(fcinfo, ARG_TARGET, "target", false);
	argument_check_not_null(fcinfo, ARG_FILE, "file", false);
	argument_check_not_null(fcinfo, ARG_DELIMITER, "delimiter", true);
	argument_check_not_null(fcinfo, ARG_HEADER, "header", true);
	argument_check_not_null(fcinfo, ARG_SKIP, "skip", true);
	argument_check_not_null(fcinfo, ARG_ENCODING, "encoding", true);
	argument_check_not_null(fcinfo, ARG_FORCE, "force", true);
	request.target = PG_GETARG_OID(ARG_TARGET);
	request.file = text_or_null(fcinfo, ARG_FILE);
	request.delimiter = text_or_null(fcinfo, ARG_DELIMITER);
	request.quote = text_or_null(fcinfo, ARG_QUOTE);
	request.escape = text_or_null(fcinfo, ARG_ESCAPE);
	request.null_string = text_or_null(fcinfo, ARG_NULL_STRING);
	request.header = PG_GETARG_BOOL(ARG_HEADER) ? HEADER_OF_COLUMNS : HEADER_NONE;
	request.skip = PG_GETARG_INT64(ARG_SKIP);
	request.encoding = text_or_null(fcinfo, ARG_ENCODING);
	request.max_rejects = PG_ARGISNULL(ARG_MAX_REJECTS) ? -1 : PG_GETARG_INT64(ARG_MAX_REJECTS);
	request.force = PG_GETARG_BOOL(ARG_FORCE);
	request.columns = PG_ARGISNULL(ARG_COLUMNS) ? NULL : PG_GETARG_JSONB_P(ARG_COLUMNS);
	request.lines = PG_ARGISNULL(ARG_LINES) ? NULL : PG_GETARG_JSONB_P(ARG_LINES);
	if (request.header == HEADER_NONE && (request.columns != NULL || request.lines != NULL))
		ereport(
			ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("columns and lines cannot be given for a file without a header"),
			errdetail("They name columns of the file."),
			errhint(
				"Leave out header => false, or load into a table with the file's columns in their order."));
	if (request.skip < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("skip cannot be %lld", (long long) request.skip),
				errhint("Give the number of lines before the header, 0 or more."));
	if (!PG_ARGISNULL(ARG_MAX_REJECTS) && request.max_rejects < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("max_rejects cannot be %lld", (long long) request.max_rejects),
				errhint("Give the number of lines that may be rejected, 0 or more, or NULL for any number."));

	load_csv_file(&request, &report);
	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "the result of load_csv is no row");
	report_values(&report, values);
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls));
}

/* The files of the Open e-commerce dataset, and their tables. */
static const struct
{
	const char *file;
	const char *table;
	HeaderExpected header; /* that of fields.csv names no column */
} dataset[] = {
	{"amazon-purchases.csv", "amazon_purchases", HEADER_OF_COLUMNS},
	{"survey.csv", "survey", HEADER_OF_COLUMNS},
	{"fields.csv", "fields", HEADER_OF_ANY_NAMES},
};

/* The path of a file of the folder; of its gzip form, if only that is there. */
static char *
dataset_file(const char *folder, const char *file)
{
	struct stat status;
	char *path = psprintf("%s/%s", folder, file);
	char *gzip = psprintf("%s.gz", path);

	return stat(path, &status) != 0 && stat(gzip, &status) == 0 ? gzip : path;
}

Datum
ecom_load_directory(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char *folder;
	bool force;

	argument_check_not_null(fcinfo, 0, "path", false);
	argument_check_not_null(fcinfo, 1, "force", true);
	folder = text_to_cstring(PG_GETARG_TEXT_PP(0));
	force = PG_GETARG_BOOL(1);
	refuse_if_read_only("ecom.load_directory()");
	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < lengthof(dataset); i++)
	{
		Oid target = get_relname_relid(dataset[i].table, get_namespace_oid("raw", false));
		LoadRequest request = {.target = target,
							   .file = dataset_file(folder, dataset[i].file),
							   .delimiter = ",",
							   .quote = "\"",
							   .escape = "\"",
							   .null_string = "",
							   .header = dataset[i].header,
							   .encoding = "UTF8",
							   .max_rejects = -1,
							   .force = force,
							   .pass_over_known = true};
		LoadReport report;
		Datum values[2 + REPORT_COLUMNS + 1];
		bool nulls[2 + REPORT_COLUMNS + 1] = {0};

		load_csv_file(&request, &report);
		values[0] = CStringGetTextDatum(request.file);
		values[1] = ObjectIdGetDatum(target);
		report_values(&report, values + 2);
		nulls[2 + REPORT_COLUMNS] = report.known == NULL;
		if (report.known != NULL)
			values[2 + REPORT_COLUMNS] = CStringGetTextDatum(report.known);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
