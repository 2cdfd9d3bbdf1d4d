// The tab Data in a browser: what refreshes did, what the data tests say and what the models are made of, against what SQL says.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { graphOf, idOf, layOut, reachable } from '../public/lineage_graph.js';
import { drawn } from './browser.js';
import { chart, figure, startPages, table } from './pages.js';
import { ask as askDatabase, get, startServer, until } from './support.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const database = 'data_tab', bare = 'data_tab_bare';
const ask = (sql, values) => askDatabase(sql, values, database);
const askOne = async (sql, values) => (await ask(sql, values))[0];

// A database that the tests change as they like, and one in which nothing was ever done
for (const name of [database, bare]) {
	await askDatabase(`DROP DATABASE IF EXISTS ${name}`, [], 'postgres');
	await askDatabase(`CREATE DATABASE ${name}`, [], 'postgres');
	await askDatabase('CREATE EXTENSION ecom_analytics', [], name);
	await askDatabase("SELECT ecom.grant_read('dashboard')", [], name);
}
after(async () => {
	for (const name of [database, bare]) {
		await askDatabase(`DROP DATABASE ${name} WITH (FORCE)`, [], 'postgres');
	}
});
await ask(`INSERT INTO raw.amazon_purchases
	SELECT (date '2021-01-01' + i % 400)::text, '12.50', '1', 'CA', 'Kettle ' || i % 7, 'B00000000' || i % 7, 'POT', 'R_' || i % 12 FROM generate_series(1, 600) i`);
await ask(`INSERT INTO raw.amazon_purchases VALUES ('2021-02-01', 'sekret', '1', 'CA', 'Pot', 'B000000001', 'POT', 'R_1'), ('never', '3', '1', 'CA', 'Pot', 'B000000001', 'POT', 'R_1'),
	('2021-02-02', '3', '1', 'Atlantis', 'Pot', 'B000000001', 'POT', 'R_1'), ('2021-02-02', '3', '1', 'Atlantis', 'Pot', 'B000000001', 'POT', 'R_1')`);
await ask('SELECT FROM ecom.refresh()');

const server = await startServer({ PGDATABASE: database }, after);
const { complaints, openPage, open } = await startPages(server.url, after);
const api = (path, headers) => get(`${server.url}api/${path}`, headers);

const count = (value) => new Intl.NumberFormat('en-US').format(value);
const verdict = (page) => page.$$eval('#verdict li', (items) => items.map((item) => item.textContent));
const cells = (page, id) => page.$$eval(`#${id} tbody tr`, (rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.replaceAll('\u202f', ' '))));

/* What the tab shows of what was done just now: results are kept for a second. */
async function openFresh(page, path = '?tab=data') {
	await page.waitForTimeout(1100);
	await open(page, path);
}

test('it opens by a click, and its address opens it', async () => {
	const page = await openPage();
	await open(page, '');
	await page.click('nav >> text="Data"');
	await page.waitForFunction(() => document.title.startsWith('Data'));
	await drawn(page);
	assert.equal(new URL(page.url()).search, '?tab=data');
	assert.equal(await page.locator('.chart:has(canvas)').count(), 3);
	assert.equal(await page.locator('svg.lineage').count(), 1);
	assert.ok(await page.isHidden('#filters'));
	await page.reload();
	await drawn(page);
	assert.equal(await page.textContent('nav [aria-current=page]'), 'Data');
	await page.close();
});

