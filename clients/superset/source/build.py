"""
Writes the bundle that Superset imports: YAML of the database, its datasets, charts and dashboard.

    python3 clients/superset/source/build.py [DIRECTORY]

DIRECTORY is clients/superset/ecom_analytics by default.  Columns and their descriptions are those of the database that the PG* variables
name, which has the extension.  What something is called in Superset stays the same: its UUID is made of its name here.
"""
import pathlib
import shutil
import sys
import uuid

import yaml

import dashboard
import datasets

NAMES = uuid.UUID("5f0ad7a4-6cfe-4be6-9d3d-5b1f1c1e3a57")


def uuid_of(kind, name):
    return str(uuid.uuid5(NAMES, f"{kind} {name}"))


def database():
    return {
        "database_name": "ecom_analytics",
        "sqlalchemy_uri": "postgresql+psycopg2://superset@localhost:5432/shop",
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {"allows_virtual_table_explore": True},
        "uuid": uuid_of("database", "ecom_analytics"),
        "version": "1.0.0",
    }


def chart(key, described):
    controls = {"viz_type": described["kind"], **described["controls"]}
    return {
        "slice_name": described["title"],
        "description": described["description"],
        "viz_type": described["kind"],
        "params": controls,
        "cache_timeout": None,
        "uuid": uuid_of("chart", key),
        "dataset_uuid": uuid_of("dataset", described["dataset"]),
        "version": "1.0.0",
    }


def bundle():
    """Contents of the files, by their path"""
    views = datasets.catalog()
    if views.keys() != datasets.MEASURES.keys():
        raise SystemExit(f"bi and the datasets differ: {sorted(views.keys() ^ datasets.MEASURES.keys())}")
    yield "metadata.yaml", {"version": "1.0.0", "type": "Dashboard", "timestamp": "2026-01-01T00:00:00+00:00"}
    yield "databases/ecom_analytics.yaml", database()
    for name, view in views.items():
        yield f"datasets/ecom_analytics/{name}.yaml", datasets.dataset(name, view, uuid_of("dataset", name), uuid_of("database", "ecom_analytics"))
    for key, described in dashboard.CHARTS.items():
        yield f"charts/{key}.yaml", chart(key, described)
    yield "dashboards/purchases.yaml", dashboard.dashboard(uuid_of)


class Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _):
        return True


def main():
    directory = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1] / "ecom_analytics"
    shutil.rmtree(directory, ignore_errors=True)
    for path, content in bundle():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(yaml.dump(content, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=140), encoding="utf-8")


main()
