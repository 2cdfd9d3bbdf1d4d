-- ecom.suspect_lines, ecom.is_among, ecom.purchase_key
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

-- lines whose hash is NULL or not theirs alone; in no order
CREATE FUNCTION sorted(lines tid[]) RETURNS tid[] LANGUAGE sql AS 'SELECT coalesce(array_agg(l ORDER BY l), ''{}'') FROM unnest(lines) l';
SELECT sorted(ecom.suspect_lines(line, hash))
FROM (VALUES ('(0,1)'::tid, 5::bigint), ('(0,2)', 7), ('(0,3)', 5), ('(0,4)', NULL), ('(1,1)', -1), ('(2,1)', 5), (NULL, 5), (NULL, NULL)) v (line, hash);
SELECT ecom.suspect_lines(line, hash) FROM (VALUES ('(0,1)'::tid, 5::bigint), ('(0,2)', 7)) v (line, hash);
SELECT ecom.suspect_lines(line, hash) FROM (VALUES ('(0,1)'::tid, 5::bigint)) v (line, hash) WHERE false;

-- so many that they go to temporary files: every third of them twice, some NULL
CREATE TABLE lines AS
SELECT format('(%s,%s)', n / 100, n % 100 + 1)::tid AS line,
	CASE WHEN n % 10007 <> 0 THEN hashint8extended(CASE WHEN n % 3 = 0 THEN n / 6 * 6 ELSE n END, 0) END AS hash
FROM generate_series(1, 200000) n;
SELECT sorted(ecom.suspect_lines(line, hash)) =
	(SELECT array_agg(l.line ORDER BY l.line) FROM (SELECT line, hash, count(*) OVER (PARTITION BY hash) AS n FROM lines) l WHERE hash IS NULL OR n > 1) AS same,
	cardinality(ecom.suspect_lines(line, hash))
FROM lines;

-- a query that is ended early leaves no temporary file behind, which would be a warning
SELECT cardinality(ecom.suspect_lines(line, hash)) > 0 FROM lines GROUP BY line <> '(0,2)' LIMIT 1;

-- is it among sorted lines?
SELECT v.line, ecom.is_among(v.line, '{"(0,2)","(3,1)","(3,4)"}') FROM (VALUES ('(0,1)'::tid), ('(0,2)'), ('(3,1)'), ('(3,2)'), ('(3,4)'), ('(9,1)')) v (line);
SELECT ecom.is_among('(0,1)', '{}'), ecom.is_among(NULL, '{}'), ecom.is_among('(0,1)', NULL);
-- where it was found last does not matter: lines in any order, other arrays each time
SELECT count(*) AS asked, count(*) FILTER (WHERE ecom.is_among(a.line, b.lines)) AS found, count(*) FILTER (WHERE ecom.is_among(a.line, b.lines) <> (a.line = ANY (b.lines))) AS wrong
FROM (SELECT format('(%s,%s)', n * 7 % 13, n * 5 % 11 + 1)::tid AS line, n FROM generate_series(1, 500) n) a
JOIN
(
	SELECT m, array(SELECT format('(%s,%s)', k % 13, k * k % 11 + 1)::tid AS line FROM generate_series(m, m * m % 40) k ORDER BY line) AS lines
	FROM generate_series(0, 12) m
) b ON b.m = a.n % 13 OR b.m = 3;
SELECT ecom.is_among('(0,1)', '{NULL}');
SELECT ecom.is_among('(0,1)', '{{"(0,1)"}}');

-- the key is that of what the cleaners read
CREATE TABLE same_purchase (order_date text, price text, quantity text, state text, code text, respondent text);
INSERT INTO same_purchase VALUES
	('2021-03-04', '1299.00', '1', 'NY', '0316925284', 'R_1'),
	('3/4/2021', '$1,299', '1.0', 'New York', '316925284', ' R_1 '),
	('20210304', '1299.000', '1e0', ' n.y.', '0-316-92528-4', 'R_1');
SELECT count(DISTINCT ecom.purchase_key(order_date, price, quantity, state, code, respondent)) AS keys,
	count(ecom.purchase_key(order_date, price, quantity, state, code, respondent)) AS lines
FROM same_purchase;

