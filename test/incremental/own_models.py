"""Materialized views of a user's, over tables of raw and models of every layer."""
from operations import operation

DEFINITIONS = {
    "mart.own_states": [
        "SELECT m.state_key, sum(m.total_revenue) AS revenue FROM mart.mart_sales_by_state_m_y m GROUP BY m.state_key",
        "SELECT m.state_key, m.month, m.total_revenue AS revenue FROM mart.mart_sales_by_state_m_y m"],
    "refinement.own_lines": [
        "SELECT p.survey_responseid, p.order_date, p.title, p.order_value FROM staging.stg_amazon_purchases p",
        "SELECT p.survey_responseid, p.order_date, p.category FROM staging.stg_amazon_purchases p WHERE p.quantity > 1"],
    "staging.own_raw": ["SELECT a.title, a.category FROM raw.amazon_purchases a", "SELECT a.title, count(*) AS lines FROM raw.amazon_purchases a GROUP BY a.title"],
    "mart.own_own": ["SELECT count(*) AS n, max(l.order_date) AS latest FROM refinement.own_lines l", "SELECT l.order_date FROM refinement.own_lines l"],
    "mart.own_users": ["SELECT u.user_key, u.income_bracket, n.factor FROM refinement.dim_user u CROSS JOIN public.own_numbers n"],
    "mart.own_failing": ["SELECT f.month, 1 / n.factor AS share FROM refinement.fct_months f CROSS JOIN public.own_numbers n"],
}
KEYS = {"mart.own_states": "state_key", "mart.own_users": "user_key"}


def make(world, name):
    for needed in ["refinement.own_lines"] if name == "mart.own_own" else []:
        if world.session.run(f"SELECT to_regclass('{needed}') IS NULL") == ["t"]:
            make(world, needed)
    number = world.chance.randrange(len(DEFINITIONS[name]))
    world.run("CREATE TABLE IF NOT EXISTS public.own_numbers AS SELECT 1 AS factor")
    world.run(f"DROP MATERIALIZED VIEW IF EXISTS {name} CASCADE")
    world.run(f"CREATE MATERIALIZED VIEW {name} AS {DEFINITIONS[name][number]} WITH NO DATA")
    if name in KEYS and number == 0:
        world.run(f"CREATE UNIQUE INDEX ON {name} ({KEYS[name]})")


def existing(world):
    return world.session.run("SELECT c.oid::regclass FROM pg_class c WHERE relkind = 'm' AND relname ~ '^own_' ORDER BY 1")


@operation(2)
def make_own_model(world):
    make(world, world.chance.choice(list(DEFINITIONS)))


@operation(1)
def change_own_model(world):
    names = existing(world)
    if names:
        name = world.chance.choice(names)
        world.run(world.chance.choice([
            f"DROP MATERIALIZED VIEW {name} CASCADE", f"ALTER MATERIALIZED VIEW {name} SET (fillfactor = 50)", f"ALTER MATERIALIZED VIEW {name} SET WITHOUT CLUSTER",
            f"CREATE INDEX ON {name} ((1))"]))


@operation(1)
def other_numbers(world):
    """0: the model that divides by it fails"""
    world.run("CREATE TABLE IF NOT EXISTS public.own_numbers AS SELECT 1 AS factor")
    world.run(f"UPDATE public.own_numbers SET factor = {world.chance.choice([0, 1, 2])}")
