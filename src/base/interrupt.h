/*
 * base/interrupt.h
 *		Tells what is to end a session's statement from what SQL raises itself.
 */
#ifndef ECOM_BASE_INTERRUPT_H
#define ECOM_BASE_INTERRUPT_H

#include "base/compat.h"

/*
 * Did the server raise the error to end what the session does, as for a cancel, a timeout or a shutdown?  SQL can raise the
 * same SQLSTATEs.  A lock_timeout is not meant: it ends one wait.
 */
static inline bool
error_is_interrupt(const ErrorData *error)
{
	return error->funcname != NULL && strcmp(error->funcname, "ProcessInterrupts") == 0 &&
		   error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE;
}

#endif /* ECOM_BASE_INTERRUPT_H */
