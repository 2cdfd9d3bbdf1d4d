-- Which months and years the purchase histories cover, and what takes it from there: retention, growth, averages.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
SET datestyle = 'ISO';

-- so many users order for 10 USD on the last day of each month
CREATE PROCEDURE order_monthly(first_month date, last_month date, users integer) LANGUAGE sql AS
$$
	INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, shipping_address_state, asin_isbn_product_code, category, survey_responseid)
	SELECT to_char(m + interval '1 month - 1 day', 'YYYY-MM-DD'), '10', '1', 'CA', 'B1', 'TEA', 'R_' || u
	FROM generate_series(first_month::timestamp, last_month::timestamp, '1 month') m, generate_series(1, users) u
$$;
CREATE VIEW covered AS
SELECT min(month_start) FILTER (WHERE is_covered) AS first, max(month_start) FILTER (WHERE is_covered) AS last,
	count(DISTINCT month_start) FILTER (WHERE is_covered) AS months, array_agg(DISTINCT year) FILTER (WHERE is_complete_year) AS complete_years, max(date_key) AS last_day
FROM refinement.dim_date;

-- 10 users until November 2020, but for a month without orders, which is between covered ones: covered.
-- December 2020, 5 users: 12 months before it 10 + 10 + 0 + 9 * 10 = 110; 2 * 5 * 12 = 120 >= 110: covered.
-- January 2021, 4 users: before it 10 + 0 + 90 + 5 = 105; 2 * 4 * 12 = 96 < 105: not by itself.
-- February, 5 users: 120 >= 105 (the latest covered months are those before January): covered, and January with it.
-- March, 4 users: before it 90 + 5 + 4 + 5 = 104; 96 < 104: not covered. So 12 + 12 + 2 = 26 months
CALL order_monthly('2019-01-01', '2020-01-01', 10);
CALL order_monthly('2020-03-01', '2020-11-01', 10);
CALL order_monthly('2020-12-01', '2020-12-01', 5);
CALL order_monthly('2021-01-01', '2021-01-01', 4);
CALL order_monthly('2021-02-01', '2021-02-01', 5);
CALL order_monthly('2021-03-01', '2021-03-01', 4);
SELECT count(*) AS models FROM ecom.refresh();
TABLE covered;
SELECT month, active_users, is_over, is_covered, is_complete_year FROM refinement.fct_months
WHERE month IN ('2019-01-01', '2020-02-01') OR month >= '2020-12-01' ORDER BY month;
-- retention: 100 for 13 months, 0, 100 for 9, then 50, 40, 50: 2340 / 26 = 90.0 on average, and a cell of 40 that is not complete
SELECT count(*) AS cells, count(*) FILTER (WHERE is_complete) AS complete, round(avg(retention_pct) FILTER (WHERE is_complete), 1) AS average
FROM mart.mart_cohort_retention;

-- a stray order two years later, after months without any: cells of 0 percent that are not complete, nothing else
CALL order_monthly('2023-05-01', '2023-05-01', 1);
SELECT count(*) AS models FROM ecom.refresh();
TABLE covered;
SELECT count(*) AS cells, count(*) FILTER (WHERE is_complete) AS complete, round(avg(retention_pct) FILTER (WHERE is_complete), 1) AS average
FROM mart.mart_cohort_retention;
SELECT cohort_month, months_after, month, cohort_size, active_users, retention_pct, is_complete, is_covered, is_complete_year, is_small
FROM bi.cohort_retention WHERE months_after IN (25, 26, 52) ORDER BY months_after;
-- all marts and views say the same of the same month
SELECT count(*) AS months, count(DISTINCT (month, is_covered, is_complete_year)) AS different FROM bi.sales_by_state_m_y JOIN bi.months USING (month, is_covered, is_complete_year);
SELECT count(*) AS months, count(DISTINCT (month, is_covered, is_complete_year)) AS different FROM bi.sales_by_category_m_y JOIN bi.months USING (month, is_covered, is_complete_year);
SELECT year, is_complete_year, covered_months, months, active_users FROM bi.years ORDER BY year;
SELECT last_order_date, last_covered_month, last_complete_year FROM bi.data_freshness;

-- fewer than twelve months before: exactly half as many users are enough (2 * 5 * 11 = 110 = 11 * 10), one less is not
TRUNCATE raw.amazon_purchases;
CALL order_monthly('2020-01-01', '2020-11-01', 10);
CALL order_monthly('2020-12-01', '2020-12-01', 5);
SELECT count(*) AS models FROM ecom.refresh();
TABLE covered;
DELETE FROM raw.amazon_purchases WHERE order_date = '2020-12-31' AND survey_responseid = 'R_5';
SELECT count(*) AS models FROM ecom.refresh();
TABLE covered;

-- data that end on December 5: the month is not over, and the year not complete, until there is an order of its last day
TRUNCATE raw.amazon_purchases;
CALL order_monthly('2021-01-01', '2021-11-01', 4);
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, survey_responseid) SELECT '2021-12-05', '10', '1', 'R_' || u FROM generate_series(1, 4) u;
SELECT count(*) AS models FROM ecom.refresh();
TABLE covered;
SELECT is_complete FROM mart.mart_cohort_retention WHERE months_after = 11;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, survey_responseid) VALUES ('2021-12-31', '10', '1', 'R_1');
SELECT count(*) AS models FROM ecom.refresh();
TABLE covered;
SELECT is_complete FROM mart.mart_cohort_retention WHERE months_after = 11;

-- the first month is covered if it is over, be there one user or many
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, survey_responseid) VALUES ('2021-03-10', '10', '1', 'R_1');
SELECT count(*) AS models FROM ecom.refresh();
TABLE covered;
SELECT year, is_complete_year, covered_months, months, growth_pct FROM bi.years;
SELECT last_order_date, last_covered_month, last_complete_year FROM bi.data_freshness;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, survey_responseid) VALUES ('2021-03-31', '10', '1', 'R_1');
SELECT count(*) AS models FROM ecom.refresh();
TABLE covered;