-- whatever is written: lines that agree in what the cleaners read, in either order of day and month, have one key; valid lines have one, and no others
CREATE TABLE written (line integer, order_date text, price text, quantity text, state text, code text, respondent text);
INSERT INTO written
SELECT n, d.texts[1 + hash % 17], p.texts[1 + hash / 17 % 17], q.texts[1 + hash / 289 % 11], s.texts[1 + hash / 3179 % 13], c.texts[1 + hash / 41327 % 17], r.texts[1 + hash / 702559 % 11]
FROM generate_series(1, 20000) n, LATERAL (SELECT abs(hashint8extended(n, 17) % 1000000000000) AS hash) h,
	(VALUES (ARRAY['2022-04-03', '03/04/2022', '04/03/2022', '2022-03-04', '="03/04/2022"', 'Apr 3, 2022', '4 March 2022', '3-4-22', '''20220403', '2022-04-03T23:15:00Z', '25/04/2022', '2022-04-25', '04/25/2022', 'Sunday, 3 April 2022', 'NA', '44562', '31/04/2022'])) d (texts),
	(VALUES (ARRAY['15', '15.00', '$15.00 USD', '="15.00"', '''15', ' US$15 ', '1.5e1', '15.001', '15.', '"15"', '1500e-2', '-15', '(15.00)', '0', 'N/A', '1,500', '1500'])) p (texts),
	(VALUES (ARRAY['1', '1.0', '="1"', '''1', '1e0', '2', ' 2.00 ', '0', '1.5', '-', '"2"'])) q (texts),
	(VALUES (ARRAY[NULL, 'CA', 'California', '="CA"', '06', 'ca.', '''CA', 'NA', '-', 'Atlantis', 'NY', 'new york', '1.0'])) s (texts),
	(VALUES (ARRAY[NULL, '0316925284', '316925284', '="0316925284"', '''316925284', '0-316-92528-4', '"0316925284"', '316925284.0', '3.16925E+08', 'NA', 'b091l23vbr', 'B091L23VBR', '=B091L23VBR', '#REF!', '?', ' B1', 'B1'])) c (texts),
	(VALUES (ARRAY['R_1', ' R_1 ', '="R_1"', '''R_1', '"R_1"', E'R_\u200b1', '&#82;_1', 'N/A', '(blank)', NULL, 'R_2'])) r (texts);
CREATE TABLE read AS
SELECT r.*, coalesce(r.price > 0 AND r.quantity > 0, false) AND r.respondent IS NOT NULL AND r.day IS NOT NULL AS is_valid
FROM
(
	SELECT o.date_order, w.line, ecom.clean_respondent(w.respondent) AS respondent, ecom.clean_date(w.order_date, o.date_order) AS day, ecom.clean_price(w.price) AS price, ecom.clean_quantity(w.quantity) AS quantity,
		ecom.clean_state(w.state) AS state, ecom.clean_product_code(w.code) AS code, ecom.purchase_key(w.order_date, w.price, w.quantity, w.state, w.code, w.respondent) AS key
	FROM written w, (VALUES ('MDY'), ('DMY')) o (date_order)
) r;
SELECT date_order, count(*) > 3000 AS many_lines, count(DISTINCT (respondent, day, price, quantity, state, code)) < count(*) / 3 AS many_agree FROM read WHERE is_valid GROUP BY date_order ORDER BY date_order;
SELECT date_order, respondent, day, price, quantity, state, code, count(DISTINCT key) AS keys
FROM read WHERE is_valid GROUP BY date_order, respondent, day, price, quantity, state, code HAVING count(DISTINCT key) <> 1;
SELECT line, bool_or(is_valid) AS is_valid, count(key) AS keys FROM read GROUP BY line HAVING bool_or(is_valid) <> (count(key) > 0);
-- and no others, but those that differ in which number is the month
SELECT key FROM read WHERE is_valid GROUP BY key HAVING count(DISTINCT (respondent, price, quantity, state, code, extract(year FROM day), extract(month FROM day) + extract(day FROM day))) > 1;
DROP TABLE written, read;

-- each of the six tells purchases apart, and so does a missing state or code
SELECT count(DISTINCT ecom.purchase_key(d, p, q, s, c, r)) AS keys
FROM (VALUES
	('2021-03-04', '5', '1', 'NY', 'B1', 'R_1'), ('2021-03-05', '5', '1', 'NY', 'B1', 'R_1'), ('2021-03-04', '5.01', '1', 'NY', 'B1', 'R_1'),
	('2021-03-04', '5', '2', 'NY', 'B1', 'R_1'), ('2021-03-04', '5', '1', 'NJ', 'B1', 'R_1'), ('2021-03-04', '5', '1', 'NY', 'B2', 'R_1'),
	('2021-03-04', '5', '1', 'NY', 'B1', 'R_2'), ('2021-03-04', '5', '1', NULL, 'B1', 'R_1'), ('2021-03-04', '5', '1', 'NY', NULL, 'R_1'),
	('2021-03-04', '5', '1', 'NY', 'B', '1R_1')) v (d, p, q, s, c, r);

-- what cannot be read of state and code is missing
SELECT ecom.purchase_key('2021-03-04', '5', '1', 'Atlantis', 'no code', 'R_1') = ecom.purchase_key('2021-03-04', '5', '1', NULL, NULL, 'R_1') AS same;

-- no valid purchase
SELECT ecom.purchase_key(d, p, q, 'NY', 'B1', r) AS key
FROM (VALUES ('2021-02-30', '5', '1', 'R_1'), (NULL, '5', '1', 'R_1'), ('2021-03-04', '0', '1', 'R_1'), ('2021-03-04', '-5', '1', 'R_1'),
	('2021-03-04', 'five', '1', 'R_1'), ('2021-03-04', NULL, '1', 'R_1'), ('2021-03-04', '5', '0', 'R_1'), ('2021-03-04', '5', '1.5', 'R_1'),
	('2021-03-04', '5', NULL, 'R_1'), ('2021-03-04', '5', '1', ' '), ('2021-03-04', '5', '1', NULL), ('2021-03-04', '5', '1', repeat('r', 201))) v (d, p, q, r);
SELECT ecom.purchase_key('2021-03-04', '5', '1', 'NY', 'B1', repeat('r', 200)) IS NOT NULL AS long_respondent;

DROP TABLE lines, same_purchase;
DROP FUNCTION sorted;
