-- Lines that were turned away, by reason: by the loader, of the latest loads that were not undone; and by the cleaning of what is loaded.
WITH rejected AS
(
	SELECT j.stage, j.source, j.reason, j.lines, j.lines_of_source
	FROM (SELECT load_id FROM bi.loads WHERE undone_at IS NULL ORDER BY load_id DESC LIMIT 200) l
	CROSS JOIN LATERAL (SELECT * FROM bi.rejected_lines r WHERE r.load_id = l.load_id OFFSET 0) j	-- for each load: all others need not be counted
	UNION ALL
	SELECT r.stage, r.source, r.reason, r.lines, r.lines_of_source FROM bi.rejected_lines r WHERE r.load_id IS NULL
)
SELECT stage, source, reason, sum(lines)::bigint AS lines, sum(lines_of_source)::bigint AS lines_of_source
FROM rejected
GROUP BY stage, source, reason
ORDER BY lines DESC, stage, source, reason