-- nothing at all: no row, and no error
TRUNCATE raw.amazon_purchases;
SELECT count(*) AS models FROM ecom.refresh();
TABLE covered;
SELECT (SELECT count(*) FROM bi.months) + (SELECT count(*) FROM bi.years) + (SELECT count(*) FROM bi.state_years) + (SELECT count(*) FROM bi.category_years)
	+ (SELECT count(*) FROM bi.income_groups) + (SELECT count(*) FROM bi.income_correlation) + (SELECT count(*) FROM bi.cohort_years) AS rows;
SELECT first_order_date, last_order_date, last_covered_month, last_complete_year FROM bi.data_freshness;

-- flat sales, 100 USD a month from November 2019 on: no year grew. 2019 has two months, so that nothing is known of growth in 2020
TRUNCATE raw.amazon_purchases;
CALL order_monthly('2019-11-01', '2021-12-01', 10);
SELECT count(*) AS models FROM ecom.refresh();
SELECT year, is_complete_year, covered_months, total_revenue, previous_year_revenue, growth_pct FROM bi.years ORDER BY year;
SELECT state_name, year, total_revenue, previous_year_revenue, growth_pct FROM bi.state_years WHERE state_postal = 'CA' ORDER BY year;
SELECT category, year, total_revenue, previous_year_revenue, growth_pct FROM bi.category_years ORDER BY year;
-- months: over the same month of the year before, the first that has one being November 2020
SELECT min(month) AS first, count(*) AS months, min(growth_pct), max(growth_pct) FROM bi.months WHERE growth_pct IS NOT NULL;
-- and in 2022, of which there are five months, nothing of it either
CALL order_monthly('2022-01-01', '2022-05-01', 10);
SELECT count(*) AS models FROM ecom.refresh();
SELECT year, is_complete_year, total_revenue, previous_year_revenue, growth_pct FROM bi.years WHERE year >= 2021 ORDER BY year;

-- growth is over the calendar year before, whichever years are asked for: 1000, 1200, 1100 are +20.0 and -8.3 percent (100 * 1100 / 1200 - 100)
TRUNCATE raw.amazon_purchases;
CALL order_monthly('2018-01-01', '2020-12-01', 1);
UPDATE raw.amazon_purchases SET purchase_price_per_unit = CASE left(order_date, 4) WHEN '2018' THEN '83.34' WHEN '2019' THEN '100' ELSE '91.67' END;
UPDATE raw.amazon_purchases SET purchase_price_per_unit = CASE left(order_date, 4) WHEN '2018' THEN '83.26' ELSE '91.63' END
WHERE order_date IN ('2018-12-31', '2020-12-31');
SELECT count(*) AS models FROM ecom.refresh();
SELECT year, total_revenue, previous_year_revenue, growth_pct FROM bi.years WHERE year IN (2018, 2020) ORDER BY year;
SELECT year, growth_pct FROM bi.years ORDER BY year;

-- a state and a category in which nothing was sold the year before grew from 0, which no percentage tells, and one without sales any more lost all
UPDATE raw.amazon_purchases SET shipping_address_state = 'MT', category = 'COFFEE', asin_isbn_product_code = 'B2' WHERE order_date LIKE '2019%';
SELECT count(*) AS models FROM ecom.refresh();
SELECT state_name, year, orders_count, total_revenue, revenue_per_user, previous_year_revenue, growth_pct FROM bi.state_years WHERE state_postal IN ('CA', 'MT') ORDER BY state_name, year;
SELECT category, year, orders_count, total_revenue, avg_order_value, previous_year_revenue, growth_pct FROM bi.category_years ORDER BY category, year;
-- sums of rows grow as their total does
SELECT year, sum(total_revenue) AS revenue, round(100 * sum(total_revenue) / sum(previous_year_revenue) - 100, 1) AS growth_pct FROM bi.state_years GROUP BY year ORDER BY year;

-- months without a sale count in an average month: 100 USD in one of six covered months are 16.67 a month
TRUNCATE raw.amazon_purchases;
CALL order_monthly('2021-01-01', '2021-06-01', 1);
UPDATE raw.amazon_purchases SET purchase_price_per_unit = '100', shipping_address_state = 'MT' WHERE order_date = '2021-03-31';
SELECT count(*) AS models FROM ecom.refresh();
SELECT state_name, round(sum(total_revenue) / (SELECT count(*) FROM bi.months WHERE is_covered), 2) AS average_month
FROM bi.sales_by_state_m_y WHERE is_covered GROUP BY state_name ORDER BY state_name;

-- weeks as in ISO 8601: each has seven days, the first and the last of the data aside; 2019-12-30 is of the first week of 2020
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, survey_responseid) VALUES ('2018-12-27', '1', '1', 'R_1'), ('2021-01-12', '1', '1', 'R_1');
SELECT count(*) AS models FROM ecom.refresh();
SELECT iso_year, week_of_year, count(*) AS days, min(date_key), max(date_key) FROM refinement.dim_date GROUP BY 1, 2 HAVING count(*) <> 7 ORDER BY 1, 2;
SELECT iso_year, max(week_of_year) AS weeks, count(*) AS days FROM refinement.dim_date GROUP BY 1 ORDER BY 1;
SELECT date_key, year, iso_year, week_of_year FROM refinement.dim_date WHERE date_key IN ('2018-12-31', '2019-12-29', '2019-12-30', '2021-01-03', '2021-01-04') ORDER BY 1;

DROP VIEW covered;
DROP PROCEDURE order_monthly;
