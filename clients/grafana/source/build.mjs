/* node clients/grafana/source/build.mjs [DIRECTORY]: writes the dashboards, to clients/grafana/dashboards unless another directory is given. */

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const directory = process.argv[2] ?? fileURLToPath(new URL('../dashboards', import.meta.url));
const parts = ['build.mjs', 'panels.mjs'];

mkdirSync(directory, { recursive: true });
for (const file of readdirSync(new URL('.', import.meta.url)).filter((name) => !parts.includes(name)))
{
	const { default: content } = await import(`./${file}`);

	writeFileSync(`${directory}/${file.replace(/\.mjs$/, '.json')}`, JSON.stringify(content, null, '\t') + '\n');
}
