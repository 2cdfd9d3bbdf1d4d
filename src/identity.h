/*
 * identity.h
 *		Doing something as another user, such as the owner of a table.
 */
#ifndef ECOM_IDENTITY_H
#define ECOM_IDENTITY_H

#include "compat.h"

/* Who runs statements, how restricted, and the level of settings that is left with it. */
typedef struct Identity
{
	Oid user;
	int security;
	int settings;
} Identity;

/*
 * Goes on as a user; returns who it was.  There is no other way to become one, since what runs then may be anybody's
 * (triggers, index expressions, functions of a model) and its caller is not to be trusted with that user's rights:
 * it is restricted as a maintenance command is (no temporary tables, no SET ROLE, no deferred triggers), and finds what it
 * names without a schema in pg_catalog only, whatever the caller's search_path is.  An error if the session has temporary objects
 * of a role that could not become that user, since such names could lead to them.
 *
 * An error puts all that back by itself.
 */
extern Identity identity_become(Oid user);

extern void identity_restore(Identity before);

/* The owner of a relation. */
extern Oid relation_owner(Oid relation);

#endif /* ECOM_IDENTITY_H */
