"""
What the queries of the dashboard give: dashboard/queries/NAME.sql, with the parameters that dashboard/queries.js names.

A function each, by the name of the query; its arguments are the star and the parameters, where None chooses all.
"""
import re
from decimal import Decimal
from fractions import Fraction

import baskets
import cleaning
import customers
import marts
import prices
from compare import Near, Text
from correlation import Points
from customers import near
from figures import growth, grouped, ratio, rounded, totals
from income import about_income, as_r, comparable_states, income_correlation, weighted_of
from marts import cohort_retention, residents, revenue_vs_income_state_year
from others import Anything, data_freshness
from selection import (NO_CATEGORY, added, all_states, average_order, bought, brackets, by_state, by_year, chosen, compared, largest, named, state_name,
                       states_in_year, with_enough_orders)
from states import UNKNOWN
from years import beside_year_before


# What was run, loaded and turned away, and what is made from what: the browser's tests look at these
OF_NO_ORDERS = {"data_dictionary", "data_lineage", "data_loads", "data_models", "data_rejected", "data_runs", "data_tests"}


def questions(project, star, chance):
    """Of each query about orders: name, SQL, arguments, the filters that they are, chosen at random; and the rows that it must give"""
    parameters = dict(re.findall(r"^\t(\w+): \[(.*)\],$", (project / "dashboard/queries.js").read_text(), re.MULTILINE))
    choice = Choice(star, chance)
    for file in sorted((project / "dashboard/queries").glob("*.sql")):
        if file.stem in OF_NO_ORDERS:
            continue
        arguments = {name: getattr(choice, name)() for name in re.findall(r"\w+", parameters.get(file.stem, ""))}
        yield file.stem, file.read_text(), list(arguments.values()), arguments, ANSWERS[file.stem](star, **arguments)


class Choice:
    """Values for the parameters, at random among those that the page offers"""

    def __init__(self, star, chance):
        self.star, self.chance = star, chance

    def some(self, offered):
        """None, which is all; or a few"""
        return self.chance.sample(offered, min(len(offered), self.chance.choice([1, 2, 3, 5, 9, 10, 11]))) if offered and self.chance.random() < 0.6 else None

    def years(self):
        return self.some(self.star.years)

    def year(self):
        return self.chance.choice([*self.star.years, 2022])

    def states(self):
        sold = sorted({purchase.state for purchase in self.star.purchases})
        return self.some(self.chance.choice([sold, all_states(self.star)]))

    def incomes(self):
        return self.some(sorted({place for place, _ in brackets(self.star)}))

    def segments(self):
        return self.some(sorted({row["segment_order"] for row in customers.customer_value(self.star)}))

    def best(self):
        """Of estimates that are nearly equal it is not known which is larger"""
        fit = customers.fits(self.star).get("forecast")
        return "revenue" if fit and fit.converged else self.chance.choice(["revenue", "expected"])

    def category(self):
        return self.some(sorted({self.star.category(purchase) for purchase in self.star.purchases}))

    def product(self):
        """Also some that are at the top of nothing"""
        return self.some(sorted({purchase.product for purchase in self.star.purchases}))

    def period(self):
        return self.chance.choice([None, *self.star.years])

    def rank(self):
        return self.chance.choice(["revenue", "units"])

    def top(self):
        return self.chance.choice([1, 3, 10, 50])

    def min_orders(self):
        return self.chance.choice([1, 5, 20])

    def min_size(self):
        return self.chance.choice([1, 2, 5])


def shown_years(star, years):
    return chosen(star.years, lambda year: year, years)


def options(star):
    income_years = {row["year"] for row in revenue_vs_income_state_year(star) if row["median_household_income"] is not None and row["total_population"]}
    yield {"options": {
        "years": [{"year": year, "is_complete": year in star.complete_years} for year in star.years],
        "income_years": sorted(income_years),
        "states": [{"key": fips, "name": state_name(fips)} for fips in sorted(all_states(star), key=lambda fips: (fips == UNKNOWN.fips, state_name(fips)))],
        "incomes": [{"key": place, "name": label} for place, label in brackets(star)],
        "segments": [{"key": row["segment_order"], "name": row["segment"]} for row in sorted(customers.customer_segments(star), key=lambda row: row["segment_order"])],
        "categories": largest(grouped(star.purchases, star.category)),
        "has_answers": any(answer != "Unknown" for purchase in star.purchases for answer in star.answers(purchase.user).values()),
        "min_group_size": star.small,
    }}


