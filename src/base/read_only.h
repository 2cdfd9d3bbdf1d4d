/*
 * base/read_only.h
 *		Refuses what writes where nothing can be written.
 */
#ifndef ECOM_BASE_READ_ONLY_H
#define ECOM_BASE_READ_ONLY_H

/*
 * As PreventCommandIfReadOnly(), with a hint where it can be done: on the primary, or in a transaction that may write.
 */
extern void refuse_if_read_only(const char *command);

#endif /* ECOM_BASE_READ_ONLY_H */
