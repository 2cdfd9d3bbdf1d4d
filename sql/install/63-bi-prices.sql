/* BI: prices */

CREATE VIEW bi.price_index AS
SELECT
	m.month,
	m.year,
	make_date(m.year, 1, 1) AS year_start,
	m.category,
	m.category_rank,
	m.matched_products,
	m.price_change_pct::numeric(38,2) AS price_change_pct,
	m.price_index::numeric(38,2) AS price_index,
	m.matched_products < (SELECT s.value::integer FROM ecom.settings s WHERE s.name = 'min_group_size') AS is_small,
	m.is_covered,
	m.is_complete_year
FROM mart.mart_price_index m;
COMMENT ON COLUMN bi.price_index.is_small IS 'Are the matched products fewer than the setting min_group_size? Then the change says little, and the index from here on is the less certain; NULL in the first covered month';

CREATE VIEW bi.category_growth AS
SELECT
	m.year,
	make_date(m.year, 1, 1) AS year_start,
	m.category,
	m.previous_year_revenue::numeric(38,2) AS previous_year_revenue,
	m.total_revenue::numeric(38,2) AS total_revenue,
	m.growth::numeric(38,2) AS growth,
	m.growth_pct::numeric(38,1) AS growth_pct,
	m.matched_products,
	m.matched_previous_revenue::numeric(38,2) AS matched_previous_revenue,
	m.matched_revenue::numeric(38,2) AS matched_revenue,
	m.price_effect::numeric(38,2) AS price_effect,
	m.quantity_effect::numeric(38,2) AS quantity_effect,
	m.products_effect::numeric(38,2) AS products_effect,
	ecom.ratio(100 * m.price_effect, m.previous_year_revenue, 1)::numeric(38,1) AS price_effect_pct,
	ecom.ratio(100 * m.quantity_effect, m.previous_year_revenue, 1)::numeric(38,1) AS quantity_effect_pct,
	ecom.ratio(100 * m.products_effect, m.previous_year_revenue, 1)::numeric(38,1) AS products_effect_pct,
	m.matched_products < (SELECT s.value::integer FROM ecom.settings s WHERE s.name = 'min_group_size') AS is_small,
	true AS is_complete_year
FROM mart.mart_category_growth m;
COMMENT ON COLUMN bi.category_growth.price_effect_pct IS '100 * price_effect / previous_year_revenue, percent, rounded to 1 decimal by itself; NULL if that revenue is 0. Of several rows: 100 * sum(price_effect) / sum(previous_year_revenue)';
COMMENT ON COLUMN bi.category_growth.quantity_effect_pct IS '100 * quantity_effect / previous_year_revenue, percent, rounded to 1 decimal by itself; NULL if that revenue is 0. Of several rows: 100 * sum(quantity_effect) / sum(previous_year_revenue)';
COMMENT ON COLUMN bi.category_growth.products_effect_pct IS '100 * products_effect / previous_year_revenue, percent, rounded to 1 decimal by itself; NULL if that revenue is 0. Of several rows: 100 * sum(products_effect) / sum(previous_year_revenue)';
COMMENT ON COLUMN bi.category_growth.is_small IS 'Are the matched products fewer than the setting min_group_size? Then what is price, and what quantity, says little';
COMMENT ON COLUMN bi.category_growth.is_complete_year IS 'Do the purchase histories cover the year, and the one before? They do: there are no others here';
