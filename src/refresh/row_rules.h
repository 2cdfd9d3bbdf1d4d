/*
 * refresh/row_rules.h
 *		How rows of a model follow from rows of what it reads: reads ecom.row_rules, which says what is what.
 */
#ifndef ECOM_REFRESH_ROW_RULES_H
#define ECOM_REFRESH_ROW_RULES_H

#include "base/compat.h"

#include "nodes/pg_list.h"

#include "refresh/model.h"

#define THE_DAY "the day"

typedef enum RuleKind
{
	RULE_LINE,
	RULE_SUMS,
	RULE_ROWS,
	RULE_GROUPS,
	RULE_DAY
} RuleKind;

/* Names are lists of C strings, not quoted. */
typedef struct RowRule
{
	char *model;
	char *source;
	RuleKind kind;
	List *keys;
	List *source_keys;
	List *reads; /* NIL: all */
	List *refers_by;
	char *unless;
	char *also;
	char *sums;
	char *less;
	char *lasts;
	char *rows;
	char *place;
	char *beside;
	char *question;
	bool is_in_step; /* is the model beside made of the same, as of the last refresh? */
} RowRule;

/* Gives each model that is not skipped its rules.  As the owner of the log. */
extern void row_rules_read(Oid owner, List *models);

/* The rule for a source; NULL if there is none. */
extern const RowRule *row_rule_of(const Model *model, const char *source, RuleKind kind);

/* Names as a list in SQL, each quoted, behind a prefix. */
extern char *quoted_names(const List *names, const char *prefix);

#endif /* ECOM_REFRESH_ROW_RULES_H */
