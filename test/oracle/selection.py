"""What clients choose and add up."""
from fractions import Fraction

import cleaning
from figures import growth, grouped, totals
from marts import revenue_vs_income_state_year
from states import BY_FIPS, UNKNOWN

NO_CATEGORY = "UNKNOWN"


def all_states(star):
    return [*BY_FIPS, *({UNKNOWN.fips} & {purchase.state for purchase in star.purchases})]


def brackets(star):
    """(place, label) of the income brackets of those who bought"""
    labels = {star.answers(purchase.user)["income_bracket"] for purchase in star.purchases}
    return sorted((cleaning.place("income_bracket", label), label) for label in labels)


def chosen(things, value_of, values):
    return [thing for thing in things if values is None or value_of(thing) in values]


def bought(star, years=None, states=None, category=None, months=None):
    return [purchase for purchase in star.purchases
            if (years is None or purchase.year in years) and (states is None or purchase.state in states)
            and (category is None or star.category(purchase) in category) and (months is None or purchase.month in months)]


def by_state(purchases):
    return grouped(purchases, lambda purchase: purchase.state)


def by_year(purchases):
    return grouped(purchases, lambda purchase: purchase.year)


def compared(star, purchases_of, year):
    """Revenue of the year before, growth over it: None unless both are complete. purchases_of: by year"""
    if not {year, year - 1} <= star.complete_years:
        return None, None
    before = totals(purchases_of[year - 1]).revenue
    return before, growth(totals(purchases_of[year]).revenue, before)


def state_name(fips):
    return BY_FIPS.get(fips, UNKNOWN).name


def average_order(purchases):
    """As an exact number"""
    sums = totals(purchases)
    return Fraction(sums.revenue) / sums.orders


def with_enough_orders(groups, least):
    return {name: purchases for name, purchases in groups.items() if len(purchases) >= least}


def named(groups):
    """Those whose category is known"""
    return {name: purchases for name, purchases in groups.items() if name != NO_CATEGORY}


def largest(groups):
    """The names of groups of purchases, those with most revenue first, the unknown last"""
    unknown = (NO_CATEGORY, UNKNOWN.fips)
    return sorted(groups, key=lambda name: (name in unknown, -totals(groups[name]).revenue, state_name(name) if name in BY_FIPS else name))


def added(cells, column):
    return sum(cell[column] for cell in cells)


def states_in_year(star, year, states):
    """Those with income, inhabitants and an order"""
    rows = chosen(revenue_vs_income_state_year(star), lambda row: row["state_key"], states)
    return [row for row in rows if row["year"] == year and row["median_household_income"] is not None and row["total_population"]]
