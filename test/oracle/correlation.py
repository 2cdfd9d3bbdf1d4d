"""Correlation and regression, from exact sums."""
from decimal import Decimal
from fractions import Fraction


def decimal(exact):
    return Decimal(exact.numerator) / Decimal(exact.denominator)


class Points:
    """Pairs of exact numbers, each counted as often as its weight says"""

    def __init__(self, xs, ys, weights=None):
        self.xs, self.ys = [Fraction(x) for x in xs], [Fraction(y) for y in ys]
        self.weights = [Fraction(weight) for weight in weights] if weights is not None else [Fraction(1)] * len(self.xs)

    def moments(self):
        """Means of x and y, sums of squares about them: xx, yy, xy"""
        number = sum(self.weights)
        mean_x, mean_y = (sum(weight * value for weight, value in zip(self.weights, values)) / number for values in (self.xs, self.ys))
        offsets = [(weight, x - mean_x, y - mean_y) for weight, x, y in zip(self.weights, self.xs, self.ys)]
        return (mean_x, mean_y, sum(weight * x * x for weight, x, _ in offsets), sum(weight * y * y for weight, _, y in offsets),
                sum(weight * x * y for weight, x, y in offsets))

    def r(self):
        """Pearson's; None where all are equal in one of them"""
        if not any(self.weights):
            return None
        _, _, xx, yy, xy = self.moments()
        return decimal(xy) / (decimal(xx) * decimal(yy)).sqrt() if xx and yy else None

    def line(self):
        """Slope and intercept of the straight line of least squares; None where all x are equal"""
        if not any(self.weights):
            return None, None
        mean_x, mean_y, xx, _, xy = self.moments()
        return (decimal(xy / xx), decimal(mean_y - xy / xx * mean_x)) if xx else (None, None)

    def without(self, place):
        return Points(*(values[:place] + values[place + 1:] for values in (self.xs, self.ys, self.weights)))

    def ranks(self):
        """Their places in order, equals with the average of theirs"""
        return Points(ranks(self.xs), ranks(self.ys), self.weights)


def ranks(values):
    return [sum(other < value for other in values) + Fraction(1 + sum(other == value for other in values), 2) for value in values]
