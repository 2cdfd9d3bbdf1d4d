/*
 * Marts of sales by month.  Marts that count users or ask for states start from refinement.fct_orders_monthly, a seventh of the
 * fact, and group by user first: that takes small groups, instead of a sort of every line for count(DISTINCT).
 */

CREATE MATERIALIZED VIEW mart.mart_sales_by_state_m_y AS
SELECT
	m.month,
	d.year,
	m.state_key,
	s.state_name,
	m.orders_count,
	m.total_units,
	m.total_revenue,
	ecom.ratio(m.total_revenue, m.orders_count, 2) AS avg_order_value,
	m.active_users,
	m.baskets,
	d.is_covered,
	d.is_complete_year
FROM
(
	SELECT
		f.month,
		f.state_key,
		sum(f.orders_count)::bigint AS orders_count,
		sum(f.total_units)::bigint AS total_units,
		ecom.exact_sum(f.total_revenue) AS total_revenue,
		count(*) AS active_users,
		sum(bit_count(f.order_days::bit(32)))::bigint AS baskets
	FROM refinement.fct_orders_monthly f
	GROUP BY f.month, f.state_key
) m
JOIN refinement.fct_months d ON d.month = m.month
JOIN refinement.dim_state s ON s.state_fips = m.state_key;
COMMENT ON MATERIALIZED VIEW mart.mart_sales_by_state_m_y IS
'Sales by month and state; one row per month and state with orders. Orders, units and revenue add up over months and states; users do not (who orders to two states counts in both), nor do averages';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.month IS 'First day of the month. A range of days that begins later in it leaves it out';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.year IS 'Year of the month';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.state_key IS 'FIPS code of the state shipped to, of the home state where the line names no place; 00 for unknown';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.state_name IS 'Name of the state';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.total_units IS 'Pieces';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.total_revenue IS 'Sum of order_value, USD';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.avg_order_value IS 'total_revenue / orders_count, USD a purchase line, rounded to cents. Of several rows: sum(total_revenue) / sum(orders_count)';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.active_users IS 'Users with an order in that month and state. Not to be summed: who orders in two months, or to two states, would count twice';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.baskets IS 'Baskets (what one user ordered on one day) with an order to that state. To be summed over months, not over states: a basket sent to two states counts in both';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.is_covered IS 'Do the purchase histories cover the month? See refinement.dim_date.is_covered';
COMMENT ON COLUMN mart.mart_sales_by_state_m_y.is_complete_year IS 'Do they cover all twelve months of its year? See refinement.dim_date.is_complete_year';
CREATE UNIQUE INDEX mart_sales_by_state_m_y_key ON mart.mart_sales_by_state_m_y (month, state_key);
COMMENT ON INDEX mart.mart_sales_by_state_m_y_key IS 'The grain: month, state_key';

/* What adds up over states is added up from them. */
CREATE MATERIALIZED VIEW mart.mart_months AS
SELECT
	d.month,
	d.year,
	coalesce(s.orders_count, 0) AS orders_count,
	coalesce(s.total_units, 0) AS total_units,
	coalesce(s.total_revenue, 0) AS total_revenue,
	d.active_users,
	d.baskets,
	ecom.ratio(s.total_revenue, s.orders_count, 2) AS avg_order_value,
	ecom.ratio(s.total_revenue, d.baskets, 2) AS avg_basket_value,
	d.first_order_date,
	d.last_order_date,
	d.is_covered,
	d.is_complete_year
