"""Purchase lines: added, repeated, corrected, deleted."""
from datetime import timedelta
from pathlib import Path
import csv

from months import shift
from operations import operation
from postgres import Refused, literal
from star import RawLine
from world import LAST_MONTH, PURCHASES


# Added

@operation(6)
def insert_lines(world):
    world.insert(world.lines(world.few()))


@operation(3)
def copy_lines(world):
    world.copy(world.lines(world.few(100)))


@operation(3)
def load_lines(world):
    file = Path(world.postgres.folder) / f"lines_{len(world.loads)}.csv"
    with open(file, "w", newline="", encoding="utf-8") as to:
        csv.writer(to).writerows(world.lines(world.few(100)))
    file.chmod(0o644)
    world.loads += world.run(f"SELECT load_id FROM ecom.load_csv('{PURCHASES}', '{file}', header => false, force => true)")


@operation(1)
def undo_load(world):
    if world.loads:
        try:
            world.run(f"SELECT ecom.undo_load({world.loads.pop(world.chance.randrange(len(world.loads)))})")
        except Refused as refused:      # its lines have been changed since
            world.note(f"-- {str(refused)[:80]}")


@operation(2)
def many_lines(world):
    world.copy(world.lines(world.chance.randint(1, world.most_lines // 3)))


@operation(3)
def late_lines(world):
    month = world.chance.choice([world.chance.choice(world.purchases.months), shift(world.purchases.first, -world.chance.randint(1, 3))])
    world.insert(world.lines(world.few(), month))


@operation(4)
def new_month(world):
    month = shift(world.purchases.months[-1], world.chance.choice([1, 1, 1, 2]))
    if month.isoformat() < LAST_MONTH:
        world.purchases.months.append(month)
        world.insert(world.lines(world.few(60), month))


@operation(2)
def new_user(world):
    user = f"R_{world.chance.getrandbits(40):010x}"
    world.users.append(user)
    world.purchases.places[user] = world.chance.choices(world.places, k=2)
    world.insert(world.lines(world.few(10), users=[user]))


# Repeated

ANOTHER = {
    "title": ["'Another title'", "upper(title)", "'  ' || title", "NULL", "'!'", "'~'"],
    "category": ["'AAA'", "'ZZZ'", "lower(category)", "NULL", "''"],
    "shipping_address_state": ["'CA'", "'Texas'", "'Ontario'", "NULL", "''"],
    "purchase_price_per_unit": ["'9.99'", "purchase_price_per_unit || '0'", "'$' || purchase_price_per_unit", "'free'", "NULL"],
    "quantity": ["'7'", "quantity || '.0'", "'0'"],
    "asin_isbn_product_code": ["lower(asin_isbn_product_code)", "NULL", "''", "'B000000001'"],
    "survey_responseid": ["' ' || survey_responseid", "NULL", "'R_somebody'"],
}


def change(world):
    """A column and an expression for it"""
    column = world.chance.choice([*ANOTHER, "order_date"])
    if column == "order_date":
        day = world.chance.choice(world.purchases.months) + timedelta(world.chance.randrange(28))
        return column, literal(world.chance.choice([day.isoformat(), f"{day.month}/{day.day}/{day.year}", "2017-01-01", "never"]))
    if column == "asin_isbn_product_code" and world.likely(0.5):
        return column, literal(world.product()[0])
    if column == "survey_responseid" and world.likely(0.5):
        return column, literal(world.chance.choice(world.users))
    return column, world.chance.choice(ANOTHER[column])


def repeat(world, changes, condition):
    columns = ", ".join(changes.get(column, column) for column in RawLine.COLUMNS)
    world.run(f"INSERT INTO {PURCHASES} ({', '.join(RawLine.COLUMNS)}) SELECT {columns} FROM {PURCHASES} WHERE {condition} ORDER BY ctid")


@operation(4)
def same_lines(world):
    repeat(world, {}, world.some(world.few()))


@operation(6)
def nearly_the_same_lines(world):
    repeat(world, dict(change(world) for _ in range(world.chance.choice([1, 1, 2]))), world.some(world.few()))


def outvote(world, column, cleaned, names):
    """Lines that bring a title or category of a product to as many as the most frequent one has, to one more, or to one less"""
    code = world.product()[0]
    counts = world.session.run(f"""SELECT count(*) FROM {PURCHASES}
        WHERE ecom.clean_product_code(asin_isbn_product_code) = ecom.clean_product_code('{code}') GROUP BY {cleaned} ORDER BY 1 DESC""")
    number = min(50, max(1, int((counts or [0])[0]) + world.chance.choice([-1, 0, 0, 1])))
    name, found = world.chance.choice(names), []
    for i in range(number):
        day = world.chance.choice(world.purchases.months) + timedelta(world.chance.randrange(28))
        found.append(world.lines(1)[0]._replace(order_date=day.isoformat(), price=f"{number + 1}.{i:02}", quantity="1", product_code=code,
                                                respondent=world.chance.choice(world.users), **{column: name}))
    world.insert(found)


@operation(3)
def outvote_category(world):
    outvote(world, "category", "ecom.clean_category(category)", ["AAA", "MMM", "ZZZ"])


@operation(3)
def outvote_title(world):
    outvote(world, "title", "ecom.clean_text(title)", ["!first", "Product", "~last"])


# Corrected

@operation(5)
def correct_lines(world):
    column, value = change(world)
    world.try_to(f"UPDATE {PURCHASES} SET {column} = {value} WHERE {world.some(world.few())}")


@operation(2)
def correct_product(world):
    column = world.chance.choice(["title", "category"])
    world.try_to(f"UPDATE {PURCHASES} SET {column} = {world.chance.choice(ANOTHER[column])} WHERE asin_isbn_product_code = '{world.product()[0]}'")


@operation(2)
def swap_states(world):
    one, other = (world.chance.choice(world.places).postal for _ in range(2))
    world.try_to(f"UPDATE {PURCHASES} SET shipping_address_state = '{one}' WHERE shipping_address_state = '{other}'")


@operation(1)
def write_all_lines_again(world):
    world.try_to(f"UPDATE {PURCHASES} SET title = title")


@operation(1)
def write_lines_twice(world):
    world.run("BEGIN")
    repeat(world, {"title": "'written twice'"}, world.some(world.few()))
    world.try_to(f"UPDATE {PURCHASES} SET category = 'TWICE' WHERE title = 'written twice' AND quantity = '1'")
    world.try_to(f"DELETE FROM {PURCHASES} WHERE title = 'written twice' AND quantity <> '1'")
    world.run("COMMIT")


# Deleted

@operation(5)
def delete_lines(world):
    world.try_to(f"DELETE FROM {PURCHASES} WHERE {world.some(world.few())}")


@operation(2)
def delete_many_lines(world):
    which = world.chance.choice([
        f"survey_responseid = '{world.chance.choice(world.users)}'",
        f"asin_isbn_product_code = '{world.product()[0]}'",
        f"order_date LIKE '{world.chance.choice(world.purchases.months).strftime('%Y-%m')}-%'",
        world.some(world.most_lines // 3)])
    world.try_to(f"DELETE FROM {PURCHASES} WHERE {which}")


@operation(3)
def delete_the_first_of_equal_lines(world):
    """So that the next one, perhaps of another title, takes its place"""
    world.try_to(f"""DELETE FROM {PURCHASES} WHERE ctid IN (SELECT min(ctid) FROM {PURCHASES}
        GROUP BY survey_responseid, order_date, purchase_price_per_unit, quantity, shipping_address_state, asin_isbn_product_code
        HAVING count(*) > 1 ORDER BY 1 LIMIT {world.few()})""")


@operation(4)
def lines_before_old_ones(world):
    """New lines in the place of deleted ones, some of them equal to old lines behind them"""
    world.try_to(f"DELETE FROM {PURCHASES} WHERE {world.some(world.few(60))}")
    world.run(f"VACUUM {PURCHASES}")
    repeat(world, {"title": "'placed before'", "category": world.chance.choice(["category", "'BEFORE'"])}, world.some(world.few(), where="p.title <> 'placed before'"))
    world.insert(world.lines(world.few()))


@operation(1)
def all_lines_anew(world):
    """Emptied and loaded again: the same lines in another order, or others"""
    world.settle()
    world.run("BEGIN")
    if world.likely(0.5):
        world.run(f"CREATE TEMPORARY TABLE kept ON COMMIT DROP AS TABLE {PURCHASES}")
        world.run(f"TRUNCATE {PURCHASES}")
        world.run(f"INSERT INTO {PURCHASES} SELECT * FROM kept ORDER BY md5(kept::text || '{world.chance.random()}')")
    else:
        world.run(f"TRUNCATE {PURCHASES}")
        lines = world.lines(world.chance.randint(0, world.most_lines // 2))
        world.copy(lines, world.chance.choice(["", "WITH (FREEZE)"]))
    world.run("COMMIT")
    world.session.run("DISCARD TEMP")
