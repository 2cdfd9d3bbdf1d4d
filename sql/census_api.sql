-- The Census API: test/census_server.py plays it on loopback, as it is and with all that can go wrong.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;
\getenv abs_srcdir PG_ABS_SRCDIR
\getenv server CENSUS_SERVER_DIR
\set helpers :abs_srcdir '/sql/include/load_helpers.sql'
\set cleanup :abs_srcdir '/sql/include/load_cleanup.sql'
\set SHOW_CONTEXT never
\i :helpers
\set http 'http://127.0.0.1:' `. "$CENSUS_SERVER_DIR/ports"; echo $HTTP`
\set https 'https://localhost:' `. "$CENSUS_SERVER_DIR/ports"; echo $HTTPS`
\set wrong_host 'https://localhost:' `. "$CENSUS_SERVER_DIR/ports"; echo $HTTPS_WRONG_HOST` /api
\set expired 'https://localhost:' `. "$CENSUS_SERVER_DIR/ports"; echo $HTTPS_EXPIRED` /api
\set self_signed 'https://localhost:' `. "$CENSUS_SERVER_DIR/ports"; echo $HTTPS_SELF_SIGNED` /api
\set stall 'https://localhost:' `. "$CENSUS_SERVER_DIR/ports"; echo $TLS_STALL` /api
\set closed 'https://localhost:' `. "$CENSUS_SERVER_DIR/ports"; echo $CLOSED` /api
\set proxy 'http://127.0.0.1:' `. "$CENSUS_SERVER_DIR/ports"; echo $PROXY`
\set ca :server '/ca.pem'
\set api :http '/api'
\set secure_api :https '/api'
\set second_stalls :http '/second_stalls'
\set secret '0123456789abcdef0123456789abcdef01234567'

-- what a statement fails with, without the ports; of a detail only what does not come from libcurl
CREATE FUNCTION failure(statement text, OUT code text, OUT message text, OUT hint text) LANGUAGE sql AS $$
	SELECT code, regexp_replace(message, '(localhost|127\.0\.0\.1):\d+', '\1:PORT', 'g'), hint FROM refusal(statement)
