"""What is known and expected of customers; as in marts.py."""
from datetime import timedelta
from decimal import Decimal
from math import exp

import cleaning
from compare import Near
from figures import grouped, ratio, totals
from fitting import (BG_NBD_STARTS, BOUND, GAMMA_GAMMA_STARTS, alive, bg_nbd_likelihood, expected_purchases, expected_value, gamma_gamma_likelihood,
                     maximum)
from marts import sales
from months import shift
from star import once
from states import BY_FIPS

GRAINS = {
    "customer_value": ["user_key"],
    "customer_fit": ["purpose"],
    "customer_segments": ["segment"],
    "customer_tenths": ["tenth"],
}
FEWEST = 100  # users, to fit a model to
SEGMENTS = ["Champions", "Loyal", "Regular", "Recent", "At risk", "Lost", "Not covered"]


def last_day_before(month):
    return month - timedelta(1)


def state_name(fips):
    return BY_FIPS[fips].name if fips else "Unknown"


class History:
    """Of one user, up to a day"""

    def __init__(self, purchases, until):
        known = [purchase for purchase in purchases if until and purchase.day <= until]
        self.sums = totals(known)
        self.baskets, self.revenue = self.sums.baskets, self.sums.revenue
        if known:
            self.first, self.last = min(purchase.day for purchase in known), max(purchase.day for purchase in known)
            self.weeks = (self.baskets - 1, (self.last - self.first).days / 7, (until - self.first).days / 7)
            self.purchases = (self.baskets, float(self.revenue) / self.baskets)


class Fit:
    """Of both models to what was bought up to a day"""

    def __init__(self, of_user, known_until, foretold_until):
        self.known_until, self.foretold_until = known_until, foretold_until
        self.histories = {user: history for user, history in ((user, History(purchases, known_until)) for user, purchases in of_user.items()) if history.baskets}
        self.converged = len(self.histories) >= FEWEST
        if self.converged:
            histories, purchases = [history.weeks for history in self.histories.values()], [history.purchases for history in self.histories.values()]
            self.orders, self.orders_likelihood = maximum(lambda point: bg_nbd_likelihood(point, histories), BG_NBD_STARTS)
            self.value, self.value_likelihood = maximum(lambda point: gamma_gamma_likelihood(point, purchases), GAMMA_GAMMA_STARTS)

    def baskets(self, user):
        return expected_purchases(self.orders, *self.histories[user].weeks, (self.foretold_until - self.known_until).days / 7)

    def revenue(self, user):
        return self.baskets(user) * expected_value(self.value, *self.histories[user].purchases)


@once
def ends(star):
    """The last covered day, and that of six covered months before"""
    last = max(star.covered, default=None)
    return (last_day_before(shift(last, 1)), last_day_before(shift(last, -5))) if last else (None, None)


@once
def of_user(star):
    return grouped(star.purchases, lambda purchase: purchase.user)


@once
def fits(star):
    covered, known = ends(star)
    if not covered:
        return {}
    found = {"forecast": Fit(of_user(star), covered, covered + timedelta(365)), "backtest": Fit(of_user(star), known, covered)}
    return {purpose: fit for purpose, fit in found.items() if fit.histories}


def near(value, relative="0.002", absolute="0.0002"):
    return None if value is None else Near(Decimal(value), absolute, relative)


def parameters(names, point):
    """Where one is at a bound, or nearly, others can be traded for it"""
    loose = any(abs(parameter) > BOUND / 2 for parameter in point)
    return {name: Unknown() if loose else near(exp(parameter)) for name, parameter in zip(names, point)}


class Unknown:
    """A number, which one the data do not say"""

    def agrees(self, actual):
        return actual is not None


def customer_fit(star):
    for purpose, fit in fits(star).items():
        row = {
            "purpose": purpose, "known_until": fit.known_until, "foretold_until": fit.foretold_until, "customers": len(fit.histories), "converged": fit.converged,
            **dict.fromkeys(("expected_baskets", "expected_revenue", "actual_baskets", "actual_revenue", "baskets_error_pct", "revenue_error_pct", "r", "alpha", "a", "b",
                             "orders_log_likelihood", "p", "q", "v", "value_log_likelihood")),
        }
        if purpose == "backtest":
            later = totals([purchase for user in fit.histories for purchase in of_user(star)[user] if fit.known_until < purchase.day <= fit.foretold_until])
            row |= {"actual_baskets": later.baskets, "actual_revenue": later.revenue}
        if fit.converged:
            baskets, revenue = (sum(map(expected, fit.histories)) for expected in (fit.baskets, fit.revenue))
            row |= {
                "expected_baskets": near(baskets, absolute="0.06"), "expected_revenue": near(revenue, absolute="0.02"),
                **parameters(("r", "alpha", "a", "b"), fit.orders), **parameters(("p", "q", "v"), fit.value),
                "orders_log_likelihood": near(fit.orders_likelihood, "1e-7"), "value_log_likelihood": near(fit.value_likelihood, "1e-7"),
            }
            for measure, expected in (("baskets", baskets), ("revenue", revenue)):
                actual = row[f"actual_{measure}"]
                if actual:
                    row[f"{measure}_error_pct"] = near(100 * (expected - float(actual)) / float(actual), absolute="0.4")
        yield row


