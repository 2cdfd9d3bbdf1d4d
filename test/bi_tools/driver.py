"""What test/bi_tools/drivers.mjs asks, through psycopg."""
import sys

import psycopg
from psycopg.types.string import StrDumperVarchar


def check(name, passed):
    print(f"{'ok' if passed else 'not ok'} - psycopg: {name}")


def value(text):
    kind, _, content = text.partition(":")
    return content.split("|") if kind == "array" else content


with psycopg.connect(user="bi_reader", autocommit=True) as connection:
    # as clients do that bind texts with their type; psycopg itself leaves it to the server
    connection.adapters.register_dumper(str, StrDumperVarchar)
    for line in sys.stdin:
        sql, *parameters = line.rstrip("\n").split("\t")
        try:
            print(connection.execute(sql.replace("%", "%%").replace("?", "%s"), [value(parameter) for parameter in parameters]).fetchone()[0])
        except psycopg.Error as error:
            print("error:", str(error).replace("\n", " "))

    row = connection.execute("SELECT total_revenue, retention_pct, cohort_month, date_trunc('month', cohort_month) AS moment FROM bi.cohort_retention ORDER BY 3 LIMIT 1")
    columns = {column.name: column for column in row.description}
    check("money has two decimals, by its type", columns["total_revenue"].scale == 2 and columns["retention_pct"].scale == 1)
    _, _, month, moment = row.fetchone()
    check("a month is the same month as a moment", moment.date() == month and moment.utcoffset().total_seconds() == 0)
