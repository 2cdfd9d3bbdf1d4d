"""Hostile calls: every function of the extension, with every kind of value that nobody would give it.

    calls.py DATABASE CALLS SEED

So many calls of each function and aggregate that belongs to the extension in DATABASE, drawn from the seed: each argument is now ordinary, now one of the
hostile values of its type. Then one call for each argument of text with 100 MB in it, and states of cohort_retention, as text and as binary, with bytes
changed. Each call is a transaction of its own that is rolled back, under a statement_timeout. It may give anything or refuse; it may not end the
session, be an internal error (SQLSTATE XX000 and its like) or go on when its time is up. Prints a line for each kind of check.
"""
import random
import struct
import sys
import time

import psycopg

DATABASE, CALLS, SEED = sys.argv[1], int(sys.argv[2]), sys.argv[3]
TIME_UP = 2         # seconds that a call may take
GENEROUS = 30       # seconds within which a call whose time is up has ended, on a busy machine
HUGE = 100_000_000

rng = random.Random(SEED)


def literal(value):
    return "'" + value.replace("'", "''") + "'"


TEXTS = ["NULL", "''", "' '", "'x'", "'CA'", "'2022-02-29'", "'1e308'", "'NaN'", "'$-1,299.00'", "E'\\n\\t\\x01'", "'%s%n%x'", "'\\'", "'\"'", "'😀👩‍👩‍👧'", "U&'\\FFFE\\202E\\FEFF'",
         "'&#x110000;&#0;&amp;amp;'", "''';--'", "'{}'", "'[[['", "repeat('9', 400)", "repeat('é', 201)", "repeat('(', 10000)", "repeat('{\"a\":', 10000)", "repeat('x', 1000000)",
         # grains, names of tables and files, separators
         "'month'", "'WEEK'", "'decade'", "'fortnight'", "' day '", "repeat('day', 100000)", "'purchases'", "'raw.survey'", "'pg_class'", "'/dev/zero'", "'/etc/passwd'", "'/'", "'../x'",
         "'/proc/self/mem'", "'http://127.0.0.1:1/'", "','", "';;'", "'UTF8'", "'EBCDIC'", "'order_date'", "'* * * * *'", "'SELECT 1'", "'SELECT 1; DROP TABLE raw.survey'"]
INTEGERS = ["NULL", "0", "1", "-1", "12", "2022", "-2147483648", "2147483647"]
BIGINTS = INTEGERS + ["'-9223372036854775808'", "9223372036854775807", "1099511627776"]
NUMERICS = ["NULL", "0", "-0.00", "19.95", "'NaN'", "'Infinity'", "'-Infinity'", "1e131071", "-1e131071", "1e-16383", "0.005", "repeat('9', 131072)", "99999999.995"]
FLOATS = ["NULL", "0", "'-0'", "1.5", "-1", "'NaN'", "'Infinity'", "'-Infinity'", "1e308", "-1e308", "4.9e-324", "1e15"]
DATES = ["NULL", "'2022-02-28'", "'0001-01-01'", "'0001-01-01 BC'", "'4713-01-01 BC'", "'99999-12-31'", "'5874897-12-31'", "'infinity'", "'-infinity'", "'epoch'"]
DOCUMENTS = ["NULL", "'null'", "'{}'", "'[]'", "'[[]]'", "'1e1000'", "'\"\"'", "'[null, {\"a\": null}]'", "'{\"a\": {\"b\": [1, \"2\", true]}}'", "'{\"\": \"\"}'",
             "('\"' || repeat('x', 1000000) || '\"')", "(repeat('[', 2000) || repeat(']', 2000))", "'[[\"NAME\", \"state\"], [\"California\", \"06\"]]'",
             "'{\"order_date\": \"order date\", \"quantity\": 5}'", "'{\"state\": [\"x\", [\"y\"]]}'", "'{\"decimal\": \",\", \"date_order\": \"YDM\"}'"]
