"""
What the queries of Grafana's dashboards give: those of panels, variables and annotations in clients/grafana/dashboards.

A function each, by dashboard and title; its arguments are the star and what is chosen.
"""
import json
import re
from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction

import cleaning
from baskets import bi_category_affinity
from compare import Near
from correlation import Points
from customers import customer_segments, customer_tenths
from figures import grouped, ratio, rounded, totals
from income import GROUP_NAMES, about_income, comparable_states, income_groups, income_correlation, weighted_of
from marts import cohort_retention, ranked, residents
from months import days_in
from others import Anything
from prices import category_growth, price_index
from selection import (NO_CATEGORY, added, all_states, average_order, bought, brackets, by_state, by_year, compared, largest, named, state_name,
                       states_in_year, with_enough_orders)
from states import BY_FIPS, UNKNOWN
from years import state_years, years

ANSWERS = {}


def answers(dashboard, title):
    def register(function):
        ANSWERS[dashboard, title] = function
        return function
    return register


def questions(project, star, chance):
    """Of each query: name, SQL with what is chosen at random, no arguments, what is chosen; and the rows that it must give"""
    for file in sorted((project / "clients/grafana/dashboards").glob("*.json")):
        content, choice = json.loads(file.read_text()), Choice(star, chance)
        queries = [(f"variable {variable['name']}", variable["query"]) for variable in content["templating"]["list"] if variable["type"] == "query"]
        queries += [(annotation["name"], annotation["target"]["rawSql"]) for annotation in content["annotations"]["list"]]
        queries += [(panel["title"] + ("" if target["refId"] == "A" else f", {target['refId']}"), target["rawSql"])
                    for panel in content["panels"] for target in panel["targets"]]
        for title, query in queries:
            answer = ANSWERS.get((file.stem, title)) or ANSWERS[None, title]
            sql = choice.put(query, {variable["name"]: variable for variable in content["templating"]["list"]})
            yield f"{file.stem}: {title}", sql, None, choice.used(query), answer(star, choice)


class Choice:
    """A time range, and a value for each variable, at random among those that a dashboard offers; all of a list to begin with"""

    def __init__(self, star, chance):
        self.star = star
        self.begin, self.end = sorted(datetime.combine(self.some_day(chance), chance.choice([time(), time(), time(12, 30), time(23, 59)])) for _ in range(2))
        self.period = chance.choice(periods(star))
        self.lists = {"category": sorted({star.category(purchase) for purchase in star.purchases}), "income": [label for _, label in brackets(star)],
                      "state": [state_name(fips) for fips in all_states(star)] if star.years else []}
        for name, offered in self.lists.items():
            if offered and chance.random() < 0.6:
                self.lists[name] = chance.sample(offered, min(len(offered), chance.choice([1, 2, 3, 5, 10])))
        self.top, self.orders = chance.choice([5, 10, 50]), chance.choice([1, 5, 20])
        self.size, self.months_after = chance.choice([1, 5]), chance.choice([12, 60])

    def some_day(self, chance):
        """Often the first of a month or year, on which what the range touches changes; or one beyond all orders"""
        first, last = (self.star.first_day or date(2020, 1, 1)) - timedelta(40), (self.star.last_day or date(2020, 1, 1)) + timedelta(40)
        day = first + timedelta(chance.randint(0, (last - first).days))
        return chance.choice([first, last, day, day, day.replace(day=1), day.replace(month=1, day=1)])

    def filters(self):
        return {"from": self.begin, "to": self.end} | self.lists | {
            "period": self.period, "top": self.top, "orders": self.orders, "size": self.size, "months": self.months_after}

    def used(self, query):
        """The filters that a query has"""
        return {name: value for name, value in self.filters().items() if re.search(rf"\$\{{?{name}\b|__time{name}\(", query, re.IGNORECASE)}

    def put(self, query, variables):
        """As Grafana 13: the browser puts in the variables, the server the macros"""
        values = self.filters()

        def variable(found):
            name = found[1] or found[2]
            if name not in variables:
                return found[0]
            if isinstance(values[name], list):
                return ",".join(quoted(value) for value in values[name])
            return quoted(str(values[name])) if found[3] == "sqlstring" else str(values[name])

        query = re.sub(r"\$(\w+)|\$\{(\w+)(?::(\w+))?\}", variable, query)
        for macro, instant in (("$__timeFrom()", self.begin), ("$__timeTo()", self.end)):
            query = query.replace(macro, quoted(f"{instant.isoformat()}Z"))
        return query

    # What is chosen

    @property
    def months(self):
        """Those that the time range touches"""
        return [month for month in self.star.months
                if month <= self.end.date() and month + timedelta(days_in(month) - 1) >= self.begin.date()]

    @property
    def years(self):
        return [year for year in self.star.years if self.begin.year <= year <= self.end.year]

    @property
    def complete_years(self):
        return [year for year in self.years if year in self.star.complete_years]

    @property
    def states(self):
        return [fips for fips in all_states(self.star) if state_name(fips) in self.lists["state"]]

    def in_states(self):
        return bought(self.star, states=self.states, months=self.months)

    def in_categories(self):
        return grouped(bought(self.star, category=self.lists["category"], months=self.months), self.star.category)


