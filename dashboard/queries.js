// The queries that the API answers: the SQL is in queries/NAME.sql, with $1, $2 ... for these parameters in this order.

import { readFileSync } from 'node:fs';

const parameters = {
	options: [],
	sales_totals: ['years', 'states'],
	sales_months: ['years', 'states'],
	sales_compare: ['years', 'states'],
	sales_years: ['years', 'states'],
	sales_top_states: ['years', 'states', 'top'],
	sales_map: ['years', 'states'],
	category_totals: ['years', 'category'],
	category_compare: ['years', 'category'],
	category_sums: ['years', 'category'],
	category_years: ['years', 'category', 'top'],
	category_order_values: ['years', 'category', 'top', 'min_orders'],
	category_weakest: ['years', 'category', 'top', 'min_orders'],
	category_months: ['years', 'category'],
	category_growth: ['years', 'category', 'top'],
	category_affinity: ['category', 'top'],
	price_index: ['years', 'category'],
	top_products: ['period', 'rank', 'top', 'category'],
	product_months: ['years', 'product'],
	customer_years: ['years', 'incomes'],
	customer_segments: ['years', 'incomes'],
	customer_worth: ['incomes'],
	customer_tenths: ['incomes'],
	customer_fit: [],
	best_customers: ['incomes', 'segments', 'best'],
	cohort_totals: ['years', 'min_size'],
	cohort_compare: ['years', 'min_size'],
	cohort_cells: ['years', 'min_size'],
	cohort_average: ['years', 'min_size'],
	cohort_years: ['years', 'min_size'],
	income_states: ['year', 'states'],
	income_fit: ['year', 'states'],
	income_correlations: [],
	income_years: ['years', 'states'],
	income_growth: ['years', 'states'],
	income_brackets: ['incomes', 'states'],
	data_months: [],
	data_runs: [],
	data_models: [],
	data_tests: [],
	data_rejected: [],
	data_loads: [],
	data_lineage: [],
	data_dictionary: [],
};

// What these read changes without a refresh, too, and nothing tells when: their results are kept for a second.
const unversioned = ['data_runs', 'data_models', 'data_tests', 'data_rejected', 'data_loads', 'data_lineage', 'data_dictionary'];

function readQuery(name) {
	return readFileSync(new URL(`queries/${name}.sql`, import.meta.url), 'utf8');
}

export const freshnessQuery = readQuery('freshness');

export const queries = new Map(Object.entries(parameters).map(([name, wanted]) => [name, { name, wanted, sql: readQuery(name), isVersioned: !unversioned.includes(name) }]));
