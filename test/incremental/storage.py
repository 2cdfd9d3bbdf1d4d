"""What moves rows, or marks them, and changes none; dumps and crashes."""
from operations import operation
from postgres import session
from world import PURCHASES

TABLES = [PURCHASES, PURCHASES, "raw.survey", "raw.state_codes"]


def model(world, where="true"):
    return world.chance.choice(world.session.run(
        f"SELECT c.oid::regclass FROM pg_class c WHERE relkind = 'm' AND relnamespace::regnamespace::text IN ('staging', 'refinement', 'mart') AND {where} ORDER BY 1"))


@operation(3)
def vacuum(world):
    world.run(f"VACUUM {world.chance.choice(['', '(FREEZE)', '(ANALYZE)'])} {world.chance.choice([*TABLES, model(world)])}")


@operation(1)
def vacuum_all(world):
    world.run(f"VACUUM {world.chance.choice(['', '(FREEZE)'])}")


@operation(2)
def vacuum_full(world):
    world.settle()
    world.run(f"VACUUM (FULL) {world.chance.choice([*TABLES, model(world)])}")


@operation(1)
def cluster(world):
    world.settle()
    world.run(f"CREATE INDEX in_order ON {PURCHASES} ({world.chance.choice(['survey_responseid', 'left(title, 100)'])})")
    world.run(f"CLUSTER {PURCHASES} USING in_order")
    world.run("DROP INDEX raw.in_order")


@operation(1)
def cluster_model(world):
    key = model(world, "EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid)")
    index = world.session.run(f"SELECT i.indexrelid::regclass::text FROM pg_index i WHERE i.indrelid = '{key}'::regclass ORDER BY 1")[0]
    world.run(f"CLUSTER {key} USING {index.split('.')[-1]}")


@operation(1)
def index_on_lines(world):
    world.settle()
    world.run(f"CREATE INDEX IF NOT EXISTS own_index ON {PURCHASES} (asin_isbn_product_code)" if world.likely(0.5) else "DROP INDEX IF EXISTS raw.own_index")


@operation(1)
def room_on_pages(world):
    world.settle()
    world.run(f"ALTER TABLE {PURCHASES} SET (fillfactor = {world.chance.choice([40, 100])})")


@operation(0.5)
def not_logged(world):
    """A crash empties such a table"""
    world.settle()
    world.run(f"ALTER TABLE {world.chance.choice([PURCHASES, 'raw.survey'])} SET {world.chance.choice(['UNLOGGED', 'LOGGED'])}")


@operation(1)
def index_on_model(world):
    """Of anybody's, in which all rows must be, too"""
    name = model(world)
    column = world.session.run(f"SELECT attname FROM pg_attribute WHERE attrelid = '{name}'::regclass AND attnum = {world.chance.randint(1, 3)}")
    if column and world.session.run(f"SELECT count(*) < 4 FROM pg_index WHERE indrelid = '{name}'::regclass") == ["t"]:
        world.run(f"CREATE INDEX ON {name} ({column[0]})")


def refresh_one_by_hand(world, name):
    is_keyed = world.session.run(f"SELECT count(*) FROM pg_index WHERE indrelid = '{name}'::regclass AND indisunique")[0] != "0"
    is_full = world.session.run(f"SELECT relispopulated FROM pg_class WHERE oid = '{name}'::regclass")[0] == "t"
    way = world.chance.choice(["CONCURRENTLY", ""]) if is_keyed and is_full else ""
    # what it reads may have been left empty
    try_words = f"REFRESH MATERIALIZED VIEW {way} {name}"
    world.run(f"DO $$ BEGIN {try_words}; EXCEPTION WHEN object_not_in_prerequisite_state THEN NULL; END $$")


@operation(3)
def refresh_by_hand(world):
    """A model of what is there now, while those that it is made from may be of before, or some of them have been refreshed, too"""
    name = model(world, "c.relname !~ '^own_failing'")
    if world.likely(0.5):
        for source in world.session.run(f"""WITH RECURSIVE below AS (SELECT '{name}'::regclass::oid AS model, 0 AS depth
                UNION SELECT d.source, b.depth + 1 FROM below b JOIN ecom.model_dependencies d ON d.model = b.model JOIN ecom.models m ON m.model_oid = d.source)
                SELECT m.schema || '.' || m.model FROM below b JOIN ecom.models m ON m.model_oid = b.model WHERE b.depth > 0 AND m.model !~ '^own_'
                GROUP BY m.schema, m.model ORDER BY max(b.depth) DESC, m.schema, m.model"""):
            if world.likely(0.5):
                refresh_one_by_hand(world, source)
    refresh_one_by_hand(world, name)


@operation(1)
def empty_by_hand(world):
    world.run(f"REFRESH MATERIALIZED VIEW {model(world)} WITH NO DATA")


@operation(1)
def analyze(world):
    world.run(world.chance.choice(["ANALYZE", f"ANALYZE {PURCHASES}", "CHECKPOINT"]))


@operation(0.5)
def dump_and_restore(world):
    world.settle()
    file, old = str(world.postgres.folder / "dump"), world.database
    world.note("-- dumped, and restored as another database")
    world.postgres.tell("pg_dump", "-Fc", "-f", file, old)
    world.session.close()
    world.create_database()
    world.postgres.tell("pg_restore", "--exit-on-error", "-d", world.database, file)
    world.postgres.tell("dropdb", old)


@operation(0.5)
def crash(world):
    world.crash()


@operation(0.5)
def crash_in_a_change(world):
    other = session(world.database)
    world.run("BEGIN", on=other)
    world.insert(world.lines(world.few()), on=other)
    world.others.append(other)
    world.crash()
