// The hues of lines: told apart also by those who see no red, no green or no blue, and from what they are drawn on.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const styles = readFileSync(new URL('../public/styles.css', import.meta.url), 'utf8');
const themes = { light: styles.slice(0, styles.indexOf('[data-theme="dark"]')), dark: styles.slice(styles.indexOf('[data-theme="dark"]')) };
const colorOf = (theme, name) => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(themes[theme])[1];

// What is left of red, green and blue light to people without one of the three cones (Machado, Oliveira and Fernandes 2009)
const eyes = {
	all: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
	'no red': [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
	'no green': [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
	'no blue': [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

const times = (matrix, vector) => matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i], 0));

// Light, from 0 to 1
const light = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

// Where equal distances look equal (Oklab), times 100
function place(rgb) {
	const cones = times([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]], rgb);
	return times([[21.04542553, 79.3617785, -0.40720468], [197.79984951, -242.8592205, 45.05937099], [2.59040371, 78.27717662, -80.8675766]], cones.map(Math.cbrt));
}

const seen = (hex, eye) => place(times(eyes[eye], light(hex)).map((value) => Math.min(1, Math.max(0, value))));
const distance = (a, b) => Math.hypot(...a.map((value, i) => value - b[i]));

function contrast(a, b) {
	const [low, high] = [a, b].map((hex) => times([[0.2126, 0.7152, 0.0722]], light(hex))[0]).sort((x, y) => x - y);
	return (high + 0.05) / (low + 0.05);
}

test('five hues differ for the color-blind, too, and stand out from the page', () => {
	for (const theme of Object.keys(themes)) {
		const hues = [1, 2, 3, 4, 5].map((number) => colorOf(theme, `hue-${number}`));
		for (const [i, hue] of hues.entries()) {
			assert.ok(contrast(hue, colorOf(theme, 'surface')) >= 3, `${theme}: ${hue} on the page`);
			for (const other of hues.slice(i + 1)) {
				for (const eye of Object.keys(eyes)) {
					// five hues of the usual palettes come as near as 2 to 4 to each other
					assert.ok(distance(seen(hue, eye), seen(other, eye)) > 10, `${theme}: ${hue} and ${other}, ${eye}`);
				}
			}
		}
	}
});
