-- The latest loads, the newest first, with the reasons for which lines of theirs were turned away, the most frequent first.
SELECT
	l.load_id,
	l.loaded_at,
	l.file,
	l.target,
	l.lines_read,
	l.rows_loaded,
	l.rows_rejected,
	r.reasons,
	l.undone_at,
	l.is_waiting
FROM (SELECT * FROM bi.loads ORDER BY load_id DESC LIMIT 200) l
CROSS JOIN LATERAL
(
	SELECT string_agg(j.reason || ': ' || j.lines, ', ' ORDER BY j.lines DESC, j.reason) AS reasons FROM bi.rejected_lines j WHERE j.load_id = l.load_id
) r
ORDER BY l.load_id DESC
