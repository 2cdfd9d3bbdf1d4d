/*
 * load/json.c
 *		Reads arguments that are JSON.
 */
#include "load/json.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

/* What a value is, for people. */
static const char *
kind_of(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvNull:
			return "null";
		case jbvString:
			return "a text";
		case jbvNumeric:
			return "a number";
		case jbvBool:
			return "true or false";
		default:
			return value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data) ? "an object"
																							 : "an array";
	}
}

pg_noreturn static void
refuse(const char *where, const char *kind, const char *expected)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s cannot be %s", where, kind),
			errhint("Give %s.", expected));
	pg_unreachable();
}

List *
load_json_members(JsonbContainer *container, const char *where)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue value;
	List *members = NIL;
	JsonMember *member = NULL;

	if (!JsonContainerIsObject(container))
		refuse(where, JsonContainerIsScalar(container) ? "a single value" : "an array", "a JSON object");
	iterator = JsonbIteratorInit(container);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			member = palloc0(sizeof(JsonMember));
			member->name = pnstrdup(value.val.string.val, value.val.string.len);
			members = lappend(members, member);
		}
		else if (token == WJB_VALUE)
			member->value = value;
	}
	return members;
}

List *
load_json_members_of(const JsonbValue *value, const char *where)
{
	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		refuse(where, kind_of(value), "a JSON object");
	return load_json_members(value->val.binary.data, where);
}

List *
load_json_elements(const JsonbValue *value, const char *where)
{
	List *elements = NIL;
	uint32 count;

	if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
		refuse(where, kind_of(value), "a JSON array");
	count = JsonContainerSize(value->val.binary.data);
	for (uint32 i = 0; i < count; i++)
		elements = lappend(elements, getIthJsonbValueFromContainer(value->val.binary.data, i));
	return elements;
}

char *
load_json_text(const JsonbValue *value, const char *where)
{
	switch (value->type)
	{
		case jbvNull:
			return NULL;
		case jbvString:
			return pnstrdup(value->val.string.val, value->val.string.len);
		case jbvNumeric:
			return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
		case jbvBool:
			return pstrdup(value->val.boolean ? "true" : "false");
		default:
			refuse(where, kind_of(value), "a text, number, true, false or null");
	}
}

/* One of several texts. */
static char *
one_text(const JsonbValue *value, const char *where, bool may_be_empty)
{
	if (value->type != jbvString)
		refuse(where, kind_of(value), "a text, or an array of texts");
	if (value->val.string.len == 0 && !may_be_empty)
		refuse(where, "empty", "a name");
	return pnstrdup(value->val.string.val, value->val.string.len);
}

List *
load_json_texts(const JsonbValue *value, const char *where, bool may_be_empty)
{
	List *texts = NIL;
	ListCell *cell;

	if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
		return list_make1(one_text(value, where, may_be_empty));
	foreach (cell, load_json_elements(value, where))
		texts = lappend(texts, one_text(lfirst(cell), where, may_be_empty));
	if (texts == NIL)
		refuse(where, "empty", "a text, or an array of texts");
	return texts;
}

bool
load_json_boolean(const JsonbValue *value, const char *where)
{
	if (value->type != jbvBool)
		refuse(where, kind_of(value), "true or false");
	return value->val.boolean;
}

void
load_json_refuse_member(const JsonMember *member, const char *where, const char *expected)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("%s cannot have \"%s\"", where, member->name), errhint("It can have %s.", expected));
	pg_unreachable();
}
