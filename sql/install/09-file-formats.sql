/*
 * Formats of order files: by which names in its header a file is known, and what its columns and lines mean.
 *
 *	file -> ecom.file_header() -> ecom.file_format_of() -> ecom.load_csv(columns => ..., lines => ...) -> raw
 */

CREATE FUNCTION ecom.file_header(file text, delimiter text DEFAULT ',', quote text DEFAULT '"', encoding text DEFAULT 'UTF8',
	OUT place integer, OUT name text, OUT normal_name text)
	RETURNS SETOF record LANGUAGE c VOLATILE STRICT ROWS 30 AS 'MODULE_PATHNAME', 'ecom_file_header';
COMMENT ON FUNCTION ecom.file_header(text, text, text, text) IS
'The names in the header of a file on the server, as load_csv() would find it; a row a name: its place from 1, the name, and the form in which names are compared (lower case, with _ for each run of what is neither letter nor digit). No row where the file is empty. Needs pg_read_server_files, and EXECUTE on this function, which PUBLIC has not.';
REVOKE EXECUTE ON FUNCTION ecom.file_header(text, text, text, text) FROM PUBLIC;

CREATE FUNCTION ecom.normal_name(name text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_normal_name';
COMMENT ON FUNCTION ecom.normal_name(text) IS
'The form in which names of columns are compared: lower case (ASCII letters), with _ for each run of what is neither letter nor digit, and none at the ends';

CREATE FUNCTION ecom.is_file_format(delimiter text, quote text, encoding text, columns jsonb, lines jsonb) RETURNS boolean
	LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_is_file_format';
COMMENT ON FUNCTION ecom.is_file_format(text, text, text, jsonb, jsonb) IS
'Could these be arguments of load_csv()? True, or the error (22023) that says what is wrong with them; a NULL is passed over. Which columns there are is asked of the file and the table only as it is loaded.';

CREATE TABLE ecom.file_formats
(
	name text COLLATE "C" PRIMARY KEY CONSTRAINT name_is_a_word CHECK (name ~ '^[a-z][a-z0-9_]{0,62}$' AND name <> 'auto'),
	target text COLLATE "C" NOT NULL DEFAULT 'raw.amazon_purchases',
	known_by text[] NOT NULL CONSTRAINT known_by_has_names CHECK (cardinality(known_by) > 0 AND array_position(known_by, NULL) IS NULL),
	delimiter text,
	quote text NOT NULL DEFAULT '"',
	null_string text NOT NULL DEFAULT '',
	encoding text NOT NULL DEFAULT 'UTF8',
	customer text,
	columns jsonb,
	lines jsonb,
	description text NOT NULL,
	is_built_in boolean NOT NULL DEFAULT false,
	CONSTRAINT format_can_be_read CHECK (ecom.is_file_format(delimiter, quote, encoding, columns, lines))
);
COMMENT ON TABLE ecom.file_formats IS
'Formats of order files that ecom.load_orders() knows; one row per format. Add your own by INSERT, kept by pg_dump; those that are built in cannot be changed, but copied under another name';
COMMENT ON COLUMN ecom.file_formats.name IS 'Name of the format: lower case letters, digits and _';
COMMENT ON COLUMN ecom.file_formats.target IS 'Table that its files are loaded into, with its schema';
COMMENT ON COLUMN ecom.file_formats.known_by IS 'Names that the header of a file has if it is of this format; letter case and punctuation aside';
COMMENT ON COLUMN ecom.file_formats.delimiter IS 'What stands between its fields; NULL: comma, semicolon, tab or |, whichever gives these names';
COMMENT ON COLUMN ecom.file_formats.quote IS 'What stands around its fields';
COMMENT ON COLUMN ecom.file_formats.null_string IS 'What an unquoted field says for NULL';
COMMENT ON COLUMN ecom.file_formats.encoding IS 'Encoding of its files';
COMMENT ON COLUMN ecom.file_formats.customer IS 'Column of the target that says whose an order is, which customer => ... of ecom.load_orders() sets; NULL: the file itself says it';
COMMENT ON COLUMN ecom.file_formats.columns IS 'Which column of a file goes where: the argument columns of ecom.load_csv(); NULL: its names say it';
COMMENT ON COLUMN ecom.file_formats.lines IS 'What has to hold of a line to be a purchase: the argument lines of ecom.load_csv(); NULL: each is one';
COMMENT ON COLUMN ecom.file_formats.description IS 'Where such files come from, and what becomes of them';
COMMENT ON COLUMN ecom.file_formats.is_built_in IS 'Does it come with the extension?';

INSERT INTO ecom.file_formats (name, target, known_by, customer, columns, lines, description, is_built_in) VALUES
(
	'open_ecommerce', 'raw.amazon_purchases',
	'{Order Date,Purchase Price Per Unit,Quantity,Shipping Address State,Title,ASIN/ISBN (Product Code),Category,Survey ResponseID}',
	NULL, NULL, NULL,
	'amazon-purchases.csv of Open e-commerce 1.0, or a file of the same columns. Everything as the file says it', true
),
(
	'open_ecommerce_survey', 'raw.survey',
	'{Survey ResponseID,Q-demos-age,Q-demos-hispanic,Q-demos-race,Q-demos-income,Q-demos-gender,Q-demos-state}',
	NULL, NULL, NULL,
	'survey.csv of Open e-commerce 1.0. Everything as the file says it', true
),
(
	'amazon_order_history', 'raw.amazon_purchases',
	'{Website,Order ID,Order Date,Currency,Unit Price,ASIN,Product Name,Order Status,Shipping Address}',
	'survey_responseid',
	'{
		"order_date": {"from": "Order Date", "as": "date MDY"},
		"purchase_price_per_unit": "Unit Price",
		"quantity": {"from": ["Quantity", "Original Quantity"]},
		"shipping_address_state": {"from": "Shipping Address", "as": "address"},
		"title": "Product Name",
		"asin_isbn_product_code": "ASIN",
		"category": {"value": null},
		"*": null
	}',
	'{
		"reject": [
			{"column": "Order Status", "is": ["cancelled", "canceled"], "reason": "cancelled"},
			{"column": "Currency", "is_not": ["USD", ""], "reason": "other currency"}
		]
	}',
	'Retail.OrderHistory.1.csv of the data that Amazon sends on request, one account a file: say whose with customer. The state is the end of the shipping address; there is no category. Prices are before tax, shipping and discounts; cancelled orders and other currencies are rejected', true
),
(
	'amazon_items_report', 'raw.amazon_purchases',
	'{Order Date,Order ID,Title,Category,ASIN/ISBN,Purchase Price Per Unit,Quantity,Shipping Address State}',
	'survey_responseid',
	'{
		"order_date": {"from": "Order Date", "as": "date MDY"},
		"purchase_price_per_unit": "Purchase Price Per Unit",
		"quantity": "Quantity",
		"shipping_address_state": "Shipping Address State",
		"title": "Title",
		"asin_isbn_product_code": "ASIN/ISBN",
		"category": "Category",
		"survey_responseid": {"from": "Ordering Customer Email"},
		"*": null
	}',
	'{
		"reject": [
			{"column": "Order Status", "is": ["cancelled", "canceled"], "reason": "cancelled", "optional": true},
			{"column": "Currency", "is_not": ["USD", ""], "reason": "other currency", "optional": true}
		]
	}',
	'The Items report of Amazon''s former Order History Reports, what Open e-commerce was collected from. The customer is the ordering customer''s e-mail, unless customer says another. Prices are before tax, shipping and promotions; cancelled orders and other currencies are rejected', true
),
(
	'shopify_orders', 'raw.amazon_purchases',
	'{Name,Email,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price}',
	'survey_responseid',
	'{
		"order_date": {"from": "Created at", "as": "date MDY"},
		"purchase_price_per_unit": "Lineitem price",
		"quantity": "Lineitem quantity",
		"shipping_address_state": {"from": ["Shipping Province", "Shipping Province Name", "Billing Province", "Billing Province Name"], "as": "state",
			"country": ["Shipping Country", "Shipping Country", "Billing Country", "Billing Country"], "optional": true},
		"title": "Lineitem name",
		"asin_isbn_product_code": {"from": "Lineitem sku", "optional": true},
		"category": {"value": null},
		"survey_responseid": {"from": ["Email", "Phone", "Billing Name"]},
		"*": null
	}',
	'{
		"order": {"by": "Name", "first_line": ["Email", "Phone", "Billing Name", "Financial Status", "Cancelled at", "Currency", "Created at",
			"Shipping Province", "Shipping Province Name", "Shipping Country", "Billing Province", "Billing Province Name", "Billing Country"]},
		"reject": [
			{"column": "Currency", "is": [""], "reason": "first line of the order missing"},
			{"column": "Cancelled at", "is_not": [""], "reason": "cancelled", "optional": true},
			{"column": "Financial Status", "is": ["refunded"], "reason": "refunded"},
			{"column": "Financial Status", "is": ["voided"], "reason": "voided"},
			{"column": "Financial Status", "is": ["expired"], "reason": "not paid"},
			{"column": "Currency", "is_not": ["USD"], "reason": "other currency"}
		]
	}',
	'Shopify''s export of orders. The customer is the e-mail, else the phone number, else the billing name; the product code is the SKU. Further lines of an order take what is of the order from its first. Prices are before discounts, tax and shipping; cancelled, voided and refunded orders and other currencies are rejected, and what was refunded of an order in part still counts', true
),
(
	'woocommerce_orders', 'raw.amazon_purchases',
	'{Order Status,Order Date,Item Cost}',
	'survey_responseid',
	'{
		"order_date": {"from": "Order Date", "as": "date MDY"},
		"purchase_price_per_unit": "Item Cost",
		"quantity": {"from": ["Quantity (- Refund)", "Quantity"]},
		"shipping_address_state": {"from": ["State Code (Shipping)", "State Name (Shipping)", "State Code (Billing)", "State Name (Billing)"], "as": "state",
			"country": ["Country Code (Shipping)", "Country Code (Shipping)", "Country Code (Billing)", "Country Code (Billing)"], "optional": true},
		"title": {"from": ["Item Name", "Product Name", "Name"]},
		"asin_isbn_product_code": {"from": ["SKU", "Item SKU"], "optional": true},
		"category": {"from": ["Category", "Product Category"], "optional": true},
		"survey_responseid": {"from": ["Email (Billing)", "Customer Email", "Email", "Phone (Billing)"]},
		"*": null
	}',
	'{
		"order": {"by": ["Order Number", "Order ID"], "first_line": ["Order Status", "Order Date", "Order Currency", "Currency", "Email (Billing)", "Customer Email", "Email",
			"Phone (Billing)", "State Code (Shipping)", "State Name (Shipping)", "Country Code (Shipping)", "State Code (Billing)", "State Name (Billing)",
			"Country Code (Billing)"], "optional": true},
		"reject": [
			{"column": "Order Status", "is": [""], "reason": "first line of the order missing"},
			{"column": "Order Status", "is": ["cancelled", "canceled", "wc-cancelled", "trash"], "reason": "cancelled"},
			{"column": "Order Status", "is": ["refunded", "wc-refunded"], "reason": "refunded"},
			{"column": "Order Status", "is": ["pending", "pending payment", "wc-pending", "on hold", "on-hold", "wc-on-hold", "failed", "wc-failed",
				"draft", "checkout-draft", "wc-checkout-draft"], "reason": "not paid"},
			{"column": "Quantity (- Refund)", "is": ["0"], "reason": "refunded", "optional": true},
			{"column": ["Order Currency", "Currency"], "is_not": ["USD", ""], "reason": "other currency", "optional": true},
			{"column": ["Item Type", "Line Type"], "is": ["shipping", "fee", "tax", "coupon"], "reason": "no product", "optional": true}
		]
	}',
	'WooCommerce orders, a row an item, under the labels of order export plugins (Item Cost, Email (Billing)). The customer is the billing e-mail; the product code is the SKU. Quantities are less what was refunded; cancelled, refunded and unpaid orders and other currencies are rejected; where the file has no currency, it is US dollars', true
),
(
	'woocommerce_items', 'raw.amazon_purchases',
	'{order_date,status,item_name,item_quantity,item_total}',
	'survey_responseid',
	'{
		"order_date": {"from": "order_date", "as": "date MDY"},
		"purchase_price_per_unit": {"from": ["item_subtotal", "item_total"], "divided_by": "item_quantity"},
		"quantity": {"from": "item_quantity", "less": ["item_refunded_qty", "item_refunded_quantity"], "optional": true},
		"shipping_address_state": {"from": ["shipping_state_code", "shipping_state", "billing_state_code", "billing_state"], "as": "state",
			"country": ["shipping_country", "shipping_country", "billing_country", "billing_country"], "optional": true},
		"title": "item_name",
		"asin_isbn_product_code": {"from": "item_sku", "optional": true},
		"category": {"from": ["item_category", "item_categories", "category"], "optional": true},
		"survey_responseid": {"from": ["billing_email", "customer_email", "billing_phone"]},
		"*": null
	}',
	'{
		"order": {"by": ["order_id", "order_number"], "first_line": ["status", "order_date", "order_currency", "billing_email", "customer_email", "billing_phone",
			"shipping_state_code", "shipping_state", "shipping_country", "billing_state_code", "billing_state", "billing_country"], "optional": true},
		"reject": [
			{"column": "status", "is": [""], "reason": "first line of the order missing"},
			{"column": "status", "is": ["cancelled", "canceled", "wc-cancelled", "trash"], "reason": "cancelled"},
			{"column": "status", "is": ["refunded", "wc-refunded"], "reason": "refunded"},
			{"column": "status", "is": ["pending", "pending payment", "wc-pending", "on hold", "on-hold", "wc-on-hold", "failed", "wc-failed",
				"draft", "checkout-draft", "wc-checkout-draft"], "reason": "not paid"},
			{"column": "order_currency", "is_not": ["USD", ""], "reason": "other currency", "optional": true},
			{"column": "item_type", "is": ["shipping", "fee", "tax", "coupon"], "reason": "no product", "optional": true}
		]
	}',
	'WooCommerce orders, a row an item, under the field names of customer and order CSV export plugins (item_name, item_total, billing_email). The price of one piece is that of the line divided by its quantity; lines where that is no whole number of cents are rejected. Otherwise as woocommerce_orders', true
),
(
	'orders', 'raw.amazon_purchases',
	'{order_id,date,price,quantity,title}',
	'survey_responseid',
	'{
		"order_date": {"from": "date", "as": "date"},
		"purchase_price_per_unit": "price",
		"quantity": "quantity",
		"shipping_address_state": {"from": "state", "as": "state", "country": "country", "optional": true},
		"title": "title",
		"asin_isbn_product_code": {"from": "sku", "optional": true},
		"category": {"from": "category", "optional": true},
		"survey_responseid": {"from": "customer"},
		"*": null
	}',
	'{
		"reject": [
			{"column": "status", "is": ["cancelled", "canceled"], "reason": "cancelled", "optional": true},
			{"column": "status", "is": ["refunded"], "reason": "refunded", "optional": true},
			{"column": "currency", "is_not": ["USD", ""], "reason": "other currency", "optional": true}
		]
	}',
	'Orders of any shop, a row an item: order_id, date, price (of one piece), quantity, title, and if there are any state, country, sku, category, customer, status, currency', true
);

