/*
 * refresh/model.c
 *		What a refresh did with a model, in words.
 */
#include "refresh/model.h"

static const char *const actions[] = {
	[MODEL_SKIPPED] = "skipped", [MODEL_APPENDED] = "appended", [MODEL_MERGED] = "merged",
	[MODEL_REBUILT] = "rebuilt", [MODEL_FAILED] = "failed",
};

const char *
model_action(const Model *model)
{
	return actions[model->action];
}

const char *
model_outcome(const Model *model)
{
	if (model->error != NULL)
		return model->error->message;
	if (model->action != MODEL_SKIPPED)
		return model->reason;
	return model->method == MODEL_SKIP ? "nothing that it reads has changed"
									   : "what it reads came out the same";
}
