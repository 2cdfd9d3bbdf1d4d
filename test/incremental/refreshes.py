"""Ways to refresh: after each, models are compared."""
from definitions import contents, differing_contents
from postgres import Refused, session
from storage import model

ALL = None  # models are compared


class Differs(Exception):
    """What a refresh has made is not what is right"""


def require_none(found):
    found = list(found)
    if found:
        raise Differs("\n".join(found))


class Refreshing:
    def __init__(self, world, compare, actions):
        self.world, self.compare, self.actions = world, compare, actions

    def call(self, arguments="", on=None):
        """Refreshes; the models that it came to"""
        names = []
        for line in self.world.run(f"SELECT schema || '.' || model, action, model ~ '^own_' FROM ecom.refresh({arguments})", on):
            name, action, is_own = line.split("|")
            names.append(name)
            self.actions[action] += 1
            if action == "failed" and is_own == "f":
                raise Differs(f"{name} failed")
        return names

    def plain(self):
        self.call()
        self.compare(ALL)

    def beside_a_rebuild(self):
        """Models, and what bi shows of them, are those of a rebuild, which is undone"""
        self.plain()
        before = contents(self.world.session)
        self.world.run("BEGIN")
        self.call("force => true")
        require_none(differing_contents(before, contents(self.world.session)))
        self.world.run("ROLLBACK")

    def forced(self):
        self.call("force => true")
        self.compare(ALL)

    def checked(self):
        """Only where all states are there, which a data test asks for"""
        self.world.run("INSERT INTO raw.state_codes SELECT u.postal_code, u.state_name, u.state_fips FROM ecom.us_states() u ON CONFLICT DO NOTHING")
        self.world.run("UPDATE raw.state_codes c SET state_name = u.state_name FROM ecom.us_states() u WHERE u.postal_code = c.postal_code AND u.state_name <> c.state_name")
        self.call('"check" => true')
        self.compare(ALL)

    def some(self):
        self.compare(self.call(f"'{{{','.join({model(self.world), model(self.world)})}}}'"))
        if self.world.likely(0.5):
            self.plain()

    def twice(self):
        """There is nothing to do the second time"""
        self.plain()
        again = self.world.run("SELECT model, action, reason FROM ecom.refresh() WHERE action <> 'skipped' AND model !~ '^own_failing'")
        if again:
            raise Differs(f"refreshed once more: {again[0]}")
        self.compare(ALL)

    def under_an_old_snapshot(self):
        """Others commit what is to be in no model"""
        self.world.run("BEGIN ISOLATION LEVEL REPEATABLE READ")
        self.world.session.run("SELECT count(*) FROM raw.fields")
        other = session(self.world.database)
        self.world.insert(self.world.lines(self.world.few()), on=other)
        other.close()
        self.call()
        self.compare(ALL)
        self.world.run("COMMIT")
        if self.world.likely(0.7):
            self.plain()

    def in_a_transaction(self):
        """What it has written itself, and what it writes then"""
        self.world.run(f"BEGIN {self.world.chance.choice(['', 'ISOLATION LEVEL REPEATABLE READ', 'ISOLATION LEVEL SERIALIZABLE'])}")
        for _ in range(2):
            self.world.insert(self.world.lines(self.world.few()))
            if self.world.likely(0.3):
                self.world.try_to(f"DELETE FROM raw.survey WHERE {self.world.some(1, 'raw.survey')}")
            self.call()
            self.compare(ALL)
        self.world.run(self.world.chance.choice(["COMMIT", "COMMIT", "ROLLBACK"]))
        self.plain()

    def rolled_back(self):
        """Whole, or to a savepoint; and once more"""
        if self.world.likely(0.5):
            self.world.run("BEGIN")
            self.call()
            self.world.run("ROLLBACK")
        else:
            self.world.run("BEGIN")
            self.world.insert(self.world.lines(self.world.few()))
            self.world.run("SAVEPOINT before")
            self.world.insert(self.world.lines(self.world.few()))
            self.call()
            self.world.run("ROLLBACK TO before")
            self.call()
            self.compare(ALL)
            self.world.run("COMMIT")
        self.plain()

    def cancelled(self):
        self.world.run(f"SET statement_timeout = {self.world.chance.randint(20, 500)}")
        try:
            self.call(self.world.chance.choice(["", "force => true"]))
        except Refused as refused:
            if "timeout" not in str(refused):
                raise
        self.world.run("RESET statement_timeout")
        if self.world.likely(0.5):
            self.world.insert(self.world.lines(self.world.few()))
        self.plain()

    def by_somebody_else(self):
        """Who has no other right"""
        self.world.run("SET ROLE incremental_scheduler")
        self.call()
        self.world.run("RESET ROLE")
        self.compare(ALL)

    def by_two_at_once(self):
        other = session(self.world.database)
        statement = "SELECT count(*) FROM ecom.refresh()\n;\n"
        self.world.note("-- beside another refresh:")
        other.start(statement)
        self.call()
        other.finish(statement)
        other.close()
        self.compare(ALL)

    def while_others_write(self):
        """They commit at any moment of it, and are in all models or in none; the next refresh has them"""
        other = session(self.world.database)
        statement = "SELECT count(*) FROM ecom.refresh()\n;\n"
        self.world.note("-- during a refresh:")
        other.start(statement)
        for _ in range(self.world.few(10)):
            self.world.insert(self.world.lines(self.world.few(5)))
            self.world.session.run(f"SELECT pg_sleep({self.world.chance.random() / 20})")
        other.finish(statement)
        other.close()
        self.plain()

    def while_the_server_crashes(self):
        statement = f"SELECT pg_backend_pid(), pg_sleep(0); SELECT count(*) FROM ecom.refresh({self.world.chance.choice(['', 'force => true'])})\n;\n"
        self.world.session.start(statement)
        self.world.note(f"-- during {' '.join(statement.split())}")
        other = session(self.world.database)
        other.run(f"SELECT pg_sleep({self.world.chance.random() / 2})")
        other.close()
        self.world.crash()
        self.plain()

    def before_a_crash(self):
        """Which writes all its pages again, and compares them with those that it finds in the log"""
        self.world.run("CHECKPOINT")
        self.world.run("SET wal_consistency_checking = 'all'")
        self.plain()
        self.world.crash()
        self.compare(ALL)
        self.plain()


WAYS = [("plain", 10), ("beside_a_rebuild", 3), ("forced", 1), ("checked", 1), ("some", 2), ("twice", 2), ("under_an_old_snapshot", 2), ("in_a_transaction", 2), ("rolled_back", 2),
        ("cancelled", 2), ("by_somebody_else", 1), ("by_two_at_once", 1), ("while_others_write", 2), ("while_the_server_crashes", 0.5),
        ("before_a_crash", 0.5)]


def refresh(refreshing, chance):
    names, weights = zip(*WAYS)
    name = chance.choices(names, weights)[0]
    refreshing.world.note(f"-- refresh, {name.replace('_', ' ')}")
    getattr(refreshing, name)()
