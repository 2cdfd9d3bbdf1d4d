/*
 * purchases.h
 *		What everybody has bought: the file amazon-purchases.csv.
 */
#ifndef PURCHASES_H
#define PURCHASES_H

#include <stdint.h>

#include "people.h"

extern void
write_purchases(uint64_t seed, User *users, uint64_t user_count, uint64_t row_count, const char *directory);

#endif /* PURCHASES_H */
