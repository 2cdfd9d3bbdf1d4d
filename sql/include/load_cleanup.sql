DROP FUNCTION refusal, load_text;
DROP PROCEDURE write_lines, write_file;
DROP TABLE t;
DROP VIEW latest_rejects;
COPY (SELECT WHERE false) TO PROGRAM 'rm -rf ecom_analytics_test*';
