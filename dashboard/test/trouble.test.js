// The page where things are not as they should be: other answers than the server's, odd data, long addresses, small windows, paper.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { drawn } from './browser.js';
import { chart, figure, save, startPages, table } from './pages.js';
import { startProxy } from './proxy.js';
import { ask, askOne, beginningOf, get, startServer, until } from './support.js';

const hookOf = (context) => (stop) => context.after(stop);
const server = await startServer({}, after);
const { complaints, openPage, open } = await startPages(server.url, after);
const tabs = ['sales', 'categories', 'customers', 'cohorts', 'income'];
const count = (value) => new Intl.NumberFormat('en-US').format(value);
const message = (page, title) => page.waitForSelector(`.message h2:has-text("${title}")`);

/* A database of its own, with what is loaded by these statements and refreshed, and a server over it. */
async function startOver(context, name, statements) {
	await ask(`CREATE DATABASE ${name} TEMPLATE empty`);
	context.after(() => ask(`DROP DATABASE ${name} WITH (FORCE)`));
	for (const statement of [...statements, 'SELECT FROM ecom.refresh()']) {
		await ask(statement, undefined, name);
	}
	return startServer({ PGDATABASE: name }, hookOf(context));
}

test('the login page of a proxy, or a way to one, is not taken for data; the page goes on when it is gone', async () => {
	const html = { contentType: 'text/html', body: '<!DOCTYPE html><title>Sign in</title><form></form>' };
	for (const answer of [{ status: 200, ...html }, { status: 302, headers: { Location: 'https://login.example/' } }, { status: 401, ...html },
		{ status: 200, contentType: 'application/json', body: '{"signIn":"/login"}' }, { status: 403, contentType: 'application/json', body: '{"error":"session expired"}' }]) {
		const page = await openPage({ isTroubleExpected: true });
		await page.route('**/api/**', (route) => route.fulfill(answer));
		await open(page, '');
		assert.equal(await page.textContent('.message h2'), 'Something else answers in place of the dashboard', JSON.stringify(answer));
		assert.match(await page.textContent('.message'), /sign in again.*Load the page again/);
		await page.unroute('**/api/**');
		await page.waitForSelector('#sales-map canvas');
		// also in the middle of a visit
		await page.route('**/api/cohort_cells**', (route) => route.fulfill(answer));
		await page.click('nav >> text=Cohort Analysis');
		await message(page, 'Something else answers');
		await page.close();
	}
	const page = await openPage();
	await page.route('**/us_map.json', (route) => route.fulfill({ status: 200, ...html }));
	await open(page, '');
	assert.equal(await page.textContent('.message h2'), 'Something else answers in place of the dashboard');
	await page.close();
	// a proxy whose server is gone
	const other = await openPage({ isTroubleExpected: true });
	await other.route('**/api/**', (route) => route.fulfill({ status: 502, ...html }));
	await open(other, '');
	assert.equal(await other.textContent('.message h2'), 'The dashboard’s server does not answer');
	await other.close();
});

test('a connection to the database that breaks, and a server that says nothing: a message, and the page goes on by itself', async (context) => {
	const proxy = await startProxy(hookOf(context));
	const other = await startServer(proxy.environment, hookOf(context));
	const page = await openPage({ url: other.url, isTroubleExpected: true });
	// what would take half a minute
	await page.addInitScript(() => {
		const { timeout } = AbortSignal;
		AbortSignal.timeout = (milliseconds) => timeout.call(AbortSignal, Math.min(milliseconds, 3000));
	});
	await open(page, '', other.url);
	const broken = proxy.breakAt(beginningOf('cohort_cells'));
	await page.click('nav >> text=Cohort Analysis');
	await broken;
	await message(page, 'The database does not answer');
	await page.waitForSelector('#cohort-cells canvas');

	await page.route('**/api/**', () => {});	// no answer, ever
	await page.click('nav >> text=Customer Insights');
	await message(page, 'The dashboard’s server does not answer');
	await page.unroute('**/api/**');
	await page.waitForSelector('#customer-age canvas');
	await page.close();
});

test('a browser that refuses to remember shows the page all the same', async () => {
	const page = await openPage();
	await page.addInitScript(() => {
		Object.defineProperty(window, 'localStorage', { get: () => {
			throw new DOMException('Access is denied for this document.', 'SecurityError');
		} });
	});
	await open(page, '');
	await page.waitForSelector('#sales-map canvas');
	await page.click('#theme');
	assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
	await page.close();
});

