// Light or dark: as the system says, until somebody chooses here. Colors are those of styles.css.

import { remember, remembered } from './memory.js';

const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = [];
let chosen = remembered('theme');
let isOnPaper = false;

function isDark() {
	return chosen ? chosen === 'dark' : system.matches;
}

function apply() {
	document.documentElement.dataset.theme = isDark() && !isOnPaper ? 'dark' : 'light';
	listeners.forEach((listener) => listener());
}

// Paper is light, whatever the screen is.
export function setPaper(isPaper) {
	isOnPaper = isPaper;
	apply();
}

export function onThemeChange(listener) {
	listeners.push(listener);
}

export function startTheme(button) {
	const say = () => {
		button.textContent = isDark() ? '☀ Light' : '☾ Dark';
		button.setAttribute('aria-label', isDark() ? 'Use light colors' : 'Use dark colors');
	};
	button.addEventListener('click', () => {
		chosen = isDark() ? 'light' : 'dark';
		remember('theme', chosen);
		apply();
	});
	system.addEventListener('change', apply);
	onThemeChange(say);
	apply();
}

export function color(name) {
	return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function mix(from, to, share) {
	const channels = (hex) => [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
	const [a, b] = [channels(from), channels(to)];
	return `rgb(${a.map((channel, i) => Math.round(channel + (b[i] - channel) * share)).join(', ')})`;
}

// Years are ordered, and so are their colors: the newer, the stronger. Those that are not complete are gray.
export function yearColor(years, year, isComplete) {
	if (!isComplete) {
		return color('incomplete');
	}
	const place = years.indexOf(year);
	return mix(color('ramp-start'), color('ramp-end'), years.length < 2 ? 1 : place / (years.length - 1));
}

// Answers that say nothing about a person are gray.
export function answerColor(answer) {
	return color(['Unknown', 'Prefer not to say'].includes(answer) ? 'incomplete' : 'accent-chart');
}

// Five hues that differ for the color-blind, too (test/colors.test.js measures how much); nothing for what comes after them
export const hue = (index) => index < 5 ? color(`hue-${index + 1}`) : undefined;

// The newest complete years have hues; those that are older, or not complete, are gray.
export function yearHue(years, year, isComplete) {
	return isComplete ? hue(years.filter((other) => other > year).length) : undefined;
}