test('its figures and charts are what SQL says', async () => {
	const page = await openPage();
	await open(page, '?tab=data');
	const months = await ask('SELECT active_users AS users, is_covered FROM refinement.fct_months ORDER BY month');
	assert.equal(await figure(page, 'months'), count(months.filter(({ is_covered }) => is_covered).length));
	const bars = await chart(page, 'data-months');
	const kinds = [...new Set(months.map(({ is_covered }) => is_covered))].sort().reverse();
	assert.deepEqual(bars.series.map(({ data }) => data), kinds.map((kind) => months.map(({ users, is_covered }) => is_covered === kind ? users : null)));

	const reasons = await ask('SELECT reason, count(*) AS lines FROM staging.stg_amazon_purchases_rejected GROUP BY 1 ORDER BY 2 DESC, 1');
	assert.ok(reasons.length >= 3);
	const shown = await chart(page, 'data-reasons');
	assert.deepEqual(shown.y.map((label) => label.replace(/^\d+ /, '')), reasons.map(({ reason }) => reason));
	assert.deepEqual(shown.series[0].data, reasons.map(({ lines }) => lines));
	const { away, of } = await askOne('SELECT (SELECT count(*) FROM staging.stg_amazon_purchases_rejected) AS away, (SELECT count(*) FROM raw.amazon_purchases) AS of');
	assert.equal(await figure(page, 'rejected'), `${(100 * away / of).toFixed(2)}%`);
	assert.match(await page.textContent('.figures'), new RegExp(`${count(away)} of ${count(of)} lines`));

	const [run] = await ask('SELECT run_id, seconds, rebuilt FROM ecom.refresh_log');
	assert.equal(await figure(page, 'refresh'), 'Done');
	assert.deepEqual((await chart(page, 'data-runs')).series.map(({ name, data }) => [name, data]), [['Done', [run.seconds]]]);
	const models = await ask("SELECT schema || '.' || model AS model, rows FROM ecom.status ORDER BY array_position('{staging,refinement,mart}', schema::text), model");
	assert.deepEqual((await cells(page, 'data-models')).map(([model, state, , rows]) => [model, state, rows]), models.map(({ model, rows }) => [model, '● Fresh', count(rows)]));
	await page.close();
});

test('no data test was run, then all, then one fails: it says so, and of which data', async (context) => {
	const page = await openPage();
	await open(page, '?tab=data');
	assert.equal(await figure(page, 'tests'), '–');
	assert.deepEqual(await verdict(page), ['▲ What the data tests say is not known: none has been run. SELECT * FROM ecom.check();']);

	await ask('SELECT FROM ecom.check()');
	const failing = await ask("SELECT test, severity FROM ecom.check() WHERE failures > 0");
	const { all } = await askOne('SELECT count(*) AS all FROM ecom.data_tests');
	assert.ok(failing.length > 0 && failing.every(({ severity }) => severity === 'warn'));
	await openFresh(page);
	assert.equal(await figure(page, 'tests'), `${all - failing.length} of ${all}`);
	assert.deepEqual(await verdict(page), [`▲ ${failing.length} data test${failing.length === 1 ? ' of severity warn does' : 's of severity warn do'} not pass.`]);
	const rows = await cells(page, 'data-tests');
	assert.equal(rows.length, all);
	assert.deepEqual(rows.slice(0, failing.length).map(([name, state]) => [name.split('\n')[0], state]).sort(), failing.map(({ test: name }) => [name, '▲ Warning']).sort());

	await ask("INSERT INTO ecom.data_tests (test, model, description, query) VALUES ('mine', 'mart.mart_months', 'No month', 'SELECT FROM mart.mart_months')");
	context.after(() => ask("DELETE FROM ecom.data_tests WHERE test = 'mine'"));
	await openFresh(page);
	assert.match((await verdict(page)).at(-1), /^○ 1 data test has not been run yet\.$/);
	await ask("INSERT INTO raw.amazon_purchases VALUES ('2021-03-05', '9', '1', 'CA', 'Cup', 'B000000008', 'CUP', 'R_3')");
	await assert.rejects(ask('SELECT FROM ecom.refresh("check" => true)'), /1 data test failed/);
	await openFresh(page);
	const [first] = await verdict(page);
	assert.match(first, /^■ The latest refresh, of .*, failed, since 1 data test did not pass\. It changed nothing: what is shown is from before\.$/);
	assert.equal(await figure(page, 'refresh'), 'Failed');
	await ask('SELECT FROM ecom.check()');
	await openFresh(page);
	assert.ok((await verdict(page)).some((text) => /of severity error do(es)? not pass/.test(text)));
	assert.equal((await cells(page, 'data-tests'))[0][1], '■ Failed');
	await page.close();

	await ask("DELETE FROM ecom.data_tests WHERE test = 'mine'");
	await ask('SELECT FROM ecom.refresh()');
	const other = await openPage();
	await openFresh(other);
	assert.ok((await verdict(other)).some((text) => /were run before the data were last refreshed/.test(text)));
	assert.match((await cells(other, 'data-tests'))[0].join(' '), /of older data/);
	await ask('SELECT FROM ecom.check()');
	await openFresh(other);
	assert.ok(!(await verdict(other)).some((text) => /before/.test(text)));
	await other.close();
});

