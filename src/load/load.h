/*
 * load/load.h
 *		Loads one CSV file on the server into one table.
 */
#ifndef ECOM_LOAD_LOAD_H
#define ECOM_LOAD_LOAD_H

#include "base/compat.h"

#include "utils/jsonb.h"

#include "load/header_expected.h"
#include "load/report.h"

/* What to load, and how the file is written. */
typedef struct LoadRequest
{
	Oid target;
	const char *file;
	const char *delimiter;
	const char *quote;		 /* NULL or "": none */
	const char *escape;		 /* NULL or "": none */
	const char *null_string; /* NULL: nothing is NULL */
	HeaderExpected header;
	int64 skip; /* lines before the header */
	const char *encoding;
	Jsonb *columns;	   /* load/mapping.h; NULL: names say it all */
	Jsonb *lines;	   /* load/line_rules.h; NULL: every record is wanted */
	int64 max_rejects; /* -1: any number */
	bool force;
	bool pass_over_known; /* contents that the table has had are no error */
	bool only_header;	  /* no more than its first lines is read */
} LoadRequest;

/*
 * Loads the file.  Needs the privileges of pg_read_server_files, and INSERT on the target.  All or nothing: an
 * error leaves table and log as they were.
 */
extern void load_csv_file(const LoadRequest *request, LoadReport *report);

#endif /* ECOM_LOAD_LOAD_H */
