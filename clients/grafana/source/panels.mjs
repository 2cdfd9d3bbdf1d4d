/*
 * The parts that dashboards are made of: panels, queries and variables as Grafana's JSON has them, with what all have in
 * common.
 */

export const dataSource = { type: 'grafana-postgresql-datasource', uid: 'ecom_analytics' };

/* Part of SQL: the months that the dashboard's time range touches, also where it begins or ends in the middle of one.
   $__timeFilter(month) would lose the first: it compares the first day of the month. */
export const monthInRange = `month >= date_trunc('month', $__timeFrom()::timestamptz AT TIME ZONE 'UTC')
	AND month <= $__timeTo()::timestamptz AT TIME ZONE 'UTC'`;

/* Part of SQL: a day as the instant that a dashboard in UTC shows as that day, whatever the session's time zone. */
export const asTime = (date) => `${date}::timestamp AT TIME ZONE 'UTC' AS "time"`;

/* Part of SQL: the years that the dashboard's time range touches; a year is shown whole. */
export const yearInRange = `year_start + interval '1 year' > $__timeFrom()::timestamptz AT TIME ZONE 'UTC'
	AND year_start <= $__timeTo()::timestamptz AT TIME ZONE 'UTC'`;

/* Part of SQL: a year, with a mark if the data do not cover it. */
export const labelledYear = "year || CASE WHEN is_complete_year THEN '' ELSE '*' END";
export const markedYears = 'Years marked * are not complete.';

/* Part of SQL: are these users so few that what is said of them says little? */
export const isFew = (users) => `${users} < (SELECT value::integer FROM ecom.settings WHERE name = 'min_group_size')`;
export const whatIsFew = 'few: fewer users than the setting min_group_size';

/* target(SQL, { format, refId }): a query of a panel */
function target(sql, { format = 'table', refId = 'A' } = {})
{
	return { datasource: dataSource, editorMode: 'code', format, rawQuery: true, rawSql: sql, refId };
}

/* An override of what the columns with that name look like: unit: ..., 'custom.align': ... */
export function column(name, properties)
{
	return {
		matcher: { id: 'byName', options: name },
		properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
	};
}

export const dollars = { unit: 'currencyUSD' };
export const percent = { unit: 'percent', decimals: 1 };
export const count = { unit: 'short', decimals: 0 };

const legend = { calcs: [], displayMode: 'list', placement: 'bottom', showLegend: true };
const noLegend = { ...legend, showLegend: false };
const tooltip = { mode: 'multi', sort: 'desc' };
const palette = { mode: 'palette-classic' };
const plain = { mode: 'absolute', steps: [{ color: 'green', value: null }] };

/* Colours by sign, for growth */
export const bySign = {
	color: { mode: 'thresholds' },
	thresholds: { mode: 'absolute', steps: [{ color: 'red', value: null }, { color: 'green', value: 0 }] },
};

/* panel(type, {...}): sql is one query, sqls are several; defaults is what all columns look like, overrides what some do */
function panel(type, { title, description, sql, sqls = [sql], format, defaults = {}, custom = {}, overrides = [], options, transformations = [] })
{
	return {
		datasource: dataSource,
		description,
		fieldConfig: { defaults: { color: palette, thresholds: plain, ...defaults, custom }, overrides },
		options,
		targets: sqls.map((query, i) => target(query, { format, refId: 'ABC'[i] })),
		title,
		transformations,
		type,
	};
}

/* A row of figures: a query with one row, a figure a column */
export function figures(settings)
{
	return panel('stat', {
		...settings,
		options: {
			colorMode: 'none',
			graphMode: 'none',
			justifyMode: 'auto',
			orientation: 'auto',
			percentChangeColorMode: 'standard',
			reduceOptions: { calcs: ['lastNotNull'], fields: '/.*/', values: false },
			showPercentChange: false,
			textMode: 'value_and_name',
			wideLayout: true,
		},
	});
}

/* Lines over time: columns time, then a column a line, or metric and a value */
export function timeSeries(settings)
{
	return panel('timeseries', {
		...settings,
		format: 'time_series',
		custom: { drawStyle: 'line', fillOpacity: 10, lineWidth: 2, showPoints: 'auto', spanNulls: false },
		options: { legend, tooltip },
	});
}

