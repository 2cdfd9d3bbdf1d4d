-- How revenue goes with income over all states, year by year.
SELECT year, is_complete_year, states, r_per_user AS user_r, r_per_capita AS capita_r, is_reliable, note
FROM bi.income_correlation
ORDER BY year
