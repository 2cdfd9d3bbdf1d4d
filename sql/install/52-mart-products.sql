/* Marts of products */

CREATE MATERIALIZED VIEW mart.mart_top_products AS
SELECT
	r.period,
	t.product_key,
	p.title,
	p.category,
	t.units AS total_quantity,
	t.revenue AS total_revenue,
	t.rank_by_revenue::integer AS rank_by_revenue,
	t.rank_by_units::integer AS rank_by_units
FROM refinement.product_rankings r
CROSS JOIN LATERAL unnest(r.products) AS t
JOIN refinement.dim_product p ON p.product_key = t.product_key
WHERE r.category = '';
COMMENT ON MATERIALIZED VIEW mart.mart_top_products IS
'The 50 products with most revenue and the 50 with most pieces, of all years and of each; one row per period and product. Lines without a product code are left out. Those of each category are in mart_top_products_by_category';
COMMENT ON COLUMN mart.mart_top_products.period IS 'all, or a year. Choose one: all has the years in it';
COMMENT ON COLUMN mart.mart_top_products.product_key IS 'Product code';
COMMENT ON COLUMN mart.mart_top_products.title IS 'Title of the product';
COMMENT ON COLUMN mart.mart_top_products.category IS 'Category of the product';
COMMENT ON COLUMN mart.mart_top_products.total_quantity IS 'Pieces sold in the period. Not to be summed over periods';
COMMENT ON COLUMN mart.mart_top_products.total_revenue IS 'Sum of order_value in the period, USD. Not to be summed over periods';
COMMENT ON COLUMN mart.mart_top_products.rank_by_revenue IS '1 for the product with most revenue in the period; ties by product code, in byte order';
COMMENT ON COLUMN mart.mart_top_products.rank_by_units IS '1 for the product with most pieces in the period; ties by product code, in byte order';
CREATE UNIQUE INDEX mart_top_products_key ON mart.mart_top_products (period, product_key);
COMMENT ON INDEX mart.mart_top_products_key IS 'The grain: period, product_key';

CREATE MATERIALIZED VIEW mart.mart_top_products_by_category AS
SELECT
	r.period,
	r.category,
	t.product_key,
	p.title,
	t.units AS total_quantity,
	t.revenue AS total_revenue,
	t.rank_by_revenue::integer AS rank_by_revenue,
	t.rank_by_units::integer AS rank_by_units
FROM refinement.product_rankings r
CROSS JOIN LATERAL unnest(r.products) AS t
JOIN refinement.dim_product p ON p.product_key = t.product_key
WHERE r.category <> '';
COMMENT ON MATERIALIZED VIEW mart.mart_top_products_by_category IS
'Of each category the 10 products with most revenue and the 10 with most pieces, of all years and of each; one row per period, category and product. Lines without a product code are left out';
COMMENT ON COLUMN mart.mart_top_products_by_category.period IS 'all, or a year. Choose one: all has the years in it';
COMMENT ON COLUMN mart.mart_top_products_by_category.category IS 'Category of the product (dim_product)';
COMMENT ON COLUMN mart.mart_top_products_by_category.product_key IS 'Product code';
COMMENT ON COLUMN mart.mart_top_products_by_category.title IS 'Title of the product';
COMMENT ON COLUMN mart.mart_top_products_by_category.total_quantity IS 'Pieces sold in the period. Not to be summed over periods';
COMMENT ON COLUMN mart.mart_top_products_by_category.total_revenue IS 'Sum of order_value in the period, USD. Not to be summed over periods';
COMMENT ON COLUMN mart.mart_top_products_by_category.rank_by_revenue IS '1 for the product of the category with most revenue in the period; ties by product code, in byte order';
COMMENT ON COLUMN mart.mart_top_products_by_category.rank_by_units IS '1 for the product of the category with most pieces in the period; ties by product code, in byte order';
ALTER MATERIALIZED VIEW mart.mart_top_products_by_category
	ALTER period SET STATISTICS 20, ALTER category SET STATISTICS 20, ALTER product_key SET STATISTICS 20, ALTER title SET STATISTICS 20,
	ALTER total_quantity SET STATISTICS 20, ALTER total_revenue SET STATISTICS 20, ALTER rank_by_revenue SET STATISTICS 20, ALTER rank_by_units SET STATISTICS 20;
/* room for what refreshes change: rows that stay on their pages need no new entries in the index */
ALTER MATERIALIZED VIEW mart.mart_top_products_by_category SET (fillfactor = 85);
CREATE UNIQUE INDEX mart_top_products_by_category_key ON mart.mart_top_products_by_category (period, category, product_key);
COMMENT ON INDEX mart.mart_top_products_by_category_key IS 'The grain: period, category, product_key';

CREATE MATERIALIZED VIEW mart.mart_top_product_months AS
SELECT
	d.month,
	d.year,
	t.product_key,
	t.title,
	t.category,
	m.lines AS orders_count,
	m.units AS total_units,
	m.amount AS total_revenue,
	d.is_covered,
	d.is_complete_year
/* the same title and category in all periods */
FROM (SELECT DISTINCT ON (p.product_key) p.product_key, p.title, p.category FROM mart.mart_top_products p) t
JOIN refinement.product_sums s ON s.part = ecom.product_part(t.product_key)
CROSS JOIN LATERAL ecom.product_periods(s.products, NULL) m
JOIN refinement.fct_months d ON d.month = ('0001-01-01'::date + make_interval(months => m.period - 12))::date
WHERE m.product_code = t.product_key;
COMMENT ON MATERIALIZED VIEW mart.mart_top_product_months IS
'Sales by month of each product that is in mart_top_products for any period; one row per month and product with orders. Orders, units and revenue add up over months and products';
COMMENT ON COLUMN mart.mart_top_product_months.month IS 'First day of the month. A range of days that begins later in it leaves it out';
COMMENT ON COLUMN mart.mart_top_product_months.year IS 'Year of the month';
COMMENT ON COLUMN mart.mart_top_product_months.product_key IS 'Product code';
COMMENT ON COLUMN mart.mart_top_product_months.title IS 'Title of the product';
COMMENT ON COLUMN mart.mart_top_product_months.category IS 'Category of the product';
COMMENT ON COLUMN mart.mart_top_product_months.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN mart.mart_top_product_months.total_units IS 'Pieces';
COMMENT ON COLUMN mart.mart_top_product_months.total_revenue IS 'Sum of order_value, USD';
COMMENT ON COLUMN mart.mart_top_product_months.is_covered IS 'Do the purchase histories cover the month? See refinement.dim_date.is_covered';
COMMENT ON COLUMN mart.mart_top_product_months.is_complete_year IS 'Do they cover all twelve months of its year? See refinement.dim_date.is_complete_year';
CREATE UNIQUE INDEX mart_top_product_months_key ON mart.mart_top_product_months (product_key, month);
COMMENT ON INDEX mart.mart_top_product_months_key IS 'The grain: product_key, month';
