"""
BG/NBD and Gamma-Gamma by the formulas of their papers, and maximum likelihood by Newton's method with damping: another way than the extension's.

Parameters are kept as logarithms, from -BOUND to BOUND.
"""
from math import exp, lgamma, log, log1p

BOUND = 12
STEP = 1e-4  # of numeric derivatives
BG_NBD_STARTS = ([0, 0, 0, 0], [0, 2, -2, 2], [0, 3, 0, 6], [0, 3, 5, 11], [0, 3, -8, -6])
GAMMA_GAMMA_STARTS = ([0, 0, 0], [0, 2, 5], [0, 4, 8])


def bg_nbd_likelihood(parameters, histories):
    """histories: (frequency, recency, age)"""
    r, alpha, a, b = map(exp, parameters)
    total = 0.0
    for x, recency, age in histories:
        begun = lgamma(r + x) - lgamma(r) + r * log(alpha) + lgamma(a + b) + lgamma(b + x) - lgamma(b) - lgamma(a + b + x)
        alive = -(r + x) * log(alpha + age)
        if x > 0:
            gone = log(a) - log(b + x - 1) - (r + x) * log(alpha + recency)
            alive = max(alive, gone) + log1p(exp(-abs(alive - gone)))
        total += begun + alive
    return total


def gamma_gamma_likelihood(parameters, purchases):
    """purchases: (number, average value)"""
    p, q, v = map(exp, parameters)
    return sum(lgamma(p * x + q) - lgamma(p * x) - lgamma(q) + q * log(v) + (p * x - 1) * log(value) + p * x * log(x) - (p * x + q) * log(v + x * value)
               for x, value in purchases)


def alive(parameters, x, recency, age):
    r, alpha, a, b = map(exp, parameters)
    return 1.0 if x == 0 else 1 / (1 + a / (b + x - 1) * ((alpha + age) / (alpha + recency)) ** (r + x))


def expected_purchases(parameters, x, recency, age, period):
    r, alpha, a, b = map(exp, parameters)
    z, term, total, i = period / (alpha + age + period), 1.0, 1.0, 0
    while abs(term) > 1e-17 * abs(total):
        term *= (r + x + i) * (b + x + i) / ((a + b + x - 1 + i) * (i + 1)) * z
        total, i = total + term, i + 1
    return (a + b + x - 1) / (a - 1) * (1 - (1 - z) ** (r + x) * total) * alive(parameters, x, recency, age)


def expected_value(parameters, number, average):
    p, q, v = map(exp, parameters)
    return p * (v + number * average) / (p * number + q - 1)


def bounded(parameters):
    return [max(-BOUND, min(parameter, BOUND)) for parameter in parameters]


def solved(matrix, right):
    """By Gauss, with the largest pivot"""
    rows = [[*row, value] for row, value in zip(matrix, right)]
    for column in range(len(rows)):
        best = max(range(column, len(rows)), key=lambda row: abs(rows[row][column]))
        rows[column], rows[best] = rows[best], rows[column]
        for row in range(len(rows)):
            if row != column:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [value - factor * pivot for value, pivot in zip(rows[row], rows[column])]
    return [row[-1] / row[place] for place, row in enumerate(rows)]


def moved(point, *steps):
    point = list(point)
    for place, step in steps:
        point[place] += step
    return point


def maximum(likelihood, starts):
    """The point, and what the likelihood is there: the best of those found from some"""
    return max((climbed(likelihood, start) for start in starts), key=lambda found: found[1])


def climbed(likelihood, point):
    dimensions, damping = len(point), 1.0
    value = likelihood(point)
    for _ in range(500):
        places = range(dimensions)
        slope = [(likelihood(moved(point, (i, STEP))) - likelihood(moved(point, (i, -STEP)))) / (2 * STEP) for i in places]
        bend = [[(likelihood(moved(point, (i, STEP), (j, STEP))) - likelihood(moved(point, (i, STEP), (j, -STEP)))
                  - likelihood(moved(point, (i, -STEP), (j, STEP))) + likelihood(moved(point, (i, -STEP), (j, -STEP)))) / (4 * STEP * STEP)
                 for j in places] for i in places]
        while damping < 1e20:
            step = solved([[-bend[i][j] + (damping * (1 + abs(bend[i][i])) if i == j else 0) for j in places] for i in places], slope)
            there = bounded([parameter + max(-1, min(part, 1)) for parameter, part in zip(point, step)])
            better = likelihood(there)
            if better > value:
                break
            damping *= 4
        else:
            break
        gained, point, value, damping = better - value, there, better, damping / 8
        if gained < 1e-11 * abs(value):
            break
    return point, value
