// The page: tabs, filters, what the database says of itself, and what is shown when it cannot be asked.

import { Problem, readRow, readStatus, seenVersions } from './api.js';
import { clearCharts } from './charts.js';
import { element } from './dom.js';
import { filterBar, lastChoice } from './filters.js';
import { format, setCategories } from './format.js';
import { reportOf } from './report.js';
import { changed, knownOnly, readState, toggled, urlOf } from './state.js';
import { tabs } from './tabs.js';
import { startTheme } from './theme.js';

const report = reportOf(tabs);	// which no link leads to, but a button
const mostAttempts = 5;	// to draw while refreshes come in between
const calmly = 15000, eagerly = 3000;	// milliseconds between two looks at the database, if all is well and if not

const content = document.getElementById('content');
const progress = document.getElementById('progress');
let state = readState(location);
let options;	// what can be chosen, in the data of shownVersion
let lastStatus;	// what the database said of itself
let shownData;	// as JSON
let shownVersion;
let nextLook;	// a timer
let drawing = 0;	// the number of the newest drawing: an older one that ends later, or fails, is dropped
let shownMessage;	// in place of the charts, if one is

function currentTab() {
	return [...tabs, report].find(({ id }) => id === state.tab) ?? tabs[0];
}

// Made once, so that the focus stays on the link that was followed
const links = tabs.map((tab) => element('a', {
	onclick: (event) => {
		if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
			event.preventDefault();
			go({ ...state, tab: tab.id });
		}
	},
}, tab.title));

function showTabs() {
	links.forEach((link, i) => {
		link.href = urlOf({ ...state, tab: tabs[i].id });
		link.setAttribute('aria-current', tabs[i] === currentTab() ? 'page' : 'false');
	});
	document.title = `${currentTab().title} · E-commerce Analytics`;
	showCurrentLink();
}

// On a phone not all tabs are in sight: the chosen one is.
function showCurrentLink() {
	const bar = document.getElementById('tabs');
	const link = links[tabs.indexOf(currentTab())] ?? links[0];
	const margin = 40;	// so that the next one is to be seen
	const left = link.offsetLeft - bar.offsetLeft;
	bar.scrollLeft = Math.min(Math.max(bar.scrollLeft, left + link.offsetWidth + margin - bar.clientWidth), left - margin);
}

function setBusy(isBusy) {
	if (isBusy) {
		content.setAttribute('aria-busy', 'true');
	} else {
		content.removeAttribute('aria-busy');
	}
	progress.hidden = !isBusy;
}

function showStatus(status) {
	const parts = status.is_refreshing ? [element('strong', {}, 'A refresh is running')] : [];
	if (status.last_refresh_at) {
		parts.push(element('span', {}, 'Refreshed ', element('time', { datetime: status.last_refresh_at }, format.moment(status.last_refresh_at))));
	}
	if (status.last_order_date) {
		parts.push(element('span', {}, `Orders from ${format.day(status.first_order_date)} to ${format.day(status.last_order_date)}`));
	}
	const line = document.getElementById('freshness');
	// said again only if it has changed: a screen reader would say it, too
	if (line.textContent !== element('p', {}, parts.map((part) => part.cloneNode(true))).textContent) {
		line.replaceChildren(...parts);
	}
}

function showMessage(message) {
	const { title, hint, command, action } = message;
	const text = JSON.stringify([title, hint, command]);
	drawing++;
	setBusy(false);
	// said again only if it has changed: a screen reader would read it out, too
	if (shownMessage === text) {
		return;
	}
	shownMessage = text;
	clearCharts();
	content.replaceChildren(element('section', { class: 'message', role: 'alert' },
		element('h2', {}, title), element('p', {}, hint ?? ''), command ? element('pre', {}, element('code', {}, command)) : null,
		action ? element('button', { type: 'button', class: 'button', onclick: action.run }, action.label) : null));
}

function messageWithoutData(status) {
	return status.is_refreshing
		? { title: 'The first refresh is running', hint: 'There is nothing to show yet. This page goes on as soon as the refresh has ended.' }
		: {
			title: 'There are no orders yet',
			hint: 'Load the files and refresh the marts, as the owner of the extension; this page goes on by itself.',
			command: "SELECT * FROM ecom.load_directory('/folder/on/the/server');\nSELECT * FROM ecom.load_bundled_census();\nSELECT * FROM ecom.refresh();",
		};
}

