-- What can be chosen in the filters, as one JSON object. Income years are those in which a state with income and inhabitants has an order.
-- Groups of fewer users than min_group_size say little, and are marked.
SELECT json_build_object(
	'years', coalesce((
		SELECT json_agg(json_build_object('year', y.year, 'is_complete', y.is_complete_year) ORDER BY y.year)
		FROM (SELECT DISTINCT year, is_complete_year FROM bi.months) y), '[]'),
	'income_years', coalesce((
		SELECT json_agg(DISTINCT i.year ORDER BY i.year)
		FROM bi.revenue_vs_income_state_year i
		WHERE i.median_household_income IS NOT NULL AND i.total_population > 0), '[]'),
	'states', coalesce((
		SELECT json_agg(json_build_object('key', s.state_fips, 'name', s.state_name) ORDER BY s.state_fips = '00', s.state_name)
		FROM bi.states s
		WHERE s.state_fips <> '00' OR EXISTS (SELECT FROM bi.revenue_vs_income_state_year u WHERE u.state_fips = '00')), '[]'),
	'incomes', coalesce((
		SELECT json_agg(json_build_object('key', b.income_bracket_order, 'name', b.income_bracket) ORDER BY b.income_bracket_order)
		FROM (SELECT DISTINCT income_bracket_order, income_bracket FROM bi.customer_segment_metrics) b), '[]'),
	'segments', coalesce((
		SELECT json_agg(json_build_object('key', g.segment_order, 'name', g.segment) ORDER BY g.segment_order)
		FROM bi.customer_segments g), '[]'),
	'categories', coalesce((
		SELECT json_agg(c.category ORDER BY c.category = 'UNKNOWN', c.revenue DESC, c.category)
		FROM (SELECT category, sum(total_revenue) AS revenue FROM bi.category_years GROUP BY category) c), '[]'),
	'has_answers', EXISTS (
		SELECT FROM bi.customer_segment_metrics s
		WHERE 'Unknown' <> ANY (ARRAY[s.age_group, s.income_bracket, s.gender, s.education, s.household_size_cat, s.is_hispanic])),
	'min_group_size', (SELECT s.value::integer FROM ecom.settings s WHERE s.name = 'min_group_size')
) AS options
