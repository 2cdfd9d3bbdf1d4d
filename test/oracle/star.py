"""From raw lines to the star: valid purchases, products, users, Census figures, and which months the histories cover."""
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import wraps
from inspect import isgenerator
from typing import NamedTuple

import cleaning
from months import days_in, month_of, months_between
from states import BY_FIPS, BY_POSTAL, UNKNOWN

NO_CODE = "UNKNOWN"
NO_ANSWERS = dict.fromkeys(cleaning.ANSWERS, "Unknown")


class RawLine(NamedTuple):
    """Of amazon-purchases.csv, in the order of its columns; None for an empty field"""
    order_date: str | None
    price: str | None
    quantity: str | None
    state: str | None
    title: str | None
    product_code: str | None
    category: str | None
    respondent: str | None


RawLine.COLUMNS = ("order_date", "purchase_price_per_unit", "quantity", "shipping_address_state", "title", "asin_isbn_product_code", "category",
                   "survey_responseid")

# Settings that decide what the models contain, or what is small
DEFAULTS = {"earliest_order_date": "2018-01-01", "deduplicate": "on", "date_order": "MDY", "min_group_size": "10"}


@dataclass
class RawData:
    purchases: list = field(default_factory=list)   # RawLine
    survey: list = field(default_factory=list)      # dicts by column of raw.survey
    fields: list = field(default_factory=list)      # (field, question)
    census: dict = field(default_factory=dict)      # year -> payload, as the API answers
    settings: dict = field(default_factory=dict)    # values that are not the default


class Purchase(NamedTuple):
    """A valid purchase line"""
    user: str
    day: date
    state: str          # FIPS code
    product: str        # code, or UNKNOWN
    category: str       # that the line itself gives, or UNKNOWN
    title: str | None
    quantity: int
    value: Decimal
    month: date         # its first day
    year: int


class Product(NamedTuple):
    category: str
    title: str


class Figures(NamedTuple):
    """Of a state in a Census year"""
    income: int | None
    population: int | None


def once(function):
    """Of a star alone, and computed once: of a generator a list"""
    @wraps(function)
    def kept(star):
        if function not in star.computed:
            result = function(star)
            star.computed[function] = list(result) if isgenerator(result) else result
        return star.computed[function]
    return kept


class Star:
    """All that the marts are made of"""

    def __init__(self, raw, today):
        self.computed = {}
        self.settings = DEFAULTS | raw.settings
        self.small = int(self.settings["min_group_size"])
        self.respondents = read_survey(raw.survey)
        self.figures = read_census(raw.census)
        self.purchases, self.rejected = read_purchases(raw.purchases, self.settings, today, self.respondents)
        self.products = find_products(self.purchases)
        self.fields = raw.fields

        days = [purchase.day for purchase in self.purchases]
        self.first_day, self.last_day = (min(days), max(days)) if days else (None, None)
        self.months = months_between(month_of(self.first_day), month_of(self.last_day)) if days else []
        self.years = list(range(self.first_day.year, self.last_day.year + 1)) if days else []
        self.covered = covered_months(self.purchases, self.months, self.last_day)
        self.complete_years = {year for year in self.years if all(date(year, month, 1) in self.covered for month in range(1, 13))}

    def category(self, purchase):
        """That the category marts count the purchase under: of its product; of the line itself where it has no code"""
        return purchase.category if purchase.product == NO_CODE else self.products[purchase.product].category

    def answers(self, user):
        return self.respondents.get(user, NO_RESPONDENT).answers


class Respondent(NamedTuple):
    answers: dict
    home: str | None    # FIPS code


NO_RESPONDENT = Respondent(NO_ANSWERS, None)


def read_survey(lines):
    """Respondent -> answers. Of two lines of one respondent the one with more answers counts."""
    columns = {"age_group": "q_demos_age", "income_bracket": "q_demos_income", "gender": "q_demos_gender", "education": "q_demos_education",
               "household_size_cat": "q_amazon_use_hh_size"}
    best, fullness = {}, {}
    for line in lines:
        user = cleaning.respondent(line.get("survey_responseid"))
        answers = {question: cleaning.answer(question, line.get(column)) for question, column in columns.items()}
        answers["is_hispanic"] = cleaning.yes_or_no(line.get("q_demos_hispanic"))
        home = cleaning.state(line.get("q_demos_state"))
        given = sum(answer is not None for answer in answers.values()) + (home is not None) + sum(
            cleaning.text(line[column]) is not None for column in line
            if column not in columns.values() and column not in ("survey_responseid", "q_demos_hispanic", "q_demos_state"))
        if user is not None and given > fullness.get(user, -1):
            fullness[user] = given
            best[user] = Respondent({question: answer or "Unknown" for question, answer in answers.items()}, home and BY_POSTAL[home].fips)
    return best


