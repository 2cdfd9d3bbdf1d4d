/*
 * load/json.h
 *		The members of an argument that is a JSON object, and errors that say where in it something is wrong.
 *
 * "where" is how people find the place, and begins a sentence: columns, or columns, "order_date",
 */
#ifndef ECOM_LOAD_JSON_H
#define ECOM_LOAD_JSON_H

#include "base/compat.h"

#include "nodes/pg_list.h"
#include "utils/jsonb.h"

typedef struct JsonMember
{
	char *name;
	JsonbValue value;
} JsonMember;

/* The members of an object, of JsonMember, those with short names first; an error for anything else. */
extern List *load_json_members(JsonbContainer *container, const char *where);

/* The same of a value that is to be an object. */
extern List *load_json_members_of(const JsonbValue *value, const char *where);

/* The elements of an array, of JsonbValue; an error for anything else. */
extern List *load_json_elements(const JsonbValue *value, const char *where);

/* A text, number or boolean as text; NULL for null, and an error for an object or array. */
extern char *load_json_text(const JsonbValue *value, const char *where);

/* One text, or an array of texts: a list of at least one; empty ones only where they may be. */
extern List *load_json_texts(const JsonbValue *value, const char *where, bool may_be_empty);

extern bool load_json_boolean(const JsonbValue *value, const char *where);

/* The error for a member that nobody knows; expected are those that may be there, for people. */
pg_noreturn extern void
load_json_refuse_member(const JsonMember *member, const char *where, const char *expected);

#endif /* ECOM_LOAD_JSON_H */
