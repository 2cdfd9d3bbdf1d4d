-- ecom.bg_nbd, ecom.gamma_gamma and what they foretell
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;
SET extra_float_digits = 0;

-- what a statement fails with
CREATE FUNCTION refusal(statement text, OUT code text, OUT message text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	code := 'none';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$$;

-- The parameters that the paper of 2005 gives for CDNOW, and its worked example: a customer with 2 repeat purchases, the last after 30.43 weeks of 38.86, is
-- expected to make 1.226 in the 39 weeks that follow, and is active with probability 0.727.
CREATE TABLE published AS SELECT ROW(0.243, 4.414, 0.793, 2.426, -9582.4, 2357, true)::ecom.bg_nbd_fit AS fit;
SELECT round(ecom.expected_purchases(fit, 2, 30.43, 38.86, 39)::numeric, 3) AS purchases, round(ecom.probability_alive(fit, 2, 30.43, 38.86)::numeric, 3) AS alive FROM published;
-- those of Gamma-Gamma (note of 2013): an average of 35.17 USD over all; a customer with 2 purchases of 22.35 is expected to spend 24.66 the next time, with one of 11.77 18.9
CREATE TABLE published_value AS SELECT ROW(6.25, 3.74, 15.44, NULL, 946, true)::ecom.gamma_gamma_fit AS fit;
SELECT round(ecom.expected_value(fit, 0, NULL)::numeric, 1) AS of_all, round(ecom.expected_value(fit, 2, 22.35)::numeric, 2) AS two, round(ecom.expected_value(fit, 1, 11.77)::numeric, 1) AS one
FROM published_value;

-- 600 customers: the minimizer of scipy and the functions of mpmath give the same of these histories
CREATE TABLE histories AS
SELECT n AS id, x, CASE WHEN x > 0 THEN age * (CASE WHEN n % 2 = 0 THEN 0.05 ELSE 0.8 END + (n * 37 % 20) / 100.0) ELSE 0 END::double precision AS recency, age::double precision AS age,
	(10 + n * 7919 % 97 + 30 * (n % 5))::double precision AS value
FROM (SELECT n, CASE WHEN n % 2 = 0 THEN n % 4 ELSE n * n % 23 END AS x, 20 + n * 13 % 31 AS age FROM generate_series(1, 600) n) s;
SELECT round(r::numeric, 4) AS r, round(alpha::numeric, 3) AS alpha, round(a::numeric, 4) AS a, round(b::numeric, 3) AS b, round(log_likelihood::numeric, 3) AS log_likelihood, customers, converged
FROM (SELECT (ecom.bg_nbd(x, recency, age)).* FROM histories) f;
SELECT round(p::numeric, 3) AS p, round(q::numeric, 3) AS q, round(v::numeric, 1) AS v, round(log_likelihood::numeric, 3) AS log_likelihood, customers, converged
FROM (SELECT (ecom.gamma_gamma(x, value)).* FROM histories) f;
SELECT round(sum(ecom.expected_purchases(f.fit, x, recency, age, 26)::numeric), 2) AS purchases, round(sum(ecom.probability_alive(f.fit, x, recency, age)::numeric), 2) AS alive
FROM histories, (SELECT ecom.bg_nbd(x, recency, age) AS fit FROM histories) f;

-- the same to the last digit in whatever order, and as often as you like
SELECT count(DISTINCT fit::text) AS fits, count(*) AS orders FROM (
	SELECT ecom.bg_nbd(x, recency, age ORDER BY id) AS fit FROM histories UNION ALL
	SELECT ecom.bg_nbd(x, recency, age ORDER BY id DESC) FROM histories UNION ALL
	SELECT ecom.bg_nbd(x, recency, age ORDER BY hashint4(id)) FROM histories) f;
-- customers that are alike are one in memory: a million of them, and the parameters of six hundred
SELECT (a.fit).customers, abs((a.fit).r / (b.fit).r - 1) < 0.001 AS same_r, abs((a.fit).log_likelihood / (b.fit).log_likelihood - 1667) < 0.01 AS likelihood_as_often
FROM (SELECT ecom.bg_nbd(x, recency, age) AS fit FROM histories, generate_series(1, 1667)) a, (SELECT ecom.bg_nbd(x, recency, age) AS fit FROM histories) b;

-- in windows, and in groups
SELECT (fit).customers, (fit).converged FROM (SELECT ecom.bg_nbd(x, recency, age) AS fit FROM histories GROUP BY id % 2) f ORDER BY 1;
SELECT id, (ecom.gamma_gamma(x, value) OVER (ORDER BY id)).customers FROM histories WHERE x > 0 ORDER BY id LIMIT 3;

-- no customer, no fit; those with something unknown do not count; nor do purchases of nothing
SELECT ecom.bg_nbd(x, recency, age) FROM histories WHERE false;
SELECT ecom.bg_nbd(x, NULL, age) FROM histories;
SELECT ecom.gamma_gamma(0, value) FROM histories;
SELECT ecom.gamma_gamma(x, 0) FROM histories;
-- a single customer, customers who all have bought once: a fit or none, and no error
SELECT (ecom.bg_nbd(3, 10, 20)).customers;
SELECT (ecom.bg_nbd(0, 0, 20)).customers FROM generate_series(1, 50);

-- what follows from a fit that is none is nothing
SELECT ecom.expected_purchases(NULL, 2, 30.43, 38.86, 39) AS a, ecom.expected_purchases(ROW(1, 1, 1, 1, -1, 1, false)::ecom.bg_nbd_fit, 2, 30.43, 38.86, 39) AS b,
	ecom.probability_alive(ROW(NULL, 1, 1, 1, -1, 1, true)::ecom.bg_nbd_fit, 2, 30.43, 38.86) AS c, ecom.probability_alive(ROW(-1, 1, 1, 1, -1, 1, true)::ecom.bg_nbd_fit, 2, 30.43, 38.86) AS d,
	ecom.expected_value(NULL, 1, 1) AS e, ecom.expected_value(ROW(1, 0.5, 1, -1, 1, true)::ecom.gamma_gamma_fit, 0, 1) AS f, ecom.expected_value(ROW(1, 2, 1, -1, 1, true)::ecom.gamma_gamma_fit, 1, NULL) AS g;
-- nothing in no time; more in more; a parameter of 1, at which the formula has no value but a limit; thousands of purchases
SELECT ecom.expected_purchases(fit, 2, 30.43, 38.86, 0) AS none, ecom.expected_purchases(fit, 2, 30.43, 38.86, 400) > ecom.expected_purchases(fit, 2, 30.43, 38.86, 39) AS more,
	round(ecom.expected_purchases(ROW(0.243, 4.414, 1, 2.426, -1, 1, true)::ecom.bg_nbd_fit, 2, 30.43, 38.86, 39)::numeric, 4) AS limit,
	round(ecom.expected_purchases(ROW(0.243, 4.414, 1.0001, 2.426, -1, 1, true)::ecom.bg_nbd_fit, 2, 30.43, 38.86, 39)::numeric, 4) AS near,
	round(ecom.expected_purchases(fit, 20000, 2000, 2000, 10)::numeric, 2) AS many, ecom.expected_purchases(fit, 20000, 20, 2000, 10) AS gone
FROM published;

-- who has bought but once, where a + b is below 1 (and the series' third parameter below 0), and where it is 1 and nearly so
SELECT round(ecom.expected_purchases(ROW(0.34, 1.4655, 0.1, 0.7, -1, 1, true)::ecom.bg_nbd_fit, 0, 0, 0.5, 52)::numeric, 4) AS below,
	round(ecom.expected_purchases(ROW(0.34, 1.4655, 0.25, 0.75, -1, 1, true)::ecom.bg_nbd_fit, 0, 0, 0.5, 52)::numeric, 4) AS one,
	round(ecom.expected_purchases(ROW(0.34, 1.4655, 0.25, 0.7501, -1, 1, true)::ecom.bg_nbd_fit, 0, 0, 0.5, 52)::numeric, 4) AS near;

-- what cannot be
SELECT (refusal(format('SELECT ecom.bg_nbd(%s)', arguments))).* FROM (VALUES ('-1, 0, 1'), ('1, -1, 1'), ('1, 2, 1'), ('0, 1, 2'), ('1, ''NaN'', 1'), ('1, 1, ''Infinity''')) v (arguments);
SELECT (refusal(format('SELECT ecom.gamma_gamma(%s)', arguments))).* FROM (VALUES ('-1, 1'), ('1, -1'), ('1, ''NaN''')) v (arguments);
SELECT (refusal('SELECT ecom.expected_purchases(fit, 2, 30.43, 38.86, -1) FROM published')).*;
SELECT (refusal('SELECT ecom.expected_value(fit, -2, 1) FROM published_value')).*;
-- numbers at the end of what there is: some answer, no crash
SELECT (ecom.bg_nbd(x, recency, age)).customers FROM (VALUES (9223372036854775807, 1e300, 1e308), (1, 0, 0), (5, 1e-300, 1e-300), (3, 2, 4)) v (x, recency, age);
SELECT (ecom.gamma_gamma(x, value)).customers FROM (VALUES (9223372036854775807, 1e308), (1, 1e-308), (2, 3)) v (x, value);
SELECT ecom.probability_alive(fit, 9223372036854775807, 1, 1e308) AS alive, ecom.expected_purchases(fit, 9223372036854775807, 1, 1e308, 1e308) >= 0 AS purchases FROM published;
SET statement_timeout = '200ms';
SELECT ecom.bg_nbd((n % 100 + 1)::bigint, sqrt(n), n) FROM generate_series(1, 300000) n;
RESET statement_timeout;

-- Days as bits of their months: each counts once, however often it comes, in whatever order; NULLs say nothing.
SELECT ecom.days_in(s.days) AS days, ecom.days_in(s.days, '2022-02-28') AS until_february, ecom.days_in(s.days, '2021-12-31') AS before, ecom.days_in(s.days, NULL) AS unknown, ecom.months_in(s.days) AS months
FROM (SELECT ecom.day_set(month, days) AS days FROM (VALUES ('2022-03-01'::date, 5), ('2022-01-01', 1), ('2022-03-01', 4), ('2022-01-01', 2), (NULL, 8), ('2022-02-01', NULL)) v (month, days)) s;
SELECT ecom.day_set(NULL, 1), ecom.days_in(NULL, '2022-01-01'), ecom.months_in(NULL);
-- of more months than there is room for at first: twelve days in each of 720, in no order
CREATE TABLE month_days AS SELECT ('1950-01-01'::date + make_interval(months => (n * 7919 % 720)))::date AS month, 1 << (n / 720) AS days FROM generate_series(0, 8639) n;
SELECT ecom.days_in(ecom.day_set(month, days)) AS days, ecom.months_in(ecom.day_set(month, days)) AS months, count(DISTINCT (month, days)) AS expected FROM month_days;
SELECT ecom.days_in(ecom.day_set_combine(NULL, NULL));
-- nor an aggregate of anybody's that begins with other bytes
CREATE AGGREGATE begun_with_nothing(date, integer) (SFUNC = ecom.day_set_add, STYPE = bytea, INITCOND = '\x');
CREATE AGGREGATE begun_with_much(date, integer) (SFUNC = ecom.day_set_add, STYPE = bytea, INITCOND = '\xffffff7f');
CREATE AGGREGATE begun_with_none(date, integer) (SFUNC = ecom.day_set_add, STYPE = bytea, INITCOND = '\x00000000');
SELECT (refusal(format('SELECT %s(month, days) FROM month_days', a))).* FROM (VALUES ('begun_with_nothing'), ('begun_with_much')) v (a);
SELECT ecom.days_in(begun_with_none(month, days)) AS days FROM month_days;
DROP AGGREGATE begun_with_nothing(date, integer), begun_with_much(date, integer), begun_with_none(date, integer);
-- bytes that are no set
SELECT (refusal(format('SELECT ecom.days_in(%L)', b))).* FROM (VALUES ('\x'::bytea), ('\x00000001'), ('\xffffffff'), ('\x01000000')) v (b);
SELECT ecom.days_in('\x00000000') AS none;
DROP TABLE month_days;

-- Of 120 users, 90 order every 30 days or so to the end, 30 stop early. Recency, frequency and money in fifths, of which equals share one; what is foretold is what the functions give
DROP TABLE histories, published, published_value;
SET client_min_messages = warning;
SET datestyle = 'ISO';
INSERT INTO raw.amazon_purchases (order_date, purchase_price_per_unit, quantity, asin_isbn_product_code, survey_responseid)
SELECT ('2021-01-01'::date + d)::text, (10 + n % 7)::text, '1', 'P' || d, 'R_' || to_char(n, 'FM000')
FROM generate_series(1, 120) n, generate_series(0, 729) d
WHERE (d + n) % (20 + n % 20) = 0 AND (n > 30 OR d < 200);
SELECT count(*) AS refreshed FROM ecom.refresh("check" => true);
SELECT purpose, known_until, foretold_until, customers, converged, actual_baskets, abs(baskets_error_pct) < 10 AS within_a_tenth, abs(revenue_error_pct) < 10 AS revenue_too FROM bi.customer_fit ORDER BY purpose;
SELECT segment, count(*), sum(baskets) AS baskets, sum(total_revenue) AS revenue, min(days_since_last_order), max(days_since_last_order), avg(probability_alive) > 0.5 AS alive
FROM bi.customer_value GROUP BY segment, segment_order ORDER BY segment_order;
SELECT count(*) FILTER (WHERE v.expected_baskets_365 <> round(ecom.expected_purchases(f.fit, v.baskets - 1, (v.last_order_date - v.first_order_date) / 7.0::float8, (f.known_until - v.first_order_date) / 7.0::float8, 365 / 7.0::float8)::numeric, 4)) AS differ, count(*)
FROM bi.customer_value v, (SELECT known_until, ROW(r, alpha, a, b, orders_log_likelihood, customers, converged)::ecom.bg_nbd_fit AS fit FROM mart.mart_customer_fit WHERE purpose = 'forecast') f
WHERE v.last_order_date <= f.known_until;
SELECT sum(customers) AS customers, sum(total_revenue) AS revenue FROM bi.customer_segments;
SELECT * FROM bi.customer_tenths WHERE tenth IN (1, 10) ORDER BY tenth;

SET client_min_messages = warning;
DROP FUNCTION refusal(text);
DROP EXTENSION ecom_analytics CASCADE;
