// Why the revenue of a category changed: prices, quantities, other products; and prices alone, month by month.

import { chartCard } from './card.js';
import { categoryAxis, isRoomy, legend, mostHues, namedLines, stripes, tooltip, tooltipContent, valueAxis } from './charts.js';
import { categoryLabel, format } from './format.js';
import { grouped } from './rows.js';
import { color, hue } from './theme.js';
import { counted, grown, list } from './words.js';

const effects = [
	{ key: 'price_effect', name: 'Prices' },
	{ key: 'quantity_effect', name: 'Quantities' },
	{ key: 'products_effect', name: 'Other products' },
];

const signedDollars = (value) => `${value > 0 ? '+' : ''}${format.dollars(value)}`;

function growthFinding([row]) {
	return row && row.growth_pct !== null ? `${categoryLabel(row.category)} ${grown(row.growth_pct)} in ${row.year} (${signedDollars(row.growth)}): ${
		list(effects.map(({ key, name }) => `${name.toLowerCase()} ${signedDollars(row[key])}`))}${
		row.is_small ? `; with ${counted(row.matched_products, 'product')} sold in both years, prices and quantities say little` : ''}.` : null;
}

/* all: rows of categories and years. Of one category its years are shown, of several the latest year of them. */
export function growthCard({ all, chosen, fewest }) {
	const year = all.reduce((latest, row) => Math.max(latest, row.year), 0);
	const isOfOne = chosen.length === 1;
	const rows = isOfOne ? all : all.filter((row) => row.year === year);
	const nameOf = (row) => isOfOne ? String(row.year) : categoryLabel(row.category);
	return chartCard({
		id: 'category-growth',
		title: isOfOne ? `Why ${categoryLabel(chosen[0])} grew or shrank` : 'Why categories grew or shrank',
		unit: `Change of revenue over the year before in USD, ${isOfOne || rows.length === 0 ? 'by year' : year}, by where it comes from`,
		finding: growthFinding(isOfOne ? rows.slice(-1) : rows),
		height: 70 + 30 * Math.max(rows.length, 4),
		rows,
		nothing: 'No year shown, and the one before it, are both complete.',
		note: [
			'Prices and quantities are of products sold in both years (the change of the price times the mean quantity, and the other way round: Bennet); other products are those sold in one of them only. The three add up to the change.',
			isOfOne ? null : 'Choose one category to see its years.',
			rows.some(({ is_small: isSmall }) => isSmall) ? `Striped: fewer than ${format.count(fewest)} products were sold in both years.` : null,
		].filter(Boolean).join(' '),
		columns: [
			{ key: 'category', label: 'Category', type: 'text' },
			{ key: 'year', label: 'Year', type: 'year' },
			{ key: 'revenue_before', label: 'A year before (USD)', type: 'money' },
			{ key: 'revenue', label: 'Revenue (USD)', type: 'money' },
			{ key: 'growth', label: 'Change (USD)', type: 'money' },
			{ key: 'growth_pct', label: 'Growth (%)', type: 'change' },
			...effects.map(({ key, name }) => ({ key, label: `${name} (USD)`, type: 'money' })),
			{ key: 'matched_products', label: 'Products sold in both years', type: 'count' },
			{ key: 'is_small', label: 'Few products', type: 'flag' },
		],
		option: () => ({
			legend: legend({ data: effects.map(({ name }) => name) }),
			grid: { top: 36, left: isOfOne ? 56 : 164, right: 24, bottom: 28 },
			tooltip: tooltip('axis', ([{ dataIndex }]) => tooltipContent(nameOf(rows[dataIndex]), [
				...effects.map(({ key, name }, i) => [hue(i), name, signedDollars(rows[dataIndex][key])]),
				[null, 'Together', `${signedDollars(rows[dataIndex].growth)}${rows[dataIndex].growth_pct === null ? '' : ` (${format.change(rows[dataIndex].growth_pct)})`}`],
				[null, 'Products sold in both years', format.count(rows[dataIndex].matched_products)],
			])),
			xAxis: valueAxis('', format.shortMoney),
			yAxis: categoryAxis(rows.map(nameOf), { inverse: !isOfOne, axisLabel: { width: 150, overflow: 'truncate', color: color('text'), interval: 0 } }),
			series: effects.map(({ key, name }, i) => ({
				type: 'bar', name, stack: 'effects', color: hue(i), barMaxWidth: 18,
				data: rows.map((row) => ({ value: row[key], itemStyle: { decal: row.is_small && key !== 'products_effect' ? stripes() : null } })),
			})),
		}),
	});
}

