/* BI: what is said of the columns that are not said anything of yet */

DO $$
DECLARE
	model record;
	field record;
BEGIN
	/* what a mart's comments say holds for its view */
	FOR model IN
		SELECT v.oid, v.relname AS view, m.oid AS mart, pg_catalog.obj_description(m.oid, 'pg_class') AS comment
		FROM pg_catalog.pg_class v
		JOIN pg_catalog.pg_class m ON m.relname = 'mart_' || v.relname AND m.relnamespace = 'mart'::pg_catalog.regnamespace
		WHERE v.relnamespace = 'bi'::pg_catalog.regnamespace
	LOOP
		EXECUTE pg_catalog.format('COMMENT ON VIEW bi.%I IS %L', model.view, model.comment);
		FOR field IN
			SELECT a.attname, pg_catalog.col_description(model.mart, a.attnum) AS comment
			FROM pg_catalog.pg_attribute a
			JOIN pg_catalog.pg_attribute v ON v.attrelid = model.oid AND v.attname = a.attname
			WHERE a.attrelid = model.mart AND a.attnum > 0 AND pg_catalog.col_description(model.oid, v.attnum) IS NULL
		LOOP
			EXECUTE pg_catalog.format('COMMENT ON COLUMN bi.%I.%I IS %L', model.view, field.attname, field.comment);
		END LOOP;
	END LOOP;

	/* and what is the same wherever it stands */
	FOR field IN
		SELECT v.relname AS view, a.attname, f.comment
		FROM pg_catalog.pg_class v
		JOIN pg_catalog.pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0
		JOIN
		(
			VALUES
			('year', 'Year'),
			('year_start', 'First day of the year, for what filters and sorts by dates. A range of days that begins later in it leaves it out'),
			('is_covered', 'Do the purchase histories cover the month? See refinement.dim_date.is_covered'),
			('is_complete_year', 'Do the purchase histories cover all twelve months of the year? Only years that are complete may be compared. See refinement.dim_date.is_complete_year'),
			('state_fips', 'FIPS code of the state; 00 for unknown'),
			('state_key', 'FIPS code of the state; 00 for unknown. The same as state_fips'),
			('state_postal', 'Postal code of the state; ZZ for unknown'),
			('iso_code', 'ISO 3166-2 code of the state, such as US-AK; NULL for unknown'),
			('state_name', 'Name of the state'),
			('period_order', 'Place of period: 0 for all, else the year'),
			('orders_count', 'Number of orders (purchase lines)'),
			('total_orders', 'Number of orders (purchase lines). The same as orders_count'),
			('total_units', 'Pieces'),
			('total_revenue', 'Sum of order_value, USD'),
			('avg_order_value', 'total_revenue / orders_count, USD a purchase line, rounded to cents; NULL without orders. Of several rows: sum(total_revenue) / sum(orders_count)'),
			('resident_users', 'Users whose year belongs to one of the states: most of their purchase lines of that year went there. Each user of a year counts once: to be summed'),
			('resident_revenue', 'Sum of order_value of all that the resident users bought in that year, USD'),
			('revenue_per_user', 'resident_revenue / resident_users, USD, rounded to cents; NULL without any. Of several rows: sum(resident_revenue) / sum(resident_users)'),
			('previous_year_orders', 'orders_count of the calendar year before, 0 if there were none; NULL unless both years are complete. To be summed'),
			('previous_year_revenue', 'total_revenue of the calendar year before, USD, 0 if there was none; NULL unless both years are complete. To be summed'),
			('revenue_year_before', 'total_revenue of the same month of the year before, USD, 0 if there was none; NULL unless both months are covered. To be summed'),
			('growth_pct', 'Growth of total_revenue over previous_year_revenue, percent, rounded to 1 decimal; NULL if that is NULL or 0. Of several rows: 100 * sum(total_revenue) / sum(previous_year_revenue) - 100 of those where it is not NULL'),
			('income_weight', 'Sum of median_household_income * total_population of the comparable states: to be summed'),
			('income_level', 'Average of the yearly medians of household income over all years with Census figures, USD; NULL without any. To rank states by, not to be averaged'),
			('income_half', '1 for the half of the states with lower income_level, 2 for the other half (equals by FIPS code); NULL without Census figures'),
			('income_third', '1 for the third of the states with the lowest income_level, to 3 for the highest (equals by FIPS code); NULL without Census figures'),
			('is_income_comparable', 'Has the state income and population in every year of orders for which any state has? Income is compared over years for such states only')
		) AS f (name, comment) ON f.name = a.attname
		WHERE v.relnamespace = 'bi'::pg_catalog.regnamespace AND pg_catalog.col_description(v.oid, a.attnum) IS NULL
	LOOP
		EXECUTE pg_catalog.format('COMMENT ON COLUMN bi.%I.%I IS %L', field.view, field.attname, field.comment);
	END LOOP;
END
$$;
