// What is bought together.

import { chartCard } from './card.js';
import { categoryAxis, stripes, tooltip, tooltipContent, valueAxis } from './charts.js';
import { categoryLabel, format } from './format.js';
import { color } from './theme.js';
import { counted } from './words.js';

const times = (lift) => `${format.factor(lift)}×`;

function finding([first]) {
	return first ? `${counted(first.baskets, 'basket')} of ${format.count(first.category_baskets)} with ${categoryLabel(first.category)} ${first.baskets === 1 ? 'has' : 'have'} ${categoryLabel(first.other_category)}, too (${
		format.percent(first.confidence_pct)}): ${format.factor(first.lift)} times as many as by chance${first.is_small ? '; of so few, that says little' : ''}.` : null;
}

/* rows: pairs, those that go together most first. A click chooses the other category of the pair. */
export function affinityCard({ rows, chosen, fewest, toggle }) {
	const isOfOne = chosen.length === 1;
	const nameOf = ({ category, other_category: other }) => isOfOne ? categoryLabel(other) : `${categoryLabel(category)} + ${categoryLabel(other)}`;
	const few = `fewer than ${format.count(fewest)} baskets`;
	return chartCard({
		id: 'category-affinity',
		title: isOfOne ? `What goes with ${categoryLabel(chosen[0])}` : chosen.length > 1 ? 'What goes with the chosen categories' : 'Categories that are bought together',
		unit: 'How many times as many baskets have both as would by chance (lift), all covered months',
		finding: finding(rows),
		height: 50 + (isOfOne ? 26 : 34) * rows.length,
		size: 'full',
		rows,
		nothing: chosen.length > 0 ? 'Nothing is bought together with it more often than by chance, or not in enough baskets to tell.' : 'No two categories are together in enough baskets to tell.',
		onclick: ({ dataIndex }) => toggle('category', rows[dataIndex].other_category),
		note: [
			'A basket is what one customer ordered on one day; those with two categories or more count.',
			chosen.length > 0 ? 'Click one to see its figures, too.' : 'Choose a category to see what goes with it.',
			rows.some(({ is_small: isSmall }) => isSmall) ? `Striped: ${few}.` : null,
		].filter(Boolean).join(' '),
		columns: [
			{ key: 'category', label: 'Category', type: 'text' },
			{ key: 'other_category', label: 'Bought together with', type: 'text' },
			{ key: 'baskets', label: 'Baskets with both', type: 'count' },
			{ key: 'category_baskets', label: 'Baskets with the category', type: 'count' },
			{ key: 'confidence_pct', label: 'Of these with both (%)', type: 'percent' },
			{ key: 'other_baskets', label: 'Baskets with the other', type: 'count' },
			{ key: 'confidence_back_pct', label: 'Of those with both (%)', type: 'percent' },
			{ key: 'lift', label: 'Times as many as by chance', type: 'factor' },
			{ key: 'is_small', label: 'Few baskets', type: 'flag' },
		],
		option: (width) => {
			const isNarrow = width < 560;
			const left = Math.round(Math.min(isOfOne ? 200 : 340, 0.5 * width));
			return {
				grid: { top: 8, left, right: 64, bottom: 28 },
				tooltip: tooltip('item', ({ dataIndex }) => tooltipContent(nameOf(rows[dataIndex]), [
					[color('accent-chart'), 'Times as many as by chance', times(rows[dataIndex].lift)],
					[null, 'Baskets with both', format.count(rows[dataIndex].baskets)],
					[null, `Of those with ${categoryLabel(rows[dataIndex].category)}`, format.percent(rows[dataIndex].confidence_pct)],
					[null, `Of those with ${categoryLabel(rows[dataIndex].other_category)}`, format.percent(rows[dataIndex].confidence_back_pct)],
				], rows[dataIndex].is_small ? few : null)),
				xAxis: valueAxis('', (value) => `${value}×`, { minInterval: 1 }),
				yAxis: categoryAxis(rows.map(nameOf), {
					inverse: true, triggerEvent: true, axisLabel: {
						width: left - 16, overflow: 'truncate', color: color('text'), interval: 0, hideOverlap: false, lineHeight: 14, formatter: (name) => isNarrow ? name.replace(' + ', ' +\n') : name,
					},
				}),
				series: [{
					type: 'bar',
					barMaxWidth: 18,
					label: { show: true, position: 'right', formatter: ({ value }) => times(value), color: color('text') },
					data: rows.map((row) => ({ value: row.lift, itemStyle: { color: color('accent-chart'), borderRadius: [0, 3, 3, 0], decal: row.is_small ? stripes() : null } })),
				}],
			};
		},
	});
}
