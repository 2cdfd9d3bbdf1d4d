/* Refinement: the wide view beside the star schema */

CREATE MATERIALIZED VIEW refinement.ref_orders_enriched AS
SELECT
	p.order_date,
	p.quantity,
	p.order_dow,
	r.age_group,
	r.education,
	r.income_bracket,
	r.gender,
	r.sexual_orientation,
	r.accounts_shared_cat,
	r.household_size_cat,
	r.purchase_frequency,
	d.median_household_income,
	d.total_population,
	p.order_year,
	p.order_month,
	p.order_quarter,
	r.is_hispanic,
	p.is_digital,
	p.is_gift_card,
	p.state_given,
	p.survey_responseid,
	p.state,
	shipping.state_name AS shipping_state_name,
	shipping.state_fips AS shipping_state_fips,
	r.home_state_postal,
	r.home_state_name,
	r.home_state_fips,
	CASE WHEN p.state_given THEN shipping.postal_code ELSE r.home_state_postal END AS final_state_postal,
	CASE WHEN p.state_given THEN shipping.state_name ELSE r.home_state_name END AS final_state_name,
	CASE WHEN p.state_given THEN shipping.state_fips ELSE r.home_state_fips END AS final_state_fips,
	p.unit_price,
	p.order_value,
	p.product_code,
	r.race,
	p.category,
	p.title
FROM staging.stg_amazon_purchases p
LEFT JOIN staging.stg_state_codes shipping ON shipping.postal_code = p.state
LEFT JOIN refinement.respondents r ON r.survey_responseid = p.survey_responseid
LEFT JOIN refinement.dim_state_demographics d
	ON d.state_fips = CASE WHEN p.state_given THEN shipping.state_fips ELSE r.home_state_fips END AND d.survey_year = p.order_year;
