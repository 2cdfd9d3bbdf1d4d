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
SELECT ecom.is_among('(0,1)', '{NULL}');
SELECT ecom.is_among('(0,1)', '{{"(0,1)"}}');

-- the key is that of what the cleaners read
CREATE TABLE same_purchase (order_date text, price text, quantity text, state text, code text, respondent text);
INSERT INTO same_purchase VALUES
	('2021-03-04', '1299.00', '1', 'NY', '0316925284', 'R_1'),
	('3/4/2021', '$1,299', '1.0', 'New York', '316925284', ' R_1 '),
	('20210304', '1299.001', '1e0', ' n.y.', '0-316-92528-4', 'R_1');
SELECT count(DISTINCT ecom.purchase_key(order_date, price, quantity, state, code, respondent)) AS keys FROM same_purchase;

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