def quoted(value):
    return "'" + value.replace("'", "''") + "'"


def periods(star):
    years_with_products = {purchase.year for purchase in star.purchases if purchase.product != "UNKNOWN"}
    return ["all", *(str(year) for year in sorted(years_with_products))]


def label(star, year):
    return f"{year}" if year in star.complete_years else f"{year}*"


def instant(month):
    return datetime.combine(month, time(), timezone.utc)


# What more than one dashboard has

@answers(None, "Data")
def data(star, choice):
    yield {
        "Oldest order": star.first_day and f"{star.first_day:%b %d, %Y}", "Newest order": star.last_day and f"{star.last_day:%b %d, %Y}",
        "Covered to": f"{max(star.covered):%b %Y}" if star.covered else None,
        "Last complete year": str(max(star.complete_years)) if star.complete_years else None, "Last refresh": Anything(),
    }


@answers(None, "Months not covered")
def months_not_covered(star, choice):
    found = [month for month in star.months if month not in star.covered]
    if found:
        yield {"time": instant(found[0]), "timeend": instant(found[-1]) + timedelta(days_in(found[-1]) - 1), "text": Anything()}


@answers(None, "variable state")
def states_on_offer(star, choice):
    """All of them, where there are orders"""
    for fips in sorted(all_states(star) if star.years else [], key=lambda fips: (fips == UNKNOWN.fips, state_name(fips))):
        yield {"state_name": state_name(fips)}


@answers(None, "variable income")
def brackets_on_offer(star, choice):
    for _, bracket in brackets(star):
        yield {"income_bracket": bracket}


# Sales overview

@answers("sales_overview", "Sales")
def sales(star, choice):
    purchases, covered = choice.in_states(), [month for month in choice.months if month in star.covered]
    sums = totals(purchases)
    yield {
        "Revenue": sums.revenue, "Average month": ratio(totals(bought(star, states=choice.states, months=covered)).revenue, len(covered)),
        "Orders": sums.orders, "Average order": ratio(sums.revenue, sums.orders), "States": len({purchase.state for purchase in purchases} - {UNKNOWN.fips}),
    }


@answers("sales_overview", "Revenue by month")
def revenue_by_month(star, choice):
    for month in choice.months:
        yield {"time": instant(month), "Revenue": totals(bought(star, states=choice.states, months=[month])).revenue}


@answers("sales_overview", "Revenue by month of the year")
def revenue_by_month_of_the_year(star, choice):
    for month in sorted(choice.months, key=lambda month: (month.month, month.year)):
        yield {"Month": month.month, "Year": label(star, month.year), "Revenue": totals(bought(star, states=choice.states, months=[month])).revenue}


@answers("sales_overview", "Growth over the year before")
def growth_of_states(star, choice):
    purchases_of = by_year(bought(star, states=choice.states))
    for year in choice.years if choice.states else []:
        yield {"Year": label(star, year), "Growth": compared(star, purchases_of, year)[1]}


@answers("sales_overview", "Revenue by state")
def revenue_by_state(star, choice):
    found = by_state(choice.in_states())
    for fips in sorted(found, key=lambda fips: (-totals(found[fips]).revenue, state_name(fips)))[:choice.top]:
        for year, purchases in sorted(by_year(found[fips]).items()):
            yield {"State": state_name(fips), "Year": label(star, year), "Revenue": totals(purchases).revenue}


