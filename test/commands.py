"""Prints the commands of a document, in its order: its blocks of sh.

    commands.py DOCUMENT [WORDS=OTHERS...]

WORDS are put as OTHERS, as a reader of the document would put them; they have to be there.
"""
import pathlib
import re
import sys

document, *changes = sys.argv[1:]
commands = "\n".join(re.findall(r"^```sh\n(.*?)^```", pathlib.Path(document).read_text(), flags=re.DOTALL | re.MULTILINE))
for change in changes:
    words, others = change.split("=", 1)
    if words not in commands:
        sys.exit(f"{document} does not say {words}")
    commands = commands.replace(words, others)
print(commands)