def read_census(payloads):
    """(FIPS code, year) -> figures. What is negative stands for no figure."""
    figures = {}
    for year, (header, *rows) in payloads.items():
        for row in rows:
            cell = dict(zip(header, row))
            income, population = (None if cell[name] is None or int(cell[name]) < 0 else int(cell[name]) for name in ("B19013_001E", "B01003_001E"))
            if cell["state"] in BY_FIPS:
                figures[cell["state"], year] = Figures(income, population)
    return figures


def why_not(line, settings, today):
    """Why a raw line is no valid purchase; None if it is one"""
    if cleaning.bare(line.respondent) is None:
        return "respondent missing"
    if cleaning.respondent(line.respondent) is None:
        return "respondent too long"
    if cleaning.bare(line.order_date) is None:
        return "order date missing"
    day = cleaning.day(line.order_date, settings["date_order"])
    if day is None:
        return "order date unreadable"
    if day < date.fromisoformat(settings["earliest_order_date"]):
        return "order date before earliest_order_date"
    if day > today:
        return "order date in the future"
    for name, dirty, read in (("price", line.price, cleaning.price), ("quantity", line.quantity, cleaning.quantity)):
        if cleaning.bare(dirty) is None:
            return f"{name} missing"
        if read(dirty) is None:
            return f"{name} unreadable"
        if read(dirty) <= 0:
            return f"{name} not positive"
    return None


def read_purchases(lines, settings, today, respondents):
    """The valid purchases, and how many lines were rejected for which reason"""
    purchases, rejected, seen = [], Counter(), set()
    for line in lines:
        reason = why_not(line, settings, today)
        if reason is None:
            user, day, state = cleaning.respondent(line.respondent), cleaning.day(line.order_date, settings["date_order"]), cleaning.state(line.state)
            price, quantity = cleaning.price(line.price), cleaning.quantity(line.quantity)
            code, title = cleaning.product_code(line.product_code), cleaning.title(line.title)
            key = user, day, state, price, quantity, code, title if code is None else None
            if settings["deduplicate"] == "on" and key in seen:
                reason = "duplicate"
            seen.add(key)
        if reason is not None:
            rejected[reason] += 1
            continue
        if state is not None:
            place = BY_POSTAL[state].fips
        elif cleaning.text(line.state) is not None:
            place = UNKNOWN.fips    # somewhere, but in none of the states
        else:
            place = respondents.get(user, NO_RESPONDENT).home or UNKNOWN.fips
        purchases.append(Purchase(user, day, place, code or NO_CODE, cleaning.category(line.category) or "UNKNOWN", title, quantity, price * quantity,
                                  month_of(day), day.year))
    return purchases, rejected


def most_frequent(counts, otherwise):
    """Of equally frequent ones the first in byte order"""
    return min(counts, key=lambda name: (-counts[name], name.encode())) if counts else otherwise


def find_products(purchases):
    """Code -> product: the most frequent category and title of its lines"""
    categories, titles = defaultdict(Counter), defaultdict(Counter)
    for purchase in purchases:
        if purchase.product != NO_CODE:
            categories[purchase.product].update([purchase.category] if purchase.category != "UNKNOWN" else [])
            titles[purchase.product].update([purchase.title] if purchase.title is not None else [])
    return {code: Product(most_frequent(categories[code], "UNKNOWN"), most_frequent(titles[code], "Unknown")) for code in categories}


def covered_months(purchases, months, last_day):
    """
    The months that the histories cover: the first one; each later one in which at least half as many users ordered as on average in
    the latest twelve covered months before it; and every month between two of them. None that is not over.
    """
    users = defaultdict(set)
    for purchase in purchases:
        users[purchase.month].add(purchase.user)
    covered = []    # without a gap, from the first month on
    for month in months:
        if last_day < month + timedelta(days_in(month) - 1):
            break
        before = [len(users[earlier]) for earlier in covered[-12:]]
        if not covered or 2 * len(users[month]) * len(before) >= sum(before):
            covered = months_between(months[0], month)
    return set(covered)
