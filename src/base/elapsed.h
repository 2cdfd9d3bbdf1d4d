/*
 * base/elapsed.h
 *		How long something took, as functions report it.
 */
#ifndef ECOM_BASE_ELAPSED_H
#define ECOM_BASE_ELAPSED_H

#include "base/compat.h"

#include "portability/instr_time.h"
#include "utils/numeric.h"

/* Seconds from start until now, to the millisecond. */
extern Numeric seconds_since(instr_time start);

/* As text; palloc'd. */
extern char *seconds_text(Numeric seconds);

#endif /* ECOM_BASE_ELAPSED_H */
