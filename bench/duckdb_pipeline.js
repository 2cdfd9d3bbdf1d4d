// Loads the CSV files into a new DuckDB database file and runs the models of peer_pipeline.sql, with two threads.
// Prints "STEP<tab>SECONDS" lines, then the facts' rows and revenue.
//
//	node duckdb_pipeline.js FOLDER STATE_CODES.csv STATE_DEMOGRAPHICS.csv COLUMN,...		the columns of survey.csv
const fs = require('fs');
const { DuckDBInstance } = require('@duckdb/node-api');
const [folder, codes, demographics, surveyColumns] = process.argv.slice(2);
const surveyNames = surveyColumns.split(',').map(name => `'${name}'`).join(', ');

async function main() {
	const database = 'pipeline.duckdb';
	fs.rmSync(database, { force: true });
	const instance = await DuckDBInstance.create(database, { threads: '2' });
	const connection = await instance.connect();

	async function timed(step, statements) {
		const start = process.hrtime.bigint();
		for (const statement of statements)
			await connection.run(statement);
		console.log(`${step}\t${(Number(process.hrtime.bigint() - start) / 1e9).toFixed(3)}`);
	}

	await connection.run('CREATE SCHEMA peer');
	await timed('load', [
		`CREATE TABLE peer.amazon_purchases AS SELECT * FROM read_csv('${folder}/amazon-purchases.csv', all_varchar = true, header = false, skip = 1,
			names = ['order_date', 'purchase_price_per_unit', 'quantity', 'shipping_address_state', 'title', 'asin_isbn_product_code', 'category', 'survey_responseid'])`,
		`CREATE TABLE peer.survey AS SELECT * FROM read_csv('${folder}/survey.csv', all_varchar = true, header = false, skip = 1, names = [${surveyNames}])`,
		`CREATE TABLE peer.state_codes AS SELECT * FROM read_csv('${codes}', all_varchar = true)`,
		`CREATE TABLE peer.state_demographics AS SELECT * FROM read_csv('${demographics}', types = { 'state_fips': 'VARCHAR' })`,
	]);
	const steps = fs.readFileSync(`${__dirname}/peer_pipeline.sql`, 'utf8').replaceAll('CREATE MODEL', 'CREATE TABLE').split(/^-- step: /m).slice(1);
	for (const step of steps) {
		const [name, ...lines] = step.split('\n');
		await timed(name, lines.join('\n').split(/;$/m).filter(statement => statement.trim() !== ''));
	}
	const facts = await connection.runAndReadAll('SELECT count(*), sum(order_value) FROM peer.fct_orders');
	console.log(facts.getRowsJson().flat().join('|'));
}

main();