$$;
-- the same of an API with this base URL, below the scenarios of the test's server
CREATE FUNCTION fetch_from(url text, OUT code text, OUT message text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('ecom_analytics.census_base_url', url, true);
	SELECT * FROM failure('SELECT ecom.census_fetch(2021)') INTO code, message, hint;
END
$$;
CREATE FUNCTION landed(OUT survey_year integer, OUT source text) RETURNS SETOF record
	LANGUAGE sql AS $$ SELECT survey_year, regexp_replace(source, ':\d+/', ':PORT/') FROM raw.state_demographics ORDER BY survey_year $$;

-- The settings.
SHOW ecom_analytics.census_base_url;
LOAD 'ecom_analytics';
SELECT name, setting, unit, context FROM pg_settings WHERE name ~ '^ecom_analytics\.(census|http)' ORDER BY name;
-- requests carry the key: https, or this machine
SET ecom_analytics.census_base_url = 'http://api.census.gov/data';
SET ecom_analytics.census_base_url = 'http://127.0.0.1.example.com/data';
SET ecom_analytics.census_base_url = 'http://127.0.0.1@example.com/data';
SET ecom_analytics.census_base_url = 'ftp://api.census.gov/data';
SET ecom_analytics.census_base_url = 'https://user:password@api.census.gov/data';
SET ecom_analytics.census_base_url = 'https://api.census.gov/data?x=1';
SET ecom_analytics.census_base_url = 'nonsense';
SET ecom_analytics.census_base_url = '';
-- superusers only
CREATE ROLE regress_ecom_nobody;
SET ROLE regress_ecom_nobody;
SET ecom_analytics.census_base_url = 'https://example.com';
SET ecom_analytics.census_api_key_file = '/tmp/x';
SET ecom_analytics.http_proxy = 'http://127.0.0.1:1';
SET ecom_analytics.http_ca_file = '/tmp/x';
SELECT count(*) AS visible FROM pg_settings WHERE name = 'ecom_analytics.http_proxy';
RESET ROLE;
DROP ROLE regress_ecom_nobody;

-- The key.
SET ecom_analytics.census_base_url = :'api';
SET ecom_analytics.http_retries = 0;
\x on
-- none
SELECT * FROM failure('SELECT ecom.census_fetch(2021)');
-- a file that is open to others, that is not there, that is no file, that holds no key
CALL write_file('ecom_analytics_test.key', convert_to(:'secret' || E'\n', 'UTF8'));
SET ecom_analytics.census_api_key_file = 'ecom_analytics_test.key';
SELECT * FROM refusal('SELECT ecom.census_fetch(2021)');
SET ecom_analytics.census_api_key_file = 'ecom_analytics_test.nowhere';
SELECT * FROM refusal('SELECT ecom.census_fetch(2021)');
SET ecom_analytics.census_api_key_file = 'base';
SELECT * FROM refusal('SELECT ecom.census_fetch(2021)');
CALL write_file('ecom_analytics_test.other', 'two words');
COPY (SELECT WHERE false) TO PROGRAM 'chmod 600 ecom_analytics_test.*';
SET ecom_analytics.census_api_key_file = 'ecom_analytics_test.other';
SELECT * FROM refusal('SELECT ecom.census_fetch(2021)');
-- one that is not valid
CALL write_file('ecom_analytics_test.other', 'ffffffffffffffffffffffffffffffffffffffff');
SELECT * FROM failure('SELECT ecom.census_fetch(2021)');
\x off
-- the right one
SET ecom_analytics.census_api_key_file = 'ecom_analytics_test.key';

-- The API as it is.
SELECT jsonb_array_length(answer) AS rows, answer -> 0 AS header, answer -> 5 AS california FROM ecom.census_fetch(2021) answer;
-- load_census lands what the bundled figures are, over http and https
SELECT * FROM ecom.load_bundled_census();
REFRESH MATERIALIZED VIEW staging.stg_state_demographics;
CREATE TABLE bundled AS TABLE staging.stg_state_demographics;
TRUNCATE raw.state_demographics;
SELECT * FROM ecom.load_census();
SELECT * FROM landed();
REFRESH MATERIALIZED VIEW staging.stg_state_demographics;
SELECT count(*) AS rows FROM bundled;
SELECT count(*) AS differences FROM ((TABLE bundled EXCEPT ALL TABLE staging.stg_state_demographics) UNION ALL (TABLE staging.stg_state_demographics EXCEPT ALL TABLE bundled)) d;
TRUNCATE raw.state_demographics;
SET ecom_analytics.census_base_url = :'secure_api';
SET ecom_analytics.http_ca_file = :'ca';
SELECT * FROM ecom.load_census(2022, 2023);
-- through a proxy, which sees the host only
SET ecom_analytics.http_proxy = :'proxy';
SELECT * FROM ecom.load_census(2019, 2019);
RESET ecom_analytics.http_proxy;
SELECT * FROM landed();
-- other variables and geographies, in their order
SET ecom_analytics.census_base_url = :'api';
SELECT ecom.census_fetch(2021, variables => '{B01003_001E,GEO_ID,NAME}', geography => 'state:06,48');
-- places within others, and all of a table; a place may have several rows
SELECT ecom.census_fetch(2021, variables => '{NAME,group(B19013)}', geography => 'tract:*', within => 'state:06 county:001,075');
SELECT regexp_replace(source, ':\d+/', ':PORT/') AS source, places FROM ecom.census_log ORDER BY log_id DESC LIMIT 1;

-- What the API refuses, and what is refused before it is asked.
\x on
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, '{NAME,X}')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, geography => 'state:99')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2031)$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, dataset => 'acs/acs7')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(20210)$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, variables => '{}')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, variables => array_fill('NAME'::text, '{51}'))$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, variables => '{NAME,NAME}')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, variables => '{NAME,NULL}')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, variables => '{NAME&key=x}')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, geography => 'state:*&key=x')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, geography => '')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, geography => 'tract:*')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, geography => 'tract:*', within => 'state:06&key=x')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, geography => 'tract:*', within => 'state:06+county:*')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, variables => '{group()}')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, variables => '{group(B19013}')$$);
-- a NULL is no default
SELECT * FROM failure($$SELECT ecom.census_fetch(NULL)$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, variables => NULL)$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, geography => NULL)$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, dataset => NULL)$$);
SELECT * FROM failure($$SELECT ecom.load_census(NULL)$$);
SELECT * FROM failure($$SELECT ecom.load_census(2018, NULL)$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, dataset => '../../x')$$);
SELECT * FROM failure($$SELECT ecom.census_fetch(2021, dataset => 'acs/acs5?x')$$);
SELECT * FROM failure($$SELECT ecom.load_census(2019, 2018)$$);
SELECT * FROM failure($$SELECT ecom.load_census(1492, 2018)$$);
SELECT * FROM failure($$SELECT ecom.load_census(2018, 20180)$$);
-- one year that fails undoes all of them
SELECT * FROM failure($$SELECT ecom.load_census(2018, 2024)$$);
\x off
SELECT * FROM landed();

