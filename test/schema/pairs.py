"""Pairs of schemas, as test/schema/pairs/*.sql write them.

A pair is the schema as it is and as it should be. README.md of this
directory says how one is written.
"""

import os
import re

SECTIONS = ("both", "from", "to", "data", "then", "statements")
MARKS = ("pair", "covers", "hazards", "refused", "fails", "breaks", "server", "set")
MARK = re.compile(r"-- (%s|alone)(?:: (.*))?$" % "|".join(MARKS))
SECTION = re.compile(r"-- (%s)$" % "|".join(SECTIONS))


class Pair:
    def __init__(self, name, file="", before="", after=""):
        self.name, self.file = name, file
        self.id = re.sub(r"\W+", "_", "%s_%s" % (file, name)).strip("_").lower()[:48]
        self.covers, self.hazards, self.settings = [], [], []
        self.alone, self.refused, self.fails, self.server = False, None, None, 0
        self.breaks = None
        self.before, self.after = before, after
        self.data, self.then, self.statements = "", [], None

    def __str__(self):
        return "%s: %s" % (self.file, self.name) if self.file else self.name

    def text(self, which, placed):
        """Return a side's text, placed in the pair's own schema or bare."""
        text = {"from": self.before, "to": self.after, "data": self.data}[which]
        if not placed:
            return text
        return "SET search_path = %s, public;\n%s" % (self.id, self.named(text))

    def named(self, text):
        """Give what stands in no schema a name of the pair's own."""
        return re.sub(r"\bown_(?=\w)", self.id + "_", re.sub(r"\bown_schema\b", self.id, text))

    def unnamed(self, text):
        """Take the pair's own name away again."""
        return text.replace(self.id + ".", "").replace(self.id + "_", "own_")


def read_then(text):
    """Split queries from their results, which are comments below them."""
    found, query = [], []
    for line in text.splitlines():
        if line.startswith("-- "):
            if query:
                found.append(("\n".join(query), []))
                query = []
            found[-1][1].append(line[3:])
        elif line.strip():
            query.append(line)
    if query:
        found.append(("\n".join(query), []))
    return found


def finish(pair, sections):
    text = {name: "\n".join(lines).strip("\n") + "\n" for name, lines in sections.items()}
    both = text.get("both", "")
    if "from" not in text or "to" not in text:
        raise SystemExit("pair %s: no from or to" % pair)
    pair.before, pair.after = both + text["from"], both + text["to"]
    pair.data = text.get("data", "")
    pair.then = read_then(text.get("then", ""))
    if "statements" in text:
        pair.statements = [s for s in (normal_statement(s) for s in
                           re.split(r";\s*\n", text["statements"])) if s]
    return pair


def normal_statement(text):
    """Return a statement without what layout, quotes of numbers and a semicolon add."""
    text = re.sub(r"='(\d+)'", r"=\1", text)
    return re.sub(r"\s+", " ", text).strip().rstrip(";").replace("( ", "(").replace(" )", ")")


def take_mark(pair, mark, value):
    """Note what a marked line says of its pair."""
    if mark == "covers":
        pair.covers += [c.strip() for c in value.split(";")]
    elif mark == "hazards":
        pair.hazards += [h.strip() for h in value.split(",")]
    elif mark == "set":
        pair.settings.append(value)
    elif mark == "server":
        pair.server = int(value)
    elif mark == "refused":
        pair.refused = value or ""
    elif mark == "breaks":
        pair.breaks = int(value)
    elif mark == "fails":
        pair.fails = value or ""
    elif mark == "alone":
        pair.alone = True


def read_file(path):
    """Return the pairs of a file, in its order."""
    file = os.path.splitext(os.path.basename(path))[0]
    pairs, sections, section = [], {}, None
    with open(path, encoding="utf-8") as lines:
        for line in lines.read().splitlines():
            mark, start = MARK.match(line), SECTION.match(line)
            if mark and mark[1] == "pair":
                if pairs:
                    finish(pairs[-1], sections)
                pairs.append(Pair(mark[2], file))
                sections, section = {}, None
            elif mark and section is None and pairs:
                take_mark(pairs[-1], mark[1], mark[2])
            elif start and pairs:
                section = start[1]
                sections[section] = []
            elif section is not None:
                sections[section].append(line)
            elif line.strip() and pairs:
                raise SystemExit("%s: neither mark nor section: %s" % (path, line))
    if pairs:
        finish(pairs[-1], sections)
    return pairs


def read_all(folder):
    """Return all pairs; two must not share an identifier."""
    pairs = [pair for name in sorted(os.listdir(folder)) if name.endswith(".sql")
             for pair in read_file(os.path.join(folder, name))]
    seen = {}
    for pair in pairs:
        if pair.id in seen:
            raise SystemExit("two pairs are %s" % pair.id)
        seen[pair.id] = pair
    return pairs


def read_folder(folder):
    """Return pairs that are files: NAME/a.sql and NAME/b.sql."""
    pairs = []
    for name in sorted(os.listdir(folder)):
        paths = [os.path.join(folder, name, side) for side in ("a.sql", "b.sql")]
        if all(os.path.exists(path) for path in paths):
            pair = Pair(name, "", *(open(path, encoding="utf-8").read() for path in paths))
            pair.alone = True
            pairs.append(pair)
    return pairs
