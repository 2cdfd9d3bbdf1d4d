"""Hostile rows: whatever the raw tables hold, a refresh succeeds and nothing is lost on the way.

    hostile.py ROOT [SECONDS [SEED [ROUND]]]

Rounds, for so many seconds (25), from this seed (1): each fills the raw tables anew with random and hostile rows, refreshes with the data tests in
front of the commit, changes some rows and refreshes again. After each refresh, what must hold of any rows holds: sql/include/invariants.sql; the answers
to the survey are staged or rejected; every view of bi can be read; no data test of severity error fails, and no query of any test; what is refreshed
once more is what is there. ROUND is the first one: with 0 seconds, it is the only one. psql reads from the environment where the server is; the database
hostile_rows is made anew. Prints a line for each kind of check; what fails names the seed and the round, and the statement.
"""
import json
import pathlib
import random
import subprocess
import sys
import time

root = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(root / "test/oracle"))
from server import Refused, Server, literal  # noqa: E402

SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 25
SEED = sys.argv[3] if len(sys.argv) > 3 else "1"
FIRST_ROUND = int(sys.argv[4]) if len(sys.argv) > 4 else 0

PURCHASES = ("order_date purchase_price_per_unit quantity shipping_address_state title asin_isbn_product_code category survey_responseid").split()
ANSWERS = ["18 - 24 years", "65 and older", "Yes", "No", "Other", "Female", "Less than $25,000", "$150,000 or more", "1 (just me!)", "4+", "prefer not to say",
           "Less than 5 times per month", "Bachelor's degree", "I don't know", "California", "Puerto Rico", "Asian,Other"]
SCRIPTS = ["茶", "שָׁלוֹם", "مرحبا", "ไทย", "😀", "👩‍👩‍👧", "é", "ß", "İ", "ǅ", "１２", "−5", "٣", "\u202e", "\u200d", "\ufeff", "\ufffd", "\ufffe", "\U0010ffff", "\ue000",
           "\u00a0", "\u2028", "\u3000", "\u0085", "’", "–"]
WORDS = ["", " ", "NULL", "N/A", "-", "?", "UNKNOWN", "Unknown", "unknown ", "00", "ZZ", "zz", "all", "ALL", "infinity", "-infinity", "NaN", "epoch", "now", "today", "tomorrow", "allballs",
         "0", "-0", "1", "-1", "00000000000000000001", "1e308", "1e-308", "1e131071", "-1e999999999", "0x10", "1_000", "9" * 20, "99999999.99", "99999999.995", "100000000",
         "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "0.01", "0.005", "(5)", "1,299.00", "$1,00", "\\N", "\\", "'", '"', "''", '""', "=\"\"", "=\"=\"\"\"",
         "'; DROP TABLE raw.survey; --", "%s%n%x", "$1", "{}", "{NULL}", "[]", "(,)", "<script>", "&amp;amp;", "&#0;", "&#x110000;", "&#xD800;", "&#55555555555;", "=A1", "@x", "+1",
         "0001-01-01", "9999-12-31", "10000-01-01", "294276-12-31", "4713-01-01 BC", "2022-02-29", "2024-02-29", "1969-12-31", "1970-01-01", "2018-01-01", "2022-13-01",
         "12/31/9999", "1/1/0001", "2022-01-01T25:00", "2022-01-01 23:59:60+14:00", "31/12/2022", "CA", "ca", "06", "6", "X", "US-CA", "R_1", "B000000001", "316925284", "gift card", "GIFT_CARD"]


def words_of(rng, length):
    """That many letters, which no compression makes short"""
    return rng.randbytes(length).hex()[:length]


