/* The data tests of what is said of baskets; each is broken by a case in sql/check.sql */

INSERT INTO ecom.data_tests (test, model, description, query) VALUES
('pairs are in these baskets', 'mart.mart_category_affinity',
'The pairs of categories that at least 5 baskets of the covered months have, and one of 20,000, as many of these and of each category as the fact and the wide view say, with these shares',
$q$WITH covered AS
(
	SELECT (max(d.month_start) + interval '1 month')::date AS until FROM refinement.dim_date d WHERE d.is_covered
),
bought AS
(
	SELECT DISTINCT o.survey_responseid, o.order_date, o.category
	FROM refinement.ref_orders_enriched o
	JOIN covered c ON o.order_date < c.until
	WHERE o.category <> 'UNKNOWN'
),
baskets AS
(
	SELECT array_agg(b.category) AS categories
	FROM bought b
	GROUP BY b.survey_responseid, b.order_date
	HAVING count(*) BETWEEN 2 AND 50
),
of_category AS
(
	SELECT c.category, count(*) AS baskets FROM baskets b CROSS JOIN LATERAL unnest(b.categories) AS c (category) GROUP BY c.category
),
pairs AS
(
	SELECT c.category, o.category AS other_category, count(*) AS baskets
	FROM baskets b
	CROSS JOIN LATERAL unnest(b.categories) AS c (category)
	JOIN LATERAL unnest(b.categories) AS o (category) ON o.category COLLATE "C" > c.category COLLATE "C"
	GROUP BY c.category, o.category
	HAVING count(*) >= greatest(5, (SELECT count(*) FROM baskets) / 20000.0)
),
right_pairs AS
(
	SELECT p.category, p.other_category, p.baskets, c.baskets AS category_baskets, o.baskets AS other_baskets, a.baskets AS all_baskets
	FROM pairs p
	JOIN of_category c ON c.category = p.category
	JOIN of_category o ON o.category = p.other_category
	CROSS JOIN (SELECT count(*) AS baskets FROM baskets) a
)
SELECT category, other_category, m.baskets, r.baskets AS right_baskets, m.category_baskets, r.category_baskets AS right_category_baskets,
	m.other_baskets, r.other_baskets AS right_other_baskets, m.all_baskets, r.all_baskets AS right_all_baskets,
	m.support_pct, m.confidence_pct, m.confidence_back_pct, m.lift
FROM mart.mart_category_affinity m
FULL JOIN right_pairs r USING (category, other_category)
WHERE (m.baskets, m.category_baskets, m.other_baskets, m.all_baskets)
		IS DISTINCT FROM (r.baskets, r.category_baskets, r.other_baskets, r.all_baskets)
	OR (m.support_pct, m.confidence_pct, m.confidence_back_pct, m.lift) IS DISTINCT FROM
		(round(100.0 * r.baskets / r.all_baskets, 3), round(100.0 * r.baskets / r.category_baskets, 1), round(100.0 * r.baskets / r.other_baskets, 1),
		round(r.baskets * r.all_baskets::numeric / (r.category_baskets * r.other_baskets::numeric), 2))$q$);
