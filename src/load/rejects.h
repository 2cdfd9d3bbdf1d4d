/*
 * load/rejects.h
 *		The lines of a load that are not loaded: kept in raw.rejected_lines, counted, and the end of the load where
 *		there are too many.
 */
#ifndef ECOM_LOAD_REJECTS_H
#define ECOM_LOAD_REJECTS_H

#include "base/compat.h"

#include "load/line.h"
#include "load/log.h"

typedef struct LoadRejects LoadRejects;

/* Of a file, of which so many lines may be rejected; -1: any number. */
extern LoadRejects *load_rejects_start(LoadLog *log, const char *path, int64 most);

/* Rejects a line: the reason is one of few, the detail says what it is in this line. */
extern void
load_rejects_add(LoadRejects *rejects, const LoadLine *line, const char *reason, const char *detail);

/* The reasons of the first, a line each. */
extern const char *load_rejects_first(const LoadRejects *rejects);

extern int64 load_rejects_count(const LoadRejects *rejects);

#endif /* ECOM_LOAD_REJECTS_H */