/* What the extension brings is put in again where a dump is restored; so a change of it would be lost. */
CREATE FUNCTION ecom.guard_file_formats() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
	RAISE EXCEPTION USING
		ERRCODE = 'object_not_in_prerequisite_state',
		MESSAGE = CASE TG_OP
			WHEN 'TRUNCATE' THEN 'cannot truncate ecom.file_formats'
			WHEN 'INSERT' THEN format('format "%s" cannot be built in', NEW.name)
			ELSE format('format "%s" is built in', OLD.name)
		END,
		HINT = 'Copy a format that is built in under another name, with is_built_in false, and change the copy; DELETE takes your own away.';
END
$$;
COMMENT ON FUNCTION ecom.guard_file_formats() IS 'Trigger of ecom.file_formats: refuses changes of the formats that come with the extension';
REVOKE EXECUTE ON FUNCTION ecom.guard_file_formats() FROM PUBLIC;
CREATE TRIGGER guard_inserted BEFORE INSERT ON ecom.file_formats
	FOR EACH ROW WHEN (NEW.is_built_in) EXECUTE FUNCTION ecom.guard_file_formats();
COMMENT ON TRIGGER guard_inserted ON ecom.file_formats IS 'Only the extension brings formats that are built in';
CREATE TRIGGER guard_updated BEFORE UPDATE ON ecom.file_formats
	FOR EACH ROW WHEN (OLD.is_built_in OR NEW.is_built_in) EXECUTE FUNCTION ecom.guard_file_formats();