test('any number of categories can be chosen, and the address holds them', async () => {
	const page = await openPage();
	const posted = [];
	page.on('request', (request) => request.method() === 'POST' && posted.push(request.url()));
	const names = (await ask('SELECT DISTINCT category FROM bi.sales_by_category_m_y ORDER BY category')).map(({ category }) => category);
	const known = names.filter((name) => name !== 'UNKNOWN');
	const search = (list) => `tab=categories&${list.map((name) => `category=${encodeURIComponent(name)}`).join('&')}`;
	await open(page, `?${search([...known.slice(0, 150), 'x'.repeat(201)])}`);
	assert.equal(await figure(page, 'categories'), '150');
	assert.equal(await page.textContent('.picker:has-text("Categories") .chosen'), '150 chosen');
	// one more: the address gets too long for proxies, which never see it then
	await page.click('.filters .picker summary:has-text("Categories")');
	await page.fill('.picker[open] input[type=search]', known[150]);
	await page.click(`.picker[open] input[value="${known[150]}"]`);
	await page.waitForFunction(() => location.hash.startsWith('#?tab=categories&category='));
	await drawn(page);
	assert.equal(await figure(page, 'categories'), '151');
	assert.ok(posted.length > 0);
	const address = page.url();
	await page.reload();
	await drawn(page);
	assert.equal(await figure(page, 'categories'), '151');
	await page.click('nav >> text=Sales Overview');
	await page.waitForSelector('#sales-map canvas');
	await page.goBack();
	await page.waitForSelector('#category-months canvas');
	await drawn(page);
	assert.equal(await figure(page, 'categories'), '151');
	assert.equal(page.url(), address);
	// the link for the keyboard leaves it alone
	await page.keyboard.press('Tab');
	await page.focus('.skip');
	await page.keyboard.press('Enter');
	assert.equal(page.url(), address);
	assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
	// all of them: lines that can be told apart, and a table of all
	await page.goto('about:blank');
	await open(page, `#?${search(names)}`);
	assert.equal(await figure(page, 'categories'), count(known.length));
	assert.equal((await chart(page, 'category-months')).series.length, 30);
	assert.match(await page.textContent('#category-months'), new RegExp(`the table has all ${count(names.length)}`));
	await page.click('#reset');
	await page.waitForFunction(() => location.hash === '' && location.search === '?tab=categories');
	await page.close();
});

test('the tab of incomes shows the year that is chosen, or says that it cannot', async () => {
	const page = await openPage();
	const shown = async () => [await page.textContent('#income-states .unit'), await page.textContent('#figure-r-user ~ .remark'), await page.inputValue('#year')];
	// no Census figures for the only year that is chosen: not those of another
	await open(page, '?tab=income&years=2024');
	assert.deepEqual(await shown(), ['USD', 'There are no Census figures for 2024.', '2024']);
	assert.match(await page.textContent('#income-states'), /There are no Census figures for 2024\./);
	assert.equal(await figure(page, 'r-user'), '–');
	await open(page, '?tab=income&year=2024');
	assert.deepEqual(await shown(), ['USD', 'There are no Census figures for 2024.', '2024']);
	await open(page, '?tab=income&year=5');
	assert.equal((await shown())[1], 'There are no Census figures for 5.');
	// the year of the chart is chosen, also beside other years
	await open(page, '?tab=income&year=2019&years=2020');
	assert.match((await shown()).join(' '), /^USD, 2019;.*over \d+ states in 2019, .* 2019$/);
	// until other years are
	await page.click('.filters .picker summary:has-text("Years")');
	await page.click('.filters .picker[open] label:has-text("2021")');
	await page.waitForFunction(() => location.search.includes('years=2020,2021'));
	await drawn(page);
	assert.match((await shown()).join(' '), /^USD, 2021;.*over \d+ states in 2021, .* 2021$/);
	assert.doesNotMatch(page.url(), /year=2019/);
	await page.close();
});

