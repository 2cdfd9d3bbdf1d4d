/*
 * cohort/cells.h
 *		From a cohort state to the cells that users see.
 */
#ifndef ECOM_COHORT_CELLS_H
#define ECOM_COHORT_CELLS_H

#include "base/compat.h"

#include "cohort/state.h"

/* The array of ecom.cohort_cell (the type given), by cohort and period; leaves the state as it is. */
extern Datum cohort_cells(const CohortState *state, Oid cell_type);

#endif /* ECOM_COHORT_CELLS_H */
