/* BI: customers */

CREATE VIEW bi.customer_value AS
SELECT
	m.user_key,
	u.age_group::text AS age_group,
	u.age_group_order,
	u.income_bracket::text AS income_bracket,
	u.income_bracket_order,
	u.gender::text AS gender,
	u.home_state_name,
	m.first_order_date,
	m.last_order_date,
	m.active_months,
	m.orders_count,
	m.total_units,
	m.baskets,
	m.total_revenue::numeric(38,2) AS total_revenue,
	m.avg_order_value::numeric(38,2) AS avg_order_value,
	m.avg_basket_value::numeric(38,2) AS avg_basket_value,
	m.days_since_last_order,
	m.recency_score,
	m.frequency_score,
	m.monetary_score,
	m.segment,
	m.segment_order,
	m.probability_alive::numeric(5,4) AS probability_alive,
	m.expected_baskets_365::numeric(38,4) AS expected_baskets_365,
	m.expected_revenue_365::numeric(38,2) AS expected_revenue_365
FROM mart.mart_customer_value m
LEFT JOIN refinement.dim_user u ON u.user_key = m.user_key;
COMMENT ON COLUMN bi.customer_value.age_group IS 'Age group';
COMMENT ON COLUMN bi.customer_value.age_group_order IS 'Place of age_group in the natural order, 1 for the youngest';
COMMENT ON COLUMN bi.customer_value.income_bracket IS 'Household income before taxes, USD a year';
COMMENT ON COLUMN bi.customer_value.income_bracket_order IS 'Place of income_bracket in the natural order, 1 for the lowest';
COMMENT ON COLUMN bi.customer_value.gender IS 'Gender';
COMMENT ON COLUMN bi.customer_value.home_state_name IS 'State of residence';

CREATE VIEW bi.customer_fit AS
SELECT
	m.purpose,
	m.known_until,
	m.foretold_until,
	m.customers,
	m.converged,
	m.expected_baskets::numeric(38,1) AS expected_baskets,
	m.actual_baskets,
	ecom.growth_pct(m.expected_baskets, m.actual_baskets)::numeric(38,1) AS baskets_error_pct,
	m.expected_revenue::numeric(38,2) AS expected_revenue,
	m.actual_revenue::numeric(38,2) AS actual_revenue,
	ecom.growth_pct(m.expected_revenue, m.actual_revenue)::numeric(38,1) AS revenue_error_pct,
	m.r,
	m.alpha,
	m.a,
	m.b,
	m.orders_log_likelihood,
	m.p,
	m.q,
	m.v,
	m.value_log_likelihood
FROM mart.mart_customer_fit m;
COMMENT ON COLUMN bi.customer_fit.baskets_error_pct IS 'How far expected_baskets are above actual_baskets, percent, rounded to 1 decimal (below: negative); NULL for the forecast. Not to be averaged';
COMMENT ON COLUMN bi.customer_fit.revenue_error_pct IS 'How far expected_revenue is above actual_revenue, percent, rounded to 1 decimal (below: negative); NULL for the forecast. Not to be averaged';

CREATE VIEW bi.customer_segments AS
SELECT
	m.segment,
	m.segment_order,
	count(*) AS customers,
	count(*) FILTER (WHERE m.baskets > 1) AS repeat_customers,
	ecom.ratio(100 * count(*) FILTER (WHERE m.baskets > 1), count(*), 1)::numeric(4,1) AS repeat_pct,
	sum(m.orders_count)::bigint AS orders_count,
	sum(m.total_units)::bigint AS total_units,
	sum(m.baskets)::bigint AS baskets,
	sum(m.total_revenue)::numeric(38,2) AS total_revenue,
	ecom.ratio(sum(m.total_revenue), count(*), 2)::numeric(38,2) AS revenue_per_customer,
	ecom.ratio(sum(m.total_revenue), sum(m.baskets), 2)::numeric(38,2) AS avg_basket_value,
	sum(m.expected_baskets_365)::numeric(38,4) AS expected_baskets_365,
	sum(m.expected_revenue_365)::numeric(38,2) AS expected_revenue_365
FROM mart.mart_customer_value m
GROUP BY m.segment, m.segment_order;
COMMENT ON VIEW bi.customer_segments IS 'The customers by segment; one row per segment that has any. All but percentages and averages add up';
COMMENT ON COLUMN bi.customer_segments.customers IS 'Users with orders';
COMMENT ON COLUMN bi.customer_segments.repeat_customers IS 'Those with more than one basket: who have ordered on more than one day';
COMMENT ON COLUMN bi.customer_segments.repeat_pct IS '100 * repeat_customers / customers, percent, rounded to 1 decimal. Of several rows: from their sums';
COMMENT ON COLUMN bi.customer_segments.segment IS 'Segment: see mart.mart_customer_value';
COMMENT ON COLUMN bi.customer_segments.segment_order IS 'Place of segment, 1 for Champions, to sort by';
COMMENT ON COLUMN bi.customer_segments.baskets IS 'Baskets: what one user ordered on one day';
COMMENT ON COLUMN bi.customer_segments.avg_basket_value IS 'total_revenue / baskets, USD a basket, rounded to cents. Of several rows: from their sums';
COMMENT ON COLUMN bi.customer_segments.expected_baskets_365 IS 'Baskets to be expected in the 365 days after the last covered day; NULL without a model. To be summed';
COMMENT ON COLUMN bi.customer_segments.expected_revenue_365 IS 'What these are expected to be worth, USD; NULL without a model. To be summed';
COMMENT ON COLUMN bi.customer_segments.revenue_per_customer IS 'total_revenue / customers, USD, rounded to cents. Of several rows: from their sums';

CREATE VIEW bi.customer_tenths AS
SELECT
	t.tenth,
	t.customers,
	t.total_revenue::numeric(38,2) AS total_revenue,
	ecom.ratio(100 * t.total_revenue, sum(t.total_revenue) OVER (), 1)::numeric(4,1) AS revenue_pct,
	ecom.ratio(100 * sum(t.customers) OVER w, sum(t.customers) OVER (), 1)::numeric(4,1) AS customers_so_far_pct,
	ecom.ratio(100 * sum(t.total_revenue) OVER w, sum(t.total_revenue) OVER (), 1)::numeric(4,1) AS revenue_so_far_pct
FROM
(
	SELECT r.tenth, count(*) AS customers, sum(r.total_revenue) AS total_revenue
	FROM (SELECT ntile(10) OVER (ORDER BY m.total_revenue DESC, m.user_key) AS tenth, m.total_revenue FROM mart.mart_customer_value m) r
	GROUP BY r.tenth
) t
WINDOW w AS (ORDER BY t.tenth);
COMMENT ON VIEW bi.customer_tenths IS 'How unequal customers are: tenths of the users with orders, from those with most revenue on (a Lorenz curve from above); one row per tenth, fewer where there are fewer than ten users';
COMMENT ON COLUMN bi.customer_tenths.tenth IS '1 for the tenth with most revenue';
COMMENT ON COLUMN bi.customer_tenths.customers IS 'Users; the first tenths have one more where they cannot be equal';
COMMENT ON COLUMN bi.customer_tenths.revenue_pct IS 'Share of all revenue, percent, rounded to 1 decimal. To be summed over tenths; more exactly: from total_revenue';
COMMENT ON COLUMN bi.customer_tenths.customers_so_far_pct IS 'Share of the users in this and all better tenths, percent, rounded to 1 decimal. Not to be summed';
COMMENT ON COLUMN bi.customer_tenths.revenue_so_far_pct IS 'Share of all revenue in this and all better tenths, percent, rounded to 1 decimal. Not to be summed';
