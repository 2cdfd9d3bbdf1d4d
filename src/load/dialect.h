/*
 * load/dialect.h
 *		The dialect of a CSV file from the parameters of load_csv, checked.
 */
#ifndef ECOM_LOAD_DIALECT_H
#define ECOM_LOAD_DIALECT_H

#include "base/compat.h"

#include "csv/csv.h"
#include "files/encoding.h"

/*
 * An error if the parameters make no dialect. Quote and escape may be NULL or empty: none.  The escape is
 * the quote where that is another one and the escape was left at its default.
 */
extern CsvDialect
csv_dialect(const FileEncoding *encoding, const char *delimiter, const char *quote, const char *escape);

#endif /* ECOM_LOAD_DIALECT_H */
