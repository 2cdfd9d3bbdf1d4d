-- Income and revenue: users counted once, incomes of the same states every year, groups of states, correlation.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
SET datestyle = 'ISO';

-- Incomes of four states in thousands, inhabitants 1000, 3000, 6000, 2000; Puerto Rico has no figure for 2021. There are no orders in 2023.
--		year			2020	2021	2022	2023	average
--		Puerto Rico		20		-		22		24		22		half 1	third 1
--		Alabama			50		52		54		56		53		half 1	third 1
--		Montana			60		60		60		64		61		half 2	third 2
--		California		80		82		84		90		84		half 2	third 3
INSERT INTO raw.state_demographics (survey_year, payload, source)
SELECT year, jsonb_build_array('["NAME", "B19013_001E", "B01003_001E", "state"]'::jsonb, jsonb_build_array('Alabama', al, '1000', '01'),
	jsonb_build_array('Montana', mt, '3000', '30'), jsonb_build_array('California', ca, '6000', '06'), jsonb_build_array('Puerto Rico', pr, '2000', '72')), 'test'
FROM (VALUES (2020, '50000', '60000', '80000', '20000'), (2021, '52000', '60000', '82000', '-666666666'), (2022, '54000', '60000', '84000', '22000'),
	(2023, '56000', '64000', '90000', '24000')) v (year, al, mt, ca, pr);

-- Flo orders to Montana for 1 USD each month of three years, and the others as follows:
--		2020	Ann 3 lines of 10 to Alabama, 1 of 100 to Montana: a resident of Alabama (most lines), with 130 USD
--				Bob 1 line of 10 to Alabama, 1 of 20 to Montana: of Montana (equally many lines, more revenue), with 30
--				Cid 1 line of 5 to Alabama, 1 of 5 to Montana: of Alabama (all equal, lower FIPS code), with 10
--		2021	Dee 2 lines of 300 to California, Ann 1 line of 60 to Alabama, Eve 1 of 40 to Puerto Rico
--		2022	Dee 1 line of 450 to California, Ann 1 of 30 to Alabama, Gus 1 of 7 to Guam, which is none of the states
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, shipping_address_state, asin_isbn_product_code, survey_responseid)
SELECT to_char(m + interval '1 month - 1 day', 'YYYY-MM-DD'), '1', '1', 'MT', 'B1', 'R_flo' FROM generate_series('2020-01-01'::timestamp, '2022-12-01', '1 month') m
UNION ALL
VALUES
	('2020-01-10', '10', '1', 'AL', 'B1', 'R_ann'), ('2020-02-10', '10', '1', 'AL', 'B1', 'R_ann'), ('2020-03-10', '10', '1', 'AL', 'B1', 'R_ann'), ('2020-04-10', '100', '1', 'MT', 'B1', 'R_ann'),
	('2020-01-10', '10', '1', 'AL', 'B1', 'R_bob'), ('2020-01-10', '20', '1', 'MT', 'B1', 'R_bob'),
	('2020-01-10', '5', '1', 'AL', 'B1', 'R_cid'), ('2020-06-10', '5', '1', 'MT', 'B1', 'R_cid'),
	('2021-01-10', '300', '1', 'CA', 'B1', 'R_dee'), ('2021-02-10', '300', '1', 'CA', 'B1', 'R_dee'), ('2021-03-10', '60', '1', 'AL', 'B1', 'R_ann'), ('2021-04-10', '40', '1', 'PR', 'B1', 'R_eve'),
	('2022-01-10', '450', '1', 'CA', 'B1', 'R_dee'), ('2022-01-10', '30', '1', 'AL', 'B1', 'R_ann'), ('2022-01-10', '7', '1', 'GU', 'B1', 'R_gus');
SELECT count(*) AS models FROM ecom.refresh();

