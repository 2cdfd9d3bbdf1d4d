/*
 * load/mapping.h
 *		Which column of a file goes to which column of the table, where their names do not say it: load_csv's argument columns.
 *
 *	{
 *		"order_date": "Order Date",								the file's column of that name
 *		"survey_responseid": {"value": "me"},					the same in each row; null is NULL
 *		"title": {"from": ["Item Name", "Product Name"]},		the first of these that the file has, and that holds something
 *		"quantity": {"from": "Qty", "optional": true},			NULL where the file has none of them
 *		"order_date": {"from": "Created at", "as": "date"},		what a reading makes of it, see load/reading.h
 *		"*": null												all other columns of the file are passed over
 *	}
 *
 * Columns of the table that are not among them take the file's column of their name, as without a mapping.  A column that is
 * only to go elsewhere costs nothing: the row writer takes it from there.  What is made stands behind the fields of a line:
 *
 *	values	| field 0 | field 1 | ... | made 0 | made 1 | ...
 */
#ifndef ECOM_LOAD_MAPPING_H
#define ECOM_LOAD_MAPPING_H

#include "base/compat.h"

#include "utils/jsonb.h"
#include "utils/relcache.h"

#include "load/columns.h"
#include "load/file_columns.h"
#include "load/reading.h"

typedef struct LoadMapping LoadMapping;

/* An error for what is no such object; NULL is one without members. */
extern LoadMapping *load_mapping_parse(Jsonb *columns);

/*
 * Finds the columns of the table and of the file: sets which of the table's are taken, and where the fields go that are to be
 * loaded as they are.  SPI is connected.
 */
extern void load_mapping_resolve(LoadMapping *mapping, Relation table, FileColumns *file, LoadMatch *match);

/* Are all other columns of the file passed over? */
extern bool load_mapping_passes_over(const LoadMapping *mapping);

/* Adds the columns of the values that are made. */
extern void load_mapping_add_made(const LoadMapping *mapping, LoadColumns *columns);

/* Makes the values, behind the fields; false if the line is to be turned away. */
extern bool load_mapping_make(const LoadMapping *mapping, RowValue *values, int width, Refusal *refusal);

#endif /* ECOM_LOAD_MAPPING_H */
