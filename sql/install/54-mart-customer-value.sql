/*
 * Marts of customers: what each has bought, and what is to be expected.  A history ends when its user left the sample, some time after
 * the last covered month; up to that month all are known.  So what compares or foretells takes the orders up to it:
 *
 *		first order ---------------- known_until -------- covered_until ..... end of the history
 *								  six covered months before
 */

CREATE MATERIALIZED VIEW refinement.customer_histories AS
WITH ends AS MATERIALIZED
(
	SELECT
		(max(m.month) + interval '1 month')::date - 1 AS covered_until,
		(max(m.month) - interval '5 months')::date - 1 AS known_until
	FROM refinement.fct_months m
	WHERE m.is_covered
)
SELECT
	c.user_key,
	c.first_order_date,
	c.last_order_date,
	ecom.months_in(c.days) AS active_months,
	c.orders_count,
	c.total_units,
	/* what is sent to several states on a day is one basket */
	ecom.days_in(c.days) AS baskets,
	c.total_revenue,
	e.covered_until,
	c.covered_last_order_date,
	nullif(ecom.days_in(c.days, e.covered_until), 0) AS covered_baskets,
	c.covered_revenue,
	e.known_until,
	c.known_last_order_date,
	nullif(ecom.days_in(c.days, e.known_until), 0) AS known_baskets,
	c.known_revenue
FROM
(
	SELECT
		m.user_key,
		min(m.first_order_date) AS first_order_date,
		max(m.last_order_date) AS last_order_date,
		ecom.day_set(m.month, m.order_days) AS days,
		sum(m.orders_count)::bigint AS orders_count,
		sum(m.total_units)::bigint AS total_units,
		ecom.exact_sum(m.total_revenue) AS total_revenue,
		max(m.last_order_date) FILTER (WHERE m.month <= (SELECT e.covered_until FROM ends e)) AS covered_last_order_date,
		ecom.exact_sum(m.total_revenue) FILTER (WHERE m.month <= (SELECT e.covered_until FROM ends e)) AS covered_revenue,
		max(m.last_order_date) FILTER (WHERE m.month <= (SELECT e.known_until FROM ends e)) AS known_last_order_date,
		ecom.exact_sum(m.total_revenue) FILTER (WHERE m.month <= (SELECT e.known_until FROM ends e)) AS known_revenue
	FROM refinement.fct_orders_monthly m
	GROUP BY m.user_key
) c
CROSS JOIN ends e;
COMMENT ON MATERIALIZED VIEW refinement.customer_histories IS 'What each user has bought: in all, up to the end of the last covered month, and up to six covered months before; one row per user with orders';
COMMENT ON COLUMN refinement.customer_histories.user_key IS 'Who: dim_user';
COMMENT ON COLUMN refinement.customer_histories.first_order_date IS 'Day of the first order';
COMMENT ON COLUMN refinement.customer_histories.last_order_date IS 'Day of the last order';
COMMENT ON COLUMN refinement.customer_histories.active_months IS 'Months with an order';
COMMENT ON COLUMN refinement.customer_histories.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN refinement.customer_histories.total_units IS 'Pieces';
COMMENT ON COLUMN refinement.customer_histories.baskets IS 'Baskets: days with an order';
COMMENT ON COLUMN refinement.customer_histories.total_revenue IS 'Sum of order_value, USD';
COMMENT ON COLUMN refinement.customer_histories.covered_until IS 'Last day of the last covered month, the same in all rows; NULL where no month is covered';
COMMENT ON COLUMN refinement.customer_histories.covered_last_order_date IS 'Day of the last order up to covered_until; NULL if there is none';
COMMENT ON COLUMN refinement.customer_histories.covered_baskets IS 'Baskets up to covered_until; NULL if there are none';
COMMENT ON COLUMN refinement.customer_histories.covered_revenue IS 'Revenue up to covered_until, USD; NULL if there is none';
COMMENT ON COLUMN refinement.customer_histories.known_until IS 'Last day of the month six covered months before, the same in all rows';
COMMENT ON COLUMN refinement.customer_histories.known_last_order_date IS 'Day of the last order up to known_until; NULL if there is none';
COMMENT ON COLUMN refinement.customer_histories.known_baskets IS 'Baskets up to known_until; NULL if there are none';
COMMENT ON COLUMN refinement.customer_histories.known_revenue IS 'Revenue up to known_until, USD; NULL if there is none';
CREATE UNIQUE INDEX customer_histories_key ON refinement.customer_histories (user_key);
COMMENT ON INDEX refinement.customer_histories_key IS 'The grain: user_key';

