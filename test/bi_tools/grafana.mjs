/*
 * What Grafana 13 does to a query before PostgreSQL sees it: the browser puts in the variables, then the server the macros.
 * Whatever the dashboards do not use is an error here.
 */

/* The PostgreSQL data source's own format: a list where several values can be chosen, else the bare value */
function bare(value, { multi, includeAll })
{
	const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

	if (Array.isArray(value))
		return value.map(quoted).join(',');
	return multi || includeAll ? quoted(value) : value.replaceAll("'", "''");
}

/* ${name:sqlstring}. It escapes double quotes too, which PostgreSQL takes literally: fit for values that have none. */
function sqlstring(value)
{
	const quoted = (text) => `'${text.replaceAll("'", "''").replaceAll('"', '\\"')}'`;

	return [value].flat().map(quoted).join(',');
}

/* variables: the dashboard's; chosen: the value or the array of values of each, by name */
export function putVariables(sql, variables, chosen)
{
	return sql.replace(/\$(\w+)|\$\{(\w+)(?::([^}]+))?\}/g, (text, plain, braced, format) =>
	{
		const variable = variables.find(({ name }) => name === (plain ?? braced));

		if (!variable)
		{
			if (/^\$__\w+$/.test(text))
				return text;	// a macro
			throw new Error(`no variable for ${text}`);
		}
		if (format === undefined)
			return bare(chosen[variable.name], variable);
		if (format === 'sqlstring')
			return sqlstring(chosen[variable.name]);
		throw new Error(`unknown format in ${text}`);
	});
}

const seconds = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
const instant = (time) => `'${time.replace('.000Z', 'Z')}'`;

const macros = {
	__timeFilter: ({ from, to }, column) => `${column} BETWEEN ${instant(from)} AND ${instant(to)}`,
	__timeFrom: ({ from }) => instant(from),
	__timeTo: ({ to }) => instant(to),
	__timeGroup: (range, column, interval) =>
	{
		const [, number, unit] = interval.match(/^'?(\d+)([smhdw])'?$/);
		const length = number * seconds[unit];

		return `floor(extract(epoch from ${column})/${length})*${length}`;
	},
	__timeGroupAlias: (range, column, interval) => `${macros.__timeGroup(range, column, interval)} AS "time"`,
};

/* range: from and to, as toISOString() gives them */
export function putMacros(sql, range)
{
	return sql.replace(/\$([_a-zA-Z0-9]+)\(([^)]*)\)/g, (text, name, list) =>
	{
		if (!macros[name])
			throw new Error(`unknown macro in ${text}`);
		return macros[name](range, ...list.split(',').map((argument) => argument.trim()));
	});
}
