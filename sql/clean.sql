-- Cleaners: what people meet in files, and what becomes of it. Most of it is bad input.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

-- characters without width are aligned differently by different versions of psql
\pset format unaligned

-- prices that can be read: USD with 2 decimals, exact
SELECT input, ecom.clean_price(input) FROM (VALUES
	(1, '19.95'), (2, ' 19.9 '), (3, '7'), (4, '.5'), (5, '5.'), (6, '$1,299.00'), (7, 'US$ 5'), (8, 'usd 12'),
	(9, '12 USD'), (10, '12.50$'), (11, '1e3'), (12, '1.5E+2'), (13, '1250e-2'), (14, '(5.00)'), (15, '($1,000.10)'),
	(16, '-5'), (17, '-$5'), (18, '$-5'), (19, '+5'), (20, '0'), (21, '-0.00'), (22, '0.005'), (23, '0.0049'),
	(24, '-2.345'), (25, '1.994999999999999999999999999999999999999999999999'), (26, '000000000000000000000000000012.30'),
	(27, '99999999.99'), (28, '-99999999.99'), (29, '1,234,567.8'), (30, E'\u00a019.95\u00a0'), (31, E'\ufeff3.10'),
	(32, '0.1e1'), (33, '1e-999999999999'), (34, '0e999999999999')
) v(n, input) ORDER BY n;

-- prices that cannot be read: NULL
SELECT input, ecom.clean_price(input) IS NULL AS is_null FROM (VALUES
	(1, ''), (2, '   '), (3, 'abc'), (4, 'NaN'), (5, 'Infinity'), (6, '-inf'), (7, '1,29'), (8, '1,2999'), (9, '1299,000'),
	(10, ',100'), (11, '1,'), (12, '12,50'), (13, '1.299,00'), (14, '1.2.3'), (15, '1e'), (16, '1e+'), (17, 'e3'), (18, '--5'),
	(19, '$$5'), (20, '$5 USD'), (21, '5-'), (22, '()'), (23, '(5'), (24, '5)'), (25, '((5))'), (26, '(-5)'), (27, '-(5)'),
	(28, '€5'), (29, '5 EUR'), (30, '£5'), (31, '100000000'), (32, '99999999.995'), (33, '1e8'), (34, '1e99999999999999999999'),
	(35, '1 2'), (36, '0x1F'), (37, '１２'), (38, '$'), (39, '.'), (40, '19.95 each'), (41, '0,123'), (42, '+$-5')
) v(n, input) ORDER BY n;

-- quantities that can be read
SELECT input, ecom.clean_quantity(input) FROM (VALUES
	(1, '2'), (2, '1.0'), (3, '1.000000'), (4, '1,000'), (5, ' 3 '), (6, '1e3'), (7, '1.5e1'), (8, '-1'), (9, '0'), (10, '0.0'),
	(11, '+4'), (12, '2147483647'), (13, '-2147483647'), (14, '10e-1')
) v(n, input) ORDER BY n;

-- quantities that cannot: a fraction is no quantity
SELECT input, ecom.clean_quantity(input) IS NULL AS is_null FROM (VALUES
	(1, '1.5'), (2, '0.1'), (3, '1e-1'), (4, '2147483648'), (5, '1e10'), (6, '1.0000000000000000000000000000000000000000001'),
	(7, ''), (8, 'two'), (9, '$2'), (10, '(2)'), (11, '2 pieces'), (12, 'NaN'), (13, '10,00'), (14, '0,500')
) v(n, input) ORDER BY n;

-- days that can be read
SET datestyle = 'ISO';
SELECT input, ecom.clean_date(input) FROM (VALUES
	(1, '2021-03-04'), (2, '2021/3/4'), (3, '2021-3-4'), (4, '20210304'), (5, '3/4/2021'), (6, '03/04/2021'), (7, '03/04/21'), (8, '3-4-2021'),
	(9, '12/31/69'), (10, '1/1/70'), (11, ' 2021-03-04 '), (12, '2021-03-04T23:15:00.123456Z'), (13, '2021-03-04 23:15'),
	(14, '2021-03-04 23:15:59+05:30'), (15, '2021-03-04T23:15:59-0800'), (16, '3/4/2021 5:06 PM'), (17, '3/4/2021 5:06:07 am'),
	(18, '2021-03-04 00:00:00 UTC'), (19, '2020-02-29'), (20, '2000-02-29'), (21, '0001-01-01'), (22, '9999-12-31'),
	(23, '1899-12-31'), (24, '2031-01-01'), (25, '2021-03-04 24:00'), (26, '2021-03-04T23:15:60Z')
) v(n, input) ORDER BY n;