/* Lines over a number, such as months: the first column is that number, then a column a line */
export function trend({ x, ...settings })
{
	return panel('trend', {
		...settings,
		custom: { drawStyle: 'line', lineWidth: 2, showPoints: 'auto', spanNulls: false },
		options: { legend, tooltip, xField: x },
	});
}

/* Bars: the first column names them, then a column a series. many: several series, with a legend */
export function bars({ x, horizontal = false, many = false, stacked = false, ...settings })
{
	return panel('barchart', {
		...settings,
		custom: { fillOpacity: 80, lineWidth: 1 },
		options: {
			barWidth: 0.9,
			fullHighlight: false,
			groupWidth: 0.7,
			legend: many ? legend : noLegend,
			orientation: horizontal ? 'horizontal' : 'auto',
			showValue: many ? 'never' : 'auto',
			stacking: stacked ? 'normal' : 'none',
			tooltip,
			xField: x,
			xTickLabelMaxLength: 0,
			xTickLabelRotation: 0,
		},
	});
}

export function table({ cell = { type: 'auto' }, ...settings })
{
	return panel('table', {
		...settings,
		custom: { align: 'auto', cellOptions: cell, inspect: false },
		options: { cellHeight: 'sm', frameIndex: 0, showHeader: true },
	});
}

/* Bubbles, and a line through them: the first query gives the bubbles, the second the ends of the line */
export function scatter({ x, y, size, name, lineY, lineName, ...settings })
{
	const field = (options) => ({ matcher: { id: 'byName', options } });
	const frame = (options) => ({ matcher: { id: 'byIndex', options } });

	return panel('xychart', {
		...settings,
		custom: { pointSize: { fixed: 8, max: 40, min: 6 }, show: 'points' },
		overrides: [
			...settings.overrides,
			column(lineY, { 'custom.show': 'lines', 'custom.lineWidth': 2 }),
		],
		options: {
			legend,
			mapping: 'manual',
			series: [
				{ frame: frame(0), name: { fixed: name }, size: field(size), x: field(x), y: field(y) },
				{ frame: frame(1), name: { fixed: lineName }, x: field(x), y: field(lineY) },
			],
			tooltip: { mode: 'single', sort: 'none' },
		},
	});
}

/* Markers on a map of the United States, as large as their value: place is the column with postal codes. The places of the states come
   with Grafana, the map under them from outside. */
export function stateMap({ place, value, ...settings })
{
	return panel('geomap', {
		...settings,
		options: {
			basemap: { config: {}, name: 'Map', type: 'default' },
			controls: { mouseWheelZoom: false, showAttribution: true, showZoom: true },
			layers: [
				{
					config: {
						showLegend: false,
						style: {
							color: { fixed: 'blue' },
							opacity: 0.5,
							size: { field: value, fixed: 5, max: 30, min: 3 },
							symbol: { fixed: 'img/icons/marker/circle.svg', mode: 'fixed' },
						},
					},
					location: { gazetteer: 'public/gazetteer/usa-states.json', lookup: place, mode: 'lookup' },
					name: 'States',
					tooltip: true,
					type: 'markers',
				},
			],
			tooltip: { mode: 'details' },
			view: { allLayers: true, id: 'coords', lat: 39, lon: -97, zoom: 4 },
		},
	});
}

/* matrix(row, column, value): transformations that make of rows with these three columns a table with a row a row, a column a
   column. numbers: the row's names are numbers. */
export function matrix(rowField, columnField, valueField, { numbers = false } = {})
{
	const transformations = [{ id: 'groupingToMatrix', options: { columnField, emptyValue: 'null', rowField, valueField } }];

	if (numbers)
		transformations.push({
			id: 'convertFieldType',
			options: { conversions: [{ destinationType: 'number', targetField: matrixColumn(rowField, columnField) }], fields: {} },
		});
	return transformations;
}

/* The name that the first column of a matrix has */
export const matrixColumn = (rowField, columnField) => `${rowField}\\${columnField}`;

/* An override that keeps the colours of a matrix from that column */
export const plainNames = (rowField, columnField) => column(matrixColumn(rowField, columnField), { 'custom.cellOptions': { type: 'auto' } });

