/*
 * refresh/model_rows.h
 *		Puts other rows in the place of a model's, while others read it.
 */
#ifndef ECOM_REFRESH_MODEL_ROWS_H
#define ECOM_REFRESH_MODEL_ROWS_H

#include "base/compat.h"

#include "tcop/dest.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "refresh/change.h"

/*
 * Of the old rows, those at the given places (NULL: all of them), the ones that are not among the new rows are deleted, and the new
 * ones that are not among the old are inserted; as far as both have the same key, by that of a unique index, the one becomes the
 * other, which spares its index.  The model is locked against other changes, and the active snapshot sees the old rows.
 */
extern void model_rows_replace(Relation model, const Places *old, Tuplestorestate *rows, RowChange *change);

/*
 * The same for rows of a query, which are compared as they come: what receives them, or all of a tuplestore, and what is to be done then,
 * which ends it.  The old rows are also put into copies, unless that is NULL.
 */
extern DestReceiver *model_rows_receiver(Relation model, const Places *old, Tuplestorestate *copies);
extern void model_rows_receive(DestReceiver *receiver, Tuplestorestate *rows);
extern void model_rows_replace_received(DestReceiver *receiver, RowChange *change);

#endif /* ECOM_REFRESH_MODEL_ROWS_H */
