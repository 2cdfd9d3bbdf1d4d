"""
The charts, by the name of their file.  A chart is what Superset calls form data: kind, dataset and what its controls hold.
"""

EVERY_ROW = 10000


def where(column, operator, value=None):
    return {"clause": "WHERE", "expressionType": "SIMPLE", "subject": column, "operator": operator, "comparator": value}


def having(expression):
    return {"clause": "HAVING", "expressionType": "SQL", "sqlExpression": expression}


def in_range(column):
    """The time range of the dashboard applies to this column"""
    return where(column, "TEMPORAL_RANGE", "No filter")


# months in which nothing was sold are 0, not missing
MONTHLY = {"time_grain_sqla": "P1M", "resample_rule": "1MS", "resample_method": "zerofill"}
COMPLETE = where("is_complete_year", "==", True)


def chart(title, kind, dataset, description, filters=(), **controls):
    return {"title": title, "kind": kind, "dataset": dataset, "description": description, "controls": {"adhoc_filters": list(filters), **controls}}


def figure(title, dataset, metric, description, filters=()):
    return chart(title, "big_number_total", dataset, description, filters, metric=metric, header_font_size=0.4, subheader_font_size=0.15)


def bars(title, dataset, x, metric, description, filters=(), sort_by=None, largest=None, **controls):
    """Upright; lying, since names are long, where they are sorted by a measure, or only the largest are shown. Of lying bars the last is on top."""
    controls = {"show_legend": False, "rich_tooltip": True, "truncate_metric": True, "row_limit": EVERY_ROW, **controls}
    if largest:
        controls.update(row_limit=largest, orientation="horizontal", x_axis_sort=metric, x_axis_sort_asc=True, order_desc=True, timeseries_limit_metric=metric)
    elif sort_by:
        controls.update(orientation="horizontal", x_axis_sort=sort_by, x_axis_sort_asc=False, order_desc=False, timeseries_limit_metric=sort_by)
    return chart(title, "echarts_timeseries_bar", dataset, description, filters, x_axis=x, metrics=[metric], **{"groupby": [], **controls})


def lines(title, dataset, x, metric, description, filters=(), series=(), **controls):
    return chart(title, "echarts_timeseries_line", dataset, description, filters, x_axis=x, metrics=[metric], **{
        "groupby": list(series), "row_limit": EVERY_ROW, "rich_tooltip": True, "show_legend": bool(series), "truncate_metric": True, "x_axis_sort_asc": True,
        "x_axis_time_format": "%Y-%m", "tooltipTimeFormat": "%Y-%m", "sort_series_type": "name", "sort_series_ascending": True, **controls})


def rows(title, dataset, columns, description, filters=(), order_by=(), formats=None, limit=1000):
    """The rows of a view, as they are"""
    return chart(title, "table", dataset, description, filters, query_mode="raw", all_columns=list(columns), order_by_cols=list(order_by), row_limit=limit,
                 column_config={column: {"d3NumberFormat": look} for column, look in (formats or {}).items()}, show_cell_bars=False, table_timestamp_format="%Y-%m-%d")


def groups(title, dataset, by, metrics, description, filters=(), sort_by=None, descending=True):
    return chart(title, "table", dataset, description, filters, query_mode="aggregate", groupby=list(by), metrics=list(metrics), row_limit=EVERY_ROW, page_length=20,
                 timeseries_limit_metric=sort_by, order_desc=descending, show_cell_bars=True)


def usa(title, dataset, metric, description, filters=(), look="~s"):
    return chart(title, "country_map", dataset, description, filters, entity="iso_code", metric=metric, select_country="usa",
                 number_format=look, linear_color_scheme="superset_seq_1")


KNOWN_STATE = where("state_key", "!=", "00")
OF_THE_SURVEY = "People are what they answered on the day of the survey. Complete years only."
NO_CATEGORY = where("category", "!=", "UNKNOWN")


def revenue_per_user_by(answer, words):
    return bars(f"Revenue per user, by {words}", "customer_segment_metrics", answer, "revenue_per_user", f"A year. {OF_THE_SURVEY}",
                [in_range("year_start"), COMPLETE], sort_by=f"{answer}_place")


