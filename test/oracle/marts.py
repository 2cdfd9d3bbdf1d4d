"""
What each mart holds, and the view of bi that shows it: rows are dicts by column, with the columns of either.

A function each, by the name without mart_; GRAINS says which columns tell the rows apart.
"""
from datetime import date
from decimal import Decimal

import cleaning
from figures import growth, grouped, ratio, totals
from months import distance, month_of, months_between, shift
from star import NO_CODE, once
from states import BY_FIPS, UNKNOWN

GRAINS = {
    "months": ["month"],
    "sales_by_state_m_y": ["month", "state_key"],
    "sales_by_category_m_y": ["month", "category"],
    "customer_segment_metrics": ["year", *cleaning.ANSWERS],
    "cohort_retention": ["cohort_month", "months_after"],
    "top_products": ["period", "product_key"],
    "top_products_by_category": ["period", "category", "product_key"],
    "top_product_months": ["month", "product_key"],
    "revenue_by_income_state": ["income_bracket", "state_key"],
    "revenue_vs_income_state_year": ["state_fips", "year"],
}


# Columns that many have

def about_year(star, year):
    return {"year": year, "year_start": date(year, 1, 1), "is_complete_year": year in star.complete_years}


def about_month(star, month):
    return {"month": month, "is_covered": month in star.covered, **about_year(star, month.year)}


def about_state(fips):
    state = BY_FIPS.get(fips, UNKNOWN)
    return {"state_key": fips, "state_fips": fips, "state_postal": state.postal, "iso_code": state.iso_code, "state_name": state.name}


def sales(purchases):
    """An average order is one purchase line."""
    sums = totals(purchases)
    return {"orders_count": sums.orders, "total_units": sums.units, "total_revenue": sums.revenue, "avg_order_value": ratio(sums.revenue, sums.orders)}


def growth_by_month(star, revenues, month):
    """Over the same month of the year before, of which the first is the revenue: None unless both are covered"""
    before = shift(month, -12)
    return revenues[before] if month in star.covered and before in star.covered else None


# The marts

@once
def months(star):
    by_month = grouped(star.purchases, lambda purchase: purchase.month)
    revenues = {month: totals(by_month[month]).revenue for month in star.months}
    for month in star.months:
        days = [purchase.day for purchase in by_month[month]]
        sums = totals(by_month[month])
        before = growth_by_month(star, revenues, month)
        yield {
            **about_month(star, month), **sales(by_month[month]), "active_users": sums.users, "baskets": sums.baskets,
            "avg_basket_value": ratio(sums.revenue, sums.baskets), "first_order_date": min(days, default=None), "last_order_date": max(days, default=None),
            "revenue_year_before": before, "growth_pct": growth(sums.revenue, before),
        }


@once
def sales_by_state_m_y(star):
    for (month, state), purchases in grouped(star.purchases, lambda purchase: (purchase.month, purchase.state)).items():
        sums = totals(purchases)
        yield {**about_month(star, month), **about_state(state), **sales(purchases), "active_users": sums.users, "baskets": sums.baskets}


@once
def sales_by_category_m_y(star):
    for (month, category), purchases in grouped(star.purchases, lambda purchase: (purchase.month, star.category(purchase))).items():
        yield {**about_month(star, month), "category": category, **sales(purchases)}


@once
def customer_segment_metrics(star):
    segments = grouped(star.purchases, lambda purchase: (purchase.year, tuple(star.answers(purchase.user).items())))
    for (year, answers), purchases in segments.items():
        sums = totals(purchases)
        yield {
            **about_year(star, year), **dict(answers), **sales(purchases), "segment_users": sums.users,
            "avg_orders_per_user": ratio(sums.orders, sums.users),
            **{f"{question}_order": cleaning.place(question, label) for question, label in answers},
        }


