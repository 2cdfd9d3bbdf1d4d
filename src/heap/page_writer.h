/*
 * heap/page_writer.h
 *		Rows for a new table, built in place on its pages: see heap/page_writer.c.
 */
#ifndef ECOM_HEAP_PAGE_WRITER_H
#define ECOM_HEAP_PAGE_WRITER_H

#include "base/compat.h"

#include "executor/tuptable.h"
#include "utils/relcache.h"

#include "heap/table_version.h"

typedef struct PageWriter PageWriter;

/*
 * For a heap whose file the current transaction has made, so that nobody else sees it, and whose indexes are not built yet.  The transaction has its number,
 * and has marked its command as one that writes.  Each process of a parallel query may have a writer for the same table.
 */
extern PageWriter *page_writer_create(Relation table);

/* Puts a row; false if that has values that belong beside the table (TOAST). */
extern bool page_writer_put(PageWriter *writer, TupleTableSlot *row);

/* Puts such a row; not in a worker of a parallel query, since that may not write the table beside. */
extern void page_writer_put_toasted(PageWriter *writer, TupleTableSlot *row);

/* Writes the last page, and frees the writer; returns what it has put. */
extern TableVersion page_writer_finish(PageWriter *writer);

#endif /* ECOM_HEAP_PAGE_WRITER_H */
