/*
 * refresh/query_parts.h
 *		What a view, a function or a type is made from, as its stored expressions say.
 */
#ifndef ECOM_REFRESH_QUERY_PARTS_H
#define ECOM_REFRESH_QUERY_PARTS_H

#include "base/compat.h"

#include "nodes/nodes.h"

/* A kind of part; SQL sees their names. */
typedef enum PartKind
{
	PART_RELATION,
	PART_FUNCTION,
	PART_TYPE,	/* enum, domain or composite type: what its values mean may be changed */
	PART_DAY,	/* it asks for the day */
	PART_MOMENT /* it asks for the time, the session, a sequence, a random sample or a way to search texts */
} PartKind;

/* Takes a part; InvalidOid for one of the last two kinds. */
typedef void (*PartReceiver)(PartKind kind, Oid object, void *context);

/*
 * Gives each part of an expression or query to the receiver, some of them more than once; not the parts of the parts.
 * Takes no lock on what it names.
 */
extern void query_parts(Node *node, PartReceiver receive, void *context);

/*
 * The same of what the catalog keeps of a relation (view or materialized view), a function (an aggregate, or one whose body was
 * parsed when it was made) or a type (domain).  Of anything else, nothing.
 */
extern void object_parts(PartKind kind, Oid object, PartReceiver receive, void *context);

extern const char *part_kind_name(PartKind kind);

#endif /* ECOM_REFRESH_QUERY_PARTS_H */