BYTES = ["NULL", "''", "'\\x00'", "'\\xffffffffffffffffffffffffffffffffffffffff'", "decode(repeat('00', 1000), 'hex')", "decode(repeat('ff', 1000000), 'hex')"]
VALUES = {
    "text": TEXTS, "cstring": [value for value in TEXTS if not value.startswith("repeat")], "name": ["NULL", "''", "'ecom'", "'x'"],
    "integer": INTEGERS, "smallint": ["NULL", "0", "-32768", "32767"], "bigint": BIGINTS, "numeric": NUMERICS, "double precision": FLOATS, "boolean": ["NULL", "true", "false"],
    "date": DATES, "timestamp with time zone": ["NULL", "'2022-02-28'", "'4713-01-01 BC'", "'infinity'", "'-infinity'", "'294276-12-31'"],
    "jsonb": DOCUMENTS, "bytea": BYTES, "tid": ["NULL", "'(0,1)'", "'(0,0)'", "'(4294967295,65535)'"], "xid8": ["NULL", "'0'", "'3'", "'18446744073709551615'"],
    "oid": ["NULL", "0", "1259", "4294967295"], "regrole": ["NULL", "'pg_monitor'", "'postgres'", "0", "4294967295"], "regprocedure": ["NULL", "0", "4294967295"],
    "regclass": ["NULL", "0", "4294967295", "'pg_class'", "'raw.survey'", "'mart.mart_top_products'", "'refinement.fct_orders'", "'bi.years'", "'ecom.settings'"],
    "record": ["NULL", "ROW()", "ROW(NULL)", "ROW(1, 'x', NULL::jsonb)", "ROW(ROW(ARRAY[NULL::text]))"], "internal": ["NULL"],
    "anyenum": [f"'{label}'::{kind}" for kind, label in (("ecom.age_group", "18-24"), ("ecom.gender", "Other"), ("ecom.day_of_week", "Monday"))] + ["NULL::ecom.people"],
    "\"any\"": ["NULL::text", "'x'::text", "1", "ARRAY[NULL::date]", "ROW(1)", "'{}'::jsonb"],
    "ecom.bg_nbd_fit": ["NULL", "ROW()", "ROW(NULL, NULL, NULL, NULL)", "ROW('NaN', 'Infinity', -1, 0)", "ROW(1, 1, 1, 1)", "ROW(1e308, 4.9e-324, 1e308, 1e308)"],
    "ecom.gamma_gamma_fit": ["NULL", "ROW()", "ROW(NULL, NULL, NULL)", "ROW('NaN', 'Infinity', -1)", "ROW(1, 1, 1)", "ROW(1e308, 4.9e-324, 1e308)"],
    "ecom.role_name": ["NULL", "'postgres'", "''", "repeat('x', 100000)", "E'a\\nb'"],
    "ecom.product_catalog": ["NULL", "''", "'x'", "'\\x'", "(SELECT ecom.product_catalog('a', 'b', 'c'))"],
    "ecom.cohort_state": ["NULL", "''", "'x'", "'\\x'", "repeat('00', 100000)",
                          "repeat('ff', 1000)"],
}


def array_of(values, kind):
    one = rng.choice(values)
    return rng.choice(["NULL", f"'{{}}'::{kind}", f"ARRAY[NULL]::{kind}", f"ARRAY[NULL, {one}, NULL]::{kind}", f"ARRAY[[{one}], [{one}]]::{kind}",
                       f"array_fill(({one})::{kind.removesuffix('[]')}, '{{100000}}')", f"array_fill(({one})::{kind.removesuffix('[]')}, '{{3}}', '{{-5}}')"])


def hostile(kind):
    if kind.endswith("[]"):
        value = array_of(VALUES.get(kind.removesuffix("[]"), ["NULL"]), kind)
    else:
        value = rng.choice(VALUES.get(kind, ["NULL"]))
    return value if kind in ("anyenum", '"any"', "internal") else f"({value})::{kind}"


class Function:
    def __init__(self, name, kind, is_set, arguments):
        self.name, self.kind, self.is_set, self.arguments = name, kind, is_set, arguments

    def call(self, values):
        if self.kind == "a":
            lines = " UNION ALL ".join(f"SELECT {', '.join(line)}" for line in values)
            columns = ", ".join(f"c{i}" for i in range(len(self.arguments)))
            return f"SELECT {self.name}({columns}) FROM ({lines}) l ({columns})"
        return f"SELECT * FROM {self.name}({', '.join(values[0])})" if self.is_set else f"SELECT {self.name}({', '.join(values[0])})"


class Checks:
    def __init__(self):
        self.connection = None
        self.calls, self.refused, self.timed_out = 0, 0, 0
        self.failures = {"ends the session": [], "is an internal error": [], "goes on when its time is up": []}

    def connect(self):
        for _ in range(60):
            try:
                self.connection = psycopg.connect(dbname=DATABASE, client_encoding="UTF8", prepare_threshold=None)
                self.connection.execute(f"SET statement_timeout = '{TIME_UP}s'; SET client_min_messages = error; SET work_mem = '4MB'")
                self.connection.commit()
                return
            except psycopg.OperationalError:
                time.sleep(1)
        raise SystemExit("the server does not come back")

    def attempt(self, what, action):
        """Whether it was not refused; action gets the session"""
        if self.connection is None or self.connection.closed:
            self.connect()
        self.calls += 1
        begin = time.monotonic()
        well = True
        try:
            action(self.connection)
        except psycopg.Error as error:
            well = False
            self.refused += 1
            state = error.sqlstate or ""
            self.timed_out += state == "57014"
            if state.startswith("XX"):
                self.failures["is an internal error"].append(f"{state} {error}: {what}")
            elif self.connection.closed:
                self.failures["ends the session"].append(f"{error}: {what}")
        if time.monotonic() - begin > TIME_UP + GENEROUS:
            self.failures["goes on when its time is up"].append(f"{time.monotonic() - begin:.0f} s: {what}")
        if not self.connection.closed:
            try:
                self.connection.rollback()
            except psycopg.errors.QueryCanceled:    # so busy a machine that the time of this is up, too
                self.connection.close()
        return well

    def run(self, statement):
        return self.attempt(statement[:1000], lambda connection: connection.execute(statement.encode()))

    def report(self):
        for name, failures in self.failures.items():
            print(f"{'not ok' if failures else 'ok'} - hostile calls: of {self.calls}, of which {self.refused} are refused and {self.timed_out} run out of time, none {name}")
            for failure in failures[:20]:
                print("#   " + failure[:1500].replace("\n", " "))
        return not any(self.failures.values())


