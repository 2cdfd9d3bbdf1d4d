-- How ecom.refresh() writes models: filled anew in staging and refinement, merged in mart; long values, NULLs and no columns at all
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
DROP TABLE IF EXISTS public.source;
CREATE EXTENSION ecom_analytics;


-- values beside the table (TOAST), compressed, and short
CREATE TABLE public.source AS
SELECT n AS key, CASE WHEN n % 5 = 0 THEN NULL WHEN n % 2 = 0 THEN repeat('long ', 5000) || n
	ELSE (SELECT string_agg(md5((n * 1000 + i)::text), '') FROM generate_series(1, n % 300) i) END AS value
FROM generate_series(1, 400) n;
CREATE MATERIALIZED VIEW mart.merged AS SELECT key, value FROM public.source;
CREATE UNIQUE INDEX ON mart.merged (key);
CREATE MATERIALIZED VIEW staging.filled AS SELECT key, value, NULL::integer AS nothing FROM public.source;
CREATE MATERIALIZED VIEW staging.rows_only AS SELECT FROM public.source;
SELECT model, rows, action FROM ecom.refresh() WHERE model IN ('merged', 'filled', 'rows_only') ORDER BY 1;

-- some rows change, go and come: the models have what the table has
UPDATE public.source SET value = value || '.' WHERE key % 50 = 2;
DELETE FROM public.source WHERE key IN (5, 7);
INSERT INTO public.source VALUES (1000, NULL), (1001, repeat('z', 100000)), (1002, '');
SELECT model, rows, action FROM ecom.refresh() WHERE model IN ('merged', 'filled', 'rows_only') ORDER BY 1;
SELECT m.key FROM mart.merged m FULL JOIN public.source s ON s.key = m.key AND s.value IS NOT DISTINCT FROM m.value WHERE m.key IS NULL OR s.key IS NULL;
SELECT m.key FROM staging.filled m FULL JOIN public.source s ON s.key = m.key AND s.value IS NOT DISTINCT FROM m.value WHERE m.key IS NULL OR s.key IS NULL;
SELECT count(*) FROM staging.rows_only;

-- rows that stayed the same were not written again: they are where they were
SELECT count(*) > 380 AS most_stayed FROM mart.merged WHERE xmin::text <> (SELECT max(xmin::text::bigint)::text FROM mart.merged);

-- through its index too
SET enable_seqscan = off;
SELECT key, length(value) FROM mart.merged WHERE key IN (2, 5, 7, 1001) ORDER BY key;
RESET enable_seqscan;

-- a grain that breaks: an error that names model and key, and the contents of before
INSERT INTO public.source VALUES (1000, 'again');
SELECT count(*) FROM ecom.refresh(strict => true);
SELECT count(*) FROM mart.merged;

-- nothing is left
TRUNCATE public.source;
SELECT model, rows, action FROM ecom.refresh() WHERE model IN ('merged', 'filled', 'rows_only') ORDER BY 1;
SELECT (SELECT count(*) FROM mart.merged), (SELECT count(*) FROM staging.filled);

DROP MATERIALIZED VIEW mart.merged, staging.filled, staging.rows_only;
DROP TABLE public.source;

-- rows of any shape: values of each length and alignment with all combinations of NULLs, and lengths around those at which a row is written another way
CREATE TABLE public.source AS
SELECT
	n AS key,
	CASE WHEN n & 1 > 0 THEN n % 3 = 0 END AS one,
	CASE WHEN n & 2 > 0 THEN repeat('a', n % 131) END AS short,
	CASE WHEN n & 4 > 0 THEN n::smallint END AS two,
	CASE WHEN n & 8 > 0 THEN format('(%s,%s)', n, n % 7 + 1)::tid END AS six,
	CASE WHEN n & 16 > 0 THEN n::bigint * 1000000007 END AS eight,
	CASE WHEN n & 32 > 0 THEN md5(n::text)::uuid END AS sixteen,
	CASE WHEN n & 64 > 0 THEN ('name' || n)::name END AS name,
	CASE WHEN n & 128 > 0 THEN point(n, -n) END AS pair,
	CASE WHEN n & 256 > 0 THEN chr(33 + n % 90)::"char" END AS letter,
	CASE WHEN n & 512 > 0 THEN array[n, NULL, n + 1] END AS numbers,
	CASE WHEN n & 1024 > 0 THEN n / 100.0 END AS amount,
	CASE WHEN n & 2048 > 0 THEN repeat('b', n % 140) END AS unpacked,
	repeat('c', n * 7 % 2100) AS long
