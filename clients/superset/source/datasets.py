"""
The datasets: every view of bi, with the measures that are right whatever they are grouped by.

A measure is summed from what may be summed, and an average is a quotient of sums.  Where nothing is right for several rows at once, as
the products of more than one period, the dataset has none, and charts show its rows.
"""
import json
import subprocess

DOLLARS = {"d3format": ",.2f", "currency": {"symbol": "USD", "symbolPosition": "prefix"}}
WHOLE_DOLLARS = {**DOLLARS, "d3format": ",.0f"}
COUNT = {"d3format": ",d"}
PERCENT = {"d3format": ",.1f"}  # is in percent already, which d3's % would multiply


def measure(name, title, expression, look, description=None, warning=None):
    """title None: Superset hides what bars are sorted by only where it has no other name than its own"""
    return {"metric_name": name, "verbose_name": title, "expression": expression, "description": description, "warning_text": warning, **look}


def quotient(above, below):
    return f"SUM({above}) / NULLIF(SUM({below}), 0)"


def total(name, title, column, look, description=None):
    return measure(name, title, f"SUM({column})", look, description)


def place(column):
    """What sorts the answers of the survey as people expect"""
    return measure(f"{column}_place", None, f"MIN({column}_order)", COUNT, f"To sort {column} by")


REVENUE = total("revenue", "Revenue", "total_revenue", WHOLE_DOLLARS)
ORDERS = total("orders", "Orders", "orders_count", COUNT, "Purchase lines")
UNITS = total("units", "Units", "total_units", COUNT)
AVERAGE_ORDER = measure("average_order", "Average order", quotient("total_revenue", "orders_count"), DOLLARS, "Revenue by purchase line")
SALES = [REVENUE, ORDERS, UNITS, AVERAGE_ORDER]
AVERAGE_BASKET = measure("average_basket", "Average basket", quotient("total_revenue", "baskets"), DOLLARS, "Revenue by what one user ordered on one day")
BASKETS = total("baskets", "Baskets", "baskets", COUNT, "What one user ordered on one day")
STATES = measure("states", "States", "COUNT(DISTINCT state_key) FILTER (WHERE state_key <> '00')", COUNT)
GROWTH = measure(
    "growth", "Growth, %", "100 * SUM(total_revenue) FILTER (WHERE previous_year_revenue IS NOT NULL) / NULLIF(SUM(previous_year_revenue), 0) - 100", PERCENT,
    "Over the calendar year before, of the years that are complete and follow one that is")
MONTH_GROWTH = measure(
    "growth", "Growth, %", "100 * SUM(total_revenue) FILTER (WHERE revenue_year_before IS NOT NULL) / NULLIF(SUM(revenue_year_before), 0) - 100", PERCENT,
    "Over the same months of the year before, where both are covered")
CUSTOMERS = [
    measure("revenue_per_customer", "Revenue per customer", quotient("total_revenue", "customers"), DOLLARS, "Over all the time that the data cover"),
    total("customers", "Customers", "customers", COUNT, "Users with orders, each counted once"),
    total("expected_revenue", "Expected revenue", "expected_revenue_365", WHOLE_DOLLARS, "Of the 365 days after the last covered day"),
]
RESIDENTS = [
    total("user_years", "User-years", "resident_users", COUNT, "Users, each counted once a year, in the state where most of the year's orders went"),
    measure("revenue_per_user", "Revenue per user and year", quotient("resident_revenue", "resident_users"), DOLLARS),
]