test('without Census figures no tab shows what is not there, and that of incomes says what to type', async (context) => {
	const other = await startOver(context, 'no_census', [
		"INSERT INTO raw.amazon_purchases VALUES ('2022-02-03', '12', '1', 'CA', 'Desk', 'B0DESK0001', 'DESK', 'R_1'), ('2022-03-03', '15', '1', 'OH', 'Desk', 'B0DESK0001', 'DESK', 'R_2')",
	]);
	const page = await openPage({ url: other.url });
	for (const tab of tabs) {
		await open(page, `?tab=${tab}`, other.url);
		assert.doesNotMatch(await page.textContent('body'), /undefined|NaN|Infinity|null/, tab);
	}
	await open(page, '?tab=income', other.url);
	assert.match(await page.textContent('.explanation'), /ecom\.load_bundled_census\(\)/);
	// nor figures of an income that nobody knows
	assert.equal(await page.locator('#figure-r-user').count(), 0);
	await page.close();
});

test('a history from 1970 on is drawn: 671 cohorts of up to 671 months', async (context) => {
	const other = await startOver(context, 'since_1970', [
		"UPDATE ecom.settings SET value = '1970-01-01' WHERE name = 'earliest_order_date'",
		`INSERT INTO raw.amazon_purchases SELECT (date '1970-01-15' + make_interval(months => m))::date::text, '10', '1', 'CA', 'Desk', 'B0DESK0001', 'DESK', 'R_' || m
			FROM generate_series(0, 670) m`,
	]);
	const { body: { rows } } = await get(`${other.url}api/cohort_cells?min_size=1`);
	assert.ok(rows.length >= 671 * 672 / 2);
	const page = await openPage({ url: other.url });
	page.setDefaultTimeout(60000);
	await open(page, '?tab=cohorts&min_size=1', other.url);
	assert.equal(await figure(page, 'cohorts'), '671');
	assert.equal((await chart(page, 'cohort-cells')).y.length, 671);
	// its table has as many rows as a browser can lay out, and says so
	const lines = await table(page, 'cohort-cells');
	assert.equal(lines.length, 5002);
	assert.match(lines.at(-1)[0], /^[\d,]+ more rows are in the CSV file\.$/);
	const { bytes } = await save(page, 'cohort-cells', 'CSV');
	assert.equal(bytes.toString().split('\r\n').length, rows.length + 2);
	for (const tab of tabs) {
		await open(page, `?tab=${tab}`, other.url);
		assert.equal(await page.locator('.message').count(), 0, tab);
	}
	await page.close();
});

test('a message that stays is said once', async (context) => {
	const other = await startServer({ PGUSER: 'stranger' }, hookOf(context));
	const page = await openPage({ url: other.url, isTroubleExpected: true });
	await open(page, '', other.url);
	await message(page, 'The dashboard may not read the marts');
	let asked = 0;
	page.on('response', () => {
		asked++;
	});
	await page.evaluate(() => {
		window.changes = 0;
		new MutationObserver((records) => {
			window.changes += records.length;
		}).observe(document.getElementById('content'), { childList: true, subtree: true, characterData: true });
	});
	await until(() => asked >= 2);
	assert.equal(await page.evaluate(() => window.changes), 0);
	await page.close();
});

test('a card that shows its table goes on to when the filters change', async () => {
	const page = await openPage();
	await open(page, '');
	await table(page, 'sales-growth');
	await page.selectOption('#top', '5');
	await page.waitForSelector('text=Top 5 states');
	assert.ok(await page.isVisible('#sales-growth table'));
	assert.ok(await page.isHidden('#sales-growth .chart'));
	assert.ok(await page.isHidden('#sales-map table'));
	assert.equal(await page.getAttribute('#sales-growth-toggle', 'aria-expanded'), 'true');
	// and its chart is drawn when it is asked for
	await page.click('#sales-growth-toggle');
	await page.waitForSelector('#sales-growth canvas');
	assert.equal((await chart(page, 'sales-growth')).series.length, 1);
	await page.close();
});

test('what takes a while is seen to be under way: at first, and at each change', async (context) => {
	const proxy = await startProxy(hookOf(context));
	const other = await startServer(proxy.environment, hookOf(context));
	const page = await openPage({ url: other.url });
	const visible = () => page.waitForFunction(() => {
		const { opacity, display } = getComputedStyle(document.getElementById('progress'));
		return display !== 'none' && Number(opacity) === 1;
	}, undefined, { timeout: 5000 });
	proxy.slowDown(700);
	await page.goto(other.url);
	await visible();
	assert.match(await page.textContent('.waiting'), /Loading/);
	assert.ok(await page.isVisible('.waiting'));
	await drawn(page);
	assert.ok(await page.isHidden('#progress'));
	await page.selectOption('#top', '5');
	await visible();
	assert.equal(await page.getAttribute('#content', 'aria-busy'), 'true');
	await page.waitForFunction(() => Number(getComputedStyle(document.getElementById('body')).opacity) < 0.5);
	await page.waitForSelector('text=Top 5 states');
	assert.ok(await page.isHidden('#progress'));
	assert.equal(await page.evaluate(() => getComputedStyle(document.getElementById('body')).opacity), '1');
	await page.close();
});

