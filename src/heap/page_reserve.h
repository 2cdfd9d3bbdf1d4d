/*
 * heap/page_reserve.h
 *		New pages at the end of a table, made many at a time.
 *
 * PostgreSQL 15 extends a table page by page and writes every page twice, first as zeros: a fifth of the time
 * that a load takes.  From 16 on it extends a table by many pages for a bulk insertion itself, and a reserve is for those only who
 * fill pages themselves.
 */
#ifndef ECOM_HEAP_PAGE_RESERVE_H
#define ECOM_HEAP_PAGE_RESERVE_H

#include "base/compat.h"

#include "access/heapam.h"
#include "storage/buf.h"
#include "utils/relcache.h"

typedef struct PageReserve PageReserve;

/* A reserve for one bulk insertion into an ordinary table; NULL for who fills pages without one. */
extern PageReserve *page_reserve_create(Relation table, BulkInsertState bulk_insert);

/*
 * How many of the next tuples, from 1 to n, table_multi_insert is to be given at once.  Where they need a new
 * page, one of the reserve becomes the page that the bulk insertion goes on with.
 */
extern int page_reserve_tuples(PageReserve *reserve, const HeapTupleData *tuples, int n);

/* A new page, empty and pinned. */
extern Buffer page_reserve_take(PageReserve *reserve);

/* Ends the reserve: pages that are left go to the free space map. */
extern void page_reserve_release(PageReserve *reserve);

#endif /* ECOM_HEAP_PAGE_RESERVE_H */
