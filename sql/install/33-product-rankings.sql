/*
 * Refinement: what each product sold, what those of each category did, and which products are at the top.  A rank is the number of all others that are ahead, so each of them is
 * looked at once for every ranking; but what they have sold is kept, in parts of all products, so that new lines are only added to theirs.
 */

/* In two halves, each of which a process of a parallel plan takes; GROUP BY () as in refinement.dim_product. */
CREATE MATERIALIZED VIEW refinement.product_sums AS
SELECT (s.sums).part, (s.sums).products
FROM
(
	SELECT ecom.product_sums(c.catalog) AS sums
	FROM
	(
		SELECT ecom.product_catalog(l.product_code, nullif(l.category, 'UNKNOWN'), l.title, 12 * l.order_year::integer + l.order_month - 1, l.quantity::bigint, l.order_value) AS catalog
		FROM staging.stg_amazon_purchases l
		WHERE ecom.product_part(l.product_code) < 131072
		GROUP BY ()
	) c
) s
UNION ALL
SELECT (s.sums).part, (s.sums).products
FROM
(
	SELECT ecom.product_sums(c.catalog) AS sums
	FROM
	(
		SELECT ecom.product_catalog(l.product_code, nullif(l.category, 'UNKNOWN'), l.title, 12 * l.order_year::integer + l.order_month - 1, l.quantity::bigint, l.order_value) AS catalog
		FROM staging.stg_amazon_purchases l
		WHERE ecom.product_part(l.product_code) >= 131072
		GROUP BY ()
	) c
) s;
COMMENT ON MATERIALIZED VIEW refinement.product_sums IS
'What each product has sold by month, and of which categories its lines are; one row per part of all products, by a hash of their codes. Lines without a product code are left out';
COMMENT ON COLUMN refinement.product_sums.part IS 'The part, 0 to 262143: ecom.product_part() of the codes of its products';
COMMENT ON COLUMN refinement.product_sums.products IS
'Its products, packed as ecom.product_sums() does: for each the number of lines by category (without those of category UNKNOWN) and by title, and the number of its lines and the sums of quantity and order_value (USD) by month, counted from the first of year 0 on: 12 * year + month - 1. ecom.top_products(), ecom.category_sums() and ecom.price_changes() read it';
/* nobody asks for products by what is in it, and it does not shrink; one that grows stays on its page */
ALTER MATERIALIZED VIEW refinement.product_sums ALTER part SET STATISTICS 20, ALTER products SET STATISTICS 0, ALTER products SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW refinement.product_sums SET (fillfactor = 80);
CREATE UNIQUE INDEX product_sums_key ON refinement.product_sums (part);
COMMENT ON INDEX refinement.product_sums_key IS 'The grain: part';

/* Also in two halves. */
CREATE MATERIALIZED VIEW refinement.category_months AS
SELECT
	('0001-01-01'::date + make_interval(months => s.period - 12))::date AS month,
	s.category,
	sum(s.lines)::bigint AS orders_count,
	sum(s.units)::bigint AS total_units,
	ecom.exact_sum(s.amount) AS total_revenue
FROM
(
	SELECT ecom.category_sums(p.products, 'UNKNOWN') AS sums FROM refinement.product_sums p WHERE p.part < 131072
	UNION ALL
	SELECT ecom.category_sums(p.products, 'UNKNOWN') FROM refinement.product_sums p WHERE p.part >= 131072
) r
CROSS JOIN LATERAL unnest(r.sums) AS s
GROUP BY s.period, s.category;
COMMENT ON MATERIALIZED VIEW refinement.category_months IS
'What the products of each category have sold by month; one row per month and category. Lines without a product code are left out: mart_sales_by_category_m_y has them, too';
COMMENT ON COLUMN refinement.category_months.month IS 'First day of the month';
COMMENT ON COLUMN refinement.category_months.category IS 'Category of the products: that of most of their lines, as in dim_product';
COMMENT ON COLUMN refinement.category_months.orders_count IS 'Number of their orders (purchase lines)';
COMMENT ON COLUMN refinement.category_months.total_units IS 'Pieces';
COMMENT ON COLUMN refinement.category_months.total_revenue IS 'Sum of order_value, USD';
ALTER MATERIALIZED VIEW refinement.category_months
	ALTER month SET STATISTICS 20, ALTER category SET STATISTICS 20, ALTER orders_count SET STATISTICS 20, ALTER total_units SET STATISTICS 20, ALTER total_revenue SET STATISTICS 20;