test('on paper: light, whole, as wide as the sheet; and dark again afterwards', async () => {
	const page = await openPage({ scheme: 'dark' });
	for (const tab of tabs) {
		await open(page, `?tab=${tab}`);
		const charts = await page.locator('.chart').count();
		await page.evaluate(() => {
			// after the page's own listener: what the browser will print
			addEventListener('beforeprint', () => {
				const painted = (canvas) => {
					const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
					let marks = 0;
					for (let i = 3; i < data.length; i += 4) {
						marks += data[i] > 0;
					}
					return marks / (data.length / 4);
				};
				const pictures = [...document.querySelectorAll('.chart > .picture')];
				window.printed = {
					theme: document.documentElement.dataset.theme,
					shares: pictures.map(painted),
					widths: pictures.map(({ width }) => width / 2),
					// what hangs over, but for lists that are closed
					wide: [...document.querySelectorAll('main *:not(.panel, .panel *)')].filter((node) => node.getBoundingClientRect().right > 700).map((node) => node.outerHTML.slice(0, 200)),
				};
			}, { once: true });
		});
		const pdf = await page.pdf({ format: 'A4', margin: { left: '1cm', right: '1cm' } });
		const printed = await page.evaluate(() => window.printed);
		assert.equal(printed.theme, 'light', tab);
		assert.equal(printed.shares.length, charts, tab);
		assert.ok(printed.shares.every((share) => share > 0.01), `${tab}: ${printed.shares}`);
		assert.ok(printed.widths.every((width) => width > 400 && width <= 700), `${tab}: ${printed.widths}`);
		assert.deepEqual(printed.wide, [], tab);
		assert.ok(pdf.length > 20000, tab);
		assert.deepEqual(await page.evaluate(() => [document.documentElement.dataset.theme, document.querySelectorAll('.picture').length]), ['dark', 0]);
	}
	// as paper is styled: no dark surface, nothing that scrolls
	await page.emulateMedia({ media: 'print' });
	await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
	await page.setViewportSize({ width: 718, height: 1000 });
	const styles = await page.evaluate(() => ({
		card: getComputedStyle(document.querySelector('.card')).backgroundColor,
		buttons: [...document.querySelectorAll('button')].filter((button) => button.offsetWidth > 0).length,
		wide: document.documentElement.scrollWidth,
		overflow: getComputedStyle(document.querySelector('.scroll')).overflowX,
	}));
	assert.deepEqual(styles, { card: 'rgb(255, 255, 255)', buttons: 0, wide: 718, overflow: 'visible' });
	await page.screenshot({ path: `${process.env.SCREENSHOTS}/income-print.png`, fullPage: true });
	await page.close();
});

test('PET_FOOD, PET FOOD and pet-food find the same, in the list and in the address', async () => {
	const page = await openPage();
	await open(page, '?tab=categories');
	await page.click('.filters .picker summary:has-text("Categories")');
	for (const words of ['PET_FOOD', 'PET FOOD', 'pet food', 'Pet-Food', '  pét  food ']) {
		await page.fill('.picker[open] input[type=search]', words);
		assert.deepEqual(await page.$$eval('.picker[open] label', (labels) => labels.map((label) => label.textContent.trim())), ['Pet food'], words);
	}
	await open(page, '?tab=categories&category=Pet%20food');
	assert.equal(await figure(page, 'categories'), '1');
	assert.equal(await page.textContent('.picker:has-text("Categories") .chosen'), 'Pet food');
	await page.close();
});