test('runs that were rolled back, loads that wait and models that fail are told', async (context) => {
	await ask('BEGIN; SELECT FROM ecom.refresh(force => true); ROLLBACK');
	const page = await openPage();
	await openFresh(page);
	assert.match((await verdict(page))[0], /was rolled back\. It changed nothing/);
	assert.ok((await chart(page, 'data-runs')).series.some(({ name }) => name === 'Rolled back'));
	const rows = await table(page, 'data-runs');
	const runs = await ask('SELECT run_id, outcome FROM ecom.refresh_log ORDER BY run_id');
	assert.deepEqual(rows.slice(1).map(([id, , outcome]) => [Number(id), outcome]), runs.map(({ run_id, outcome }) => [run_id, outcome]));

	await ask('CREATE MATERIALIZED VIEW mart.breaks AS SELECT max(question)::integer AS n FROM raw.fields');
	context.after(() => ask('DROP MATERIALIZED VIEW mart.breaks; DELETE FROM raw.fields'));
	await ask('SELECT FROM ecom.refresh()');
	await ask("INSERT INTO raw.fields VALUES ('a', 'sekret')");
	await ask('SELECT FROM ecom.refresh()');
	await ask(`INSERT INTO raw.loads (target, file, sha256, bytes, lines_read, rows_loaded, rows_rejected, loaded_by, forced)
		VALUES ('raw.amazon_purchases', '/secret/folder/a.csv', '', 10, 5, 3, 2, 'somebody', false)`);
	await ask(`INSERT INTO raw.rejected_lines SELECT load_id, 1, 0, reason, 'sekret', 'sekret' FROM raw.loads, unnest('{stray quote,too few fields}'::text[]) reason`);
	context.after(() => ask('TRUNCATE raw.loads, raw.rejected_lines'));
	await openFresh(page);
	const said = await verdict(page);
	assert.ok(said.includes('▲ 1 model could not be rebuilt, and keeps its older rows.'), said.join());
	assert.ok(said.includes('▲ 1 load is not in the models yet. SELECT * FROM ecom.refresh();'), said.join());
	assert.deepEqual((await cells(page, 'data-models'))[0].slice(0, 2), ['mart.breaks', '■ Failed']);
	const [[file, state, , lines, rejected]] = await cells(page, 'data-loads');
	assert.deepEqual([file, state, lines, rejected], ['a.csv\ninto raw.amazon_purchases; stray quote: 1, too few fields: 1', '▲ Not in the models yet', '5', '2']);
	assert.ok((await chart(page, 'data-reasons')).series.some(({ name, data }) => name === 'By the loader' && data.filter((value) => value === 1).length === 2));
	// nobody gets to see what they said
	for (const name of ['runs', 'models', 'tests', 'rejected', 'loads', 'lineage', 'dictionary', 'months']) {
		const { body } = await api(`data_${name}`);
		assert.doesNotMatch(JSON.stringify(body), /sekret|secret|somebody/, name);
	}
	await page.close();
});

