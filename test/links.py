"""Links of the project's documents that lead nowhere.

    links.py ROOT

Checks each relative link and picture in the Markdown files at ROOT and below ROOT/docs: the file is there, and so is the
heading that a fragment names, as GitHub makes fragments of headings. Prints those that are not, and fails if there are any.
"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1]).resolve()


def without_code(text):
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    text = re.sub(r"^ {4}.*$", "", text, flags=re.M)
    return re.sub(r"`[^`\n]*`", "", text)


def fragments(path):
    """The fragments of a document's headings; a heading that is there again gets a number."""
    seen = {}
    text = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.M | re.S)
    for heading in re.findall(r"^#+ +(.*?) *$", text, flags=re.M):
        heading = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", heading).replace(" ", "-")
        seen[name] = seen.get(name, -1) + 1
        yield f"{name}-{seen[name]}" if seen[name] else name


documents = sorted(root.glob("*.md")) + sorted((root / "docs").rglob("*.md"))
known = {path: set(fragments(path)) for path in documents}
dead = 0
for document in documents:
    for link in re.findall(r"\]\(([^)\s]+)\)", without_code(document.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, fragment = link.partition("#")
        target = (document.parent / file).resolve() if file else document
        if not target.exists() or (fragment and fragment not in known.get(target, {fragment})):
            print(f"{document.relative_to(root)}: {link}")
            dead += 1
sys.exit(dead > 0)
