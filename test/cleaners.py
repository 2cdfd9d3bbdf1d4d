"""Compares the cleaners with a model of them: random values, right ones and near misses.

    cleaners.py ROOT [SEED [VALUES]]

The model is written from docs/cleaning.md, with regular expressions, Decimal and date, and shares nothing with the C code. psql
reads where the server is from the environment; the database cleaners is made anew. Prints a line for each cleaner, with the
first values that differ, and fails if there are any. The same seed gives the same values.
"""
import csv
import datetime
import io
import pathlib
import random
import re
import subprocess
import sys
from decimal import Decimal, getcontext

root = pathlib.Path(sys.argv[1])
rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
VALUES = int(sys.argv[3]) if len(sys.argv) > 3 else 20000
getcontext().prec = 1000

BLANKS = " \t\n\u00a0\u2003\u202f\u3000"
INVISIBLE = "\u200b\ufeff\u00ad\u200e"
MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
ZONES = "z utc gmt est edt cst cdt mst mdt pst pdt akst akdt hst".split()


# ---- the model

def trim(text):
    return text.strip(BLANKS + INVISIBLE)


def unwrap(text):
    text = trim(text)
    while True:
        found = re.fullmatch(r'="(.*)"|"(.*)"|\'(.*)\'|\'(.*)', text, re.S)
        if not found:
            return text
        text = trim(next(group for group in found.groups() if group is not None))


NUMBER = r"(?P<number>(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d*)?|\.\d+)(?P<exponent>e[-+]?\d+)?"
MONEY = re.compile(r"(?P<sign>[-+]?)(?P<before>(?:usd\s*|us ?\$\s*|\$\s*)*)(?P<inner_sign>[-+]?)(?P<open>\(\s*(?P<inside>(?:usd\s*|us ?\$\s*|\$\s*)*))?"
                   + NUMBER + r"\s*(?P<behind>(?:usd\s*|us ?\$\s*|\$\s*)*)(?P<close>\)\s*(?P<last>(?:usd\s*|us ?\$\s*|\$\s*)*))?", re.I | re.A)


def number_of(found):
    """The number, or None beyond any that is looked for."""
    exponent = int((found["exponent"] or "e0")[1:])
    digits = Decimal(found["number"].replace(",", ""))
    if digits == 0:
        return digits
    return digits.scaleb(exponent) if abs(exponent) < 200 else None


def price(text):
    text = re.sub("[" + BLANKS + "]", " ", unwrap(text))
    found = MONEY.fullmatch(text)
    if not found:
        return None
    currency = "".join(found[group] or "" for group in ("before", "inside", "behind", "last")).lower()
    if currency.count("usd") > 1 or currency.count("$") > 1 or (found["sign"] and found["inner_sign"]):
        return None
    if bool(found["open"]) != bool(found["close"]) or (found["open"] and (found["sign"] or found["inner_sign"])):
        return None
    value = number_of(found)
    if value is None or value != value.quantize(Decimal("0.01")) or value > Decimal("99999999.99"):
        return None
    if found["open"] or "-" in (found["sign"], found["inner_sign"]):
        value = -value
    return f"{value:.2f}".replace("-0.00", "0.00")


def quantity(text):
    found = re.fullmatch(r"(?P<sign>[-+]?)" + NUMBER, unwrap(text), re.I | re.A)
    value = number_of(found) if found else None
    if value is None or value != value.to_integral_value() or value > 2147483647:
        return None
    return str(int(-value if found["sign"] == "-" else value))


def name_of(text, names):
    for number, name in enumerate(names, 1):
        if len(text) >= 3 and name.startswith(text.lower()):
            return number
    return None


B = "[" + BLANKS + INVISIBLE + "]"
JOINT = f"{B}*[,/-]?{B}*"
TIME = (rf"(?:(?:T{B}*|(?:,{B}*|{B}+)(?:at{B}+)?)(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<seconds>\d\d)(?:[.,]\d{{1,9}})?)?{B}*(?:AM|PM|A\.M\.|P\.M\.)?{B}*"
        rf"(?:{'|'.join(ZONES)})?(?P<offset>[-+](?P<offset_hour>\d\d)(?::?(?P<offset_minute>\d\d))?)?{B}*(?:\(.*\))?)?")
