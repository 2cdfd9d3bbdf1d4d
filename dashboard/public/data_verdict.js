// Whether to believe it, in sentences: what the logs and the data tests say of the data that are shown.

import { format } from './format.js';

const counted = (n, what) => `${format.count(n)} ${what}${n === 1 ? '' : 's'}`;

function runSentence(run) {
	if (!run) {
		return { tone: 'warn', text: 'Nothing has been refreshed yet, or the log of it was deleted.', command: 'SELECT * FROM ecom.refresh();' };
	}
	if (['failed', 'rolled back'].includes(run.outcome)) {
		const why = run.failed_tests > 0 ? `, since ${counted(run.failed_tests, 'data test')} did not pass` : run.sqlstate ? ` (SQLSTATE ${run.sqlstate})` : '';
		return { tone: 'bad', text: `The latest refresh, of ${format.moment(run.started_at)}, ${run.outcome === 'failed' ? 'failed' : 'was rolled back'}${why}. It changed nothing: what is shown is from before.` };
	}
	return null;
}

function testSentences(tests) {
	const run = tests.filter(({ outcome }) => ['passed', 'failed', 'broken'].includes(outcome));
	if (run.length === 0) {
		return tests.length === 0 ? [] : [{ tone: 'warn', text: 'What the data tests say is not known: none has been run.', command: 'SELECT * FROM ecom.check();' }];
	}
	const bad = run.filter(({ outcome }) => outcome !== 'passed');
	const errors = bad.filter(({ severity }) => severity === 'error').length, warnings = bad.length - errors;
	const old = run.filter(({ is_current: isCurrent }) => !isCurrent).length, missing = tests.filter(({ outcome }) => outcome === 'not run').length;
	const sentences = [];
	if (errors > 0) {
		sentences.push({ tone: 'bad', text: `${counted(errors, 'data test')} of severity error ${errors === 1 ? 'does' : 'do'} not pass.` });
	}
	if (warnings > 0) {
		sentences.push({ tone: 'warn', text: `${counted(warnings, 'data test')} of severity warn ${warnings === 1 ? 'does' : 'do'} not pass.` });
	}
	if (bad.length === 0 && old === 0 && missing === 0) {
		sentences.push({ tone: 'good', text: `${run.length === 1 ? 'The data test passes' : `All ${format.count(run.length)} data tests pass`}, on the data as they are shown.` });
	} else if (bad.length === 0) {
		sentences.push({ tone: 'good', text: `${run.length === 1 ? 'The data test that was run passes' : `All ${format.count(run.length)} data tests that were run pass`}.` });
	}
	if (old > 0) {
		sentences.push({ tone: 'warn', text: `${counted(old, 'data test')} ${old === 1 ? 'was' : 'were'} run before the data were last refreshed.`, command: 'SELECT * FROM ecom.check();' });
	}
	if (missing > 0) {
		sentences.push({ tone: 'none', text: `${counted(missing, 'data test')} ${missing === 1 ? 'has' : 'have'} not been run yet.` });
	}
	return sentences;
}

// The latest run that did, or was to do, anything: one that was refused, since another was going on, tells nothing.
export const latestRun = (runs) => runs.findLast(({ outcome }) => !['refused', 'running'].includes(outcome));

export function verdict({ runs, tests, models, loads }) {
	const failed = models.filter(({ failed_at: failedAt }) => failedAt).length;
	const waiting = loads.filter(({ is_waiting: isWaiting }) => isWaiting).length;
	return [
		runSentence(latestRun(runs)),
		failed > 0 ? { tone: 'warn', text: `${counted(failed, 'model')} could not be rebuilt, and ${failed === 1 ? 'keeps its' : 'keep their'} older rows.` } : null,
		waiting > 0 ? { tone: 'warn', text: `${counted(waiting, 'load')} ${waiting === 1 ? 'is' : 'are'} not in the models yet.`, command: 'SELECT * FROM ecom.refresh();' } : null,
		...testSentences(tests),
	].filter(Boolean);
}
