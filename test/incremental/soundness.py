"""Whether the pages of tables and models are sound, each row is in the indexes, and no page says that all see what not all see."""

RELATIONS = """FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND n.nspname IN ('raw', 'staging', 'refinement', 'mart', 'ecom')"""
CHECKS = {
    "amcheck": [
        f"SELECT c.oid::regclass, v.* {RELATIONS.replace('WHERE', 'CROSS JOIN LATERAL verify_heapam(c.oid) v WHERE')}",
        f"SELECT bt_index_check(i.indexrelid, true) {RELATIONS.replace('WHERE', 'JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class x ON x.oid = i.indexrelid WHERE')} "
        "AND x.relam = (SELECT oid FROM pg_am WHERE amname = 'btree') AND i.indisvalid"],
    "pg_visibility": [
        f"SELECT c.oid::regclass, 'all-visible', v.* {RELATIONS.replace('WHERE', 'CROSS JOIN LATERAL pg_check_visible(c.oid) v WHERE')}",
        f"SELECT c.oid::regclass, 'frozen', v.* {RELATIONS.replace('WHERE', 'CROSS JOIN LATERAL pg_check_frozen(c.oid) v WHERE')}"],
}


def faults(session):
    """What is wrong, a line each; where the server has no such extensions, nothing is looked at"""
    for extension, queries in CHECKS.items():
        if session.run(f"SELECT count(*) FROM pg_available_extensions WHERE name = '{extension}'") == ["0"]:
            continue
        session.run(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        for query in queries:
            yield from (line for line in session.run(query) if line)
