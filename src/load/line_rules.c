/*
 * load/line_rules.c
 *		Turns lines away by what they say, and completes those of one order.
 */
#include "load/line_rules.h"

#include "mb/pg_wchar.h"
#include "utils/memutils.h"

#include "load/json.h"

#define RULE_MEMBERS "column, is, is_not, reason, optional"
#define ORDER_MEMBERS "by, first_line, optional"
#define DETAIL_LENGTH 100 /* bytes of a value that are shown */

/* What turns a line away. */
typedef struct Rule
{
	List *names;
	List *values;
	bool is_not; /* it is none of the values, else one of them */
	bool may_be_missing;
	const char *reason;
	const char *where; /* for people */
	int field;		   /* -1: the file has none of the columns */
	const char *field_name;
} Rule;

struct LineRules
{
	List *rules;
	List *by; /* the name of the column that is the same in all lines of an order; NIL: there is none */
	List *first_line;
	bool order_may_be_missing;
	int by_field;
	int n_carried; /* fields that the first line of an order carries */
	int *carried;
	RowValue order;	 /* the order that the latest line is of */
	RowValue *first; /* what its first line says of these fields */
	MemoryContext memory;
};

static Rule *
parse_rule(const JsonbValue *value, int number)
{
	Rule *rule = palloc0(sizeof(Rule));
	ListCell *cell;

	rule->where = psprintf("lines, \"reject\", rule %d,", number);
	foreach (cell, load_json_members_of(value, rule->where))
	{
		const JsonMember *member = lfirst(cell);
		const char *where = psprintf("%s \"%s\",", rule->where, member->name);

		if (strcmp(member->name, "column") == 0)
			rule->names = load_json_texts(&member->value, where, false);
		else if (strcmp(member->name, "reason") == 0)
			rule->reason = linitial(load_json_texts(&member->value, where, false));
		else if (strcmp(member->name, "optional") == 0)
			rule->may_be_missing = load_json_boolean(&member->value, where);
		else if ((strcmp(member->name, "is") == 0 || strcmp(member->name, "is_not") == 0) &&
				 rule->values == NIL)
		{
			rule->is_not = strcmp(member->name, "is_not") == 0;
			rule->values = load_json_texts(&member->value, where, true);
		}
		else
			load_json_refuse_member(member, rule->where, RULE_MEMBERS);
	}
	if (rule->names == NIL || rule->values == NIL || rule->reason == NULL)
		ereport(
			ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("%s lacks \"column\", \"reason\", or one of \"is\" and \"is_not\"", rule->where),
			errhint(
				"Give '{\"column\": \"Currency\", \"is_not\": \"USD\", \"reason\": \"other currency\"}'."));
	return rule;
}

static void
parse_order(LineRules *rules, const JsonbValue *value)
{
	ListCell *cell;

	foreach (cell, load_json_members_of(value, "lines, \"order\","))
	{
		const JsonMember *member = lfirst(cell);

		if (strcmp(member->name, "by") == 0)
			rules->by = load_json_texts(&member->value, "lines, \"order\", \"by\",", false);
		else if (strcmp(member->name, "first_line") == 0)
			rules->first_line = load_json_texts(&member->value, "lines, \"order\", \"first_line\",", false);
		else if (strcmp(member->name, "optional") == 0)
			rules->order_may_be_missing =
				load_json_boolean(&member->value, "lines, \"order\", \"optional\",");
		else
			load_json_refuse_member(member, "lines, \"order\",", ORDER_MEMBERS);
	}
	if (rules->by == NIL || rules->first_line == NIL)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("lines, \"order\", lacks \"by\" or \"first_line\""),
				errhint("Give '{\"by\": \"Name\", \"first_line\": [\"Email\", \"Currency\"]}'."));
}

LineRules *
line_rules_parse(Jsonb *lines)
{
	LineRules *rules = palloc0(sizeof(LineRules));
	ListCell *cell;

	rules->by_field = -1;
	if (lines == NULL)
		return rules;
	foreach (cell, load_json_members(&lines->root, "lines"))
	{
		const JsonMember *member = lfirst(cell);
		ListCell *element;

		if (strcmp(member->name, "order") == 0)
			parse_order(rules, &member->value);
		else if (strcmp(member->name, "reject") != 0)
			load_json_refuse_member(member, "lines", "reject and order");
		else
			foreach (element, load_json_elements(&member->value, "lines, \"reject\","))
				rules->rules =
					lappend(rules->rules, parse_rule(lfirst(element), list_length(rules->rules) + 1));
	}
	return rules;
}