def freshness(star):
    columns = ("first_order_date", "last_order_date", "last_complete_year", "last_refresh_at", "is_refreshing")
    row, = data_freshness(star)
    yield {column: row[column] for column in columns} | {"version": Anything()}


# Sales Overview

def sales_totals(star, years, states):
    """A basket that is sent to two states is in both: baskets are told for one state, or for all together"""
    purchases = bought(star, years, states)
    covered = chosen(star.covered, lambda month: month.year, years)
    sums = totals(purchases)
    yield {
        "revenue": sums.revenue, "orders": sums.orders, "covered_months": len(covered),
        "revenue_per_month": ratio(totals(bought(star, years, states, months=covered)).revenue, len(covered)),
        "avg_order_value": ratio(sums.revenue, sums.orders),
        "avg_basket_value": ratio(sums.revenue, sums.baskets) if states is None or len(states) == 1 else None,
        "states": len({purchase.state for purchase in purchases} - {UNKNOWN.fips}),
    }


def sales_months(star, years, states):
    purchases = bought(star, None, states)
    found = beside_year_before(star, grouped(purchases, lambda purchase: purchase.month))
    # of a state that is nowhere, as the unknown one may be, there is no row
    return [] if states is not None and not set(states) & set(all_states(star)) else [
        {"month": f"{row['month']:%Y-%m}", "year": row["year"], "month_of_year": row["month"].month, "revenue": row["total_revenue"],
         "orders": row["orders_count"], "revenue_before": row["revenue_year_before"], "growth_pct": row["growth_pct"], "is_covered": row["is_covered"]}
        for row in found if years is None or row["year"] in years]


def latest_compared(star, years):
    """The latest chosen year that is complete, as is the one before"""
    return max((year for year in shown_years(star, years) if {year, year - 1} <= star.complete_years), default=None)


def sales_compare(star, years, states):
    year = latest_compared(star, years)
    if year is None:
        return
    (now, sums), (before, sums_before) = ((purchases, totals(purchases)) for purchases in (bought(star, [each], states) for each in (year, year - 1)))
    yield {
        "year": year, "revenue": sums.revenue, "revenue_before": sums_before.revenue, "revenue_growth_pct": growth(sums.revenue, sums_before.revenue),
        "orders": sums.orders, "orders_before": sums_before.orders, "orders_growth_pct": growth(Decimal(sums.orders), sums_before.orders),
        "revenue_per_month": ratio(sums.revenue, 12), "revenue_per_month_before": ratio(sums_before.revenue, 12),
        "states": len(by_state(now).keys() - {UNKNOWN.fips}), "states_before": len(by_state(before).keys() - {UNKNOWN.fips}),
    }


def sales_years(star, years, states):
    purchases_of = by_year(bought(star, None, states))
    for year in shown_years(star, years):
        before, grown = compared(star, purchases_of, year)
        yield {"year": year, "is_complete_year": year in star.complete_years, "revenue": totals(purchases_of[year]).revenue,
               "revenue_before": before, "growth_pct": grown}


def sales_top_states(star, years, states, top):
    found = by_state(purchase for purchase in bought(star, years, states) if purchase.state != UNKNOWN.fips)
    order = sorted(found, key=lambda fips: (-totals(found[fips]).revenue, fips))
    for place, fips in enumerate(order[:top], 1):
        purchases_of = by_year(bought(star, None, [fips]))
        for year in shown_years(star, years):
            sums = totals(purchases_of[year])
            yield {"place": place, "state_name": state_name(fips), "year": year, "revenue": sums.revenue, "orders": sums.orders,
                   "growth_pct": compared(star, purchases_of, year)[1], "state_revenue": totals(found[fips]).revenue}


