-- The models of what customers are worth: fitted to all covered months (forecast), and to those before the last six, which they foretell (backtest).
SELECT
	purpose,
	known_until::text AS known_until,
	foretold_until::text AS foretold_until,
	customers,
	converged,
	expected_baskets,
	actual_baskets,
	baskets_error_pct,
	expected_revenue,
	actual_revenue,
	revenue_error_pct
FROM bi.customer_fit
ORDER BY purpose
