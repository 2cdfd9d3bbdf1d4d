/*
 * base/table_code.h
 *		What runs when a row is written to a table.
 */
#ifndef ECOM_BASE_TABLE_CODE_H
#define ECOM_BASE_TABLE_CODE_H

#include "base/compat.h"

/*
 * Does an INSERT into the table run anything but functions of the server: triggers, rules, row security, or other
 * functions in constraints, defaults and indexes?
 */
extern bool table_runs_code(Oid table);

#endif /* ECOM_BASE_TABLE_CODE_H */