def sales_map(star, years, states):
    purchases = bought(star, years, states)
    found, revenue = by_state(purchases), totals(purchases).revenue
    for fips in largest(found):
        sums = totals(found[fips])
        yield {"state_key": fips, "state_name": state_name(fips), "revenue": sums.revenue, "orders": sums.orders,
               "avg_order_value": ratio(sums.revenue, sums.orders), "share_pct": ratio(100 * sums.revenue, revenue)}


# Category Performance: UNKNOWN is none, takes no place of another, and stands last

def in_categories(star, years, category):
    return grouped(bought(star, years, category=category), star.category)


def category_totals(star, years, category):
    purchases = bought(star, years, category=category)
    found, sums = in_categories(star, years, category), totals(purchases)
    yield {
        "revenue": sums.revenue, "orders": sums.orders, "categories": len(named(found)), "avg_order_value": ratio(sums.revenue, sums.orders),
        "unknown_revenue": totals(found[NO_CATEGORY]).revenue,
    }


def category_years(star, years, category, top):
    found = in_categories(star, years, category)
    for name in [*largest(named(found))[:top], *({NO_CATEGORY} & found.keys())]:
        purchases_of = by_year(bought(star, category=[name]))
        for year in shown_years(star, years):
            sums = totals(purchases_of[year])
            yield {"category": name, "year": year, "revenue": sums.revenue, "orders": sums.orders,
                   "growth_pct": compared(star, purchases_of, year)[1], "category_revenue": totals(found[name]).revenue}


def data_months(star):
    for month in star.months:
        sums = totals([purchase for purchase in star.purchases if purchase.month == month])
        yield {"month": f"{month:%Y-%m}", "year": month.year, "users": sums.users, "orders": sums.orders, "is_covered": month in star.covered,
               "is_complete_year": month.year in star.complete_years}


def about_category(name, purchases):
    sums = totals(purchases)
    return {"category": name, "orders": sums.orders, "revenue": sums.revenue, "avg_order_value": ratio(sums.revenue, sums.orders)}


def category_order_values(star, years, category, top, min_orders):
    found = with_enough_orders(in_categories(star, years, category), min_orders)
    best = sorted(named(found), key=lambda name: (-average_order(found[name]), name))[:top]
    for name in [*best, *({NO_CATEGORY} & found.keys())]:
        yield about_category(name, found[name])


def category_weakest(star, years, category, top, min_orders):
    found = named(with_enough_orders(in_categories(star, years, category), min_orders))
    for name in sorted(found, key=lambda name: (totals(found[name]).revenue, name))[:top]:
        yield about_category(name, found[name])


def category_months(star, years, category):
    """Of the chosen categories; else of the five with most revenue"""
    found = in_categories(star, years, category)
    for name in largest(named(found))[:5] if category is None else largest(found):
        for row in beside_year_before(star, grouped(bought(star, category=[name]), lambda purchase: purchase.month)):
            if years is None or row["year"] in years:
                yield {"category": name, "month": f"{row['month']:%Y-%m}", "revenue": row["total_revenue"], "orders": row["orders_count"],
                       "revenue_before": row["revenue_year_before"], "growth_pct": row["growth_pct"], "is_covered": row["is_covered"]}


def category_growth(star, years, category, top):
    rows = [row for row in prices.category_growth(star)
            if (years is None or row["year"] in years) and (row["category"] != NO_CATEGORY if category is None else row["category"] in category)]
    found = grouped(rows, lambda row: row["category"])
    names = {"previous_year_revenue": "revenue_before", "total_revenue": "revenue"}
    columns = ("category", "year", "previous_year_revenue", "total_revenue", "growth", "growth_pct", "price_effect", "quantity_effect", "products_effect",
               "matched_products", "is_small")
    for name in sorted(found, key=lambda name: (-added(found[name], "total_revenue"), name.encode()))[:top]:
        for row in sorted(found[name], key=lambda row: row["year"]):
            yield {names.get(column, column): row[column] for column in columns}


