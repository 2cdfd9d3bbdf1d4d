"""The views of bi that are about the data themselves, and models below the marts; as in marts.py."""
import re

import cleaning

GRAINS = {"data_freshness": [], "survey_fields": ["field"]}


class Anything:
    """Not compared"""

    def agrees(self, actual):
        return True


def data_freshness(star):
    yield {
        "first_order_date": star.first_day, "last_order_date": star.last_day, "last_covered_month": max(star.covered, default=None),
        "last_complete_year": max(star.complete_years, default=None), "last_census_year": max((year for _, year in star.figures), default=None),
        "last_refresh_at": Anything(), "is_refreshing": False,
    }


def survey_fields(star):
    for field, question in star.fields:
        name = cleaning.text(field, 200)
        if name is not None:
            yield {"field": name, "column_name": re.sub("[^a-z0-9]+", "_", name.lower()), "question": cleaning.text(question, 10000)}
