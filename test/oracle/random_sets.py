"""Small random sets of raw lines, the same for the same seed, with what makes figures go wrong more often than life does."""
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from cleaning import ANSWERS
from months import days_in, shift
from star import RawData, RawLine
from states import STATES

NO_STATE = ["GU", "AE", "Ontario", "Not in the US", "XX"]
SAYS_NOTHING = [None, "", "  ", "nan", "N/A", "Unknown"]
MOST_LINES = 1500


def make_set(seed):
    if seed == 0:
        return RawData()
    chance = Random(seed)
    places = chance.sample(STATES, chance.choice([1, 2, 4, 9, 10, 11, 30, 52]))
    users = [f"R_{chance.getrandbits(40):010x}" for _ in range(chance.choice([1, 2, 3, 6, 12, 20]))]
    purchases = Purchases(chance, places, users).lines() if seed > 1 else []
    return RawData(purchases, survey(chance, places, users), fields(chance), census(chance), settings(chance))


def likely(chance, share):
    return chance.random() < share


class Purchases:
    def __init__(self, chance, places, users):
        self.chance, self.users = chance, users
        self.first = date(chance.choice([2018, 2019, 2020]), chance.choice([1, 1, 2, 6, 12]), 1)
        self.months = [shift(self.first, month) for month in range(chance.choice([1, 2, 7, 13, 25, 38, 50, 62]))]
        for _ in range(chance.choice([0, 0, 1, 2])):     # months in which nobody orders
            begin = chance.randint(1, len(self.months))
            del self.months[begin:begin + chance.choice([1, 1, 2, 5, 14])]
        # who orders where: mostly in one state, often in two of equal weight
        self.places = {user: chance.choices(places, k=chance.choice([1, 1, 2, 2, 3])) for user in users}
        self.state_is_given = chance.choice([1, 0.9, 0.5])
        self.price = chance.choice([self.one_price, self.few_prices, self.few_prices, self.usual_price, self.usual_price, self.huge_price, self.fine_price])
        self.products = self.make_products(chance.choice([3, 12, 70, 300]), chance.choice([1, 3, 8, 30]))

    def make_products(self, number, categories):
        chance = self.chance
        names = [f"CATEGORY_{name}" for name in chance.sample(range(100), categories)] + ["Men's \"best\" shoes", "GIFT_CARD", "Window"]
        return [
            (chance.choice([f"B{chance.randrange(10 ** 9):09}", f"b{chance.randrange(10 ** 9):09}", isbn(chance)]),
             chance.sample([f"Product {code}", f"product  {code}", f"Product &amp; {code}", f"Produit {code} é", None], chance.choice([1, 1, 2, 3])),
             chance.sample([*names, None], chance.choice([1, 1, 1, 2])))
            for code in range(number)]

    # Prices and quantities, as a file writes them

    def one_price(self):
        """So that there are ties everywhere"""
        return "1", "1"

    def few_prices(self):
        return self.chance.choice(["1", "2.00", "$5", "10.0"]), self.chance.choice(["1", "1.0", "2"])

    def usual_price(self):
        return f"{self.chance.randrange(1, 20000) / 100:.2f}", self.chance.choice(["1.0"] * 9 + ["3.0"])

    def huge_price(self):
        return (str(Decimal(9_999_999_999 - self.chance.choice([0, 1, 2, self.chance.randrange(10 ** 9)])).scaleb(-2)),
                str(self.chance.choice([1, 10 ** 4, 10 ** 9, 2 ** 31 - 1])))

    def fine_price(self):
        """To the cent; parts of one are unreadable, zeros behind it do no harm"""
        return self.chance.choice(["1.99", "1.9900", "0.01", "2.675", "1,234.56", "1e-2", "US$0.02", '="0.03"', f"{self.chance.random() + 0.01:.2f}00"]), "1.0"

    # Lines

    def lines(self):
        chance, found = self.chance, []
        stays = {user: sorted(chance.sample(range(len(self.months) + 1), 2)) if likely(chance, 0.3) else (0, len(self.months))
                 for user in self.users}
        most = max(1, min(6, MOST_LINES // max(1, len(self.users) * len(self.months))))
        often = chance.choice([0.3, 0.9, 1])
        for user in self.users:
            begin, end = stays[user]
            for month in self.months[begin:end]:
                if likely(chance, often):
                    found += [self.line(user, month) for _ in range(chance.randint(1, most))]
        del found[MOST_LINES:]
        last = self.months[-1]
        for _ in range(chance.choice([0, 0, 0, 1, 2])):     # strays, long after all others
            found.append(self.line(chance.choice(self.users), shift(last, chance.randint(3, 30))))
        if likely(chance, 0.5):                             # the last month is over
            found.append(self.line(chance.choice(self.users), last)._replace(order_date=shift(last, 1).replace(day=1) - timedelta(1)))
        found = [line._replace(order_date=self.written(line.order_date)) for line in found]
        found += [line._replace(title=chance.choice([line.title, "Another title"])) for line in chance.choices(found, k=len(found) // 20)]
        found += [self.spoilt(line) for line in chance.choices(found, k=len(found) // chance.choice([15, 40, 1000]))]
        if likely(chance, 0.5):
            chance.shuffle(found)
        return found

    def line(self, user, month):
        chance = self.chance
        day = month + timedelta(chance.choice([0, chance.randrange(5), chance.randrange(days_in(month))]))
        price, quantity = self.price()
        state = chance.choice(self.places[user])
        place = chance.choice([state.postal, state.postal, state.postal.lower(), state.name, state.fips]) if likely(chance, self.state_is_given) else (
            chance.choice(SAYS_NOTHING) if likely(chance, 0.7) else chance.choice(NO_STATE))
        code, titles, categories = chance.choice(self.products)
        if likely(chance, 0.05):
            code = chance.choice([None, "", "nan", "no code"])
        return RawLine(day, price, quantity, place, chance.choice(titles), code, chance.choice(categories), user)

    def written(self, day):
        return self.chance.choice([day.isoformat()] * 5 + [f"{day.month}/{day.day}/{day.year}", f"{day.isoformat()}T23:59:59Z", f"{day:%b %d, %Y}"])

    def spoilt(self, line):
        return line._replace(**self.chance.choice([
            {"respondent": None}, {"respondent": "x" * 201}, {"order_date": None}, {"order_date": "2021-02-30"}, {"order_date": "2999-01-01"},
            {"order_date": "2017-12-31"}, {"price": ""}, {"price": "free"}, {"price": "-5"}, {"price": "0.004"}, {"price": "100000000"},
            {"quantity": None}, {"quantity": "1.5"}, {"quantity": "0"}, {"quantity": "2147483648"},
        ]))


def isbn(chance):
    """An ISBN-10, sometimes as it is when it was taken for a number"""
    digits = chance.choice(["00", "0", ""]) + f"{chance.randrange(10 ** 9):09}"
    digits = digits[:9]
    check = -sum((10 - place) * int(digit) for place, digit in enumerate(digits)) % 11
    code = digits + ("X" if check == 10 else str(check))
    return chance.choice([code, code.removeprefix("0"), code.removeprefix("0").removeprefix("0"), f"{code[0]}-{code[1:5]}-{code[5:9]}-{code[9]}"])


def survey(chance, places, users):
    """Some of the users, and some who bought nothing; some answers missing or none on offer; some respondents twice, the second time poorer"""
    share, lines = chance.choice([0, 0.5, 0.9, 1]), []
    for user in [*users, "R_bought_nothing", "R_nor_did_this_one"]:
        if not likely(chance, share):
            continue
        state = chance.choice([*places, *chance.choices(STATES, k=2)])
        line = {
            "survey_responseid": user,
            "q_demos_age": an_answer(chance, "age_group"), "q_demos_income": an_answer(chance, "income_bracket"),
            "q_demos_gender": an_answer(chance, "gender"), "q_demos_education": an_answer(chance, "education"),
            "q_amazon_use_hh_size": an_answer(chance, "household_size_cat"), "q_demos_hispanic": chance.choice(["Yes", "No", "no", "", None]),
            "q_demos_state": chance.choice([state.name, state.name, state.postal, "I did not reside in the United States", None]),
            "q_demos_race": "Other", "q_life_changes": None,
        }
        lines.append(line)
        if likely(chance, 0.1):
            lines.append({**line, "q_demos_age": None, "q_demos_race": None, "q_demos_state": None})
    return lines


def an_answer(chance, question):
    label = chance.choice(ANSWERS[question][:-1])
    remark = "" if label.endswith(")") else " (a remark)"
    return chance.choice([label, label, label.upper(), f" {label}{remark}", "none of these", None])


def fields(chance):
    return chance.sample([("Survey ResponseID", "Key of the answer"), ("Q-demos-age", "How old\nare you?"), ("Q-sell-YOUR-data", "May we &amp; they?"),
                          (None, "Nobody knows"), ("Q-demos-state", None)], chance.randint(0, 5))


def census(chance):
    """Year -> answer of the Census Bureau: years and states left out, figures missing, equal incomes"""
    years = chance.choice([[], [2020], list(range(2018, 2024)), list(range(2018, 2024)), chance.sample(range(2016, 2026), 5)])
    absent, unknown, equal = chance.choice([0, 0, 0.1]), chance.choice([0, 0, 0.03, 0.4]), likely(chance, 0.3)
    answers = {}
    for year in years:
        rows = []
        for state in STATES:
            income, population = (50000 + 10000 * chance.randrange(3), 1000 * chance.randint(1, 5)) if equal else (
                chance.randint(20000, 110000), chance.randint(500, 40_000_000))
            row = [state.name, str(income), str(population), state.fips]
            for column in (1, 2):
                if likely(chance, unknown):
                    row[column] = chance.choice([None, "-666666666", "0"])
            if not likely(chance, absent):
                rows.append(row)
        chance.shuffle(rows)
        if rows:
            answers[year] = [["NAME", "B19013_001E", "B01003_001E", "state"], *rows]
    return answers


def settings(chance):
    changed = {}
    if likely(chance, 0.15):
        changed["earliest_order_date"] = chance.choice(["2019-01-01", "2018-03-15"])
    if likely(chance, 0.15):
        changed["deduplicate"] = "off"
    if likely(chance, 0.05):
        changed["date_order"] = "DMY"
    if likely(chance, 0.5):
        changed["min_group_size"] = str(chance.choice([1, 2, 4]))
    return changed
