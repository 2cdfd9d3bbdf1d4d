/*
 * heap/free_space.h
 *		Room that rows have left, for new ones, without VACUUM.
 */
#ifndef ECOM_HEAP_FREE_SPACE_H
#define ECOM_HEAP_FREE_SPACE_H

#include "base/compat.h"

#include "utils/relcache.h"

/*
 * Takes what nobody sees any more off the pages of a table, and of what is toasted of it, as reading them does when it comes to that,
 * and enters in the free space map what room they have: so rows that replace others, time and again, need no new pages.
 */
extern void free_space_gather(Relation table);

#endif /* ECOM_HEAP_FREE_SPACE_H */
