/*
 * csv_dialect.h
 *		The dialect of a CSV file from the parameters of load_csv, checked.
 */
#ifndef ECOM_CSV_DIALECT_H
#define ECOM_CSV_DIALECT_H

#include "compat.h"

#include "csv.h"
#include "file_encoding.h"

/* An error if the parameters make no dialect. Quote and escape may be NULL or empty: none. */
extern CsvDialect
csv_dialect(const FileEncoding *encoding, const char *delimiter, const char *quote, const char *escape);

#endif /* ECOM_CSV_DIALECT_H */
