/*
 * load/meaning.h
 *		What the columns and lines of a file mean, where that is not said by names alone: load_csv's arguments columns and lines.
 */
#ifndef ECOM_LOAD_MEANING_H
#define ECOM_LOAD_MEANING_H

#include "base/compat.h"

#include "utils/jsonb.h"
#include "utils/relcache.h"

#include "load/columns.h"
#include "load/line_rules.h"
#include "load/mapping.h"

typedef struct LoadMeaning
{
	LoadMapping *mapping;
	LineRules *rules;
} LoadMeaning;

/* NULL if there is neither. */
extern LoadMeaning *load_meaning_parse(Jsonb *columns, Jsonb *lines);

/*
 * Matches the names of a header with the columns of the table; those that are read, or passed over as asked for, are
 * not unknown.  An error for a column that is asked for and is not there.  SPI is connected.
 */
extern LoadMatch load_meaning_match(LoadMeaning *meaning, Relation table, const char *path, List *names);

/* Adds the columns of the values that are made, once it is known how many fields a line has. */
extern void load_meaning_add_made(const LoadMeaning *meaning, LoadColumns *columns);

/* Completes the fields of a line, and makes the values behind them; false if the line is to be turned away. */
extern bool load_meaning_apply(LoadMeaning *meaning, RowValue *values, int width, Refusal *refusal);

#endif /* ECOM_LOAD_MEANING_H */
