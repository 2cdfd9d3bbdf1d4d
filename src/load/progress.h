/*
 * load/progress.h
 *		How far a load is, in pg_stat_progress_copy.
 */
#ifndef ECOM_LOAD_PROGRESS_H
#define ECOM_LOAD_PROGRESS_H

#include "base/compat.h"

/* Of a load into a table, from a file of so many bytes as stored. */
extern void load_progress_start(Oid table, uint64 file_size);

extern void load_progress_show(uint64 position, int64 rows, int64 rejected);

extern void load_progress_end(void);

#endif /* ECOM_LOAD_PROGRESS_H */
