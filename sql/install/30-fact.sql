/* Refinement: the fact of the star schema, and the fact summed up by month */

/*
 * DISTINCT ON tells the planner what holds anyway, one row per respondent, and keeps this a query of its own: five thousand
 * respondents are joined with their home state, not two million lines.
 */
CREATE VIEW refinement.respondents AS
SELECT DISTINCT ON (s.survey_responseid)
	s.survey_responseid,
	s.age_group,
	s.education,
	s.income_bracket,
	s.gender,
	s.sexual_orientation,
	s.accounts_shared_cat,
	s.household_size_cat,
	s.purchase_frequency,
	s.is_hispanic,
	s.race,
	s.state AS home_state_postal,
	h.state_name AS home_state_name,
	h.state_fips AS home_state_fips
FROM staging.stg_survey s
LEFT JOIN staging.stg_state_codes h ON h.postal_code = s.state;
COMMENT ON VIEW refinement.respondents IS 'Demographics and home states; one row per respondent. NULL where no answer was given';
COMMENT ON COLUMN refinement.respondents.survey_responseid IS 'Key of the respondent';
COMMENT ON COLUMN refinement.respondents.age_group IS 'Age group';
COMMENT ON COLUMN refinement.respondents.education IS 'Highest level of education completed';
COMMENT ON COLUMN refinement.respondents.income_bracket IS 'Household income before taxes, USD a year';
COMMENT ON COLUMN refinement.respondents.gender IS 'Gender';
COMMENT ON COLUMN refinement.respondents.sexual_orientation IS 'Sexual orientation';
COMMENT ON COLUMN refinement.respondents.accounts_shared_cat IS 'Number of people who order through the account';
COMMENT ON COLUMN refinement.respondents.household_size_cat IS 'Number of people in the household';
COMMENT ON COLUMN refinement.respondents.purchase_frequency IS 'How often they say to order';
COMMENT ON COLUMN refinement.respondents.is_hispanic IS 'Of Spanish, Hispanic or Latino origin';
COMMENT ON COLUMN refinement.respondents.race IS 'Races, separated by commas';
COMMENT ON COLUMN refinement.respondents.home_state_postal IS 'Postal code of the home state';
COMMENT ON COLUMN refinement.respondents.home_state_name IS 'Name of the home state';
COMMENT ON COLUMN refinement.respondents.home_state_fips IS 'FIPS code of the home state';

CREATE MATERIALIZED VIEW refinement.fct_orders AS
SELECT
	p.order_date AS date_key,
	p.quantity,
	coalesce(p.product_code, 'UNKNOWN') AS product_key,
	p.order_value,
	/* NULL in all other rows, it takes no room: the header of a row has place for the NULLs of eight columns */
	CASE WHEN p.product_code IS NULL THEN p.category END AS line_category,
	p.survey_responseid AS user_key,
	coalesce(shipping.state_fips, CASE WHEN NOT p.state_given THEN r.home_state_fips END, '00') AS state_key,
	p.unit_price
FROM staging.stg_amazon_purchases p
LEFT JOIN staging.stg_state_codes shipping ON shipping.postal_code = p.state
LEFT JOIN refinement.respondents r ON r.survey_responseid = p.survey_responseid;
COMMENT ON MATERIALIZED VIEW refinement.fct_orders IS
'The fact; one row per purchase line. The data has no order id, so a line is what all models count as an order';
COMMENT ON COLUMN refinement.fct_orders.user_key IS 'Who: dim_user';
COMMENT ON COLUMN refinement.fct_orders.date_key IS 'When: dim_date';
COMMENT ON COLUMN refinement.fct_orders.quantity IS 'Pieces';
COMMENT ON COLUMN refinement.fct_orders.state_key IS 'Where: dim_state, the state shipped to; the home state where the line names no place; 00 where it names one that is no state, or nothing is known';
COMMENT ON COLUMN refinement.fct_orders.product_key IS 'What: dim_product, UNKNOWN where the line has no code';
COMMENT ON COLUMN refinement.fct_orders.unit_price IS 'Price of one piece in USD';
COMMENT ON COLUMN refinement.fct_orders.order_value IS 'unit_price times quantity, USD';
COMMENT ON COLUMN refinement.fct_orders.line_category IS 'The category that the line itself gives where it has no product code, UNKNOWN if none; NULL for all other lines, whose category is that of their product in dim_product';

ALTER MATERIALIZED VIEW refinement.fct_orders
	ALTER user_key SET STATISTICS 20, ALTER date_key SET STATISTICS 20, ALTER quantity SET STATISTICS 20, ALTER state_key SET STATISTICS 20,
	ALTER product_key SET STATISTICS 20, ALTER unit_price SET STATISTICS 20, ALTER order_value SET STATISTICS 20,
	ALTER line_category SET STATISTICS 20,
	ALTER product_key SET (n_distinct = -0.5),
	/* so rare that what is grouped by it has hardly more groups */
	ALTER line_category SET (n_distinct = 1);
/* so that plans know how few groups there are by month */
CREATE STATISTICS refinement.fct_orders_month ON (ecom.month_start(date_key)) FROM refinement.fct_orders;
ALTER STATISTICS refinement.fct_orders_month SET STATISTICS 20;
COMMENT ON STATISTICS refinement.fct_orders_month IS 'How many months there are: for plans that group by them';

