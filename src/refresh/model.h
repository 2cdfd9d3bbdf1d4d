/*
 * refresh/model.h
 *		A model that a refresh comes to, and what it does with it.
 */
#ifndef ECOM_REFRESH_MODEL_H
#define ECOM_REFRESH_MODEL_H

#include "base/compat.h"

#include "utils/array.h"
#include "utils/numeric.h"

/* See ecom.plan_refresh(), which decides. */
typedef enum ModelMethod
{
	MODEL_SKIP,
	MODEL_MERGE,
	MODEL_FILL,
	MODEL_COMMAND
} ModelMethod;

typedef struct Model
{
	Oid oid;
	char *schema;
	char *name;
	ModelMethod method;
	char *reason;	  /* NULL for one that is skipped */
	char *inputs;	  /* what it is made from, as JSON */
	ArrayType *reads; /* OIDs of the models among that */
	bool is_of_extension;
	int64 rows; /* as of the last refresh, until it has been rebuilt */
	Numeric seconds;
	char *contents;	  /* version of its rows, once it has been rebuilt */
	ErrorData *error; /* NULL, unless it could not be rebuilt and keeps its rows */
} Model;

/* What was done with it: rebuilt, skipped or failed. */
static inline const char *
model_action(const Model *model)
{
	if (model->error != NULL)
		return "failed";
	return model->method == MODEL_SKIP ? "skipped" : "rebuilt";
}

/* And why. */
static inline const char *
model_outcome(const Model *model)
{
	if (model->error != NULL)
		return model->error->message;
	return model->method == MODEL_SKIP ? "nothing that it reads has changed" : model->reason;
}

#endif /* ECOM_REFRESH_MODEL_H */