/* room for what refreshes change: rows that stay on their pages need no new entries in the index */
ALTER MATERIALIZED VIEW refinement.category_months SET (fillfactor = 85);
CREATE UNIQUE INDEX category_months_key ON refinement.category_months (category, month);
COMMENT ON INDEX refinement.category_months_key IS 'The grain: category, month';

CREATE MATERIALIZED VIEW refinement.unnamed_months AS
SELECT
	ecom.month_start(f.date_key) AS month,
	f.line_category AS category,
	count(*) AS orders_count,
	sum(f.quantity)::bigint AS total_units,
	ecom.exact_sum(f.order_value) AS total_revenue
FROM refinement.fct_orders f
WHERE f.line_category IS NOT NULL
GROUP BY ecom.month_start(f.date_key), f.line_category;
COMMENT ON MATERIALIZED VIEW refinement.unnamed_months IS
'What lines without a product code have sold by month; one row per month and category. Those with one are in category_months';
COMMENT ON COLUMN refinement.unnamed_months.month IS 'First day of the month';
COMMENT ON COLUMN refinement.unnamed_months.category IS 'Category that the line itself gives; UNKNOWN if it gives none';
COMMENT ON COLUMN refinement.unnamed_months.orders_count IS 'Number of these orders (purchase lines)';
COMMENT ON COLUMN refinement.unnamed_months.total_units IS 'Pieces';
COMMENT ON COLUMN refinement.unnamed_months.total_revenue IS 'Sum of order_value, USD';
CREATE UNIQUE INDEX unnamed_months_key ON refinement.unnamed_months (category, month);
COMMENT ON INDEX refinement.unnamed_months_key IS 'The grain: category, month';

CREATE MATERIALIZED VIEW refinement.product_rankings AS
SELECT
	coalesce(t.period::text, 'all') COLLATE "C" AS period,
	coalesce(t.category, '') AS category,
	t.products
FROM (SELECT ecom.top_products(s.products, 50, 10, 'UNKNOWN', 12) AS rankings FROM refinement.product_sums s) r
CROSS JOIN LATERAL unnest(r.rankings) AS t;
COMMENT ON MATERIALIZED VIEW refinement.product_rankings IS
'The products at the top of each period, and of each category in it; one row per period and category. Lines without a product code are left out';
COMMENT ON COLUMN refinement.product_rankings.period IS 'all, or a year';
COMMENT ON COLUMN refinement.product_rankings.category IS 'Category whose products are ranked; empty for all products together';
COMMENT ON COLUMN refinement.product_rankings.products IS
'The 10 products of the category with most revenue and the 10 with most pieces (of all products: 50), with the sums of quantity and order_value (USD) and their ranks';
/* nobody asks for products by what is in it, and it does not shrink */
ALTER MATERIALIZED VIEW refinement.product_rankings
	ALTER period SET STATISTICS 20, ALTER category SET STATISTICS 20, ALTER products SET STATISTICS 0, ALTER products SET STORAGE EXTERNAL;
/* room for what refreshes change: rows that stay on their pages need no new entries in the index */
ALTER MATERIALIZED VIEW refinement.product_rankings SET (fillfactor = 60, toast_tuple_target = 4080);
CREATE UNIQUE INDEX product_rankings_key ON refinement.product_rankings (period, category);
COMMENT ON INDEX refinement.product_rankings_key IS 'The grain: period, category';
