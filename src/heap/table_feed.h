/*
 * heap/table_feed.h
 *		Rows that a query reads from a table, though they come from elsewhere: from a function, one when it is asked for.
 *
 * So rows stream into a statement that has no other way to take them.
 */
#ifndef ECOM_HEAP_TABLE_FEED_H
#define ECOM_HEAP_TABLE_FEED_H

#include "base/compat.h"

#include "executor/tuptable.h"

typedef struct TableFeed TableFeed;

struct TableFeed
{
	Oid table;
	/* Puts the next row into an empty slot, as a virtual tuple; false, and no row, after the last one. */
	bool (*next)(TableFeed *feed, TupleTableSlot *slot);
	TableFeed *outer; /* that was there before */
};

/* To be called when the library is loaded. */
extern void table_feed_define(void);

/*
 * From then on statements of this session that read the table get the rows of the feed, and not its own, until the end, which has
 * to come after an error too.  One of them, once.
 */
extern void table_feed_begin(TableFeed *feed);
extern void table_feed_end(TableFeed *feed);

#endif /* ECOM_HEAP_TABLE_FEED_H */
