"""
bi as data frames, as the role frames, beside SQL over the facts.

    frames.py CONNECTION

CONNECTION names the database, as its owner.
"""
import datetime
import os
import sys
from decimal import Decimal

import adbc_driver_postgresql.dbapi
import ibis
import pandas
import polars
import psycopg
import sqlalchemy

failed = False
owner = psycopg.connect(sys.argv[1])
uri = f"postgresql:///{os.environ['PGDATABASE']}?host={os.environ['PGHOST']}&user=frames"


def fact(filter_, of="sum(o.order_value)"):
    return owner.execute(f"SELECT {of} FROM refinement.fct_orders o JOIN refinement.dim_user u USING (user_key) WHERE {filter_}").fetchone()[0]


def check(name, found, expected):
    global failed
    passed = found == expected
    failed |= not passed
    print(f"{'ok' if passed else 'not ok'} - frames: {name}")
    if not passed:
        print(f"# {found!r}, expected {expected!r}")


poor = fact("u.income_bracket = 'Less than $25,000'")
brackets = [row[0] for row in owner.execute("SELECT income_bracket::text FROM (SELECT DISTINCT u.income_bracket FROM refinement.fct_orders JOIN refinement.dim_user u USING (user_key)) v ORDER BY v.income_bracket")]
months = [row[0] for row in owner.execute("SELECT m::date FROM generate_series('2018-01-01'::timestamp, '2024-03-01', '1 month') m ORDER BY m")]

engine = sqlalchemy.create_engine(uri.replace("postgresql:", "postgresql+psycopg:"))
segments = pandas.read_sql("SELECT * FROM bi.customer_segment_metrics", engine, coerce_float=False)
check("pandas: texts are compared with what is no label", segments[segments.income_bracket.isin(["Less than $25,000", "no label"])].total_revenue.sum(), poor)
check("pandas: in their order", list(dict.fromkeys(segments.sort_values("income_bracket_order").income_bracket)), brackets)
check("pandas: a parameter", pandas.read_sql(sqlalchemy.text("SELECT sum(total_revenue) AS r FROM bi.customer_segment_metrics WHERE income_bracket ILIKE :p"), engine,
                                             params={"p": "less than%"}, coerce_float=False).r[0], poor)
check("pandas: months, rounded down, are what they are", list(pandas.read_sql(
    "SELECT date_trunc('month', month) AS m FROM bi.months ORDER BY 1", engine).m.dt.tz_convert("UTC").dt.date), months)
check("sqlalchemy: sees all views, with comments and types", [
    (column["name"], str(column["type"]), bool(column["comment"])) for column in sqlalchemy.inspect(engine).get_columns("years", schema="bi")
    if column["name"] in ("year_start", "total_revenue", "income_weight")],
    [("year_start", "DATE", True), ("total_revenue", "NUMERIC(38, 2)", True), ("income_weight", "NUMERIC(38, 0)", True)])

with adbc_driver_postgresql.dbapi.connect(uri) as connection, connection.cursor() as cursor:
    cursor.execute("SELECT income_bracket, total_revenue FROM bi.customer_segment_metrics")
    table = cursor.fetch_arrow_table()
    check("adbc: answers are strings", str(table.schema.field("income_bracket").type), "string")
    cursor.execute("SELECT sum(total_revenue)::text FROM bi.customer_segment_metrics WHERE income_bracket = $1", ("Less than $25,000",))
    check("adbc: a parameter", Decimal(cursor.fetchone()[0]), poor)

frame = polars.read_database_uri("SELECT income_bracket, income_bracket_order, total_revenue::float8 AS r, year_start FROM bi.customer_segment_metrics", uri, engine="adbc")
check("polars: strings and dates", [frame.schema["income_bracket"], frame.schema["year_start"]], [polars.String, polars.Date])
check("polars: texts are compared with what is no label",
      round(Decimal(frame.filter(polars.col("income_bracket").is_in(["Less than $25,000", "no label"]))["r"].sum()), 2), poor)
check("polars: in their order", frame.sort("income_bracket_order")["income_bracket"].unique(maintain_order=True).to_list(), brackets)

database = ibis.postgres.connect(host=os.environ["PGHOST"], database=os.environ["PGDATABASE"], user="frames")
view = database.table("customer_segment_metrics", database="bi")
for name, filter_, facts in [
    ("a list with what is no label", view.income_bracket.isin(["Less than $25,000", "no label"]), "u.income_bracket = 'Less than $25,000'"),
    ("lower case", view.gender.lower() == "female", "u.gender = 'Female'"),
    ("another word for what is missing", view.gender.fill_null("n/a") != "n/a", "true"),
    ("a pattern", view.age_group.ilike("%OLDER"), "u.age_group = '65 and older'"),
    ("days of years", view.year_start >= datetime.date(2021, 1, 1), "o.date_key >= '2021-01-01'"),
]:
    check(f"ibis: {name}", view.filter(filter_).total_revenue.sum().execute(), fact(facts))
check("ibis: every view is listed", sorted(database.list_tables(database="bi")),
      sorted(row[0] for row in owner.execute("SELECT viewname FROM pg_views WHERE schemaname = 'bi'")))
sys.exit(failed)