test('the drawing: a click sets off what a model is made from and what is made from it, and the address keeps it', async () => {
	const page = await openPage();
	await open(page, '?tab=data');
	const lineage = await ask('SELECT * FROM ecom.lineage');
	const box = (name) => `svg.lineage a[aria-label^="${name},"]`;
	for (const name of ['raw.amazon_purchases', 'staging.stg_amazon_purchases', 'refinement.fct_orders', 'mart.mart_months', 'bi.months']) {
		assert.equal(await page.locator(box(name)).count(), 1, name);
	}
	assert.equal(await page.locator(box('staging.read_purchase_lines')).count(), 0);
	// every model, in the column of its layer
	const models = await ask('SELECT schema, model FROM ecom.models');
	for (const { schema, model } of models) {
		assert.equal(await page.locator(box(`${schema}.${model}`)).count(), 1, model);
	}
	await page.click(box('refinement.fct_orders_monthly'));
	assert.equal(new URL(page.url()).searchParams.get('model'), 'refinement.fct_orders_monthly');
	const on = await page.$$eval('svg.lineage a.on', (all) => all.map((each) => each.getAttribute('aria-label').split(',')[0]).sort());
	// worked out by SQL from the lineage, through the views that are not drawn
	const related = await ask(`WITH RECURSIVE up AS (SELECT 'refinement.fct_orders_monthly' COLLATE "C" AS name UNION SELECT l.source_schema || '.' || l.source FROM up JOIN ecom.lineage l ON l.schema || '.' || l.name = up.name),
		down AS (SELECT 'refinement.fct_orders_monthly' COLLATE "C" AS name UNION SELECT l.schema || '.' || l.name FROM down JOIN ecom.lineage l ON l.source_schema || '.' || l.source = down.name)
		SELECT name FROM up UNION SELECT name FROM down`);
	const isDrawn = new Set(await page.$$eval('svg.lineage a', (all) => all.map((each) => each.getAttribute('aria-label').split(',')[0])));
	assert.deepEqual(on, related.map(({ name }) => name).filter((name) => isDrawn.has(name)).sort());
	assert.match(await page.textContent('#data-lineage .about'), /^refinement\.fct_orders_monthly The fact summed up/);
	assert.match(await page.textContent('#data-dictionary-detail h3'), /fct_orders_monthly/);

	// by keyboard, and back
	await page.focus(box('mart.mart_months'));
	await page.keyboard.press('Enter');
	assert.equal(new URL(page.url()).searchParams.get('model'), 'mart.mart_months');
	await page.goBack();
	await page.waitForSelector('#data-dictionary-detail h3:has-text("fct_orders_monthly")');
	await drawn(page);
	assert.equal(await page.getAttribute('svg.lineage a.chosen', 'aria-current'), 'true');
	// once more lets go
	await page.click(box('refinement.fct_orders_monthly'));
	assert.equal(await page.locator('svg.lineage a.chosen').count(), 0);
	assert.equal(new URL(page.url()).searchParams.get('model'), null);

	const rows = await table(page, 'data-lineage');
	assert.equal(rows.length - 1, lineage.length);
	assert.ok(rows.some(([from, , to]) => from === 'staging.read_purchase_lines' && to === 'staging.cleaned_purchase_lines'));
	await page.close();
});

test('the dictionary has each column with its type and comment, and finds by any of them', async () => {
	const page = await openPage();
	await open(page, '?tab=data&model=mart.mart_months');
	const columns = await ask(`SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, col_description(a.attrelid, a.attnum) AS comment
		FROM pg_attribute a WHERE a.attrelid = 'mart.mart_months'::regclass AND a.attnum > 0 ORDER BY a.attnum`);
	assert.deepEqual(await cells(page, 'data-dictionary'), columns.map(({ name, type, comment }) => [name, type, comment]));
	assert.match(await page.textContent('#data-dictionary-detail .facts'), /Rows14/);

	const names = () => page.$$eval('#data-dictionary .relations a', (all) => all.map((each) => each.textContent));
	await page.fill('#data-dictionary-find', 'Median household-INCOME');
	await page.waitForFunction(() => document.querySelectorAll('#data-dictionary .relations a').length < 20);
	const found = await ask(`SELECT DISTINCT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass
		LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
		WHERE n.nspname IN ('raw', 'staging', 'refinement', 'mart', 'bi') AND c.relkind IN ('r', 'm', 'v') AND (d.description ~* 'median[ _]household[ _-]income' OR a.attname ~ 'median_household_income')`);
	assert.deepEqual((await names()).sort(), found.map(({ relname }) => relname).sort());
	assert.ok(found.length > 2);
	// the address has it, and one step back is where it was before
	assert.equal(new URL(page.url()).searchParams.get('find'), 'Median household-INCOME');
	await page.reload();
	await drawn(page);
	assert.equal(await page.inputValue('#data-dictionary-find'), 'Median household-INCOME');
	assert.deepEqual((await names()).sort(), found.map(({ relname }) => relname).sort());
	await page.click('#data-dictionary .relations a >> nth=0');
	assert.ok(new URL(page.url()).searchParams.get('model').endsWith((await names())[0]));
	await page.fill('#data-dictionary-find', 'nowhere to be found');
	assert.deepEqual(await names(), []);
	assert.match(await page.textContent('#data-dictionary .index [role=status]'), /^0 of/);
	// what does not exist is nothing that is chosen
	await open(page, '?tab=data&model=mart.no_such_model&find=%00');
	assert.match(await page.textContent('#data-dictionary-detail'), /Choose a table/);
	await page.close();
});

