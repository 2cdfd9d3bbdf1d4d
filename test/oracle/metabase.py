"""
What Metabase's questions give: clients/metabase/NAME.sql.

A function each, by the name of the file; its arguments are the star and the values of the variables, None for one that has none.
"""
import re

import cleaning
from baskets import bi_category_affinity
from customers import customer_segments as all_segments
from figures import grouped, ratio, rounded, totals
from income import comparable_states, income_correlation, income_groups, weighted_of
from marts import cohort_retention, residents, top_products as ranked_products, top_products_by_category
from others import data_freshness
from prices import category_growth, price_index as all_prices
from selection import added, all_states, average_order, bought, by_state, largest, named, state_name, with_enough_orders
from states import BY_FIPS, UNKNOWN
from years import cohort_years, years as all_years


def questions(project, star, chance):
    """Of each question: name, SQL with values chosen at random, no arguments, the values; and the rows that it must give"""
    for file in sorted((project / "clients/metabase").glob("*.sql")):
        query, offered = file.read_text(), offers(star)
        values = {name: None if name in OPTIONAL and chance.random() < 0.5 else chance.choice(offered[name])
                  for name in dict.fromkeys(re.findall(r"\{\{(\w+)\}\}", query))}
        yield file.stem, put(query, values), None, values, ANSWERS[file.stem](star, **values)


OPTIONAL = ("year", "state", "smallest_cohort")


def offers(star):
    """Values of each variable"""
    return {
        "year": [*star.years, 2017], "state": [*sorted({state_name(purchase.state) for purchase in star.purchases}), "Wyoming"],
        "orders": [1, 5, 20], "smallest_cohort": [1, 3],
        "period": ["all", *map(str, star.years)], "category": [*sorted({star.category(purchase) for purchase in star.purchases}), "no such category"],
    }


def put(query, values):
    """A clause in [[...]] goes if its variable has no value. Text is quoted, numbers stand as they are."""
    def literal(found):
        value = values[found[1]]
        return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"

    query = re.sub(r"\[\[(.*?\{\{(\w+)\}\}.*?)\]\]", lambda found: "" if values[found[2]] is None else found[1], query, flags=re.DOTALL)
    return re.sub(r"\{\{(\w+)\}\}", literal, query)


def of_year(star, year):
    """The years that are shown: all, or one"""
    return [shown for shown in star.years if year in (None, shown)]


def complete(star, year):
    return [shown for shown in of_year(star, year) if shown in star.complete_years]


def of_state(star, state):
    return None if state is None else [fips for fips in all_states(star) if state_name(fips) == state]


def freshness(star):
    columns = ("first_order_date", "last_order_date", "last_covered_month", "last_complete_year", "last_census_year", "last_refresh_at")
    row, = data_freshness(star)
    yield {column: row[column] for column in columns}


def growth_by_income(star):
    halves = [row for row in income_groups(star) if row["grouping"] == "half" and row["is_complete_year"]]
    for year, rows in sorted(grouped(halves, lambda row: row["year"]).items()):
        growths = {row["income_group"]: row["growth_pct"] for row in rows}
        yield {"year": year, "lower_income_growth": growths.get(1), "higher_income_growth": growths.get(2)}


def highest_average_order_value(star, year, orders):
    found = named(with_enough_orders(grouped(bought(star, complete(star, year)), star.category), orders))
    for row in sorted((
        {"category": name, "orders": len(found[name]), "revenue": totals(found[name]).revenue, "average_order_value": rounded(average_order(found[name]), 2)}
        for name in found
    ), key=lambda row: (-row["average_order_value"], row["category"]))[:15]:
        yield row


def income_and_revenue(star):
    for row in income_correlation(star):
        if row["is_complete_year"]:
            yield {"not_reliable": row["note"]} | {column: row[column] for column in (
                "year", "states", "r_per_user", "rank_r_per_user", "weighted_r_per_user", "r_per_capita", "rank_r_per_capita")}


def income_and_revenue_by_state(star, year):
    """Income is weighted by the inhabitants of the years"""
    living = residents(star)
    for fips in sorted(comparable_states(star), key=state_name):
        counted = complete(star, year)
        users = sum(totals(living.get((fips, year), [])).users for year in counted)
        revenue = sum(totals(living.get((fips, year), [])).revenue for year in counted)
        figures = [star.figures[fips, year] for year in counted if (fips, year) in star.figures]
        if users and figures:
            weight = sum(figure.income * figure.population for figure in figures)
            yield {"state": state_name(fips), "median_household_income": ratio(weight, sum(figure.population for figure in figures), 0),
                   "revenue_per_user_and_year": ratio(revenue, users), "user_years": users}


def customer_segments(star):
    for row in sorted(all_segments(star), key=lambda row: row["segment_order"]):
        yield {column: row[column] for column in (
            "segment", "customers", "total_revenue", "revenue_per_customer", "repeat_pct", "expected_baskets_365", "expected_revenue_365")}


def lifetime_value(star, year):
    for row in sorted(cohort_years(star), key=lambda row: (row["cohort_year"], row["months_after"])):
        if not row["is_small"] and year in (None, row["cohort_year"]):
            yield {column: row[column] for column in ("cohort_year", "months_after", "users", "lifetime_value")}


def key_figures(star, year, state):
    purchases = bought(star, of_year(star, year), of_state(star, state))
    covered = [month for month in star.covered if year in (None, month.year)]
    sums = totals(purchases)
    yield {
        "revenue": sums.revenue, "average_month": ratio(totals([purchase for purchase in purchases if purchase.month in covered]).revenue, len(covered)),
        "orders": sums.orders, "average_order_value": ratio(sums.revenue, sums.orders), "states": len({purchase.state for purchase in purchases} - {UNKNOWN.fips}),
    }


