"""What simulate() should answer where it differs from Alembic.

A slow, plain restatement of the reference, with sets of ancestors: it is
asked only about the documented differences, so that these are checked as
well and not only counted.
"""

import re

ITEM = re.compile(r"(?:([\w.]+)@)?([\w.]*)([+-]\d+)?$", re.ASCII)
RESERVED = ("head", "heads", "base", "current")


class Refused(Exception):
    """An error, by its SQLSTATE."""

    def __init__(self, state):
        super().__init__(state)
        self.state = state


class Item:
    """One target, taken apart."""

    def __init__(self, text):
        match = ITEM.match(text)
        if not match or not text:
            raise Refused("MG006")
        self.text = text
        self.branch, self.symbol, steps = match.groups()
        self.steps = int(steps) if steps else None
        if self.branch in RESERVED or (not self.symbol and steps is None):
            raise Refused("MG006")
        self.bare = steps is not None and self.symbol in ("", "current")


def split(text):
    parts = re.split(r"\s*,\s*|\s+", text.strip())
    return [Item(part) for part in parts]


class Model:
    """A graph: lists of (id, down_revisions, depends_on, branch_labels)."""

    def __init__(self, revisions):
        self.ids = [r["revision"] for r in revisions]
        self.names = {name: name for name in self.ids}
        for r in revisions:
            for label in r["branch_labels"]:
                self.names[label] = r["revision"]
        self.down = {r["revision"]: list(r["down_revisions"]) for r in revisions}
        self.below = {
            r["revision"]: r["down_revisions"]
            + [self.names[d] for d in r["depends_on"]]
            for r in revisions
        }
        self.children = self.reverse(self.down)
        self.above = self.reverse(self.below)
        self.bases = [i for i in self.ids if not self.down[i]]

    def reverse(self, edges):
        found = {i: [] for i in self.ids}
        for i in self.ids:
            for parent in dict.fromkeys(edges[i]):
                found[parent].append(i)
        return found

    @staticmethod
    def close(nodes, edges):
        found, todo = set(nodes), list(nodes)
        while todo:
            for other in edges[todo.pop()]:
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    def lineage(self, node):
        return self.close([node], self.down) | self.close([node], self.children)

    def related(self, nodes):
        return self.close(nodes, self.below) | self.close(nodes, self.above)

    def tips(self, nodes, up):
        nodes = set(nodes)
        return [i for i in self.ids if i in nodes and not nodes.intersection(up[i])]

    def lookup(self, name, lineage=None):
        if name in self.names:
            node = self.names[name]
            if lineage is not None and node not in lineage:
                raise Refused("MG004")
            return node
        found = {
            node
            for other, node in self.names.items()
            if len(other) > 3
            and other.startswith(name)
            and (lineage is None or node in lineage)
        }
        if len(found) > 1:
            raise Refused("MG002")
        if not found:
            raise Refused("MG001")
        return found.pop()

    # -- what a target means ------------------------------------------------

    def branch_of(self, item):
        if item.branch is None:
            return None
        return self.lineage(self.lookup(item.branch))

    def symbol(self, item, applied):
        lineage = self.branch_of(item)
        everything = lineage is None

        def on(nodes):
            return [n for n in nodes if everything or n in lineage]

        if item.symbol in ("", "base"):
            return []
        if item.symbol == "current":
            return on(self.tips(applied, self.children))
        if item.symbol in ("head", "heads"):
            edges = self.above if item.symbol == "heads" and everything else self.children
            found = on(self.tips(self.ids, edges))
            one = item.symbol == "head" or item.steps is not None
            if one and len(found) > 1:
                raise Refused("MG003")
            return found
        return [self.lookup(item.symbol, lineage)]

    def starts(self, item, applied, clamp, anchor):
        lineage = self.branch_of(item)
        if anchor is not None and item.symbol == "":
            found, applied = anchor, self.close(anchor, self.below)
        else:
            found = self.tips(applied, self.above)
        if lineage is not None:
            found = [n for n in found if n in lineage]
            if not found and item.steps < 0:
                found = [n for n in self.tips(applied, self.children) if n in lineage]
            elif not found:
                found = self.tips(applied & lineage, self.above)
        if not clamp:
            if len(found) > 1:
                raise Refused("MG003")
            if not found and lineage is not None and item.steps < 0:
                raise Refused("MG005")
        return found

    def walk(self, start, item, clamp):
        lineage = self.branch_of(item)
        node = start
        for _ in range(abs(item.steps)):
            if item.steps > 0:
                ways = self.bases if node is None else self.children[node]
            else:
                ways = [] if node is None else list(dict.fromkeys(self.down[node]))
            if lineage is not None and (item.steps > 0 or len(ways) > 1):
                ways = [w for w in ways if w in lineage]
            if len(ways) > 1:
                raise Refused("MG005")
            if ways:
                node = ways[0]
            elif item.steps < 0 and node is not None:
                node = None
            elif clamp:
                break
            else:
                raise Refused("MG005")
        return node

    def resolve(self, item, applied, clamp=False, anchor=None):
        """Return (nodes, is base, the one start of the steps or None)."""
        if item.branch is not None:
            self.lookup(item.branch)
        if item.steps is None:
            return self.symbol(item, applied), item.symbol == "base", None
        if item.bare:
            starts = self.starts(item, applied, clamp, anchor)
        else:
            starts = self.symbol(item, applied)
        ends = {self.walk(s, item, clamp) for s in starts or [None]}
        nodes = [i for i in self.ids if i in ends]
        return nodes, None in ends, starts[0] if len(starts) == 1 else None

    def resolve_all(self, text, applied):
        found = {}
        for item in split(text):
            found.update(dict.fromkeys(self.resolve(item, applied)[0]))
        return list(found)

    # -- the sets of steps --------------------------------------------------

    def upgrade(self, target, applied):
        items = split(target)
        if any(i.bare and i.steps < 0 for i in items):
            raise Refused("MG004")
        return self.close(self.resolve_all(target, applied), self.below) - applied

    def drop_lineage(self, lineage, applied):
        """Undo a lineage, but for what the rest of the applied stands on."""
        dropped = set()
        while True:
            others = applied - lineage - dropped
            kept = self.close(others, self.down)
            more = self.close((applied & lineage) - kept, self.above) & applied
            if more <= dropped:
                return dropped
            dropped |= more

    def downgrade(self, target, applied):
        drop, named = set(), set()
        for item in split(target):
            if item.bare and item.steps > 0:
                raise Refused("MG004")
            nodes, is_base, start = self.resolve(item, applied)
            if not applied.issuperset(nodes):
                raise Refused("MG004")
            named.update(nodes)
            lineage = self.branch_of(item)
            if is_base and lineage is not None:
                drop |= self.drop_lineage(lineage, applied)
                continue
            if lineage is None and item.bare and start is not None:
                lineage = self.lineage(start)
            roots = self.bases if is_base else [c for n in nodes for c in self.children[n]]
            roots = [r for r in roots if lineage is None or r in lineage]
            drop |= self.close(roots, self.above) & applied
        if named & drop:
            raise Refused("MG004")
        return drop

    def stamp(self, target, applied):
        """Return what is applied after the stamp."""
        items = split(target)
        destinations, cleared, clear_all = set(), set(), False
        for item in items:
            nodes, is_base, start = self.resolve(item, applied)
            if is_base:
                node = self.lookup(item.branch) if item.branch else start
                if node is None:
                    clear_all = True
                else:
                    cleared |= self.related([node])
            destinations.update(self.tips(nodes, {i: self.close(self.above[i], self.above) for i in nodes}))
        if clear_all and len(items) > 1:
            raise Refused("MG004")
        for node in destinations:
            strictly = self.close(self.below[node], self.below)
            if strictly & destinations or node in cleared:
                raise Refused("MG004")
        rows = set(self.tips(applied, self.above))
        rows -= self.related(destinations) | cleared
        if clear_all:
            rows = set()
        return self.close(rows | destinations, self.below)

    def history(self, text, applied):
        lower_text, upper_text = (part.strip() for part in text.split(":"))

        def steps(end, up):
            items = split(end) if end else []
            return len(items) == 1 and items[0].steps is not None \
                and items[0].symbol == "" and (items[0].steps >= 0 if up else items[0].steps <= 0)

        def end(part, default, anchor):
            nodes, base, lineage = set(), False, None
            items = split(part or default)
            for item in items:
                found, is_base, _ = self.resolve(item, applied, True, anchor)
                nodes.update(found)
                base |= is_base
                if len(items) == 1:
                    lineage = self.branch_of(item)
            return [i for i in self.ids if i in nodes], base or not nodes, lineage

        lower_steps, upper_steps = steps(lower_text, False), steps(upper_text, True)
        if lower_steps and not upper_steps:
            upper = end(upper_text, "heads", None)
            lower = end(lower_text, "base", upper[0])
        else:
            lower = end(lower_text, "base", None)
            upper = end(upper_text, "heads", lower[0] if upper_steps and not lower_steps else None)
        nodes = [n for n in upper[0] if lower[2] is None or n in lower[2]]
        shown = self.close(nodes, self.below)
        if lower[1]:
            return shown
        if not shown.issuperset(lower[0]):
            raise Refused("MG004")
        before = self.close(lower[0], self.below) - set(lower[0])
        return (shown - before) & self.close(lower[0], self.children)
