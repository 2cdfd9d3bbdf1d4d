/*
 * load/row_fault.c
 *		Tells the rows' faults from the server's by the class of the error.
 *
 * The statement was analyzed and its privileges were checked before, so what is left to go wrong is in the rows, unless
 * the class says that the server could not do its work: that would be the same for any rows, and to reject them all for
 * it would lose them.  Of what a trigger calls, class 42 is not told from a row's own (row security, the input of a
 * regclass).
 */
#include "load/row_fault.h"

bool
is_fault_of_rows(int sqlstate)
{
	switch (ERRCODE_TO_CATEGORY(sqlstate))
	{
		case ERRCODE_CONNECTION_EXCEPTION:	/* 08: another server, of a foreign table, cannot be reached */
		case ERRCODE_FEATURE_NOT_SUPPORTED: /* 0A: this kind of table cannot do what is asked of it */
		case ERRCODE_INVALID_TRANSACTION_STATE: /* 25: read only, or aborted */
		case ERRCODE_TRANSACTION_ROLLBACK:		/* 40: a deadlock, a conflict: may pass when tried again */
		case ERRCODE_INSUFFICIENT_RESOURCES:	/* 53: disk, memory, connections */
		case ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE: /* 55: a lock that is not to be had, an object in use */
		case ERRCODE_OPERATOR_INTERVENTION:			   /* 57: cancelled, timed out, shut down */
		case ERRCODE_SYSTEM_ERROR:					   /* 58: the operating system's, such as I/O */
		case ERRCODE_CONFIG_FILE_ERROR:				   /* F0: the server's files */
		case ERRCODE_FDW_ERROR:						   /* HV: what is between this server and another */
		case ERRCODE_INTERNAL_ERROR:				   /* XX: damage, or a mistake in the server */
			return false;
		default:
			return true;
	}
}

bool
is_fault_of_all_alike(int sqlstate)
{
	return ERRCODE_TO_CATEGORY(sqlstate) == ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION;
}
