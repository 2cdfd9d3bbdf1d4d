import { drawn, startBrowser } from './browser.js';
const [address, out, query, look, ...selectors] = process.argv.slice(2);
const browser = await startBrowser();
const page = await browser.newPage({ viewport: { width: look === 'phone' ? 390 : look === 'small' ? 320 : 1280, height: 900 }, colorScheme: look === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce', timezoneId: 'UTC', locale: 'en-US' });
page.on('pageerror', (e) => console.log('ERR', e.stack)); page.on('console', (m) => console.log(m.type(), m.text()));
await page.goto(address + query); await drawn(page);
for (const [i, s] of selectors.entries()) await page.locator(s).first().screenshot({ path: `${out}-${i}.png` });
await browser.close();
