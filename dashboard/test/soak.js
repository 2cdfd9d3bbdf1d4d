// node soak.js MINUTES: fifty viewers, beside refreshes, killed backends, broken and silent connections and restarts of the database.
// The server may not end, may show no wrong figure and may not grow: its memory at the end is that of the fifth minute, or the half
// of a shorter time, within a fifth.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProxy } from './proxy.js';
import { ask, askOne, controlDatabase, get, startServer, until } from './support.js';

const minutes = Number(process.argv[2]);
const viewers = 50;
const pause = () => sleep(200 + 800 * Math.random());

const stops = [];
const proxy = await startProxy((stop) => stops.push(stop));
const server = await startServer(proxy.environment, (stop) => stops.push(stop));
let end;
server.exited.then((status) => {
	end = status;
});
const giveUpAt = performance.now() + 60000 * minutes;
const isOver = () => performance.now() > giveUpAt || end !== undefined;

const revenues = new Map();	// of each version, as SQL has it
const seen = [];	// what the viewers were told: [version, revenue]
const counts = { answered: 0, notChanged: 0, told: 0, lost: 0 };

const searches = ['', '?years=2020', '?years=2021,2022', '?states=06,39', '?years=2019&states=48'];
const names = ['sales_totals', 'sales_months', 'sales_map', 'sales_top_states'];
const paths = [...names.flatMap((name) => searches.map((search) => name + search)), 'options', 'status', 'category_years', 'cohort_cells', 'cohort_years', 'customer_segments', 'customer_worth', 'customer_tenths', 'best_customers', 'top_products', 'category_compare', 'category_months', 'category_affinity', 'category_growth', 'price_index', 'cohort_compare', 'income_states?year=2022'];

async function view() {
	const etags = new Map();
	while (!isOver()) {
		const path = Math.random() < 0.3 ? 'sales_totals' : paths[Math.floor(Math.random() * paths.length)];
		const { status, etag, rows, body } = await get(`${server.url}api/${path}`, etags.has(path) ? { 'If-None-Match': etags.get(path) } : {}).catch(() => ({ status: 0 }));
		counts[{ 200: 'answered', 304: 'notChanged', 0: 'lost' }[status] ?? 'told']++;
		if (status === 200) {
			if (etag) {
				etags.set(path, etag);
			}
			if (path === 'sales_totals') {
				seen.push([body.version, rows[0].revenue]);
			}
		} else if (status !== 304 && status !== 0) {
			assert.equal(status, 503, JSON.stringify(body));
			assert.match(body.code, /^(database_|too_many)/);
		}
		await pause();
	}
}

async function noteRevenue() {
	const row = await askOne(`SELECT (SELECT extract(epoch FROM last_refresh_at)::text FROM bi.data_freshness) AS version, (SELECT sum(total_revenue) FROM bi.sales_by_state_m_y) AS revenue`);
	revenues.set(row.version, row.revenue);
}

async function refresh() {
	await ask(`INSERT INTO raw.amazon_purchases VALUES ('2021-05-06', '${1 + Math.floor(Math.random() * 99)}', '1', 'CA', 'Lamp', 'B0LAMP0001', 'LAMP', 'R_' || gen_random_uuid())`);
	await ask('SELECT FROM ecom.refresh()');
	await noteRevenue();
}

const troubles = [
	refresh, refresh, refresh,
	() => ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'dashboard' ORDER BY random() LIMIT 2"),
	() => Promise.race([proxy.breakAt('SELECT'), sleep(2000)]),
	() => proxy.closeAll(),
	async () => {
		proxy.silence();
		await sleep(8000);
		proxy.heal();
	},
	async () => {
		controlDatabase('stop', '-m', Math.random() < 0.5 ? 'fast' : 'immediate');
		await sleep(2000);
		controlDatabase('start');
	},
];

async function makeTrouble() {
	for (let i = 0; !isOver(); i++) {
		await troubles[i % troubles.length]();
		await sleep(3000);
	}
}

// kilobytes
const memory = () => Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]);

async function watchMemory() {
	const samples = [];
	while (!isOver()) {
		samples.push(memory());
		await sleep(10000);
	}
	return samples;
}

await noteRevenue();
const [samples] = await Promise.all([watchMemory(), makeTrouble(), ...Array.from({ length: viewers }, view)]);
await until(async () => (await get(`${server.url}api/sales_totals`)).status === 200);
console.log(`# ${JSON.stringify(counts)}, ${seen.length} sums of ${new Set(seen.map(([version]) => version)).size} versions; memory in MB: ${samples.map((kilobytes) => Math.round(kilobytes / 1024)).join(' ')}`);

// the lowest of neighbours: what is not yet collected comes and goes
const lowest = (list) => Math.min(...list);
const at = Math.min(30, Math.floor(samples.length / 2));
const checks = {
	'the server goes on': end === undefined,
	'every viewer is answered': counts.lost === 0,
	'no wrong figure': seen.length > 0 && seen.every(([version, revenue]) => revenues.get(version) === revenue),
	'no growth': lowest(samples.slice(-6)) <= 1.2 * lowest(samples.slice(at, at + 6)),
};
for (const [name, holds] of Object.entries(checks)) {
	console.log(`${holds ? 'ok' : 'not ok'} - dashboard soak: ${name}`);
}
for (const stop of stops) {
	await stop();
}
process.exit(Object.values(checks).every(Boolean) ? 0 : 1);
