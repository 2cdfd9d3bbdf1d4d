// Draws results.tsv (rows, system, seconds) as docs/bench.svg: seconds from files to marts against rows, both in logarithms.
// ECharts is the dashboard's: npm ci in dashboard/ first.
//
//	node bench/plot.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const echarts = createRequire(new URL('../dashboard/package.json', import.meta.url))('echarts');
const names = { extension: 'ecom_analytics', plain: 'plain SQL', DuckDB: 'DuckDB', Polars: 'Polars' };
const lines = readFileSync(new URL('results.tsv', import.meta.url), 'utf8').trim().split('\n').map(line => line.split('\t'));
const axis = { type: 'log', nameLocation: 'middle', axisLabel: { formatter: value => value.toLocaleString('en-US') } };

const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 720, height: 420 });
chart.setOption({
	animation: false,
	backgroundColor: '#ffffff',
	title: { text: 'From CSV files to analysed marts', left: 16, top: 12, textStyle: { fontSize: 16 } },
	legend: { top: 14, right: 16 },
	grid: { left: 72, right: 24, top: 64, bottom: 56 },
	xAxis: { ...axis, name: 'purchase lines', nameGap: 32, min: 100000, max: 30000000 },
	yAxis: { ...axis, name: 'seconds', nameGap: 48, min: 1, max: 1000 },
	color: ['#1f5fbf', '#c2571a', '#6b7280', '#2e7d4f'],
	series: Object.entries(names).map(([system, name]) => ({
		name,
		type: 'line',
		symbolSize: 8,
		data: lines.filter(line => line[1] === system).map(line => [Number(line[0]), Number(line[2])]),
		label: { show: system === 'extension', position: 'bottom', formatter: point => `${point.value[1]} s` },
	})),
});
writeFileSync(new URL('../docs/bench.svg', import.meta.url), chart.renderToSVGString());
chart.dispose();
