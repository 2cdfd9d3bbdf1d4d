// Rows by what they have in common, in their order.

export function grouped(rows, keyOf) {
	const groups = new Map();
	for (const row of rows) {
		const key = keyOf(row);
		if (!groups.has(key)) {
			groups.set(key, []);
		}
		groups.get(key).push(row);
	}
	return groups;
}
