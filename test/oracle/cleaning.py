"""
What can be read in a field of a raw line: a value, or None.

By the rules of docs/cleaning.md, as far as it takes for the sets of lines that are compared here: the tests of the cleaners are sql/clean.sql.
"""
import re
from datetime import date
from decimal import Decimal
from html.entities import name2codepoint

from states import STATES

INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]")
BLANK = re.compile("[\\s\u0000-\u001f\u007f-\u009f]+")
ENTITY = re.compile(r"&(#[xX][0-9A-Fa-f]+|#[0-9]+|[A-Za-z][A-Za-z0-9]*);")
MISSING = {"na", "n/a", "n.a.", "n.a", "nil", "none", "blank", "empty", "missing", "unknown", "unavailable", "unspecified", "no data", "no value",
           "not applicable", "not available", "not given", "not known", "not provided", "not set", "not specified", "tba", "tbd", "null", "nan", "undefined"}
ONLY_MARKS = re.compile(r"[-\u2010-\u2015.\u2026?*_/\\#~]+")


def decode(entity):
    """One HTML entity, as it stands if it is none; 128 to 159 are Windows-1252"""
    name = entity[1]
    if name == "apos":
        return "'"
    if not name.startswith("#"):
        return chr(name2codepoint[name]) if name in name2codepoint else entity[0]
    point = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    if 128 <= point < 160:
        return bytes([point]).decode("cp1252", "replace")
    return chr(point) if 0 < point < 0x110000 and not 0xd800 <= point < 0xe000 else entity[0]


def text(dirty, longest=None):
    """Free text. None where all of it is a word for a missing value."""
    if dirty is None:
        return None
    clean = BLANK.sub(" ", INVISIBLE.sub("", ENTITY.sub(decode, dirty))).strip(" ")
    clean = re.sub(r'^="(.*)"$', r"\1", clean)
    if clean == "" or ONLY_MARKS.fullmatch(clean) or re.sub("[_-]", " ", clean.strip("()[]<>{}")).lower() in MISSING:
        return None
    return None if longest is not None and len(clean) > longest else clean


def bare(dirty, longest=None):
    """A text, or number, without quotes around it and without an apostrophe in front"""
    clean = text(dirty)
    while clean is not None and (quoted := re.fullmatch(r"""(["'])(.*)\1|'(.*)""", clean)):
        clean = text(quoted[2] or quoted[3])
    return None if clean is None or longest is not None and len(clean) > longest else clean


def respondent(dirty):
    return bare(dirty, 200)


def category(dirty):
    clean = bare(dirty, 200)
    return clean and re.sub("[a-z]+", lambda letters: letters[0].upper(), clean)


def title(dirty):
    return text(dirty, 10000)


NUMBER = r"(?=[\d.]*\d)(?:[1-9]\d{0,2}(?:,\d{3})+|\d*)(?:\.\d*)?(?:[eE][+-]?\d{1,9})?"
PRICE = re.compile(rf"(?P<sign>[+-]?)(?P<before>US ?\$|USD|\$)? ?(?P<inner>[+-]?)(?P<number>{NUMBER})(?: ?(?P<behind>USD|\$))?", re.IGNORECASE | re.ASCII)
QUANTITY = re.compile(rf"[+-]?{NUMBER}", re.ASCII)


def price(dirty):
    """USD, exact to the cent: with parts of a cent it is unreadable"""
    clean = bare(dirty)
    if clean is None:
        return None
    in_parentheses = re.fullmatch(r"(\$?)\((.*)\)", clean)
    found = PRICE.fullmatch(in_parentheses[1] + in_parentheses[2] if in_parentheses else clean)
    if found is None or found["before"] == found["behind"] != None or found["sign"] and found["inner"] or in_parentheses and found["sign"] + found["inner"]:
        return None
    amount = Decimal(found["number"].replace(",", ""))
    if amount.normalize().as_tuple().exponent < -2 or amount > Decimal("99999999.99"):
        return None
    return -amount if in_parentheses or "-" in found["sign"] + found["inner"] else amount


def quantity(dirty):
    clean = bare(dirty)
    if clean is None or not QUANTITY.fullmatch(clean):
        return None
    amount = Decimal(clean.replace(",", ""))
    return int(amount) if amount == amount.to_integral_value() and abs(amount) < 2 ** 31 else None


