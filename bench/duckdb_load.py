"""Loads a CSV file into a table of text columns of a new DuckDB database file, with default settings; prints the seconds it took."""
import sys
import time
from pathlib import Path

import duckdb

database = Path("load.duckdb")
database.unlink(missing_ok=True)
connection = duckdb.connect(str(database))
start = time.perf_counter()
connection.execute(f"CREATE TABLE amazon_purchases AS FROM read_csv('{sys.argv[1]}', all_varchar = true)")
print(f"{time.perf_counter() - start:.3f}")
