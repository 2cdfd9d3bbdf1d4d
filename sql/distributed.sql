-- Tables of Citus, of which only the catalog is there: a refresh that would read places of their rows (ctid) is an error, for several rows have the same one.
SET client_min_messages = warning;
SET allow_system_table_mods = on;
DROP TABLE IF EXISTS pg_catalog.pg_dist_partition;
RESET allow_system_table_mods;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
INSERT INTO raw.amazon_purchases VALUES ('2022-05-01', '1.00', '1', 'CA', 'Tea', 'B000000001', 'TEA', 'R_x');
CREATE TABLE public.elsewhere AS SELECT n FROM generate_series(1, 3) n;
CREATE MATERIALIZED VIEW mart.of_places AS SELECT e.ctid AS place FROM public.elsewhere e;
CREATE MATERIALIZED VIEW mart.of_rows AS SELECT count(*) AS n FROM public.elsewhere;
SELECT count(*) > 0 AS models FROM ecom.refresh();
SET allow_system_table_mods = on;
CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass);
RESET allow_system_table_mods;

-- a model of one's own keeps its rows, and the others go on; what reads no place is refreshed
INSERT INTO pg_catalog.pg_dist_partition VALUES ('public.elsewhere');
INSERT INTO public.elsewhere VALUES (4);
SELECT model, action, reason FROM ecom.refresh() WHERE model ~ '^of_' ORDER BY model;
SELECT (SELECT count(*) FROM mart.of_places) AS places, (SELECT n FROM mart.of_rows) AS n;
-- in a subquery and a view too
CREATE VIEW public.behind AS SELECT e.n, e.ctid AS place FROM public.elsewhere e;
CREATE MATERIALIZED VIEW mart.of_view AS SELECT m.n FROM (SELECT 1) o (n), LATERAL (SELECT o.n + max(b.n) AS n FROM public.behind b WHERE b.place IS NOT NULL) m WITH NO DATA;
CREATE MATERIALIZED VIEW mart.of_outer AS SELECT e.n FROM public.elsewhere e WHERE EXISTS (WITH w AS (SELECT 1) SELECT FROM w WHERE e.ctid IS NOT NULL) WITH NO DATA;
SELECT model, action, reason FROM ecom.refresh() WHERE model IN ('of_view', 'of_outer') ORDER BY model;
DROP MATERIALIZED VIEW mart.of_places;
DROP VIEW public.behind CASCADE;
DROP TABLE public.elsewhere CASCADE;

-- purchases: nothing is refreshed, and what is there stays
INSERT INTO pg_catalog.pg_dist_partition VALUES ('raw.amazon_purchases');
INSERT INTO raw.amazon_purchases VALUES ('2022-05-02', '1.00', '1', 'CA', 'Pens', 'B000000002', 'PENS', 'R_x');
SELECT count(*) FROM ecom.refresh();
SELECT count(*) FROM ecom.refresh(force => true);
SELECT count(*) FROM refinement.fct_orders;
SELECT outcome, sqlstate, message FROM ecom.refresh_log ORDER BY run_id DESC LIMIT 1;
-- models that do not read it are
SELECT count(*) > 0 AS models FROM ecom.refresh('{staging.stg_state_codes}', force => true);
-- and all of them once it is a plain table again
DELETE FROM pg_catalog.pg_dist_partition WHERE logicalrelid = 'raw.amazon_purchases'::regclass;
SELECT count(*) > 0 AS models FROM ecom.refresh();
SELECT count(*) FROM refinement.fct_orders;

SET allow_system_table_mods = on;
DROP TABLE pg_catalog.pg_dist_partition;
RESET allow_system_table_mods;
