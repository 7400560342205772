"""pg_dump's text as entries that can be compared.

What pg_dump orders by OID or by the order of columns is sorted here; nothing
else is taken away but migrate itself.
"""

import collections
import re

HEAD = re.compile(r"^--\n-- (?:Data for )?Name: (.*); Type: (.*); Schema: (.*); Owner: ?(.*)\n--\n", re.M)
# What pg_dump says once for all entries that follow.
STATE = re.compile(r"^SET (default_tablespace|default_table_access_method) = (.*);\n", re.M)
FRAME = re.compile(r"^\\(?:un)?restrict .*\n|^-- Dumped .*\n|^--\n-- PostgreSQL database dump.*\n--\n", re.M)
RIGHTS = ("ACL", "DEFAULT ACL")
# A composite type; its name may be quoted, spaces, line breaks and all.
COMPOSITE = re.compile(r'^CREATE TYPE (?:[^\s"(]|"[^"]*")+ AS \($', re.M)
STORED = ("TABLE", "MATERIALIZED VIEW", "INDEX", "CONSTRAINT")

Entry = collections.namedtuple("Entry", "kind schema name text")


def normal_text(kind, text):
    """Sort what has no order: columns, and rights in an access list."""
    if kind in ("TABLE", "FOREIGN TABLE") + RIGHTS or COMPOSITE.search(text):
        lines = (line.rstrip().rstrip(",") for line in text.splitlines())
        return "\n".join(sorted(line for line in lines if line))
    if kind == "STATISTICS":
        text = re.sub(r"(?<= ON ).*(?= FROM )", lambda found: ", ".join(
            sorted(found[0].split(", "))), text)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def entries(text):
    """Split a dump into a multiset of entries."""
    found, state = [], {}
    text = FRAME.sub("", text)
    heads = list(HEAD.finditer(text))
    if heads:
        state.update(STATE.findall(text[:heads[0].start()]))
    for head, following in zip(heads, heads[1:] + [None]):
        name, kind, schema, owner = head.groups()
        body = text[head.end():following.start() if following else len(text)]
        here = dict(state)
        state.update(STATE.findall(body))
        body = normal_text(kind, STATE.sub("", body))
        if re.search(r"EXTENSION \"?migrate\"?\b", body):
            continue
        if kind in STORED:
            here = {k: v for k, v in here.items() if v not in ("''", "heap")}
            body += "".join("\n-- %s %s" % item for item in sorted(here.items()))
        found.append(Entry(kind, schema, name, body + "\n-- owner " + owner))
    return collections.Counter(found)


def replace(found, others):
    """Return entries with others in the place of those about the same."""
    about = {entry[:3] for entry in others}
    return others + collections.Counter(
        {entry: n for entry, n in found.items() if entry[:3] not in about})


def exact(text):
    """Return all that a dump says, in the order of its names and columns;
    rights are in the order in which they were given, which is none."""
    text = re.sub(r"^SET \w+ = (''|heap);\n", "", FRAME.sub("", text), flags=re.M)
    parts = re.split(r"^(?=--\n-- Name: )", text, flags=re.M)
    for i, part in enumerate(parts):
        head = HEAD.match(part)
        if head and head.group(2) in RIGHTS:
            parts[i] = "".join(sorted(part.splitlines(True)))
    return "".join(sorted(parts))


def differences(got, wanted):
    """Yield what differs as (what it is about, lines that tell it).

    A line with + is too many, one with - lacks.
    """
    more, less = got - wanted, wanted - got
    texts = collections.defaultdict(lambda: ([], []))
    for side, entries_ in enumerate((more, less)):
        for entry in entries_.elements():
            texts[entry[:3]][side].extend(line for line in entry.text.splitlines() if line)
    for (kind, schema, name), (ours, theirs) in sorted(texts.items()):
        sign = "+-" if ours and theirs else "+" if ours else "-"
        lines = ["%s %s %s" % (sign, kind, name)]
        lines += ["    + " + line for line in ours if line not in theirs]
        lines += ["    - " + line for line in theirs if line not in ours]
        if len(lines) == 1:
            lines.append("    the same lines in another order")
        about = " ".join((schema, name, *ours, *theirs))
        yield about, "\n".join(lines)
