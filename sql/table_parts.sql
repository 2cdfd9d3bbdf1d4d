-- What runs keep of parts of raw.amazon_purchases: the next one reads what has been written since, and whatever that is, the models are what their queries give.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;

CREATE FUNCTION line(n integer, price text DEFAULT '1.50') RETURNS raw.amazon_purchases LANGUAGE sql IMMUTABLE AS $$
	SELECT ROW('2022-05-0' || n % 9 + 1, price, '1', 'CA', 'Title ' || n, 'B' || lpad((n % 2000)::text, 9, '0'), 'TEA', 'R_' || n % 100)::raw.amazon_purchases
$$;
CREATE FUNCTION wrong_models() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	model record;
	differs boolean;
BEGIN
	FOR model IN SELECT format('%I.%I', m.schema, m.model) AS name, rtrim(pg_get_viewdef(m.model_oid), ';') AS query FROM ecom.models m WHERE m.schema <> 'mart' ORDER BY 1 LOOP
		EXECUTE format('SELECT EXISTS ((SELECT afresh::text FROM (%s) afresh EXCEPT ALL SELECT held::text FROM %s held) UNION ALL (SELECT held::text FROM %s held EXCEPT ALL SELECT afresh::text FROM (%s) afresh))',
			model.query, model.name, model.name, model.query) INTO differs;
		IF differs THEN
			RETURN NEXT model.name;
		END IF;
	END LOOP;
END
$$;
-- what becomes of the staged lines, and what is wrong then
CREATE FUNCTION refreshed(OUT action text, OUT rows_added bigint, OUT rows_removed bigint, OUT wrong text) LANGUAGE plpgsql AS $$
BEGIN
	SELECT r.action, r.rows_added, r.rows_removed INTO action, rows_added, rows_removed FROM ecom.refresh() r WHERE r.model = 'stg_amazon_purchases';
	SELECT string_agg(w, ', ') INTO wrong FROM wrong_models() w;
END
$$;
-- refreshes until parts are kept: not while somebody else writes
CREATE PROCEDURE keep_parts() LANGUAGE plpgsql AS $$
BEGIN
	LOOP
		PERFORM FROM ecom.refresh();
		EXIT WHEN EXISTS (SELECT FROM ecom.table_parts p JOIN ecom.model_state s ON s.horizons ->> p.source = p.horizon);
		COMMIT;
		PERFORM pg_sleep(0.1);
	END LOOP;
END
$$;