MEASURES = {
    "months": [
        *SALES, BASKETS, AVERAGE_BASKET,
        measure("average_month", "Average month", "SUM(total_revenue) FILTER (WHERE is_covered) / NULLIF(COUNT(*) FILTER (WHERE is_covered), 0)", WHOLE_DOLLARS,
                "Over the months that the data cover"),
        MONTH_GROWTH,
    ],
    "state_months": [*SALES, STATES, MONTH_GROWTH],
    "category_months": [*SALES, MONTH_GROWTH],
    "years": [
        *SALES, BASKETS, AVERAGE_BASKET, GROWTH,
        total("user_years", "User-years", "active_users", COUNT, "Users, each counted once a year"),
        measure("revenue_per_user", "Revenue per user and year", quotient("total_revenue", "active_users"), DOLLARS),
        measure("income", "Median household income", quotient("income_weight", "population"), WHOLE_DOLLARS, "Weighted by population"),
    ],
    "sales_by_state_m_y": [*SALES, STATES],
    "state_years": [
        REVENUE, ORDERS, AVERAGE_ORDER, STATES, GROWTH, *RESIDENTS,
        measure("income", "Median household income", quotient("income_weight", "population_weight"), WHOLE_DOLLARS, "Weighted by population"),
    ],
    "revenue_vs_income_state_year": [REVENUE, ORDERS, AVERAGE_ORDER, STATES, *RESIDENTS],
    "sales_by_category_m_y": SALES,
    "category_years": [*SALES, GROWTH],
    "customer_segment_metrics": [
        *SALES,
        total("user_years", "User-years", "segment_users", COUNT, "Users, each counted once a year"),
        measure("revenue_per_user", "Revenue per user and year", quotient("total_revenue", "segment_users"), DOLLARS),
        measure("orders_per_user", "Orders per user and year", quotient("orders_count", "segment_users"), {"d3format": ",.1f"}),
        *map(place, ("age_group", "income_bracket", "gender", "is_hispanic", "education", "household_size_cat")),
    ],
    "price_index": [
        measure("price_index", "Price index", "MAX(price_index)", {"d3format": ",.1f"}, "100 in the first covered month; one category and month at a time"),
        total("matched", "Matched products", "matched_products", COUNT, "Sold in the month and in the one before"),
    ],
    "category_growth": [
        total("sold", "Revenue", "total_revenue", WHOLE_DOLLARS),
        measure("growth_in_money", "Growth", "SUM(total_revenue) - SUM(previous_year_revenue)", WHOLE_DOLLARS, "Over the year before"),
        total("price_effect", "Price", "price_effect", WHOLE_DOLLARS, "What other prices of products that were sold in both years added"),
        total("quantity_effect", "Quantity", "quantity_effect", WHOLE_DOLLARS, "What other quantities of them added"),
        total("products_effect", "Other products", "products_effect", WHOLE_DOLLARS, "Products that were sold in one of the years only"),
    ],
    "customer_segments": [*SALES, BASKETS, AVERAGE_BASKET, *CUSTOMERS, place("segment")],
    "customer_value": [
        *SALES, BASKETS, AVERAGE_BASKET,
        measure("customers", "Customers", "COUNT(*)", COUNT, "Users with orders"),
        measure("revenue_per_customer", "Revenue per customer", "SUM(total_revenue) / NULLIF(COUNT(*), 0)", DOLLARS, "Over all the time that the data cover"),
        CUSTOMERS[2], *map(place, ("segment", "age_group", "income_bracket")),
    ],
    "customer_tenths": [REVENUE, CUSTOMERS[1]],
    "cohort_retention": [
        measure("retention", "Retention, %", "100.0 * SUM(active_users) FILTER (WHERE is_complete) / NULLIF(SUM(cohort_size) FILTER (WHERE is_complete), 0)",
                PERCENT, "Of complete cells; over several months after, their average, weighted by the users of the cohorts"),
        measure("revenue_per_cohort_user", "Revenue per user of the cohort",
                "SUM(total_revenue) FILTER (WHERE is_complete) / NULLIF(SUM(cohort_size) FILTER (WHERE is_complete), 0)", DOLLARS,
                "A month, of complete cells: all users of the cohort count, also who did not come back"),
        measure("cohorts", "Cohorts", "COUNT(DISTINCT cohort_month)", COUNT),
        measure("cohort_users", "Users of the cohorts", "SUM(cohort_size) FILTER (WHERE months_after = 0)", COUNT, "Each counted once"),
    ],
    "cohort_years": [
        measure("retention", "Retention, %", f"100.0 * {quotient('active_users', 'users')}", PERCENT,
                "Over several months after, their average, weighted by the users of the cohorts"),
        measure("revenue_per_cohort_user", "Revenue per user of the cohorts", quotient("total_revenue", "users"), DOLLARS,
                "A month: all users of the cohorts count, also who did not come back"),
        measure("lifetime_value", "Revenue per user so far", quotient("cumulative_revenue", "users"), DOLLARS, "One months_after at a time, of the cohorts that have reached it"),
    ],
    # sums over several groupings would count states again and again; quotients come out the same
    "income_groups": [
        RESIDENTS[1],
        measure("growth", "Growth, %", GROWTH["expression"], PERCENT, GROWTH["description"], "One grouping at a time: third, half or all"),
        measure("income", "Median household income", quotient("income_weight", "population"), WHOLE_DOLLARS, "Weighted by population",
                "One grouping at a time: third, half or all"),
        measure("income_group_place", None, "MIN(income_group)", COUNT, "To sort groups by"),
    ],
    "revenue_by_income_state": [REVENUE, ORDERS, AVERAGE_ORDER, place("income_bracket")],
    "states": [measure("states", "States", "COUNT(*) FILTER (WHERE state_key <> '00')", COUNT)],
    "top_product_months": [REVENUE, ORDERS, UNITS, AVERAGE_ORDER],
    **{name: [] for name in (
        "top_products", "top_products_by_category", "category_affinity", "income_correlation", "customer_fit", "survey_fields",
        # about the data
        "data_freshness", "model_freshness", "refresh_runs", "refresh_run_models", "refresh_monitor", "loads", "rejected_lines", "data_tests", "lineage", "data_dictionary")},
}