def functions():
    query = """SELECT p.pronamespace::regnamespace || '.' || quote_ident(p.proname), p.prokind, p.proretset OR p.prorettype = 'record'::regtype,
            ARRAY(SELECT format_type(a.type, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY a (type, place) ORDER BY a.place)
        FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
        JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'ecom_analytics' WHERE p.prorettype <> 'trigger'::regtype ORDER BY p.oid::regprocedure::text COLLATE "C" """
    with psycopg.connect(dbname=DATABASE) as connection:
        return [Function(*row) for row in connection.execute(query)]


def changed(given):
    """Some bytes of it others, less or more"""
    made = bytearray(given)
    for _ in range(rng.choice([1, 1, 2, 8])):
        place = rng.randrange(len(made) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            del made[place:]
        elif kind == 1:
            del made[place:place + rng.randrange(1, 9)]
        elif kind == 2:
            made[place:place] = rng.randbytes(rng.randrange(1, 9))
        elif kind == 3 and place < len(made):
            made[place] = rng.choice([0, 1, 0x7f, 0x80, 0xff, made[place] ^ 1 << rng.randrange(8)])
        else:
            made[place:place + 4] = rng.choice([b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\0"])
    return bytes(made)


def change_states(checks):
    """States of cohort_retention with bytes changed, as text and as binary"""
    with psycopg.connect(dbname=DATABASE) as connection:
        # the functions under the aggregates are for aggregates only
        connection.execute("""CREATE OR REPLACE AGGREGATE state_of(text, date) (SFUNC = ecom.cohort_retention_trans, STYPE = ecom.cohort_state);
            CREATE OR REPLACE AGGREGATE state_of(bigint, date, text) (SFUNC = ecom.cohort_retention_trans, STYPE = ecom.cohort_state);
            CREATE OR REPLACE AGGREGATE state_of(text, date, numeric) (SFUNC = ecom.cohort_retention_trans, STYPE = ecom.cohort_state);
            CREATE OR REPLACE AGGREGATE cells_of(ecom.cohort_state) (SFUNC = ecom.cohort_retention_combine, STYPE = ecom.cohort_state, FINALFUNC = ecom.cohort_retention_final)""")
        states = [f"SELECT state_of({arguments}) AS s FROM generate_series(1, 40) n" for arguments in
                  ("'x' || n % 7, DATE '2022-01-01' + n * 20", "n % 7, DATE '2022-01-01' + n * 3, 'week'", "'x' || n % 9, DATE '2022-01-01' + n * 9, n * 1.25")]
        texts = [connection.execute(f"SELECT s::text FROM ({state}) _").fetchone()[0] for state in states]
        binaries = [connection.execute(f"SELECT ecom.cohort_state_send(s) FROM ({state}) _").fetchone()[0] for state in states]
    for _ in range(CALLS * 100):
        text = changed(rng.choice(texts).encode()).decode("latin-1").replace("\0", "0")
        checks.run(f"SELECT cells_of(s), min(s::text) FROM (SELECT {literal(text)}::ecom.cohort_state AS s FROM generate_series(1, 2)) _")
        binary = changed(rng.choice(binaries))

        def copied(connection, binary=binary):
            connection.execute("CREATE TEMPORARY TABLE states (s ecom.cohort_state)")
            with connection.cursor().copy("COPY states FROM STDIN (FORMAT binary)") as copy:
                copy.write(b"PGCOPY\n\xff\r\n\0" + struct.pack("!iihi", 0, 0, 1, len(binary)) + binary + struct.pack("!h", -1))
            connection.execute("SELECT cells_of(s), min(ecom.cohort_state_send(s)::text) FROM states, generate_series(1, 2)")

        checks.attempt(f"binary state {binary.hex()}", copied)


checks = Checks()
every = functions()
for function in every:
    for _ in range(CALLS if function.arguments else 2):
        lines = rng.choice([1, 2, 5]) if function.kind == "a" else 1
        checks.run(function.call([[hostile(argument) for argument in function.arguments] for _ in range(lines)]))
    for place, kind in enumerate(function.arguments):
        if kind == "text":
            values = [hostile(argument) for argument in function.arguments]
            part = rng.choice(["x", "9", " ", ",", "&amp;", "é", "[", '""'])
            values[place] = f"repeat('{part}', {HUGE // len(part)})"
            checks.run(function.call([values]))
change_states(checks)
well = checks.report()
print(f"# {len(every)} functions, seed {SEED}")
sys.exit(not well)
