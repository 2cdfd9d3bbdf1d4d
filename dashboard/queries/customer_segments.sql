-- Orders by each answer to each question, and in total. A user counts once in each year with an order (user_years); revenue per user and
-- year is that of complete years. users_in_year are those of one year, the last complete one that is shown, else the last.
WITH shown AS
(
	SELECT *
	FROM bi.customer_segment_metrics
	WHERE ($1::integer[] IS NULL OR year = ANY ($1)) AND ($2::integer[] IS NULL OR income_bracket_order = ANY ($2))
),
one_year AS
(
	SELECT coalesce(max(year) FILTER (WHERE is_complete_year), max(year)) AS year
	FROM shown
),
answers AS
(
	SELECT
		CASE
			WHEN grouping(age_group) = 0 THEN 'age'
			WHEN grouping(income_bracket) = 0 THEN 'income'
			WHEN grouping(gender) = 0 THEN 'gender'
			WHEN grouping(education) = 0 THEN 'education'
			WHEN grouping(household_size_cat) = 0 THEN 'household'
			WHEN grouping(is_hispanic) = 0 THEN 'hispanic'
			ELSE 'total'
		END AS dimension,
		coalesce(age_group, income_bracket, gender, education, household_size_cat, is_hispanic, 'Total') AS answer,
		coalesce(age_group_order, income_bracket_order, gender_order, education_order, household_size_cat_order, is_hispanic_order, 0) AS answer_order,
		coalesce(sum(orders_count), 0) AS orders,
		coalesce(sum(total_revenue), 0) AS revenue,
		round(sum(total_revenue) / nullif(sum(orders_count), 0), 2) AS avg_order_value,
		coalesce(sum(segment_users), 0) AS user_years,
		round(sum(total_revenue) FILTER (WHERE is_complete_year) / nullif(sum(segment_users) FILTER (WHERE is_complete_year), 0), 2) AS revenue_per_user_year,
		coalesce(sum(segment_users) FILTER (WHERE year = (SELECT o.year FROM one_year o)), 0) AS users_in_year
	FROM shown
	GROUP BY GROUPING SETS
	(
		(age_group, age_group_order), (income_bracket, income_bracket_order), (gender, gender_order), (education, education_order),
		(household_size_cat, household_size_cat_order), (is_hispanic, is_hispanic_order), ()
	)
)
SELECT
	a.*,
	(SELECT o.year FROM one_year o) AS year,
	a.users_in_year < (SELECT value::integer FROM ecom.settings WHERE name = 'min_group_size') AS is_small
FROM answers a
ORDER BY a.dimension, a.answer_order
