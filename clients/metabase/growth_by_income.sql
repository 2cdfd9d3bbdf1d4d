-- Are lower-income states showing purchasing growth?
-- Display: bar; X axis year, Y axes both growth columns. Percent over the calendar year before, of complete years; halves of the states by
-- income, the same every year.
SELECT
	year,
	max(growth_pct) FILTER (WHERE income_group = 1) AS lower_income_growth,
	max(growth_pct) FILTER (WHERE income_group = 2) AS higher_income_growth
FROM bi.income_groups
WHERE grouping = 'half' AND is_complete_year
GROUP BY year
ORDER BY year