FROM refinement.fct_months d
LEFT JOIN
(
	SELECT
		m.month,
		sum(m.orders_count)::bigint AS orders_count,
		sum(m.total_units)::bigint AS total_units,
		ecom.exact_sum(m.total_revenue) AS total_revenue
	FROM mart.mart_sales_by_state_m_y m
	GROUP BY m.month
) s ON s.month = d.month;
COMMENT ON MATERIALIZED VIEW mart.mart_months IS
'Sales by month; one row per month from the first order to the last, also where nobody ordered. All but users and averages add up over months';
COMMENT ON COLUMN mart.mart_months.month IS 'First day of the month. A range of days that begins later in it leaves it out';
COMMENT ON COLUMN mart.mart_months.year IS 'Year of the month';
COMMENT ON COLUMN mart.mart_months.orders_count IS 'Number of orders (purchase lines); 0 if none';
COMMENT ON COLUMN mart.mart_months.total_units IS 'Pieces; 0 if none';
COMMENT ON COLUMN mart.mart_months.total_revenue IS 'Sum of order_value, USD; 0 if none';
COMMENT ON COLUMN mart.mart_months.active_users IS 'Users with an order in the month, each counted once. Not to be summed: who orders in two months would count twice';
COMMENT ON COLUMN mart.mart_months.baskets IS 'Baskets (what one user ordered on one day), each counted once; 0 if none';
COMMENT ON COLUMN mart.mart_months.avg_order_value IS 'total_revenue / orders_count, USD a purchase line, rounded to cents; NULL without orders. Of several months: sum(total_revenue) / sum(orders_count)';
COMMENT ON COLUMN mart.mart_months.avg_basket_value IS 'total_revenue / baskets, USD a basket, rounded to cents; NULL without orders. Of several months: sum(total_revenue) / sum(baskets)';
COMMENT ON COLUMN mart.mart_months.first_order_date IS 'Day of the first order; NULL without orders';
COMMENT ON COLUMN mart.mart_months.last_order_date IS 'Day of the last order; NULL without orders';
COMMENT ON COLUMN mart.mart_months.is_covered IS 'Do the purchase histories cover the month? See refinement.dim_date.is_covered';
COMMENT ON COLUMN mart.mart_months.is_complete_year IS 'Do they cover all twelve months of its year? See refinement.dim_date.is_complete_year';
CREATE UNIQUE INDEX mart_months_key ON mart.mart_months (month);
COMMENT ON INDEX mart.mart_months_key IS 'The grain: month';

/* The category of a line without a product code is its own; that of the others is their product's, the same for all of its lines. */
CREATE MATERIALIZED VIEW mart.mart_sales_by_category_m_y AS
SELECT
	c.month,
	d.year,
	c.category,
	c.orders_count,
	c.total_units,
	c.total_revenue,
	ecom.ratio(c.total_revenue, c.orders_count, 2) AS avg_order_value,
	d.is_covered,
	d.is_complete_year
FROM
(
	SELECT
		l.month,
		l.category,
		sum(l.orders_count)::bigint AS orders_count,
		sum(l.total_units)::bigint AS total_units,
		ecom.exact_sum(l.total_revenue) AS total_revenue
	FROM
	(
		SELECT s.month, s.category, s.orders_count, s.total_units, s.total_revenue
		FROM refinement.category_months s
		UNION ALL
		SELECT n.month, n.category, n.orders_count, n.total_units, n.total_revenue
		FROM refinement.unnamed_months n
	) l
	GROUP BY l.month, l.category
) c
JOIN refinement.fct_months d ON d.month = c.month;
COMMENT ON MATERIALIZED VIEW mart.mart_sales_by_category_m_y IS
'Sales by month and category; one row per month and category with orders. Orders, units and revenue add up over months and categories; averages do not';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.month IS 'First day of the month. A range of days that begins later in it leaves it out';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.year IS 'Year of the month';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.category IS
'Category of the product, the most frequent one of its code (dim_product); of a line without a product code the category that the line itself gives, as in ref_orders_enriched. UNKNOWN if there is none';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.total_units IS 'Pieces';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.total_revenue IS 'Sum of order_value, USD';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.avg_order_value IS 'total_revenue / orders_count, USD a purchase line, rounded to cents. Of several rows: sum(total_revenue) / sum(orders_count)';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.is_covered IS 'Do the purchase histories cover the month? See refinement.dim_date.is_covered';
COMMENT ON COLUMN mart.mart_sales_by_category_m_y.is_complete_year IS 'Do they cover all twelve months of its year? See refinement.dim_date.is_complete_year';
ALTER MATERIALIZED VIEW mart.mart_sales_by_category_m_y
	ALTER month SET STATISTICS 20, ALTER year SET STATISTICS 20, ALTER category SET STATISTICS 20, ALTER orders_count SET STATISTICS 20,
	ALTER total_units SET STATISTICS 20, ALTER total_revenue SET STATISTICS 20, ALTER avg_order_value SET STATISTICS 20,
	ALTER is_covered SET STATISTICS 20, ALTER is_complete_year SET STATISTICS 20;
CREATE UNIQUE INDEX mart_sales_by_category_m_y_key ON mart.mart_sales_by_category_m_y (month, category);
COMMENT ON INDEX mart.mart_sales_by_category_m_y_key IS 'The grain: month, category';
