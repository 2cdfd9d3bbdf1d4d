"""Runs the examples of the documents and compares what psql says with what they say.

    examples.py ROOT TEMPLATE DOCUMENT...

An example is a block of SQL with a block of output right behind it, or a block of output behind a comment
<!-- printed by SCRIPT -->, of whose output it is a part. Those of a document run one after the other in a copy of the database
TEMPLATE. A comment <!-- not run: why --> before the SQL spares it. Prints a line for each example, with the differences where
there are any, and fails if there are.
"""
import difflib
import pathlib
import re
import subprocess
import sys

BLOCK = r"\n((?:(?!```).*\n)+)```\n"
EXAMPLE = re.compile(r"(<!-- not run: .*-->\n)?```sql" + BLOCK + "```" + BLOCK)
PRINTED = re.compile(r"<!-- printed by (.*) -->\n```" + BLOCK)
root, template, documents = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]


def lines(text):
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def psql(database, statements):
    """What psql prints, results with an empty line between them, as documents show it."""
    script = "\\pset footer off\nSET client_min_messages = warning;\n" + statements
    done = subprocess.run(["psql", "-X", "-q", "-d", database], input=script, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return lines(done.stdout)


def report(name, difference):
    print(f"{'not ok' if difference else 'ok'} - {name}")
    for line in difference:
        print("# " + line)
    return bool(difference)


failed = False
for document in documents:
    text = (root / document).read_text()
    database = template + "_copy"
    subprocess.run(["createdb", "-T", template, database], check=True)
    for script, expected in PRINTED.findall(text):
        printed = psql(database, (root / script).read_text())
        expected = lines(expected)
        there = any(printed[i : i + len(expected)] == expected for i in range(len(printed)))
        failed |= report(f"{document}: printed by {script}", [] if there else expected + [f"is no part of what {script} prints:"] + printed)
    for number, (spared, statements, expected) in enumerate(EXAMPLE.findall(text), 1):
        if not spared:
            difference = difflib.unified_diff(lines(expected), psql(database, statements), document, "psql", lineterm="")
            failed |= report(f"{document}: example {number}", list(difference))
    subprocess.run(["dropdb", database], check=True)
sys.exit(failed)
