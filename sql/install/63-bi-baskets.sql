/* BI: baskets */

CREATE VIEW bi.category_affinity AS
SELECT
	s.category,
	s.other_category,
	m.baskets,
	s.category_baskets,
	s.other_baskets,
	m.all_baskets,
	m.support_pct::numeric(38,3) AS support_pct,
	s.confidence_pct::numeric(38,1) AS confidence_pct,
	s.confidence_back_pct::numeric(38,1) AS confidence_back_pct,
	m.lift::numeric(38,2) AS lift
FROM mart.mart_category_affinity m
CROSS JOIN LATERAL
(
	VALUES
	(m.category, m.other_category, m.category_baskets, m.other_baskets, m.confidence_pct, m.confidence_back_pct),
	(m.other_category, m.category, m.other_baskets, m.category_baskets, m.confidence_back_pct, m.confidence_pct)
) AS s (category, other_category, category_baskets, other_baskets, confidence_pct, confidence_back_pct);
COMMENT ON COLUMN bi.category_affinity.category IS 'Category: choose one, and other_category has what goes with it';
