/* Checks that print a line each and count failures, as test/checks.sh does for shell scripts. */

export { strict as assert } from 'node:assert';

/* checks(SUBJECT): check(NAME, FUNCTION) passes if the function does not throw. Subject is the first word of the names. */
export const checks = (subject) => async (name, run) =>
{
	try
	{
		await run();
		console.log(`ok - ${subject}: ${name}`);
	}
	catch (error)
	{
		console.log(`not ok - ${subject}: ${name}`);
		console.log(error.message.replace(/^/gm, '# '));
		process.exitCode = 1;
	}
};
