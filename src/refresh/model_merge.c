/*
 * refresh/model_merge.c
 *		Rebuilds a model while others read it: see refresh/model_merge.h.
 *
 * REFRESH ... CONCURRENTLY puts the new rows into a temporary table, sorts it to look for duplicates and joins it with the
 * old rows.  Here each new row looks for its equal among the old ones by a hash, as it comes: see refresh/old_rows.h.
 */
#include "refresh/model_merge.h"

#include "access/table.h"
#include "commands/tablecmds.h"
#include "utils/rel.h"

#include "refresh/model_query.h"
#include "refresh/model_rows.h"

uint64
model_merge(Oid model, RowChange *change)
{
	Relation relation = table_open(model, NoLock);
	DestReceiver *receiver;
	uint64 n;

	CheckTableNotInUse(relation, "ecom.refresh()");
	receiver = model_rows_receiver(relation, NULL, NULL);
	n = model_query_run(relation, NULL, receiver, NULL);
	model_rows_replace_received(receiver, change);
	table_close(relation, NoLock);
	return n;
}
