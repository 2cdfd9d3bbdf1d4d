/*
 * refresh/narrow_run.h
 *		What the steps share that follow a change: the model's query run for some rows of a source.
 */
#ifndef ECOM_REFRESH_NARROW_RUN_H
#define ECOM_REFRESH_NARROW_RUN_H

#include "base/compat.h"

#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "refresh/change.h"
#include "refresh/model.h"
#include "refresh/model_query.h"
#include "refresh/narrow_sql.h"
#include "refresh/row_rules.h"
#include "refresh/run.h"

/* How a source that the model reads has changed. */
typedef struct SourceChange
{
	Oid source;
	const RowRule *rule;
	const Places *added;
	const Places *removed; /* NULL: none */
} SourceChange;

/* The name of a relation, for SQL. */
extern char *relation_name(Oid relation);

/* The column of a model that a rule names as a key. */
extern Form_pg_attribute key_column(Relation model, const char *key);

/* Have all keys an order, so that it is known which are equal?  Boxes, say, are equal to others of the same area. */
extern bool keys_can_be_looked_up(Relation model, const RowRule *rule);

/*
 * The operator by which values of two types are equal, as SQL: what GROUP BY and DISTINCT go by, which "=" on the path need not be.  NULL if
 * that is not one for both.
 */
extern char *equality(Oid type, Oid other);

/*
 * For SQL, behind a query of rows with the rule's keys: in their order each row is found in pages of the index and of the model that the one
 * before has just had.  Empty where it takes long to put them in order.
 */
extern char *in_order_of_keys(Relation model, const RowRule *rule, const char *prefix);

/*
 * A query for the places of a model's rows that have the keys of some of the rows with a name; these have mostly each another key, or many
 * the same.
 */
extern char *places_with_keys_of(Relation model, const RowRule *rule, const char *name, bool are_once);

/* Of the source, only the rows at the places, which are sorted, count; behind the values that the narrowing has. */
extern void narrow_to_places(Narrowing *narrowing, Oid source, const Places *places);

/* Runs the model's query, narrowed; */
extern Tuplestorestate *run_narrowed(Relation model, const Narrowing *narrowing);

/* and for the rows of a source at some places. */
extern Tuplestorestate *run_for_places(Relation model, Oid source, const Places *places);

/* The rows, of the form of the model's, that the rule's query gives of changed rows of the source: "added" and "removed". */
extern Tuplestorestate *run_rule_query(NarrowSql *sql, const Run *run, Relation model, const SourceChange *change);

/* Does it take longer to replace so many rows of a model than to make all of it? */
extern bool are_too_many(const Model *model, int64 rows);

/* Are so many rows most of a small model, so that its query takes as long for them as for all? */
extern bool are_most(const Model *model, int64 rows);

#endif /* ECOM_REFRESH_NARROW_RUN_H */
