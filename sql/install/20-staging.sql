/*
 * Staging: typed, cleaned, deduplicated.  The only layer that reads raw.  Purchases, and what is known of the states.
 *
 *	raw.amazon_purchases -+-> keyed_purchase_lines -> suspect_ ... ---------------------+
 *						  |                                                             v
 *						  +-> read_purchase_lines -> cleaned_ ... -> checked_ ... -> doubtful_ ... -> rejected_purchase_lines -> stg_amazon_purchases_rejected
 *														|                                            |
 *														+-> purchases_of_lines ----------------------+-> stg_amazon_purchases
 *
 * Both models read the same rejected_purchase_lines, so each raw line is in exactly one of them.  Where raw is distributed (see
 * 96-scale-out.sql), each line is checked, and stands in for a doubtful one.
 */

/*
 * security_barrier keeps this a query of its own, so that each cleaner runs once a line; in parallel, as OFFSET 0 would not.  A
 * setting in here would keep the whole from it (before PostgreSQL 17): so days are read month first here, and again where that is not so.
 */
CREATE VIEW staging.read_purchase_lines WITH (security_barrier) AS
SELECT
	p.ctid AS line,
	ecom.clean_respondent(p.survey_responseid) AS survey_responseid,
	ecom.clean_date(p.order_date) AS month_first_date,
	ecom.clean_quantity(p.quantity) AS quantity,
	ecom.clean_state(p.shipping_address_state) AS state,
	ecom.clean_price(p.purchase_price_per_unit) AS unit_price,
	ecom.clean_product_code(p.asin_isbn_product_code) AS product_code,
	ecom.clean_text(p.title, 10000) AS title,
	coalesce(ecom.clean_category(p.category), 'UNKNOWN') AS category,
	p.order_date AS raw_order_date,
	p.purchase_price_per_unit AS raw_price,
	p.quantity AS raw_quantity,
	p.shipping_address_state AS raw_state,
	p.title AS raw_title,
	p.asin_isbn_product_code AS raw_product_code,
	p.category AS raw_category,
	p.survey_responseid AS raw_responseid
FROM raw.amazon_purchases p;
COMMENT ON VIEW staging.read_purchase_lines IS 'Every raw purchase line, cleaned but for the setting date_order; one row per raw line';

CREATE VIEW staging.cleaned_purchase_lines AS
SELECT
	l.line,
	l.survey_responseid,
	CASE WHEN (SELECT s.value = 'DMY' FROM ecom.settings s WHERE s.name = 'date_order') THEN ecom.clean_date(l.raw_order_date, 'DMY')
		ELSE l.month_first_date
	END AS order_date,
	l.quantity,
	l.state,
	l.unit_price,
	l.product_code,
	l.title,
	l.category,
	l.raw_order_date,
	l.raw_price,
	l.raw_quantity,
	l.raw_state,
	l.raw_title,
	l.raw_product_code,
	l.raw_category,
	l.raw_responseid
FROM staging.read_purchase_lines l;
COMMENT ON VIEW staging.cleaned_purchase_lines IS 'Every raw purchase line, cleaned; one row per raw line';

CREATE VIEW staging.checked_purchase_lines AS
SELECT c.*,
	CASE
		WHEN c.survey_responseid IS NULL THEN
			CASE WHEN ecom.clean_text(c.raw_responseid) IS NULL THEN 'respondent missing' ELSE 'respondent too long' END
		WHEN c.order_date IS NULL THEN
			CASE WHEN ecom.clean_text(c.raw_order_date) IS NULL THEN 'order date missing' ELSE 'order date unreadable' END
		WHEN c.order_date < (SELECT s.value::date FROM ecom.settings s WHERE s.name = 'earliest_order_date')
			THEN 'order date before earliest_order_date'
		WHEN c.order_date > (SELECT ecom.today()) THEN 'order date in the future'
		WHEN c.unit_price IS NULL THEN
			CASE WHEN ecom.clean_text(c.raw_price) IS NULL THEN 'price missing' ELSE 'price unreadable' END
		WHEN c.unit_price <= 0 THEN 'price not positive'
		WHEN c.quantity IS NULL THEN
			CASE WHEN ecom.clean_text(c.raw_quantity) IS NULL THEN 'quantity missing' ELSE 'quantity unreadable' END
		WHEN c.quantity <= 0 THEN 'quantity not positive'
	END AS reason,
	coalesce(c.survey_responseid, '') AS respondent
