/*
 * Marts of prices.  The index is that of matched models, of products that were sold in both months: in the mean of their price relatives
 * nothing else has changed but the price.  The mean is geometric (Jevons), which gives the same forth and back; links of months are chained
 * (Consumer Price Index Manual: Concepts and Methods, IMF and others 2020, chapters 6 and 8).
 */

CREATE MATERIALIZED VIEW mart.mart_price_index AS
WITH categories AS
(
	SELECT s.category, s.category_rank
	FROM
	(
		SELECT m.category, row_number() OVER (ORDER BY ecom.exact_sum(m.total_revenue) DESC, m.category COLLATE "C")::integer AS category_rank
		FROM mart.mart_sales_by_category_m_y m
		WHERE m.is_covered AND m.category <> 'UNKNOWN' AND m.category NOT LIKE '%GIFT\_CARD'
		GROUP BY m.category
	) s
	WHERE s.category_rank <= 50
),
links AS
(
	SELECT
		d.month,
		d.year,
		d.is_covered,
		d.is_complete_year,
		c.category,
		c.category_rank,
		CASE WHEN d.month > min(d.month) OVER () THEN coalesce(p.matched_products, 0) END AS matched_products,
		ecom.ratio(p.log_relatives, p.matched_products, 12) AS log_change
	FROM categories c
	CROSS JOIN refinement.fct_months d
	LEFT JOIN refinement.price_changes p ON p.period = d.month AND NOT p.is_year AND p.category = c.category
	WHERE d.is_covered
)
SELECT
	i.month,
	i.year,
	i.category,
	i.category_rank,
	i.matched_products,
	round(100 * exp(i.log_change) - 100, 2) AS price_change_pct,
	CASE WHEN abs(i.log_index) < 60 THEN round(100 * exp(i.log_index), 2) END AS price_index,
	i.is_covered,
	i.is_complete_year
FROM
(
	SELECT l.*, sum(coalesce(l.log_change, 0)) OVER (PARTITION BY l.category ORDER BY l.month) AS log_index
	FROM links l
) i;
COMMENT ON MATERIALIZED VIEW mart.mart_price_index IS
'What has become of prices, in the covered months, for the 50 categories with most revenue in these (without UNKNOWN and gift cards, which have no price of their own); one row per month and category. A matched-model index: the geometric mean (Jevons) of the price relatives of the products that were sold in a month and in the one before, chained (Consumer Price Index Manual, IMF and others 2020, chapters 6 and 8). The price of a product in a month is that of an average piece. Where few products match, the index follows their chances; and it drifts where prices go up and down with sales';
COMMENT ON COLUMN mart.mart_price_index.month IS 'First day of the month. A range of days that begins later in it leaves it out';
COMMENT ON COLUMN mart.mart_price_index.year IS 'Year of the month';
COMMENT ON COLUMN mart.mart_price_index.category IS 'Category of the products';
COMMENT ON COLUMN mart.mart_price_index.category_rank IS '1 for the category with most revenue in all covered months';
COMMENT ON COLUMN mart.mart_price_index.matched_products IS 'Products sold in this month and in the one before; NULL in the first covered month. To be summed over categories';
COMMENT ON COLUMN mart.mart_price_index.price_change_pct IS 'How far their prices are above those of the month before in the geometric mean, percent, rounded to 2 decimals; NULL where nothing matches. Not to be averaged';
COMMENT ON COLUMN mart.mart_price_index.price_index IS 'These changes, chained: 100 in the first covered month; where nothing matches, as in the month before; rounded to 2 decimals, NULL beyond all measure. Not to be averaged. Since another month: price_index divided by that of that month';
COMMENT ON COLUMN mart.mart_price_index.is_covered IS 'Do the purchase histories cover the month? They do: there are no others here';
COMMENT ON COLUMN mart.mart_price_index.is_complete_year IS 'Do they cover all twelve months of its year? See refinement.dim_date.is_complete_year';
/* room for what refreshes change: rows that stay on their pages need no new entries in the index */
ALTER MATERIALIZED VIEW mart.mart_price_index SET (fillfactor = 60);
CREATE UNIQUE INDEX mart_price_index_key ON mart.mart_price_index (month, category);
COMMENT ON INDEX mart.mart_price_index_key IS 'The grain: month, category';

/* Growth adds up: revenue of now less that before = what matched products cost more or less + what more or less of them was bought + all else. */
CREATE MATERIALIZED VIEW mart.mart_category_growth AS
WITH years AS
(
	SELECT DISTINCT d.year FROM refinement.fct_months d WHERE d.is_complete_year
),
sold AS
(
	SELECT m.year, m.category, ecom.exact_sum(m.total_revenue) AS revenue
	FROM mart.mart_sales_by_category_m_y m
	WHERE m.is_complete_year
	GROUP BY m.year, m.category
)
SELECT
	g.year,
	g.category,
	g.previous_year_revenue,
	g.total_revenue,
	g.total_revenue - g.previous_year_revenue AS growth,
	ecom.growth_pct(g.total_revenue, g.previous_year_revenue) AS growth_pct,
	coalesce(g.matched_products, 0) AS matched_products,
	coalesce(round(g.matched_previous_revenue, 2), 0) AS matched_previous_revenue,
	coalesce(round(g.matched_revenue, 2), 0) AS matched_revenue,
	e.price_effect,
	coalesce(round(g.matched_revenue - g.matched_previous_revenue, 2), 0) - e.price_effect AS quantity_effect,
	g.total_revenue - g.previous_year_revenue - coalesce(round(g.matched_revenue - g.matched_previous_revenue, 2), 0) AS products_effect
