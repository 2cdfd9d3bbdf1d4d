/*
 * clean/enum_labels.h
 *		The labels of an enum type, found by texts that spell them in any case and with any kind of apostrophe and dash.
 *
 * A reader keeps the labels between calls, and looks at pg_enum again only when something has changed there: a label that
 * the running transaction has added or renamed is seen by its next command.  The value is always the one that the type's
 * own input function gives for the label, which refuses those that are not committed yet: an index that holds one of
 * them would be broken if they were rolled back.
 */
#ifndef ECOM_CLEAN_ENUM_LABELS_H
#define ECOM_CLEAN_ENUM_LABELS_H

#include "base/compat.h"

#include "base/text_span.h"

typedef struct EnumLabels EnumLabels;

/* A reader of the type's labels, which lives in the context. */
extern EnumLabels *enum_labels_create(Oid enum_type, MemoryContext context);

/*
 * The value whose label equals the span, letter case, kinds of apostrophes and dashes and blanks around dashes aside; of two
 * such labels the one that is nearer.  InvalidOid if there is none.  An error as of enum_in().
 */
extern Oid enum_labels_find(EnumLabels *labels, TextSpan span);

#endif /* ECOM_CLEAN_ENUM_LABELS_H */
