/*
 * identity.h
 *		Doing something as another user, such as the owner of a table.
 */
#ifndef ECOM_IDENTITY_H
#define ECOM_IDENTITY_H

#include "compat.h"

/* Who runs statements, and how restricted. */
typedef struct Identity
{
	Oid user;
	int security;
} Identity;

/*
 * Goes on as a user, with more restrictions than before (SECURITY_RESTRICTED_OPERATION or 0); returns who it was.
 * An error puts that back by itself.
 */
extern Identity identity_become(Oid user, int restrictions);

extern void identity_restore(Identity before);

/* The owner of a relation. */
extern Oid relation_owner(Oid relation);

#endif /* ECOM_IDENTITY_H */
