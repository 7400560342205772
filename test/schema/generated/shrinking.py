"""The smallest pair that fails as a given pair does: delta debugging.

What is left out, one after another and many at a time: changes from a to b,
things of both, and properties of things.
"""

from .model import Cycle, delta, make_changes
from .rules import broken


def minimize(items, fails):
    """Return a sublist that fails still and of which no item can be left out."""
    size = max(1, len(items) // 2)
    while items:
        position, shorter = 0, False
        while position < len(items):
            candidate = items[:position] + items[position + size:]
            if fails(candidate):
                items, shorter = candidate, True
            else:
                position += size
        if size == 1 and not shorter:
            break
        size = max(1, min(size // 2, len(items) // 2))
    return items


class Shrinker:
    def __init__(self, a, b, fails, tell=None):
        self.a, self.b = a, b
        self.fails, self.tell, self.tries = fails, tell, 0

    def holds(self, a, b):
        """Whether a pair fails in the same way; one that cannot be does not."""
        self.tries += 1
        try:
            a, b = a.copy().repair(broken), b.copy().repair(broken)
            if not self.fails(a, b):
                return False
        except (Cycle, KeyError, IndexError, TypeError, ValueError):
            return False
        self.a, self.b = a, b
        return True

    def drop_changes(self):
        a = self.a
        minimize(delta(a, self.b), lambda some: self.holds(a, make_changes(a, some)))

    def drop_things(self):
        """Leave out things of both sides: schemas' things first, then parts."""
        def without(kept):
            gone = {t.id for t in things} - {t.id for t in kept}
            a, b = base.copy(), changed.copy()
            for model in (a, b):
                for id in gone:
                    model.things.pop(id, None)
            return self.holds(a, b)

        for parts in (False, True):
            base, changed = self.a, self.b
            things = [t for t in base.things.values()
                      if not t["builtin"] and parts == (base.unit(t) is not t)]
            minimize(things[::-1], without)

    def drop_properties(self):
        for id in list(self.a.things):
            for key in list(self.a.things[id].p if id in self.a.things else ()):
                if key in NEEDED or not self.a.things[id].p.get(key):
                    continue
                if id in self.b.things and self.b.things[id].p.get(key) != self.a.things[id].p[key]:
                    continue
                a, b = self.a.copy(), self.b.copy()
                for model in (a, b):
                    if id in model.things:
                        model.things[id].p[key] = None
                self.holds(a, b)

    def size(self):
        return len(self.a.things), len(delta(self.a, self.b))

    def shrink(self):
        size = None
        while size != self.size():
            size = self.size()
            self.drop_changes()
            self.drop_things()
            self.drop_properties()
            if self.tell:
                self.tell(self)
        return self.a, self.b


NEEDED = ("builtin", "type", "form", "labels", "sources", "source", "columns", "column", "keys",
          "key", "function", "returns", "arguments", "language", "method", "text", "role", "events",
          "timing", "using", "subtype", "privileges", "what", "variant", "relation", "partitioning",
          "command", "permissive", "sequence", "row", "number", "volatility", "event", "tables",
          "operator", "event", "grantee", "parents", "include")
