// Categories: what is bought together.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { drawn } from './browser.js';
import { chart, clickAt, startPages } from './pages.js';
import { ask, startServer } from './support.js';

const server = await startServer({}, after);
const { complaints, openPage, open } = await startPages(server.url, after);

const label = (category) => category.charAt(0) + category.slice(1).toLowerCase().replaceAll('_', ' ');
const finding = (page, id) => page.textContent(`#${id} .finding`);

// Pairs of categories, as the lines say them, in baskets of covered months with two categories or more
const pairs = await ask(`WITH lines AS (SELECT DISTINCT survey_responseid AS person, order_date AS day, category FROM staging.stg_amazon_purchases WHERE category <> 'UNKNOWN' AND order_date < '2023-01-01'),
		baskets AS (SELECT person, day, array_agg(category) AS categories FROM lines GROUP BY 1, 2 HAVING count(*) > 1),
		singles AS (SELECT category, count(*) AS baskets FROM baskets, unnest(categories) AS category GROUP BY 1)
	SELECT a.category, b.category AS other, count(*) AS baskets, one.baskets AS of_category, round(count(*)::numeric * (SELECT count(*) FROM baskets) / one.baskets / two.baskets, 2) AS lift
	FROM baskets, unnest(categories) AS a(category), unnest(categories) AS b(category), singles one, singles two
	WHERE a.category <> b.category AND one.category = a.category AND two.category = b.category
	GROUP BY 1, 2, one.baskets, two.baskets HAVING count(*) >= 5
	ORDER BY 5 DESC, 3 DESC, 1 COLLATE "C", 2 COLLATE "C"`);

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

test('no error in the console, no request to elsewhere', () => {
	assert.deepEqual(complaints, []);
});