FROM staging.cleaned_purchase_lines c;
COMMENT ON VIEW staging.checked_purchase_lines IS
'Every raw purchase line, cleaned, with the reason if it is no valid purchase; one row per raw line';

CREATE VIEW staging.keyed_purchase_lines WITH (security_barrier) AS
SELECT
	p.ctid AS line,
	p.order_date AS raw_order_date,
	ecom.clean_date(p.order_date) AS month_first_date,
	ecom.purchase_key(p.order_date, p.purchase_price_per_unit, p.quantity, p.shipping_address_state, p.asin_isbn_product_code, p.survey_responseid) AS key
FROM raw.amazon_purchases p;
COMMENT ON VIEW staging.keyed_purchase_lines IS 'Every raw purchase line with a hash of what it is compared by; one row per raw line';
COMMENT ON COLUMN staging.keyed_purchase_lines.line IS 'Physical place of the line in raw.amazon_purchases; holds within one snapshot';
COMMENT ON COLUMN staging.keyed_purchase_lines.raw_order_date IS 'order_date as loaded';
COMMENT ON COLUMN staging.keyed_purchase_lines.month_first_date IS 'Day of the order, the month of 3/4/2021 taken to be the first number';
COMMENT ON COLUMN staging.keyed_purchase_lines.key IS 'The same for lines that agree on respondent, date, state, price, quantity and product code, in either order of day and month; NULL if the line is no valid purchase in either';

/* Equal lines have equal keys: so only lines that share theirs need to be compared. */
CREATE VIEW staging.suspect_purchase_lines AS
SELECT
	ecom.suspect_lines
	(
		l.line,
		CASE WHEN l.order_date >= (SELECT s.value::date FROM ecom.settings s WHERE s.name = 'earliest_order_date') AND l.order_date <= (SELECT ecom.today())
			THEN l.key
		END
	) AS lines
FROM
(
	SELECT k.line, k.key,
		CASE WHEN (SELECT s.value = 'DMY' FROM ecom.settings s WHERE s.name = 'date_order') THEN ecom.clean_date(k.raw_order_date, 'DMY')
			ELSE k.month_first_date
		END AS order_date
	FROM staging.keyed_purchase_lines k
) l;
COMMENT ON VIEW staging.suspect_purchase_lines IS 'The raw purchase lines that may have to be rejected; one row';
COMMENT ON COLUMN staging.suspect_purchase_lines.lines IS
'Physical places in raw.amazon_purchases of all lines that are no valid purchase, and of all that agree with another one; some others may be among them';

CREATE VIEW staging.doubtful_purchase_lines AS
SELECT l.* FROM staging.checked_purchase_lines l
WHERE l.line = ANY ((SELECT s.lines FROM staging.suspect_purchase_lines s)::tid[]);
COMMENT ON VIEW staging.doubtful_purchase_lines IS
'The raw purchase lines that may have to be rejected, cleaned, with the reason if one is no valid purchase; one row per such line';

/* What the columns of these four say. */
DO $$
DECLARE
	field record;
BEGIN
	FOR field IN
		SELECT v.name AS view, a.attname, f.comment
		FROM (VALUES ('read_purchase_lines'), ('cleaned_purchase_lines'), ('checked_purchase_lines'), ('doubtful_purchase_lines')) AS v (name)
		JOIN pg_catalog.pg_attribute a ON a.attrelid = pg_catalog.format('staging.%I', v.name)::pg_catalog.regclass AND a.attnum > 0
		JOIN
		(
			VALUES
			('line', 'Physical place of the line in raw.amazon_purchases; holds within one snapshot'),
			('survey_responseid', 'Key of the respondent'),
			('month_first_date', 'Day of the order, the month of 3/4/2021 taken to be the first number'),
			('order_date', 'Day of the order'),
			('quantity', 'Pieces'),
			('state', 'Postal code of the state shipped to; NULL where the line gives none'),
			('unit_price', 'Price of one piece in USD'),
			('product_code', 'Product code, ISBN zeros restored; NULL if missing'),
			('title', 'Title of the product; NULL if missing, or longer than 10,000 characters'),
			('category', 'Category in capitals; UNKNOWN if missing, or longer than 200 characters'),
			('raw_order_date', 'order_date as loaded'),
			('raw_price', 'purchase_price_per_unit as loaded'),
			('raw_quantity', 'quantity as loaded'),
			('raw_state', 'shipping_address_state as loaded'),
			('raw_title', 'title as loaded'),
			('raw_product_code', 'asin_isbn_product_code as loaded'),
			('raw_category', 'category as loaded'),
			('raw_responseid', 'survey_responseid as loaded'),
			('respondent', 'Key of the respondent; empty where there is none'),
			('reason', 'Why the line is no valid purchase; NULL if it is one')
		) AS f (name, comment) ON f.name = a.attname
	LOOP
		EXECUTE pg_catalog.format('COMMENT ON COLUMN staging.%I.%I IS %L', field.view, field.attname, field.comment);
	END LOOP;