@answers("sales_overview", "Map")
def state_map(star, choice):
    found = by_state(choice.in_states())
    for fips in [fips for fips in largest(found) if fips != UNKNOWN.fips]:
        sums = totals(found[fips])
        yield {"Code": BY_FIPS[fips].postal, "State": state_name(fips), "Revenue": sums.revenue, "Orders": sums.orders}


@answers("sales_overview", "States")
def states(star, choice):
    found, revenue = by_state(choice.in_states()), totals(choice.in_states()).revenue
    for fips in largest(found):
        sums = totals(found[fips])
        yield {"State": state_name(fips), "Orders": sums.orders, "Units": sums.units, "Revenue": sums.revenue, "Share": ratio(100 * sums.revenue, revenue, 1),
               "Average order": ratio(sums.revenue, sums.orders), "Average basket": ratio(sums.revenue, sums.baskets)}


@answers("sales_overview", "Years")
def all_years(star, choice):
    columns = {
        "Months covered": "covered_months", "Revenue": "total_revenue", "Growth": "growth_pct", "Users": "active_users", "Revenue per user": "revenue_per_user",
        "Orders": "orders_count", "Average order": "avg_order_value", "Baskets": "baskets", "Average basket": "avg_basket_value",
    }
    for row in years(star):
        if row["year"] in choice.years:
            yield {"Year": label(star, row["year"])} | {name: row[column] for name, column in columns.items()}


# Category performance

@answers("category_performance", "variable category")
def categories_on_offer(star, choice):
    for name in sorted({star.category(purchase) for purchase in star.purchases}, key=lambda name: (name == NO_CATEGORY, name)):
        yield {"category": name}


@answers("category_performance", "variable period")
def periods_on_offer(star, choice):
    for period in periods(star) if len(periods(star)) > 1 else []:
        yield {"period": period}


@answers("category_performance", "Revenue by category")
def revenue_by_category(star, choice):
    found = choice.in_categories()
    for name in [*largest(named(found))[:choice.top], *({NO_CATEGORY} & found.keys())]:
        for year, purchases in sorted(by_year(found[name]).items()):
            yield {"Category": name, "Year": label(star, year), "Revenue": totals(purchases).revenue}


@answers("category_performance", "Revenue by month")
def category_months(star, choice):
    found = choice.in_categories()
    for month in choice.months:
        for name in largest(named(found))[:choice.top]:
            yield {"time": instant(month), "metric": name, "Revenue": totals([purchase for purchase in found[name] if purchase.month == month]).revenue}


@answers("category_performance", "Growth over the year before")
def growth_of_categories(star, choice):
    for name in largest(named(choice.in_categories()))[:choice.top]:
        purchases_of = by_year(bought(star, category=[name]))
        for year in choice.years:
            yield {"Category": name, "Year": label(star, year), "Growth": compared(star, purchases_of, year)[1]}


@answers("category_performance", "Top products")
def top_products(star, choice):
    purchases = bought(star, None if choice.period == "all" else [int(choice.period)], category=choice.lists["category"])
    rows = [row for group in grouped(purchases, star.category).values() for row in ranked(star, group, None, None, 10)]
    for row in sorted(rows, key=lambda row: (-row["total_revenue"], row["product_key"]))[:min(choice.top, 10)]:
        yield {"Product": row["title"], "Category": row["category"], "Rank in its category": row["rank_by_revenue"], "Units": row["total_quantity"],
               "Revenue": row["total_revenue"]}


@answers("category_performance", "Highest average order value")
def highest_average(star, choice):
    found = named(with_enough_orders(choice.in_categories(), choice.orders))
    for name in sorted(found, key=lambda name: (-average_order(found[name]), name))[:choice.top]:
        yield {"Category": name, "Average order": rounded(average_order(found[name]), 2)}


@answers("category_performance", "Weakest categories")
def weakest(star, choice):
    found = named(with_enough_orders(choice.in_categories(), choice.orders))
    for name in sorted(found, key=lambda name: (totals(found[name]).revenue, name))[:choice.top]:
        yield {"Category": name, "Revenue": totals(found[name]).revenue}


@answers("category_performance", "Categories")
def categories(star, choice):
    found = choice.in_categories()
    revenue = sum(totals(purchases).revenue for purchases in found.values())
    for name in largest(found):
        sums = totals(found[name])
        yield {"Category": name, "Orders": sums.orders, "Revenue": sums.revenue, "Share": ratio(100 * sums.revenue, revenue, 1),
               "Average order": ratio(sums.revenue, sums.orders)}


