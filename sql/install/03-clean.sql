/*
 * Cleaners: text as files write it to values.  NULL for what cannot be read, and for words for a missing value; never an error
 * on data.  docs/cleaning.md says of each way of writing what it is read as.
 *
 * COST is as measured against a comparison of integers, so that the planner cleans large tables in parallel.
 */

CREATE FUNCTION ecom.clean_text(dirty text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 25 AS 'MODULE_PATHNAME', 'ecom_clean_text';
COMMENT ON FUNCTION ecom.clean_text(text) IS
'Free text with HTML entities decoded once (HTML 4 names, &apos;, numbers, of which 128 to 159 are Windows-1252; only with their semicolon), each run of white space and control characters (non-breaking space too) made one space, none at the ends, and zero-width spaces, soft hyphens, direction marks, byte order marks and U+FFFD removed. The formula ="..." around it comes off, and an apostrophe in front of a formula or a number (''-75.63), but not one in front of words (''Twas). In databases that are not UTF-8, characters beyond ASCII stay as they are. NULL if nothing is left, and where all of it is a word for a missing value: N/A, NULL, NaN, none, unknown, (blank), -, ? and the like, see docs/cleaning.md.';

CREATE FUNCTION ecom.clean_text(dirty text, longest integer) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 25 AS 'MODULE_PATHNAME', 'ecom_clean_text_up_to';
COMMENT ON FUNCTION ecom.clean_text(text, integer) IS
'Text cleaned as by clean_text. NULL if that is, and also for more than so many characters: then it is not what its column says.';

CREATE FUNCTION ecom.clean_respondent(dirty text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 25 AS 'MODULE_PATHNAME', 'ecom_clean_respondent';
COMMENT ON FUNCTION ecom.clean_respondent(text) IS
'Key of a respondent, cleaned as by clean_text; quotes around it and an apostrophe in front of it come off. NULL if nothing is left, for a word for a missing value, and for more than 200 characters.';

CREATE FUNCTION ecom.clean_category(dirty text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'ecom_clean_category';
COMMENT ON FUNCTION ecom.clean_category(text) IS
'Category cleaned as by clean_text, in capitals (ASCII letters); quotes around it and an apostrophe in front of it come off. NULL if nothing is left, for a word for a missing value, and for more than 200 characters.';

CREATE FUNCTION ecom.clean_price(dirty text) RETURNS numeric
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 30 AS 'MODULE_PATHNAME', 'ecom_clean_price';
COMMENT ON FUNCTION ecom.clean_price(text) IS
'Price in USD, exact to the cent. Reads 19.95, " 19.9 ", .5, 1e3, $1,299.00, US$5, USD 12, $12.00 USD, -5, (5.00) and $(5.00) as -5.00, and ="15.00", ''15.00, "15.00" as spreadsheets write text. NULL for anything else: parts of a cent (1.299, which elsewhere is more than a thousand), commas that do not group thousands, another currency, a percentage, NaN, infinity, more than 99,999,999.99 either way.';

CREATE FUNCTION ecom.clean_quantity(dirty text) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'ecom_clean_quantity';
COMMENT ON FUNCTION ecom.clean_quantity(text) IS
'Whole number of pieces. Reads 2, 1.0, 1,000, 1e3, -1, and ="2", ''2, "2" as spreadsheets write text. NULL for a fraction (1.5), anything else, or more than 2,147,483,647 either way.';

CREATE FUNCTION ecom.clean_date(dirty text) RETURNS date
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'ecom_clean_date';
COMMENT ON FUNCTION ecom.clean_date(text) IS
'Calendar day from 0001-01-01 to 9999-12-31. Reads 2021-03-04, 2021/3/4, 20210304; month first, 3/4/2021, 03/04/21, 3-4-2021; with the English name of the month, whole or its first letters, Mar 4, 2021, 4 March 2021, 4-Mar-21; behind a day of the week, if it is the right one; each also with a time of day behind it. The day is taken as written, a time zone does not move it. Years of two digits are 1970 to 2069. NULL for days that do not exist (2021-02-30), numbers of days as spreadsheets count them (44562), 31.12.2021, and anything else.';

CREATE FUNCTION ecom.clean_date(dirty text, date_order text) RETURNS date
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'ecom_clean_date_in_order';
COMMENT ON FUNCTION ecom.clean_date(text, text) IS
'Calendar day read as by clean_date; with date_order DMY, 3/4/2021 and its like are day first, as most of the world writes them, with MDY month first. Any other order is an error (22023).';

CREATE FUNCTION ecom.clean_state(dirty text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 15 AS 'MODULE_PATHNAME', 'ecom_clean_state';
COMMENT ON FUNCTION ecom.clean_state(text) IS
'Postal code of the 50 states, DC and PR, from a postal code (ca, N.Y., US-CA), name (new  york, Washington, D.C.) or FIPS code that stands alone (6, 06), whatever its case, padding, punctuation and quotes. NULL for anything else.';

CREATE FUNCTION ecom.clean_product_code(dirty text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'ecom_clean_product_code';
COMMENT ON FUNCTION ecom.clean_product_code(text) IS
'ASIN or ISBN, trimmed, in capitals; ="...", quotes around it and an apostrophe in front of it come off. An ISBN-10 that lost one or two leading zeros gets them back if its check digit (ISO 2108) proves that they were there; one with hyphens loses them. NULL for an empty code, a word for a missing value, a number that a spreadsheet made of a code (9.78032E+12, 316925284.0, 316,925,284), a formula, and what cannot be a code: white space or non-ASCII characters inside, more than 40 characters.';

CREATE FUNCTION ecom.clean_boolean(dirty text) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'ecom_clean_boolean';
COMMENT ON FUNCTION ecom.clean_boolean(text) IS
'True for yes, true, y, t, 1, on; false for no, false, n, f, 0, off; any case and padding, and ="...", quotes or an apostrophe around them. NULL for anything else, such as "Prefer not to say".';

CREATE FUNCTION ecom.clean_answer(dirty text, enum_type anyenum) RETURNS anyenum
	LANGUAGE c STABLE PARALLEL SAFE COST 5 AS 'MODULE_PATHNAME', 'ecom_clean_answer';
COMMENT ON FUNCTION ecom.clean_answer(text, anyenum) IS
'The value of the second argument''s enum type (pass NULL::ecom.gender, say) whose label the text, cleaned as by clean_text, spells in any case, with any kind of apostrophe and dash and with or without blanks around dashes, and with or without a remark in parentheses behind it; quotes around it and an apostrophe in front of it come off. NULL for anything else: also for Unknown, which stands for no answer, and for other words for a missing value unless they are labels. A label that was added to the type and is not committed yet is an error (55P04), as where it is written out.';

CREATE FUNCTION ecom.is_digital(category text, title text) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 50 AS 'MODULE_PATHNAME', 'ecom_is_digital';
COMMENT ON FUNCTION ecom.is_digital(text, text) IS
'Is the product delivered online: an Amazon product type, as clean_category writes it, such as ABIS_EBOOKS or DOWNLOADABLE_SOFTWARE, or a title that says eGift, Digital Code, Online Game Code, [Download] or Kindle Edition? False where both are NULL. DIGITAL_DEVICE_3 and its like are gadgets, and are not.';

CREATE FUNCTION ecom.purchase_key(order_date text, price text, quantity text, state text, product_code text, respondent text)
	RETURNS bigint LANGUAGE c IMMUTABLE PARALLEL SAFE COST 80 AS 'MODULE_PATHNAME', 'ecom_purchase_key';
COMMENT ON FUNCTION ecom.purchase_key(text, text, text, text, text, text) IS
'A hash of what the cleaners read in a purchase line: the same for lines that agree in all six, whichever the order of day and month. NULL for a line that is no valid purchase: without respondent (as clean_respondent reads it) or day, without a positive price or quantity. State and product code may be missing.';

CREATE FUNCTION ecom.us_states(OUT postal_code text, OUT state_name text, OUT state_fips text, OUT region text, OUT division text)
	RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 52 AS 'MODULE_PATHNAME', 'ecom_us_states';
COMMENT ON FUNCTION ecom.us_states() IS
'The 50 states, DC and PR: postal code, name, FIPS code (INCITS 38), Census Bureau region and division (Puerto Rico, which is in neither, stands for itself).';
