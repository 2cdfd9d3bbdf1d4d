/*
 * load/line_rules.h
 *		What has to hold of a line of a file, beside being a record: load_csv's argument lines.
 *
 *	{
 *		"reject": [
 *			{"column": "Currency", "is_not": ["USD", ""], "reason": "other currency"},
 *			{"column": ["Order Status", "Status"], "is": ["cancelled"], "reason": "cancelled", "optional": true}
 *		],
 *		"order": {"by": "Name", "first_line": ["Email", "Currency"]}
 *	}
 *
 * Values are compared without blanks and quotes around them and in any letter case; "" is an empty one and any word for a missing
 * value.  An order of several lines may carry what is of the order in its first line only: the lines that follow it and have the
 * same "by", or none, take that from there.
 */
#ifndef ECOM_LOAD_LINE_RULES_H
#define ECOM_LOAD_LINE_RULES_H

#include "base/compat.h"

#include "utils/jsonb.h"

#include "load/file_columns.h"
#include "load/reading.h"

typedef struct LineRules LineRules;

/* An error for what is no such object; NULL is one without members. */
extern LineRules *line_rules_parse(Jsonb *lines);

/* Finds the columns of the file. */
extern void line_rules_resolve(LineRules *rules, FileColumns *file);

/* Fills in what the first line of the order says.  The fields of a line are good until the next. */
extern void line_rules_complete(LineRules *rules, RowValue *fields);

/* False if the line is to be turned away, and why. */
extern bool line_rules_allow(const LineRules *rules, const RowValue *fields, Refusal *refusal);

#endif /* ECOM_LOAD_LINE_RULES_H */
