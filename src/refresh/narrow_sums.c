/*
 * refresh/narrow_sums.c
 *		Follows a change by a rule for sums: what rows of the source come to is added, or taken away.  See refresh/narrow_steps.h.
 */
#include "refresh/narrow_steps.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "refresh/model_rows.h"
#include "refresh/narrow_run.h"
#include "refresh/narrow_sql.h"

/* What rows of the source that are gone were summed up to, when they and all else were as before the run. */
static Tuplestorestate *
run_for_removed(const Run *run, Relation model, const SourceChange *change)
{
	Narrowing narrowing = {.snapshot = run->before};

	narrow_to_places(&narrowing, change->source, change->removed);
	return run_narrowed(model, &narrowing);
}

/*
 * Lets queries read as "parts" what is to be added to the sums that are there: what a query of the rule gives; else of added rows of the
 * source, and of those that are gone with the opposite sign.  A row of the source that has changed in part comes to much the same as
 * before: that stays out.
 */
static Tuplestorestate *
name_parts(NarrowSql *sql, const Run *run, Relation model, const SourceChange *change)
{
	const RowRule *rule = change->rule;
	Tuplestorestate *added;
	Tuplestorestate *removed;
	Tuplestorestate *parts;

	if (rule->rows != NULL)
		parts = run_rule_query(sql, run, model, change);
	else if (change->removed == NULL || change->removed->n == 0)
		parts = run_for_places(model, change->source, change->added);
	else
	{
		added = change->added->n > 0 ? run_for_places(model, change->source, change->added)
									 : tuplestore_begin_heap(false, false, work_mem);
		removed = run_for_removed(run, model, change);
		narrow_sql_name(sql, "added", model, added);
		narrow_sql_name(sql, "removed", model, removed);
		parts = narrow_sql_rows(sql, model,
								psprintf("(TABLE added EXCEPT ALL TABLE removed) UNION ALL "
										 "SELECT %s FROM (TABLE removed EXCEPT ALL TABLE added) part",
										 rule->less));
		tuplestore_end(added);
		tuplestore_end(removed);
	}
	narrow_sql_name(sql, "parts", model, parts);
	return parts;
}

bool
narrow_by_sums(const Run *run, Model *model, Relation relation, const SourceChange *change)
{
	const RowRule *rule = change->rule;
	NarrowSql *sql = narrow_sql_begin();
	Tuplestorestate *parts = name_parts(sql, run, relation, change);
	DestReceiver *receiver;
	Tuplestorestate *there;
	Tuplestorestate *rows;
	Places old;
	bool is_done = false;

	/* a group with a key that is NULL would not be found among those that are there */
	if (!narrow_sql_has_null(sql, "parts", rule->keys))
	{
		old = narrow_sql_places(sql, places_with_keys_of(relation, rule, "parts", true), NULL, NULL);
		if (!are_too_many(model, old.n))
		{
			there = tuplestore_begin_heap(false, false, work_mem);
			receiver = model_rows_receiver(relation, &old, there);
			narrow_sql_name(sql, "there", relation, there);
			rows = narrow_sql_rows(sql, relation,
								   psprintf("SELECT %s FROM (TABLE there UNION ALL TABLE parts) part "
											"GROUP BY %s HAVING %s%s",
											rule->sums, quoted_names(rule->keys, "part."),
											rule->lasts != NULL ? rule->lasts : "true",
											in_order_of_keys(relation, rule, "part.")));
			model_rows_receive(receiver, rows);
			model_rows_replace_received(receiver, &model->change);
			tuplestore_end(there);
			tuplestore_end(rows);
			is_done = true;
		}
	}
	narrow_sql_end(sql);
	tuplestore_end(parts);
	return is_done;
}