// How many months of a line were compared with the one before, and in how many of them there was little to compare
function comparedMonths(rows) {
	const compared = rows.filter(({ matched_products: matched }) => matched !== null);
	return { all: compared.length, small: compared.filter(({ is_small: isSmall }) => isSmall).length };
}

const saysLittle = (rows) => 2 * comparedMonths(rows).small > comparedMonths(rows).all;

// Nothing where there was little to compare in most months
function pricesFinding(lines) {
	const first = lines.find(({ rows }) => comparedMonths(rows).all > 0 && !saysLittle(rows));
	if (!first) {
		return null;
	}
	const [begin, end] = [first.rows[0], first.rows.at(-1)];
	const change = 100 * end.price_index / begin.price_index - 100;
	return `The same products of ${categoryLabel(first.category)} cost ${format.percent(Math.abs(change))} ${change < 0 ? 'less' : 'more'} in ${format.month(end.month)} than in ${format.month(begin.month)}.`;
}

/* rows: of categories and months */
export function pricesCard({ rows, chosen, fewest }) {
	const lines = [...grouped(rows, ({ category }) => category)].map(([category, own]) => ({ category, rows: own }));
	const months = [...new Set(rows.map(({ month }) => month))].sort();
	const named = new Set(lines.slice(0, mostHues).map(({ category }) => categoryLabel(category)));
	const few = lines.filter((line) => saysLittle(line.rows));
	const without = chosen.filter((category) => !lines.some((line) => line.category === category));
	return chartCard({
		id: 'category-prices',
		title: 'Prices of the same products',
		unit: 'Index by month, 100 in the first covered month: products that were sold in a month and in the one before (matched-model, Jevons, chained)',
		finding: pricesFinding(lines),
		height: 340,
		rows,
		nothing: chosen.length > 0 ? 'Prices are followed of the fifty categories with most revenue, without gift cards and unknown ones: this is none of them.' : 'No month shown is covered.',
		note: [
			'What people pay more because they buy dearer products is not in it.',
			few.length > 0 ? `Dashed: in most months fewer than ${format.count(fewest)} products could be compared, so that the line says little.` : null,
			lines.length > mostHues ? 'Gray lines say their names where they are pointed at.' : null,
			lines.length > 0 && without.length > 0 ? `Not of ${counted(without.length, 'category', 'categories')}: prices are followed of the fifty with most revenue.` : null,
		].filter(Boolean).join(' '),
		columns: [
			{ key: 'category', label: 'Category', type: 'text' },
			{ key: 'month', label: 'Month', type: 'month' },
			{ key: 'price_index', label: 'Price index', type: 'factor' },
			{ key: 'price_change_pct', label: 'Change over the month before (%)', type: 'fineChange' },
			{ key: 'matched_products', label: 'Products compared', type: 'count' },
			{ key: 'is_small', label: 'Few products', type: 'flag' },
		],
		option: (width) => ({
			legend: isRoomy(width) ? undefined : legend({ data: [...named] }),
			grid: { top: isRoomy(width) ? 20 : 44, left: 48, right: isRoomy(width) ? 150 : 16, bottom: 28 },
			tooltip: tooltip('axis', (points) => tooltipContent(format.month(months[points[0].dataIndex]), points.filter(({ seriesName }) => named.has(seriesName)).map(({ color: swatch, seriesName, value }) =>
				[swatch, seriesName, format.index(value)]))),
			xAxis: categoryAxis(months.map(format.month), { boundaryGap: false }),
			yAxis: valueAxis('', String, { scale: true }),
			series: namedLines(lines.map(({ category, rows: own }, i) => {
				const byMonth = new Map(own.map((row) => [row.month, row.price_index]));
				return { name: categoryLabel(category), tone: hue(i), lineStyle: { type: saysLittle(own) ? 'dashed' : 'solid' }, data: months.map((month) => byMonth.get(month) ?? null) };
			}), width),
		}),
	});
}