@once
def cohort_retention(star):
    """Every month from a cohort's first to that of the newest order, also where nobody came back"""
    of_user = grouped(star.purchases, lambda purchase: purchase.user)
    cohorts = grouped(of_user, lambda user: min(purchase.month for purchase in of_user[user]))
    for cohort, users in cohorts.items():
        by_month = grouped((purchase for user in users for purchase in of_user[user]), lambda purchase: purchase.month)
        so_far = Decimal(0)
        for month in months_between(cohort, month_of(star.last_day)):
            sums, covered = totals(by_month[month]), month in star.covered
            so_far += sums.revenue
            yield {
                **about_year(star, cohort.year), "cohort_month": cohort, "cohort_year": cohort.year, "months_after": distance(cohort, month), "month": month,
                "active_users": sums.users, "cohort_size": len(users), "retention_pct": ratio(100 * sums.users, len(users), 1),
                "total_revenue": sums.revenue, "is_complete": covered, "is_covered": covered, "is_small": len(users) < star.small,
                "cumulative_revenue": so_far if covered else None, "lifetime_value": ratio(so_far, len(users)) if covered else None,
            }


def ranked(star, purchases, period, year, best):
    """The products of some purchases: those that are among the best by revenue or by pieces, with the place in either"""
    sums = {code: totals(lines) for code, lines in grouped(purchases, lambda purchase: purchase.product).items() if code != NO_CODE}
    places = [{code: place for place, code in enumerate(sorted(sums, key=lambda code: (-getattr(sums[code], measure), code)), 1)}
              for measure in ("revenue", "units")]
    for code, (_, units, revenue, _, _) in sums.items():
        by_revenue, by_units = (place[code] for place in places)
        if min(by_revenue, by_units) <= best:
            yield {
                "period": period, "period_order": year or 0, "year": year, "year_start": year and date(year, 1, 1),
                "is_complete_year": None if year is None else year in star.complete_years,
                "product_key": code, "title": star.products[code].title, "category": star.products[code].category,
                "total_quantity": units, "total_revenue": revenue, "rank_by_revenue": by_revenue, "rank_by_units": by_units,
            }


def periods(star):
    yield "all", None, star.purchases
    for year, purchases in grouped(star.purchases, lambda purchase: purchase.year).items():
        yield str(year), year, purchases


@once
def top_products(star):
    for period, year, purchases in periods(star):
        yield from ranked(star, purchases, period, year, 50)


@once
def top_products_by_category(star):
    for period, year, purchases in periods(star):
        for of_category in grouped(purchases, star.category).values():
            yield from ranked(star, of_category, period, year, 10)


@once
def top_product_months(star):
    """Of the products that are at the top of any period"""
    best = {row["product_key"] for row in top_products(star)}
    for (month, code), purchases in grouped(star.purchases, lambda purchase: (purchase.month, purchase.product)).items():
        if code in best:
            yield {**about_month(star, month), "product_key": code, "title": star.products[code].title, "category": star.products[code].category,
                   **sales(purchases)}


@once
def revenue_by_income_state(star):
    groups = grouped(star.purchases, lambda purchase: (star.answers(purchase.user)["income_bracket"], purchase.state))
    for (bracket, state), purchases in groups.items():
        yield {
            "income_bracket": bracket, "income_bracket_order": cleaning.place("income_bracket", bracket), **about_state(state), **sales(purchases),
            "active_users": totals(purchases).users,
        }


@once
def residents(star):
    """(state, year) -> all that the users bought whose year belongs to the state: most of their lines of the year went there; then most revenue"""
    found = grouped([], None)
    for (_, year), purchases in grouped(star.purchases, lambda purchase: (purchase.user, purchase.year)).items():
        by_state = {state: totals(lines) for state, lines in grouped(purchases, lambda purchase: purchase.state).items()}
        home = min(by_state, key=lambda state: (-by_state[state].orders, -by_state[state].revenue, state))
        found[home, year] += purchases
    return found


def state_in_year(star, state, year, purchases, resident_purchases):
    sums, resident = totals(purchases), totals(resident_purchases)
    income, population = star.figures.get((state, year), (None, None))
    return {
        **about_state(state), **about_year(star, year), "total_orders": sums.orders, "orders_count": sums.orders, "total_revenue": sums.revenue,
        "active_users": sums.users, "revenue_per_user": ratio(sums.revenue, sums.users), "median_household_income": income,
        "total_population": population, "revenue_per_capita": ratio(sums.revenue, population, 6),
        "resident_users": resident.users, "resident_orders": resident.orders, "resident_revenue": resident.revenue,
    }


@once
def revenue_vs_income_state_year(star):
    living = residents(star)
    for (state, year), purchases in grouped(star.purchases, lambda purchase: (purchase.state, purchase.year)).items():
        yield state_in_year(star, state, year, purchases, living[state, year])
