"""What is expected beside what the server gives."""
from datetime import date, datetime
from decimal import Decimal


class Near:
    """A number that is computed with binary fractions"""

    def __init__(self, value, absolute="0", relative="0"):
        self.value, self.tolerance = value, Decimal(absolute) + abs(value) * Decimal(relative)

    def agrees(self, actual):
        return is_number(actual) and abs(Decimal(actual) - self.value) <= self.tolerance

    def __repr__(self):
        return f"about {self.value:.12g}"


class Text:
    """Of which only a part is known"""

    def __init__(self, part):
        self.part = part

    def agrees(self, actual):
        return isinstance(actual, str) and self.part in actual

    def __repr__(self):
        return f"a text with: {self.part}"


def is_number(value):
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def agrees(expected, actual):
    if hasattr(expected, "agrees"):
        return expected.agrees(actual)
    if isinstance(expected, datetime):
        return isinstance(actual, str) and datetime.fromisoformat(actual) == expected
    if isinstance(expected, date):
        return actual == expected.isoformat()
    if is_number(expected):
        return is_number(actual) and actual == expected
    if isinstance(expected, (list, tuple)):
        return isinstance(actual, list) and len(actual) == len(expected) and all(map(agrees, expected, actual))
    if isinstance(expected, dict):
        return isinstance(actual, dict) and expected.keys() == actual.keys() and all(agrees(expected[key], actual[key]) for key in expected)
    return type(actual) is type(expected) and actual == expected


def differences_of_row(expected, actual):
    """Both dicts by column; the expected one may have more"""
    for column, value in actual.items():
        if column not in expected:
            yield f"{column} is not computed"
        elif not agrees(expected[column], value):
            yield f"{column} is {shown(value)}, expected {shown(expected[column])}"


def differences_by_key(expected, actual, key):
    """Of rows in any order"""
    def keyed(rows):
        found = {}
        for row in rows:
            found.setdefault(tuple(shown(row[column]) for column in key), []).append(row)
        return found

    expected, actual = keyed(expected), keyed(actual)
    for place in sorted(expected.keys() | actual.keys()):
        name = ", ".join(f"{column} {value}" for column, value in zip(key, place))
        wanted, given = expected.get(place, []), actual.get(place, [])
        if len(wanted) != len(given):
            yield f"{name}: {len(given)} rows, expected {len(wanted)}"
        elif len(wanted) == 1:
            yield from (f"{name}: {difference}" for difference in differences_of_row(wanted[0], given[0]))
        else:
            yield f"{name}: {len(wanted)} rows of the same key"


def differences_in_order(expected, actual):
    """Of rows that come in an order; both have the same columns"""
    if len(expected) != len(actual):
        yield f"{len(actual)} rows, expected {len(expected)}"
    for number, (wanted, given) in enumerate(zip(expected, actual), 1):
        missing = [column for column in wanted if column not in given]
        if missing:
            yield f"row {number}: no {', '.join(missing)}"
        yield from (f"row {number}: {difference}" for difference in differences_of_row(wanted, given))


def shown(value):
    return "NULL" if value is None else str(value)
