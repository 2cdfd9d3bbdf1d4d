#!/usr/bin/env python3
"""
No model grows from being refreshed: after many small loads, each refreshed, its size is that of a rebuilt one, or a fifth more.

    sizes.py PROGRAMS GENERATE WORK [REFRESHES [LINES [VACUUM]]]

PROGRAMS and WORK as of run.py; GENERATE is the program of data/generator.  REFRESHES (200) are made, each of some new lines of the last months
beside LINES (5,000) that are there.  Tables are vacuumed as autovacuum would, which is off: when so many of their rows are dead; not at
all if VACUUM is "off".  Prints what each model has grown by, and how many pages a refresh looks at, early and late.
"""
import subprocess
import sys
from pathlib import Path

from postgres import Postgres, session

SLACK = 65536     # bytes: of a few pages one is much
MODELS = "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'm' AND n.nspname IN ('staging', 'refinement', 'mart')"
# The threshold of autovacuum, as it is by default; it looks at the tables of long values by themselves
DEAD = """SELECT s.relid::regclass FROM pg_stat_all_tables s JOIN pg_class c ON c.oid = s.relid
    WHERE coalesce((SELECT n.nspname FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace WHERE o.reltoastrelid = c.oid), s.schemaname)
        IN ('raw', 'staging', 'refinement', 'mart', 'ecom')
    AND s.n_dead_tup > 50 + 0.2 * c.reltuples"""
NEW = """INSERT INTO raw.amazon_purchases
    SELECT to_char('2022-11-01'::date + {0} % 60, 'YYYY-MM-DD'), '{0}.' || lpad(i::text, 2, '0'), '1', shipping_address_state, title,
        asin_isbn_product_code, category, survey_responseid
    FROM (SELECT p.*, row_number() OVER (ORDER BY md5(p::text || {0})) AS i FROM raw.amazon_purchases p) s WHERE i <= 10"""
PAGES = "SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()"


def sizes(server):
    return {name: (int(heap), int(total)) for name, heap, total in (line.split("|") for line in server.run(
        f"SELECT c.oid::regclass, pg_relation_size(c.oid), pg_total_relation_size(c.oid) {MODELS} ORDER BY 1"))}


def pages(server):
    server.run("SELECT pg_stat_force_next_flush()")
    return int(server.run(PAGES)[0])


def refresh(server, number, vacuums):
    """Pages that were looked at"""
    server.run(NEW.format(number))
    before = pages(server)
    server.run("SELECT count(*) FROM ecom.refresh()")
    looked_at = pages(server) - before
    if vacuums:
        for table in server.run(DEAD):
            server.run(f"VACUUM {table}")
    return looked_at


def main(programs, generate, work, refreshes="200", lines="5000", vacuums="on"):
    work = Path(work)
    subprocess.run([generate, "--rows", lines, "--users", "100", "--out", str(work)], check=True)
    for file in work.iterdir():
        file.chmod(0o644)
    postgres = Postgres(Path(programs), work / "server")
    try:
        server = session("postgres")
        for statement in ("CREATE EXTENSION ecom_analytics", f"SELECT FROM ecom.load_directory('{work}')", "SELECT FROM ecom.load_bundled_census()",
                          "SELECT count(*) FROM ecom.refresh()"):
            server.run(statement)
        looked_at = [refresh(server, number, vacuums == "on") for number in range(int(refreshes))]
        grown = sizes(server)
        dead = dict(line.split("|") for line in server.run(f"SELECT c.oid::regclass, pg_stat_get_dead_tuples(c.oid) {MODELS}"))
        for model in server.run("SELECT model_oid::regclass FROM ecom.model_order ORDER BY level"):
            server.run(f"REFRESH MATERIALIZED VIEW {model}")
        rebuilt = sizes(server)
    finally:
        postgres.stop()
    print(f"# {sum(looked_at[:10]) // 10} pages looked at by each of the first 10 refreshes, {sum(looked_at[-10:]) // 10} by each of the last 10")
    failures = 0
    for model, (heap, total) in grown.items():
        most = rebuilt[model][1] * 1.2 + SLACK
        failures += total > most
        print(f"{'not ok' if total > most else 'ok'} - sizes: {model} after {refreshes} refreshes: {total} bytes, rebuilt {rebuilt[model][1]}")
        print(f"#   {total / rebuilt[model][1]:.2f} times; without indexes {heap / max(1, rebuilt[model][0]):.2f} times; dead rows {dead[model]}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