-- What goes wrong, each in its way. First what the server says:
SET ecom_analytics.http_timeout = '20s';
SELECT scenario, f.* FROM unnest('{status/401,status/500,status/503,unknown_variable_200,running_query,running_query_500,html_key,html_other,empty,no_content,
	too_many/1,too_many/3600,redirect,redirect_loop}'::text[]) WITH ORDINALITY s (scenario, n), fetch_from(:'http' || '/' || scenario) f ORDER BY n;
-- what becomes of connections and bodies (no message: all is well):
SELECT scenario, f.* FROM unnest('{close_at_once,reset_headers,reset_body,garbage_http,endless_header,content_length_long,content_length_short,chunked,chunked_cut,
	small_writes,gzip,gzip_two,identity,gzip_bad,gzip_cut_head,gzip_cut_body,gzip_cut_sum,gzip_bad_sum,brotli_cut,gzip_bomb,huge,huge_chunked,slow_ok}'::text[]) WITH ORDINALITY s (scenario, n), fetch_from(:'http' || '/' || scenario) f ORDER BY n;
-- JSON that is wrong, or unusual and right:
SELECT scenario, f.* FROM unnest('{sentinels,reordered,unicode,byte_order_mark,number,numbers,object,letters,negative,decimal,empty_value,overflow,duplicate_state,unknown_state,
	short_row,missing_column,duplicate_column,not_table,empty_array,header_only,truncated,trailing_junk,nested,nested_closed,nul,latin1,garbage}'::text[])
	WITH ORDINALITY s (scenario, n), fetch_from(:'http' || '/json/' || scenario) f ORDER BY n;
-- what is landed is a row a state, of states that are known:
SELECT scenario, f.* FROM unnest('{duplicate_state,unknown_state}'::text[]) WITH ORDINALITY s (scenario, n),
	set_config('ecom_analytics.census_base_url', :'http' || '/json/' || scenario, false) u, failure('SELECT ecom.load_census(2021, 2021)' || left(u, 0)) f ORDER BY n;
-- servers that repeat the key:
SELECT scenario, f.* FROM unnest('{error,page,redirect,cut,percent,references,half,garbage,header,answer,escapes,escaped_number}'::text[])
	WITH ORDINALITY s (scenario, n), fetch_from(:'http' || '/echo/' || scenario) f ORDER BY n;
-- connections that cannot be made:
SELECT scenario, f.* FROM (VALUES (1, 'another host''s certificate', :'wrong_host'), (2, 'an expired certificate', :'expired'), (3, 'no CA', :'self_signed'),
	(4, 'a closed port', :'closed'), (5, 'no such host', 'https://' || repeat('x', 64) || '.example/data'), (6, 'no TLS', replace(:'api', 'http://127.0.0.1', 'https://localhost')))
	AS s (n, scenario, url), fetch_from(url) f ORDER BY n;