def long_text(rng):
    length = rng.choice([201, 255, 1001, 2700, 2720, 4000, 8200, 10001, 30000, 300000])
    kind = rng.randrange(7)
    if kind == 0:
        return words_of(rng, length)
    if kind == 1:
        return "".join(chr(rng.randrange(0x4e00, 0x9fff)) for _ in range(min(length, 10001)))
    if kind == 2:
        return "".join(chr(rng.randrange(1, 32)) for _ in range(length))
    return rng.choice(["x", " ", "9", "'", '"', "(", "-", "&amp;", "&#1;", "0.", "1,000,", '="', "😀", "é", ",", "a,", "NA "]) * (length // rng.randrange(1, 4))


def border_text(rng):
    """About as long as a key may be: 200 characters of one to four bytes each"""
    letters = rng.choice(["abcdefghij0123456789", "éàüßøñ", "日本語文字列", "😀👍🎉🦊"])
    return "".join(rng.choice(letters) for _ in range(rng.choice([39, 40, 41, 199, 200, 201])))


def binary_text(rng):
    return rng.randbytes(rng.randrange(1, 200)).decode("latin-1").replace("\0", "")


def hostile(rng):
    kind = rng.randrange(10)
    if kind < 5:
        value = rng.choice(WORDS)
    elif kind == 5:
        value = long_text(rng)
    elif kind == 6:
        value = border_text(rng)
    elif kind == 7:
        value = binary_text(rng)
    elif kind == 8:
        value = "".join(rng.choice(SCRIPTS) for _ in range(rng.randrange(1, 30)))
    else:
        return None
    if rng.random() < 0.2:
        before, behind = rng.choice([("'", ""), ("'", "'"), ('"', '"'), ('="', '"'), ("(", ")"), ("$", ""), ("-", ""), ("", " USD"), ("  ", "\t\n"), ("\ufeff", "\u200b"), ("<", ">")])
        value = before + value + behind
    return value


def year_of(rng, first):
    return rng.choice([first, rng.randrange(first, 2027), 2021, 2022, 2023])


def purchase(rng, people, products, first_year, dirt):
    """A line as a shop writes it, but for some fields"""
    code, title, category = rng.choice(products)
    line = [f"{year_of(rng, first_year)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}", rng.choice(["9.99", "0.01", "99999999.99", str(rng.randrange(1, 500))]),
            rng.choice(["1", "1.0", "2", "2147483647"]), rng.choice(["CA", "TX", "NY", "PR", "Ontario", None]), title, code, category, rng.choice(people)]
    return [hostile(rng) if rng.random() < dirt else value for value in line]


def payload(rng):
    """A Census answer, or nearly"""
    states = rng.sample(range(1, 80), rng.randrange(1, 60))
    known = [1, 2, 4, 5, 6, 8, 9, 10, 11, 12, 13, 15, 36, 48, 72]
    amounts = ["0", "1", "999999999", "-666666666", None, "250001"]
    answer = [["NAME", "B19013_001E", "B01003_001E", "state"]]
    for state in rng.sample(known, rng.randrange(1, len(known))) if rng.random() < 0.8 else states:
        answer.append([f"State {state}", rng.choice(amounts), rng.choice(amounts), f"{state:02}"])
    change = rng.randrange(12)
    if change == 0:
        return hostile(rng)
    if change == 1:
        return [answer] * rng.choice([1, 20])
    if change < 5:
        row = rng.choice(answer)
        row[rng.randrange(4)] = rng.choice([hostile(rng), rng.randrange(10**12), -5, 1.5, True, [], {"a": 1}, "1e9", "-1", "1000000000"])
    if change == 5:
        answer.append(rng.choice([answer[-1], [], ["a"], None, "x"]))
    if change == 6:
        answer = [row + [words_of(rng, rng.choice([10, 100000]))] for row in answer]
    if change == 7:
        rng.shuffle(answer)
    return answer


class Round:
    def __init__(self, server, number):
        self.server, self.number = server, number
        self.rng = random.Random(f"{SEED}/{number}")
        self.codes_changed = False

    def write_if_taken(self, statement):
        """The table may refuse it for what it holds; refused for anything else is an error"""
        try:
            self.server.run(statement)
        except Refused as error:
            state = self.server.run("\\echo :LAST_ERROR_SQLSTATE")[0]
            if state[:2] not in ("22", "23") and state not in ("42701", "42703", "42804", "54000", "P0002"):
                raise Refused(f"{state} {str(error)[:2000]}") from None

    def fill(self):
        rng, server = self.rng, self.server
        first_year = rng.choice([2018, 2018, 2018, 1970, 1999, 2021])
        server.run("TRUNCATE raw.amazon_purchases, raw.survey, raw.fields, raw.state_demographics, raw.state_codes; "
                   "INSERT INTO raw.state_codes SELECT s.postal_code, s.state_name, s.state_fips FROM ecom.us_states() s")
        self.deduplicate = rng.random() < 0.7
        for name, value in (("earliest_order_date", f"{first_year}-01-01"), ("deduplicate", "on" if self.deduplicate else "off"), ("date_order", rng.choice(["MDY", "DMY"])),
                            ("time_zone", rng.choice(["UTC", "Pacific/Kiritimati", "America/Adak"])), ("max_order_value", rng.choice(["10000", "999999999999999999"]))):
            server.run(f"UPDATE ecom.settings SET value = '{value}' WHERE name = '{name}'")
        people = [rng.choice([f"R_{n}", f"R_{n}", border_text(rng), hostile(rng)]) for n in range(rng.randrange(1, 40))]
        products = [(rng.choice([f"B{n:09}", f"B{n:09}", hostile(rng), None]), rng.choice([f"Product {n}", hostile(rng)]), rng.choice(["TEA", f"CATEGORY_{n}", border_text(rng), hostile(rng)]))
                    for n in range(rng.randrange(1, 60))]
        dirt = rng.choice([0, 0.02, 0.2, 1])
        self.line = lambda: purchase(rng, people, products, first_year, dirt)
        server.copy("raw.amazon_purchases", PURCHASES, [self.line() for _ in range(rng.choice([0, 1, 10, 300]))])
        if self.number % 10 == 3:  # products with very many titles, categories and buyers; the same line over and over
            many = rng.choice([1000, 40000]) if SECONDS < 100 else 1000000
            server.run(f"INSERT INTO raw.amazon_purchases SELECT '2022-01-' || 10 + i % 10, '99999999.99', '2147483647', 'CA', md5(i::text) || repeat('t', i % 300), 'B000000001', "
                       f"md5((i % 3000)::text), 'R_' || i % {rng.choice([3, 3000])} FROM generate_series(1, {many}) i")
        if self.number % 10 == 7:  # a user in every month, and every user in one
            server.run(f"INSERT INTO raw.amazon_purchases SELECT to_char(d, 'YYYY-MM-DD'), '1', '1', NULL, NULL, NULL, NULL, 'R_' || u FROM generate_series('{first_year}-01-01', now(), '1 month') d, "
                       "unnest(ARRAY['always', to_char(d, 'YYYYMM')]) u")
        columns = server.run("SELECT attname FROM pg_attribute WHERE attrelid = 'raw.survey'::regclass AND attnum > 0 ORDER BY attnum")
        server.copy("raw.survey", columns, [[rng.choice(people)] + [hostile(rng) if rng.random() < dirt else rng.choice(ANSWERS + [None]) for _ in columns[1:]]
                                            for _ in range(rng.choice([0, 1, 40]))])
        server.copy("raw.fields", ["field", "question"], [[rng.choice(["Q-demos-age", "q demos age", hostile(rng)]), hostile(rng)] for _ in range(rng.choice([0, 1, 30]))])
        self.land()
        if rng.random() < 0.3:
            self.change_codes()

    def land(self):
        for _ in range(self.rng.randrange(0, 8)):
            year = self.rng.choice([2018, 2019, 2020, 2021, 2022, 2023, 2005, 2100, 2004, 2101, -1, 2**31 - 1])
            self.write_if_taken(f"INSERT INTO raw.state_demographics (survey_year, payload, source) VALUES ({year}, {literal(json.dumps(payload(self.rng)))}, "
                         f"{literal(hostile(self.rng) or '')}) ON CONFLICT (survey_year) DO UPDATE SET payload = EXCLUDED.payload")

    def change_codes(self):
        """What somebody may do to raw.state_codes by hand"""
        self.codes_changed = True
        for _ in range(self.rng.randrange(1, 6)):
            value = literal(self.rng.choice([hostile(self.rng), "CA", "QQ", "06", "99", "Guam", "Unknown"]))
            column = self.rng.choice(["postal_code", "state_name", "state_fips"])
            self.write_if_taken(self.rng.choice([
                f"UPDATE raw.state_codes SET {column} = {value} WHERE postal_code IN ('CA', 'TX')",
                f"INSERT INTO raw.state_codes VALUES ({value}, {literal(hostile(self.rng))}, '66')",
                f"INSERT INTO raw.state_codes VALUES ('GU', {value}, '66')",
                "DELETE FROM raw.state_codes WHERE postal_code = 'CA'",
                f"DELETE FROM raw.state_codes WHERE hashtext(postal_code) % 10 <> {self.rng.randrange(10)}",
                "TRUNCATE raw.state_codes"]))

    def change(self):
        """Some rows more, some less, some others"""
        rng = self.rng
        self.server.copy("raw.amazon_purchases", PURCHASES, [self.line() for _ in range(rng.choice([1, 20]))])
        column = rng.choice(PURCHASES)
        self.server.run(f"UPDATE raw.amazon_purchases SET {column} = {literal(hostile(rng))} WHERE hashtext(ctid::text) % 10 = {rng.randrange(10)}")
        self.server.run(f"DELETE FROM raw.amazon_purchases WHERE hashtext(ctid::text) % 10 = {rng.randrange(10)}")
        self.server.run(f"UPDATE raw.survey SET q_demos_state = {literal(hostile(rng))} WHERE hashtext(ctid::text) % 3 = {rng.randrange(3)}")
        if rng.random() < 0.3:
            self.land()

    def run(self, checks):
        self.fill()
        for step in ("filled", "changed"):
            if step == "changed":
                self.change()
            where = f"seed {SEED}, round {self.number}, {step}"
            self.attempt(checks, "a refresh succeeds, with the data tests in front of its commit", where, self.refresh)
            for name, statement in INVARIANTS:
                if self.deduplicate or "'staged twice'" not in statement:
                    self.attempt(checks, name, where, lambda s=statement: self.server.run(s))
            self.attempt(checks, "no data test of severity error fails, no query of any test", where, self.failed_tests)
            self.attempt(checks, "what was refreshed is fresh", where, lambda: self.server.run("SELECT r.model, r.action, r.reason FROM ecom.refresh() r WHERE r.action <> 'skipped'"))

    def attempt(self, checks, name, where, action):
        try:
            checks.note(name, where, action())
        except Refused as error:
            checks.note(name, where, [str(error)[:1500]])

    def refresh(self):
        # states that somebody has taken away are missing, as a data test says
        with_checks = "false" if self.codes_changed else "true"
        self.server.run(f'SELECT count(*) FROM ecom.refresh("check" => {with_checks}, strict => true)')
        return []

    def failed_tests(self):
        return self.server.run("SELECT c.test, c.failures, c.detail FROM ecom.check() c "
                               "WHERE (c.severity = 'error' AND c.failures > 0 OR c.detail LIKE 'the query failed: %')"
                               + (" AND c.test <> 'all states are known'" if self.codes_changed else ""))


class Checks:
    def __init__(self):
        self.made, self.failed = {}, {}

    def note(self, name, where, rows):
        self.made[name] = self.made.get(name, 0) + 1
        if rows:
            self.failed.setdefault(name, []).append(f"{where}: {' / '.join(rows)[:3000]}")

    def report(self):
        for name, times in self.made.items():
            print(f"{'not ok' if name in self.failed else 'ok'} - hostile rows: {name}, {times} times")
            for failure in self.failed.get(name, [])[:5]:
                print(f"#   {failure}")
        return not self.failed


def invariants():
    """Queries that give no row, each with its name"""
    text = (root / "sql/include/invariants.sql").read_text()
    # the statements end with a semicolon at the end of a line; what is said of them stands on lines of its own
    statements = [part.strip() for part in "\n".join(line for line in text.split("\n") if not line.startswith("--")).split(";\n")]
    found = [("what invariants.sql says holds", statement) for statement in statements if statement]
    found.append(("every answer to the survey is staged or rejected, with a reason", """
        SELECT * FROM (SELECT (SELECT count(*) FROM raw.survey) AS raw, (SELECT count(*) FROM staging.stg_survey) AS staged,
            (SELECT count(*) FROM staging.stg_survey_rejected) AS rejected, (SELECT count(*) FROM staging.stg_survey_rejected WHERE coalesce(reason, '') = '') AS without_reason) c
        WHERE raw <> staged + rejected OR without_reason > 0"""))
    views = server.run("SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'bi'::regnamespace AND c.relkind = 'v' ORDER BY 1")
    for view in views + ["ecom.status", "ecom.refresh_monitor"]:
        found.append(("every view can be read", f"SELECT 'negative' FROM (SELECT sum(length(v::text)) AS length FROM {view} v) l WHERE length < 0"))
    return found


subprocess.run(["dropdb", "--if-exists", "hostile_rows"], check=True, stderr=subprocess.DEVNULL)
subprocess.run(["createdb", "hostile_rows"], check=True)
server = Server("hostile_rows", errors=subprocess.DEVNULL)
server.run("CREATE EXTENSION ecom_analytics")
INVARIANTS = invariants()
checks = Checks()
number = FIRST_ROUND
end = time.monotonic() + SECONDS
while number == FIRST_ROUND or time.monotonic() < end:
    Round(server, number).run(checks)
    number += 1
server.close()
subprocess.run(["dropdb", "hostile_rows"], check=True)
well = checks.report()
print(f"# seed {SEED}, rounds {FIRST_ROUND} to {number - 1}")
sys.exit(not well)
