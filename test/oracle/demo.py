"""What the queries of the demo give: scripts/demo/questions.sql, the statement before the first question and one a question."""
import re

from baskets import category_affinity
from compare import Near
from customers import customer_segments
from figures import grouped, ratio, rounded, totals
from income import income_correlation, income_groups
from metabase import thirds
from prices import category_growth
from selection import average_order, bought, named, with_enough_orders
from years import cohort_years


def questions(project, star, chance):
    """Of each statement: name, SQL, nothing that could be chosen; and the rows that it must give"""
    words = (project / "scripts/demo/questions.sql").read_text()
    statements = re.split(r";\n|\\gset\n", re.sub(r"^(\\(?!gset)|--).*\n", "", words, flags=re.MULTILINE))
    statements = [statement for statement in statements if statement.strip()]
    for (name, answer), statement in zip(ANSWERS.items(), statements, strict=True):
        yield name, statement, None, {}, answer(star)


def years_shown(star):
    yield {"first_year": str(min(star.complete_years, default="none")), "last_year": str(max(star.complete_years, default="none"))}


def wealthier_states(star):
    for rows, users, revenue in thirds(star):
        yield {
            "income_third": rows[0]["income_group"], "states": rows[0]["states"], "lowest_income": rounded(rows[0]["lowest_income_level"], 0),
            "highest_income": rounded(rows[0]["highest_income_level"], 0), "revenue": revenue, "user_years": users,
            "revenue_per_user_and_year": ratio(revenue, users),
        }


def growth_of_halves(star):
    halves = [row for row in income_groups(star) if row["grouping"] == "half" and row["is_complete_year"]]
    for year, rows in sorted(grouped(halves, lambda row: row["year"]).items()):
        lower, higher = ({row["income_group"]: row for row in rows}.get(half, {"total_revenue": None, "growth_pct": None}) for half in (1, 2))
        yield {"year": year, "lower_income_states": lower["total_revenue"], "growth_pct": lower["growth_pct"],
               "higher_income_states": higher["total_revenue"], "growth_pct (2)": higher["growth_pct"]}


def correlation(star):
    for row in income_correlation(star):
        if row["is_complete_year"]:
            yield {"not_reliable": row["note"]} | {column: row[column] for column in (
                "year", "states", "r_per_capita", "r_per_user", "rank_r_per_user", "weighted_r_per_user")}


def highest_average_order_value(star):
    found = named(with_enough_orders(grouped(bought(star, star.complete_years), star.category), 20))
    rows = [{"category": name, "orders": len(found[name]), "revenue": totals(found[name]).revenue, "avg_order_value": rounded(average_order(found[name]), 2)}
            for name in found]
    yield from sorted(rows, key=lambda row: (-row["avg_order_value"], row["category"]))[:8]


def retention(star):
    for year, rows in sorted(grouped(cohort_years(star), lambda row: row["cohort_year"]).items()):
        of = {row["months_after"]: row for row in rows}
        yield {"cohort_year": year, "users": of[0]["users"] if 0 in of else None} | {
            f"month_{months_after}": shown(of.get(months_after)) for months_after in (1, 3, 6, 12)}


def segments(star):
    for row in sorted(customer_segments(star), key=lambda row: row["segment_order"]):
        yield {column: row[column] for column in ("segment", "customers", "revenue_per_customer", "repeat_pct")} | {
            "revenue": row["total_revenue"], "expected_baskets": whole(row["expected_baskets_365"]), "expected_revenue": whole(row["expected_revenue_365"])}


def bought_together(star):
    pairs = sorted(category_affinity(star), key=lambda row: (-row["lift"], -row["baskets"], row["category"].encode(), row["other_category"].encode()))
    for row in pairs[:5]:
        yield {column: row[column] for column in ("category", "other_category", "baskets", "confidence_pct", "lift")}


def price_or_quantity(star):
    columns = {"revenue_before": "previous_year_revenue", "prices": "price_effect", "quantities": "quantity_effect", "other_products": "products_effect",
               "revenue": "total_revenue", "products_in_both": "matched_products"}
    for year, rows in sorted(grouped(category_growth(star), lambda row: row["year"]).items()):
        yield {"year": year} | {name: sum(row[column] for row in rows) for name, column in columns.items()}


def whole(expected):
    """Of a number that is nearly known, rounded"""
    return expected and Near(expected.value, absolute=str(expected.tolerance + 1))


def shown(row):
    if row is None:
        return None
    return f"{row['retention_pct']} ({row['active_users']} of {row['users']})" if row["is_small"] else str(row["retention_pct"])


ANSWERS = {
    "years": years_shown, "1. wealthier states": wealthier_states, "2. growth": growth_of_halves, "3. correlation": correlation,
    "4. average order value": highest_average_order_value, "5. retention": retention, "6. customers": segments,
    "7. bought together": bought_together, "8. prices": price_or_quantity,
}
