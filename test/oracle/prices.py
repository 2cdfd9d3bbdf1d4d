"""What has become of prices; as in marts.py."""
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from math import exp, log

from compare import Near
from figures import grouped, growth, ratio, rounded, totals
from marts import about_month, about_year
from months import shift
from star import NO_CODE, once

GRAINS = {"price_index": ["month", "category"], "category_growth": ["year", "category"]}
CATEGORIES = 50


@once
def prices(star):
    """By category, and month or year: what each product sold, (pieces, revenue)"""
    sold = defaultdict(lambda: defaultdict(lambda: (0, Decimal(0))))
    for purchase in star.purchases:
        if purchase.product != NO_CODE:
            for period in (purchase.month, purchase.year):
                pieces, revenue = sold[star.category(purchase), period][purchase.product]
                sold[star.category(purchase), period][purchase.product] = pieces + purchase.quantity, revenue + purchase.value
    return sold


def matched(star, category, before, now):
    """Of each product that was sold in both: (pieces, revenue) of either"""
    sold = prices(star)
    old, new = sold.get((category, before), {}), sold.get((category, now), {})
    return [(old[product], new[product]) for product in sorted(old.keys() & new.keys())]


@once
def largest_categories(star):
    found = grouped((purchase for purchase in star.purchases if purchase.month in star.covered), star.category)
    revenues = {category: totals(purchases).revenue for category, purchases in found.items() if category != "UNKNOWN" and not category.endswith("GIFT_CARD")}
    return sorted(revenues, key=lambda category: (-revenues[category], category.encode()))[:CATEGORIES]


@once
def price_index(star):
    for rank, category in enumerate(largest_categories(star), 1):
        index = 0.0
        for month in sorted(star.covered):
            is_first = month == min(star.covered)
            logs = [] if is_first else [log(Fraction(new[1]) / new[0] / (Fraction(old[1]) / old[0])) for old, new in matched(star, category, shift(month, -1), month)]
            index += sum(logs) / len(logs) if logs else 0
            yield {
                **about_month(star, month), "category": category, "category_rank": rank, "matched_products": None if is_first else len(logs),
                "price_change_pct": Near(Decimal(100 * exp(sum(logs) / len(logs)) - 100), "0.0051", "0.000001") if logs else None,
                "price_index": Near(Decimal(100 * exp(index)), "0.0051", "0.000001") if abs(index) < 60 else None,
                "is_small": None if is_first else len(logs) < star.small,
            }


def effect_of_price(old, new):
    """After Bennet: (p1 - p0) * (q0 + q1) / 2; what is divided is rounded to 8 decimals"""
    (q0, r0), (q1, r1) = old, new
    return (r1 - r0 + rounded(Fraction(r1) * q0 / q1, 8) - rounded(Fraction(r0) * q1 / q0, 8)) / 2


@once
def category_growth(star):
    for year in star.complete_years:
        if year - 1 not in star.complete_years:
            continue
        found = grouped((purchase for purchase in star.purchases if purchase.year in (year, year - 1)), star.category)
        for category, purchases in found.items():
            before, now = (totals([purchase for purchase in purchases if purchase.year == of]).revenue for of in (year - 1, year))
            products = matched(star, category, year - 1, year)
            matched_before, matched_now = (sum((product[of][1] for product in products), Decimal(0)) for of in (0, 1))
            price = rounded(sum((effect_of_price(old, new) for old, new in products), Decimal(0)), 2)
            effects = {"price_effect": price, "quantity_effect": matched_now - matched_before - price, "products_effect": now - before - (matched_now - matched_before)}
            yield {
                **about_year(star, year), "category": category, "previous_year_revenue": before, "total_revenue": now, "growth": now - before,
                "growth_pct": growth(now, before), "matched_products": len(products), "matched_previous_revenue": matched_before, "matched_revenue": matched_now,
                **effects, **{f"{name}_pct": ratio(100 * effect, before, 1) for name, effect in effects.items()}, "is_small": len(products) < star.small,
            }
