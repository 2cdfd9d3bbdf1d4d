-- From an empty database to refreshed marts. The variable files names a folder on the server with the three files.
\echo CREATE EXTENSION, load the files, load the Census figures, refresh:
CREATE EXTENSION ecom_analytics;
SELECT target, lines_read, rows_loaded, rows_rejected FROM ecom.load_directory(:'files');
SELECT count(*) AS census_years FROM ecom.load_bundled_census();
SELECT * FROM ecom.refresh();
\echo Run the data tests, each of which must find no row:
SELECT severity, count(*) AS tests, count(*) FILTER (WHERE failures > 0) AS failing FROM ecom.check() GROUP BY severity ORDER BY severity;
