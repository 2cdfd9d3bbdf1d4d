/*
 * refresh/plan_settings.h
 *		How the queries of models are planned, whatever the session has set for its own.
 *
 * Both set what lasts until the setting of the caller's level is restored (see NewGUCNestLevel()).
 */
#ifndef ECOM_REFRESH_PLAN_SETTINGS_H
#define ECOM_REFRESH_PLAN_SETTINGS_H

#include "base/compat.h"

/* For all queries of a model. */
extern void plan_settings_for_models(void);

/* Beside these, for queries that look up what belongs to a few rows. */
extern void plan_settings_for_few_rows(void);

#endif /* ECOM_REFRESH_PLAN_SETTINGS_H */
