-- Cleaners: what people meet in files, and what becomes of it. Most of it is bad input.
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS ecom_analytics CASCADE;
CREATE EXTENSION ecom_analytics;
RESET client_min_messages;

-- characters without width are aligned differently by different versions of psql
\pset format unaligned

-- prices that can be read: USD, exact to the cent
SELECT input, ecom.clean_price(input) FROM (VALUES
	(1, '19.95'), (2, ' 19.9 '), (3, '7'), (4, '.5'), (5, '5.'), (6, '$1,299.00'), (7, 'US$ 5'), (8, 'usd 12'),
	(9, '12 USD'), (10, '12.50$'), (11, '1e3'), (12, '1.5E+2'), (13, '1250e-2'), (14, '(5.00)'), (15, '($1,000.10)'),
	(16, '-5'), (17, '-$5'), (18, '$-5'), (19, '+5'), (20, '0'), (21, '-0.00'), (22, '0.010'), (23, '1.29000000000000000000000000000000000000000000000000'),
	(24, '-2.340'), (26, '000000000000000000000000000012.30'),
	(27, '99999999.99'), (28, '-99999999.99'), (29, '1,234,567.8'), (30, E'\u00a019.95\u00a0'), (31, E'\ufeff3.10'),
	(32, '0.1e1'), (34, '0e999999999999'), (35, '0e-999999999999'),
	-- the sign and the code of the currency, each once, on any side
	(40, '$12.00 USD'), (41, 'USD $12.00'), (42, 'US $12.00'), (43, 'US$12.00 usd'), (44, 'USD-5'), (45, '-5 USD'), (46, '$(5.00)'), (47, '$ (5.00)'), (48, '(5.00) USD'),
	(49, '(USD 5.00)'), (50, '(5.00 $) USD'), (51, E'$\u00a012.00\u00a0USD'),
	-- as spreadsheets and programs write text
	(60, '="15.00"'), (61, '''1,299.00'), (62, '''-75.63'), (63, '"15.00"'), (64, '''15.00'''), (65, ' =" $15.00 " '), (66, '"=""15.00"""'), (67, '''"15.00"'), (68, '="''15.00"')
) v(n, input) ORDER BY n;

-- prices that cannot be read: NULL
SELECT input, ecom.clean_price(input) IS NULL AS is_null FROM (VALUES
	(1, ''), (2, '   '), (3, 'abc'), (4, 'NaN'), (5, 'Infinity'), (6, '-inf'), (7, '1,29'), (8, '1,2999'), (9, '1299,000'),
	(10, ',100'), (11, '1,'), (12, '12,50'), (13, '1.299,00'), (14, '1.2.3'), (15, '1e'), (16, '1e+'), (17, 'e3'), (18, '--5'),
	(19, '$$5'), (20, '$5$'), (21, '5-'), (22, '()'), (23, '(5'), (24, '5)'), (25, '((5))'), (26, '(-5)'), (27, '-(5)'),
	(28, '€5'), (29, '5 EUR'), (30, '£5'), (31, '100000000'), (32, '99999999.995'), (33, '1e8'), (34, '1e99999999999999999999'),
	(35, '1 2'), (36, '0x1F'), (37, '１２'), (38, '$'), (39, '.'), (40, '19.95 each'), (41, '0,123'), (42, '+$-5'),
	-- more than cents: elsewhere 1.299 is more than a thousand
	(50, '1.299'), (51, '$1.299'), (52, '0.005'), (53, '0.0049'), (54, '-2.345'), (55, '1.994999999999999999999999999999999999999999999999'), (56, '19.9500000000000000000000000000000000000000000000001'),
	(57, '1e-3'), (58, '1e-999999999999'), (59, '="1.299"'), (60, '19.990000000000002'), (61, '1.299 USD'),
	-- thousands and decimals of elsewhere, other currencies, other words
	(70, '1 299.00'), (71, E'1\u00a0299.00'), (72, '1''299.00'), (73, '1,00,000.00'), (74, '1_000'), (75, 'USD 5 USD'), (76, '5 US'), (77, 'C$5'), (78, 'CA$5'), (79, '$5 CAD'), (80, '5 dollars'), (81, '5%'),
	(82, '5.00 -'), (83, '5.00 CR'), (84, '1/2'), (85, '=15.00'), (86, '="15.00'), (87, '=15.00"'), (88, '"15.00'), (89, '15.00'''), (90, '−5.00'), (91, 'free'), (92, '$ -'), (93, '#VALUE!'), (94, '###'), (95, '1.3E'),
	(96, '5.00(')
) v(n, input) ORDER BY n;

-- quantities that can be read
SELECT input, ecom.clean_quantity(input) FROM (VALUES
	(1, '2'), (2, '1.0'), (3, '1.000000'), (4, '1,000'), (5, ' 3 '), (6, '1e3'), (7, '1.5e1'), (8, '-1'), (9, '0'), (10, '0.0'),
	(11, '+4'), (12, '2147483647'), (13, '-2147483647'), (14, '10e-1'), (15, '="2"'), (16, '''2'), (17, '"1.0"'), (18, E'\u00a02\u200b')
) v(n, input) ORDER BY n;

-- quantities that cannot: a fraction is no quantity
SELECT input, ecom.clean_quantity(input) IS NULL AS is_null FROM (VALUES
	(1, '1.5'), (2, '0.1'), (3, '1e-1'), (4, '2147483648'), (5, '1e10'), (6, '1.0000000000000000000000000000000000000000001'),
	(7, ''), (8, 'two'), (9, '$2'), (10, '(2)'), (11, '2 pieces'), (12, 'NaN'), (13, '10,00'), (14, '0,500'), (15, '1.299'), (16, '2x'), (17, '50%'), (18, '=2'), (19, '="two"'), (20, '２'), (21, '2-'),
	(22, '1-2'), (23, '1/2')
) v(n, input) ORDER BY n;

-- days that can be read
SET datestyle = 'ISO';
SELECT input, ecom.clean_date(input) FROM (VALUES
	(1, '2021-03-04'), (2, '2021/3/4'), (3, '2021-3-4'), (4, '20210304'), (5, '3/4/2021'), (6, '03/04/2021'), (7, '03/04/21'), (8, '3-4-2021'),
	(9, '12/31/69'), (10, '1/1/70'), (11, ' 2021-03-04 '), (12, '2021-03-04T23:15:00.123456Z'), (13, '2021-03-04 23:15'),
	(14, '2021-03-04 23:15:59+05:30'), (15, '2021-03-04T23:15:59-0800'), (16, '3/4/2021 5:06 PM'), (17, '3/4/2021 5:06:07 am'),
	(18, '2021-03-04 00:00:00 UTC'), (19, '2020-02-29'), (20, '2000-02-29'), (21, '0001-01-01'), (22, '9999-12-31'),
	(23, '1899-12-31'), (24, '2031-01-01'), (25, '2021-03-04 24:00'), (26, '2021-03-04T23:15:60Z'),
	-- the month by its name
	(30, 'Jan 5, 2022'), (31, '5 January 2022'), (32, 'january 5, 2022'), (33, 'Jan. 5 2022'), (34, '5 Jan 2022'), (35, '05-Jan-22'), (36, '5-JAN-2022'), (37, 'Jan-05-2022'), (38, '2022-Jan-05'), (39, '05JAN2022'),
	(40, 'May 1st, 2022'), (41, '22nd Sept. 2022'), (42, '3rd Jun 99'), (43, 'Jan 5,2022'), (44, '5 jan, 2022'), (45, E'Jan\u00a05,\u00a02022'), (46, '29 February 2020'), (47, '5/Jan/2022'),
	-- behind the right day of the week
	(50, 'Wednesday, January 5, 2022'), (51, 'Wed 5 Jan 2022'), (52, 'Wed, 05 Jan 2022 10:00:00 +0000'), (53, 'wed 2022-01-05'), (54, 'Wednesday 1/5/2022'), (55, 'Wed Jan 05 2022 10:00:00 GMT-0500 (Eastern Standard Time)'),
	-- times of day and zones, which do not move it
	(60, '2022-01-05 09:59:00 -0500'), (61, 'Jan 1, 2022 11:59:03 PM PST'), (62, '1/5/2022, 10:00:00 AM'), (63, E'1/5/2022, 10:00:00\u202fAM'), (64, '5 January 2022 at 10:00 p.m.'), (65, '2022-01-05 23:15:00,123'),
	(66, '2022-01-05 23:15:00 UTC+02:00'), (67, E'2022-01-05\u00a023:15'), (68, '2022-01-05T23:15:00.000+00:00'), (69, '2022-01-05 23:15 EST'),
	-- as spreadsheets write text
	(70, '="2022-01-05"'), (71, '''2022-01-05'), (72, '"Jan 5, 2022"'), (73, '=" 1/5/2022 "')
) v(n, input) ORDER BY n;

-- days that cannot: impossible ones and everything else
SELECT input, ecom.clean_date(input) IS NULL AS is_null FROM (VALUES
	(1, '2021-02-30'), (2, '2021-02-29'), (3, '1900-02-29'), (4, '2021-13-01'), (5, '2021-00-10'), (6, '2021-01-00'), (7, '2021-01-32'),
	(8, '0000-01-01'), (9, '13/1/2021'), (10, '31.12.2021'), (11, '2021-03'), (12, '2021'), (13, '44259'), (14, ''), (15, 'today'),
	(16, 'infinity'), (17, '2021-03/04'), (18, '2021-03-04x'), (19, '2021-03-04T'), (20, '2021-03-04 25:00'), (21, '2021-03-04 23:60'),
	(22, '2021-03-04 23'), (23, '2021-03-04 23:15:61'), (24, '2021-03-04 23:15 XM'), (25, '2021-03-04 23:15:00+99:00'), (26, '3/4/021'),
	(27, '3/4/12021'), (28, '021-3-4'), (29, '2021-003-04'), (30, '-2021-03-04'), (31, '20210304123000'), (32, '2021-03-04 23:15:00.'),
	-- names that are none, days that are not there, a day of the week that is another
	(40, 'Jan 32, 2022'), (41, '30 February 2022'), (42, 'Jam 5, 2022'), (43, 'Januar 5, 2022x'), (44, 'Ja 5, 2022'), (45, 'Januaryy 5, 2022'), (46, '5 2022'), (47, 'Jan 2022'), (48, 'Jan-22'), (49, '5-Jan'), (50, 'Jan 5, 022'),
	(51, 'Jan 5, 20222'), (52, '5 Jan'), (53, 'Jan'), (54, 'Thursday, January 5, 2022'), (55, 'Mon 2022-01-05'), (56, 'Wed'), (57, 'Jan5 2022'), (58, '5 Janvier 2022'), (59, '123 Jan 2022'), (60, '2022 Jan 005'),
	(61, 'Jan 5 5 2022'), (62, '5 Jan Jan 2022'),
	-- numbers of days and of seconds, other orders and scripts
	(70, '44562'), (71, '44562.5'), (72, '1641340800'), (73, '2022-W01-3'), (74, '2022-005'), (75, '5.1.2022'), (76, '２０２２-01-05'), (77, '2022–01–05'), (78, '22/13/2022'), (79, '2022/01/05/'), (80, '=2022-01-05'),
	(81, '2022-01-05,'), (82, '2022-01-05 at'), (83, '2022-01-05 10:00 AM PM'), (84, '2022-01-05 10:00 (x'), (85, '2022-01-05T10:00:00-05:00[America/New_York]'), (86, 'now'), (87, '-infinity'), (88, '12:00'), (89, '######')
) v(n, input) ORDER BY n;

-- the order of day and month, where the caller knows it; an order that is none is the caller's error
SELECT input, ecom.clean_date(input, 'MDY') AS mdy, ecom.clean_date(input, 'DMY') AS dmy FROM (VALUES
	(1, '03/04/2022'), (2, '25/04/2022'), (3, '04/25/2022'), (4, '3-4-22'), (5, '03/04/2022 23:15'), (6, '="03/04/2022"'), (7, 'Monday 4/3/2022'), (8, '31/12/69'), (9, '2022-04-03'), (10, '2022/4/3'),
	(11, '20220403'), (12, 'Apr 3, 2022'), (13, '3 April 2022'), (14, '32/01/2022'), (15, 'when'), (16, NULL)
) v(n, input) ORDER BY n;
SELECT ecom.clean_date('03/04/2022', NULL) IS NULL AS no_order;
SELECT ecom.clean_date('2022-04-03', 'YMD');
SELECT ecom.clean_date('2022-04-03', '');

-- every day of two centuries, in each order of writing
SELECT count(*) AS days, count(*) FILTER (WHERE ecom.clean_date(to_char(d, 'YYYY-MM-DD')) = d::date AND ecom.clean_date(to_char(d, 'FMMM/FMDD/YYYY')) = d::date
	AND ecom.clean_date(to_char(d, 'YYYYMMDD')) = d::date AND ecom.clean_date(to_char(d, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) = d::date
	AND ecom.clean_date(to_char(d, 'DD/MM/YYYY'), 'DMY') = d::date AND ecom.clean_date(to_char(d, 'FMDay, FMMonth FMDDth, YYYY')) = d::date
	AND ecom.clean_date(to_char(d, 'Dy DD-Mon-YYYY')) = d::date) AS read
FROM generate_series(timestamp '1900-01-01', timestamp '2099-12-31', interval '1 day') d;

-- prices equal what numeric makes of the same digits, if it makes cents of them
SELECT count(*) AS prices, count(ecom.clean_price(v::text)) AS read, count(*) FILTER (WHERE ecom.clean_price(v::text) IS DISTINCT FROM CASE WHEN v = round(v, 2) THEN v END) AS differences
FROM (SELECT ((n * 7919) % 1000003)::numeric / (100 * (n % 3 + 1)) * CASE n % 3 WHEN 0 THEN -1 ELSE 1 END AS v FROM generate_series(1, 20000) n) r;

-- states by postal code, name and FIPS code, any case and padding
SELECT input, ecom.clean_state(input) FROM (VALUES
	(1, 'CA'), (2, 'ca'), (3, ' Ca '), (4, 'California'), (5, 'CALIFORNIA'), (6, 'new   york'), (7, 'New-York'), (8, '06'), (9, '6'), (10, '36'),
	(11, 'US-TX'), (12, 'D.C.'), (13, 'Washington, D.C.'), (14, 'washington dc'), (15, 'Washington'), (16, 'District of Columbia'),
	(17, 'puerto rico'), (18, '72'), (19, E'\u00a0WA\u200b'), (20, 'West Virginia'), (21, 'virginia'), (22, 'N.Y.'),
	(23, '="CA"'), (24, '''CA'), (25, '"06"'), (26, '="6"'), (27, '''06'), (28, E'New\u00a0York'), (29, E'C\u200bA'), (30, E'New\u200b York'), (31, '(CA)'), (32, '="New York"'), (33, 'US-06')
) v(n, input) ORDER BY n;

-- what names no state
SELECT input, ecom.clean_state(input) IS NULL AS is_null FROM (VALUES
	(1, ''), (2, 'XX'), (3, '00'), (4, '03'), (5, '99'), (6, '006'), (7, 'GU'), (8, 'AE'), (9, 'Ontario'), (10, 'I did not reside in the United States'),
	(11, 'Californi'), (12, 'Californiaa'), (13, 'C'), (14, '0'), (15, 'Kalifornië'), (16, '..'), (17, 'UK-CA'), (18, 'NA'), (19, 'N/A'), (20, '-'), (21, '1.0'), (22, '6.0'), (23, '-6'), (24, '6%'), (25, '1 0'), (26, '06.'),
	(27, 'ＣＡ'), (28, '(blank)'), (29, 'C A T')
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
	(10, 'n/a'), (11, 'None'), (12, 'café'), (13, '="TEA"'), (14, '''TEA'), (15, '"TEA"'), (16, '''TEA'''), (17, 'UNKNOWN'), (18, 'NOT_AVAILABLE'), (19, '(blank)'), (20, 'Other'), (21, 'No'), (22, 'NAPKIN'), (23, '=&quot;TEA&quot;')
) v(n, input) ORDER BY n;

-- what stands for a missing value, in any case, is none to all cleaners: no row
SELECT w.word
FROM unnest(ARRAY['NA', 'N/A', 'n.a.', 'N.A', '#N/A', '#NA', '#N/A N/A', '<NA>', 'NaN', '-nan', '-nan(ind)', '1.#IND', '-1.#IND', '1.#QNAN', '-1.#QNAN', 'NULL', '(null)', '<null>', '\N', '\n', 'nil', 'None', '(none)', '-', '--', '---',
	'–', '—', '?', '???', '.', '...', '…', '*', '_', '/', '//', '\', '#', '~', '- -', '-/-', '.-', '()', '[]', '<>', '{}', '( )', '(-)', '[?]', 'blank', '(blank)', '[blank]', '(empty)', 'Not Available', 'not_available', 'NOT-AVAILABLE',
	'Not  Available', 'Not Applicable', 'not given', 'not known', 'not provided', '(not set)', 'not specified', 'no data', 'no value', 'missing', 'unavailable', 'undefined', 'unknown', '(unknown)', 'unspecified', 'TBA', 'TBD',
	'#NULL!', '#DIV/0!', '#VALUE!', '#REF!', '#NAME?', '#NUM!', '#ERROR!', '#CALC!', '#SPILL!', '#GETTING_DATA', '="NA"', '''NA', '"NA"', '=""', '""', '''''', '''', '="-"', ' NA ', E'\u00a0-\u00a0', E'N\u200b/A', '&#45;', 'N&#47;A']) w (word),
	unnest(ARRAY[w.word, upper(w.word), lower(w.word)]) t (text)
WHERE num_nonnulls(ecom.clean_text(t.text), ecom.clean_text(t.text, 100), ecom.clean_respondent(t.text), ecom.clean_category(t.text), ecom.clean_price(t.text), ecom.clean_quantity(t.text), ecom.clean_date(t.text),
	ecom.clean_date(t.text, 'DMY'), ecom.clean_state(t.text), ecom.clean_boolean(t.text), ecom.clean_answer(t.text, NULL::ecom.gender), ecom.clean_answer(t.text, NULL::ecom.survey_answer)) > 0
	OR (t.text !~ '&' AND ecom.clean_product_code(t.text) IS NOT NULL)
GROUP BY w.word;
-- only where it is all of the value: each of these is a text, a respondent and a category
SELECT w.word
FROM unnest(ARRAY['NA NA', 'Banana', 'NAN Comfort', 'nanny', 'Nilla', 'None of these', 'Unknown Pleasures', 'N/A/B', '?!', 'x', 'no', 'yes', 'off', '0', '-1', '- 1', '.5', '#1', '(NA', 'NA)', '(NA>', 'not available here', 'blanket', 'missing you', 'known',
	'null and void', 'Nullify', 'R_NA', '<b>', '!', '$', '%', '+', '日本', '😀', 'not', 'not-', 'not applicable1', '1.#', 'TBDs', 'ñ/a', 'nd', 'NR', 'other']) w (word)
WHERE num_nulls(ecom.clean_text(w.word), ecom.clean_respondent(w.word), ecom.clean_category(w.word)) > 0;

-- product codes: an ISBN gets back the zeros that its check digit proves
SELECT input, ecom.clean_product_code(input) FROM (VALUES
	(1, 'B091L23VBR'), (2, ' b091l23vbr '), (3, '316925284'), (4, '60556196'), (5, '43935806X'), (6, '0316925284'), (7, '0-316-92528-4'),
	(8, '978-0-316-92528-0'), (9, '316925285'), (10, '12345678'), (11, '6925284'), (12, 'AB-12'), (13, '9781590171905'),
	(14, '="0316925284"'), (15, '''0316925284'), (16, '"0316925284"'), (17, '''0316925284'''), (18, '="316925284"'), (19, '"=""0316925284"""'), (20, E'\t0316925284'), (21, E'\u200b0316925284\u00a0'), (22, '12E4'), (23, '1E5'),
	(24, '702.758.14'), (25, '12E'), (26, 'E+12'), (27, 'B.12'), (28, '1.2.3'), (29, '+12'), (30, 'a,b')
) v(n, input) ORDER BY n;

-- what is no product code
SELECT input, ecom.clean_product_code(input) IS NULL AS is_null FROM (VALUES
	(1, ''), (2, ' '), (3, 'nan'), (4, 'None'), (5, 'UNKNOWN'), (6, 'B0 91L23VBR'), (7, 'B091L23VBR2345678901234567890123456789012'), (8, 'Ｂ091'), (9, 'NA'), (10, '-'),
	-- a number that a program made of it: digits are lost, or it is another code
	(20, '9.78032E+12'), (21, '9.78032e+12'), (22, '9,78032E+12'), (23, '9.78032E12'), (24, '9E+12'), (25, '3.17E-08'), (26, '316925284.0'), (27, '9780316925280.00'), (28, '316925284.'), (29, '12.5'), (30, '316,925,284'),
	(31, '9,780,316,925,280.0'), (32, '="9.78032E+12"'), (33, '''9.78032E+12'), (34, '-9.78032E+12'), (35, '.5'),
	-- a formula, an odd quote
	(40, '=A1'), (41, '="0316925284'), (42, '=0316925284'), (43, E'B091\u200bL23VBR'), (44, '978–0–316–92528–0')
) v(n, input) ORDER BY n;

-- text: white space, entities, what cannot be seen
SELECT n, ecom.clean_text(input) AS cleaned FROM (VALUES
	(1, '  Green   Tea  '), (2, E'a\tb\r\nc\x01d'), (3, 'Salt &amp; Pepper'), (4, '&lt;b&gt; &quot;x&quot; &apos;y&apos; &#39;z&#39; &#x27;w&#x27;'),
	(5, 'caf&eacute; &reg;&trade; &hellip;'), (6, E'non\u00a0breaking&nbsp;space'), (7, E'zero\u200bwidth\ufeff soft\u00adhyphen \u200eleft'),
	(8, E'women\ufffds'), (9, 'AT&T R&D &unknown; &amp &#; &#x; &;'), (10, '&amp;amp;'), (11, '&#0; &#xD800; &#1114112; &#99999999999;'),
	(12, E'ideographic\u3000space \u2003em'), (13, E'\U0001F469\u200D\U0001F469 stay'), (14, '&#9;tab&#10;'), (15, '&'), (16, '&#x1F600;'),
	(17, E'dash\u0096es'), (18, '日本語 テスト'),
	-- numbers of Windows-1252, decimal and hexadecimal; those of five have no character there
	(20, 'Women&#146;s &#150; X'), (21, '&#147;Tea&#148; &#x85;'), (22, '&#128;5 &#x99; &#0153;'), (23, 'a&#129;b&#141;c&#143;d&#144;e&#157;f'), (24, '&#127;a&#160;b&#161;'),
	-- what spreadsheets wrap around a value; an apostrophe in front of words, and quotes around them, may be their own
	(30, '="Green Tea"'), (31, '=" Green  Tea "'), (32, '=&quot;Green Tea&quot;'), (33, '''0316925284'), (34, '''-75.63'), (35, '''=1+2'), (36, '''+1 for tea'), (37, '''@tea'), (38, '''=&quot;Tea&quot;'), (39, '''1984'''),
	(40, '''Twas the Night'), (41, '''Salem''s Lot'), (42, '''90s Hits'), (43, '"Heroes"'), (44, '"Weird Al" Yankovic'), (45, '''Tea'''), (46, '="Tea'), (47, '=Tea'), (48, '''été'), (49, '="''Twas"')
) v(n, input) ORDER BY n;
SELECT n, ecom.clean_text(input) IS NULL AS is_null FROM (VALUES
	(1, ''), (2, '   '), (3, '&nbsp;'), (4, E'\u200b'), (5, E'\ufffd\ufffd'), (6, E'\t\r\n'), (7, '&#129;'), (8, '=" "')
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
	(11, 'Prefer not to say'), (12, ''), (13, 'maybe'), (14, 'yes!'), (15, '="Yes"'), (16, '''No'), (17, '"TRUE"'), (18, 'n/a'), (19, 'none'), (20, '1.0'), (21, '=TRUE')
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
-- whatever the apostrophe and the dash, and with or without blanks around the dash
SELECT input, coalesce(ecom.clean_answer(input, NULL::ecom.age_group)::text, ecom.clean_answer(input, NULL::ecom.income_bracket)::text, ecom.clean_answer(input, NULL::ecom.education)::text,
	ecom.clean_answer(input, NULL::ecom.people)::text, ecom.clean_answer(input, NULL::ecom.purchase_frequency)::text, ecom.clean_answer(input, NULL::ecom.survey_answer)::text) AS answer
FROM (VALUES
	(1, '$25,000-$49,999'), (2, '$25,000 – $49,999'), (3, '25 – 34 years'), (4, '25—34 years'), (5, '25 -34 YEARS'), (6, E'25\u00a0‑\u00a034 years'), (7, 'Bachelor’s degree'), (8, 'Bachelor`s degree'), (9, 'Bachelor&#146;s Degree'),
	(10, 'I don’t know'), (11, 'I donʼt know'), (12, '="25 - 34 years"'), (13, '''25 - 34 years'), (14, '"Less than $25,000"'), (15, '5–10 times per month'), (16, '="2"'), (17, '''4+'), (18, '1 (just me!)'),
	(19, 'Graduate or professional degree (MA – MS)'),
	-- none of the answers
	(30, '25 34 years'), (31, '2534 years'), (32, '$25,000 to $49,999'), (33, 'Less than $25000'), (34, 'Bachelors degree'), (35, 'I dont know'), (36, '25 − − 34 years'), (37, '2.0'), (38, 'Unknown'), (39, 'N/A'), (40, '-'),
	(41, repeat('- ', 100)), (42, '25 - 34 years – 25 - 34 years – 25 - 34 years – 25 - 34 years – 25 - 34 years')
) v(n, input) ORDER BY n;
-- of labels that differ in that alone, the one that is spelled; a label for "no value" is an answer, but not Unknown
CREATE TYPE odd AS ENUM ('a-b', 'a - b', 'It’s', 'N/A', 'None', 'Unknown', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx');
SELECT input, ecom.clean_answer(input, NULL::odd) FROM (VALUES (1, 'a-b'), (2, 'a - b'), (3, 'A – B'), (4, 'A–B'), (5, 'it''s'), (6, 'It’s'), (7, 'n/a'), (8, 'NONE'), (9, 'unknown'), (10, repeat('X', 63)), (11, repeat('X', 64)), (12, 'NA')) v (n, input) ORDER BY n;
DROP TYPE odd;

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