/* How far the data reach; every dashboard ends with it */
export const freshness = figures({
	title: 'Data',
	description: 'How far the data reach, and when the marts were last rebuilt.',
	defaults: {},
	sql: `SELECT
	to_char(first_order_date, 'Mon DD, YYYY') AS "Oldest order",
	to_char(last_order_date, 'Mon DD, YYYY') AS "Newest order",
	to_char(last_covered_month, 'Mon YYYY') AS "Covered to",
	last_complete_year::text AS "Last complete year",
	to_char(last_refresh_at AT TIME ZONE 'UTC', 'Mon DD, YYYY HH24:MI "UTC"') AS "Last refresh"
FROM bi.data_freshness`,
});

export function text(title, content)
{
	return { ...panel('text', { title, sqls: [], options: { content, mode: 'markdown' } }), fieldConfig: undefined };
}

/* A variable with several values from a query; all of them to begin with. ARRAY[$name]::text[] in SQL is what is chosen, also where
   the query gives nothing to choose from. */
export function list(name, label, sql)
{
	return {
		allowCustomValue: false,
		current: { text: ['All'], value: ['$__all'] },
		datasource: dataSource,
		includeAll: true,
		label,
		multi: true,
		name,
		query: sql,
		refresh: 1,
		sort: 0,
		type: 'query',
	};
}

/* A variable with one value from a query, to begin with the one that is given. ${name:sqlstring} in SQL is a quoted literal. */
export function pick(name, label, sql, current)
{
	return { ...list(name, label, sql), current: { text: current, value: current }, includeAll: false, multi: false };
}

/* A variable with one of a few numbers. ${name:sqlstring} in SQL is a quoted literal. */
export function choice(name, label, values, current)
{
	return {
		allowCustomValue: false,
		current: { text: String(current), value: String(current) },
		includeAll: false,
		label,
		multi: false,
		name,
		options: values.map((value) => ({ selected: value === current, text: String(value), value: String(value) })),
		query: values.join(','),
		type: 'custom',
	};
}

/* all of them, whether anything was sold there or not: income is that of the same states every year */
export const stateList = list('state', 'State', `SELECT state_name
FROM bi.state_years
GROUP BY state_name, state_key
ORDER BY state_key = '00', state_name`);
export const incomeList = list('income', 'Income bracket', `SELECT income_bracket
FROM bi.revenue_by_income_state
GROUP BY income_bracket, income_bracket_order
ORDER BY income_bracket_order`);
export const top = choice('top', 'Top', [5, 10, 15, 25, 50], 10);

/* The months that the data do not cover, which are the last ones, as a region of the time axis */
export const notCovered = {
	datasource: dataSource,
	enable: true,
	iconColor: 'yellow',
	name: 'Months not covered',
	target: target(`SELECT ${asTime('min(month)')}, (max(month) + interval '1 month' - interval '1 day') AT TIME ZONE 'UTC' AS "timeend",
	'The data do not cover these months: people have left, and orders with them' AS "text"
FROM bi.months
WHERE NOT is_covered
HAVING count(*) > 0`),
};

/*
 * dashboard({...}): rows is an array of rows, each a height and panels with their widths, of which a full row has 24:
 * [8, [12, panel], [12, panel]].
 */
export function dashboard({ uid, title, description, variables, annotations = [], rows })
{
	const panels = [];
	let y = 0;

	for (const [h, ...cells] of rows)
	{
		let x = 0;

		for (const [w, content] of cells)
		{
			panels.push({ ...content, gridPos: { h, w, x, y }, id: panels.length + 1 });
			x += w;
		}
		y += h;
	}
	return {
		annotations: { list: annotations },
		description,
		editable: true,
		fiscalYearStartMonth: 0,
		graphTooltip: 1,
		links: [
			{
				asDropdown: true,
				icon: 'external link',
				includeVars: false,
				keepTime: true,
				tags: ['ecom_analytics'],
				targetBlank: false,
				title: 'Purchases',
				tooltip: '',
				type: 'dashboards',
			},
		],
		panels,
		schemaVersion: 42,
		tags: ['ecom_analytics'],
		templating: { list: variables },
		time: { from: '2018-01-01T00:00:00.000Z', to: 'now' },
		timepicker: {},
		timezone: 'utc',
		title,
		uid,
		version: 1,
	};
}
