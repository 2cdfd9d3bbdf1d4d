/*
 * refresh/model.h
 *		A model that a refresh comes to, and what it does with it.
 */
#ifndef ECOM_REFRESH_MODEL_H
#define ECOM_REFRESH_MODEL_H

#include "base/compat.h"

#include "nodes/pg_list.h"
#include "utils/array.h"
#include "utils/numeric.h"

#include "refresh/change.h"

/* How all of it would be made anew: see ecom.plan_refresh(), which decides. */
typedef enum ModelMethod
{
	MODEL_SKIP,
	MODEL_MERGE,
	MODEL_FILL,
	MODEL_COMMAND,
	MODEL_SHARDS
} ModelMethod;

/* What was done. */
typedef enum ModelAction
{
	MODEL_SKIPPED,
	MODEL_APPENDED,
	MODEL_MERGED,
	MODEL_REBUILT,
	MODEL_FAILED
} ModelAction;

/* Something that it is made from, and what it was made from: see ecom.changed_inputs(). */
typedef struct InputChange
{
	char *name;
	char *before; /* version; NULL: it was not read */
	char *now;	  /* NULL: it is not read any more, or cannot be followed */
} InputChange;

typedef struct Model
{
	Oid oid;
	char *schema;
	char *name;
	char *full_name; /* with the schema, as ecom.model_state has it in inputs */
	ModelMethod method;
	char *reason;	  /* NULL for one that is skipped */
	char *inputs;	  /* what it is made from, as JSON */
	ArrayType *reads; /* OIDs of the models among that */
	bool is_of_extension;
	int64 rows; /* as of the last refresh, until it has been made anew */

	/* of one that is distributed, quoted: the table that has its rows, and the view that gives them */
	char *storage;
	char *definition;
	bool is_on_every_node;
	char *replaced_keys; /* of the column that it is distributed by, as text[] in SQL: only rows with these were made anew; NULL: all were */

	/* what narrowing goes by */
	bool forced;
	bool is_intact;	  /* it holds what the last refresh made of it */
	bool is_bloated;  /* so much that it had better be written anew */
	List *changed;	  /* of InputChange; as the run comes to it, once more */
	List *rules;	  /* of RowRule */
	bool day_is_none; /* is it the same on this day as on that of the last refresh? */
	bool may_narrow;  /* instead of filling it, which has to wait for readers */
	bool compares;	  /* all of its rows, if it cannot be narrowed: few will differ, and what reads it is to know which */
	char *contents_before;
	int64 changes;	  /* since it was analysed, without those of this run */
	Places rivals;	  /* of the source's lines that were appended: old lines that may be the same */

	/* what became of it */
	ModelAction action;
	bool is_narrowed;
	RowChange change;
	Numeric seconds;
	char *contents;	  /* version of its rows, once it has been made anew */
	bool is_analysed;
	ErrorData *error; /* NULL, unless it could not be made anew and keeps its rows */
} Model;

/* What was done with it, in a word, */
extern const char *model_action(const Model *model);

/* and why. */
extern const char *model_outcome(const Model *model);

#endif /* ECOM_REFRESH_MODEL_H */