END
$$;

/* Of equal lines the first loaded stays; where the respondent is spelled in several ways, of the first of these: that is the same wherever the lines lie. */
CREATE VIEW staging.rejected_purchase_lines AS
SELECT c.line, coalesce(c.reason, 'duplicate') AS reason,
	c.raw_order_date, c.raw_price, c.raw_quantity, c.raw_state, c.raw_title, c.raw_product_code, c.raw_category, c.raw_responseid, c.respondent
FROM
(
	SELECT
		l.*,
		row_number() OVER
		(
			PARTITION BY l.reason, l.respondent, l.product_code, l.order_date, l.unit_price, l.quantity, l.state,
				CASE WHEN l.product_code IS NULL THEN l.title END
			ORDER BY l.raw_responseid COLLATE "C", l.line
		) AS copy
	FROM staging.doubtful_purchase_lines l
) c
WHERE c.reason IS NOT NULL
	OR (c.copy > 1 AND (SELECT s.value = 'on' FROM ecom.settings s WHERE s.name = 'deduplicate'));
COMMENT ON VIEW staging.rejected_purchase_lines IS
'Raw purchase lines that are no valid purchase, and those that agree with an earlier one on respondent, date, state, price, quantity and product code, and where they have none on the title (NULLs equal; none of these where the setting deduplicate is off); one row per raw line';
COMMENT ON COLUMN staging.rejected_purchase_lines.line IS 'Physical place of the line in raw.amazon_purchases; holds within one snapshot';
COMMENT ON COLUMN staging.rejected_purchase_lines.reason IS 'Why the line is rejected';
COMMENT ON COLUMN staging.rejected_purchase_lines.raw_order_date IS 'order_date as loaded';
COMMENT ON COLUMN staging.rejected_purchase_lines.raw_price IS 'purchase_price_per_unit as loaded';
COMMENT ON COLUMN staging.rejected_purchase_lines.raw_quantity IS 'quantity as loaded';
COMMENT ON COLUMN staging.rejected_purchase_lines.raw_state IS 'shipping_address_state as loaded';
COMMENT ON COLUMN staging.rejected_purchase_lines.raw_title IS 'title as loaded';
COMMENT ON COLUMN staging.rejected_purchase_lines.raw_product_code IS 'asin_isbn_product_code as loaded';
COMMENT ON COLUMN staging.rejected_purchase_lines.raw_category IS 'category as loaded';
COMMENT ON COLUMN staging.rejected_purchase_lines.raw_responseid IS 'survey_responseid as loaded';
COMMENT ON COLUMN staging.rejected_purchase_lines.respondent IS 'Key of the respondent; empty where there is none';

/* Columns of fixed width first, then those that most readers need, the longest last: a scan reads a row only as far as it must. */
CREATE VIEW staging.purchases_of_lines AS
SELECT
	l.order_date,
	l.quantity,
	('{MON,TUE,WED,THU,FRI,SAT,SUN}'::ecom.day_of_week[])[(l.order_date - '0001-01-01'::date) % 7 + 1] AS order_dow,	/* that was a Monday */
	ecom.calendar_year(l.order_date) AS order_year,
	ecom.calendar_month(l.order_date) AS order_month,
	ecom.calendar_quarter(l.order_date) AS order_quarter,
	l.line,
	ecom.is_digital(l.category, l.title) AS is_digital,
	l.category LIKE '%GIFT\_CARD' AS is_gift_card,
	l.state IS NOT NULL OR ecom.clean_text(l.raw_state) IS NOT NULL AS state_given,
	l.product_code,
	l.survey_responseid,
	l.state,
	l.unit_price * l.quantity AS order_value,
	l.unit_price::numeric(10,2) AS unit_price,
	l.category,
	l.title
