"""What the views of bi show beside the year before; as in marts.py."""
from decimal import Decimal

from figures import growth, grouped, ratio, totals
from income import about_income, comparable_states, weighted_income
from marts import about_month, about_state, about_year, cohort_retention, growth_by_month, residents, sales, state_in_year
from star import once
from states import BY_FIPS, UNKNOWN

GRAINS = {
    "years": ["year"],
    "state_years": ["state_fips", "year"],
    "category_years": ["category", "year"],
    "cohort_years": ["cohort_year", "months_after"],
    "state_months": ["state_fips", "month"],
    "category_months": ["category", "month"],
}


def with_growth(star, year, purchases_of):
    """purchases_of: a function of the year. Over the calendar year before, both complete"""
    before = totals(purchases_of(year - 1)) if {year, year - 1} <= star.complete_years else None
    return {"previous_year_orders": before and before.orders, "previous_year_revenue": before and before.revenue,
            "growth_pct": growth(totals(purchases_of(year)).revenue, before and before.revenue)}


@once
def years(star):
    by_year = grouped(star.purchases, lambda purchase: purchase.year)
    for year in star.years:
        sums = totals(by_year[year])
        yield {
            **about_year(star, year), **sales(by_year[year]), "active_users": sums.users, "baskets": sums.baskets,
            "months": sum(month.year == year for month in star.months), "covered_months": sum(month.year == year for month in star.covered),
            "avg_basket_value": ratio(sums.revenue, sums.baskets), "revenue_per_user": ratio(sums.revenue, sums.users),
            **with_growth(star, year, lambda year: by_year[year]),
            **weighted_income(star, comparable_states(star), year),
        }


@once
def state_years(star):
    groups, living = grouped(star.purchases, lambda purchase: (purchase.state, purchase.year)), residents(star)
    anywhere = {UNKNOWN.fips} & {purchase.state for purchase in star.purchases}
    about, comparable = about_income(star), comparable_states(star)
    for fips in [*BY_FIPS, *anywhere]:
        state = BY_FIPS.get(fips, UNKNOWN)
        for year in star.years:
            row = state_in_year(star, fips, year, groups[fips, year], living[fips, year])
            income, population = row["median_household_income"], row["total_population"]
            counts = fips in comparable and income is not None and population is not None
            yield {
                **row, "region": state.region, "division": state.division, **about[fips],
                "revenue_per_resident_user": ratio(row["resident_revenue"], row["resident_users"]), "is_small": row["active_users"] < star.small,
                **with_growth(star, year, lambda year: groups[fips, year]),
                "income_weight": income * population if counts else None, "population_weight": population if counts else None,
            }


@once
def category_years(star):
    groups = grouped(star.purchases, lambda purchase: (star.category(purchase), purchase.year))
    for category in {category for category, _ in groups}:
        for year in star.years:
            yield {
                "category": category, **about_year(star, year), **sales(groups.get((category, year), [])),
                **with_growth(star, year, lambda year: groups.get((category, year), [])),
            }


@once
def cohort_years(star):
    """Of complete cells only"""
    cells = grouped((cell for cell in cohort_retention(star) if cell["is_complete"]), lambda cell: (cell["cohort_year"], cell["months_after"]))
    for (year, months_after), group in cells.items():
        users, active = (sum(cell[column] for cell in group) for column in ("cohort_size", "active_users"))
        revenue, so_far = (sum((cell[column] for cell in group), Decimal(0)) for column in ("total_revenue", "cumulative_revenue"))
        yield {
            **about_year(star, year), "cohort_year": year, "months_after": months_after, "cohorts": len(group), "users": users, "active_users": active,
            "retention_pct": ratio(100 * active, users, 1), "total_revenue": revenue, "revenue_per_user": ratio(revenue, users), "is_small": users < star.small,
            "cumulative_revenue": so_far, "lifetime_value": ratio(so_far, users),
        }


def beside_year_before(star, by_month):
    """A row for each month, also where nothing was sold. by_month: purchases"""
    revenues = {month: totals(by_month[month]).revenue for month in star.months}
    for month in star.months:
        before = growth_by_month(star, revenues, month)
        yield {**about_month(star, month), **sales(by_month[month]), "revenue_year_before": before, "growth_pct": growth(revenues[month], before)}


@once
def state_months(star):
    anywhere = {UNKNOWN.fips} & {purchase.state for purchase in star.purchases}
    groups = grouped(star.purchases, lambda purchase: purchase.state)
    for fips in [*BY_FIPS, *anywhere]:
        for row in beside_year_before(star, grouped(groups[fips], lambda purchase: purchase.month)):
            yield {**about_state(fips), **row}


@once
def category_months(star):
    for category, purchases in grouped(star.purchases, star.category).items():
        for row in beside_year_before(star, grouped(purchases, lambda purchase: purchase.month)):
            yield {"category": category, **row}
