"""The database that is changed and refreshed, what is drawn by chance, and the journal of what was done."""
from random import Random

import random_sets
from postgres import Refused, literal, session
from random_sets import Purchases
from star import RawLine
from states import STATES

PURCHASES = "raw.amazon_purchases"
LAST_MONTH = "2025-06"      # long ago, so that nothing depends on the day


class World:
    def __init__(self, postgres, seed, lines):
        self.postgres, self.seed, self.most_lines = postgres, seed, lines
        self.journal, self.others, self.prepared, self.loads, self.databases = [], [], [], [], 0
        self.chance = Random(f"{seed} beginning")
        self.places = self.chance.sample(STATES, self.chance.choice([2, 4, 10, 30]))
        self.users = [f"R_{self.chance.getrandbits(40):010x}" for _ in range(self.chance.choice([3, 12, 40]))]
        self.purchases = Purchases(self.chance, self.places, self.users)
        self.create_database()
        self.session.run("CREATE EXTENSION ecom_analytics")
        self.session.run("CREATE ROLE incremental_scheduler")
        self.session.run("GRANT EXECUTE ON FUNCTION ecom.refresh TO incremental_scheduler")
        self.answer(random_sets.survey(self.chance, self.places, self.users))
        self.run("SELECT FROM ecom.load_bundled_census()")
        self.copy(self.lines(self.chance.randint(200, lines)))

    # The database

    @property
    def database(self):
        return f"incremental_{self.databases}"

    def create_database(self):
        self.databases += 1
        self.postgres.tell("createdb", self.database)
        self.session = session(self.database)

    def connect(self):
        """Once more, where the server has restarted: prepared transactions are there, others are not"""
        self.session, self.others = session(self.database), []

    def begin_round(self, number):
        """Each draws by itself, whatever the rounds before did"""
        self.chance = self.purchases.chance = Random(f"{self.seed} round {number}")

    # What is done, noted in the journal

    def run(self, statement, on=None):
        self.note(statement)
        on = on or self.session
        found = on.run(statement)
        if (word := statement.split()[0]) in ("BEGIN", "COMMIT", "ROLLBACK", "PREPARE") and "ROLLBACK TO" not in statement:
            on.in_transaction = word == "BEGIN"
        return found

    def try_to(self, statement, on=None):
        """Where a transaction that is open has what is asked for, it is left alone"""
        on = on or self.session
        on.run("SET lock_timeout = '300ms'")
        if on.in_transaction:
            self.run("SAVEPOINT trying", on)
        try:
            self.run(statement, on)
        except Refused as refused:
            if "lock timeout" not in str(refused):
                raise
            self.note("-- which has to wait, and is left")
            if on.in_transaction:
                self.run("ROLLBACK TO trying", on)
        on.run("RESET lock_timeout")

    def note(self, words):
        words = " ".join(words.split())
        self.journal.append(words if len(words) <= 400 else f"{words[:400]} ...")

    def insert(self, lines, on=None):
        if lines:
            rows = ", ".join(f"({', '.join(map(literal, line))})" for line in lines)
            self.run(f"INSERT INTO {PURCHASES} ({', '.join(RawLine.COLUMNS)}) VALUES {rows}", on)

    def copy(self, lines, options=""):
        self.note(f"COPY {PURCHASES} FROM STDIN {options} -- {len(lines)} lines")
        self.session.copy(PURCHASES, RawLine.COLUMNS, lines, options)

    def answer(self, answers):
        for answer in answers:
            self.run(f"INSERT INTO raw.survey ({', '.join(answer)}) VALUES ({', '.join(map(literal, answer.values()))})")

    # What is drawn

    def likely(self, share):
        return self.chance.random() < share

    def lines(self, number, month=None, users=None):
        """Of any month, or of one; a few of them spoilt, a few twice"""
        found = []
        for _ in range(number):
            line = self.purchases.line(self.chance.choice(users or self.users), month or self.chance.choice(self.purchases.months))
            line = line._replace(order_date=self.purchases.written(line.order_date))
            found.append(self.purchases.spoilt(line) if self.likely(0.04) else line)
        return found + self.chance.choices(found, k=number // 30)

    def few(self, most=30):
        """A number that is mostly small"""
        return self.chance.choice([1, 1, 2, 3, self.chance.randint(1, most), self.chance.randint(1, most)])

    def some(self, number, table=PURCHASES, where="true"):
        """A condition that is true of so many rows, by chance"""
        return (f"ctid = ANY (ARRAY(SELECT p.ctid FROM {table} p WHERE {where} "
                f"ORDER BY md5(p::text || '{self.chance.getrandbits(32)}'), p.ctid LIMIT {number}))")

    def product(self):
        return self.chance.choice(self.purchases.products)

    # Transactions of others

    def settle(self):
        """Ends all that is open, so that what needs a table for itself has it"""
        while self.others:
            self.end_other(self.chance.randrange(len(self.others)))
        while self.prepared:
            self.end_prepared(0)

    def end_other(self, which):
        other = self.others.pop(which)
        self.run(self.chance.choice(["COMMIT", "COMMIT", "ROLLBACK"]), on=other)
        other.close()

    def end_prepared(self, which):
        self.run(f"{self.chance.choice(['COMMIT', 'COMMIT', 'ROLLBACK'])} PREPARED '{self.prepared.pop(which)}'")

    def crash(self):
        self.note("-- the server crashes")
        self.postgres.crash()
        for gone in (self.session, *self.others):
            gone.psql.kill()
            gone.psql.wait()
        self.connect()
