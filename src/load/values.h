/*
 * load/values.h
 *		The values of a record: its fields unescaped, NULLs told, in the server's encoding.
 */
#ifndef ECOM_LOAD_VALUES_H
#define ECOM_LOAD_VALUES_H

#include "base/compat.h"

#include "load/input.h"
#include "load/row_writer.h"

typedef struct LoadValues LoadValues;

/* Of an input with these columns; null_string, NULL for none, is what an unquoted field says for NULL. */
extern LoadValues *load_values_create(LoadInput *input, const LoadColumns *columns, const char *null_string);

/*
 * The values of the record that was read, in the current context where they are not in the line; good until the next.
 * Those that nobody needs are NULL, and so are the ones behind them, which are still to be made.  The line stays as it is: it may
 * yet be rejected.
 */
extern RowValue *load_values_read(LoadValues *values);

#endif /* ECOM_LOAD_VALUES_H */
