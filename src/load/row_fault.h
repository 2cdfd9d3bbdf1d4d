/*
 * load/row_fault.h
 *		Whose fault it is that rows cannot be inserted: theirs, so that they are rejected, or the server's.
 */
#ifndef ECOM_LOAD_ROW_FAULT_H
#define ECOM_LOAD_ROW_FAULT_H

#include "base/compat.h"

/*
 * Is it an error of the rows: their values or size, a constraint, a policy, a trigger's exception?  Any other ends the
 * load.
 */
extern bool is_fault_of_rows(int sqlstate);

/*
 * If each of many rows is refused with the same message: is it one that tells nothing of the rows?  So of what a trigger
 * calls and is not there, or not for this user.
 */
extern bool is_fault_of_all_alike(int sqlstate);

#endif /* ECOM_LOAD_ROW_FAULT_H */