COMMENT ON MATERIALIZED VIEW refinement.ref_orders_enriched IS
'Purchases with all that is known about buyer and place, for analysis by hand; one row per purchase line. NULL where not known';
COMMENT ON COLUMN refinement.ref_orders_enriched.survey_responseid IS 'Key of the respondent';
COMMENT ON COLUMN refinement.ref_orders_enriched.order_date IS 'Day of the order';
COMMENT ON COLUMN refinement.ref_orders_enriched.quantity IS 'Pieces';
COMMENT ON COLUMN refinement.ref_orders_enriched.order_dow IS 'Day of the week of the order';
COMMENT ON COLUMN refinement.ref_orders_enriched.age_group IS 'Age group of the user';
COMMENT ON COLUMN refinement.ref_orders_enriched.education IS 'Highest level of education of the user';
COMMENT ON COLUMN refinement.ref_orders_enriched.income_bracket IS 'Household income of the user before taxes, USD a year';
COMMENT ON COLUMN refinement.ref_orders_enriched.gender IS 'Gender of the user';
COMMENT ON COLUMN refinement.ref_orders_enriched.sexual_orientation IS 'Sexual orientation of the user';
COMMENT ON COLUMN refinement.ref_orders_enriched.accounts_shared_cat IS 'Number of people who order through the account';
COMMENT ON COLUMN refinement.ref_orders_enriched.household_size_cat IS 'Number of people in the household';
COMMENT ON COLUMN refinement.ref_orders_enriched.purchase_frequency IS 'How often the user says to order';
COMMENT ON COLUMN refinement.ref_orders_enriched.median_household_income IS 'Median household income of the final state in the year of the order (ACS 5-year), USD; NULL for years without ACS figures';
COMMENT ON COLUMN refinement.ref_orders_enriched.total_population IS 'Inhabitants of the final state in the year of the order (ACS 5-year)';
COMMENT ON COLUMN refinement.ref_orders_enriched.order_year IS 'Year of the order';
COMMENT ON COLUMN refinement.ref_orders_enriched.order_month IS 'Month of the order, 1 to 12';
COMMENT ON COLUMN refinement.ref_orders_enriched.order_quarter IS 'Quarter of the order, 1 to 4';
COMMENT ON COLUMN refinement.ref_orders_enriched.is_hispanic IS 'User is of Spanish, Hispanic or Latino origin';
COMMENT ON COLUMN refinement.ref_orders_enriched.is_digital IS 'Delivered online, judged by category and title (see ecom.is_digital); never by a missing state';
COMMENT ON COLUMN refinement.ref_orders_enriched.is_gift_card IS 'Is the category GIFT_CARD, ABIS_GIFT_CARD or the like?';
COMMENT ON COLUMN refinement.ref_orders_enriched.state IS 'Postal code of the state shipped to; NULL where the line gives none that can be read';
COMMENT ON COLUMN refinement.ref_orders_enriched.state_given IS 'Does the line name a place, be it a state or not?';
COMMENT ON COLUMN refinement.ref_orders_enriched.shipping_state_name IS 'Name of the state shipped to';
COMMENT ON COLUMN refinement.ref_orders_enriched.shipping_state_fips IS 'FIPS code of the state shipped to';
COMMENT ON COLUMN refinement.ref_orders_enriched.home_state_postal IS 'Postal code of the home state';
COMMENT ON COLUMN refinement.ref_orders_enriched.home_state_name IS 'Name of the home state';
COMMENT ON COLUMN refinement.ref_orders_enriched.home_state_fips IS 'FIPS code of the home state';
COMMENT ON COLUMN refinement.ref_orders_enriched.final_state_postal IS 'Postal code of the state shipped to; of the home state where the line names no place; NULL where it names one that is no state, or nothing is known';
COMMENT ON COLUMN refinement.ref_orders_enriched.final_state_name IS 'Name of the state shipped to; of the home state where the line names no place; NULL where it names one that is no state, or nothing is known';
COMMENT ON COLUMN refinement.ref_orders_enriched.final_state_fips IS 'FIPS code of the state shipped to; of the home state where the line names no place; NULL where it names one that is no state, or nothing is known';
COMMENT ON COLUMN refinement.ref_orders_enriched.unit_price IS 'Price of one piece in USD';
COMMENT ON COLUMN refinement.ref_orders_enriched.order_value IS 'unit_price times quantity, USD';
COMMENT ON COLUMN refinement.ref_orders_enriched.product_code IS 'ASIN or ISBN-10; NULL if missing';
COMMENT ON COLUMN refinement.ref_orders_enriched.race IS 'Races of the user, separated by commas';
COMMENT ON COLUMN refinement.ref_orders_enriched.category IS 'Category that the line itself gives, UNKNOWN if none. mart_sales_by_category_m_y groups by the most frequent category of the product code instead, and by this one only where the line has no code';
COMMENT ON COLUMN refinement.ref_orders_enriched.title IS 'Title of the product; NULL if missing';
ALTER MATERIALIZED VIEW refinement.ref_orders_enriched
	ALTER survey_responseid SET STATISTICS 20, ALTER order_date SET STATISTICS 20, ALTER quantity SET STATISTICS 20,
	ALTER order_dow SET STATISTICS 20, ALTER age_group SET STATISTICS 20, ALTER education SET STATISTICS 20,
	ALTER income_bracket SET STATISTICS 20, ALTER gender SET STATISTICS 20, ALTER sexual_orientation SET STATISTICS 20,
	ALTER accounts_shared_cat SET STATISTICS 20, ALTER household_size_cat SET STATISTICS 20, ALTER purchase_frequency SET STATISTICS 20,
	ALTER median_household_income SET STATISTICS 20, ALTER total_population SET STATISTICS 20, ALTER order_year SET STATISTICS 20,
	ALTER order_month SET STATISTICS 20, ALTER order_quarter SET STATISTICS 20, ALTER is_hispanic SET STATISTICS 20,
	ALTER is_digital SET STATISTICS 20, ALTER is_gift_card SET STATISTICS 20, ALTER state_given SET STATISTICS 20, ALTER state SET STATISTICS 20,
	ALTER shipping_state_name SET STATISTICS 20, ALTER shipping_state_fips SET STATISTICS 20, ALTER home_state_postal SET STATISTICS 20,
	ALTER home_state_name SET STATISTICS 20, ALTER home_state_fips SET STATISTICS 20, ALTER final_state_postal SET STATISTICS 20,
	ALTER final_state_name SET STATISTICS 20, ALTER final_state_fips SET STATISTICS 20, ALTER unit_price SET STATISTICS 20,
	ALTER order_value SET STATISTICS 20, ALTER product_code SET STATISTICS 20, ALTER race SET STATISTICS 20, ALTER category SET STATISTICS 20,
	ALTER title SET STATISTICS 20;