test('two categories that read alike are told apart', async (context) => {
	const other = await startOver(context, 'alike', [
		"INSERT INTO raw.amazon_purchases VALUES ('2022-02-03', '12', '1', 'CA', 'Kibble', 'B0KIB00001', 'PET FOOD', 'R_1'), ('2022-03-03', '15', '1', 'OH', 'Tin', 'B0TIN00001', 'PET_FOOD', 'R_2')",
		// so many more that there is a field to search in
		"INSERT INTO raw.amazon_purchases SELECT '2022-04-05', '1', '1', 'CA', 'x', 'B0OTHER' || lpad(i::text, 3, '0'), 'OTHER ' || i, 'R_1' FROM generate_series(1, 20) i",
	]);
	const page = await openPage({ url: other.url });
	await open(page, '?tab=categories', other.url);
	await page.click('.filters .picker summary:has-text("Categories")');
	await page.fill('.picker[open] input[type=search]', 'pet_food');
	assert.deepEqual((await page.$$eval('.picker[open] label', (labels) => labels.map((label) => label.textContent.trim()))).sort(), ['Pet food (PET FOOD)', 'Pet food (PET_FOOD)']);
	assert.deepEqual((await chart(page, 'category-months')).series.slice(0, 2).map(({ name }) => name), ['Pet food (PET_FOOD)', 'Pet food (PET FOOD)']);
	// an address means the one that it spells
	await open(page, '?tab=categories&category=PET%20FOOD', other.url);
	assert.equal(await figure(page, 'revenue'), '$12.00');
	await page.close();
});

test('320 pixels are enough, also for lists that are open; the chosen tab is in sight', async () => {
	for (const width of [320, 390]) {
		const page = await openPage({ width });
		for (const tab of tabs) {
			await open(page, `?tab=${tab}`);
			const inSight = () => page.$eval('nav [aria-current=page]', (link) => {
				const { left, right } = link.getBoundingClientRect();
				return left >= 0 && right <= innerWidth;
			});
			assert.ok(await inSight(), `${tab} at ${width}`);
			for (const summary of await page.locator('.picker summary').all()) {
				await summary.click();
				await page.waitForSelector('.picker[open] label');
				const { wide, left, right } = await page.$eval('.picker[open] .panel', (panel) => {
					const box = panel.getBoundingClientRect();
					return { wide: document.documentElement.scrollWidth, left: box.left, right: box.right };
				});
				assert.ok(wide <= width && left >= 0 && right <= width, `${tab} at ${width}: ${wide}, ${left} to ${right}`);
				await page.keyboard.press('Escape');
			}
		}
		// also after a click on one that is half out of sight
		await open(page, '');
		await page.click('nav >> text=Customer Insights');
		await page.waitForFunction(() => document.title.startsWith('Customer'));
		assert.ok(await page.$eval('nav [aria-current=page]', (link) => link.getBoundingClientRect().right <= innerWidth && link.getBoundingClientRect().left >= 0));
		await page.close();
	}
});

test('cohorts that are chosen in the chart can be reset', async () => {
	const page = await openPage();
	await open(page, '?tab=cohorts');
	assert.ok(await page.isDisabled('#reset'));
	await open(page, '?tab=cohorts&cohorts=2018-03');
	assert.deepEqual((await chart(page, 'cohort-curves')).series.map(({ name }) => name), ['Mar 2018', 'Average']);
	await page.click('#reset');
	await page.waitForFunction(() => location.search === '?tab=cohorts');
	await drawn(page);
	assert.ok((await chart(page, 'cohort-curves')).series.every(({ name }) => name !== 'Mar 2018'));
	await page.close();
});

test('CSV is UTF-8 to Excel, too, and no text in it is a formula', async () => {
	const page = await openPage();
	await open(page, '');
	const { bytes } = await save(page, 'sales-growth', 'CSV');
	assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
	const texts = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '\u00a0=1', '\u3000＝1', '＝1+1', '＋1', '－1', '＠SUM(A1)', '\ufeff=1', '\u200b=1', '"=1'];
	const plain = ['Desk', '1-2', 'a=b', '', '3 + 4', 'Größe'];
	const csv = await page.evaluate(async (values) => {
		const { csvOf } = await import('/csv.js');
		return csvOf([{ key: 'text', label: 'Text' }], values.map((value) => ({ text: value })));
	}, [...texts, ...plain]);
	const fields = [...csv.matchAll(/(?:"((?:[^"]|"")*)"|([^"\r\n]*))\r\n/g)].slice(1).map(([, quoted, simple]) => quoted?.replaceAll('""', '"') ?? simple);
	assert.deepEqual(fields, [...texts.map((value) => value.startsWith('"') ? value : `'${value}`), ...plain]);
	// numbers stay numbers
	assert.equal(await page.evaluate(async () => (await import('/csv.js')).csvOf([{ key: 'n', label: 'N' }], [{ n: -1.5 }])), 'N\r\n-1.5\r\n');
	await page.close();
});

