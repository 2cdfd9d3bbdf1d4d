"""What the views of bi show of the states by income; as in marts.py."""
from decimal import Decimal
from fractions import Fraction

from compare import Near, Text
from correlation import Points
from figures import growth, grouped, ratio, rounded, totals
from marts import about_state, about_year, residents, revenue_vs_income_state_year
from star import once
from states import BY_FIPS, UNKNOWN

GRAINS = {
    "states": ["state_fips"],
    "income_groups": ["grouping", "income_group", "year"],
    "income_correlation": ["year"],
}
GROUP_NAMES = {
    "third": ["lowest third", "middle third", "highest third"],
    "half": ["lower half", "higher half"],
    "all": ["all states"],
}


def has_figures(figures):
    return figures is not None and figures.income is not None and bool(figures.population)


@once
def comparable_states(star):
    """The states with income and population in every year of orders for which any state has both"""
    years = [year for year in star.years if any(has_figures(star.figures.get((fips, year))) for fips in BY_FIPS)]
    return {fips for fips in BY_FIPS if years and all(has_figures(star.figures.get((fips, year))) for year in years)}


def weights(star, states, year):
    """Of those with figures: sums of income times population, and of population; None without any"""
    found = [star.figures[fips, year] for fips in states if has_figures(star.figures.get((fips, year)))]
    if not found:
        return None, None
    return sum(figures.income * figures.population for figures in found), sum(figures.population for figures in found)


def weighted_of(star, states, year):
    """Income of states together, weighted by population; exact"""
    weight, population = weights(star, states, year)
    return Fraction(weight, population) if population else None


def weighted_income(star, states, year):
    weight, population = weights(star, states, year)
    return {"income": ratio(weight, population), "income_weight": weight, "population": population}


@once
def income_levels(star):
    """Of each state with figures: the average of its medians over all Census years"""
    incomes = grouped(((fips, figures.income) for (fips, _), figures in star.figures.items() if figures.income is not None), lambda item: item[0])
    return {fips: Fraction(sum(income for _, income in found), len(found)) for fips, found in incomes.items()}


def in_groups(levels, number):
    """As many states in each as can be, those in excess in the first ones; equals by FIPS code"""
    order = sorted(levels, key=lambda fips: (levels[fips], fips))
    least, excess = divmod(len(order), number)
    sizes = [least + (group < excess) for group in range(number)]
    groups = [group for group, size in enumerate(sizes, 1) for _ in range(size)]
    return dict(zip(order, groups))


@once
def about_income(star):
    """FIPS code -> what is the same every year"""
    levels, comparable = income_levels(star), comparable_states(star)
    halves, thirds = in_groups(levels, 2), in_groups(levels, 3)
    return {fips: {
        "income_level": rounded(levels[fips], 2) if fips in levels else None, "income_half": halves.get(fips), "income_third": thirds.get(fips),
        "is_income_comparable": fips in comparable,
    } for fips in [*BY_FIPS, UNKNOWN.fips]}


@once
def states(star):
    for fips, about in about_income(star).items():
        state = BY_FIPS.get(fips, UNKNOWN)
        yield {**about_state(fips), "region": state.region, "division": state.division, **about}


@once
def income_groups(star):
    levels, comparable, living = income_levels(star), comparable_states(star), residents(star)
    groups = grouped(star.purchases, lambda purchase: (purchase.state, purchase.year))
    for grouping, names in GROUP_NAMES.items():
        for group, members in grouped(levels, lambda fips, number=in_groups(levels, len(names)): number[fips]).items():
            for year in star.years:
                def sums(year):
                    return totals([purchase for fips in members for purchase in groups.get((fips, year), [])])

                resident = totals([purchase for fips in members for purchase in living.get((fips, year), [])])
                before = sums(year - 1).revenue if {year, year - 1} <= star.complete_years else None
                yield {
                    **about_year(star, year), "grouping": grouping, "income_group": group, "group_name": names[group - 1], "states": len(members),
                    "lowest_income_level": rounded(min(levels[fips] for fips in members), 2),
                    "highest_income_level": rounded(max(levels[fips] for fips in members), 2),
                    **weighted_income(star, comparable & set(members), year),
                    "orders_count": sums(year).orders, "total_revenue": sums(year).revenue,
                    "resident_users": resident.users, "resident_revenue": resident.revenue, "revenue_per_user": ratio(resident.revenue, resident.users),
                    "previous_year_revenue": before, "growth_pct": growth(sums(year).revenue, before),
                }


@once
def income_correlation(star):
    rows = grouped(revenue_vs_income_state_year(star), lambda row: row["year"])
    for year in star.years:
        points = [row for row in sorted(rows[year], key=lambda row: row["state_fips"])
                  if row["median_household_income"] is not None and row["total_population"]]
        income, per_user, per_capita, weights = ([row[column] for row in points] for column in (
            "median_household_income", "revenue_per_user", "revenue_per_capita", "resident_users"))
        by_user, by_capita = Points(income, per_user), Points(income, per_capita)
        r = by_user.r()
        without = [by_user.r(without=place) for place in range(len(points))]
        changes = [Decimal("Infinity") if r is None or other is None else abs(other - r) for other in without]
        deciding = changes.index(max(changes)) if r is not None else None
        is_reliable = len(points) >= 10 and all(change < Decimal("0.3") and other * r > 0 for change, other in zip(changes, without))
        yield {
            **about_year(star, year), "states": len(points),
            "r_per_user": as_r(r), "r_per_capita": as_r(by_capita.r()),
            "rank_r_per_user": as_r(by_user.ranks().r()), "rank_r_per_capita": as_r(by_capita.ranks().r()),
            "weighted_r_per_user": as_r(Points(income, per_user, weights).r()),
            "deciding_state": None if deciding is None else points[deciding]["state_name"],
            "r_without_it": None if deciding is None else as_r(without[deciding]),
            "is_reliable": is_reliable,
            "note": None if is_reliable else Text(f"{len(points)} state" if deciding is None or len(points) < 10 else points[deciding]["state_name"]),
            **as_line(by_user, "per_user"), **as_line(by_capita, "per_capita"),
        }


def as_r(r):
    return None if r is None else Near(r, absolute="0.00006")


def as_line(points, name):
    slope, intercept = points.line()
    return {f"slope_{name}": slope and Near(slope, relative="1e-9"), f"intercept_{name}": intercept and Near(intercept, relative="1e-9")}