SALES = {
    "revenue": figure("Revenue", "sales_by_state_m_y", "revenue", "Of the chosen months and states", [in_range("month")]),
    "orders": figure("Orders", "sales_by_state_m_y", "orders", "An order is a purchase line: the data have no order id", [in_range("month")]),
    "average_order": figure("Average order", "sales_by_state_m_y", "average_order", "Revenue divided by orders", [in_range("month")]),
    "average_month": figure("Average month", "months", "average_month", "Over the months that the data cover; of all states", [in_range("month")]),
    "revenue_by_month": lines("Revenue by month", "sales_by_state_m_y", "month", "revenue",
                              "Months that the data do not cover are too low: see how far the data reach", [in_range("month")], **MONTHLY, area=True, opacity=0.2),
    "revenue_map": usa("Revenue by state, on the map", "sales_by_state_m_y", "revenue", "The state shipped to, else the buyer's home state",
                       [in_range("month"), KNOWN_STATE]),
    "revenue_by_state": bars("Revenue by state", "sales_by_state_m_y", "state_name", "revenue", "The 15 states with most revenue", [in_range("month")], largest=15),
    "years": rows("Years", "years", ["year", "covered_months", "total_revenue", "growth_pct", "active_users", "revenue_per_user", "orders_count", "avg_order_value",
                                     "baskets", "avg_basket_value"],
                  "Of all states. Growth is over the calendar year before, both complete; each user counts once a year", [in_range("year_start")], ['["year", true]'],
                  {"year": "d", "total_revenue": ",.2f", "growth_pct": ",.1f", "active_users": ",d", "orders_count": ",d", "baskets": ",d", "revenue_per_user": ",.2f", "avg_order_value": ",.2f", "avg_basket_value": ",.2f"}),
    "data_freshness": rows("How far the data reach", "data_freshness",
                           ["first_order_date", "last_order_date", "last_covered_month", "last_complete_year", "last_census_year", "last_refresh_at"],
                           "Months after the last one that is covered are too low, since histories end when their owners enrolled",
                           formats={"last_complete_year": "d", "last_census_year": "d"}),
}

CATEGORIES = {
    "revenue_by_category": bars("Revenue by category", "sales_by_category_m_y", "category", "revenue", "The 15 categories with most revenue",
                                [in_range("month"), NO_CATEGORY], largest=15),
    "category_months": lines("Largest categories by month", "sales_by_category_m_y", "month", "revenue", "The five categories with most revenue",
                             [in_range("month"), NO_CATEGORY], ["category"], **MONTHLY, limit=5, timeseries_limit_metric="revenue", order_desc=True),
    "highest_average_order": groups("Highest average order", "category_years", ["category"], ["average_order", "orders", "revenue"],
                                    "Of complete years and categories with at least 20 orders", [in_range("year_start"), COMPLETE, NO_CATEGORY, having("SUM(orders_count) >= 20")],
                                    sort_by="average_order"),
    "category_growth": groups("Growth of the largest categories", "category_years", ["category"], ["revenue", "growth"],
                              "Over the calendar year before; of complete years", [in_range("year_start"), COMPLETE, NO_CATEGORY], sort_by="revenue"),
    "top_products": rows("Top products", "top_products", ["rank_by_revenue", "title", "category", "total_quantity", "total_revenue"],
                         "Those with most revenue, of the chosen period; the time range does not apply",
                         [where("rank_by_revenue", "<=", "20")], ['["rank_by_revenue", true]'], {"total_revenue": ",.2f"}),
    "price_index": lines("Prices by month", "price_index", "month", "price_index", "What the same products cost, chained: 100 in the first covered month; the five categories with most revenue. "
                         "A chain of few products says little", [in_range("month"), where("category_rank", "<=", "5")], ["category"]),
    "growth_parts": groups("Price, quantity or other products", "category_growth", ["category"], ["growth_in_money", "price_effect", "quantity_effect", "products_effect"],
                           "What the growth over the year before is made of, of complete years: other prices and quantities of the products sold in both years, and products sold in one of them only",
                           [in_range("year_start"), NO_CATEGORY], sort_by="sold"),
    "bought_together": rows("Bought together", "category_affinity", ["category", "other_category", "baskets", "confidence_pct", "lift"],
                            "Of the baskets (what one user orders on one day) with several categories. confidence_pct: of those with the category, how many have the other; "
                            "a lift of 2: twice as often as by chance. The time range does not apply", order_by=['["baskets", false]']),
}

CUSTOMERS = {
    "user_years": figure("User-years", "customer_segment_metrics", "user_years", f"Users, each counted once a year. {OF_THE_SURVEY}", [in_range("year_start"), COMPLETE]),
    "revenue_per_user": figure("Revenue per user and year", "customer_segment_metrics", "revenue_per_user", OF_THE_SURVEY, [in_range("year_start"), COMPLETE]),
    "orders_per_user": figure("Orders per user and year", "customer_segment_metrics", "orders_per_user", OF_THE_SURVEY, [in_range("year_start"), COMPLETE]),
    "by_age": revenue_per_user_by("age_group", "age"),
    "by_income": revenue_per_user_by("income_bracket", "household income"),
    "by_gender": revenue_per_user_by("gender", "gender"),
    "by_education": revenue_per_user_by("education", "education"),
    "by_household_size": revenue_per_user_by("household_size_cat", "household size"),
    "by_hispanic": revenue_per_user_by("is_hispanic", "Hispanic origin"),
    "segments": groups("Segments of customers", "customer_segments", ["segment"], ["customers", "revenue", "revenue_per_customer", "expected_revenue"],
                       "By how lately, how often and for how much they ordered, best first. Expected: in the 365 days after the last covered day. The time range does not apply",
                       sort_by="segment_place", descending=False),
    "tenths": bars("Revenue by tenth of the customers", "customer_tenths", "tenth", "revenue", "From the tenth of the customers with most revenue on. The time range does not apply",
                   xAxisForceCategorical=True),
}

