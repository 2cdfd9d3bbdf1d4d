#!/usr/bin/env python3
"""
What marts, views and clients show, beside what an independent implementation makes of the same raw lines.

    run.py PROJECT [SETS [FIRST]]

PROJECT is the folder of the project.  Compared are SETS random sets (60), those with the seeds FIRST (0), FIRST + 1 ...; the sample; and, where
OPEN_ECOMMERCE_DIR has them, real rows.  All in one database of the running server, which is made for it and dropped.  Prints a line a check, with what
differs, where it does, and the seed of its set; fails if any check does.
"""
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random

import dashboard
import demo
import grafana
import income
import marts
import metabase
import others
import years
from compare import differences_by_key, differences_in_order
from files import read_folder
from random_sets import make_set
from server import Server
from star import DEFAULTS, RawLine, Star

DATABASE = "oracle"
MODELS = (marts, years, income, others)
CLIENTS = (dashboard, grafana, metabase, demo)
ROUNDS = 3  # of filters, for what is no random set


class Checks:
    """By name: how often each was made, and what differed where"""

    def __init__(self):
        self.made, self.failed = {}, {}

    def check(self, name, where, differences):
        self.made[name] = self.made.get(name, 0) + 1
        found = list(differences)
        if found:
            self.failed.setdefault(name, []).append((where, found))

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


def compare_models(server, checks, where, star):
    for module in MODELS:
        for name, grain in module.GRAINS.items():
            expected = list(getattr(module, name)(star))
            for relation in [relation for relation in (f"mart.mart_{name}", f"bi.{name}") if relation in server.relations]:
                checks.check(relation, where, differences_by_key(expected, server.rows(f"TABLE {relation}"), grain))


def compare_clients(server, checks, where, star, project, chance):
    server.run(f"SET TimeZone = '{chance.choice(['UTC', 'America/New_York', 'Asia/Tokyo'])}'")    # which must not matter
    for module in CLIENTS:
        for name, query, arguments, filters, expected in module.questions(project, star, chance):
            chosen = ", ".join(f"{name} {value}" for name, value in filters.items())
            checks.check(f"{module.__name__} {name}", f"{where}, {chosen}", differences_in_order(list(expected), server.rows(query, arguments)))


def every_relation_is_known(server, checks):
    known = {f"{schema}{name}" for module in MODELS for name in module.GRAINS for schema in ("mart.mart_", "bi.")}
    checks.check("every mart and view of bi is computed", "", (f"{relation} is not" for relation in sorted(server.relations - known)))


def sets(project, number, first):
    """Name, raw data, in how many steps to load, how many rounds of filters, chance"""
    for seed in range(first, first + number):
        chance = Random(seed)
        yield f"seed {seed}", make_set(seed), chance.choice([1, 1, 1, 2]), 1, chance
    yield "the sample", read_folder(project / "data/sample", project / "data/census"), 1, ROUNDS, Random(first)
    real = Path(os.environ.get("OPEN_ECOMMERCE_DIR") or project / "../shared/data/open-ecommerce")
    if (real / "amazon-purchases.csv").exists():
        yield "real rows", read_folder(real, project / "data/census"), 1, ROUNDS, Random(first)


def main():
    project = Path(sys.argv[1])
    number, first = (int(word) for word in [*sys.argv[2:], *["60", "0"][len(sys.argv) - 2:]])
    subprocess.run(["createdb", DATABASE], check=True)
    checks, server = Checks(), Server(DATABASE)
    try:
        server.run("CREATE EXTENSION ecom_analytics")
        server.relations = set(server.run("""SELECT oid::regclass FROM pg_class
            WHERE relkind IN ('m', 'v') AND relnamespace IN ('mart'::regnamespace, 'bi'::regnamespace)"""))
        every_relation_is_known(server, checks)
        today = date.fromisoformat(server.run("SELECT (now() AT TIME ZONE 'UTC')::date")[0])
        for name, raw, steps, rounds, chance in sets(project, number, first):
            load(server, raw, steps)
            star = Star(raw, today)
            compare_models(server, checks, name, star)
            for _ in range(rounds):
                compare_clients(server, checks, name, star, project, chance)
    finally:
        server.close()
        subprocess.run(["dropdb", DATABASE], check=True)
    return 0 if checks.report() else 1


if __name__ == "__main__":
    sys.exit(main())
