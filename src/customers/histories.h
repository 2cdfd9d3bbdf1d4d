/*
 * customers/histories.h
 *		What is known of each customer, as the models of this room are fitted to it: the state of their aggregates.
 */
#ifndef ECOM_CUSTOMERS_HISTORIES_H
#define ECOM_CUSTOMERS_HISTORIES_H

#include "base/compat.h"

/* So many customers that are alike. */
typedef struct History
{
	double frequency;
	double recency; /* or the average value */
	double age; /* or the logarithm of that value */
	double customers;
} History;

typedef struct Histories
{
	History *rows;
	int64 n;
	int64 allocated;
} Histories;

/* Adds a customer; makes the list if there is none yet. */
extern Histories *histories_add(Histories *histories, MemoryContext context, History history);

/* In their order, those that are alike as one: sums over them do not depend on the order in which they came. */
extern void histories_sort(Histories *histories);

extern double histories_customers(const Histories *histories);

#endif /* ECOM_CUSTOMERS_HISTORIES_H */