def price_index(star, years, category):
    for row in sorted(prices.price_index(star), key=lambda row: (row["category_rank"], row["month"])):
        if (years is None or row["year"] in years) and (row["category_rank"] <= 5 if category is None else row["category"] in category):
            yield {**{column: row[column] for column in ("category", "matched_products", "price_change_pct", "price_index", "is_small")}, "month": f"{row['month']:%Y-%m}"}


def category_affinity(star, category, top):
    """Of chosen ones what goes with them, else each pair once; what is together more often than by chance"""
    def is_shown(row):
        return row["category"].encode() < row["other_category"].encode() if category is None else row["category"] in category

    found = [row for row in baskets.bi_category_affinity(star) if row["lift"] > 1 and is_shown(row)]
    for row in sorted(found, key=lambda row: (-row["lift"], -row["baskets"], row["category"].encode(), row["other_category"].encode()))[:top]:
        columns = ("category", "other_category", "baskets", "category_baskets", "other_baskets", "confidence_pct", "confidence_back_pct", "lift")
        yield {column: row[column] for column in columns} | {"is_small": row["baskets"] < star.small}


def category_sums(star, years, category):
    for month in chosen(star.months, lambda month: month.year, years):
        found = grouped(bought(star, category=category, months=[month]), star.category)
        sums = totals([purchase for purchases in found.values() for purchase in purchases])
        yield {"month": f"{month:%Y-%m}", "year": month.year, "revenue": sums.revenue, "categories": len(named(found)),
               "avg_order_value": ratio(sums.revenue, sums.orders), "unknown_revenue": totals(found.get(NO_CATEGORY, [])).revenue, "is_covered": month in star.covered}


def category_compare(star, years, category):
    """There is no row of categories that nobody ever bought"""
    year = latest_compared(star, years)
    if year is None or not bought(star, category=category):
        return
    (now, sums), (before, sums_before) = ((purchases, totals(purchases)) for purchases in (bought(star, [each], category=category) for each in (year, year - 1)))
    (found, unknown), (found_before, unknown_before) = ((groups, totals(groups.get(NO_CATEGORY, [])).revenue) for groups in (grouped(each, star.category) for each in (now, before)))
    averages = [Fraction(each.revenue) / each.orders if each.orders else None for each in (sums, sums_before)]
    yield {
        "year": year, "revenue": sums.revenue, "revenue_before": sums_before.revenue, "revenue_growth_pct": growth(sums.revenue, sums_before.revenue),
        "categories": len(named(found)), "categories_before": len(named(found_before)),
        "avg_order_value": ratio(sums.revenue, sums.orders), "avg_order_value_before": ratio(sums_before.revenue, sums_before.orders),
        "avg_order_value_growth_pct": None if None in averages else growth(*averages),
        "unknown_revenue": unknown, "unknown_revenue_before": unknown_before, "unknown_growth_pct": growth(unknown, unknown_before),
    }


# Products

def top_products(star, period, rank, top, category):
    """Of each chosen category ten are known; of all fifty, by either measure"""
    measure = {"revenue": "total_revenue", "units": "total_quantity"}[rank]
    rows, known = (marts.top_products(star), top) if category is None else (
        [row for row in marts.top_products_by_category(star) if row["category"] in category], 10)
    found = [row for row in rows if row["year"] == period and row[f"rank_by_{rank}"] <= known]
    with_months = {row["product_key"] for row in marts.top_product_months(star)}
    for row in sorted(found, key=lambda row: (-row[measure], row["product_key"].encode()))[:top if category is None else min(top, 10)]:
        yield {"product_key": row["product_key"], "title": row["title"], "category": row["category"], "units": row["total_quantity"],
               "revenue": row["total_revenue"], "has_months": row["product_key"] in with_months}


def product_months(star, years, product):
    known = {row["product_key"]: row["title"] for row in marts.top_product_months(star)}
    for code in [code for code in product or [] if code in known]:
        by_month = grouped((purchase for purchase in star.purchases if purchase.product == code), lambda purchase: purchase.month)
        for month in chosen(star.months, lambda month: month.year, years):
            sums = totals(by_month[month])
            yield {"product_key": code, "title": known[code], "month": f"{month:%Y-%m}", "year": month.year, "revenue": sums.revenue, "units": sums.units,
                   "orders": sums.orders, "is_covered": month in star.covered}


