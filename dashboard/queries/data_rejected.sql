-- Lines that were turned away, by reason: by the loader (of loads that were not undone), and by the cleaning of what is loaded.
SELECT
	r.stage,
	r.source,
	r.reason,
	sum(r.lines)::bigint AS lines,
	sum(r.lines_of_source)::bigint AS lines_of_source
FROM bi.rejected_lines r
LEFT JOIN bi.loads l ON l.load_id = r.load_id
WHERE l.undone_at IS NULL
GROUP BY r.stage, r.source, r.reason
ORDER BY lines DESC, r.stage, r.source, r.reason