-- Alabama 2020: 5 lines, 30 + 10 + 5 = 45 USD of three users; its residents Ann and Cid: 4 + 2 lines, 130 + 10 = 140 USD.
-- Montana: 12 + 3 lines, 12 + 100 + 20 + 5 = 137 USD of four; its residents Flo and Bob: 12 + 2 lines, 12 + 30 = 42. Guam's are of nowhere, 00
SELECT state_name, year, total_orders, total_revenue, active_users, revenue_per_user, resident_users, resident_orders, resident_revenue
FROM mart.mart_revenue_vs_income_state_year ORDER BY year, state_fips;
-- residents are the users, each once; their orders and revenue all there are: 182, 712 and 499 USD of 4 users each
SELECT year, sum(active_users) AS users_counted_twice, sum(resident_users) AS users, sum(resident_orders) = sum(total_orders) AS orders, sum(resident_revenue) AS revenue, sum(resident_revenue) = sum(total_revenue) AS same
FROM mart.mart_revenue_vs_income_state_year GROUP BY year ORDER BY year;

-- levels over all Census years, also that without orders; Puerto Rico cannot be compared, states without figures are in no group
SELECT state_name, iso_code, income_level, income_half, income_third, is_income_comparable FROM bi.states WHERE income_level IS NOT NULL OR state_postal IN ('TX', 'ZZ') ORDER BY income_level, state_name;

-- national income is that of the same three states every year, whether they bought or not: (50 * 1 + 60 * 3 + 80 * 6) / 10 = 71 thousand, though
-- California bought nothing in 2020; (52 + 180 + 492) / 10 = 72.4; (54 + 180 + 504) / 10 = 73.8. Growth 712 / 182 = 3.912, 499 / 712 = 0.701
SELECT year, total_revenue, active_users, revenue_per_user, previous_year_revenue, growth_pct, income, population FROM bi.years ORDER BY year;
-- and so of two years together: (710 + 724) / 20 = 71.7 thousand
SELECT round(sum(income_weight) / sum(population_weight)) AS income FROM bi.state_years WHERE year <= 2021;
SELECT round(sum(income_weight) / sum(population)) AS income FROM bi.years WHERE year <= 2021;

-- every state and every year, zeros too: 52 states and 00, 3 years; sums are those of all orders
SELECT count(*) AS rows, count(DISTINCT state_fips) AS states, sum(total_revenue) AS revenue, sum(resident_users) AS user_years FROM bi.state_years;
SELECT state_name, year, orders_count, total_revenue, revenue_per_user, resident_users, revenue_per_resident_user, median_household_income, revenue_per_capita, income_weight, population_weight, is_small
FROM bi.state_years WHERE state_postal IN ('CA', 'PR', 'ZZ') ORDER BY state_name, year;

-- halves: the lower one has 45, 60 + 40, 30 USD, also in 2021, when Puerto Rico has no income: +122.2, -70.0 percent; the higher one 137, 612, 462.
-- its income (180 + 480) / 9 = 73.333, 74.667, 76 thousand
SELECT grouping, group_name, year, states, lowest_income_level AS lowest, highest_income_level AS highest, income, population, total_revenue, resident_users, resident_revenue, revenue_per_user, growth_pct
FROM bi.income_groups WHERE grouping = 'half' ORDER BY income_group, year;
-- thirds over all years: 140 + 100 + 30 USD of 2 + 2 + 1 users = 54.00; 42 + 12 + 12 of 2 + 1 + 1 = 16.50; 600 + 450 of 2 = 525.00 a user and year
SELECT group_name, min(states) AS states, sum(resident_users) AS user_years, round(sum(resident_revenue) / sum(resident_users), 2) AS revenue_per_user
FROM bi.income_groups WHERE grouping = 'third' GROUP BY income_group, group_name ORDER BY income_group;
-- all: what went nowhere is not in it, 492 of the 499 USD of 2022
SELECT year, states, income, total_revenue, resident_users, previous_year_revenue, growth_pct FROM bi.income_groups WHERE grouping = 'all' ORDER BY year;

-- of the two states of 2020 it is 1, which two points always are (or -1); in 2021 incomes 52, 60, 82 with 60, 12, 600 USD a user: r = 9584 / sqrt(482.67 * 213216) = 0.945, by rank
-- (1, 2, 3 with 2, 1, 3) 0.5; without California it is -1
SELECT year, states, r_per_user, rank_r_per_user, weighted_r_per_user, deciding_state, r_without_it, is_reliable, note FROM bi.income_correlation ORDER BY year;

