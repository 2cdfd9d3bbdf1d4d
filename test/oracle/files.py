"""The files of a folder as raw lines: amazon-purchases.csv, survey.csv, fields.csv; and the Census figures that the extension ships."""
import csv
import json
import re

from star import RawData, RawLine


def read_folder(folder, census):
    purchases, survey, fields = (read_csv(folder / name) for name in ("amazon-purchases.csv", "survey.csv", "fields.csv"))
    columns = [re.sub("[^a-z0-9]+", "_", name.lower()) for name in survey[0]]
    return RawData([RawLine(*line) for line in purchases[1:]], [dict(zip(columns, line)) for line in survey[1:]], [tuple(line) for line in fields[1:]],
                   {int(file.stem[-4:]): json.loads(file.read_text()) for file in census.glob("acs5_state_*.json")})


def read_csv(file):
    """Lines, each with None for an empty field"""
    with file.open(encoding="utf-8", newline="") as lines:
        return [[field or None for field in line] for line in csv.reader(lines)]
