/*
 * load/header_refusal.h
 *		Says why a header does not fit, and what to do: perhaps it is another line, or the delimiter is another one.
 */
#ifndef ECOM_LOAD_HEADER_REFUSAL_H
#define ECOM_LOAD_HEADER_REFUSAL_H

#include "base/compat.h"

#include "utils/relcache.h"

#include "load/columns.h"
#include "load/input.h"

/* The error for the line in the header's place: its names, and their match; problem is why it is no record, or NULL. */
pg_noreturn extern void load_header_refuse(LoadInput *input, Relation table, const LoadLine *line,
										   List *names, const LoadMatch *match, const char *problem);

/* The error for a field, from 1, without a name that holds something. */
pg_noreturn extern void
load_header_refuse_nameless(const LoadInput *input, int number, const CsvField *field);

#endif /* ECOM_LOAD_HEADER_REFUSAL_H */
