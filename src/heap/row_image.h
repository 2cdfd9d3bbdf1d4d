/*
 * heap/row_image.h
 *		Values of a row as the tuple that a heap stores, made in one pass over them.
 *
 * heap_form_tuple looks at each value twice, to learn the size before it writes.  Here a row is written into room for the largest that
 * may stand beside others on a page.
 */
#ifndef ECOM_HEAP_ROW_IMAGE_H
#define ECOM_HEAP_ROW_IMAGE_H

#include "base/compat.h"

#include "access/htup.h"
#include "access/tupdesc.h"

typedef struct RowImage RowImage;

extern RowImage *row_image_create(TupleDesc descriptor);

/*
 * The tuple, which holds until the next one is made; what transactions write into its header is missing.  NULL if it is too long for TOAST
 * to leave it alone, or has values that are elsewhere.
 */
extern HeapTupleHeader row_image_make(RowImage *image, const Datum *values, const bool *nulls, Size *size);

extern void row_image_free(RowImage *image);

#endif /* ECOM_HEAP_ROW_IMAGE_H */