FROM staging.cleaned_purchase_lines l;
COMMENT ON VIEW staging.purchases_of_lines IS 'Every raw purchase line as staging.stg_amazon_purchases would have it, those too that it does not; one row per raw line, with its columns';

CREATE MATERIALIZED VIEW staging.stg_amazon_purchases AS
SELECT p.*
FROM staging.purchases_of_lines p
WHERE NOT ecom.is_among(p.line, (SELECT coalesce(array_agg(r.line ORDER BY r.line), '{}') FROM staging.rejected_purchase_lines r));
COMMENT ON MATERIALIZED VIEW staging.stg_amazon_purchases IS
'Valid purchases, cleaned; one row per distinct valid purchase line (no natural key: the data has no order id)';
COMMENT ON COLUMN staging.stg_amazon_purchases.survey_responseid IS 'Key of the respondent';
COMMENT ON COLUMN staging.stg_amazon_purchases.order_date IS 'Day of the order';
COMMENT ON COLUMN staging.stg_amazon_purchases.quantity IS 'Pieces, at least 1';
COMMENT ON COLUMN staging.stg_amazon_purchases.order_dow IS 'Day of the week of the order, MON to SUN';
COMMENT ON COLUMN staging.stg_amazon_purchases.order_year IS 'Year of the order';
COMMENT ON COLUMN staging.stg_amazon_purchases.order_month IS 'Month of the order, 1 to 12';
COMMENT ON COLUMN staging.stg_amazon_purchases.order_quarter IS 'Quarter of the order, 1 to 4';
COMMENT ON COLUMN staging.stg_amazon_purchases.line IS 'Physical place of the line in raw.amazon_purchases, as of the last refresh';
COMMENT ON COLUMN staging.stg_amazon_purchases.is_digital IS 'Delivered online, judged by category and title (see ecom.is_digital); never by a missing state';
COMMENT ON COLUMN staging.stg_amazon_purchases.is_gift_card IS 'Is the category GIFT_CARD, ABIS_GIFT_CARD or the like?';
COMMENT ON COLUMN staging.stg_amazon_purchases.state IS 'Postal code of the state shipped to; NULL where the line gives none that can be read';
COMMENT ON COLUMN staging.stg_amazon_purchases.state_given IS 'Does the line name a place, be it one of the 50 states, DC and PR or not?';
COMMENT ON COLUMN staging.stg_amazon_purchases.unit_price IS 'Price of one piece in USD';
COMMENT ON COLUMN staging.stg_amazon_purchases.order_value IS 'unit_price times quantity, USD';
COMMENT ON COLUMN staging.stg_amazon_purchases.product_code IS 'ASIN or ISBN-10, lost zeros restored; NULL if missing';
COMMENT ON COLUMN staging.stg_amazon_purchases.category IS 'Category in capitals; UNKNOWN if missing, or longer than 200 characters';
COMMENT ON COLUMN staging.stg_amazon_purchases.title IS 'Title of the product; NULL if missing, or longer than 10,000 characters';

DO $$
DECLARE
	field record;
BEGIN
	FOR field IN
		SELECT a.attname, pg_catalog.col_description(a.attrelid, a.attnum) AS comment
		FROM pg_catalog.pg_attribute a WHERE a.attrelid = 'staging.stg_amazon_purchases'::pg_catalog.regclass AND a.attnum > 0
	LOOP
		EXECUTE pg_catalog.format('COMMENT ON COLUMN staging.purchases_of_lines.%I IS %L', field.attname, field.comment);
	END LOOP;
END
$$;