-- days that cannot: impossible ones and everything else
SELECT input, ecom.clean_date(input) IS NULL AS is_null FROM (VALUES
	(1, '2021-02-30'), (2, '2021-02-29'), (3, '1900-02-29'), (4, '2021-13-01'), (5, '2021-00-10'), (6, '2021-01-00'), (7, '2021-01-32'),
	(8, '0000-01-01'), (9, '13/1/2021'), (10, '31.12.2021'), (11, '2021-03'), (12, '2021'), (13, '44259'), (14, ''), (15, 'today'),
	(16, 'infinity'), (17, '2021-03/04'), (18, '2021-03-04x'), (19, '2021-03-04T'), (20, '2021-03-04 25:00'), (21, '2021-03-04 23:60'),
	(22, '2021-03-04 23'), (23, '2021-03-04 23:15:61'), (24, '2021-03-04 23:15 XM'), (25, '2021-03-04 23:15:00+99:00'), (26, '3/4/021'),
	(27, '3/4/12021'), (28, '021-3-4'), (29, '2021-003-04'), (30, '-2021-03-04'), (31, '20210304123000'), (32, '2021-03-04 23:15:00.')
) v(n, input) ORDER BY n;

-- every day of two centuries, in each order of writing
SELECT count(*) AS days, count(*) FILTER (WHERE ecom.clean_date(to_char(d, 'YYYY-MM-DD')) = d::date AND ecom.clean_date(to_char(d, 'FMMM/FMDD/YYYY')) = d::date
	AND ecom.clean_date(to_char(d, 'YYYYMMDD')) = d::date AND ecom.clean_date(to_char(d, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) = d::date) AS read
FROM generate_series(timestamp '1900-01-01', timestamp '2099-12-31', interval '1 day') d;

-- prices equal what numeric makes of the same digits, rounding included
SELECT count(*) AS differences FROM (SELECT ((n * 7919) % 1000003)::numeric / (1000 * (n % 7 + 1)) * CASE n % 3 WHEN 0 THEN -1 ELSE 1 END AS v FROM generate_series(1, 20000) n) r
WHERE ecom.clean_price(v::text) IS DISTINCT FROM round(v, 2);

-- states by postal code, name and FIPS code, any case and padding
SELECT input, ecom.clean_state(input) FROM (VALUES
	(1, 'CA'), (2, 'ca'), (3, ' Ca '), (4, 'California'), (5, 'CALIFORNIA'), (6, 'new   york'), (7, 'New-York'), (8, '06'), (9, '6'), (10, '36'),
	(11, 'US-TX'), (12, 'D.C.'), (13, 'Washington, D.C.'), (14, 'washington dc'), (15, 'Washington'), (16, 'District of Columbia'),
	(17, 'puerto rico'), (18, '72'), (19, E'\u00a0WA\u200b'), (20, 'West Virginia'), (21, 'virginia'), (22, 'N.Y.')
) v(n, input) ORDER BY n;

-- what names no state
SELECT input, ecom.clean_state(input) IS NULL AS is_null FROM (VALUES
	(1, ''), (2, 'XX'), (3, '00'), (4, '03'), (5, '99'), (6, '006'), (7, 'GU'), (8, 'AE'), (9, 'Ontario'), (10, 'I did not reside in the United States'),
	(11, 'Californi'), (12, 'Californiaa'), (13, 'C'), (14, '0'), (15, 'Kalifornië'), (16, '..'), (17, 'UK-CA')
) v(n, input) ORDER BY n;
SELECT ecom.clean_state(repeat('CA', 100000)) IS NULL AS too_long_is_null;

-- every state is found by each of its codes and its name
SELECT count(*) AS states,
	count(*) FILTER (WHERE ecom.clean_state(postal_code) = postal_code AND ecom.clean_state(lower(state_name)) = postal_code
		AND ecom.clean_state(state_fips) = postal_code AND ecom.clean_state(state_fips::integer::text) = postal_code) AS found
FROM ecom.us_states();

-- categories: capitals, trimmed; words for "no value" are NULL
SELECT input, ecom.clean_category(input) FROM (VALUES
	(1, 'ABIS_BOOK'), (2, ' pet_food '), (3, 'Misc.'), (4, E'Home \t Decor'), (5, 'TOYS &amp; GAMES'), (6, ''), (7, ' '), (8, 'nan'), (9, 'NULL'),
	(10, 'n/a'), (11, 'None'), (12, 'café')
) v(n, input) ORDER BY n;

-- product codes: an ISBN gets back the zeros that its check digit proves
SELECT input, ecom.clean_product_code(input) FROM (VALUES
	(1, 'B091L23VBR'), (2, ' b091l23vbr '), (3, '316925284'), (4, '60556196'), (5, '43935806X'), (6, '0316925284'), (7, '0-316-92528-4'),
	(8, '978-0-316-92528-0'), (9, '316925285'), (10, '12345678'), (11, '6925284'), (12, 'AB-12'), (13, '9781590171905')
) v(n, input) ORDER BY n;

-- what is no product code
SELECT input, ecom.clean_product_code(input) IS NULL AS is_null FROM (VALUES
	(1, ''), (2, ' '), (3, 'nan'), (4, 'None'), (5, 'UNKNOWN'), (6, 'B0 91L23VBR'), (7, 'B091L23VBR2345678901234567890123456789012'), (8, 'Ｂ091')
) v(n, input) ORDER BY n;

-- text: white space, entities, what cannot be seen
SELECT n, ecom.clean_text(input) AS cleaned FROM (VALUES
	(1, '  Green   Tea  '), (2, E'a\tb\r\nc\x01d'), (3, 'Salt &amp; Pepper'), (4, '&lt;b&gt; &quot;x&quot; &apos;y&apos; &#39;z&#39; &#x27;w&#x27;'),
	(5, 'caf&eacute; &reg;&trade; &hellip;'), (6, E'non\u00a0breaking&nbsp;space'), (7, E'zero\u200bwidth\ufeff soft\u00adhyphen \u200eleft'),
	(8, E'women\ufffds'), (9, 'AT&T R&D &unknown; &amp &#; &#x; &;'), (10, '&amp;amp;'), (11, '&#0; &#xD800; &#1114112; &#99999999999;'),
	(12, E'ideographic\u3000space \u2003em'), (13, E'\U0001F469\u200D\U0001F469 stay'), (14, '&#9;tab&#10;'), (15, '&'), (16, '&#x1F600;'),
	(17, E'dash\u0096es'), (18, '日本語 テスト')
) v(n, input) ORDER BY n;
SELECT n, ecom.clean_text(input) IS NULL AS is_null FROM (VALUES
	(1, ''), (2, '   '), (3, '&nbsp;'), (4, E'\u200b'), (5, E'\ufffd\ufffd'), (6, E'\t\r\n')
) v(n, input) ORDER BY n;

-- long titles: nothing is cut
SELECT length(ecom.clean_text(repeat('Ab &amp; ', 1105))) AS of_7735_bytes, length(ecom.clean_text(repeat('x', 1000000))) AS of_a_million;

-- no longer than so many characters, of which only the cleaned text's count: the others are NULL
SELECT n, ecom.clean_text(input, longest) AS cleaned FROM (VALUES
	(1, ' abc ', 3), (2, 'abcd', 3), (3, '日本語', 3), (4, '日本語!', 3), (5, '&eacute;&amp;&#39;', 3), (6, 'a   b', 3), (7, '', 3), (8, 'a', 0), (9, 'a', -1), (10, 'a', -2147483648),
	(11, 'a', 2147483647), (12, NULL, 3), (13, 'a', NULL)
) v(n, input, longest) ORDER BY n;
SELECT length(ecom.clean_respondent(repeat('é', 200))) AS respondent, ecom.clean_respondent(repeat('é', 201)) IS NULL AS too_long, ecom.clean_respondent('  ') IS NULL AS nobody,
	length(ecom.clean_category(repeat('é', 200))) AS category, ecom.clean_category(repeat('é', 201)) IS NULL AS category_too_long;

-- what is clean stays as it is, byte for byte
SELECT count(*) AS changed
FROM (SELECT string_agg(chr(32 + (i * 7919 + j * 104729) % 95), '') AS t FROM generate_series(1, 200) i, generate_series(1, 50) j GROUP BY i) r
WHERE ecom.clean_text(ecom.clean_text(replace(t, '&', ''))) IS DISTINCT FROM btrim(regexp_replace(replace(t, '&', ''), ' +', ' ', 'g'));

-- every named entity is found: none of them is left in its text
SELECT ecom.clean_text('&Agrave;|&thetasym;|&zwnj;|&yuml;|&AElig;|&frac12;|&euro;|&le;|&lang;|&diams;') AS entities;

-- booleans
SELECT input, ecom.clean_boolean(input) FROM (VALUES
	(1, 'Yes'), (2, ' no '), (3, 'TRUE'), (4, 'false'), (5, 'y'), (6, 'N'), (7, '1'), (8, '0'), (9, 'on'), (10, 'off'),
	(11, 'Prefer not to say'), (12, ''), (13, 'maybe'), (14, 'yes!')
) v(n, input) ORDER BY n;

-- answers: the label of an enum, whatever its case and padding, with or without a remark
SELECT ecom.clean_answer(' female ', NULL::ecom.gender) AS padded,
	ecom.clean_answer('Bachelor&#39;s  degree', NULL::ecom.education) AS entity,
	ecom.clean_answer('Graduate or professional degree (MA, MS, MBA, PhD, JD, MD, DDS, etc)', NULL::ecom.education) AS remark,
	ecom.clean_answer('1 (just me!)', NULL::ecom.people) AS label_with_parentheses,
	ecom.clean_answer('Prefer Not To Say', NULL::ecom.sexual_orientation) AS other_case,
	ecom.clean_answer('$1,000,000 or more', NULL::ecom.income_bracket) AS not_on_offer,
	ecom.clean_answer('', NULL::ecom.gender) AS empty,
	ecom.clean_answer(NULL, NULL::ecom.gender) AS missing;

-- the labels of the call's own enum are used, and values added to it are found
ALTER TYPE ecom.gender ADD VALUE 'Nonbinary' BEFORE 'Prefer not to say';
SELECT ecom.clean_answer('nonbinary', NULL::ecom.gender) AS added, ecom.clean_answer('Male', NULL::ecom.people) AS other_enum;

-- a label that is not committed is no value yet, as for plain input: 55P04; so a rollback leaves no index with a value that is gone
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE TABLE coloured (c colour);
CREATE INDEX ON coloured (c);
INSERT INTO coloured SELECT 'red' FROM generate_series(1, 10);
BEGIN;
ALTER TYPE colour ADD VALUE 'blue' BEFORE 'green';
SAVEPOINT added;
\set VERBOSITY sqlstate
INSERT INTO coloured SELECT ecom.clean_answer('blue', NULL::colour);
ROLLBACK TO added;
INSERT INTO coloured VALUES ('blue');
ROLLBACK TO added;
\set VERBOSITY default
-- the others are values, and what spells no label is NULL
INSERT INTO coloured SELECT ecom.clean_answer(a, NULL::colour) FROM unnest(ARRAY['red', 'green', 'blu']) a RETURNING c;
ROLLBACK;
INSERT INTO coloured VALUES ('green');
SET enable_seqscan = off; SET enable_bitmapscan = off;
SELECT c, count(*) FROM coloured WHERE c >= 'green' GROUP BY c;
RESET enable_seqscan; RESET enable_bitmapscan;
-- of a type that is itself new they are values at once
BEGIN;
CREATE TYPE shade AS ENUM ('dark');
SELECT ecom.clean_answer('DARK', NULL::shade);
ROLLBACK;

-- one call site sees what its transaction renames, and what it takes back
CREATE FUNCTION answers(VARIADIC statements text[]) RETURNS SETOF text LANGUAGE plpgsql AS
$$
DECLARE
	statement text;
BEGIN
	FOREACH statement IN ARRAY statements LOOP
		IF statement LIKE 'ask %' THEN
			RETURN NEXT statement || ': ' || coalesce(ecom.clean_answer(substr(statement, 5), NULL::colour)::text, 'none');
		ELSIF statement LIKE 'undo %' THEN
			BEGIN
				EXECUTE substr(statement, 6);
				RAISE division_by_zero;
			EXCEPTION WHEN division_by_zero THEN
			END;
		ELSE
			EXECUTE statement;
		END IF;
	END LOOP;
END
$$;
BEGIN;
SELECT answers('ask red', 'ALTER TYPE colour RENAME VALUE ''red'' TO ''crimson''', 'ask red', 'ask Crimson',
	'undo ALTER TYPE colour RENAME VALUE ''crimson'' TO ''scarlet''', 'ask scarlet', 'ask crimson', 'ask green');
ROLLBACK;
SELECT answers('ask crimson', 'ask red');
ALTER TYPE colour ADD VALUE 'blue';
SELECT answers('ask blue');
-- a label that it adds is an error as soon as it is asked for
SELECT answers('ask black', 'ALTER TYPE colour ADD VALUE ''black''', 'ask red', 'ask black');
DROP FUNCTION answers;
DROP TABLE coloured;
DROP TYPE colour;

-- digital by category or title; a gadget is not, nor is what nothing is known of
SELECT n, ecom.is_digital(category, title) FROM (VALUES
	(1, 'ABIS_EBOOKS', 'A novel'), (2, 'DOWNLOADABLE_SOFTWARE', NULL), (3, 'DIGITAL_DEVICE_3', 'Smart speaker'), (4, 'GIFT_CARD', 'Shop eGift Card'),
	(5, 'GIFT_CARD', 'Gift card in a box'), (6, 'VIDEO_GAME', 'Game [Digital Code]'), (7, 'UNKNOWN', NULL), (8, NULL, NULL), (9, NULL, 'Novel - KINDLE EDITION'),
	(10, NULL, 'egif'), (11, NULL, 'An E-GIFT for you'), (12, NULL, 'Coins - Online Game Code'), (13, NULL, 'Tax [Download]'), (14, NULL, 'Tax [PC Download]'),
	(15, NULL, 'digital code'), (16, NULL, 'Digital camera, e-reader, [new], kindle, online')
) v(n, category, title) ORDER BY n;

-- NULL in, NULL out
SELECT num_nulls(ecom.clean_text(NULL), ecom.clean_category(NULL), ecom.clean_price(NULL), ecom.clean_quantity(NULL), ecom.clean_date(NULL),
	ecom.clean_state(NULL), ecom.clean_product_code(NULL), ecom.clean_boolean(NULL)) AS nulls;

-- all are immutable, strict and parallel safe, as documented
SELECT proname, provolatile, proisstrict, proparallel FROM pg_proc
WHERE pronamespace = 'ecom'::regnamespace AND proname ~ '^clean_' AND proname <> 'clean_answer' ORDER BY proname COLLATE "C";

-- forms that most files write are read on a short way; the long way, taken with a space in front, reads the same: no row
SELECT v.text, v.kind
FROM
(
	SELECT p.whole || p.rest AS text, 'number' AS kind
	FROM (SELECT w || r AS whole, r2 AS rest FROM unnest(ARRAY['', '0', '7', '00', '12', '1299', '99999999', '123456789', '999999999', '-1', '1,0', 'x']) w,
		unnest(ARRAY['', '.', '.0', '.5', '.00', '.05', '.005', '.995', '.0000', '..', '.1.2', '.x']) r, unnest(ARRAY['', '0', 'e1']) r2) p
	UNION ALL
	SELECT y || '-' || m || '-' || d, 'date' FROM unnest(ARRAY['0000', '0001', '1900', '2020', '2021', '9999', '202x', '20a1', '21']) y, unnest(ARRAY['00', '01', '02', '12', '13', '1x']) m,
		unnest(ARRAY['00', '01', '28', '29', '30', '31', '32', '3x', '1']) d
	UNION ALL
	SELECT chr(a) || chr(b), 'state' FROM generate_series(32, 126) a, generate_series(32, 126) b
) v
WHERE (v.kind = 'number' AND (ecom.clean_price(v.text) IS DISTINCT FROM ecom.clean_price(' ' || v.text) OR ecom.clean_quantity(v.text) IS DISTINCT FROM ecom.clean_quantity(' ' || v.text)))
	OR (v.kind = 'date' AND ecom.clean_date(v.text) IS DISTINCT FROM ecom.clean_date(' ' || v.text))
	OR (v.kind = 'state' AND ecom.clean_state(v.text) IS DISTINCT FROM ecom.clean_state(' ' || v.text));
-- and so of long texts: runs of clean bytes, of which 16 are looked at together, with something in each place of them
SELECT n, e.special
FROM generate_series(0, 40) n, unnest(ARRAY[' ', '  ', E'\t', '&amp;', '&', U&'\00A0', U&'\200B', U&'\FFFD', 'é', '日', E'\x7f', U&'\E000', U&'\1680']) e (special)
WHERE ecom.clean_text(repeat('a', n + 1) || e.special || repeat('c d', 11)) IS DISTINCT FROM
	(SELECT string_agg(ecom.clean_text(p.part), '') FROM (VALUES (1)) one, LATERAL (SELECT CASE
		WHEN e.special IN (' ', '  ', E'\t', U&'\00A0', E'\x7f', U&'\1680') THEN repeat('a', n + 1) || ' ' || repeat('c d', 11)
		WHEN e.special = '&amp;' THEN repeat('a', n + 1) || '&' || repeat('c d', 11)
		WHEN e.special IN (U&'\200B', U&'\FFFD') THEN repeat('a', n + 1) || repeat('c d', 11)
		ELSE repeat('a', n + 1) || e.special || repeat('c d', 11) END AS part) p);
-- a mark of digital goods in each place of a long title, and one that is not quite there
SELECT n, m.mark
FROM generate_series(0, 40) n, unnest(ARRAY['eGift', 'E-GIFT', 'Digital Code', 'online game code', '[Download]', '[PC Download]', 'Kindle Edition']) m (mark)
WHERE NOT ecom.is_digital(NULL, repeat('o', n) || m.mark || repeat('d', 40 - n))
	OR ecom.is_digital(NULL, repeat('o', n) || left(m.mark, -1) || repeat('.', 40 - n));

-- each looks for interrupts in what may be long: a cancel that comes with the argument is heeded within the cleaner (t), not only by the statement behind it
CREATE FUNCTION stops_within(call text) RETURNS boolean LANGUAGE plpgsql AS
$$
DECLARE
	stopped boolean;
BEGIN
	EXECUTE format('CREATE OR REPLACE FUNCTION pg_temp.cancelled(input text) RETURNS boolean LANGUAGE plpgsql AS %L', format($f$
DECLARE cleaned text; place text; BEGIN
cleaned := %s;
cleaned := 'went on';
RETURN NULL;
EXCEPTION WHEN query_canceled THEN GET STACKED DIAGNOSTICS place = PG_EXCEPTION_CONTEXT; RETURN place ~ 'line 3 ';
END$f$, replace(call, 'input', 'CASE WHEN pg_cancel_backend(pg_backend_pid()) THEN input END')));
	EXECUTE 'SELECT pg_temp.cancelled(repeat('' 9x'', 5))' INTO stopped;
	RETURN stopped;
END
$$;
SELECT call, stops_within(call) FROM unnest(ARRAY['ecom.clean_text(input)', 'ecom.clean_category(input)', 'ecom.clean_price(input)', 'ecom.clean_quantity(input)', 'ecom.clean_date(input)',
	'ecom.clean_state(input)', 'ecom.clean_product_code(input)', 'ecom.clean_boolean(input)', 'ecom.clean_answer(input, NULL::ecom.gender)', 'ecom.is_digital(NULL, input)',
	'ecom.purchase_key(input, ''1'', ''1'', NULL, NULL, ''R'')']) call;
DROP FUNCTION stops_within;
-- and goes on correctly behind each stop: long runs of clean bytes, and a mark in each place around one
SELECT length(ecom.clean_text(repeat('x', 1048576 * 2 + 1))) AS x, length(ecom.clean_text(repeat('x', 1048575) || ' ' || repeat('y', 1048577))) AS space_at_stop,
	length(ecom.clean_text(repeat('x', 1048576) || '  y')) AS two_spaces_behind, length(ecom.clean_text(repeat('日', 400000))) AS in_a_character;
SELECT count(*) AS found FROM generate_series(1048570, 1048580) n WHERE ecom.is_digital(NULL, repeat('x', n) || 'eGift' || repeat('y', 9));