FROM generate_series(1, 4096) n;
CREATE MATERIALIZED VIEW staging.shapes AS SELECT s.*, s.key % 2 = 0 AS last FROM public.source s;
ALTER MATERIALIZED VIEW staging.shapes ALTER unpacked SET STORAGE PLAIN;
CREATE TABLE public.shapes (LIKE staging.shapes INCLUDING STORAGE);
INSERT INTO public.shapes SELECT s.*, s.key % 2 = 0 FROM public.source s;
SELECT rows, action FROM ecom.refresh(models => '{staging.shapes}', force => true);
-- as the server itself writes them
SELECT count(*) AS rows, count(*) FILTER (WHERE m *= s) AS same, count(*) FILTER (WHERE pg_column_size(m.short) IS NOT DISTINCT FROM pg_column_size(s.short)
	AND pg_column_size(m.unpacked) IS NOT DISTINCT FROM pg_column_size(s.unpacked) AND pg_column_size(m.long) = pg_column_size(s.long)) AS as_long
FROM staging.shapes m JOIN public.shapes s USING (key);
DROP MATERIALIZED VIEW staging.shapes;
DROP TABLE public.source, public.shapes;

-- several processes fill a model at once: every row once, also those with values beside the table, which only one of them may write
CREATE TABLE public.source AS SELECT n AS key, CASE WHEN n % 1000 = 0 THEN repeat(md5(n::text), 400) WHEN n % 7 > 0 THEN md5(n::text) END AS value FROM generate_series(1, 20000) n;
ANALYZE public.source;
CREATE MATERIALIZED VIEW staging.filled AS SELECT s.value, s.key, s.key * 2 / CASE WHEN s.value = 'x' THEN 0 ELSE 1 END AS doubled FROM public.source s WHERE s.key % 3 > 0;
SET min_parallel_table_scan_size = 0;
SET parallel_setup_cost = 0;
SET max_parallel_workers_per_gather = 3;
SELECT rows, action FROM ecom.refresh(models => '{staging.filled}', force => true);
SELECT count(*) FROM ((TABLE staging.filled EXCEPT ALL SELECT s.value, s.key, s.key * 2 FROM public.source s WHERE s.key % 3 > 0)
	UNION ALL (SELECT s.value, s.key, s.key * 2 FROM public.source s WHERE s.key % 3 > 0 EXCEPT ALL TABLE staging.filled)) different;
