// node screenshots.js ADDRESS DIRECTORY: pictures of every tab of a dashboard, light and dark, on a phone and on paper.

import { drawn, startBrowser } from './browser.js';

const looks = {
	light: {},
	dark: { colorScheme: 'dark' },
	phone: { viewport: { width: 390, height: 844 } },
	paper: { viewport: { width: 700, height: 990 } },
};

// as the browser does before it prints
async function layOutForPaper(page) {
	await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
	await page.emulateMedia({ media: 'print' });
}

const [address, directory] = process.argv.slice(2);
const browser = await startBrowser();
for (const [look, settings] of Object.entries(looks)) {
	const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce', ...settings });
	for (const tab of ['sales', 'categories', 'customers', 'cohorts', 'income', 'data']) {
		await page.emulateMedia({ media: 'screen' });
		await page.goto(`${address}?tab=${tab}`);
		await drawn(page);
		if (look === 'paper') {
			await layOutForPaper(page);
		}
		await page.screenshot({ path: `${directory}/${tab}-${look}.png`, fullPage: true });
	}
	await page.close();
}
await browser.close();
