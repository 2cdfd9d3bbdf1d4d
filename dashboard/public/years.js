// Years that are not complete, and how they are marked.

export function completeYears(options) {
	return new Map(options.years.map(({ year, is_complete }) => [year, is_complete]));
}

export function markYear(complete, year) {
	return complete.get(year) === false ? `${year}*` : String(year);
}