SELECT count(*), sum(length(value)) AS characters FROM staging.filled WHERE length(value) > 32;
-- what the run counted is what is there
SELECT count(*) FROM ecom.model_staleness WHERE model = 'filled' AND is_stale;
-- the plan can be explained in full, as auto_explain does
LOAD 'auto_explain';
SET auto_explain.log_min_duration = 0;
SET auto_explain.log_nested_statements = on;
SET auto_explain.log_verbose = on;
SELECT rows, action FROM ecom.refresh(models => '{staging.filled}', force => true);
SET auto_explain.log_min_duration = -1;
RESET auto_explain.log_nested_statements;
RESET auto_explain.log_verbose;
-- a column that only orders is none of the model's
CREATE MATERIALIZED VIEW staging.ordered AS SELECT s.key FROM public.source s WHERE s.key % 2 = 0 AND s.value = md5('4') ORDER BY s.value;
SELECT rows, action FROM ecom.refresh(models => '{staging.ordered}', force => true);
SELECT key FROM staging.ordered;
DROP MATERIALIZED VIEW staging.ordered;
-- the leader writes nothing itself; there is no worker
SET parallel_leader_participation = off;
SELECT rows, action FROM ecom.refresh(models => '{staging.filled}', force => true);
SELECT count(*), sum(key), sum(length(value)) FROM staging.filled;
RESET parallel_leader_participation;
SET max_parallel_workers = 0;
SELECT rows, action FROM ecom.refresh(models => '{staging.filled}', force => true);
SELECT count(*), sum(key), sum(length(value)) FROM staging.filled;
RESET max_parallel_workers;
-- what no worker may compute
CREATE FUNCTION public.label(key integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL RESTRICTED RETURN 'no. ' || key;
CREATE MATERIALIZED VIEW staging.labelled AS SELECT public.label(s.key) AS label, s.key FROM public.source s WHERE s.key % 2 = 0;
SELECT rows, action FROM ecom.refresh(models => '{staging.labelled}', force => true);
SELECT count(*), count(*) FILTER (WHERE label = 'no. ' || key) AS labelled FROM staging.labelled;
DROP MATERIALIZED VIEW staging.labelled;
DROP FUNCTION public.label(integer);
-- a row that cannot be made, in the middle: all is as it was
UPDATE public.source SET value = 'x' WHERE key = 10001;
\set VERBOSITY terse
SELECT count(*) FROM ecom.refresh(strict => true);
\set VERBOSITY default
SELECT count(*), sum(key), sum(length(value)) FROM staging.filled;
DROP MATERIALIZED VIEW staging.filled;
DROP TABLE public.source;
RESET min_parallel_table_scan_size;
RESET parallel_setup_cost;
RESET max_parallel_workers_per_gather;
-- a cost that is beyond all measure once it is multiplied
SET parallel_setup_cost = '1e308';
SELECT count(*) > 30 AS refreshed FROM ecom.refresh(force => true);
RESET parallel_setup_cost;

-- the pass over raw lines that both models of staging begin with is made once in a run, and again in the next, in one transaction too
BEGIN;
INSERT INTO raw.amazon_purchases VALUES ('2020-01-01', '1.00', '1', 'NY', 'Tea', 'B000000001', 'TEA', 'R_1'), ('2020-01-01', '1.00', '1', 'NY', 'Tea', 'B000000001', 'TEA', 'R_1');
SELECT model, rows FROM ecom.refresh() WHERE model ~ '^stg_amazon_purchases' ORDER BY 1;
INSERT INTO raw.amazon_purchases VALUES ('2020-01-01', '1', '1.0', 'New York', 'Tea', 'B000000001', 'TEA', 'R_1'), ('2020-01-02', '-1', '1', 'NY', 'Tea', 'B000000001', 'TEA', 'R_1');
SELECT model, rows FROM ecom.refresh() WHERE model ~ '^stg_amazon_purchases' ORDER BY 1;
SELECT reason, count(*) FROM staging.stg_amazon_purchases_rejected GROUP BY reason ORDER BY reason;
ROLLBACK;

-- rows that are equal however they are stored: long ones elsewhere or compressed, of columns stored in another way, of rows that have a table's latest column by default; forced, none is written again
CREATE TABLE public.source AS SELECT n AS key, repeat('x', n * 500) AS long, (SELECT string_agg(md5(i::text || n), '') FROM generate_series(1, n * 20) i) AS random, n / 10.0 AS number FROM generate_series(1, 30) n;
INSERT INTO public.source VALUES (31, NULL, 'short', NULL), (32, '', '', 0.00);
ALTER TABLE public.source ADD COLUMN late text DEFAULT 'late';
INSERT INTO public.source VALUES (33);
CREATE MATERIALIZED VIEW mart.merged AS SELECT * FROM public.source;
CREATE UNIQUE INDEX ON mart.merged (key);
SELECT rows, action, rows_added, rows_removed FROM ecom.refresh('{mart.merged}', force => true) WHERE model = 'merged';
ALTER MATERIALIZED VIEW mart.merged ALTER long SET STORAGE PLAIN, ALTER random SET STORAGE EXTERNAL, ALTER late SET STORAGE PLAIN;
SELECT rows, action, rows_added, rows_removed FROM ecom.refresh('{mart.merged}', force => true) WHERE model = 'merged';
-- three, and one more; 0.0 is another one than 0.00
UPDATE public.source SET late = late || key WHERE key % 10 = 0;
UPDATE public.source SET number = 0.0 WHERE key = 32;
SELECT rows, action, rows_added, rows_removed FROM ecom.refresh('{mart.merged}', force => true) WHERE model = 'merged';
REFRESH MATERIALIZED VIEW mart.merged;
SELECT rows, action, rows_added, rows_removed FROM ecom.refresh('{mart.merged}', force => true) WHERE model = 'merged';
SELECT key, number FROM ((TABLE mart.merged EXCEPT ALL TABLE public.source) UNION ALL (TABLE public.source EXCEPT ALL TABLE mart.merged)) d;
DROP MATERIALIZED VIEW mart.merged;
DROP TABLE public.source;