# Customer Insights

QUESTIONS = {"age": "age_group", "income": "income_bracket", "gender": "gender", "education": "education", "household": "household_size_cat",
             "hispanic": "is_hispanic"}


def customer_segments(star, years, incomes):
    """In the order of the questions' names, each with its answers in their order"""
    def bracket(purchase):
        return cleaning.place("income_bracket", star.answers(purchase.user)["income_bracket"])

    purchases = chosen(bought(star, years), bracket, incomes)
    present = {purchase.year for purchase in purchases}
    one_year = max(present & star.complete_years, default=max(present, default=None))

    def row(dimension, answer, place, group):
        def users(purchases):
            return len({(purchase.user, purchase.year) for purchase in purchases})

        complete = [purchase for purchase in group if purchase.year in star.complete_years]
        sums, of_year = totals(group), users(purchase for purchase in group if purchase.year == one_year)
        return {
            "dimension": dimension, "answer": answer, "answer_order": place, "orders": sums.orders, "revenue": sums.revenue,
            "avg_order_value": ratio(sums.revenue, sums.orders), "user_years": users(group),
            "revenue_per_user_year": ratio(totals(complete).revenue, users(complete)) if complete else None,
            "users_in_year": of_year, "year": one_year, "is_small": of_year < star.small,
        }

    for dimension, question in sorted([*QUESTIONS.items(), ("total", None)]):
        if question is None:
            yield row("total", "Total", 0, purchases)
            continue
        groups = grouped(purchases, lambda purchase: star.answers(purchase.user)[question])
        for label in sorted(groups, key=lambda label: cleaning.place(question, label)):
            yield row(dimension, label, cleaning.place(question, label), groups[label])


def customer_years(star, years, incomes):
    def bracket(purchase):
        return cleaning.place("income_bracket", star.answers(purchase.user)["income_bracket"])

    purchases_of = by_year(chosen(star.purchases, bracket, incomes))
    for year in sorted(purchases_of):
        sums = totals(purchases_of[year])
        # who bought nothing a year before is in no segment of it
        before = totals(purchases_of[year - 1]) if {year, year - 1} <= star.complete_years and purchases_of.get(year - 1) else None
        averages = [Fraction(each.revenue) / each.orders for each in (sums, before) if each]
        yield {
            "year": year, "is_complete_year": year in star.complete_years, "is_shown": years is None or year in years,
            "orders": sums.orders, "orders_before": before and before.orders, "orders_growth_pct": before and growth(Decimal(sums.orders), before.orders),
            "revenue": sums.revenue, "revenue_before": before and before.revenue, "revenue_growth_pct": before and growth(sums.revenue, before.revenue),
            "avg_order_value": ratio(sums.revenue, sums.orders), "avg_order_value_before": before and ratio(before.revenue, before.orders),
            "avg_order_value_growth_pct": growth(*averages) if before else None,
            "users": sums.users, "users_before": before and before.users, "users_growth_pct": before and growth(Decimal(sums.users), before.users),
        }


def customers_of(star, incomes):
    return chosen(customers.customer_value(star), lambda row: row["income_bracket_order"], incomes)


def expected_of(star, rows):
    """Of those of whom something is expected: how many they are, and the sums of what is"""
    fit = customers.fits(star).get("forecast")
    users = [row["user_key"] for row in rows if row["probability_alive"] is not None]
    alive = sum(customers.alive(fit.orders, *fit.histories[user].weeks) for user in users)
    return len(users), alive, sum(map(fit.baskets, users)) if users else 0, sum(map(fit.revenue, users)) if users else 0


