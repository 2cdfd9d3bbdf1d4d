"""
Writes models/bi.yml and models/mart.yml: a source for each schema, with what the catalog says of every column, and tests.

    python3 clients/dbt/source/build.py [DIRECTORY]

DIRECTORY is clients/dbt/models by default.  The database that the PG* variables name has the extension.
"""
import json
import pathlib
import subprocess
import sys

import yaml

# One row per what, of the views that are no mart's; a mart's grain is its unique index, which its view has too.
GRAINS = {
    "months": ["month"],
    "years": ["year"],
    "states": ["state_key"],
    "state_years": ["state_key", "year"],
    "category_years": ["category", "year"],
    "cohort_years": ["cohort_year", "months_after"],
    "state_months": ["month", "state_key"],
    "category_months": ["month", "category"],
    "customer_segments": ["segment"],
    "customer_tenths": ["tenth"],
    "income_groups": ["grouping", "income_group", "year"],
    "income_correlation": ["year"],
    "survey_fields": ["field"],
    # about the data
    "data_freshness": [],
    "model_freshness": ["schema", "model"],
    "refresh_runs": ["run_id"],
    "refresh_run_models": ["run_id", "place"],
    "refresh_monitor": [],
    "loads": ["load_id"],
    "rejected_lines": [],
    "data_tests": ["test"],
    "lineage": ["schema", "name", "source_schema", "source"],
    "data_dictionary": [],
}

# What every order is in once, so that it sums to what the months do.
ADDITIVE = {"sales_by_state_m_y", "sales_by_category_m_y", "customer_segment_metrics", "revenue_by_income_state", "revenue_vs_income_state_year",
            "years", "state_years", "state_months", "category_years", "category_months"}
SUMMED = ("orders_count", "total_units", "total_revenue")

NEVER_MISSING = {"orders_count", "total_orders", "total_units", "total_quantity", "total_revenue", "active_users", "segment_users", "cohort_size", "retention_pct",
                 "resident_users", "resident_orders", "resident_revenue", "baskets", "is_covered", "is_complete", "is_small", "year_start", "state_name"}
MAY_BE_MISSING = {("top_products", "year_start"), ("top_products_by_category", "year_start")}

# of an enum that other answers share
ANSWERS = {("customer_segment_metrics", "is_hispanic"): ["Yes", "No", "Unknown"]}

CATALOG = """
SELECT json_agg(json_build_object(
    'schema', c.relnamespace::regnamespace::text,
    'name', c.relname,
    'description', obj_description(c.oid, 'pg_class'),
    'grain', (
        SELECT json_agg(k.attname ORDER BY k.attnum)
        FROM pg_index i JOIN pg_attribute k ON k.attrelid = i.indexrelid WHERE i.indrelid = c.oid AND i.indisunique),
    'columns', (
        SELECT json_agg(json_build_object(
            'name', a.attname,
            'type', format_type(a.atttypid, a.atttypmod),
            'description', col_description(c.oid, a.attnum),
            'labels', (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = a.atttypid)) ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)) ORDER BY c.relname)
FROM pg_class c
WHERE (c.relnamespace, c.relkind) IN (('bi'::regnamespace, 'v'), ('mart'::regnamespace, 'm'))
"""


def catalog():
    found = json.loads(subprocess.run(["psql", "-X", "-q", "-A", "-t", "-c", CATALOG], check=True, capture_output=True, text=True).stdout)
    return [table for table in found if table["schema"] == "bi"], [table for table in found if table["schema"] == "mart"]


def test(name, **arguments):
    return {name: {"arguments": arguments}}


def column(table, described, labels):
    tests = []
    name = described["name"]
    if name in NEVER_MISSING and (table, name) not in MAY_BE_MISSING:
        tests.append("not_null")
    if labels:
        # dbt puts them between quotes as they are
        tests += ["not_null", test("accepted_values", values=[label.replace("'", "''") for label in labels])]
    if table in ADDITIVE and name in SUMMED:
        tests.append(test("adds_up_to", other="source('bi', 'months')"))
    if name == "state_key" and table != "states":
        tests.append(test("relationships", to="source('bi', 'states')", field="state_key"))
    return {"name": name, "data_type": described["type"], "description": described["description"], **({"data_tests": tests} if tests else {})}


def source(schema, tables, grain_of, labels_of, description):
    return {
        "version": 2,
        "sources": [{
            "name": schema,
            "schema": schema,
            "description": description,
            "tables": [
                {
                    "name": table["name"],
                    "description": table["description"],
                    **({"config": FRESHNESS} if table["name"] == "data_freshness" else {}),
                    **({"data_tests": [test("one_row_per", columns=grain_of(table))]} if grain_of(table) else {}),
                    "columns": [column(table["name"], described, labels_of(table, described)) for described in table["columns"]],
                }
                for table in tables
            ],
        }],
    }


FRESHNESS = {
    "loaded_at_field": "last_refresh_at",
    "freshness": {
        "warn_after": {"count": "{{ var('refresh_warn_after') | as_number }}", "period": "hour"},
        "error_after": {"count": "{{ var('refresh_error_after') | as_number }}", "period": "hour"},
    },
}


def main():
    directory = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1] / "models"
    views, marts = catalog()
    mart_of = {mart["name"].removeprefix("mart_"): mart for mart in marts}
    labels = ANSWERS | {(name, described["name"]): described["labels"] for name, mart in mart_of.items() for described in mart["columns"]
                        if (name, described["name"]) not in ANSWERS}
    if own := {view["name"] for view in views} - mart_of.keys() ^ GRAINS.keys() - mart_of.keys():
        raise SystemExit(f"no grain, or no view: {sorted(own)}")
    contents = {
        # months and years are views of their own, though a mart has the name of the former
        "bi": source("bi", views, lambda view: GRAINS[view["name"]] if view["name"] in GRAINS else mart_of[view["name"]]["grain"],
                     lambda view, described: labels.get((view["name"], described["name"])), "What BI tools read: text where marts have enums, with columns to sort by"),
        # an enum accepts its labels only
        "mart": source("mart", marts, lambda mart: mart["grain"], lambda *_: None, "The marts"),
    }
    for schema, content in contents.items():
        text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=140)
        (directory / f"{schema}.yml").write_text(f"# Written by source/build.py\n{text}", encoding="utf-8")


main()
