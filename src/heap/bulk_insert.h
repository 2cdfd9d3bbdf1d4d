/*
 * heap/bulk_insert.h
 *		The state of PostgreSQL's bulk insertion: which page is at hand, and which buffers new pages take.
 *
 * It belongs to PostgreSQL, which shows it to nobody: this is the one place that looks into it.
 */
#ifndef ECOM_HEAP_BULK_INSERT_H
#define ECOM_HEAP_BULK_INSERT_H

#include "base/compat.h"

#include "access/heapam.h"
#include "storage/buf.h"

/* A state whose new pages stay in shared buffers; to be freed with FreeBulkInsertState(). */
extern BulkInsertState bulk_insert_create(void);

/* The page that rows go into until it is full, pinned; InvalidBuffer if there is none yet. */
extern Buffer bulk_insert_page(BulkInsertState state);

/* From now on new pages take turns in a few buffers, as with COPY; they are allocated in the current context. */
extern void bulk_insert_take_turns(BulkInsertState state);

/* The buffers that take turns; NULL where pages stay. */
extern BufferAccessStrategy bulk_insert_turns(BulkInsertState state);

#ifdef ECOM_TABLES_GROW_PAGE_BY_PAGE
/* Goes on with another page, whose pin is the state's from then on.  Where tables grow otherwise, there is more to it. */
extern void bulk_insert_go_on(BulkInsertState state, Buffer page);
#endif

#endif /* ECOM_HEAP_BULK_INSERT_H */