CREATE MATERIALIZED VIEW refinement.fct_orders_monthly AS
SELECT
	ecom.month_start(f.date_key) AS month,
	min(f.date_key) AS first_order_date,
	max(f.date_key) AS last_order_date,
	bit_or(1 << (f.date_key - ecom.month_start(f.date_key))) AS order_days,
	count(*) AS orders_count,
	sum(f.quantity) AS total_units,
	f.user_key,
	f.state_key,
	ecom.exact_sum(f.order_value) AS total_revenue
FROM refinement.fct_orders f
GROUP BY f.user_key, ecom.month_start(f.date_key), f.state_key;
COMMENT ON MATERIALIZED VIEW refinement.fct_orders_monthly IS
'The fact summed up, from which the dimensions and marts that ask for users, states and months are made; one row per user, month and state with orders';
COMMENT ON COLUMN refinement.fct_orders_monthly.user_key IS 'Who: dim_user';
COMMENT ON COLUMN refinement.fct_orders_monthly.month IS 'First day of the month';
COMMENT ON COLUMN refinement.fct_orders_monthly.first_order_date IS 'Day of the first of these orders';
COMMENT ON COLUMN refinement.fct_orders_monthly.last_order_date IS 'Day of the last of these orders';
COMMENT ON COLUMN refinement.fct_orders_monthly.order_days IS 'The days with an order, a bit each, that of the first of the month the lowest: bit_count(order_days::bit(32)) is the number of baskets (what one user ordered on one day). Of rows of several states, those of their bit_or()';
COMMENT ON COLUMN refinement.fct_orders_monthly.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN refinement.fct_orders_monthly.total_units IS 'Pieces';
COMMENT ON COLUMN refinement.fct_orders_monthly.state_key IS 'Where: dim_state';
COMMENT ON COLUMN refinement.fct_orders_monthly.total_revenue IS 'Sum of order_value, USD';
ALTER MATERIALIZED VIEW refinement.fct_orders_monthly
	ALTER user_key SET STATISTICS 20, ALTER month SET STATISTICS 20, ALTER first_order_date SET STATISTICS 20, ALTER last_order_date SET STATISTICS 20,
	ALTER order_days SET STATISTICS 20, ALTER orders_count SET STATISTICS 20, ALTER total_units SET STATISTICS 20, ALTER state_key SET STATISTICS 20, ALTER total_revenue SET STATISTICS 20;
CREATE UNIQUE INDEX fct_orders_monthly_key ON refinement.fct_orders_monthly (user_key, month, state_key);
/* so that plans know that users and months make hardly fewer groups than there are rows, and no process begins to sum up what the next has to again */
CREATE STATISTICS refinement.fct_orders_monthly_users (ndistinct) ON user_key, month FROM refinement.fct_orders_monthly;
ALTER STATISTICS refinement.fct_orders_monthly_users SET STATISTICS 20;
COMMENT ON STATISTICS refinement.fct_orders_monthly_users IS 'How many months of users there are: for plans that group by them';
COMMENT ON INDEX refinement.fct_orders_monthly_key IS 'The grain: user_key, month, state_key';

/* What is asked of years starts here: a fifth of the rows by month. */
CREATE MATERIALIZED VIEW refinement.fct_orders_yearly AS
SELECT
	ecom.calendar_year(m.month)::integer AS year,
	sum(m.orders_count)::bigint AS orders_count,
	sum(m.total_units)::bigint AS total_units,
	m.user_key,
	m.state_key,
	ecom.exact_sum(m.total_revenue) AS total_revenue
FROM refinement.fct_orders_monthly m
GROUP BY m.user_key, ecom.calendar_year(m.month), m.state_key;
COMMENT ON MATERIALIZED VIEW refinement.fct_orders_yearly IS
'The fact summed up by year, from which the marts that ask for users, states and years are made; one row per user, year and state with orders';
COMMENT ON COLUMN refinement.fct_orders_yearly.year IS 'Year';
COMMENT ON COLUMN refinement.fct_orders_yearly.orders_count IS 'Number of orders (purchase lines)';
COMMENT ON COLUMN refinement.fct_orders_yearly.total_units IS 'Pieces';
COMMENT ON COLUMN refinement.fct_orders_yearly.user_key IS 'Key of the buyer, see dim_user';
COMMENT ON COLUMN refinement.fct_orders_yearly.state_key IS 'FIPS code of the state shipped to, of the home state where the line names no place; 00 for unknown';
COMMENT ON COLUMN refinement.fct_orders_yearly.total_revenue IS 'Sum of order_value, USD';
ALTER MATERIALIZED VIEW refinement.fct_orders_yearly
	ALTER year SET STATISTICS 20, ALTER orders_count SET STATISTICS 20, ALTER total_units SET STATISTICS 20, ALTER user_key SET STATISTICS 20,
	ALTER state_key SET STATISTICS 20, ALTER total_revenue SET STATISTICS 20;
CREATE UNIQUE INDEX fct_orders_yearly_key ON refinement.fct_orders_yearly (user_key, year, state_key);
COMMENT ON INDEX refinement.fct_orders_yearly_key IS 'The grain: user_key, year, state_key';
