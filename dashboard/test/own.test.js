// The page over orders of one's own, without a survey: what would be empty is not shown, and what is missing is said.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { drawn } from './browser.js';
import { figure, startPages } from './pages.js';
import { startServer } from './support.js';

const own = await startServer({ PGDATABASE: 'own' }, after);
const bare = await startServer({ PGDATABASE: 'bare' }, after);
const { complaints, openPage, open } = await startPages(own.url, after);

const cards = (page) => page.$$eval('#body .card', (found) => found.map(({ id }) => id));
const filters = (page) => page.$$eval('#filters .label', (found) => found.map(({ textContent }) => textContent));

test('without a survey: nothing by answers, and how to load them; what customers are worth is there', async () => {
	const page = await openPage();
	await open(page, '?tab=customers');
	assert.deepEqual(await cards(page), ['worth-segments', 'worth-tenths', 'worth-expected', 'worth-backtest', 'worth-best']);
	assert.deepEqual(await filters(page), ['Years']);
	assert.match(await page.textContent('.explanation'), /no answers to a survey.*ecom\.load_csv\('raw\.survey'/);
	// the orders are there: 3,748.27 in all, as they add up by hand
	assert.equal(await figure(page, 'revenue'), '$3,748.27');
	assert.equal(await page.locator('.lead').count(), 0);
	await open(page, '?tab=income');
	assert.ok(!(await cards(page)).includes('income-brackets'));
	assert.ok((await cards(page)).includes('income-states'));
	assert.deepEqual(await filters(page), ['Years', 'States']);
	assert.match(await page.textContent('.explanation'), /takes answers to a survey/);
	await page.close();
});

test('with what there is: categories, months and cohorts as ever', async () => {
	const page = await openPage();
	await open(page, '?tab=categories');
	assert.ok((await cards(page)).includes('category-years'));
	await open(page, '?tab=sales');
	assert.ok((await cards(page)).length >= 4);
	assert.equal(await figure(page, 'revenue'), '$3,748.27');
	await open(page, '?tab=cohorts');
	assert.ok((await cards(page)).includes('cohort-cells'));
	// by a click from one tab to another, the filters are those of each
	await page.click('nav >> text=Customer Insights');
	await page.waitForFunction(() => document.title.startsWith('Customer'));
	await drawn(page);
	assert.deepEqual(await filters(page), ['Years']);
	await page.close();
});

test('without Census figures and without categories: said on their tabs', async () => {
	const page = await openPage({ url: bare.url });
	await open(page, '?tab=income', bare.url);
	assert.deepEqual((await cards(page)).filter((id) => id.startsWith('income-')), []);
	assert.match(await page.textContent('.explanation'), /load_bundled_census/);
	assert.equal(await page.locator('.figures').count(), 0);
	await open(page, '?tab=categories', bare.url);
	assert.deepEqual((await cards(page)).filter((id) => id.startsWith('category-')), []);
	assert.match(await page.textContent('.explanation'), /No order has a category/);
	assert.equal(await figure(page, 'revenue'), '$94.50');
	// all tabs on one page, to be printed
	await open(page, '?tab=report', bare.url);
	assert.ok((await page.locator('.part').count()) >= 5);
	await page.close();
});

test('no error in the console, no request to elsewhere', () => {
	assert.deepEqual(complaints, []);
});
