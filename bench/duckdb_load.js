// Loads a CSV file into a table of text columns of a new DuckDB database file, with two threads; prints the seconds it took.
const fs = require('fs');
const { DuckDBInstance } = require('@duckdb/node-api');

async function main() {
	const database = 'load.duckdb';
	fs.rmSync(database, { force: true });
	const instance = await DuckDBInstance.create(database, { threads: '2' });
	const connection = await instance.connect();
	const start = process.hrtime.bigint();
	await connection.run(`CREATE TABLE amazon_purchases AS FROM read_csv('${process.argv[2]}', all_varchar = true)`);
	console.log((Number(process.hrtime.bigint() - start) / 1e9).toFixed(3));
}

main();
