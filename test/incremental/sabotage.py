"""Would it be noticed? Models are spoilt by a row, or a digit."""
from definitions import differences

SPOIL = {
    "a row too few": "DELETE FROM {0} WHERE ctid = (SELECT max(ctid) FROM {0})",
    "a row too many": "INSERT INTO {0} SELECT * FROM {0} LIMIT 1",
    "a value with another number of digits": "UPDATE {0} SET {column} = {column} * 1.0 WHERE ctid = (SELECT max(ctid) FROM {0} WHERE ({column} * 1.0)::text <> {column}::text)",
}


# A model is a table while it is not what its rule says, and for the time has no indexes.
AS_TABLE = ("UPDATE pg_index SET indislive = false, indisready = false, indisvalid = false WHERE indrelid = '{0}'::regclass",
            "UPDATE pg_rewrite SET ev_class = 1 WHERE ev_class = '{0}'::regclass",
            "UPDATE pg_class SET relkind = 'r', relhasrules = false WHERE oid = '{0}'::regclass")
AS_MODEL = ("UPDATE pg_rewrite SET ev_class = '{0}'::regclass WHERE ev_class = 1",
            "UPDATE pg_class SET relkind = 'm', relhasrules = true WHERE oid = '{0}'::regclass")


def spoilt(world, model, how):
    """What is found; everything is undone"""
    for statement in ("BEGIN", "SET LOCAL allow_system_table_mods = on", *AS_TABLE, how, *AS_MODEL):
        world.session.run(statement.format(model))
    found = list(differences(world.session))
    world.session.run("ROLLBACK")
    return found


def numeric_column(world, model):
    """One that keeps the digits that it is given, and has a value; none: an empty text"""
    for column in world.session.run(f"SELECT attname FROM pg_attribute WHERE attrelid = '{model}'::regclass AND attnum > 0 "
                                    "AND atttypid = 'numeric'::regtype AND atttypmod = -1 ORDER BY attnum"):
        if world.session.run(f"SELECT count(*) FROM {model} WHERE {column} * 1.0 IS NOT NULL AND ({column} * 1.0)::text <> {column}::text") != ["0"]:
            return column
    return ""


def unnoticed(world):
    """What would be, of each model that has rows"""
    world.insert(world.lines(30))
    world.session.run("SELECT count(*) FROM ecom.refresh()")
    for model in world.session.run("SELECT c.oid::regclass FROM pg_class c WHERE relkind = 'm' AND relnamespace::regnamespace::text IN "
                                   "('staging', 'refinement', 'mart') AND relname !~ '^own_' ORDER BY 1"):
        column = numeric_column(world, model)
        if world.session.run(f"SELECT count(*) FROM {model}") == ["0"]:
            continue
        for what, how in SPOIL.items():
            if ("{column}" not in how or column) and not any(
                    difference.startswith(f"{model}:") for difference in spoilt(world, model, how.replace("{column}", column))):
                yield f"{model}, {what}"
    # a refresh that leaves out what is new
    world.insert([world.lines(1)[0]._replace(title="In no model", order_date="2020-02-02", price="77.77", quantity="1")])
    if not any(difference.startswith("staging.stg_amazon_purchases:") for difference in differences(world.session)):
        yield "staging.stg_amazon_purchases, a new line"