/*
 * The models take a basket for a purchase, and weeks.  Expectations are summed as decimals, which are the same in whatever order.
 */
CREATE MATERIALIZED VIEW mart.mart_customer_fit AS
WITH histories AS MATERIALIZED
(
	SELECT
		p.purpose,
		p.known_until,
		p.foretold_until,
		p.baskets,
		p.revenue,
		p.later_baskets,
		p.later_revenue,
		(p.last_order_date - h.first_order_date) / 7.0::double precision AS recency,
		(p.known_until - h.first_order_date) / 7.0::double precision AS age
	FROM refinement.customer_histories h
	CROSS JOIN LATERAL
	(
		VALUES
		('forecast', h.covered_until, h.covered_until + 365, h.covered_last_order_date, h.covered_baskets, h.covered_revenue, NULL::bigint, NULL::numeric),
		('backtest', h.known_until, h.covered_until, h.known_last_order_date, h.known_baskets, h.known_revenue, h.covered_baskets - h.known_baskets,
			h.covered_revenue - h.known_revenue)
	) AS p (purpose, known_until, foretold_until, last_order_date, baskets, revenue, later_baskets, later_revenue)
	WHERE p.baskets > 0
),
fits AS MATERIALIZED
(
	SELECT
		t.purpose,
		t.known_until,
		t.foretold_until,
		t.customers,
		c.converged,
		CASE WHEN c.converged THEN t.orders END AS orders,
		CASE WHEN c.converged THEN t.value END AS value
	FROM
	(
		SELECT
			h.purpose,
			h.known_until,
			h.foretold_until,
			count(*) AS customers,
			ecom.bg_nbd(h.baskets - 1, h.recency, h.age) AS orders,
			ecom.gamma_gamma(h.baskets, (h.revenue / h.baskets)::double precision) AS value
		FROM histories h
		GROUP BY h.purpose, h.known_until, h.foretold_until
	) t
	CROSS JOIN LATERAL (SELECT (t.orders).converged AND (t.value).converged AND t.customers >= 100 AS converged) c
),
expected AS
(
	SELECT
		h.purpose,
		sum(e.baskets::numeric) AS baskets,
		sum((e.baskets * ecom.expected_value(f.value, h.baskets, (h.revenue / h.baskets)::double precision))::numeric) AS revenue,
		sum(h.later_baskets)::bigint AS later_baskets,
		ecom.exact_sum(h.later_revenue) AS later_revenue
	FROM histories h
	JOIN fits f ON f.purpose = h.purpose
	CROSS JOIN LATERAL
	(
		SELECT ecom.expected_purchases(f.orders, h.baskets - 1, h.recency, h.age, (f.foretold_until - f.known_until) / 7.0::double precision) AS baskets
	) e
	GROUP BY h.purpose
)
SELECT
	f.purpose,
	f.known_until,
	f.foretold_until,
	f.customers,
	f.converged,
	round(e.baskets, 1) AS expected_baskets,
	e.later_baskets AS actual_baskets,
	round(e.revenue, 2) AS expected_revenue,
	e.later_revenue AS actual_revenue,
	(f.orders).r,
	(f.orders).alpha,
	(f.orders).a,
	(f.orders).b,
	(f.orders).log_likelihood AS orders_log_likelihood,
	(f.value).p,
	(f.value).q,
	(f.value).v,
	(f.value).log_likelihood AS value_log_likelihood