def customer_worth(star, incomes):
    everybody = customers_of(star, incomes)
    revenue = added(everybody, "total_revenue")
    groups = grouped(everybody, lambda row: (row["segment_order"], row["segment"]))
    for (place, segment), rows in [*((key, groups[key]) for key in sorted(groups)), ((None, None), everybody)]:
        size, again, brought = len(rows), sum(row["baskets"] > 1 for row in rows), added(rows, "total_revenue")
        foretold, alive, baskets, worth = expected_of(star, rows)
        yield {
            "segment": segment, "segment_order": place, "customers": size, "customers_pct": ratio(100 * size, len(everybody), 1), "repeat_customers": again,
            "repeat_pct": ratio(100 * again, size, 1), "orders": added(rows, "orders_count") if rows else None, "baskets": added(rows, "baskets") if rows else None, "revenue": brought,
            "revenue_pct": ratio(100 * brought, revenue, 1), "revenue_per_customer": ratio(brought, size), "foretold": foretold,
            "alive_pct": near(100 * alive / foretold, "0.002", "0.26") if foretold else None,
            "expected_baskets_per_customer": near(baskets / foretold, "0.003", "0.053") if foretold else None,
            "expected_revenue": near(worth, "0.003", str(0.02 * foretold)) if foretold else None,
            "expected_revenue_per_customer": near(worth / foretold, "0.003", "0.03") if foretold else None, "is_small": size < star.small,
        }


def customer_tenths(star, incomes):
    users = {row["user_key"] for row in customers_of(star, incomes)}
    rows = list(customers.tenths_of(star, users)) if len(users) >= 10 else []
    for row in rows:
        yield {column: row[column] for column in ("tenth", "customers", "revenue_pct", "customers_so_far_pct", "revenue_so_far_pct")} | {"revenue": row["total_revenue"]}


def customer_fit(star):
    columns = ("purpose", "known_until", "foretold_until", "customers", "converged", "expected_baskets", "actual_baskets", "baskets_error_pct", "expected_revenue",
               "actual_revenue", "revenue_error_pct")
    for row in sorted(customers.customer_fit(star), key=lambda row: row["purpose"]):
        yield {column: row[column] for column in columns} | {column: str(row[column]) for column in ("known_until", "foretold_until")}


def best_customers(star, incomes, segments, best):
    """Where nothing is expected, by revenue"""
    fit = customers.fits(star).get("forecast")
    rows = chosen(customers_of(star, incomes), lambda row: row["segment_order"], segments)

    for row in sorted(rows, key=lambda row: (-row["total_revenue"], row["user_key"].encode()))[:20]:
        yield {
            **{column: row[column] for column in ("user_key", "segment", "home_state_name", "baskets")}, "last_order_date": str(row["last_order_date"]),
            "orders": row["orders_count"], "revenue": row["total_revenue"],
            "alive_pct": near(100 * customers.alive(fit.orders, *fit.histories[row["user_key"]].weeks), "0.002", "0.26") if row["probability_alive"] is not None else None,
            "expected_baskets": row["expected_baskets_365"], "expected_revenue": row["expected_revenue_365"],
        }


def income_brackets(star, incomes, states):
    for place, label in brackets(star):
        purchases = [purchase for purchase in bought(star, states=states) if star.answers(purchase.user)["income_bracket"] == label]
        if purchases and (incomes is None or place in incomes):
            sums = totals(purchases)
            yield {"income_bracket": label, "revenue": sums.revenue, "orders": sums.orders, "avg_order_value": ratio(sums.revenue, sums.orders)}


# Cohort Analysis

def cells(star, years, min_size):
    found = chosen(cohort_retention(star), lambda cell: cell["cohort_year"], years)
    return [cell for cell in found if cell["cohort_size"] >= min_size]


def cohort_cells(star, years, min_size):
    for cell in sorted(cells(star, years, min_size), key=lambda cell: (cell["cohort_month"], cell["months_after"])):
        yield {
            **{column: cell[column] for column in ("months_after", "cohort_size", "active_users", "retention_pct", "is_complete", "is_small")},
            "cohort": f"{cell['cohort_month']:%Y-%m}", "revenue": cell["total_revenue"], "lifetime_value": cell["lifetime_value"], "revenue_per_user": ratio(cell["total_revenue"], cell["cohort_size"]),
        }