def fifths(values):
    """By user: the fifth that so many are below"""
    return {user: 1 + 5 * sum(other < value for other in values.values()) // len(values) for user, value in values.items()}


def segment_of(recency, frequency, monetary):
    if recency is None:
        return "Not covered"
    if min(recency, frequency, monetary) >= 4:
        return "Champions"
    if recency >= 3:
        return "Loyal" if frequency >= 4 else "Recent" if recency >= 4 and frequency <= 2 else "Regular"
    return "At risk" if frequency >= 3 else "Lost"


@once
def customer_value(star):
    covered, _ = ends(star)
    histories = {user: History(purchases, covered) for user, purchases in of_user(star).items()}
    known = {user: history for user, history in histories.items() if history.baskets}
    scores = [fifths({user: measure(history) for user, history in known.items()})
              for measure in (lambda history: history.last, lambda history: history.baskets, lambda history: history.revenue)]
    fit = fits(star).get("forecast")
    for user, purchases in of_user(star).items():
        sums, answers = totals(purchases), star.answers(user)
        recency, frequency, monetary = (score.get(user) for score in scores)
        segment = segment_of(recency, frequency, monetary)
        foretold = fit and fit.converged and user in fit.histories
        yield {
            "user_key": user, **{question: answers[question] for question in ("age_group", "income_bracket", "gender")},
            **{f"{question}_order": cleaning.place(question, answers[question]) for question in ("age_group", "income_bracket")},
            "home_state_name": state_name(star.respondents[user].home) if user in star.respondents else "Unknown",
            "first_order_date": min(purchase.day for purchase in purchases), "last_order_date": max(purchase.day for purchase in purchases),
            "active_months": len({purchase.month for purchase in purchases}), **sales(purchases), "baskets": sums.baskets,
            "avg_basket_value": ratio(sums.revenue, sums.baskets),
            "days_since_last_order": (covered - known[user].last).days if user in known else None,
            "recency_score": recency, "frequency_score": frequency, "monetary_score": monetary, "segment": segment, "segment_order": 1 + SEGMENTS.index(segment),
            "probability_alive": near(alive(fit.orders, *fit.histories[user].weeks), absolute="0.002") if foretold else None,
            "expected_baskets_365": near(fit.baskets(user), absolute="0.002") if foretold else None,
            "expected_revenue_365": near(fit.revenue(user), absolute="0.02", relative="0.003") if foretold else None,
        }


def customer_segments(star):
    fit = fits(star).get("forecast")
    for segment, rows in grouped(customer_value(star), lambda row: row["segment"]).items():
        users = [row["user_key"] for row in rows]
        purchases = [purchase for user in users for purchase in of_user(star)[user]]
        sums, again = totals(purchases), sum(row["baskets"] > 1 for row in rows)
        foretold = [user for user in users if fit and fit.converged and user in fit.histories]
        yield {
            "segment": segment, "segment_order": 1 + SEGMENTS.index(segment), "customers": len(users), "repeat_customers": again,
            "repeat_pct": ratio(100 * again, len(users), 1), "orders_count": sums.orders, "total_units": sums.units, "baskets": sums.baskets,
            "total_revenue": sums.revenue, "revenue_per_customer": ratio(sums.revenue, len(users)), "avg_basket_value": ratio(sums.revenue, sums.baskets),
            "expected_baskets_365": near(sum(map(fit.baskets, foretold)), absolute=str(0.002 * len(users))) if foretold else None,
            "expected_revenue_365": near(sum(map(fit.revenue, foretold)), absolute=str(0.02 * len(users)), relative="0.003") if foretold else None,
        }


def customer_tenths(star):
    return tenths_of(star, of_user(star))


def tenths_of(star, users):
    users = sorted(((totals(of_user(star)[user]).revenue, user) for user in users), key=lambda found: (-found[0], found[1]))
    everything, customers, revenue, start = sum(found[0] for found in users), 0, Decimal(0), 0
    for tenth in range(10):
        size = len(users) // 10 + (tenth < len(users) % 10)
        if not size:
            break
        part, start = users[start:start + size], start + size
        brought = sum(found[0] for found in part)
        customers, revenue = customers + size, revenue + brought
        yield {
            "tenth": tenth + 1, "customers": size, "total_revenue": brought, "revenue_pct": ratio(100 * brought, everything, 1),
            "customers_so_far_pct": ratio(100 * customers, len(users), 1), "revenue_so_far_pct": ratio(100 * revenue, everything, 1),
        }
