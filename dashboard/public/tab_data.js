// Data: whether to believe it. What refreshes did, which months count, what was turned away, what the data tests say, and what the
// models are made of.

import { readRows } from './api.js';
import { figures } from './card.js';
import { monthsCard, reasonsCard, runsCard } from './data_charts.js';
import { latestRun, verdict } from './data_verdict.js';
import { dictionaryCard } from './dictionary_card.js';
import { element } from './dom.js';
import { format } from './format.js';
import { lineageCard } from './lineage_card.js';
import { idOf } from './lineage_graph.js';
import { listCard, mark } from './list_card.js';
import { urlOf } from './state.js';

async function load() {
	const [months, runs, models, tests, rejected, loads, lineage, relations] = await Promise.all(
		['months', 'runs', 'models', 'tests', 'rejected', 'loads', 'lineage', 'dictionary'].map((name) => readRows(`data_${name}`, {}, [])));
	return { months, runs, models, tests, rejected, loads, lineage, relations };
}

const outcomes = {
	passed: ['good', 'Passed'], failed: ['bad', 'Failed'], broken: ['bad', 'Broken'], 'not run': ['none', 'Not run'], off: ['none', 'Off'],
};

function testState({ outcome, severity }) {
	const [tone, text] = outcomes[outcome];
	return { tone: tone === 'bad' && severity === 'warn' ? 'warn' : tone, text: outcome === 'failed' && severity === 'warn' ? 'Warning' : text };
}

function modelState({ failed_at: failedAt, refreshed_at: refreshedAt, verified_at: verifiedAt }) {
	if (failedAt) {
		return { tone: 'bad', text: 'Failed', css: 'failed' };
	}
	if (!refreshedAt) {
		return { tone: 'none', text: 'Never refreshed', css: 'unknown' };
	}
	return verifiedAt ? { tone: 'good', text: 'Fresh', css: 'fresh' } : { tone: 'warn', text: 'Made anew', css: 'unknown' };
}

function loadState({ undone_at: undoneAt, is_waiting: isWaiting, rows_loaded: loaded }) {
	if (undoneAt) {
		return { tone: 'none', text: 'Undone' };
	}
	if (isWaiting) {
		return { tone: 'warn', text: 'Not in the models yet' };
	}
	return isWaiting === false ? { tone: 'good', text: 'In the models' } : { tone: 'none', text: loaded > 0 ? 'Loaded' : 'Nothing loaded' };
}

const withState = (rows, stateOf) => rows.map((row) => ({ ...row, mark: stateOf(row), state: stateOf(row).text }));
const stateColumn = { key: 'state', label: 'State', type: 'text', cell: ({ mark: { tone, text } }) => mark(tone, text) };

function modelsCard(models, link) {
	return listCard({
		id: 'data-models', title: 'Freshness by model', unit: 'As of when a refresh last rebuilt it, or found that nothing it reads had changed', nothing: 'There are no models.',
		rows: withState(models, modelState).map((row) => ({ ...row, id: idOf(row.schema, row.model) })),
		columns: [
			{ key: 'id', label: 'Model', type: 'text', isLong: true, cell: ({ id }) => link(id, id, false) },
			stateColumn,
			{ key: 'verified_at', label: 'As of', type: 'shortMoment' },
			{ key: 'refreshed_at', label: 'Rebuilt', type: 'shortMoment', isOnlyInFile: true },
			{ key: 'rows', label: 'Rows', type: 'count' },
			{ key: 'seconds', label: 'Took', type: 'seconds' },
		],
	});
}

function testsCard(tests) {
	return listCard({
		id: 'data-tests', title: 'Data tests', unit: 'What each said when it was last run; those that do not pass come first', nothing: 'There are no data tests.',
		rows: withState(tests, testState),
		columns: [
			{ key: 'test', label: 'Test', type: 'text', isLong: true, cell: ({ test, description }) => [element('span', { class: 'name' }, test), element('span', { class: 'remark' }, description)] },
			stateColumn,
			{ key: 'failures', label: 'Failing rows', type: 'count' },
			{ key: 'severity', label: 'Severity', type: 'text', isOnlyInFile: true },
			{ key: 'model', label: 'Model', type: 'text', isOnlyInFile: true },
			{ key: 'checked_at', label: 'Run', type: 'shortMoment', cell: ({ checked_at: at, is_current: isCurrent }) => [format.shortMoment(at), isCurrent === false ? element('span', { class: 'remark' }, 'of older data') : null] },
			{ key: 'description', label: 'What must hold', type: 'text', isOnlyInFile: true },
		],
	});
}

function loadsCard(loads) {
	return listCard({
		id: 'data-loads', title: 'Loads', unit: 'Files, the newest first, and the lines of each that were turned away', nothing: 'No file was loaded. Rows that came by COPY or INSERT are not listed.',
		rows: withState(loads, loadState),
		columns: [
			{ key: 'file', label: 'File', type: 'text', isLong: true, cell: ({ file, target, reasons }) => [element('span', { class: 'name' }, file), element('span', { class: 'remark' }, `into ${target}${reasons ? `; ${reasons}` : ''}`)] },
			stateColumn,
			{ key: 'loaded_at', label: 'Loaded', type: 'shortMoment' },
			{ key: 'lines_read', label: 'Lines', type: 'count' },
			{ key: 'rows_rejected', label: 'Turned away', type: 'count' },
			{ key: 'reasons', label: 'Why', type: 'text', isOnlyInFile: true },
		],
	});
}

