-- ecom.basket_counts, and ecom.category_pairs of what it counts
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

-- by hand: two users; a basket of one category is none
CREATE TABLE few (user_key text, day date, category text);
INSERT INTO few VALUES ('ann', '2021-05-01', 'TEA'), ('ann', '2021-05-01', 'PENS'), ('ann', '2021-05-01', 'TEA'), ('ann', '2021-05-02', 'EGGS'), ('bob', '2021-05-01', 'TEA'), ('bob', '2021-05-01', 'PENS'), ('bob', '2021-05-01', 'EGGS'),
	('bob', '2021-05-02', NULL), (NULL, '2021-05-01', 'TEA'), ('bob', NULL, 'TEA');
SELECT p.* FROM (SELECT ecom.category_pairs(c.counts, 1, 1000) AS pairs FROM (SELECT ecom.basket_counts(user_key, day, category) AS counts FROM few GROUP BY user_key) c) x CROSS JOIN LATERAL unnest(x.pairs) p
ORDER BY category, other_category;
SELECT p.* FROM (SELECT ecom.category_pairs(c.counts, 2, 1000) AS pairs FROM (SELECT ecom.basket_counts(user_key, day, category) AS counts FROM few GROUP BY user_key) c) x CROSS JOIN LATERAL unnest(x.pairs) p;
-- one in 1 basket: in all of them
SELECT p.category, p.other_category FROM (SELECT ecom.category_pairs(c.counts, 1, 1) AS pairs FROM (SELECT ecom.basket_counts(user_key, day, category) AS counts FROM few) c) x CROSS JOIN LATERAL unnest(x.pairs) p;

-- as of all lines together, in however many steps: 60000 lines, 700 users, 90 categories, a user with baskets of more than 50
CREATE TABLE lines AS
SELECT 'u' || n * 7919 % 700 AS user_key, date '2021-01-01' + n * 31 % 300 AS day, 'C' || n * 7321 % 9973 % 90 AS category FROM generate_series(1, 60000) n
UNION ALL
SELECT 'stock', date '2021-01-01' + n % 3, 'S' || n FROM generate_series(1, 200) n;
CREATE FUNCTION differences(buckets integer, fewest bigint, one_of bigint) RETURNS text LANGUAGE sql AS
$$
	WITH whole AS MATERIALIZED
	(
		SELECT p.* FROM (SELECT ecom.category_pairs(user_key, day, category, fewest, one_of) AS pairs FROM lines) x CROSS JOIN LATERAL unnest(x.pairs) p
	),
	parts AS MATERIALIZED
	(
		SELECT p.*
		FROM (SELECT ecom.category_pairs(c.counts, fewest, one_of) AS pairs FROM (SELECT ecom.basket_counts(user_key, day, category) AS counts FROM lines GROUP BY abs(hashtext(user_key)) % buckets) c) x
		CROSS JOIN LATERAL unnest(x.pairs) p
	)
	SELECT format('%s, of %s pairs', count(*), (SELECT count(*) FROM whole)) FROM ((TABLE whole EXCEPT ALL TABLE parts) UNION ALL (TABLE parts EXCEPT ALL TABLE whole)) d
$$;
SELECT buckets, fewest, one_of, differences(buckets, fewest, one_of) FROM unnest('{1,7,1000}'::integer[]) buckets, (VALUES (1, 1000000), (30, 1000000), (1, 300)) v (fewest, one_of) ORDER BY fewest, one_of, buckets;
-- with little memory, too
SET work_mem = '64kB';
SELECT differences(7, 30, 1000000);
RESET work_mem;
-- the same lines in another order: the same counts
SELECT count(DISTINCT p) FROM (SELECT ecom.category_pairs(c.counts, 1, 1000000) AS pairs FROM (SELECT ecom.basket_counts(user_key, day, category ORDER BY day, category) AS counts FROM lines UNION ALL
	SELECT ecom.basket_counts(user_key, day, category ORDER BY category DESC, user_key) FROM lines) c) x CROSS JOIN LATERAL unnest(x.pairs) p WHERE p.baskets % 2 = 1;

-- of nothing
SELECT ecom.basket_counts(user_key, day, category) IS NULL AS nothing FROM few WHERE category = 'BREAD';
SELECT ecom.category_pairs(NULL::bytea, 5, 20000) IS NULL AS nothing;
SELECT ecom.category_pairs(c.counts, 5, 20000) AS none FROM (SELECT ecom.basket_counts('ann', '2021-05-01', 'TEA') AS counts) c;

-- what cannot be meant
SELECT ecom.category_pairs(c.counts, 0, 20000) FROM (SELECT ecom.basket_counts(user_key, day, category) AS counts FROM few) c;
SELECT ecom.category_pairs(c.counts, 5, NULL) FROM (SELECT ecom.basket_counts(user_key, day, category) AS counts FROM few) c;

-- bytes that are no counts
CREATE FUNCTION outcome(bytes bytea) RETURNS text LANGUAGE plpgsql AS
$$
BEGIN
	RETURN (SELECT CASE WHEN cardinality(ecom.category_pairs(bytes, 1, 1000)) >= 0 THEN 'pairs' END);
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;
CREATE FUNCTION counts() RETURNS bytea LANGUAGE sql AS 'SELECT ecom.basket_counts(user_key, day, category ORDER BY user_key, day, category) FROM few';
SELECT counts(), outcome(counts());
-- cut off, with more behind them
SELECT outcome(substring(counts() FROM 1 FOR n)), count(*) FROM generate_series(0, length(counts()) - 1) n GROUP BY 1;
SELECT outcome(counts() || '\x00');
-- a category that there is not, a pair of one with itself, more baskets than there are, sums that are too high, a name that is no text
SELECT outcome('\x010201410101420101020001'), outcome('\x010201410101420101000001'), outcome('\x010201410101420101010002'), outcome('\x010201410101420101010001');
SELECT ecom.category_pairs(c.counts, 1, 1000) FROM (VALUES ('\xffffffffffffffff7f0000'::bytea), ('\xffffffffffffffff7f0000')) c (counts);
SELECT outcome('\x010101ff0100');
-- pairs where there are not two categories, with numbers that are far off
SELECT outcome('\x01000100801001'), outcome('\x010001ffffffffffffff7f0001'), outcome('\x0101014101010001');
-- whatever byte is another one
SELECT outcome(set_byte(counts(), n, b)) AS outcome, count(*) > 0 AS some FROM generate_series(0, length(counts()) - 1) n, generate_series(0, 255) b GROUP BY 1 ORDER BY 1;

DROP FUNCTION differences, outcome, counts;
DROP TABLE few, lines;