FROM fits f
JOIN expected e ON e.purpose = f.purpose;
COMMENT ON MATERIALIZED VIEW mart.mart_customer_fit IS
'What customers are going to buy, by the models BG/NBD (how often: Fader, Hardie and Lee 2005) and Gamma-Gamma (for how much: Fader and Hardie 2013), fitted to all baskets up to a day; one row per purpose. They assume that everybody buys at a steady pace until stopping for good, and that who buys more often does not buy dearer: neither seasons nor growth. How far that holds for these data the backtest tells';
COMMENT ON COLUMN mart.mart_customer_fit.purpose IS 'forecast: fitted to all covered months, for the 365 days that follow. backtest: fitted without the last six covered months, which it foretells';
COMMENT ON COLUMN mart.mart_customer_fit.known_until IS 'Last day of the orders that the models are fitted to';
COMMENT ON COLUMN mart.mart_customer_fit.foretold_until IS 'Last day of what they foretell, from the day after on';
COMMENT ON COLUMN mart.mart_customer_fit.customers IS 'Users with an order by then';
COMMENT ON COLUMN mart.mart_customer_fit.converged IS 'Have both fits converged, with 100 users or more? If not, there are no parameters, and nothing is expected';
COMMENT ON COLUMN mart.mart_customer_fit.expected_baskets IS 'Baskets that these users are expected to order in that time; NULL unless converged';
COMMENT ON COLUMN mart.mart_customer_fit.actual_baskets IS 'Baskets that they did order; NULL for the forecast';
COMMENT ON COLUMN mart.mart_customer_fit.expected_revenue IS 'What these are expected to be worth, USD; NULL unless converged';
COMMENT ON COLUMN mart.mart_customer_fit.actual_revenue IS 'What they were worth, USD; NULL for the forecast';
COMMENT ON COLUMN mart.mart_customer_fit.r IS 'BG/NBD: shape of the distribution of the rates; see ecom.bg_nbd_fit';
COMMENT ON COLUMN mart.mart_customer_fit.alpha IS 'BG/NBD: rate of that distribution, in weeks';
COMMENT ON COLUMN mart.mart_customer_fit.a IS 'BG/NBD: first parameter of the distribution of the probability to stop';
COMMENT ON COLUMN mart.mart_customer_fit.b IS 'BG/NBD: second parameter of that distribution';
COMMENT ON COLUMN mart.mart_customer_fit.orders_log_likelihood IS 'BG/NBD: logarithm of the likelihood';
COMMENT ON COLUMN mart.mart_customer_fit.p IS 'Gamma-Gamma: shape of the distribution of a user''s baskets; see ecom.gamma_gamma_fit';
COMMENT ON COLUMN mart.mart_customer_fit.q IS 'Gamma-Gamma: shape of the distribution of its rate';
COMMENT ON COLUMN mart.mart_customer_fit.v IS 'Gamma-Gamma: rate of that distribution, in USD';
COMMENT ON COLUMN mart.mart_customer_fit.value_log_likelihood IS 'Gamma-Gamma: logarithm of the likelihood';
CREATE UNIQUE INDEX mart_customer_fit_key ON mart.mart_customer_fit (purpose);
COMMENT ON INDEX mart.mart_customer_fit_key IS 'The grain: purpose';

CREATE MATERIALIZED VIEW mart.mart_customer_value AS
SELECT
	s.user_key,
	s.first_order_date,
	s.last_order_date,
	s.active_months,
	s.orders_count,
	s.total_units,
	s.baskets,
	s.total_revenue,
	ecom.ratio(s.total_revenue, s.orders_count, 2) AS avg_order_value,
	ecom.ratio(s.total_revenue, s.baskets, 2) AS avg_basket_value,
	s.days_since_last_order,
	s.recency_score,
	s.frequency_score,
	s.monetary_score,
	g.segment,
	array_position('{Champions,Loyal,Regular,Recent,At risk,Lost,Not covered}'::text[], g.segment) AS segment_order,
	round(ecom.probability_alive(s.orders, s.covered_baskets - 1, s.recency, s.age)::numeric, 4) AS probability_alive,
	round(e.baskets::numeric, 4) AS expected_baskets_365,
	round((e.baskets * ecom.expected_value(s.value, s.covered_baskets, (s.covered_revenue / s.covered_baskets)::double precision))::numeric, 2) AS expected_revenue_365