test('lists as CSV have what the tables have, and more', async () => {
	const page = await openPage();
	await open(page, '?tab=data');
	for (const [id, head] of [['data-models', 'Model,State,As of,Rebuilt,Rows,Took'], ['data-tests', 'Test,State,Failing rows,Severity,Model,Run,What must hold'], ['data-lineage', 'Source,Kind of source,Read by,Kind,Columns that it reads']]) {
		const [download] = await Promise.all([page.waitForEvent('download'), page.click(`#${id}-save`)]);
		assert.equal(download.suggestedFilename(), `${id}.csv`);
		const lines = readFileSync(await download.path(), 'utf8').replace(/^\ufeff/, '').split('\r\n');
		assert.equal(lines[0], head);
		assert.ok(lines.length > 25, id);
	}
	await page.close();
});

test('hostile names and comments are text, also long, right-to-left and in pictures', async (context) => {
	const long = 'm'.repeat(63), arabic = 'نموذج المبيعات', emoji = '📦🏷️';
	await ask(`CREATE SCHEMA "other. ""one"""; CREATE TABLE "other. ""one"""."<svg onload=alert(1)>" (a text);
		CREATE MATERIALIZED VIEW mart."<script>alert(1)</script>" AS SELECT a AS "<b>"" '" FROM "other. ""one"""."<svg onload=alert(1)>";
		COMMENT ON MATERIALIZED VIEW mart."<script>alert(1)</script>" IS '<img src=x onerror=alert(1)> =1+1';
		COMMENT ON COLUMN mart."<script>alert(1)</script>"."<b>"" '" IS '</td><script>alert(1)</script>';
		CREATE MATERIALIZED VIEW mart.${long} AS SELECT FROM raw.survey;
		CREATE MATERIALIZED VIEW mart."${arabic}" AS SELECT 1 AS "${emoji}";
		CREATE VIEW bi.loop_a AS SELECT 1 AS a; CREATE VIEW bi.loop_b AS SELECT a FROM bi.loop_a; CREATE OR REPLACE VIEW bi.loop_a AS SELECT a FROM bi.loop_b`);
	context.after(() => ask(`DROP VIEW bi.loop_a, bi.loop_b CASCADE; DROP MATERIALIZED VIEW mart."<script>alert(1)</script>", mart.${long}, mart."${arabic}"; DROP SCHEMA "other. ""one""" CASCADE`));
	await ask('INSERT INTO ecom.data_tests (test, model, description, query) VALUES ($1, $1, $1, $2)', ['<script>alert(2)</script>', 'SELECT']);
	context.after(() => ask("DELETE FROM ecom.data_tests WHERE test ~ 'script'"));
	await ask('SELECT FROM ecom.refresh()');
	await ask('SELECT FROM ecom.check()');
	const page = await openPage();
	let dialogs = 0;
	page.on('dialog', (dialog) => { dialogs++; return dialog.dismiss(); });
	await openFresh(page);
	const id = idOf('mart', '<script>alert(1)</script>');
	assert.equal(id, 'mart."<script>alert(1)</script>"');
	const boxes = await page.$$eval('svg.lineage a', (all) => all.map((each) => each.getAttribute('aria-label')));
	for (const name of [id, `mart.${long}`, idOf('mart', arabic), 'bi.loop_a', 'bi.loop_b', idOf('other. "one"', '<svg onload=alert(1)>')]) {
		assert.equal(boxes.filter((label) => label.startsWith(`${name},`)).length, 1, name);
	}
	await page.evaluate((label) => [...document.querySelectorAll('svg.lineage a')].find((each) => each.getAttribute('aria-label').startsWith(label)).dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })), id);
	assert.equal(new URL(page.url()).searchParams.get('model'), id);
	assert.match(await page.textContent('#data-dictionary-detail'), /<img src=x onerror=alert\(1\)> =1\+1/);
	assert.deepEqual(await cells(page, 'data-dictionary'), [['<b>" \'', 'text', '</td><script>alert(1)</script>']]);
	assert.match(await page.textContent('#data-dictionary-detail h3'), /model of your own/);
	assert.ok((await cells(page, 'data-tests')).some(([name]) => name.startsWith('<script>alert(2)</script>')));
	await page.reload();
	await drawn(page);
	assert.match(await page.textContent('#data-dictionary-detail'), /onerror/);
	assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
	assert.equal(dialogs, 0);
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => globalThis.axe.run());
	assert.deepEqual(violations.map(({ id: rule, nodes }) => `${rule}: ${nodes[0].html}`), []);
	await page.close();
});

