/*
 * aggregate/text_limit.h
 *		How long a text may be that is kept in the row of an aggregate.
 */
#ifndef ECOM_AGGREGATE_TEXT_LIMIT_H
#define ECOM_AGGREGATE_TEXT_LIMIT_H

#include "base/compat.h"

#include "base/text_span.h"

/* The text as it is; an error if it is so long that a row cannot hold several. */
extern TextSpan span_within_limit(TextSpan span);

#endif /* ECOM_AGGREGATE_TEXT_LIMIT_H */
