"""Whether each model holds what its own definition gives, row for row; asked of the server's catalog, not of the extension."""

# A model of the test's own that fails keeps its rows, and is no matter here.
MODELS = """SELECT c.oid, n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'm' AND n.nspname IN ('staging', 'refinement', 'mart') AND c.relname !~ '^own_failing'"""

# As text, since 1.0 equals 1.00. Both in one statement, which executes the definition once: EXCEPT ALL both ways.
COMPARISONS = """SELECT format($$
    SELECT %1$L, coalesce(-sum(n) FILTER (WHERE n < 0), 0), coalesce(sum(n) FILTER (WHERE n > 0), 0),
        (array_agg(CASE WHEN n < 0 THEN '- ' ELSE '+ ' END || r ORDER BY r COLLATE "C"))[1:4]
    FROM (SELECT r, sum(side) AS n FROM (SELECT m::text AS r, 1 AS side FROM %2$s m UNION ALL SELECT d::text, -1 FROM (%3$s) d) both_sides
        GROUP BY r HAVING sum(side) <> 0) differing
    $$, m.name, m.oid::regclass, rtrim(pg_get_viewdef(m.oid), ';'))
FROM ({models}) m ORDER BY m.oid"""


def differences(session, models=None):
    """A line a model that is not what its definition gives: rows missing, rows too many, examples. models: only these"""
    names = session.run(f"SELECT m.name FROM ({MODELS}) m ORDER BY m.oid")
    if models is not None:
        names = [name for name in names if name in models]
    chosen = f"{MODELS} AND n.nspname || '.' || c.relname = ANY ('{{{','.join(names)}}}')"
    for line in session.send(f"{COMPARISONS.format(models=chosen)} \\gexec\n"):
        model, missing, extra, examples = line.split("|", 3)
        names.remove(model)
        if (missing, extra) != ("0", "0"):
            yield f"{model}: {missing} rows missing, {extra} too many: {examples}"
    # those that have no contents, too
    yield from (f"{model} cannot be compared" for model in names)


# What of bi says of refreshes when they were, another one shows otherwise.
CONTENTS = """SELECT format('SELECT %L, count(*), md5(string_agg(x::text, E''\\n'' ORDER BY x::text COLLATE "C")) FROM %s x', c.oid::regclass, c.oid::regclass)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE (c.relkind = 'm' AND n.nspname IN ('staging', 'refinement', 'mart') AND c.relname !~ '^own_failing')
    OR (c.relkind = 'v' AND n.nspname = 'bi' AND c.relname NOT IN ('data_freshness', 'refresh_runs', 'refresh_run_models', 'refresh_monitor', 'model_freshness'))
ORDER BY c.oid"""


def contents(session):
    """Of each model, and of each view of bi: rows and a hash"""
    return dict(line.split("|", 1) for line in session.send(f"{CONTENTS} \\gexec\n"))


def differing_contents(before, after):
    yield from (f"{relation} is another one after a rebuild" for relation in before.keys() | after.keys() if before.get(relation) != after.get(relation))
