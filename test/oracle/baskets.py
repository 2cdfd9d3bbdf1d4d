"""What is bought together; as in marts.py."""
from collections import Counter
from itertools import combinations

from figures import grouped, ratio
from star import once

GRAINS = {"category_affinity": ["category", "other_category"]}
FEWEST, ONE_OF, MOST_CATEGORIES = 5, 20000, 50


def affinity(category, other, baskets, of_category, all_baskets):
    return {
        "category": category, "other_category": other, "baskets": baskets, "category_baskets": of_category[category], "other_baskets": of_category[other],
        "all_baskets": all_baskets, "support_pct": ratio(100 * baskets, all_baskets, 3), "confidence_pct": ratio(100 * baskets, of_category[category], 1),
        "confidence_back_pct": ratio(100 * baskets, of_category[other], 1),
        "lift": ratio(baskets * all_baskets, of_category[category] * of_category[other]),
    }


@once
def bi_category_affinity(star):
    """Each pair from both sides"""
    lines = (purchase for purchase in star.purchases if purchase.month in star.covered and purchase.category != "UNKNOWN")
    baskets = [{purchase.category for purchase in of_basket} for of_basket in grouped(lines, lambda purchase: (purchase.user, purchase.day)).values()]
    baskets = [categories for categories in baskets if 2 <= len(categories) <= MOST_CATEGORIES]
    of_category = Counter(category for categories in baskets for category in categories)
    pairs = Counter(pair for categories in baskets for pair in combinations(sorted(categories, key=str.encode), 2))
    for (one, other), number in pairs.items():
        if number >= FEWEST and number * ONE_OF >= len(baskets):
            yield affinity(one, other, number, of_category, len(baskets))
            yield affinity(other, one, number, of_category, len(baskets))


def category_affinity(star):
    """From the side of the first in byte order"""
    return (row for row in bi_category_affinity(star) if row["category"].encode() < row["other_category"].encode())
