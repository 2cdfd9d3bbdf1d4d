-- The questions that the marts answer, each from views in bi that define what it takes.
\pset footer off
SELECT coalesce(min(year)::text, 'none') AS first_year, coalesce(max(year)::text, 'none') AS last_year FROM bi.years WHERE is_complete_year \gset

\echo
\echo All of them are of the years that the data cover to the end, :first_year to :last_year

\echo
\echo 1. Do wealthier states generate more revenue? (thirds of the states by median household income; a user counts once a year, in one state)
SELECT
	income_group AS income_third,
	states,
	round(lowest_income_level) AS lowest_income,
	round(highest_income_level) AS highest_income,
	sum(resident_revenue) AS revenue,
	sum(resident_users) AS user_years,
	round(sum(resident_revenue) / nullif(sum(resident_users), 0), 2) AS revenue_per_user_and_year
FROM bi.income_groups
WHERE grouping = 'third' AND is_complete_year
GROUP BY income_group, states, lowest_income_level, highest_income_level
ORDER BY income_group;

\echo
\echo 2. Are lower-income states showing purchasing growth? (percent over the calendar year before, halves of the states)
SELECT
	year,
	max(total_revenue) FILTER (WHERE income_group = 1) AS lower_income_states,
	max(growth_pct) FILTER (WHERE income_group = 1) AS growth_pct,
	max(total_revenue) FILTER (WHERE income_group = 2) AS higher_income_states,
	max(growth_pct) FILTER (WHERE income_group = 2) AS growth_pct
FROM bi.income_groups
WHERE grouping = 'half' AND is_complete_year
GROUP BY year
ORDER BY year;

\echo
\echo 3. How does median household income correlate with revenue? (r over the states, of their ranks, and each weighted by its users)
SELECT year, states, r_per_capita, r_per_user, rank_r_per_user, weighted_r_per_user, note AS not_reliable
FROM bi.income_correlation
WHERE is_complete_year
ORDER BY year;

\echo
\echo 4. Which categories have the highest average order value? (an order is a purchase line; at least 20 orders)
SELECT
	category,
	sum(orders_count) AS orders,
	sum(total_revenue) AS revenue,
	round(sum(total_revenue) / sum(orders_count), 2) AS avg_order_value
FROM bi.category_years
WHERE is_complete_year AND category <> 'UNKNOWN'
GROUP BY category
HAVING sum(orders_count) >= 20
ORDER BY avg_order_value DESC, category
LIMIT 8;

\echo
\echo 5. How does retention vary by cohort? (percent of users who ordered again so many months later; of few users, how many they are)
SELECT
	cohort_year,
	max(users) FILTER (WHERE months_after = 0) AS users,
	max(shown) FILTER (WHERE months_after = 1) AS month_1,
	max(shown) FILTER (WHERE months_after = 3) AS month_3,
	max(shown) FILTER (WHERE months_after = 6) AS month_6,
	max(shown) FILTER (WHERE months_after = 12) AS month_12
FROM
(
	SELECT *, retention_pct || CASE WHEN is_small THEN format(' (%s of %s)', active_users, users) ELSE '' END AS shown
	FROM bi.cohort_years
) c
GROUP BY cohort_year
ORDER BY cohort_year;

\echo
\echo 6. Who are the best customers, and what is to be expected of them? (in the 365 days after the last covered month)
SELECT
	segment,
	customers,
	total_revenue AS revenue,
	revenue_per_customer,
	repeat_pct,
	round(expected_baskets_365) AS expected_baskets,
	round(expected_revenue_365) AS expected_revenue
FROM bi.customer_segments
ORDER BY segment_order;

\echo
\echo 7. What is bought together? (pairs of categories; of baskets with the first, percent with the other; lift is how many times as many as by chance)
SELECT category, other_category, baskets, confidence_pct, lift
FROM bi.category_affinity
WHERE category < other_category
ORDER BY lift DESC, baskets DESC, category, other_category
LIMIT 5;

\echo
\echo 8. Did prices rise, or did people buy more? (growth over the year before: of products sold in both, by price and by quantity; of all others)
SELECT
	year,
	sum(previous_year_revenue) AS revenue_before,
	sum(price_effect) AS prices,
	sum(quantity_effect) AS quantities,
	sum(products_effect) AS other_products,
	sum(total_revenue) AS revenue,
	sum(matched_products) AS products_in_both
FROM bi.category_growth
GROUP BY year
ORDER BY year;