test('a refresh in the middle of a drawing leaves no charts of two versions', async () => {
	const page = await openPage();
	await open(page, '?tab=cohorts&years=2021');	// with figures of sales that nobody has asked for yet
	let refreshed = 0;
	await page.route('**/api/sales_map**', async (route) => {
		if (refreshed++ === 0) {
			// all other charts have their answers by now
			await page.waitForTimeout(1500);
			await ask("INSERT INTO raw.amazon_purchases VALUES ('2021-03-04', '4000', '1', 'CA', 'Lamp', 'B0LAMP0001', 'LAMP', 'R_' || gen_random_uuid())");
			await ask('SELECT FROM ecom.refresh()');
			await page.waitForTimeout(1500);
		}
		await route.continue();
	});
	await page.click('nav >> text=Sales Overview');
	await page.waitForSelector('#sales-map canvas');
	const { revenue } = await askOne("SELECT sum(order_value) AS revenue FROM refinement.fct_orders WHERE date_key BETWEEN '2021-01-01' AND '2021-12-31'");
	const onMap = (await chart(page, 'sales-map')).series[0].data.reduce((sum, value) => sum + (value ?? 0), 0);
	assert.equal(onMap.toFixed(2), revenue.toFixed(2));
	assert.equal((await figure(page, 'revenue')).replace(/[$,]/g, ''), revenue.toFixed(2));
	await page.close();
});

test('what failed for a choice that is given up says nothing of the next one', async () => {
	const page = await openPage({ isTroubleExpected: true });
	await open(page, '');
	let fail;
	const failing = new Promise((done) => {
		fail = done;
	});
	await page.route('**/api/cohort_cells**', async (route) => {
		await failing;
		await route.fulfill({ status: 503, json: { code: 'database_busy', title: 'The database is busy', hint: '' } });
	});
	await page.click('nav >> text=Cohort Analysis');
	await page.click('nav >> text=Customer Insights');
	await page.waitForSelector('#customer-age canvas');
	await page.evaluate(() => {
		new MutationObserver(() => {
			window.hasChanged = true;
		}).observe(document.getElementById('content'), { childList: true });
	});
	const answered = page.waitForResponse('**/api/cohort_cells**');
	fail();
	await answered;
	await page.waitForTimeout(300);
	assert.equal(await page.evaluate(() => window.hasChanged), undefined);
	await page.close();
});

test('a tab that is left while its chart is still being painted', async (context) => {
	const other = await startOver(context, 'painting', [
		"UPDATE ecom.settings SET value = '1990-01-01' WHERE name = 'earliest_order_date'",
		`INSERT INTO raw.amazon_purchases SELECT (date '1990-01-15' + make_interval(months => m))::date::text, '10', '1', 'CA', 'Desk', 'B0DESK0001', 'DESK', 'R_' || m
			FROM generate_series(0, 150) m`,
	]);
	const page = await openPage({ url: other.url });
	await open(page, '?tab=cohorts&min_size=1', other.url);
	for (let i = 0; i < 3; i++) {
		await page.evaluate(async () => {
			document.querySelector('nav a:nth-child(4)').click();
			await new Promise((done) => setTimeout(done, 0));
		});
		await page.waitForFunction(() => document.querySelector('#cohort-cells canvas'));
		await page.evaluate(() => document.querySelector('nav a:first-child').click());
		await drawn(page);
	}
	await page.close();	// what goes wrong is in the console
});

test('charts take the colors of the theme, all of them', async () => {
	const page = await openPage();
	const border = () => page.evaluate(async () => {
		const echarts = await import('/vendor/echarts.js');
		return echarts.getInstanceByDom(document.querySelector('#cohort-cells .chart')).getOption().series[0].itemStyle.borderColor;
	});
	await open(page, '?tab=cohorts');
	assert.equal(await border(), '#ffffff');
	await page.click('#theme');
	assert.equal(await border(), '#151c28');
	await page.close();
});

test('no error in the console, no request to elsewhere', () => {
	assert.deepEqual(complaints.filter((complaint) => !/login\.example|status of 40[13]/.test(complaint)), []);
});