YEAR, DAY, NAME = r"(?P<year>\d{4}|\d\d)", r"(?P<day>\d\d?)", r"(?P<name>[a-z]+)\.?"
FORMS = [re.compile(rf"(?:(?P<weekday>[a-z]+)(?![a-z])\.?{JOINT})?" + form + TIME, re.I | re.S | re.A) for form in (
    r"(?P<year>\d{4})(?P<separator>[-/])(?P<month>\d\d?)(?P=separator)" + DAY,
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    r"(?P<first>\d\d?)(?P<separator>[-/])(?P<second>\d\d?)(?P=separator)" + YEAR,
    NAME + rf"(?=[^a-z0-9]){JOINT}" + DAY + rf"(?:st|nd|rd|th)?(?=\D){JOINT}(?<=[^a-z0-9])" + YEAR,
    DAY + rf"(?:st|nd|rd|th)?{JOINT}" + NAME + JOINT + YEAR,
    r"(?P<year>\d{4})" + JOINT + NAME + JOINT + DAY,
)]


def date(text, order):
    text = unwrap(text)
    for form in FORMS:
        found = form.fullmatch(text)
        if not found:
            continue
        parts = found.groupdict()
        if parts.get("name"):
            month = name_of(parts["name"], MONTHS)
            day = parts["day"]
        elif parts.get("first"):
            month, day = (parts["first"], parts["second"]) if order == "MDY" else (parts["second"], parts["first"])
        else:
            month, day = parts["month"], parts["day"]
        year = int(parts["year"])
        if len(parts["year"]) == 2:
            year += 1900 if year >= 70 else 2000
        times = [(parts["hour"], 24), (parts["minute"], 59), (parts["seconds"], 60), (parts["offset_hour"], 15), (parts["offset_minute"], 59)]
        if month is None or any(value and int(value) > most for value, most in times):
            continue
        try:
            day = datetime.date(year, int(month), int(day))
        except ValueError:
            continue
        if parts["weekday"] and name_of(parts["weekday"], WEEKDAYS) != day.isoweekday():
            continue
        return day.isoformat()
    return None