def cohort_average(star, years, min_size):
    by_age = grouped((cell for cell in cells(star, years, min_size) if cell["is_complete"]), lambda cell: cell["months_after"])
    for months_after in sorted(by_age):
        group = by_age[months_after]
        users = added(group, "cohort_size")
        yield {"months_after": months_after, "cohorts": len(group), "users": users, "active_users": added(group, "active_users"),
               "retention_pct": ratio(100 * added(group, "active_users"), users, 1), "revenue_per_user": ratio(added(group, "total_revenue"), users),
               "lifetime_value": ratio(added(group, "cumulative_revenue"), users), "is_small": users < star.small}


def cohort_years(star, years, min_size):
    """As far as all cohorts of the year have come"""
    for year, of_year in sorted(grouped(cells(star, years, min_size), lambda cell: cell["cohort_year"]).items()):
        cohorts = len({cell["cohort_month"] for cell in of_year})
        for months_after, group in sorted(grouped(of_year, lambda cell: cell["months_after"]).items()):
            if len(group) == cohorts and all(cell["is_complete"] for cell in group):
                users = added(group, "cohort_size")
                yield {"year": year, "months_after": months_after, "cohorts": cohorts, "users": users, "active_users": added(group, "active_users"),
                       "retention_pct": ratio(100 * added(group, "active_users"), users, 1), "revenue_per_user": ratio(added(group, "total_revenue"), users),
                       "lifetime_value": ratio(added(group, "cumulative_revenue"), users), "is_small": users < star.small}


def cohort_totals(star, years, min_size):
    first = [cell for cell in cells(star, years, 1) if cell["months_after"] == 0]
    shown = [cell for cell in first if cell["cohort_size"] >= min_size]
    row = {"cohorts": len(shown), "small_cohorts": added(shown, "is_small"), "smaller_cohorts": len(first) - len(shown), "users": added(shown, "cohort_size")}
    for months_after in (1, 6, 12):
        group = [cell for cell in cells(star, years, min_size) if cell["is_complete"] and cell["months_after"] == months_after]
        users = added(group, "cohort_size") if group else None
        row |= {f"month_{months_after}_users": users, f"month_{months_after}_pct": ratio(100 * added(group, "active_users"), users, 1)}
    yield row


def cohort_compare(star, years, min_size):
    """Years of which all cohorts have come so far, in complete months"""
    for months_after in (1, 6, 12):
        told = {}
        for year, group in grouped(cells(star, None, min_size), lambda cell: cell["cohort_year"]).items():
            first, later = ([cell for cell in group if cell["months_after"] == after] for after in (0, months_after))
            if later and len(later) == len(first) and year in star.complete_years and all(cell["is_complete"] for cell in later):
                told[year] = added(later, "cohort_size"), added(later, "active_users")
        year = max((year for year in told if year - 1 in told and (years is None or year in years)), default=None)
        if year is not None:
            (users, active), (users_before, active_before) = told[year], told[year - 1]
            yield {"months_after": months_after, "year": year, "users": users, "retention_pct": ratio(100 * active, users, 1), "users_before": users_before,
                   "retention_pct_before": ratio(100 * active_before, users_before, 1), "is_small": min(users, users_before) < star.small}


# Income and Revenue

def income_states(star, year, states):
    for row in sorted(states_in_year(star, year, states), key=lambda row: row["state_name"]):
        yield {
            "state_name": row["state_name"], "income": row["median_household_income"], "population": row["total_population"], "users": row["active_users"],
            "orders": row["orders_count"], "revenue": row["total_revenue"], "revenue_per_100000": ratio(100000 * row["total_revenue"], row["total_population"]),
            "revenue_per_user": row["revenue_per_user"], "is_small": row["active_users"] < star.small,
        }


