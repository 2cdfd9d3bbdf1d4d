"""Arithmetic as the documents define it: exact, rounded once, half away from zero."""
from collections import defaultdict
from decimal import Decimal, getcontext
from fractions import Fraction
from typing import NamedTuple

getcontext().prec = 100     # no sum of amounts is rounded


def rounded(exact, places):
    """An exact fraction as a decimal"""
    scaled = Fraction(exact) * 10 ** places
    whole = int(abs(scaled) + Fraction(1, 2))
    return Decimal(whole if scaled >= 0 else -whole).scaleb(-places)


def ratio(part, whole, places=2):
    """None where there is nothing to divide, or to divide by"""
    return None if part is None or not whole else rounded(Fraction(part) / Fraction(whole), places)


def growth(now, before, places=1):
    """Percent; None where there was nothing before, or it may not be compared"""
    return None if now is None or not before else rounded(100 * Fraction(now) / Fraction(before) - 100, places)


class Totals(NamedTuple):
    """Of some purchases"""
    orders: int
    units: int
    revenue: Decimal
    users: int
    baskets: int    # what one user ordered on one day


def totals(purchases):
    return Totals(len(purchases), sum(purchase.quantity for purchase in purchases), sum((purchase.value for purchase in purchases), Decimal(0)),
                  len({purchase.user for purchase in purchases}), len({(purchase.user, purchase.day) for purchase in purchases}))


def grouped(things, key):
    groups = defaultdict(list)
    for thing in things:
        groups[key(thing)].append(thing)
    return groups
