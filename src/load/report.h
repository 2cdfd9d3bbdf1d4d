/*
 * load/report.h
 *		What came of a load.
 */
#ifndef ECOM_LOAD_REPORT_H
#define ECOM_LOAD_REPORT_H

#include "base/compat.h"

#include "utils/numeric.h"

typedef struct LoadReport
{
	int64 load_id;
	int64 bytes;	  /* of the contents */
	int64 lines_read; /* of data; each is loaded or rejected */
	int64 rows_loaded;
	int64 rows_rejected;
	int64 lines_blank; /* passed over, beside empty ones */
	Numeric seconds;
	char *known; /* the table has had the contents: which load it was, a sentence; nothing was loaded */
} LoadReport;

#endif /* ECOM_LOAD_REPORT_H */
