/*
 * Refinement: which months the histories of the sample cover.  People leave the sample as they enrol, so the last months thin out
 * before they end, and a stray order may follow years later:
 *
 *	users	100 | 104 | 98 | ... | 101 | 97 | 60 | 31 | 8 | 0 | 0 | ... | 1
 *			covered ------------------------------| not covered ------------
 *
 * The first month is covered.  So is every later one in which at least half as many users ordered as on average in the latest
 * twelve covered months before it (all of them, where there are fewer), and all that lies between two covered months: so there is no
 * gap, and the last covered month tells all.  A month that is not over is not covered.
 */

CREATE MATERIALIZED VIEW refinement.fct_months_with_orders AS
SELECT
	b.month,
	min(b.first_order_date) AS first_order_date,
	max(b.last_order_date) AS last_order_date,
	count(*) AS active_users,
	sum(bit_count(b.order_days::bit(32)))::bigint AS baskets
FROM
(
	SELECT
		m.month,
		min(m.first_order_date) AS first_order_date,
		max(m.last_order_date) AS last_order_date,
		bit_or(m.order_days) AS order_days
	FROM refinement.fct_orders_monthly m
	GROUP BY m.user_key, m.month
) b
GROUP BY b.month;
COMMENT ON MATERIALIZED VIEW refinement.fct_months_with_orders IS 'How many users ordered in each month; one row per month with orders. What fct_months is made from';
COMMENT ON COLUMN refinement.fct_months_with_orders.month IS 'First day of the month';
COMMENT ON COLUMN refinement.fct_months_with_orders.first_order_date IS 'Day of the first order in the month';
COMMENT ON COLUMN refinement.fct_months_with_orders.last_order_date IS 'Day of the last order in the month';
COMMENT ON COLUMN refinement.fct_months_with_orders.active_users IS 'Users with an order in the month';
COMMENT ON COLUMN refinement.fct_months_with_orders.baskets IS 'Baskets: what one user ordered on one day';
CREATE UNIQUE INDEX fct_months_with_orders_key ON refinement.fct_months_with_orders (month);
COMMENT ON INDEX refinement.fct_months_with_orders_key IS 'The grain: month';

CREATE MATERIALIZED VIEW refinement.fct_months AS
WITH RECURSIVE users AS MATERIALIZED
(
	SELECT m.month, m.first_order_date, m.last_order_date, m.active_users, m.baskets FROM refinement.fct_months_with_orders m
),
months AS MATERIALIZED
(
	SELECT
		g.first_day::date AS month,
		ecom.calendar_year(g.first_day::date)::integer AS year,
		u.first_order_date,
		u.last_order_date,
		coalesce(u.active_users, 0) AS active_users,
		coalesce(u.baskets, 0) AS baskets,
		(g.first_day + interval '1 month')::date - 1 <= r.newest_order AS is_over
	FROM (SELECT min(u.month) AS first_month, max(u.month) AS last_month, max(u.last_order_date) AS newest_order FROM users u) r
	CROSS JOIN LATERAL generate_series(r.first_month::timestamp, r.last_month::timestamp, interval '1 month') AS g (first_day)
	LEFT JOIN users u ON u.month = g.first_day::date
),
counts AS MATERIALIZED
(
	SELECT array_agg(m.active_users ORDER BY m.month) AS users FROM months m WHERE m.is_over
),
/* month by month, by their number: how far it is covered */
reaches AS
(
	SELECT 1 AS month, 1 AS covered
	UNION ALL
	SELECT
		r.month + 1,
		CASE
			WHEN 2 * c.users[r.month + 1] * least(r.covered, 12) >= (SELECT sum(b.users) FROM unnest(c.users[r.covered - 11:r.covered]) AS b (users))
				THEN r.month + 1
			ELSE r.covered
		END
	FROM reaches r
	CROSS JOIN counts c
	WHERE r.month < cardinality(c.users)
)
SELECT
	c.month,
	c.year,
	c.first_order_date,
	c.last_order_date,
	c.active_users,
	c.baskets,
	c.is_over,
	c.is_covered,
	count(*) FILTER (WHERE c.is_covered) OVER (PARTITION BY c.year) = 12 AS is_complete_year
FROM
(
	SELECT
		m.*,
		m.is_over AND row_number() OVER (ORDER BY m.month) <= (SELECT max(r.covered) FROM reaches r) AS is_covered
	FROM months m
) c;
COMMENT ON MATERIALIZED VIEW refinement.fct_months IS
'How many users ordered in each month, and whether the purchase histories cover it; one row per month from the first order to the last, also where nobody ordered. What dim_date and the marts say of months and years comes from here';
COMMENT ON COLUMN refinement.fct_months.month IS 'First day of the month';
COMMENT ON COLUMN refinement.fct_months.year IS 'Year of the month';
COMMENT ON COLUMN refinement.fct_months.first_order_date IS 'Day of the first order; NULL without orders';
COMMENT ON COLUMN refinement.fct_months.last_order_date IS 'Day of the last order; NULL without orders';
COMMENT ON COLUMN refinement.fct_months.active_users IS 'Users with an order in the month, each counted once; 0 if none';
COMMENT ON COLUMN refinement.fct_months.baskets IS 'Baskets (what one user ordered on one day), each counted once; 0 if none';
COMMENT ON COLUMN refinement.fct_months.is_over IS 'Is the newest order of its last day, or later?';
COMMENT ON COLUMN refinement.fct_months.is_covered IS 'Do the purchase histories cover it? See refinement.dim_date.is_covered';
COMMENT ON COLUMN refinement.fct_months.is_complete_year IS 'Are all twelve months of its year covered?';
CREATE UNIQUE INDEX fct_months_key ON refinement.fct_months (month);
COMMENT ON INDEX refinement.fct_months_key IS 'The grain: month';
