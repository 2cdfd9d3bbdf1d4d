"""Correlation and regression, from exact sums."""
from decimal import Decimal
from fractions import Fraction

from figures import exact


class Points:
    """Pairs of numbers, each counted as often as its weight says"""

    def __init__(self, xs, ys, weights=None):
        self.xs, self.ys = list(map(exact, xs)), list(map(exact, ys))
        self.weights = list(map(exact, weights)) if weights is not None else [Decimal(1)] * len(self.xs)
        self.sums = [sum(terms) for terms in zip(*map(self.terms, range(len(self.xs))))] or [Decimal(0)] * 6

    def terms(self, place):
        """What one point adds to the sums"""
        x, y, weight = self.xs[place], self.ys[place], self.weights[place]
        return weight, weight * x, weight * y, weight * x * x, weight * y * y, weight * x * y

    def r(self, without=None):
        """Pearson's, of all but one; None where all are equal in one of them"""
        number, x, y, xx, yy, xy = self.sums if without is None else (
            total - term for total, term in zip(self.sums, self.terms(without)))
        over_x, over_y = number * xx - x * x, number * yy - y * y
        return (number * xy - x * y) / (over_x * over_y).sqrt() if over_x and over_y else None

    def line(self):
        """Slope and intercept of the straight line of least squares; None where all x are equal"""
        number, x, y, xx, _, xy = self.sums
        if not number * xx - x * x:
            return None, None
        slope = (number * xy - x * y) / (number * xx - x * x)
        return slope, (y - slope * x) / number

    def ranks(self):
        """Their places in order, equals with the average of theirs"""
        return Points(ranks(self.xs), ranks(self.ys), self.weights)


def ranks(values):
    return [sum(other < value for other in values) + Fraction(1 + sum(other == value for other in values), 2) for value in values]
