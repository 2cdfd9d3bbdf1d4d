-- After the files: why lines were turned away, Census figures, marts.
SELECT count(*) = 0 AS is_empty FROM raw.amazon_purchases \gset
\if :is_empty
DO $$ BEGIN RAISE EXCEPTION 'no order is loaded: there is no file of a known format' USING HINT = 'TABLE ecom.file_formats shows the formats; docs/own-orders.md says more.'; END $$;
\endif
SELECT r.reason, count(*) AS lines_not_loaded FROM raw.rejected_lines r GROUP BY r.reason ORDER BY r.reason;
SELECT count(*) AS census_years FROM ecom.load_bundled_census();
SELECT * FROM ecom.refresh();
