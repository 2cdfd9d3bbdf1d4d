// Debian's Chromium.

import { chromium } from 'playwright-core';

export function startBrowser() {
	// the sandbox does not run as root
	return chromium.launch({ executablePath: '/usr/bin/chromium', args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
}

/* Until what was asked for last is on the page. */
export const drawn = (page) => page.waitForSelector('main:not([aria-busy])');
