/*
 * products/known_state.h
 *		What known rankings are made of; for products/known_rankings.c, and for products/known_handover.c, which passes them from one process to
 *		another.
 */
#ifndef ECOM_PRODUCTS_KNOWN_STATE_H
#define ECOM_PRODUCTS_KNOWN_STATE_H

#include "products/known_rankings.h"

#include "aggregate/partitions.h"
#include "products/known_periods.h"
#include "products/packed_products.h"

#define SH_PREFIX categories
#define SH_ELEMENT_TYPE KnownPeriods
#define SH_KEY_TYPE TextSpan
#define SH_KEY category
#define SH_HASH_KEY(table, key) span_hash(key)
#define SH_EQUAL(table, a, b) span_equals(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct KnownRankings
{
	MemoryContext context;
	RankingForm form;
	KnownPeriods all;
	categories_hash *categories;
	Partitions *kept; /* products of incomplete rankings; NULL if there is none such */
	PackedProduct room;
	bool cannot_be_told; /* too much has changed */
	bool is_finished;
};

/* No rankings yet, in the context. */
extern KnownRankings *known_rankings_empty(MemoryContext context, const RankingForm *form);

/* Those of a category: none if it was not there. */
extern KnownPeriods *known_rankings_of_category(KnownRankings *known, TextSpan category);

#endif /* ECOM_PRODUCTS_KNOWN_STATE_H */