-- what is small is a setting: 3 and 4 users are fewer than 10, and 4 are not fewer than 4
SELECT state_name, active_users, is_small FROM bi.state_years WHERE year = 2020 AND active_users > 0 ORDER BY 1;
UPDATE ecom.settings SET value = '4' WHERE name = 'min_group_size';
SELECT state_name, active_users, is_small FROM bi.state_years WHERE year = 2020 AND active_users > 0 ORDER BY 1;
SELECT cohort_month, cohort_size, is_small FROM bi.cohort_retention WHERE months_after = 0 ORDER BY 1;
SELECT cohort_year, cohorts, users, active_users, retention_pct, total_revenue, revenue_per_user, is_small, is_complete_year FROM bi.cohort_years WHERE months_after = 1 ORDER BY 1;
SELECT count(*) FILTER (WHERE is_stale) AS stale FROM ecom.status;

-- twelve states, one user each, whose income and revenue rise together: 1, reliable
TRUNCATE raw.amazon_purchases, raw.state_demographics;
CREATE TABLE twelve AS SELECT s.*, row_number() OVER (ORDER BY s.state_fips) AS n FROM ecom.us_states() s ORDER BY s.state_fips LIMIT 12;
INSERT INTO raw.state_demographics (survey_year, payload, source)
SELECT 2020, '[["NAME", "B19013_001E", "B01003_001E", "state"]]'::jsonb || jsonb_agg(jsonb_build_array(state_name, (40000 + 1000 * n)::text, '1000', state_fips)), 'test' FROM twelve;
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, shipping_address_state, survey_responseid)
SELECT '2020-05-01', (10 + n)::text, '1', postal_code, 'R_' || n FROM twelve;
SELECT count(*) AS models FROM ecom.refresh();
SELECT year, states, r_per_user, r_per_capita, rank_r_per_user, rank_r_per_capita, weighted_r_per_user, is_reliable, note, round(slope_per_user::numeric, 6) AS slope, round(intercept_per_user::numeric, 2) AS intercept
FROM bi.income_correlation;

-- the wealthiest buys for 1 USD: 27.5 / sqrt(143 * 316.25) = 0.129, and 1 without it (0.129 + 0.871). By rank 1 - 6 * (11 * 1 + 11 * 11) / (12 * 143) = 0.538
UPDATE raw.amazon_purchases SET purchase_price_per_unit = '1' WHERE survey_responseid = 'R_12';
SELECT count(*) AS models FROM ecom.refresh();
SELECT (SELECT state_name FROM twelve WHERE n = 12) AS wealthiest, states, r_per_user, rank_r_per_user, weighted_r_per_user, deciding_state, r_without_it, is_reliable, note FROM bi.income_correlation;

-- nine states, however well they fit, are too few
DELETE FROM raw.amazon_purchases WHERE survey_responseid IN ('R_10', 'R_11', 'R_12');
SELECT count(*) AS models FROM ecom.refresh();
SELECT states, r_per_user, r_without_it, is_reliable, note FROM bi.income_correlation;

-- equals share their places: incomes 1, 2, 3 with 5, 5, 8 USD are ranks 1.5, 1.5, 3: 1.5 / sqrt(2 * 1.5) = 0.866. Where all spend the same there is no correlation
DELETE FROM raw.amazon_purchases WHERE survey_responseid NOT IN ('R_1', 'R_2', 'R_3');
UPDATE raw.amazon_purchases SET purchase_price_per_unit = CASE survey_responseid WHEN 'R_3' THEN '8' ELSE '5' END;
SELECT count(*) AS models FROM ecom.refresh();
SELECT states, r_per_user, rank_r_per_user, is_reliable, note FROM bi.income_correlation;
UPDATE raw.amazon_purchases SET purchase_price_per_unit = '5';
SELECT count(*) AS models FROM ecom.refresh();
SELECT states, r_per_user, rank_r_per_user, weighted_r_per_user, deciding_state, is_reliable, note FROM bi.income_correlation;

DROP TABLE twelve;
