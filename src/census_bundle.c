/*
 * census_bundle.c
 *		ecom.bundled_census_answers: the Census figures that are installed with the extension.
 *
 * They lie in the server's share directory as acs5_state_YYYY.json, one answer of the API a year.
 */
#include "compat.h"

#include <sys/stat.h>

#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

PG_FUNCTION_INFO_V1(ecom_bundled_census_answers);

#define BUNDLE_DIRECTORY "ecom_analytics"

/* An answer on 52 states has 3 kB. */
#define MAX_ANSWER_BYTES (1024 * 1024)

/* The year in a name such as acs5_state_2018.json, or 0 for another file. */
static int
year_of_file(const char *name)
{
	int year;
	int length = 0;

	if (sscanf(name, "acs5_state_%4d.json%n", &year, &length) != 1 || length != (int) strlen(name) ||
		length == 0)
		return 0;
	return year;
}

/* The whole file as text. */
static char *
read_answer(const char *path)
{
	FILE *file = AllocateFile(path, PG_BINARY_R);
	struct stat status;
	char *answer;
	size_t length;

	if (file == NULL || fstat(fileno(file), &status) < 0)
		ereport(ERROR, errcode_for_file_access(),
				errmsg("could not read bundled Census figures \"%s\": %m", path),
				errhint("Install ecom_analytics again: make install."));
	if (status.st_size > MAX_ANSWER_BYTES)
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED),
				errmsg("bundled Census figures \"%s\" are too large: %lld bytes", path,
					   (long long) status.st_size),
				errhint("Install ecom_analytics again: make install."));
	answer = palloc(status.st_size + 1);
	length = fread(answer, 1, status.st_size, file);
	if (ferror(file))
		ereport(ERROR, errcode_for_file_access(),
				errmsg("could not read bundled Census figures \"%s\": %m", path));
	FreeFile(file);
	answer[length] = '\0';
	return pg_any_to_server(answer, length, PG_UTF8);
}

Datum
ecom_bundled_census_answers(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char share[MAXPGPATH];
	char *directory;
	DIR *dir;
	struct dirent *entry;

	InitMaterializedSRF(fcinfo, 0);
	get_share_path(my_exec_path, share);
	directory = psprintf("%s/%s", share, BUNDLE_DIRECTORY);
	dir = AllocateDir(directory);
	while ((entry = ReadDir(dir, directory)) != NULL)
	{
		int year = year_of_file(entry->d_name);
		Datum values[2];
		bool nulls[2] = {false, false};

		CHECK_FOR_INTERRUPTS();
		if (year == 0)
			continue;
		values[0] = Int32GetDatum(year);
		values[1] = DirectFunctionCall1(
			jsonb_in, CStringGetDatum(read_answer(psprintf("%s/%s", directory, entry->d_name))));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	FreeDir(dir);
	return (Datum) 0;
}
