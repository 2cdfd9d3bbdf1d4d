"""
Loads the CSV files into a new DuckDB database file and runs the models of peer_pipeline.sql, with DuckDB's default settings: as many threads
as there are cores.  Prints "STEP<tab>SECONDS" lines, then the facts' rows and revenue.

    duckdb_pipeline.py FOLDER STATE_CODES.csv STATE_DEMOGRAPHICS.csv COLUMN,...     the columns of survey.csv
"""
import sys
import time
from pathlib import Path

import duckdb

folder, codes, demographics, survey_columns = sys.argv[1:]
COLUMNS = ["order_date", "purchase_price_per_unit", "quantity", "shipping_address_state", "title", "asin_isbn_product_code", "category", "survey_responseid"]
LOAD = f"""
CREATE TABLE peer.amazon_purchases AS
SELECT * FROM read_csv('{folder}/amazon-purchases.csv', all_varchar = true, header = false, skip = 1, names = {COLUMNS});
CREATE TABLE peer.survey AS
SELECT * FROM read_csv('{folder}/survey.csv', all_varchar = true, header = false, skip = 1, names = {survey_columns.split(",")});
CREATE TABLE peer.state_codes AS SELECT * FROM read_csv('{codes}', all_varchar = true);
CREATE TABLE peer.state_demographics AS SELECT * FROM read_csv('{demographics}', types = {{'state_fips': 'VARCHAR'}});
"""

database = Path("pipeline.duckdb")
database.unlink(missing_ok=True)
connection = duckdb.connect(str(database))
connection.execute("CREATE SCHEMA peer")
models = (Path(__file__).parent / "peer_pipeline.sql").read_text().replace("CREATE MODEL", "CREATE TABLE")
for step in [f"load\n{LOAD}", *models.split("\n-- step: ")[1:]]:
    name, statements = step.split("\n", 1)
    start = time.perf_counter()
    connection.execute(statements)
    print(f"{name}\t{time.perf_counter() - start:.3f}")
print("|".join(map(str, connection.execute("SELECT count(*), sum(order_value) FROM peer.fct_orders").fetchone())))