async function draw({ keepFilters = false, attempt = 1, onlyNews = false } = {}) {
	const number = ++drawing;
	const tab = currentTab();
	setBusy(true);
	seenVersions();
	const data = await tab.load(state, options).catch((error) => {
		if (number === drawing) {
			throw error;
		}
	});
	if (number !== drawing) {
		return;
	}
	// no chart beside one of other data: a refresh that came in between is followed
	if (attempt < mostAttempts && [...seenVersions()].some((version) => version !== shownVersion)) {
		shownVersion = undefined;
		return look({ attempt: attempt + 1 });
	}
	const json = JSON.stringify(data);
	if (onlyNews && json === shownData) {
		return setBusy(false);
	}
	shownData = json;
	const shown = tab.show(data, state, options, change, { toggle, keep });
	const parts = shown.parts ?? [shown];
	const cards = parts.flatMap((part) => part.cards);
	const kept = keepFilters && document.getElementById('filters');
	shownMessage = undefined;
	const bar = filterBar({ tab, options, state, names: shown.names, change, toggle, reset: go });
	clearCharts();
	const focused = document.activeElement;
	const open = focused.closest('.card .picker[open]');
	if (kept) {
		for (const id of ['reset', 'chips']) {
			kept.querySelector(`#${id}`).replaceWith(bar.querySelector(`#${id}`));
		}
	}
	const body = element('div', { class: 'body', id: 'body' }, parts.flatMap(contentOf), tab.filters.includes('years') ? incompleteNote() : null);
	if (kept) {
		// a list that is open stays, and so does the focus
		if (open) {
			body.querySelector(`#${open.closest('.card').id} .picker`)?.replaceWith(open);
		}
		document.getElementById('body').replaceWith(body);
		(open ? focused : document.getElementById(focused.id))?.focus({ preventScroll: true });
	} else {
		const isOfChips = focused.classList.contains('chip');
		content.replaceChildren(bar, body);
		(isOfChips ? bar.querySelector('li:last-child .chip') ?? bar.querySelector('summary') : document.getElementById(focused.id))?.focus({ preventScroll: true });
	}
	cards.forEach(({ draw: drawCard }) => drawCard());
	setBusy(false);
}

// What a tab shows, or one of several on a page
function contentOf({ title, figures, lead, explanation, cards }) {
	const nodes = [
		figures, lead ? element('div', { class: 'lead' }, lead) : null, explanation ? element('p', { class: 'explanation' }, explanation) : null,
		element('div', { class: 'cards' }, cards.map(({ card }) => card)),
	];
	return title ? [element('section', { class: 'part' }, element('h2', {}, title), nodes)] : nodes;
}

function incompleteNote() {
	const years = options.years.filter(({ is_complete }) => !is_complete).map(({ year }) => year);
	return years.length === 0 ? null : element('p', { class: 'note' },
		`* ${years.join(', ')}: not complete. Too few buyers’ histories reach the end of ${years.length === 1 ? 'this year' : 'these years'} to compare with the others.`);
}

async function drawOrTell(how) {
	try {
		await draw(how);
	} catch (error) {
		tell(error);
	}
}

function tell(error) {
	shownVersion = undefined;	// so that the next look that succeeds draws again
	lookAgain(eagerly);
	showMessage(error instanceof Problem ? error : { title: 'This page has a fault', hint: error.message });
	if (!(error instanceof Problem)) {
		throw error;
	}
}

function go(next) {
	state = next;
	history.pushState(null, '', urlOf(state));
	showTabs();
	return follow();
}

// Draws what was asked for, if it is known what there is to draw; else asks.
function follow() {
	if (options && shownVersion !== undefined && canDraw(lastStatus)) {
		return drawOrTell();
	}
	return look();
}

// What a tab without orders needs none for
function canDraw(status) {
	return status.last_order_date || currentTab().isOfNow;
}

// What the page shows already, for the address; typed: in place of what was typed before
function keep(part, isTyped = false) {
	state = changed(state, part);
	history[isTyped ? 'replaceState' : 'pushState'](null, '', urlOf(state));
	showTabs();
}

// One choice in a filter, or of what a chart shows
function change(part) {
	state = changed(state, part);
	history.pushState(null, '', urlOf(state));
	showTabs();
	drawOrTell({ keepFilters: true });
}

// A click in a chart, or on what is chosen: in, or out again. The filters show it, too.
function toggle(key, value) {
	go(toggled(state, key, value));
}

function lookAgain(pause) {
	clearTimeout(nextLook);
	nextLook = setTimeout(() => look(), pause);
}

async function look(how) {
	try {
		const status = await readStatus();
		lastStatus = status;
		showStatus(status);
		if (!canDraw(status)) {
			shownVersion = undefined;
			showMessage(messageWithoutData(status));
		} else if (status.version !== shownVersion) {
			({ options } = await readRow('options', state, []));
			setCategories(options.categories);
			state = knownOnly(state, options);
			shownVersion = status.version;
			await draw(how);
		} else if (currentTab().isOfNow) {
			await draw({ keepFilters: true, onlyNews: true });
		}
		lookAgain(status.last_order_date ? calmly : eagerly);
	} catch (error) {
		tell(error);
	}
}

document.querySelector('.skip').addEventListener('click', (event) => {
	event.preventDefault();	// what stands behind # is kept
	content.focus();
	content.scrollIntoView();
});

// Escape takes back what was chosen last, unless it closes something, or clears what is typed.
addEventListener('keydown', (event) => {
	const last = lastChoice(currentTab(), state);
	if (event.key === 'Escape' && !event.defaultPrevented && last && !event.target.closest('input[type="search"], select')) {
		event.preventDefault();
		toggle(...last);
	}
});

document.getElementById('report').addEventListener('click', async () => {
	await go({ ...state, tab: report.id });
	if (currentTab() === report && !content.hasAttribute('aria-busy')) {
		print();
	}
});

addEventListener('popstate', () => {
	state = readState(location);
	if (options) {
		state = knownOnly(state, options);
	}
	showTabs();
	follow();
});

document.getElementById('tabs').append(...links);
startTheme(document.getElementById('theme'));
showTabs();
currentTab().prepare();
look();