COMMENT ON TRIGGER guard_updated ON ecom.file_formats IS 'Those are not changed';
CREATE TRIGGER guard_deleted BEFORE DELETE ON ecom.file_formats
	FOR EACH ROW WHEN (OLD.is_built_in) EXECUTE FUNCTION ecom.guard_file_formats();
COMMENT ON TRIGGER guard_deleted ON ecom.file_formats IS 'Nor deleted';
CREATE TRIGGER guard_truncated BEFORE TRUNCATE ON ecom.file_formats
	FOR EACH STATEMENT EXECUTE FUNCTION ecom.guard_file_formats();
COMMENT ON TRIGGER guard_truncated ON ecom.file_formats IS 'Nor truncated';
SELECT pg_catalog.pg_extension_config_dump('ecom.file_formats', 'WHERE NOT is_built_in');

CREATE FUNCTION ecom.file_format_candidates(file text, OUT name text, OUT delimiter text, OUT header text[], OUT found text[], OUT lacking text[])
	RETURNS SETOF record LANGUAGE sql VOLATILE STRICT ROWS 10
BEGIN ATOMIC
	WITH dialects AS MATERIALIZED
	(
		SELECT f.name, f.known_by, f.quote, f.encoding, d.delimiter, d.place
		FROM ecom.file_formats f
		CROSS JOIN LATERAL pg_catalog.unnest(CASE WHEN f.delimiter IS NULL THEN ARRAY[',', ';', E'\t', '|'] ELSE ARRAY[f.delimiter] END)
			WITH ORDINALITY AS d (delimiter, place)
	),
	headers AS MATERIALIZED
	(
		SELECT d.delimiter, d.quote, d.encoding, pg_catalog.array_agg(h.name ORDER BY h.place) AS names, pg_catalog.array_agg(h.normal_name) AS normal_names
		FROM (SELECT DISTINCT a.delimiter, a.quote, a.encoding FROM dialects a) d
		CROSS JOIN LATERAL ecom.file_header(file_format_candidates.file, d.delimiter, d.quote, d.encoding) h
		GROUP BY d.delimiter, d.quote, d.encoding
	)
	SELECT DISTINCT ON (d.name) d.name, d.delimiter, h.names, k.found, k.lacking
	FROM dialects d
	JOIN headers h ON h.delimiter = d.delimiter AND h.quote = d.quote AND h.encoding = d.encoding
	CROSS JOIN LATERAL
	(
		SELECT
			coalesce(pg_catalog.array_agg(n.name ORDER BY n.place) FILTER (WHERE ecom.normal_name(n.name) = ANY (h.normal_names)), '{}') AS found,
			coalesce(pg_catalog.array_agg(n.name ORDER BY n.place) FILTER (WHERE ecom.normal_name(n.name) <> ALL (h.normal_names)), '{}') AS lacking
		FROM pg_catalog.unnest(d.known_by) WITH ORDINALITY AS n (name, place)
	) k
	ORDER BY d.name, pg_catalog.cardinality(k.lacking), pg_catalog.cardinality(h.names) DESC, d.place;