FROM
(
	SELECT
		h.*,
		h.covered_until - h.covered_last_order_date AS days_since_last_order,
		(h.covered_last_order_date - h.first_order_date) / 7.0::double precision AS recency,
		(h.covered_until - h.first_order_date) / 7.0::double precision AS age,
		CASE WHEN h.covered_baskets > 0 THEN (1 + 5 * (rank() OVER (ORDER BY h.covered_last_order_date NULLS LAST) - 1) / c.customers)::smallint END AS recency_score,
		CASE WHEN h.covered_baskets > 0 THEN (1 + 5 * (rank() OVER (ORDER BY h.covered_baskets NULLS LAST) - 1) / c.customers)::smallint END AS frequency_score,
		CASE WHEN h.covered_baskets > 0 THEN (1 + 5 * (rank() OVER (ORDER BY h.covered_revenue NULLS LAST) - 1) / c.customers)::smallint END AS monetary_score,
		ROW(f.r, f.alpha, f.a, f.b, f.orders_log_likelihood, f.customers, f.converged)::ecom.bg_nbd_fit AS orders,
		ROW(f.p, f.q, f.v, f.value_log_likelihood, f.customers, f.converged)::ecom.gamma_gamma_fit AS value
	FROM refinement.customer_histories h
	CROSS JOIN (SELECT count(*) FILTER (WHERE a.covered_baskets > 0) AS customers FROM refinement.customer_histories a) c
	LEFT JOIN mart.mart_customer_fit f ON f.purpose = 'forecast'
) s
CROSS JOIN LATERAL
(
	SELECT CASE
		WHEN s.recency_score IS NULL THEN 'Not covered'
		WHEN s.recency_score >= 4 AND s.frequency_score >= 4 AND s.monetary_score >= 4 THEN 'Champions'
		WHEN s.recency_score >= 3 AND s.frequency_score >= 4 THEN 'Loyal'
		WHEN s.recency_score >= 4 AND s.frequency_score <= 2 THEN 'Recent'
		WHEN s.recency_score <= 2 AND s.frequency_score >= 3 THEN 'At risk'
		WHEN s.recency_score <= 2 THEN 'Lost'
		ELSE 'Regular'
	END AS segment
) g
CROSS JOIN LATERAL (SELECT ecom.expected_purchases(s.orders, s.covered_baskets - 1, s.recency, s.age, 365 / 7.0::double precision) AS baskets) e;
COMMENT ON MATERIALIZED VIEW mart.mart_customer_value IS
'What each customer has bought, how that compares, and what is to be expected; one row per user with orders. Orders, units, baskets and revenue are all of the user''s, and add up to the fact; what compares and foretells (days since the last order, scores, segment, expectations) takes the orders up to the last day of the last covered month, up to which all users are known';
COMMENT ON COLUMN mart.mart_customer_value.user_key IS 'Who: dim_user';
COMMENT ON COLUMN mart.mart_customer_value.first_order_date IS 'Day of the first order; of histories that began before the data it is too late';
COMMENT ON COLUMN mart.mart_customer_value.last_order_date IS 'Day of the last order';
COMMENT ON COLUMN mart.mart_customer_value.active_months IS 'Months with an order';
COMMENT ON COLUMN mart.mart_customer_value.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN mart.mart_customer_value.total_units IS 'Pieces';
COMMENT ON COLUMN mart.mart_customer_value.baskets IS 'Baskets: days with an order';
COMMENT ON COLUMN mart.mart_customer_value.total_revenue IS 'Sum of order_value, USD';
COMMENT ON COLUMN mart.mart_customer_value.avg_order_value IS 'total_revenue / orders_count, USD a purchase line, rounded to cents. Of several rows: sum(total_revenue) / sum(orders_count)';
COMMENT ON COLUMN mart.mart_customer_value.avg_basket_value IS 'total_revenue / baskets, USD a basket, rounded to cents. Of several rows: sum(total_revenue) / sum(baskets)';
COMMENT ON COLUMN mart.mart_customer_value.days_since_last_order IS 'Days from the last order to the last covered day; NULL for who has ordered after that only';
COMMENT ON COLUMN mart.mart_customer_value.recency_score IS 'Fifth of the users by their last order, 5 for the latest; equals are in the same. NULL for who has ordered after the last covered day only';
COMMENT ON COLUMN mart.mart_customer_value.frequency_score IS 'Fifth of the users by their baskets, 5 for the most; equals are in the same';
COMMENT ON COLUMN mart.mart_customer_value.monetary_score IS 'Fifth of the users by their revenue, 5 for the most; equals are in the same';
COMMENT ON COLUMN mart.mart_customer_value.segment IS 'By the scores, the first that fits: Champions (all three 4 or 5), Loyal (recency 3 to 5, frequency 4 or 5), Recent (recency 4 or 5, frequency 1 or 2), At risk (recency 1 or 2, frequency 3 to 5), Lost (recency 1 or 2), Regular; Not covered without scores';
COMMENT ON COLUMN mart.mart_customer_value.segment_order IS 'Place of segment, 1 for Champions, to sort by';
COMMENT ON COLUMN mart.mart_customer_value.probability_alive IS 'Probability, 0 to 1, of not having stopped buying by the last covered day, by the model of mart_customer_fit; NULL without one';
COMMENT ON COLUMN mart.mart_customer_value.expected_baskets_365 IS 'Baskets to be expected in the 365 days after the last covered day, by that model; NULL without one. To be summed';
COMMENT ON COLUMN mart.mart_customer_value.expected_revenue_365 IS 'What these are expected to be worth, USD; NULL without a model. To be summed';
CREATE UNIQUE INDEX mart_customer_value_key ON mart.mart_customer_value (user_key);
COMMENT ON INDEX mart.mart_customer_value_key IS 'The grain: user_key';