/* A sample of 6,000 rows tells all that plans need of so wide a model, in a fifth of the time; but not how many products there are. */
ALTER MATERIALIZED VIEW staging.stg_amazon_purchases
	ALTER survey_responseid SET STATISTICS 20, ALTER order_date SET STATISTICS 20, ALTER quantity SET STATISTICS 20,
	ALTER order_dow SET STATISTICS 20, ALTER order_year SET STATISTICS 20, ALTER order_month SET STATISTICS 20,
	ALTER order_quarter SET STATISTICS 20, ALTER line SET STATISTICS 0, ALTER is_digital SET STATISTICS 20, ALTER is_gift_card SET STATISTICS 20, ALTER state_given SET STATISTICS 20,
	ALTER state SET STATISTICS 20, ALTER unit_price SET STATISTICS 20, ALTER order_value SET STATISTICS 20,
	ALTER product_code SET STATISTICS 20, ALTER category SET STATISTICS 20, ALTER title SET STATISTICS 20,
	ALTER product_code SET (n_distinct = -0.5);

CREATE MATERIALIZED VIEW staging.stg_amazon_purchases_rejected AS
SELECT
	r.raw_order_date AS order_date,
	r.raw_price AS purchase_price_per_unit,
	r.raw_quantity AS quantity,
	r.raw_state AS shipping_address_state,
	r.raw_title AS title,
	r.raw_product_code AS asin_isbn_product_code,
	r.raw_category AS category,
	r.raw_responseid AS survey_responseid,
	r.reason
FROM staging.rejected_purchase_lines r;
COMMENT ON MATERIALIZED VIEW staging.stg_amazon_purchases_rejected IS
'Purchase lines turned away, as loaded, with the reason; one row per raw line. Raw lines = staged + rejected';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.order_date IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.purchase_price_per_unit IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.quantity IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.shipping_address_state IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.title IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.asin_isbn_product_code IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.category IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.survey_responseid IS 'As loaded';
COMMENT ON COLUMN staging.stg_amazon_purchases_rejected.reason IS 'Why: respondent missing or too long (more than 200 characters); order date missing, unreadable, before earliest_order_date, in the future; price or quantity missing, unreadable, not positive; duplicate. The first that applies';

CREATE MATERIALIZED VIEW staging.stg_state_codes AS
SELECT c.postal_code, c.state_name, c.state_fips
FROM raw.state_codes c;
COMMENT ON MATERIALIZED VIEW staging.stg_state_codes IS 'States with their codes; one row per state';
COMMENT ON COLUMN staging.stg_state_codes.postal_code IS 'Two letters, as the Postal Service writes it';
COMMENT ON COLUMN staging.stg_state_codes.state_name IS 'Name in English';
COMMENT ON COLUMN staging.stg_state_codes.state_fips IS 'Two digits, as the Census Bureau keys it (INCITS 38)';
CREATE UNIQUE INDEX stg_state_codes_key ON staging.stg_state_codes (postal_code);
COMMENT ON INDEX staging.stg_state_codes_key IS 'The grain: postal_code';

CREATE MATERIALIZED VIEW staging.stg_state_demographics AS
SELECT
	d.survey_year,
	s.state_fips COLLATE "C" AS state_fips,
	s.state_name COLLATE "C" AS state_name,
	s.median_household_income,
	s.total_population
FROM raw.state_demographics d
CROSS JOIN LATERAL ecom.census_states(d.payload) s;
COMMENT ON MATERIALIZED VIEW staging.stg_state_demographics IS
'Income and population of the states, American Community Survey 5-year estimates (tables B19013 and B01003); one row per state and ACS year';
COMMENT ON COLUMN staging.stg_state_demographics.survey_year IS 'Last year of the 5-year period';
COMMENT ON COLUMN staging.stg_state_demographics.state_fips IS 'FIPS code of the state';
COMMENT ON COLUMN staging.stg_state_demographics.state_name IS 'Name of the state as the Census Bureau writes it';
COMMENT ON COLUMN staging.stg_state_demographics.median_household_income IS 'Median household income in the past 12 months, in USD of survey_year; NULL where the Census gives none (it writes a negative number); 250001 stands for more than 250,000';
COMMENT ON COLUMN staging.stg_state_demographics.total_population IS 'Inhabitants; NULL where the Census gives none';
CREATE UNIQUE INDEX stg_state_demographics_key ON staging.stg_state_demographics (survey_year, state_fips);
COMMENT ON INDEX staging.stg_state_demographics_key IS 'The grain: survey_year, state_fips';