RESET ecom_analytics.http_ca_file;
SELECT * FROM fetch_from(:'secure_api');
SET ecom_analytics.http_ca_file = '/nowhere';
SELECT * FROM fetch_from(:'secure_api');
SET ecom_analytics.http_ca_file = :'ca';
SET ecom_analytics.http_proxy = :'http';
SELECT * FROM fetch_from(:'secure_api');
-- a proxy's password is not shown
SET ecom_analytics.http_proxy = 'prox://bob:hunter2@127.0.0.1:1';
SELECT code, message, strpos(detail, 'hunter2') = 0 AS hidden FROM refusal(format('SELECT set_config(''ecom_analytics.census_base_url'', %L, false), ecom.census_fetch(2021)', 'https://localhost/data'));
RESET ecom_analytics.http_proxy;
-- and time that is up:
SET ecom_analytics.http_timeout = '500ms';
SELECT scenario, f.* FROM unnest('{slow_first_byte,slow_body,stall_body}'::text[]) WITH ORDINALITY s (scenario, n), fetch_from(:'http' || '/' || scenario) f ORDER BY n;
-- also of the second year, on the connection of the first; no retry of that
SET ecom_analytics.census_base_url = :'second_stalls';
SET ecom_analytics.http_retries = 3;
SELECT * FROM failure('SELECT ecom.load_census(2020, 2021)');
SELECT survey_year, tries, sqlstate FROM ecom.census_log ORDER BY log_id DESC LIMIT 2;
SET ecom_analytics.http_retries = 0;
SET ecom_analytics.http_timeout = '20s';
SET ecom_analytics.http_connect_timeout = '500ms';
SELECT * FROM fetch_from(:'stall');
RESET ecom_analytics.http_connect_timeout;
-- the size that is taken is a setting
SET ecom_analytics.http_max_size = '16kB';
SELECT * FROM fetch_from(:'http' || '/json/garbage');
RESET ecom_analytics.http_max_size;

-- Who may not land is told before the API is asked.
BEGIN READ ONLY;
SELECT * FROM failure('SELECT ecom.load_census(2020, 2021)');
ROLLBACK;

-- Retries: what passes by itself is tried again, and only that.
SET ecom_analytics.http_retries = 2;
SELECT scenario, f.* FROM unnest('{flaky/503/2/a,flaky/429/2/b,flaky/reset/2/c,flaky/503/3/d,flaky/404/1/e,flaky/400/1/f,status/500,too_many/1,too_many/3600}'::text[])
	WITH ORDINALITY s (scenario, n), fetch_from(:'http' || '/' || scenario) f ORDER BY n;
SELECT substring(source FROM '\d/(.*)/2021/') AS scenario, tries, http_status, sqlstate FROM ecom.census_log ORDER BY log_id DESC LIMIT 9;

-- Nothing of all that was landed, and all of it is in the log.
SELECT * FROM landed();
SELECT count(*) AS attempts, count(*) FILTER (WHERE sqlstate IS NULL) AS well, count(*) FILTER (WHERE sqlstate IS NULL AND (places IS NULL OR http_status <> 200)) AS odd
FROM ecom.census_log;
SELECT survey_year, regexp_replace(source, ':\d+/', ':PORT/') AS source, asked_by = current_user AS asked_by, tries, http_status, bytes, places, sqlstate, message
FROM ecom.census_log WHERE survey_year IN (2018, 2024) ORDER BY log_id;
-- the key is in no table
SELECT count(*) AS leaks FROM (SELECT c::text FROM ecom.census_log c UNION ALL SELECT d::text FROM raw.state_demographics d UNION ALL SELECT s::text FROM pg_settings s
	UNION ALL SELECT a::text FROM pg_stat_activity a WHERE a.pid <> pg_backend_pid()) x (line) WHERE strpos(line, :'secret') > 0;

-- a row that the log does not take is the only one that is not there, and a warning; the figures are landed
ALTER TABLE ecom.census_log ADD CONSTRAINT regress_not_2020 CHECK (survey_year <> 2020) NOT VALID;
SET ecom_analytics.census_base_url = :'api';
DELETE FROM ecom.census_log;
BEGIN;
SELECT survey_year FROM ecom.load_census(2019, 2022);
ROLLBACK;
SELECT survey_year, http_status FROM ecom.census_log ORDER BY log_id;
ALTER TABLE ecom.census_log DROP CONSTRAINT regress_not_2020;

DROP TABLE bundled;
DROP FUNCTION failure, fetch_from, landed;
\i :cleanup
