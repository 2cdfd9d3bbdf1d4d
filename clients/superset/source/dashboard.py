"""The dashboard: five tabs, each a list of rows of charts with their widths (of 12), and the filters over all of them."""
import charts

TABS = [
    ("Sales overview", charts.SALES, [
        (22, [("revenue", 3), ("orders", 3), ("average_order", 3), ("average_month", 3)]),
        (50, [("revenue_by_month", 12)]),
        (60, [("revenue_map", 6), ("revenue_by_state", 6)]),
        (40, [("years", 12)]),
        (20, [("data_freshness", 12)]),
    ]),
    ("Category performance", charts.CATEGORIES, [
        (60, [("revenue_by_category", 6), ("category_months", 6)]),
        (70, [("highest_average_order", 6), ("category_growth", 6)]),
        (70, [("price_index", 6), ("growth_parts", 6)]),
        (70, [("top_products", 6), ("bought_together", 6)]),
    ]),
    ("Customer insights", charts.CUSTOMERS, [
        (22, [("user_years", 4), ("revenue_per_user", 4), ("orders_per_user", 4)]),
        (50, [("by_age", 6), ("by_income", 6)]),
        (50, [("by_education", 6), ("by_household_size", 6)]),
        (50, [("by_gender", 6), ("by_hispanic", 6)]),
        (50, [("segments", 7), ("tenths", 5)]),
    ]),
    ("Cohort analysis", charts.COHORTS, [
        (60, [("retention_by_cohort", 12)]),
        (50, [("retention_curves", 6), ("cohort_revenue", 6)]),
        (50, [("lifetime_value", 6), ("users_by_cohort", 6)]),
    ]),
    ("Revenue vs income", charts.INCOME, [
        (50, [("revenue_by_income_third", 6), ("growth_by_income", 6)]),
        (60, [("income_and_revenue", 12)]),
        (34, [("correlation", 12)]),
        (60, [("by_income_bracket", 6), ("revenue_per_user_map", 6)]),
    ]),
]

CHARTS = {key: chart for _, of_tab, _ in TABS for key, chart in of_tab.items()}


def position(uuid_of):
    """The layout, as Superset keeps it: a tree of parts by their id"""
    parts = {}

    def add(kind, name, parents, children=(), **meta):
        key = name if name.endswith("_ID") else f"{kind}-{name}"
        parts[key] = {"id": key, "type": kind, "children": list(children), "parents": parents, **({"meta": meta} if meta else {})}
        return key

    parts["DASHBOARD_VERSION_KEY"] = "v2"
    add("HEADER", "HEADER_ID", [], text="Purchases")
    tabs_parents = ["ROOT_ID", "TABS-topics"]
    tabs = []
    for title, _, rows in TABS:
        topic = title.lower().replace(" ", "_")
        tab_parents = [*tabs_parents, f"TAB-{topic}"]
        row_keys = []
        for number, (height, cells) in enumerate(rows, 1):
            row_parents = [*tab_parents, f"ROW-{topic}_{number}"]
            cell_keys = [
                # the number is any, which the import puts its own in the place of
                add("CHART", key, row_parents, uuid=uuid_of("chart", key), chartId=[*CHARTS].index(key) + 1, sliceName=CHARTS[key]["title"], width=width, height=height)
                for key, width in cells
            ]
            row_keys.append(add("ROW", f"{topic}_{number}", tab_parents, cell_keys, background="BACKGROUND_TRANSPARENT"))
        tabs.append(add("TAB", topic, tabs_parents, row_keys, text=title))
    add("GRID", "GRID_ID", ["ROOT_ID"])
    add("TABS", "topics", ["ROOT_ID"], tabs)
    add("ROOT", "ROOT_ID", [], ["TABS-topics"])
    return parts


def native_filter(name, title, kind, target, description, default=None, **settings):
    return {
        "id": f"NATIVE_FILTER-{name}",
        "type": "NATIVE_FILTER",
        "filterType": kind,
        "name": title,
        "description": description,
        "targets": [target],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        "cascadeParentIds": [],
        "controlValues": {"enableEmptyFilter": False, **settings},
        "defaultDataMask": default or {"extraFormData": {}, "filterState": {}, "ownState": {}},
    }


def filters(uuid_of):
    def choice(name, title, dataset, column, description, **settings):
        return native_filter(name, title, "filter_select", {"datasetUuid": uuid_of("dataset", dataset), "column": {"name": column}}, description,
                             **{"multiSelect": True, "searchAllOptions": True, "inverseSelection": False, "defaultToFirstItem": False, "sortAscending": True, **settings})

    return [
        native_filter("time", "Months", "filter_time", {}, "Let it begin on the first of a month; where there is only a year, on the first of January"),
        choice("state", "State", "sales_by_state_m_y", "state_name", "The state shipped to, else the home state"),
        choice("category", "Category", "sales_by_category_m_y", "category", "The most frequent category of the product's code"),
        choice("income", "Household income", "customer_segment_metrics", "income_bracket", "Of the buyer, on the day of the survey", sortMetric="income_bracket_place"),
        choice("period", "Top products of", "top_products", "period", "All years, or one", multiSelect=False, default={
            "extraFormData": {"filters": [{"col": "period", "op": "IN", "val": ["all"]}]}, "filterState": {"value": ["all"], "label": "all"}, "ownState": {}}),
    ]


def dashboard(uuid_of):
    return {
        "dashboard_title": "Purchases",
        "description": "What is sold, when, where and to whom. An order is a purchase line; what to know before you trust a figure stands in README.md of ecom_analytics",
        "slug": "purchases",
        "published": True,
        "css": "",
        "position": position(uuid_of),
        "metadata": {
            "native_filter_configuration": filters(uuid_of),
            "refresh_frequency": 0,
            "cross_filters_enabled": True,
            "expanded_slices": {},
            "timed_refresh_immune_slices": [],
        },
        "uuid": uuid_of("dashboard", "purchases"),
        "version": "1.0.0",
    }
