/*
 * base/identity.h
 *		Doing something as another user, such as the owner of a table.
 */
#ifndef ECOM_BASE_IDENTITY_H
#define ECOM_BASE_IDENTITY_H

#include "base/compat.h"

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
 * names without a schema in pg_catalog only, whatever the caller's search_path is; and then among temporary objects, see below.
 *
 * An error puts all that back by itself.
 */
extern Identity identity_become(Oid user);

extern void identity_restore(Identity before);

/*
 * To be called before code that may be anybody's runs as a user.  Temporary relations and types are found by names without a
 * schema, whatever the search_path is, where nothing before them has that name: so in a function that leaves schemas out a
 * temporary view of the caller's would run as the user.  An error if the session has any of a role that could not do as
 * the user does anyway.
 */
extern void refuse_temporary_objects(Oid user);

/* The owner of a relation. */
extern Oid relation_owner(Oid relation);

#endif /* ECOM_BASE_IDENTITY_H */
