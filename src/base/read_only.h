/*
 * base/read_only.h
 *		Refuses what writes where it cannot be.
 */
#ifndef ECOM_BASE_READ_ONLY_H
#define ECOM_BASE_READ_ONLY_H

/*
 * As PreventCommandIfReadOnly(), with a hint where it can be done: on the primary, in a transaction that may write, or on the
 * coordinator, where this server is a worker of Citus.
 */
extern void refuse_if_read_only(const char *command);

#endif /* ECOM_BASE_READ_ONLY_H */