TIME = r"(?:[T ]+(?:[01]?\d|2[0-4]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d+)?)?(?: ?[AP]M)?(?: ?(?:Z|UTC|[+-]\d\d(?::?\d\d)?))?)?"
DAY_FORMS = [
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)",
    r"(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)",
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    r"(?P<day>\d\d?)[ -](?P<name>[A-Za-z]{3,9})[ -](?P<year>\d{4}|\d\d)",
    r"(?P<name>[A-Za-z]{3,9}) (?P<day>\d\d?), (?P<year>\d{4}|\d\d)",
]
IN_ORDER = {
    "MDY": [r"(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<year>\d{4}|\d\d)", r"(?P<month>\d\d?)-(?P<day>\d\d?)-(?P<year>\d{4}|\d\d)"],
    "DMY": [r"(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>\d{4}|\d\d)", r"(?P<day>\d\d?)-(?P<month>\d\d?)-(?P<year>\d{4}|\d\d)"],
}
MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]


def day(dirty, order="MDY"):
    clean = bare(dirty)
    for form in [*DAY_FORMS, *IN_ORDER[order]] if clean else []:
        found = re.fullmatch(form + TIME, clean, re.IGNORECASE | re.ASCII)
        if found:
            return existing_day(**{"month": None, "name": None, **found.groupdict()})
    return None


def existing_day(year, month, name, day):
    number = int(year) + (0 if len(year) == 4 else 2000 if int(year) < 70 else 1900)
    if name is not None:
        month = next((place for place, whole in enumerate(MONTHS, 1) if whole.startswith(name.lower())), 0)
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def letters_and_digits(words):
    return re.sub("[^a-z0-9]", "", words.lower())


STATE_NAMES = {"washingtondc": "DC"}
for _state in STATES:
    STATE_NAMES.update(dict.fromkeys((letters_and_digits(_state.name), _state.postal.lower(), f"us{_state.postal.lower()}", _state.fips,
                                      str(int(_state.fips))), _state.postal))


def state(dirty):
    """The postal code"""
    clean = bare(dirty)
    return STATE_NAMES.get(letters_and_digits(clean)) if clean is not None and clean.isascii() else None


def is_isbn(code):
    """ISBN-10 with the right check digit, by ISO 2108"""
    if not re.fullmatch("[0-9]{9}[0-9X]", code):
        return False
    return sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(code)) % 11 == 0


def product_code(dirty):
    code = bare(dirty, 40)
    if code is None or not code.isascii() or " " in code or re.fullmatch(r"[\d.]+E\+\d+|\d+\.0+|\d{1,3}(,\d{3})+", code, re.IGNORECASE):
        return None
    code = code.upper()
    padded = code.rjust(10, "0") if len(code) in (8, 9) else code.replace("-", "")
    return padded if is_isbn(padded) else code


ANSWERS = {
    "age_group": ["18 - 24 years", "25 - 34 years", "35 - 44 years", "45 - 54 years", "55 - 64 years", "65 and older", "Unknown"],
    "income_bracket": ["Less than $25,000", "$25,000 - $49,999", "$50,000 - $74,999", "$75,000 - $99,999", "$100,000 - $149,999",
                       "$150,000 or more", "Prefer not to say", "Unknown"],
    "gender": ["Female", "Male", "Other", "Prefer not to say", "Unknown"],
    "education": ["Some high school or less", "High school diploma or GED", "Bachelor's degree", "Graduate or professional degree",
                  "Prefer not to say", "Unknown"],
    "household_size_cat": ["1 (just me!)", "2", "3", "4+", "Unknown"],
    "is_hispanic": ["Yes", "No", "Unknown"],
}


def place(question, label):
    """Of the label among the answers to the question, from 1"""
    return ANSWERS[question].index(label) + 1


def answer(question, dirty):
    """The label that the answer spells, with or without a remark in parentheses behind it; None for Unknown, too"""
    labels = {label.lower(): label for label in ANSWERS[question] if label != "Unknown"}
    clean = bare(dirty)
    if clean is None:
        return None
    return labels.get(clean.lower()) or labels.get(re.sub(r" ?\([^()]*\)$", "", clean.lower()))


def yes_or_no(dirty):
    clean = (bare(dirty) or "").lower()
    if clean in ("yes", "true", "y", "t", "1", "on"):
        return "Yes"
    return "No" if clean in ("no", "false", "n", "f", "0", "off") else None
