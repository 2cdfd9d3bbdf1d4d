// node screenshots.js ADDRESS DIRECTORY: pictures of every tab of a dashboard, light and dark.

import { drawn, startBrowser } from './browser.js';

const [address, directory] = process.argv.slice(2);
const browser = await startBrowser();
for (const colorScheme of ['light', 'dark']) {
	const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme, reducedMotion: 'reduce' });
	for (const tab of ['sales', 'categories', 'customers', 'cohorts', 'income', 'data']) {
		await page.goto(`${address}?tab=${tab}`);
		await drawn(page);
		await page.screenshot({ path: `${directory}/${tab}-${colorScheme}.png`, fullPage: true });
	}
}
await browser.close();
