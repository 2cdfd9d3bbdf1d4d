/*
 * heap/bulk_insert.c
 *		Looks into the state of PostgreSQL's bulk insertion.
 */
#include "heap/bulk_insert.h"

#include "access/hio.h"
#include "storage/bufmgr.h"

BulkInsertState
bulk_insert_create(void)
{
	BulkInsertState state = GetBulkInsertState();

	FreeAccessStrategy(state->strategy);
	state->strategy = NULL;
	return state;
}

Buffer
bulk_insert_page(BulkInsertState state)
{
	return state->current_buf;
}

void
bulk_insert_take_turns(BulkInsertState state)
{
	if (state->strategy == NULL)
		state->strategy = GetAccessStrategy(BAS_BULKWRITE);
}

BufferAccessStrategy
bulk_insert_turns(BulkInsertState state)
{
	return state->strategy;
}

#ifdef ECOM_TABLES_GROW_PAGE_BY_PAGE
void
bulk_insert_go_on(BulkInsertState state, Buffer page)
{
	if (BufferIsValid(state->current_buf))
		ReleaseBuffer(state->current_buf);
	state->current_buf = page;
}
#endif