// How many lines there are behind the models, and how many were turned away on the way there
function turnedAway(models, rejected) {
	const rowsOf = (model) => models.find((row) => row.schema === 'staging' && row.model === model)?.rows ?? 0;
	const byLoader = rejected.filter(({ stage }) => stage === 'loading').reduce((sum, { lines }) => sum + lines, 0);
	const byCleaning = rowsOf('stg_amazon_purchases_rejected') + rowsOf('stg_survey_rejected');
	return { lines: byLoader + byCleaning, of: byLoader + byCleaning + rowsOf('stg_amazon_purchases') + rowsOf('stg_survey') };
}

function headFigures({ months, runs, tests, models, rejected }) {
	const covered = months.filter(({ is_covered: isCovered }) => isCovered);
	const run = latestRun(runs);
	const ran = tests.filter(({ outcome }) => ['passed', 'failed', 'broken'].includes(outcome));
	const latest = ran.reduce((newest, { checked_at: at }) => at > newest ? at : newest, '');
	const away = turnedAway(models, rejected);
	return figures([
		{
			id: 'figure-months', label: 'Months that count', value: format.count(covered.length),
			remark: covered.length === 0 ? 'no month is covered' : `${format.month(covered[0].month)} to ${format.month(covered.at(-1).month)}; of ${format.count(months.length)} with orders, the others are too thin`,
		},
		{
			id: 'figure-refresh', label: 'Latest refresh', value: run ? run.outcome.charAt(0).toUpperCase() + run.outcome.slice(1) : '–',
			remark: run ? `${format.moment(run.started_at)}${run.rebuilt === null ? '' : `, ${format.count(run.rebuilt)} models rebuilt in ${format.seconds(run.seconds)}`}` : 'none is known',
		},
		{
			id: 'figure-tests', label: 'Data tests that pass', value: ran.length === 0 ? '–' : `${format.count(ran.filter(({ outcome }) => outcome === 'passed').length)} of ${format.count(ran.length)}`,
			remark: ran.length === 0 ? 'none has been run' : `run ${format.moment(latest)}`,
		},
		{
			id: 'figure-rejected', label: 'Lines turned away', value: away.of === 0 ? '–' : format.share(100 * away.lines / away.of),
			remark: `${format.count(away.lines)} of ${format.count(away.of)} lines`,
		},
	]);
}

function lead(sentences) {
	return element('ul', { class: 'verdict', id: 'verdict' }, sentences.map(({ tone, text, command }) =>
		element('li', {}, mark(tone, text), command ? [' ', element('code', {}, command)] : [])));
}

function show(data, state, options, change, { keep }) {
	const relations = data.relations.map((relation) => ({ ...relation, id: idOf(relation.schema, relation.name) }));
	const byId = new Map(relations.map((relation) => [relation.id, relation]));
	const freshness = new Map(data.models.map((model) => [idOf(model.schema, model.model), model]));
	const lineage = data.lineage.map((edge) => ({ ...edge, reader: idOf(edge.schema, edge.name), from: idOf(edge.source_schema, edge.source) }));
	const hrefOf = (id) => urlOf({ ...state, model: id });

	function link(id, text, isChosen) {
		return element('a', {
			href: hrefOf(id), 'aria-current': isChosen ? 'true' : null,
			onclick: (event) => {
				if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
					event.preventDefault();
					choose(id);
				}
			},
		}, text);
	}

	function describe(id) {
		const { kind, description } = byId.get(id) ?? { kind: 'of another schema' };
		const { text } = freshness.has(id) ? modelState(freshness.get(id)) : {};
		return [`${id}, ${kind}`, text, description].filter(Boolean).join('. ');
	}

	function factsOf(id) {
		const model = freshness.get(id);
		const tests = data.tests.filter((test) => test.model === id);
		const passed = tests.filter(({ outcome }) => outcome === 'passed').length;
		return [
			...(model ? [
				['State', mark(modelState(model).tone, modelState(model).text)],
				['Rows', format.count(model.rows)],
				['As of', format.moment(model.verified_at)],
				['Rebuilt', model.refreshed_at ? format.moment(model.refreshed_at) : 'never'],
				['It took', format.seconds(model.seconds)],
				['Newest order', format.day(model.newest_order)],
			] : []),
			...(tests.length > 0 ? [['Data tests', `${format.count(passed)} of ${format.count(tests.length)} pass`]] : []),
		];
	}

	const drawing = lineageCard({
		relations: data.relations, lineage: data.lineage, describe, hrefOf, choose,
		stateOf: (id) => freshness.has(id) ? modelState(freshness.get(id)).css : '',
	});
	const dictionary = dictionaryCard({ relations, lineage, factsOf, link, find: state.find, onfind: (find) => keep({ find }, true) });

	function aboutIt(id) {
		const relation = byId.get(id);
		if (!relation) {
			return ['A click on a box sets off what it is made from and what is made from it.'];
		}
		return [element('strong', {}, id), ' ', relation.description ?? 'It has no comment.', ' ',
			element('a', { href: '#data-dictionary', onclick: (event) => { event.preventDefault(); dictionary.card.scrollIntoView({ block: 'start' }); } }, 'Its columns')];
	}

	function present(id) {
		drawing.choose(id, aboutIt(id));
		dictionary.choose(id);
	}

	function choose(id) {
		keep({ model: id });
		present(id);
	}

	present(byId.has(state.model) ? state.model : '');
	return {
		figures: headFigures(data),
		lead: lead(verdict(data)),
		cards: [runsCard(data.runs), monthsCard(data.months), modelsCard(data.models, link), testsCard(data.tests), reasonsCard(data.rejected), loadsCard(data.loads), drawing, dictionary],
	};
}

export default { filters: [], load, show };