for (const [look, settings] of Object.entries({ light: {}, dark: { scheme: 'dark' }, phone: { width: 390 }, narrow: { width: 320 } })) {
	test(`axe finds nothing on it: ${look}`, async () => {
		const page = await openPage(settings);
		await open(page, '?tab=data&model=mart.mart_months&find=income');
		await page.screenshot({ path: `${process.env.SCREENSHOTS ?? '/tmp'}/data-${look}.png`, fullPage: true });
		assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
		for (const isTable of [false, true]) {
			if (isTable) {
				for (const id of ['data-runs', 'data-months', 'data-reasons', 'data-lineage']) {
					await page.click(`#${id}-toggle`);
				}
			}
			await page.evaluate(axe);
			const { violations } = await page.evaluate(() => globalThis.axe.run());
			assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
		}
		await page.close();
	});
}

test('on paper the drawing is as wide as the sheet, and no list is cut', async () => {
	const page = await openPage();
	await open(page, '?tab=data&model=mart.mart_months');
	await page.emulateMedia({ media: 'print' });
	await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
	await page.setViewportSize({ width: 700, height: 1000 });
	const { drawing, card, cut } = await page.evaluate(() => ({
		drawing: document.querySelector('svg.lineage').getBoundingClientRect().width, card: document.querySelector('#data-lineage').getBoundingClientRect().width,
		cut: [...document.querySelectorAll('.numbers:not([hidden])')].filter((each) => each.scrollHeight > each.clientHeight + 1).length,
	}));
	assert.ok(drawing > 300 && drawing <= card);
	assert.equal(cut, 0);
	await page.close();
});

test('a database in which nothing was ever done: it says so, the dictionary is there, and the other tabs say what to type', async (context) => {
	const other = await startServer({ PGDATABASE: bare }, (stop) => context.after(stop));
	const page = await openPage({ url: other.url });
	await open(page, '?tab=data', other.url);
	assert.deepEqual((await verdict(page)).map((text) => text.slice(0, 35)), ['▲ Nothing has been refreshed yet, or', '▲ What the data tests say is not kno'].map((text) => text.slice(0, 35)));
	assert.equal(await page.locator('svg.lineage a').count() > 40, true);
	assert.equal((await cells(page, 'data-models')).every(([, state]) => state === '○ Never refreshed'), true);
	assert.equal(await page.textContent('#data-runs .nothing'), 'Nothing has been refreshed yet.');
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => globalThis.axe.run());
	assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
	await page.click('nav >> text=Sales Overview');
	await page.waitForSelector('.message h2:has-text("There are no orders yet")');
	await page.click('nav >> text="Data"');
	await page.waitForSelector('svg.lineage');

	// what is done meanwhile shows by itself, and what is typed stays
	await page.fill('#data-dictionary-find', 'zip');
	await askDatabase("INSERT INTO raw.amazon_purchases VALUES ('bad', '1', '1', 'CA', 'Desk', 'B0DESK0001', 'DESK', 'R_new')", [], bare);
	await askDatabase('SELECT FROM ecom.refresh()', [], bare);
	await askDatabase('SELECT FROM ecom.check()', [], bare);
	await page.waitForFunction(() => document.querySelector('#figure-tests')?.textContent !== '–' && document.querySelector('#figure-refresh')?.textContent === 'Done');
	assert.equal(await page.inputValue('#data-dictionary-find'), 'zip');
	assert.equal(await page.textContent('#figure-months'), '0');
	await page.close();
});

