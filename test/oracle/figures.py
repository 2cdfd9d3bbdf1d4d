"""Arithmetic as the documents define it: exact, rounded once, half away from zero."""
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction
from typing import NamedTuple

getcontext().prec = 100     # so that no sum is rounded, and of no quotient a digit that matters


def exact(number):
    return Decimal(number.numerator) / Decimal(number.denominator) if isinstance(number, Fraction) else Decimal(number)


def rounded(number, places):
    return exact(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def ratio(part, whole, places=2):
    """None where there is nothing to divide, or to divide by"""
    return None if part is None or not whole else rounded(exact(part) / exact(whole), places)


def growth(now, before, places=1):
    """Percent; None where there was nothing before, or it may not be compared"""
    return None if now is None or not before else rounded(100 * (now - before) / before, places)


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
