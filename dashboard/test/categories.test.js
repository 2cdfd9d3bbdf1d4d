// Categories: what is bought together, what growth is made of, and prices of the same products.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { drawn } from './browser.js';
import { chart, clickAt, startPages, table } from './pages.js';
import { ask, startServer } from './support.js';

const server = await startServer({}, after);
const { complaints, openPage, open } = await startPages(server.url, after);

const label = (category) => category.charAt(0) + category.slice(1).toLowerCase().replaceAll('_', ' ');
const finding = (page, id) => page.textContent(`#${id} .finding`);

// Pairs of categories, as the lines say them, in baskets of covered months with two categories or more
const pairs = await ask(`WITH lines AS (SELECT DISTINCT survey_responseid AS person, order_date AS day, category FROM staging.stg_amazon_purchases WHERE category <> 'UNKNOWN' AND order_date < '2023-01-01'),
		baskets AS (SELECT person, day, array_agg(category) AS categories FROM lines GROUP BY 1, 2 HAVING count(*) > 1),
		singles AS (SELECT category, count(*) AS baskets FROM baskets, unnest(categories) AS category GROUP BY 1)
	SELECT * FROM (SELECT a.category, b.category AS other, count(*) AS baskets, one.baskets AS of_category, round(count(*)::numeric * (SELECT count(*) FROM baskets) / one.baskets / two.baskets, 2) AS lift
	FROM baskets, unnest(categories) AS a(category), unnest(categories) AS b(category), singles one, singles two
	WHERE a.category <> b.category AND one.category = a.category AND two.category = b.category
	GROUP BY 1, 2, one.baskets, two.baskets HAVING count(*) >= 5) p
	ORDER BY lift DESC, baskets DESC, category COLLATE "C", other COLLATE "C"`);

test('what is bought together: the pairs, and what goes with a category; a click chooses the other one', async () => {
	const page = await openPage();
	await open(page, '?tab=categories');
	const together = pairs.filter(({ category, other, lift }) => category < other && lift > 1).slice(0, 10);
	const shown = await chart(page, 'category-affinity');
	assert.deepEqual([shown.y, shown.series[0].data], [together.map(({ category, other }) => `${label(category)} + ${label(other)}`), together.map(({ lift }) => lift)]);
	const [first] = together;
	assert.equal(await finding(page, 'category-affinity'), `${first.baskets} baskets of ${first.of_category} with ${label(first.category)} have ${label(first.other)}, too (${
		(100 * first.baskets / first.of_category).toFixed(1)}%): ${first.lift.toFixed(2)} times as many as by chance${first.baskets < 10 ? '; of so few, that says little' : ''}.`);

	await open(page, '?tab=categories&category=ABIS_BOOK');
	assert.equal(await page.textContent('#category-affinity h2'), 'What goes with Abis book');
	const withBooks = pairs.filter(({ category, lift }) => category === 'ABIS_BOOK' && lift > 1).slice(0, 10);
	assert.ok(withBooks.length > 1);
	const { y, series } = await chart(page, 'category-affinity');
	assert.deepEqual([y, series[0].data], [withBooks.map(({ other }) => label(other)), withBooks.map(({ lift }) => lift)]);
	await clickAt(page, 'category-affinity', [withBooks[0].lift / 2, 0]);
	await page.waitForFunction((wanted) => location.search === wanted, `?tab=categories&category=ABIS_BOOK&category=${withBooks[0].other}`);
	await drawn(page);
	assert.equal(await page.textContent('#category-affinity h2'), 'What goes with the chosen categories');
	// a category that nothing goes with
	await open(page, '?tab=categories&category=NOTEBOOK_COMPUTER');
	assert.match(await page.textContent('#category-affinity .nothing'), /^Nothing is bought together with it/);
	await page.close();
});

test('growth of a category is prices, quantities and other products, to the cent', async () => {
	const page = await openPage();
	await open(page, '?tab=categories');
	const effects = await ask(`WITH sold AS (SELECT coalesce(f.line_category, p.category) AS category, date_part('year', f.date_key)::integer AS year, f.product_key, sum(f.order_value) AS value, sum(f.quantity) AS units
			FROM refinement.fct_orders f JOIN refinement.dim_product p ON p.product_key = f.product_key GROUP BY 1, 2, 3),
			both_years AS (SELECT category, now.year, now.value AS value_now, now.units AS units_now, before.value AS value_before, before.units AS units_before
				FROM sold now JOIN sold before USING (category, product_key) WHERE before.year = now.year - 1)
		SELECT category, round(sum((value_now / units_now - value_before / units_before) * (units_before + units_now) / 2), 2) AS price
		FROM both_years WHERE year = 2022 GROUP BY 1`);
	const years = await ask(`SELECT category, sum(total_revenue) FILTER (WHERE year = 2022) AS now, sum(total_revenue) FILTER (WHERE year = 2021) AS before FROM bi.category_years WHERE year IN (2021, 2022) GROUP BY 1`);
	const { y, series } = await chart(page, 'category-growth');
	assert.deepEqual(series.map(({ name }) => name), ['Prices', 'Quantities', 'Other products']);
	y.forEach((name, i) => {
		const { category, now, before } = years.find((row) => label(row.category) === name);
		assert.equal(series.reduce((sum, { data }) => sum + data[i], 0).toFixed(2), (now - before).toFixed(2), name);
		assert.equal(series[0].data[i].toFixed(2), (effects.find((row) => row.category === category)?.price ?? 0).toFixed(2), name);
	});
	// one category: its years
	await open(page, '?tab=categories&category=GIFT_CARD');
	assert.deepEqual((await chart(page, 'category-growth')).y, ['2019', '2020', '2021', '2022']);
	assert.match(await finding(page, 'category-growth'), /^Gift card grew by [\d.]+% in 2022 \(\+\$[\d,]+\): prices .*, quantities .* and other products .*; with \d+ products? sold in both years, prices and quantities say little\.$/);
	// no year that can be compared
	await open(page, '?tab=categories&years=2018,2023');
	assert.match(await page.textContent('#category-growth .nothing'), /are both complete/);
	await page.close();
});

test('prices of the same products: an index from the first covered month on, and no sentence where little can be compared', async () => {
	const page = await openPage();
	await open(page, '?tab=categories');
	const rows = await ask(`SELECT category, to_char(month, 'FMMon YYYY') AS month, price_index FROM bi.price_index WHERE category_rank <= 5 ORDER BY category_rank, price_index.month`);
	const { x, series } = await chart(page, 'category-prices');
	assert.equal(x.length, 60);
	for (const { name, data } of series) {
		assert.deepEqual(data, rows.filter(({ category }) => label(category) === name).map(({ price_index: index }) => index), name);
		assert.equal(data[0], 100);
	}
	assert.equal(await page.locator('#category-prices .finding').count(), 0);
	assert.match(await page.textContent('#category-prices .note'), /Dashed: in most months fewer than 10 products could be compared/);
	assert.equal((await table(page, 'category-prices')).length, 301);
	await open(page, '?tab=categories&category=GIFT_CARD');
	assert.match(await page.textContent('#category-prices .nothing'), /without gift cards/);
	await page.close();
});

test('no error in the console, no request to elsewhere', () => {
	assert.deepEqual(complaints, []);
});