@answers("category_performance", "Bought together")
def bought_together(star, choice):
    found = [row for row in bi_category_affinity(star) if row["category"] in choice.lists["category"]]
    for row in sorted(found, key=lambda row: (-row["baskets"], row["category"].encode(), row["other_category"].encode()))[:choice.top]:
        yield {"Category": row["category"], "With": row["other_category"], "Baskets": row["baskets"], "Of the baskets": row["confidence_pct"], "Lift": row["lift"]}


@answers("category_performance", "Prices")
def prices_by_month(star, choice):
    found = [row for row in price_index(star) if row["category"] in choice.lists["category"] and row["month"] in choice.months]
    shown = sorted({(row["category_rank"], row["category"]) for row in price_index(star) if row["category"] in choice.lists["category"]})[:choice.top]
    for row in sorted(found, key=lambda row: (row["month"], row["category"].encode())):
        if (row["category_rank"], row["category"]) in shown:
            yield {"time": instant(row["month"]), "metric": row["category"], "Index": row["price_index"]}


@answers("category_performance", "Price, quantity or other products")
def parts_of_growth(star, choice):
    found = [row for row in category_growth(star) if row["category"] in choice.lists["category"] and row["year"] in choice.years]
    for row in sorted(found, key=lambda row: (-abs(row["growth"]), row["year"], row["category"].encode()))[:choice.top]:
        yield {"Category": row["category"], "Year": row["year"], "Growth": row["growth"], "Price": row["price_effect"], "Quantity": row["quantity_effect"],
               "Other products": row["products_effect"]}


# Customer insights

DIMENSIONS = {"Age": "age_group", "Income": "income_bracket", "Gender": "gender", "Education": "education", "Household size": "household_size_cat",
              "Hispanic origin": "is_hispanic"}


class Group:
    """Purchases by users of one answer, in complete years"""

    def __init__(self, star, choice, purchases):
        self.purchases = purchases
        self.user_years = len({(purchase.user, purchase.year) for purchase in purchases})
        self.years = len(choice.complete_years)
        self.is_few = self.user_years < star.small * self.years

    def figures(self):
        sums = totals(self.purchases)
        return {"Orders": sums.orders or None, "Revenue": sums.revenue if sums.orders else None, "Average order": ratio(sums.revenue, sums.orders),
                "Revenue per user and year": ratio(sums.revenue, self.user_years)}


def of_income(star, choice, years):
    return [purchase for purchase in bought(star, years) if star.answers(purchase.user)["income_bracket"] in choice.lists["income"]]


def by_answer(star, choice, question):
    groups = grouped(of_income(star, choice, choice.complete_years), lambda purchase: star.answers(purchase.user)[question])
    for answer in sorted(groups, key=lambda answer: cleaning.place(question, answer)):
        yield answer, Group(star, choice, groups[answer])


@answers("customer_insights", "Customers")
def customers(star, choice):
    group = Group(star, choice, of_income(star, choice, choice.complete_years))
    yield {"Users a year": ratio(group.user_years, group.years, 0) if group.purchases else None} | group.figures()


def answers_of(name, question):
    @answers("customer_insights", f"Revenue per user and year, by {name.lower()}")
    def revenue_by_answer(star, choice):
        for answer, group in by_answer(star, choice, question):
            yield {name: f"{answer} (few)" if group.is_few else answer, "Revenue per user and year": group.figures()["Revenue per user and year"]}


for _name, _question in DIMENSIONS.items():
    answers_of(_name, _question)


@answers("customer_insights", "Users by year")
def users_by_year(star, choice):
    for year, purchases in sorted(by_year(of_income(star, choice, choice.years)).items()):
        yield {"Year": label(star, year), "Users": totals(purchases).users}


@answers("customer_insights", "Revenue per user, by year")
def revenue_per_user(star, choice):
    for year, purchases in sorted(by_year(of_income(star, choice, choice.years)).items()):
        yield {"Year": label(star, year), "Revenue per user": ratio(totals(purchases).revenue, totals(purchases).users)}


@answers("customer_insights", "Groups")
def groups(star, choice):
    for name, question in DIMENSIONS.items():
        for answer, group in by_answer(star, choice, question):
            yield {"By": name, "Group": answer, "Users a year": ratio(group.user_years, group.years, 1), "Few": "few" if group.is_few else None} | group.figures()