def income_fit(star, year, states):
    """Of all states as bi.income_correlation has it; of chosen ones without ranks and weights"""
    if states is None and year not in star.years:
        return
    rows = states_in_year(star, year, states)
    incomes, weights = [row["median_household_income"] for row in rows], [row["resident_users"] for row in rows]
    users, capita = (Points(incomes, [row[column] for row in rows]) for column in ("revenue_per_user", "revenue_per_capita"))
    row = {"states": len(rows), "user_r": as_r(users.r()), "capita_r": as_r(capita.r())}
    for name, points, factor in (("user", users, 1), ("capita", capita, 100000)):
        slope, intercept = points.line()
        row |= {f"{name}_slope": slope and Near(factor * slope, relative="1e-9"), f"{name}_intercept": intercept and Near(factor * intercept, relative="1e-9")}
    if states is None:
        row["note"] = next(found["note"] for found in income_correlation(star) if found["year"] == year)
        row |= {"user_rank_r": as_r(users.ranks().r()), "capita_rank_r": as_r(capita.ranks().r()),
                "user_weighted_r": as_r(Points(incomes, users.ys, weights).r())}
    else:
        row |= {"user_rank_r": None, "capita_rank_r": None, "user_weighted_r": None,
                "note": Text(f"{len(rows)} states") if users.r() is None or len(rows) < 10 else None}
    yield row


def income_correlations(star):
    names = {"year": "year", "is_complete_year": "is_complete_year", "states": "states", "r_per_user": "user_r", "r_per_capita": "capita_r",
             "is_reliable": "is_reliable", "note": "note"}
    for row in sorted(income_correlation(star), key=lambda row: row["year"]):
        yield {name: row[column] for column, name in names.items()}


def income_years(star, years, states):
    """Indexes: 100 is the first complete year that has an income, else the first complete one. Incomes are over the same states every year."""
    living, about = residents(star), all_states(star)
    members = about if states is None else states
    found = []
    for year in shown_years(star, years):
        resident = totals([purchase for fips in members for purchase in living.get((fips, year), [])])
        found.append({"year": year, "income": weighted_of(star, comparable_states(star) & set(members), year), "revenue": totals(bought(star, [year], states)).revenue,
                      "rate": Fraction(resident.revenue) / resident.users if resident.users else None})
    complete = [row for row in found if row["year"] in star.complete_years]
    base = min(complete, key=lambda row: (row["income"] is None, row["year"]), default={})

    def index(row, measure):
        return ratio(row[measure] * 100, base[measure], 1) if base and base[measure] and row[measure] is not None else None

    for row in found:
        is_complete = row["year"] in star.complete_years
        yield {
            "year": row["year"], "is_complete_year": is_complete, "income": None if row["income"] is None else rounded(row["income"], 0),
            "revenue": row["revenue"], "revenue_per_user": None if row["rate"] is None else rounded(row["rate"], 2), "base_year": base.get("year"),
            "income_index": index(row, "income"), "revenue_index": index(row, "revenue") if is_complete else None,
            "revenue_per_user_index": index(row, "rate") if is_complete else None,
        }


def income_growth(star, years, states):
    """A state is in the same half every year, whatever is chosen"""
    halves = {fips: about["income_half"] for fips, about in about_income(star).items() if about["income_half"] is not None}
    members = chosen(halves, lambda fips: fips, states)
    for year in shown_years(star, years) if members else []:
        row = {"year": year, "is_complete_year": year in star.complete_years}
        for half, name in ((1, "lower"), (2, "higher")):
            group = [fips for fips in members if halves[fips] == half]
            purchases_of = by_year(bought(star, None, group))
            living = [purchase for fips in group for purchase in residents(star).get((fips, year), [])]
            row |= {f"{name}_states": len(group), f"{name}_users": totals(living).users if group else None, f"{name}_revenue": totals(purchases_of[year]).revenue if group else None,
                    f"{name}_growth_pct": compared(star, purchases_of, year)[1]}
        yield row


ANSWERS = {function.__name__: function for function in (
    options, freshness, data_months, sales_totals, sales_months, sales_compare, sales_years, sales_top_states, sales_map, category_totals, category_years, category_order_values,
    category_weakest, category_months, category_growth, price_index, category_affinity, category_sums, category_compare, top_products, product_months, customer_segments, customer_years, customer_worth,
    customer_tenths, customer_fit, best_customers, cohort_compare, cohort_years,
    income_correlations, income_brackets, cohort_cells, cohort_average, cohort_totals, income_states, income_fit,
    income_years, income_growth)}
