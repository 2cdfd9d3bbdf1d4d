#!/usr/bin/env python3
"""
What marts, views of bi and clients show, beside what an independent implementation makes of the same raw lines.

    run.py PROJECT [SETS [FIRST]]

PROJECT is the folder of the project.  Compared are real rows, where OPEN_ECOMMERCE_DIR has them; the sample; and SETS random sets (100), those with
the seeds FIRST (0), FIRST + 1 ...: each is loaded and refreshed in the running server, in databases that are made for it and dropped.  Prints a line a
check, with what differs where; fails if any check does.  run.py PROJECT 1 SEED does it for one set again.
"""
import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from random import Random

import baskets
import customers
import dashboard
import demo
import grafana
import income
import marts
import metabase
import others
import prices
import years
from compare import differences_by_key, differences_in_order
from files import read_folder
from random_sets import make_set
from server import Refused, Server
from star import DEFAULTS, RawLine, Star

MODELS = (marts, years, income, customers, baskets, prices, others)
CLIENTS = (dashboard, grafana, metabase, demo)
ROUNDS = 3  # of filters, for what is no random set
PROCESSES = os.cpu_count()


class Checks:
    """By name: how often each was made, and what differed where"""

    def __init__(self):
        self.made, self.failed = {}, {}

    def check(self, name, where, differences):
        self.made[name] = self.made.get(name, 0) + 1
        found = list(differences)
        if found:
            self.failed.setdefault(name, []).append((where, found))

    def add(self, other):
        for name, times in other.made.items():
            self.made[name] = self.made.get(name, 0) + times
        for name, failures in other.failed.items():
            self.failed.setdefault(name, []).extend(failures)

    def report(self):
        for name, times in self.made.items():
            failures = self.failed.get(name, [])
            print(f"{'not ok' if failures else 'ok'} - oracle: {name}, {times} times")
            for where, differences in failures[:3]:
                print(f"#   {where}: {len(differences)} differences")
                for difference in differences[:10]:
                    print(f"#     {difference}")
            if len(failures) > 3:
                print(f"#   {len(failures) - 3} more: {'; '.join(where for where, _ in failures[3:20])}")
        return not self.failed


def load(server, raw, steps=1):
    """In place of what is there. Steps: the purchases come in so many loads, with a refresh after each"""
    server.run("TRUNCATE raw.amazon_purchases, raw.survey, raw.fields, raw.state_demographics")
    for name, value in (DEFAULTS | raw.settings).items():
        server.run(f"UPDATE ecom.settings SET value = '{value}' WHERE name = '{name}' AND value <> '{value}'")
    if raw.survey:
        columns = list(raw.survey[0])
        server.copy("raw.survey", columns, [[line[column] for column in columns] for line in raw.survey])
    server.copy("raw.fields", ["field", "question"], raw.fields)
    server.copy("raw.state_demographics", ["survey_year", "payload", "source"],
                [(str(year), json.dumps(payload), "test/oracle") for year, payload in raw.census.items()])
    length = len(raw.purchases) // steps + 1
    for step in range(steps):
        server.copy("raw.amazon_purchases", RawLine.COLUMNS, raw.purchases[step * length:(step + 1) * length])
        server.run("SELECT FROM ecom.refresh()")


# What was run, loaded and turned away, and what is made from what: sql/bi_data.sql
OF_NO_ORDERS = {f"bi.{name}" for name in (
    "refresh_runs", "refresh_run_models", "refresh_monitor", "model_freshness", "loads", "rejected_lines", "data_tests", "lineage", "data_dictionary")}


def every_relation_is_computed(server):
    computed = {f"{schema}{name}" for module in MODELS for name in module.GRAINS for schema in ("mart.mart_", "bi.")}
    return (f"{relation} is not" for relation in server.relations if relation not in computed | OF_NO_ORDERS)


def failed_data_tests(server):
    """Of severity error: what is right must not be refused"""
    for row in server.rows("SELECT test, detail FROM ecom.check() WHERE failures > 0 AND severity = 'error'"):
        yield f"{row['test']}: {row['detail']}"


def compare_models(server, checks, where, star):
    for module in MODELS:
        for name, grain in module.GRAINS.items():
            of_mart = getattr(module, name)
            for relation, rows in ((f"mart.mart_{name}", of_mart), (f"bi.{name}", getattr(module, f"bi_{name}", of_mart))):
                if relation in server.relations:
                    checks.check(relation, where, differences_by_key(list(rows(star)), server.rows(f"TABLE {relation}"), grain))


def compare_clients(server, checks, where, star, project, chance):
    server.run(f"SET TimeZone = '{chance.choice(['UTC', 'America/New_York', 'Asia/Tokyo'])}'")  # which must not matter
    for module in CLIENTS:
        for name, query, arguments, filters, expected in module.questions(project, star, chance):
            chosen = "".join(f", {name} {value}" for name, value in filters.items())
            try:
                differences = differences_in_order(list(expected), server.rows(query, arguments))
            except Refused as refused:
                differences = [str(refused).split("\n", 1)[0]]
            checks.check(f"{module.__name__} {name}", f"{where}{chosen}", differences)


def compare_sets(project, database, sets):
    """Sets by name: seeds of random ones, or folders"""
    checks, server = Checks(), Server(database)
    server.run("CREATE EXTENSION ecom_analytics")
    server.relations = server.run("""SELECT oid::regclass FROM pg_class
        WHERE relkind IN ('m', 'v') AND relnamespace IN ('mart'::regnamespace, 'bi'::regnamespace) ORDER BY 1""")
    checks.check("every mart and view of bi is computed", "test/oracle", every_relation_is_computed(server))
    today = date.fromisoformat(server.run("SELECT (now() AT TIME ZONE 'UTC')::date")[0])
    for which in sets:
        chance = Random(which if isinstance(which, int) else 0)
        if isinstance(which, int):
            raw, steps, rounds = make_set(which), chance.choice([1, 1, 1, 2]), 1
        else:
            raw, steps, rounds = read_folder(which, project / "data/census"), 1, ROUNDS
        load(server, raw, steps)
        checks.check("data tests pass", f"set {which}", failed_data_tests(server))
        star = Star(raw, today)
        compare_models(server, checks, f"set {which}", star)
        for _ in range(rounds):
            compare_clients(server, checks, f"set {which}", star, project, chance)
    server.close()
    return checks


def all_sets(project, number, first):
    real = Path(os.environ.get("OPEN_ECOMMERCE_DIR") or project / "../shared/data/open-ecommerce")
    if (real / "amazon-purchases.csv").exists():
        yield real
    else:
        print(f"skipped - oracle: real rows: no Open e-commerce files in {real} (set OPEN_ECOMMERCE_DIR)")
    yield project / "data/sample"
    yield from range(first, first + number)


def main(project, number="100", first="0"):
    project = Path(project).resolve()
    sets = list(all_sets(project, int(number), int(first)))
    databases = [f"oracle_{process}" for process in range(PROCESSES)]
    checks = Checks()
    try:
        for database in databases:
            subprocess.run(["createdb", database], check=True)
        with ProcessPoolExecutor(PROCESSES) as pool:
            for found in pool.map(compare_sets, [project] * PROCESSES, databases, [sets[process::PROCESSES] for process in range(PROCESSES)]):
                checks.add(found)
    finally:
        for database in databases:
            subprocess.run(["dropdb", "--if-exists", database], check=True)
    return 0 if checks.report() else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