@answers("customer_insights", "Segments")
def segments(star, choice):
    for row in sorted(customer_segments(star), key=lambda row: row["segment_order"]):
        baskets = row["expected_baskets_365"]
        yield {"Segment": row["segment"], "Users": row["customers"], "Revenue": row["total_revenue"], "Revenue per user": row["revenue_per_customer"],
               "Repeat": row["repeat_pct"], "Expected baskets": baskets and Near(baskets.value, absolute=str(baskets.tolerance + 1)),
               "Expected revenue": row["expected_revenue_365"]}


@answers("customer_insights", "Revenue by tenth of the users")
def revenue_by_tenth(star, choice):
    for row in customer_tenths(star):
        yield {"Tenth": str(row["tenth"]), "Share of revenue": row["revenue_pct"]}


# Cohort analysis

def cells(star, choice):
    return [cell for cell in cohort_retention(star) if cell["cohort_year"] in choice.years and cell["cohort_size"] >= choice.size
            and cell["months_after"] <= choice.months_after and cell["is_complete"]]


@answers("cohort_analysis", "Retention")
def retention(star, choice):
    found = grouped(cells(star, choice), lambda cell: cell["months_after"])
    row = {"Cohorts": len(found[0]), "Users": added(found[0], "cohort_size") if found[0] else None}
    for months_after in (1, 3, 6, 12):
        users = added(found[months_after], "cohort_size")
        share = ratio(100 * added(found[months_after], "active_users"), users, 1)
        row[f"Month {months_after}"] = f"{share} % of {users}" if users else None
    yield row


@answers("cohort_analysis", "Retention by cohort")
def retention_by_cohort(star, choice):
    for cell in sorted(cells(star, choice), key=lambda cell: (cell["cohort_month"], cell["months_after"])):
        if cell["months_after"] > 0:
            few = ", few" if cell["is_small"] else ""
            yield {"Cohort": f"{cell['cohort_month']:%Y-%m} ({cell['cohort_size']}{few})", "Months after": cell["months_after"],
                   "Retention": cell["retention_pct"]}


def curves(star, choice):
    """Of the cohorts of a year, and of all: months after, whose, cells; left out where they are few"""
    found = grouped(cells(star, choice), lambda cell: (cell["months_after"], str(cell["cohort_year"])))
    for cell in cells(star, choice):
        found[cell["months_after"], "All"].append(cell)
    for (months_after, whose), group in sorted(found.items()):
        if added(group, "cohort_size") >= star.small:
            yield {"Months after": months_after, "Cohorts": whose}, group


@answers("cohort_analysis", "Retention curves")
def retention_curves(star, choice):
    for row, group in curves(star, choice):
        yield row | {"Retention": ratio(100 * added(group, "active_users"), added(group, "cohort_size"), 1)}


@answers("cohort_analysis", "Revenue per user of the cohort")
def revenue_of_cohorts(star, choice):
    for row, group in curves(star, choice):
        yield row | {"Revenue": ratio(added(group, "total_revenue"), added(group, "cohort_size"))}


@answers("cohort_analysis", "Lifetime value")
def lifetime_value(star, choice):
    for row, group in curves(star, choice):
        yield row | {"Lifetime value": ratio(added(group, "cumulative_revenue"), added(group, "cohort_size"))}


@answers("cohort_analysis", "Users by cohort")
def users_by_cohort(star, choice):
    for cell in sorted(cells(star, choice), key=lambda cell: cell["cohort_month"]):
        if cell["months_after"] == 0:
            yield {"Cohort": f"{cell['cohort_month']:%Y-%m}", "Users": cell["cohort_size"]}


# Revenue vs income

@answers("revenue_vs_income", "Revenue per user and year, by income of the states")
def revenue_of_thirds(star, choice):
    thirds = grouped((row for row in income_groups(star) if row["grouping"] == "third" and row["year"] in choice.complete_years),
                     lambda row: row["income_group"])
    for third, rows in sorted(thirds.items()):
        if added(rows, "resident_users"):
            yield {"States": GROUP_NAMES["third"][third - 1], "Revenue per user and year": ratio(added(rows, "resident_revenue"), added(rows, "resident_users"))}


