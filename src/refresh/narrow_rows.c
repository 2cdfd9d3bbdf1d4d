/*
 * refresh/narrow_rows.c
 *		Follows a change by a rule that gives rows: those of its query take the place of others.  See refresh/narrow_steps.h.
 */
#include "refresh/narrow_steps.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "refresh/model_rows.h"
#include "refresh/narrow_run.h"
#include "refresh/narrow_sql.h"

/* The columns that are no keys, in SQL. */
static char *
other_columns(Relation model, const RowRule *rule)
{
	TupleDesc descriptor = RelationGetDescr(model);
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i);
		bool is_key = false;
		ListCell *cell;

		foreach (cell, rule->keys)
			is_key |= strcmp(lfirst(cell), NameStr(column->attname)) == 0;
		if (!is_key)
			appendStringInfo(&text, "%sg.%s", text.len > 0 ? ", " : "", quote_identifier(NameStr(column->attname)));
	}
	return text.data;
}

bool
narrow_by_rows(const Run *run, Model *model, Relation relation, const SourceChange *change)
{
	const RowRule *rule = change->rule;
	NarrowSql *sql;
	Tuplestorestate *given;
	Tuplestorestate *rows;
	Places old;
	bool is_done = false;

	if (!keys_can_be_looked_up(relation, rule))
		return false;
	sql = narrow_sql_begin();
	given = run_rule_query(sql, run, relation, change);
	narrow_sql_name(sql, "given", relation, given);
	/* with a NULL in a key the query says that it cannot tell what becomes of the model */
	if (!narrow_sql_has_null(sql, "given", rule->keys))
	{
		old = narrow_sql_places(sql, places_with_keys_of(relation, rule, "given", false), NULL, NULL);
		if (!are_too_many(model, old.n))
		{
			rows = narrow_sql_rows(sql, relation,
								   psprintf("SELECT g.* FROM given g WHERE pg_catalog.num_nonnulls(%s) > 0",
											other_columns(relation, rule)));
			model_rows_replace(relation, &old, rows, &model->change);
			tuplestore_end(rows);
			is_done = true;
		}
	}
	narrow_sql_end(sql);
	tuplestore_end(given);
	return is_done;
}
