-- One file of whatever format it is. Variables: file, its path on the server; shown, what to call it; customer, whose its orders are if it does not say so.
\pset footer off
SELECT
	count(*) = 1 AS is_known,
	coalesce(string_agg(name, ' or '), 'no known format') AS format,
	coalesce(min(name) = 'amazon_order_history', false) AS is_of_one_customer
FROM ecom.file_format_candidates(:'file')
WHERE lacking = '{}' \gset
\if :is_known
SELECT :'shown' AS file, file_format, lines_read, rows_loaded, rows_rejected
FROM ecom.load_orders(:'file', :'format', CASE WHEN :'is_of_one_customer' THEN :'customer' END);
\else
\echo Passed over: :shown, of :format
\endif