test('the API keeps what is of now for a second only, and sends nobody what it has', async () => {
	const first = await api('data_tests');
	assert.match(first.etag, /^W\/"[\w-]{16}"$/);
	assert.equal((await api('data_tests', { 'If-None-Match': first.etag })).status, 304);
	await ask('SELECT FROM ecom.check()');
	const second = await until(async () => {
		const answer = await api('data_tests', { 'If-None-Match': first.etag });
		return answer.status === 200 && answer;
	});
	assert.notEqual(second.etag, first.etag);
	assert.equal((await api('data_tests?years=2021')).status, 400);
});

test('places in the drawing: none on another, layers from left to right, sources above readers of their layer', () => {
	const relation = (schema, name, kind = 'model') => ({ schema, name, kind, is_built_in: true });
	const edge = (source, name) => {
		const [[sourceSchema, from], [schema, to]] = [source.split('.'), name.split('.')];
		return { schema, name: to, kind: 'model', source_schema: sourceSchema, source: from, source_kind: 'table' };
	};
	const relations = [relation('raw', 'a', 'table'), relation('staging', 'helper', 'view'), relation('staging', 's'), ...Array.from({ length: 40 }, (_, i) => relation('refinement', `r${i}`)), relation('mart', 'm'), relation('bi', 'alone', 'view'), relation('bi', 'b', 'view')];
	const lineage = [edge('raw.a', 'staging.helper'), edge('staging.helper', 'staging.helper'), edge('staging.helper', 'staging.s'), edge('staging.s', 'refinement.r0'), edge('ecom.settings', 'refinement.r0'),
		...Array.from({ length: 39 }, (_, i) => edge(`refinement.r${i}`, `refinement.r${i + 1}`)), edge('refinement.r39', 'mart.m'), edge('mart.m', 'bi.b'), edge('elsewhere.t', 'mart.m'),
		// in a circle
		edge('refinement.r39', 'refinement.r0')];
	const graph = graphOf(relations, lineage);
	assert.ok(!graph.nodes.some(({ id }) => ['staging.helper', 'bi.alone', 'ecom.settings'].includes(id)));
	assert.ok(graph.edges.some(({ from, to }) => from === 'raw.a' && to === 'staging.s'));
	assert.equal(graph.nodes.find(({ id }) => id === 'elsewhere.t').layer, 'raw');
	assert.deepEqual([...reachable(graph.edges, 'bi.b', 'sources')].includes('raw.a'), true);
	assert.equal(reachable(graph.edges, 'refinement.r3', 'readers').size, 40 + 2);
	const { places, columns, width } = layOut(graph, () => 100, 800);
	assert.deepEqual(columns.map(({ layer }) => layer), ['raw', 'staging', 'refinement', 'mart', 'bi']);
	assert.ok(columns.every(({ x }, i) => i === 0 || x >= columns[i - 1].x + columns[i - 1].width) && columns.at(-1).x + columns.at(-1).width <= width);
	const all = [...places.values()];
	for (const one of all) {
		assert.ok(!all.some((other) => other !== one && other.node.layer === one.node.layer && Math.abs(other.y - one.y) < 22), one.node.id);
	}
	const straight = graphOf(relations, lineage.slice(0, -1));
	const ys = Array.from({ length: 40 }, (_, i) => layOut(straight, () => 100, 800).places.get(`refinement.r${i}`).y);
	assert.deepEqual(ys, [...ys].sort((a, b) => a - b));
	assert.equal(layOut({ nodes: [], edges: [] }, () => 100, 800).places.size, 0);
});

test('no error in the console, no request to elsewhere', () => {
	assert.deepEqual(complaints, []);
});
