/*
 * clean_text.h
 *		ecom.clean_text for the other cleaners.
 */
#ifndef ECOM_CLEAN_TEXT_H
#define ECOM_CLEAN_TEXT_H

#include "text_span.h"

/* The cleaned text (palloc'd), or NULL if nothing visible is left. */
extern text *clean_text(TextSpan dirty);

#endif /* ECOM_CLEAN_TEXT_H */