def is_isbn10(code):
    return bool(re.fullmatch(r"\d{9}[\dX]", code)) and sum((10 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(code)) % 11 == 0


def code(text):
    text = unwrap(text)
    if is_missing(text) or not re.fullmatch(r"[!-~]{1,40}", text) or text.startswith("="):
        return None
    text = text.upper()
    if re.fullmatch(r"[-+]?[\d.,]*\d[\d.,]*(E[-+]?\d+)?", text) and (re.search(r",|E[-+]", text) or text.count(".") == 1):
        return None
    bare = text.replace("-", "")
    if is_isbn10(bare):
        return bare
    return text.zfill(10) if len(text) in (8, 9) and is_isbn10(text.zfill(10)) else text


def documented_words():
    """The words for a missing value that docs/cleaning.md lists."""
    return re.findall(r"`([^`]+)`", (root / "docs/cleaning.md").read_text(encoding="utf-8").split("<!-- words -->")[1])


WORDS = {word.lower() for word in documented_words()}


def is_missing(text):
    if len(text) > 1 and text[0] + text[-1] in ("()", "<>", "[]", "{}"):
        text = trim(text[1:-1])
    if re.fullmatch(r"[-?.*_/\\#~ \u2010-\u2015\u2212\u2026]*", text):
        return True
    text = text.lower()
    return text in WORDS or any(" " in word and re.fullmatch(word.replace(" ", "[ _-]"), text) for word in WORDS)


def key(text):
    text = re.sub(f"[{BLANKS}]+", " ", re.sub(f"[{INVISIBLE}]", "", text))
    text = unwrap(text)
    return None if is_missing(text) else text


# ---- random values

def blanks():
    return rng.choice([""] * 8 + list(BLANKS) + list(INVISIBLE))


def wrapped(text):
    return blanks() + rng.choice(["{}"] * 6 + ['="{}"', "'{}", '"{}"', "'{}'", '="{}', "{}'", "={}", '"=""{}"""']).format(blanks() + text + blanks()) + blanks()


def mutated(text):
    """One in three with a character more, less or in another's place."""
    if rng.random() < 0.67 or not text:
        return text
    at = rng.randrange(len(text))
    return text[:at] + rng.choice(["", text[at] * 2, rng.choice("0123456789.,-+/() $eE'\"=:T")]) + text[at + 1:]


def a_number():
    digits = str(rng.choice([0, 1, 5, rng.randrange(1000), rng.randrange(10 ** rng.randrange(1, 13))]))
    if rng.random() < 0.3:
        digits = f"{int(digits):,}"
    digits = rng.choice(["", "0", "00"] + [digits] * 8)
    digits += rng.choice(["", "", ".", ".0", ".5", ".00", ".99", ".000", ".990", ".999", ".0000000001", f".{rng.randrange(100):02}"])
    return digits + rng.choice([""] * 9 + ["e2", "E+3", "e-1", "e-2", "e99", "e-99", "e99999999999", "e", "e+"])


def a_price():
    currency = lambda: rng.choice([""] * 6 + ["$", "US$", "US $", "USD", "usd ", "$ ", "€", "CA$"])
    number = a_number()
    if rng.random() < 0.2:
        number = "(" + currency() + number + currency() + rng.choice([")", ")", ")", ""])
    text = rng.choice(["", "", "", "-", "+"]) + currency() + rng.choice(["", "", "", "", "-"]) + number + rng.choice(["", " "]) + currency()
    return wrapped(mutated(text))


def a_quantity():
    return wrapped(mutated(rng.choice(["", "", "", "-", "+"]) + a_number()))


def a_name(names):
    name = rng.choice(names)
    name = name[:rng.choice([2, 3, 3, 3, 4, 20, 20, 20])]
    return rng.choice([name, name.title(), name.upper()]) + rng.choice(["", "", "", "."])


def a_date():
    day = datetime.date(rng.choice([1900, 1970, 1999, 2020, 2021, 2022, rng.randrange(1, 10000)]), 1, 1) + datetime.timedelta(days=rng.randrange(360))
    year = rng.choice([f"{day.year:04}", f"{day.year:04}", f"{day.year % 100:02}"])
    month, number = rng.choice([str(day.month), f"{day.month:02}"]), rng.choice([str(day.day), f"{day.day:02}", f"{day.day:02}"])
    name, ordinal = a_name(MONTHS), rng.choice(["", "", "", "th", "st"])
    separator, joint = rng.choice("--//."), rng.choice([" ", " ", " ", "-", "/", ", ", "", "\u00a0", " - "])
    text = rng.choice([
        f"{year}{separator}{month}{separator}{number}", f"{day:%Y%m%d}", f"{month}{separator}{number}{separator}{year}", f"{number}{separator}{month}{separator}{year}",
        f"{name} {number}{ordinal}, {year}", f"{number}{ordinal}{joint}{name}{joint}{year}", f"{year}{joint}{name}{joint}{number}", f"{name}{joint}{number}{joint}{year}"])
    if rng.random() < 0.2:
        weekday = rng.choice([WEEKDAYS[day.weekday()]] * 3 + WEEKDAYS)
        text = rng.choice([weekday, weekday[:3]]).title() + rng.choice([", ", " ", ". "]) + text
    if rng.random() < 0.4:
        text += rng.choice([" ", "T", ", ", "\u00a0", " at ", ""]) + f"{rng.randrange(26):02}:{rng.randrange(62):02}" + rng.choice(["", ":07", ":61", ":59.123", ":59,5", ":59."])
        text += rng.choice(["", "", " AM", "PM", " p.m."]) + rng.choice(["", "", "Z", " PST", " +05:30", "-0800", " GMT+02", " UTC-05:00 (so they say)", "+1", " +99:00"])
    return wrapped(mutated(text))


def a_code():
    isbn = f"{rng.randrange(10 ** 9):09}"
    check = -sum((10 - i) * int(c) for i, c in enumerate(isbn)) % 11
    isbn += "X" if check == 10 else str(check)
    return wrapped(mutated(rng.choice([
        isbn, isbn.lstrip("0"), isbn[1:] if isbn[0] == "0" else isbn, "0" * 2 + isbn[2:], f"{isbn[0]}-{isbn[1:4]}-{isbn[4:9]}-{isbn[9]}", "978" + isbn, "B0" + isbn[:8], "b0" + isbn[:8].lower(),
        f"{int(isbn[:9]):e}", f"{int(isbn[:9])}.0", f"{int(isbn[:9]):,}", f"{int(isbn[:9]):.5e}".replace("e", "E"), isbn[:3] + "." + isbn[3:6] + "." + isbn[6:8], isbn[:2] + "E" + isbn[2:4], a_word()])))


def a_word():
    return rng.choice(["{}"] * 4 + ["({})", "<{}>", "[{}]", "({}>", "{} {}"]).format(*[rng.choice([str.lower, str.upper, str])(rng.choice(sorted(WORDS) + ["-", "?", "…", "–", "x", "yes"])) for _ in range(2)])


def a_key():
    return wrapped(rng.choice([a_word(), a_word(), mutated(a_word()), "R_" + mutated("abc" + blanks() + "def"), a_word().replace(" ", rng.choice("_-+"))]))


# ---- both

def psql(statement, data=""):
    done = subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", "cleaners", "-c", statement], input=data, text=True, encoding="utf-8", capture_output=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def compare(name, expression, model, values):
    """One line of the result; and the first values of which the cleaner says something else than the model."""
    lines = io.StringIO()
    csv.writer(lines, quoting=csv.QUOTE_ALL).writerows([number, value] for number, value in enumerate(values))
    psql("TRUNCATE value")
    psql("COPY value FROM STDIN (FORMAT csv)", lines.getvalue())
    said = [line[0] for line in csv.reader(io.StringIO(psql(f"COPY (SELECT coalesce(({expression})::text, 'NULL') FROM value ORDER BY n) TO STDOUT (FORMAT csv)")))]
    expected = [model(value) for value in values]
    wrong = [(value, theirs, ours) for value, theirs, ours in zip(values, said, expected) if theirs != ("NULL" if ours is None else ours)]
    read = sum(ours is not None for ours in expected)
    passed = not wrong and len(said) == len(values) and len(values) // 10 < read < len(values)
    print(f"{'ok' if passed else 'not ok'} - {name}: {len(values)} values" + ("" if passed else f", {read} of them read, {len(wrong)} differ"))
    for value, theirs, ours in wrong[:5]:
        print(f"# {value!r}: {theirs}, not {ours}")
    return passed


for statement in ("DROP DATABASE IF EXISTS cleaners", "CREATE DATABASE cleaners TEMPLATE template0 ENCODING 'UTF8'"):
    subprocess.run(["psql", "-X", "-q", "-d", "postgres", "-c", "SET client_min_messages = warning", "-c", statement], check=True)
psql("CREATE EXTENSION ecom_analytics; CREATE TABLE value (n integer, text text); ALTER DATABASE cleaners SET datestyle = ISO")
written = re.search(r"words_for_missing\[\] = \{(.*?)\};", (root / "src/clean/field_value.c").read_text(), re.S)[1]
same_words = WORDS == {word.replace("\\\\", "\\") for word in re.findall(r'"((?:[^"\\]|\\.)+)"', written)}
print(f"{'ok' if same_words else 'not ok'} - docs/cleaning.md lists the words for a missing value")
passed = [
    compare("clean_price", "ecom.clean_price(text)", price, [a_price() for _ in range(VALUES)]),
    compare("clean_quantity", "ecom.clean_quantity(text)", quantity, [a_quantity() for _ in range(VALUES)]),
    compare("clean_date, month first", "ecom.clean_date(text)", lambda text: date(text, "MDY"), [a_date() for _ in range(VALUES)]),
    compare("clean_date, day first", "ecom.clean_date(text, 'DMY')", lambda text: date(text, "DMY"), [a_date() for _ in range(VALUES)]),
    compare("clean_product_code", "ecom.clean_product_code(text)", code, [a_code() for _ in range(VALUES)]),
    compare("clean_respondent", "ecom.clean_respondent(text)", key, [a_key() for _ in range(VALUES)]),
    compare("missing to clean_text as to clean_respondent", "nullif(ecom.clean_text(text) IS NULL, true)", lambda text: None if key(text) is None else "false", [a_key() for _ in range(VALUES)]),
]
sys.exit(not (all(passed) and same_words))
