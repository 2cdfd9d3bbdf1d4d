-- What can be chosen in the filters, as one JSON object.
SELECT json_build_object(
	'years', coalesce((
		SELECT json_agg(json_build_object('year', y.year, 'is_complete', y.is_complete_year) ORDER BY y.year)
		FROM (SELECT DISTINCT year, is_complete_year FROM bi.revenue_vs_income_state_year) y), '[]'),
	'income_years', coalesce((
		SELECT json_agg(DISTINCT i.year ORDER BY i.year)
		FROM bi.revenue_vs_income_state_year i
		WHERE i.median_household_income IS NOT NULL), '[]'),
	'states', coalesce((
		SELECT json_agg(json_build_object('key', s.state_fips, 'name', s.state_name) ORDER BY s.state_fips = '00', s.state_name)
		FROM (SELECT DISTINCT state_fips, state_name FROM bi.revenue_vs_income_state_year) s), '[]'),
	'incomes', coalesce((
		SELECT json_agg(json_build_object('key', b.income_bracket_order, 'name', b.income_bracket) ORDER BY b.income_bracket_order)
		FROM (SELECT DISTINCT income_bracket_order, income_bracket FROM bi.customer_segment_metrics) b), '[]'),
	'categories', coalesce((
		SELECT json_agg(c.category ORDER BY c.category = 'UNKNOWN', c.revenue DESC, c.category)
		FROM (SELECT category, sum(total_revenue) AS revenue FROM bi.sales_by_category_m_y GROUP BY category) c), '[]')
) AS options