OF_YEARS = [in_range("year_start"), where("is_small", "==", False), where("months_after", ">=", "1"), where("months_after", "<=", "12")]
FEW = "Left out where they are fewer than the setting min_group_size"

COHORTS = {
    "retention_by_cohort": chart(
        "Retention by cohort", "heatmap_v2", "cohort_retention", "Percent of the users who ordered so many months after their first order. "
        f"Months that the data do not cover are blank. {FEW}",
        [in_range("year_start"), where("is_complete", "==", True), where("is_small", "==", False), where("months_after", ">=", "1"), where("months_after", "<=", "12")],
        x_axis="months_after", groupby="cohort_month", metric="retention", time_grain_sqla="P1M", x_axis_time_format="%Y-%m", sort_x_axis="alpha_asc", sort_y_axis="alpha_desc",
        linear_color_scheme="superset_seq_1", legend_type="continuous", show_legend=True, show_percentage=False, show_values=False, normalize_across="heatmap",
        value_bounds=[None, None], left_margin="auto", bottom_margin="auto", xscale_interval=-1, yscale_interval=-1, y_axis_format=",.0f", row_limit=EVERY_ROW),
    "retention_curves": lines("Retention by year of the cohorts", "cohort_years", "months_after", "retention", f"Of the cohorts that have reached the month. {FEW}", OF_YEARS,
                              ["cohort_year"], y_axis_format=",.0f"),
    "cohort_revenue": lines("Revenue per user of the cohorts", "cohort_years", "months_after", "revenue_per_cohort_user",
                            f"What they spent in the month, divided by all users of the cohorts. {FEW}", OF_YEARS, ["cohort_year"]),
    "lifetime_value": lines("Revenue per user so far, by year of the cohorts", "cohort_years", "months_after", "lifetime_value",
                            f"Of the cohorts that have reached the month: the further to the right, the fewer. {FEW}",
                            [in_range("year_start"), where("is_small", "==", False), where("months_after", "<=", "24")], ["cohort_year"]),
    "users_by_cohort": bars("Users by cohort", "cohort_retention", "cohort_month", "cohort_users", "By the month of their first order; no history begins before 2018",
                            [in_range("year_start")], time_grain_sqla="P1M", x_axis_time_format="%Y-%m", tooltipTimeFormat="%Y-%m"),
}

INCOME = {
    "revenue_by_income_third": bars("Revenue per user, by income of the state", "income_groups", "group_name", "revenue_per_user",
                                    "A year. Thirds of the states by income, the same every year; complete years only",
                                    [in_range("year_start"), where("grouping", "==", "third"), COMPLETE], sort_by="income_group_place"),
    "growth_by_income": bars("Growth, by income of the state", "income_groups", "year_start", "growth",
                             "Percent over the calendar year before, both complete. Halves of the states by income, the same every year",
                             [in_range("year_start"), where("grouping", "==", "half"), where("previous_year_revenue", "IS NOT NULL")], groupby=["group_name"],
                             show_legend=True, time_grain_sqla="P1Y", x_axis_time_format="%Y", tooltipTimeFormat="%Y"),
    "income_and_revenue": chart(
        "Income and revenue of the states", "bubble_v2", "state_years", "A user counts once a year, in the state where most of the year's orders went: small bubbles say little. Complete years only",
        [in_range("year_start"), COMPLETE, where("is_income_comparable", "==", True)],
        entity="state_name", series="region", x="income", y="revenue_per_user", size="user_years", max_bubble_size="25", opacity=0.6, show_legend=True,
        x_axis_label="Median household income", y_axis_label="Revenue per user and year", x_axis_title_margin=30, y_axis_title_margin=50,
        xAxisFormat="$,.0f", y_axis_format="$,.0f", tooltipSizeFormat=",d", row_limit=EVERY_ROW, truncateXAxis=False, order_desc=True),
    "correlation": rows("Correlation of income and revenue", "income_correlation",
                        ["year", "states", "r_per_user", "rank_r_per_user", "weighted_r_per_user", "r_per_capita", "is_reliable", "note"],
                        "Over the states, each year; the note says why one says little. Not to be averaged", [in_range("year_start"), COMPLETE], ['["year", true]'], {"year": "d"}),
    "by_income_bracket": bars("Average order, by income of the buyer", "revenue_by_income_state", "income_bracket", "average_order",
                              "All years together; the income is that on the day of the survey", sort_by="income_bracket_place"),
    "revenue_per_user_map": usa("Revenue per user, on the map", "state_years", "revenue_per_user", "A year. States of few users say little. Complete years only",
                                [in_range("year_start"), COMPLETE], "$,.0f"),
}