@answers("revenue_vs_income", "Growth of lower and higher income states")
def growth_of_halves(star, choice):
    halves = {fips: about["income_half"] for fips, about in about_income(star).items() if about["income_half"]}
    for year in choice.years if halves else []:
        lower, higher = (compared(star, by_year(bought(star, states=[fips for fips in halves if halves[fips] == half])), year)[1] for half in (1, 2))
        yield {"Year": label(star, year), "Lower income": lower, "Higher income": higher}


@answers("revenue_vs_income", "Correlation over the states")
def correlation(star, choice):
    columns = {
        "States": "states", "r, revenue per user": "r_per_user", "of ranks": "rank_r_per_user", "weighted by users": "weighted_r_per_user",
        "Deciding state": "deciding_state", "r without it": "r_without_it", "r, revenue per capita": "r_per_capita",
        "of ranks, per capita": "rank_r_per_capita", "Not reliable": "note",
    }
    for row in income_correlation(star):
        if row["year"] in choice.complete_years:
            yield {"Year": str(row["year"])} | {name: row[column] for name, column in columns.items()}


def points(star, choice):
    """The states of the last complete year in the range that has incomes, by name"""
    found = {year: states_in_year(star, year, None) for year in choice.complete_years}
    last = max((year for year in found if found[year]), default=None)
    return sorted(found[last], key=lambda row: row["state_name"]) if last else []


@answers("revenue_vs_income", "Revenue per user and median household income")
def bubbles(star, choice):
    for row in points(star, choice):
        if row["state_name"] in choice.lists["state"]:
            yield {"State": row["state_name"], "Year": row["year"], "Median household income": row["median_household_income"],
                   "Revenue per user": row["revenue_per_user"], "Users": row["active_users"]}


@answers("revenue_vs_income", "Revenue per user and median household income, B")
def regression_line(star, choice):
    incomes = sorted(row["median_household_income"] for row in points(star, choice))
    slope, intercept = Points([row["median_household_income"] for row in points(star, choice)], [row["revenue_per_user"] for row in points(star, choice)]).line()
    for income in (incomes[0], incomes[-1]) if incomes else ():
        yield {"Median household income": income, "Regression line": None if slope is None else Near(slope * income + intercept, "0.0051", "1e-9")}


@answers("revenue_vs_income", "Income and revenue over the years")
def income_over_the_years(star, choice):
    """In percent of the first of them"""
    living, comparable, found = residents(star), comparable_states(star) & set(choice.states), []
    for year in choice.complete_years:
        resident = totals([purchase for fips in choice.states for purchase in living.get((fips, year), [])])
        income = weighted_of(star, comparable, year)
        if income is not None:
            found.append((year, income, totals(bought(star, [year], choice.states)).revenue, average(resident)))
    for year, *values in found:
        yield {"Year": year} | {name: percent(value, first) for name, value, first in zip(("Income", "Revenue", "Revenue per user"), values, found[0][1:])}


def average(resident):
    return Fraction(resident.revenue) / resident.users if resident.users else None


def percent(value, base):
    return ratio(100 * value, base, 1) if value is not None and base else None


def in_brackets(star, choice):
    purchases = bought(star, states=choice.states)
    for _, bracket in brackets(star):
        found = [purchase for purchase in purchases if star.answers(purchase.user)["income_bracket"] == bracket]
        if found and bracket in choice.lists["income"]:
            yield bracket, totals(found)


@answers("revenue_vs_income", "Revenue by income bracket")
def revenue_by_bracket(star, choice):
    for bracket, sums in in_brackets(star, choice):
        yield {"Income": bracket, "Revenue": sums.revenue}


@answers("revenue_vs_income", "Average order by income bracket")
def average_by_bracket(star, choice):
    for bracket, sums in in_brackets(star, choice):
        yield {"Income": bracket, "Average order": ratio(sums.revenue, sums.orders)}


@answers("revenue_vs_income", "States and years")
def states_and_years(star, choice):
    columns = {
        "State": "state_name", "Revenue": "total_revenue", "Growth": "growth_pct", "Orders": "orders_count", "Users": "active_users",
        "Revenue per user": "revenue_per_user", "Median household income": "median_household_income", "Population": "total_population",
        "Revenue per capita": "revenue_per_capita",
    }
    for row in sorted(state_years(star), key=lambda row: (row["state_name"], row["year"])):
        if row["year"] in choice.years and row["state_name"] in choice.lists["state"]:
            yield {"Year": label(star, row["year"]), "Few": "few" if row["is_small"] else None} | {name: row[column] for name, column in columns.items()}