INSERT INTO raw.amazon_purchases SELECT (line(n)).* FROM generate_series(1, 12000) n;
SELECT pg_relation_size('raw.amazon_purchases') / 8192 > 96 AS has_more_than_three_parts;
SELECT * FROM refreshed();
CALL keep_parts();
SELECT * FROM refreshed();
-- behind, in the midst, and in what was free
INSERT INTO raw.amazon_purchases SELECT (line(n, '2.50')).* FROM generate_series(1, 10) n;
SELECT * FROM refreshed();
DELETE FROM raw.amazon_purchases WHERE title = 'Title 3000';
SELECT * FROM refreshed();
UPDATE raw.amazon_purchases SET purchase_price_per_unit = '9.99' WHERE title = 'Title 6000';
SELECT * FROM refreshed();
VACUUM raw.amazon_purchases;
SELECT * FROM refreshed();
INSERT INTO raw.amazon_purchases SELECT (line(n, '3.50')).* FROM generate_series(20, 21) n;
SELECT * FROM refreshed();
-- rows that are looked at are not rows that change
SELECT count(*) FROM (SELECT FROM raw.amazon_purchases WHERE title = 'Title 100' FOR UPDATE) s;
VACUUM (FREEZE) raw.amazon_purchases;
SELECT * FROM refreshed();
-- what is rolled back, by itself and beside what is not
BEGIN;
DELETE FROM raw.amazon_purchases WHERE title ~ '^Title 10';
ROLLBACK;
SELECT * FROM refreshed();
BEGIN;
SAVEPOINT a;
DELETE FROM raw.amazon_purchases WHERE title ~ '^Title 10';
ROLLBACK TO a;
DELETE FROM raw.amazon_purchases WHERE title = 'Title 1100';
COMMIT;
SELECT * FROM refreshed();
-- within a transaction that has written: nothing of it is kept for another one
BEGIN;
DELETE FROM raw.amazon_purchases WHERE title = 'Title 1101';
SELECT * FROM refreshed();
INSERT INTO raw.amazon_purchases SELECT (line(n, '4.50')).* FROM generate_series(20, 21) n;
SELECT * FROM refreshed();
COMMIT;
SELECT * FROM refreshed();
SELECT * FROM refreshed();
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT * FROM refreshed();
COMMIT;
-- a run that makes other models only
INSERT INTO raw.amazon_purchases SELECT (line(n, '5.50')).* FROM generate_series(20, 21) n;
SELECT count(*) FROM ecom.refresh(ARRAY['staging.stg_survey'::regclass]);
SELECT * FROM refreshed();
-- what is cut off, and what is written in its place
DELETE FROM raw.amazon_purchases WHERE ctid > '(70,0)';
SELECT * FROM refreshed();
VACUUM raw.amazon_purchases;
SELECT * FROM refreshed();
INSERT INTO raw.amazon_purchases SELECT (line(n, '6.50')).* FROM generate_series(1, 3000) n;
SELECT * FROM refreshed();
-- other files
VACUUM FULL raw.amazon_purchases;
SELECT * FROM refreshed();
ALTER TABLE raw.amazon_purchases SET UNLOGGED;
SELECT * FROM refreshed();
INSERT INTO raw.amazon_purchases SELECT (line(n, '7.50')).* FROM generate_series(1, 2) n;
SELECT * FROM refreshed();
ALTER TABLE raw.amazon_purchases SET LOGGED;
SELECT * FROM refreshed();
SELECT * FROM refreshed();
TRUNCATE raw.amazon_purchases;
SELECT * FROM refreshed();
-- rows that are frozen as they come are nobody's, and a map that says all is visible stays as it is: nothing is gone by within a transaction that has written
COPY raw.amazon_purchases FROM PROGRAM 'awk ''BEGIN { for (i = 10000; i < 10100; i++) printf "2022-05-01\t1.50\t1\tCA\tTitle %d\tB0000%d\tTEA\tR_1\n", i, i }''';
SELECT format('awk ''BEGIN { for (i = 10000; i < %s; i++) printf "2022-05-01\t1.50\t1\tCA\tTitle %%d\tB0000%%d\tTEA\tR_1\n", i, i }''',
		10000 + 96 * (SELECT count(*) FROM raw.amazon_purchases WHERE (ctid::text::point)[0] = 0) - 1) AS lines,
	'awk ''BEGIN { print "2022-05-01\t1.50\t1\tCA\tTitle 0\tB000000000\tTEA\tR_1" }''' AS line,
	'awk ''BEGIN { print "2022-05-01\t2.50\t1\tCA\tTitle 0\tB000000000\tTEA\tR_1" }''' AS other_line \gset
BEGIN;
TRUNCATE raw.amazon_purchases;
COPY raw.amazon_purchases FROM PROGRAM :'lines' (FREEZE);
SELECT pg_relation_size('raw.amazon_purchases') / 8192 AS pages;
SELECT action, wrong FROM refreshed();
COPY raw.amazon_purchases FROM PROGRAM :'line' (FREEZE);
SELECT pg_relation_size('raw.amazon_purchases') / 8192 AS pages;
COMMIT;
SELECT action, wrong FROM refreshed();
BEGIN;
TRUNCATE raw.amazon_purchases;
COPY raw.amazon_purchases FROM PROGRAM :'line' (FREEZE);
SELECT action, wrong FROM refreshed();
TRUNCATE raw.amazon_purchases;
COPY raw.amazon_purchases FROM PROGRAM :'other_line' (FREEZE);
COMMIT;
SELECT action, wrong FROM refreshed();
SELECT unit_price FROM staging.stg_amazon_purchases;
TRUNCATE raw.amazon_purchases;
INSERT INTO raw.amazon_purchases SELECT (line(n)).* FROM generate_series(1, 12000) n;
SELECT * FROM refreshed();
-- of the parts nothing is read that nobody has written to: if what is kept is not true, the table is another one for the run, and all is made anew
CALL keep_parts();
UPDATE ecom.table_parts SET parts = set_byte(parts, 40, get_byte(parts, 40) # 255);
SELECT * FROM refreshed();
-- force goes by nothing that is kept
SELECT count(*) FROM ecom.refresh(force => true);
CALL keep_parts();
UPDATE ecom.table_parts SET parts = substr(parts, 1, 60);
SELECT * FROM refreshed();
CALL keep_parts();
UPDATE ecom.table_parts SET parts = '';
SELECT * FROM refreshed();
SELECT c.test, c.model FROM ecom.check(deep => true) c WHERE c.failures > 0 AND c.severity = 'error';

DROP FUNCTION refreshed, wrong_models, line(integer, text);
DROP PROCEDURE keep_parts;
DROP EXTENSION ecom_analytics;
