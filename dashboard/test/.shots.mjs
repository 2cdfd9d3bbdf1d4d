import { drawn, startBrowser } from '/work/wt/data/dashboard/test/browser.js';
const [address, out, query = '?tab=data', ...looks] = process.argv.slice(2);
const browser = await startBrowser();
for (const look of looks.length ? looks : ['light']) {
	const page = await browser.newPage({ viewport: { width: look === 'phone' ? 390 : look === 'small' ? 320 : 1280, height: 900 }, colorScheme: look === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce', timezoneId: 'UTC', locale: 'en-US' });
	page.on('pageerror', (e) => console.log('ERR', e.stack)); page.on('console', (m) => console.log(m.type(), m.text()));
	await page.goto(address + query); await drawn(page);
	console.log(look, await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]));
	if (look === 'print') await page.pdf({ path: `${out}-print.pdf`, format: 'A4' });
	else await page.screenshot({ path: `${out}-${look}.png`, fullPage: true });
}
await browser.close();