CATALOG = """
SELECT json_object_agg(v.relname, json_build_object(
    'description', obj_description(v.oid, 'pg_class'),
    'columns', (
        SELECT json_agg(json_build_object('name', a.attname, 'type', upper(format_type(a.atttypid, a.atttypmod)), 'description', col_description(v.oid, a.attnum))
            ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = v.oid AND a.attnum > 0 AND NOT a.attisdropped)) ORDER BY v.relname)
FROM pg_class v WHERE v.relnamespace = 'bi'::regnamespace AND v.relkind = 'v'
"""


def catalog():
    """The views of bi in the database that the PG* variables name"""
    return json.loads(subprocess.run(["psql", "-X", "-q", "-A", "-t", "-c", CATALOG], check=True, capture_output=True, text=True).stdout)


def words(column):
    """A column's name as people read it"""
    return column.replace("_pct", ", %").replace("_", " ").removeprefix("is ").capitalize()


def main_date(columns):
    """What a dashboard's time range is about"""
    dates = [column["name"] for column in columns if column["type"] == "DATE"]
    return next((name for name in ("month", "year_start") if name in dates), None)


def dataset(name, view, uuid, database_uuid):
    return {
        "table_name": name,
        "schema": "bi",
        "description": view["description"],
        "main_dttm_col": main_date(view["columns"]),
        "filter_select_enabled": True,
        "columns": [
            {
                "column_name": column["name"],
                "verbose_name": words(column["name"]),
                "type": column["type"],
                "description": column["description"],
                "is_dttm": column["type"].startswith(("DATE", "TIMESTAMP")),
                "groupby": True,
                "filterable": True,
            }
            for column in view["columns"]
        ],
        "metrics": [{key: value for key, value in metric.items() if value is not None} for metric in MEASURES[name]],
        "uuid": uuid,
        "database_uuid": database_uuid,
        "version": "1.0.0",
    }