END;
COMMENT ON FUNCTION ecom.file_format_candidates(text) IS
'The formats of ecom.file_formats beside a file on the server; a row a format: the delimiter by which the header has most of its names, the names of that header, and which of those that it is known by are found there and which are lacking. No row where the file has no header. Needs pg_read_server_files, and EXECUTE on this function, which PUBLIC has not.';
REVOKE EXECUTE ON FUNCTION ecom.file_format_candidates(text) FROM PUBLIC;

CREATE FUNCTION ecom.listed_names(names text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT
		CASE WHEN pg_catalog.length(l.list) <= 2000 THEN l.list ELSE pg_catalog.left(l.list, 2000) || ' ...' END
	FROM (SELECT pg_catalog.string_agg(pg_catalog.format('"%s"', pg_catalog.left(n.name, 60)), ', ' ORDER BY n.place) AS list
		FROM pg_catalog.unnest(names) WITH ORDINALITY AS n (name, place)) l;
END;
COMMENT ON FUNCTION ecom.listed_names(text[]) IS 'Names in quotes with commas between them, for messages; long ones and long lists are cut';

CREATE FUNCTION ecom.file_format_of(file text, format text DEFAULT 'auto', customer text DEFAULT NULL,
	OUT name text, OUT target regclass, OUT delimiter text, OUT quote text, OUT null_string text, OUT encoding text, OUT columns jsonb, OUT lines jsonb)
	RETURNS record LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
#variable_conflict use_column
DECLARE
	path ALIAS FOR $1;
	wanted ALIAS FOR $2;
	of_customer ALIAS FOR $3;
	all_formats text := (SELECT string_agg(f.name, ', ' ORDER BY f.name) FROM ecom.file_formats f);
	header text[];
	fitting text[];
	lacks text;
	chosen record;
BEGIN
	IF path IS NULL OR wanted IS NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'null_value_not_allowed',
			MESSAGE = CASE WHEN path IS NULL THEN 'file cannot be NULL' ELSE 'format cannot be NULL' END,
			HINT = format('Give the path of a file on the server, and as its format auto, or one of %s.', all_formats);
	END IF;
	IF wanted <> 'auto' AND NOT EXISTS (SELECT FROM ecom.file_formats f WHERE f.name = wanted) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'undefined_object',
			MESSAGE = format('there is no format "%s"', left(wanted, 100)),
			HINT = format('Give auto, one of %s, or add your own to ecom.file_formats.', all_formats);
	END IF;
	IF of_customer IS NOT NULL AND ecom.clean_respondent(of_customer) IS NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('customer cannot be "%s"', left(of_customer, 100)),
			HINT = 'Give a name of up to 200 characters, which is no word for a missing value.';
	END IF;

	PERFORM FROM ecom.file_header(path);	/* what is wrong with the file itself shows here */
	fitting := ARRAY(SELECT c.name FROM ecom.file_format_candidates(path) c WHERE c.lacking = '{}' ORDER BY c.name);
	IF NOT wanted = ANY (fitting) AND (wanted <> 'auto' OR fitting = '{}') THEN
		header := (SELECT c.header FROM ecom.file_format_candidates(path) c ORDER BY cardinality(c.found) DESC, cardinality(c.header) DESC, c.name LIMIT 1);
		lacks :=
		(
			SELECT string_agg(format(' %s lacks %s.', c.name, ecom.listed_names(c.lacking)), '')
			FROM
			(
				SELECT * FROM ecom.file_format_candidates(path) c
				WHERE CASE wanted WHEN 'auto' THEN c.found <> '{}' ELSE c.name = wanted END
				ORDER BY cardinality(c.lacking), c.name
				LIMIT 3
			) c
		);
		RAISE EXCEPTION USING
			ERRCODE = 'bad_copy_file_format',
			MESSAGE = CASE
				WHEN header IS NULL THEN format('file "%s" has no header by which its format could be told', path)
				WHEN wanted = 'auto' THEN format('file "%s" is of no format that is known', path)
				ELSE format('file "%s" is not of format %s', path, wanted)
			END,
			DETAIL = CASE
				WHEN header IS NULL THEN 'It is empty, or its first line is no record.'
				ELSE format('Its header has %s.%s', ecom.listed_names(header), lacks)
			END,
			HINT = CASE
				WHEN fitting <> '{}' THEN format('It is of format %s.', array_to_string(fitting, ' or '))
				ELSE format('Formats are %s. Add your own to ecom.file_formats, or load the file with ecom.load_csv(columns => ...).', all_formats)
			END;
	ELSIF wanted = 'auto' AND cardinality(fitting) > 1 THEN
		RAISE EXCEPTION USING
			ERRCODE = 'ambiguous_parameter',
			MESSAGE = format('file "%s" could be of several formats: %s', path, array_to_string(fitting, ', ')),
			HINT = format('Say which: format => %L.', fitting[1]);
	END IF;

	/* the customer is in the file if one of the columns is that may say it */
	SELECT f.*, c.delimiter AS found_delimiter,
		coalesce(m.mapped ? 'value', false) OR EXISTS
		(
			SELECT FROM jsonb_path_query(coalesce(m.mapped -> 'from', m.mapped), '$[*]') AS n (name)
			JOIN unnest(c.header) AS h (name) ON ecom.normal_name(h.name) = ecom.normal_name(n.name #>> '{}')
		) AS names_customer
	INTO chosen
	FROM ecom.file_formats f
	JOIN ecom.file_format_candidates(path) c ON c.name = f.name
	CROSS JOIN LATERAL (SELECT f.columns -> f.customer AS mapped) m
	WHERE f.name = CASE wanted WHEN 'auto' THEN fitting[1] ELSE wanted END;
	IF to_regclass(chosen.target) IS NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'undefined_table',
			MESSAGE = format('there is no table "%s", into which format %s loads', chosen.target, chosen.name),
			HINT = 'Mend its target in ecom.file_formats.';
	ELSIF of_customer IS NOT NULL AND chosen.customer IS NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('customer cannot be given for a file of format %s', chosen.name),
			DETAIL = 'Such a file says itself whose its lines are.',
			HINT = 'Leave customer out.';
	ELSIF of_customer IS NULL AND chosen.customer IS NOT NULL AND NOT chosen.names_customer THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('file "%s" of format %s does not say whose its orders are', path, chosen.name),
			HINT = 'Say it: customer => ''me''; another name for each account.';
	END IF;
	name := chosen.name;
	target := to_regclass(chosen.target);
	delimiter := chosen.found_delimiter;
	quote := chosen.quote;
	null_string := chosen.null_string;
	encoding := chosen.encoding;
	columns := CASE
		WHEN of_customer IS NULL THEN chosen.columns
		ELSE coalesce(chosen.columns, '{}') || jsonb_build_object(chosen.customer, jsonb_build_object('value', of_customer))
	END;
	lines := chosen.lines;
END
$$;
COMMENT ON FUNCTION ecom.file_format_of(text, text, text) IS
'Of which format of ecom.file_formats a file on the server is, by the names in its header, and the arguments with which ecom.load_csv() loads it; customer says whose its orders are. An error (22P04) where none fits, or the one that is asked for does not, which says what it lacks, and where several fit (42725). Needs pg_read_server_files, and EXECUTE on this function, which PUBLIC has not.';
REVOKE EXECUTE ON FUNCTION ecom.file_format_of(text, text, text) FROM PUBLIC;

CREATE FUNCTION ecom.load_orders(file text, format text DEFAULT 'auto', customer text DEFAULT NULL, force boolean DEFAULT false,
	OUT load_id bigint, OUT bytes bigint, OUT lines_read bigint, OUT rows_loaded bigint, OUT rows_rejected bigint, OUT seconds numeric, OUT file_format text)
	RETURNS record LANGUAGE sql VOLATILE
BEGIN ATOMIC
	SELECT l.load_id, l.bytes, l.lines_read, l.rows_loaded, l.rows_rejected, l.seconds, f.name
	FROM ecom.file_format_of(file, format, customer) f
	CROSS JOIN LATERAL ecom.load_csv(f.target, file, delimiter => f.delimiter, quote => f.quote, null_string => f.null_string, encoding => f.encoding,
		force => load_orders.force, columns => f.columns, lines => f.lines) l;
END;
COMMENT ON FUNCTION ecom.load_orders(text, text, text, boolean) IS
'Loads an order file on the server, of any shop whose format ecom.file_formats has, into the table of that format (raw.amazon_purchases): the row of ecom.load_csv(), and the format. With format auto it is known by its header. customer says whose the orders are, where the file does not, or says it otherwise. Lines that are no purchase are kept in raw.rejected_lines with the reason: cancelled, refunded, other currency. All or nothing. Needs what load_csv() needs, SELECT on ecom.file_formats, and EXECUTE on this function, which PUBLIC has not.';
REVOKE EXECUTE ON FUNCTION ecom.load_orders(text, text, text, boolean) FROM PUBLIC;