/* The first of the columns that the file has; -1 if it has none of them and need not. */
static int
find_first(FileColumns *file, List *names, bool may_be_missing, const char *where)
{
	int count;
	int *fields = file_columns_find_all(file, names, may_be_missing, where, &count);

	for (int i = 0; i < count; i++)
		if (fields[i] >= 0)
			return fields[i];
	return -1;
}

void
line_rules_resolve(LineRules *rules, FileColumns *file)
{
	ListCell *cell;
	int count = 0;
	int *fields;

	foreach (cell, rules->rules)
	{
		Rule *rule = lfirst(cell);

		rule->field = find_first(file, rule->names, rule->may_be_missing, rule->where);
		if (rule->field >= 0)
			rule->field_name = list_nth(file->names, rule->field);
	}
	if (rules->by == NIL)
		return;
	rules->by_field = find_first(file, rules->by, rules->order_may_be_missing, "lines, \"order\", \"by\",");
	fields = file_columns_find_all(file, rules->first_line, rules->order_may_be_missing,
								   "lines, \"order\", \"first_line\",", &count);
	rules->carried = palloc(sizeof(int) * (count + 1));
	for (int i = 0; i < count; i++)
		if (fields[i] >= 0)
			rules->carried[rules->n_carried++] = fields[i];
	rules->first = palloc0(sizeof(RowValue) * (count + 1));
	rules->memory =
		AllocSetContextCreate(CurrentMemoryContext, "first line of an order", ALLOCSET_SMALL_SIZES);
}

/* A copy of a field, which lives as long as the order. */
static RowValue
keep(const LineRules *rules, RowValue field)
{
	char *copy;

	if (field.data == NULL)
		return field;
	copy = MemoryContextAlloc(rules->memory, field.length + ROW_VALUE_PADDING);
	memcpy(copy, field.data, field.length);
	return (RowValue){copy, field.length};
}

/* Is the line one more of the order that the one before it was of? */
static bool
goes_on(const LineRules *rules, const RowValue *order)
{
	TextSpan value = reading_value(order);

	return rules->order.data != NULL &&
		   (value.len == 0 || (order->length == rules->order.length &&
							   memcmp(order->data, rules->order.data, order->length) == 0));
}

void
line_rules_complete(LineRules *rules, RowValue *fields)
{
	const RowValue *order = rules->by_field >= 0 ? &fields[rules->by_field] : NULL;

	if (order == NULL)
		return;
	if (!goes_on(rules, order))
	{
		MemoryContextReset(rules->memory);
		rules->order = keep(rules, *order);
		for (int i = 0; i < rules->n_carried; i++)
			rules->first[i] = keep(rules, fields[rules->carried[i]]);
		return;
	}
	for (int i = 0; i < rules->n_carried; i++)
		if (reading_value(&fields[rules->carried[i]]).len == 0)
			fields[rules->carried[i]] = rules->first[i];
}

static bool
is_one_of(TextSpan value, List *values)
{
	ListCell *cell;

	foreach (cell, values)
		if (span_is(value, lfirst(cell)))
			return true;
	return false;
}

bool
line_rules_allow(const LineRules *rules, const RowValue *fields, Refusal *refusal)
{
	ListCell *cell;

	foreach (cell, rules->rules)
	{
		const Rule *rule = lfirst(cell);
		TextSpan value;

		if (rule->field < 0)
			continue;
		value = reading_value(&fields[rule->field]);
		if (is_one_of(value, rule->values) == rule->is_not)
			continue;
		refusal->reason = rule->reason;
		refusal->detail = psprintf(
			"\"%s\" is \"%s\"", rule->field_name,
			pnstrdup(value.data, pg_mbcliplen(value.data, value.len, Min(value.len, DETAIL_LENGTH))));
		return false;
	}
	return true;
}