FROM
(
	/* what is said of a year and a category comes together in a group, which takes less than to join it */
	SELECT
		b.year,
		b.category,
		coalesce(sum(b.previous_year_revenue), 0.00) AS previous_year_revenue,
		coalesce(sum(b.total_revenue), 0.00) AS total_revenue,
		sum(b.matched_products)::bigint AS matched_products,
		sum(b.matched_previous_revenue) AS matched_previous_revenue,
		sum(b.matched_revenue) AS matched_revenue,
		sum(b.twice_price_effect) AS twice_price_effect
	FROM
	(
		SELECT s.year, s.category, NULL::numeric AS previous_year_revenue, s.revenue AS total_revenue, NULL::bigint AS matched_products,
			NULL::numeric AS matched_previous_revenue, NULL::numeric AS matched_revenue, NULL::numeric AS twice_price_effect
		FROM sold s
		UNION ALL
		SELECT s.year + 1 AS year, s.category, s.revenue AS previous_year_revenue, NULL::numeric AS total_revenue, NULL::bigint AS matched_products,
			NULL::numeric AS matched_previous_revenue, NULL::numeric AS matched_revenue, NULL::numeric AS twice_price_effect
		FROM sold s
		UNION ALL
		SELECT ecom.calendar_year(p.period)::integer AS year, p.category, NULL::numeric AS previous_year_revenue, NULL::numeric AS total_revenue, p.matched_products,
			p.previous_revenue AS matched_previous_revenue, p.revenue AS matched_revenue, p.twice_price_effect
		FROM refinement.price_changes p
		WHERE p.is_year
	) b
	GROUP BY b.year, b.category
) g
JOIN years y ON y.year = g.year
JOIN years b ON b.year = g.year - 1
CROSS JOIN LATERAL (SELECT coalesce(ecom.ratio(g.twice_price_effect, 2, 2), 0) AS price_effect) e;
COMMENT ON MATERIALIZED VIEW mart.mart_category_growth IS
'How much of the growth of a category is price, how much quantity, and how much other products; one row per year and category with revenue in the year or in the one before, both complete. growth = price_effect + quantity_effect + products_effect, to the cent. Of a product that was sold in both years, with the prices p and pieces q of the year before (0) and of the year (1), the price has added (p1 - p0) * (q0 + q1) / 2 and the quantity (q1 - q0) * (p0 + p1) / 2 (Bennet 1920); its price in a year is that of an average piece. All amounts add up over categories';
COMMENT ON COLUMN mart.mart_category_growth.year IS 'Year';
COMMENT ON COLUMN mart.mart_category_growth.category IS 'Category of the products, as in mart_sales_by_category_m_y';
COMMENT ON COLUMN mart.mart_category_growth.previous_year_revenue IS 'Revenue of the year before, USD; 0 if there was none';
COMMENT ON COLUMN mart.mart_category_growth.total_revenue IS 'Revenue of the year, USD; 0 if there was none';
COMMENT ON COLUMN mart.mart_category_growth.growth IS 'total_revenue - previous_year_revenue, USD';
COMMENT ON COLUMN mart.mart_category_growth.growth_pct IS 'Growth over previous_year_revenue, percent, rounded to 1 decimal; NULL if that is 0. Of several rows: 100 * sum(growth) / sum(previous_year_revenue)';
COMMENT ON COLUMN mart.mart_category_growth.matched_products IS 'Products that were sold in both years. To be summed';
COMMENT ON COLUMN mart.mart_category_growth.matched_previous_revenue IS 'Their revenue of the year before, USD';
COMMENT ON COLUMN mart.mart_category_growth.matched_revenue IS 'Their revenue of the year, USD';
COMMENT ON COLUMN mart.mart_category_growth.price_effect IS 'What other prices of these products added to the growth, USD; below 0: took from it';
COMMENT ON COLUMN mart.mart_category_growth.quantity_effect IS 'What other quantities of these products added to the growth, USD: matched_revenue - matched_previous_revenue - price_effect';
COMMENT ON COLUMN mart.mart_category_growth.products_effect IS 'Revenue of the products that were not sold in the year before, less that of those that are no longer sold, USD; lines without a product code are among them';
/* room for what refreshes change: rows that stay on their pages need no new entries in the index */
ALTER MATERIALIZED VIEW mart.mart_category_growth SET (fillfactor = 80);
CREATE UNIQUE INDEX mart_category_growth_key ON mart.mart_category_growth (year, category);
COMMENT ON INDEX mart.mart_category_growth_key IS 'The grain: year, category';
