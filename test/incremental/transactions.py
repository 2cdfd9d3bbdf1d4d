"""Transactions that are rolled back, in part or whole, or that others have open while this one refreshes."""
from operations import operation
from postgres import session
from world import PURCHASES


@operation(2)
def rolled_back(world):
    world.run("BEGIN")
    world.insert(world.lines(world.few()))
    world.try_to(f"DELETE FROM {PURCHASES} WHERE {world.some(world.few())}")
    world.run("ROLLBACK")


@operation(2)
def savepoints(world):
    world.run("BEGIN")
    world.insert(world.lines(world.few()))
    for _ in range(world.few(8)):
        world.run("SAVEPOINT before")
        world.insert(world.lines(world.few(5)))
        world.run(world.chance.choice(["RELEASE before", "ROLLBACK TO before"]))
    world.insert(world.lines(world.few()))
    world.run(world.chance.choice(["COMMIT", "COMMIT", "ROLLBACK"]))


def in_many_parts(world, session):
    world.run(f"""DO $$ BEGIN
        FOR i IN 1..90 LOOP
            BEGIN
                INSERT INTO {PURCHASES} SELECT * FROM {PURCHASES} p ORDER BY md5(p::text || i || '{world.chance.random()}'), p.ctid LIMIT 1;
                IF i % 3 = 0 THEN RAISE EXCEPTION 'once more'; END IF;
            EXCEPTION WHEN raise_exception THEN NULL;
            END;
        END LOOP;
    END $$""", on=session)


@operation(2)
def many_subtransactions(world):
    in_many_parts(world, world.session)


@operation(2)
def locked_rows(world):
    """A mark in the headers of rows that stay as they are"""
    world.run("BEGIN")
    world.try_to(f"SELECT count(*) FROM (SELECT FROM {PURCHASES} WHERE {world.some(world.few())} FOR {world.chance.choice(['UPDATE', 'SHARE', 'KEY SHARE'])}) s")
    world.run(world.chance.choice(["COMMIT", "ROLLBACK"]))


def changes_of_another(world, other):
    world.run("BEGIN", on=other)
    world.insert(world.lines(world.few()), on=other)
    if world.likely(0.3):
        world.try_to(f"DELETE FROM {PURCHASES} WHERE {world.some(world.few(5))}", on=other)
    if world.likely(0.3):
        world.run("SAVEPOINT later", on=other)
        world.insert(world.lines(world.few()), on=other)
        world.run(world.chance.choice(["RELEASE later", "ROLLBACK TO later"]), on=other)


@operation(4)
def another_begins(world):
    """Commits when others, which began later, have been refreshed"""
    if len(world.others) < 3:
        other = session(world.database)
        world.others.append(other)
        changes_of_another(world, other)


@operation(1)
def another_in_many_parts(world):
    """More subtransactions than the snapshots of others keep, some of them rolled back"""
    if len(world.others) < 3:
        other = session(world.database)
        world.others.append(other)
        world.run("BEGIN", on=other)
        in_many_parts(world, other)


@operation(3)
def another_goes_on(world):
    if world.others:
        world.insert(world.lines(world.few()), on=world.chance.choice(world.others))


@operation(5)
def another_ends(world):
    if world.others:
        world.end_other(world.chance.randrange(len(world.others)))


@operation(2)
def another_prepares(world):
    """Which a crash leaves as it is"""
    if len(world.prepared) < 3:
        other = session(world.database)
        changes_of_another(world, other)
        name = f"{world.database}_{world.chance.getrandbits(32)}"
        world.run(f"PREPARE TRANSACTION '{name}'", on=other)
        world.prepared.append(name)
        other.close()


@operation(3)
def prepared_ends(world):
    if world.prepared:
        world.end_prepared(world.chance.randrange(len(world.prepared)))


@operation(1)
def spend_numbers(world):
    """Of transactions"""
    world.run("DO $$ BEGIN FOR i IN 1..200 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$")