def retention_by_cohort(star, year, smallest_cohort):
    found = [cell for cell in cohort_retention(star) if cell["is_complete"] and 1 <= cell["months_after"] <= 12 and year in (None, cell["cohort_year"])
             and cell["cohort_size"] >= (smallest_cohort or 0)]
    for cell in sorted(found, key=lambda cell: (cell["cohort_month"], cell["months_after"])):
        size = f" ({cell['cohort_size']} users)" if cell["is_small"] else ""
        yield {"cohort": f"{cell['cohort_month']:%Y-%m}{size}", "months_after": cell["months_after"], "retention_pct": cell["retention_pct"]}


def retention_by_year(star, year):
    for row in sorted(cohort_years(star), key=lambda row: (row["cohort_year"], row["months_after"])):
        if not row["is_small"] and 1 <= row["months_after"] <= 12 and year in (None, row["cohort_year"]):
            yield {column: row[column] for column in ("cohort_year", "months_after", "users", "active_users", "retention_pct")}


def revenue_by_month(star, state, year):
    for month in star.months:
        if year in (None, month.year):
            yield {"month": month, "revenue": totals(bought(star, states=of_state(star, state), months=[month])).revenue, "is_covered": month in star.covered}


def revenue_by_state(star, year):
    found = by_state(purchase for purchase in bought(star, of_year(star, year)) if purchase.state != UNKNOWN.fips)
    for fips in largest(found):
        sums = totals(found[fips])
        yield {"state_postal": BY_FIPS[fips].postal, "state": state_name(fips), "revenue": sums.revenue, "orders": sums.orders}


def revenue_per_user_by_age(star, year):
    groups = grouped(bought(star, complete(star, year)), lambda purchase: star.answers(purchase.user)["age_group"])
    for age in sorted(groups, key=lambda age: cleaning.place("age_group", age)):
        users = len({(purchase.user, purchase.year) for purchase in groups[age]})
        yield {"age_group": age, "user_years": users, "revenue_per_user_and_year": ratio(totals(groups[age]).revenue, users)}


def top_products(star, period):
    for row in sorted(ranked_products(star), key=lambda row: row["rank_by_revenue"]):
        if row["period"] == period and row["rank_by_revenue"] <= 20:
            yield {"rank": row["rank_by_revenue"], "title": row["title"], "category": row["category"], "units": row["total_quantity"],
                   "revenue": row["total_revenue"]}


def top_products_of_category(star, period, category):
    for row in sorted(top_products_by_category(star), key=lambda row: row["rank_by_revenue"]):
        if row["period"] == period and row["category"] == category and row["rank_by_revenue"] <= 10:
            yield {"rank": row["rank_by_revenue"], "title": row["title"], "units": row["total_quantity"], "revenue": row["total_revenue"]}


def bought_together(star, category):
    found = [row for row in bi_category_affinity(star) if category in (None, row["category"])]
    for row in sorted(found, key=lambda row: (-row["baskets"], row["category"].encode(), row["other_category"].encode()))[:20]:
        yield {column: row[column] for column in ("category", "other_category", "baskets", "confidence_pct", "lift")}


def price_or_quantity(star, category, year):
    found = [row for row in category_growth(star) if category in (None, row["category"]) and year in (None, row["year"])]
    for row in sorted(found, key=lambda row: (-abs(row["growth"]), row["year"], row["category"].encode()))[:20]:
        yield {"year": row["year"], "category": row["category"], "growth": row["growth"], "price": row["price_effect"], "quantity": row["quantity_effect"],
               "other_products": row["products_effect"]}


def price_index(star, category):
    for row in all_prices(star):
        if row["category"] == category if category else row["category_rank"] <= 5:
            yield {column: row[column] for column in ("month", "category", "price_index", "matched_products")}


def thirds(star):
    """Of the states by income, over the complete years: (rows of bi.income_groups, user-years, revenue of the residents)"""
    found = [row for row in income_groups(star) if row["grouping"] == "third" and row["is_complete_year"]]
    for _, rows in sorted(grouped(found, lambda row: row["income_group"]).items()):
        yield rows, added(rows, "resident_users"), added(rows, "resident_revenue")


def wealthier_states(star):
    for rows, users, revenue in thirds(star):
        yield {
            "states_by_income": rows[0]["group_name"], "states": rows[0]["states"], "lowest_income": rounded(rows[0]["lowest_income_level"], 0),
            "highest_income": rounded(rows[0]["highest_income_level"], 0), "user_years": users, "revenue": revenue,
            "revenue_per_user_and_year": ratio(revenue, users),
        }


def years(star):
    for row in all_years(star):
        yield {
            **{column: row[column] for column in ("year", "is_complete_year", "growth_pct", "revenue_per_user", "baskets")},
            "revenue": row["total_revenue"], "users": row["active_users"], "orders": row["orders_count"], "average_order_value": row["avg_order_value"],
            "average_basket_value": row["avg_basket_value"],
            "median_household_income": income_of_year(star, row["year"]),
        }


def income_of_year(star, year):
    income = weighted_of(star, comparable_states(star), year)
    return None if income is None else rounded(income, 0)


ANSWERS = {"data_freshness": freshness} | {function.__name__: function for function in (
    bought_together, customer_segments, growth_by_income, highest_average_order_value, income_and_revenue, income_and_revenue_by_state, key_figures, lifetime_value, price_index, price_or_quantity, retention_by_cohort,
    retention_by_year, revenue_by_month, revenue_by_state, revenue_per_user_by_age, top_products, top_products_of_category, wealthier_states, years)}
