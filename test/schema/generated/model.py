"""A schema as a set of things that refer to each other.

A thing is whatever can be added or left out alone: a table, but also a column,
its default, a comment. What it refers to stands in it as Ref, so that leaving
something out takes with it, by repair(), whatever could not be without it: any
subset of a model is a schema. A change from one model to another is a list of
changes of things, delta(), any subset of which can be made as well. That is
what makes a failure shrinkable.

A unit is a thing with a CREATE statement of its own; columns and the like
belong to the unit they are written in.
"""

import copy
import heapq


class Cycle(Exception):
    """The things cannot be made in any order."""


class Ref:
    """What one thing says of another."""

    def __init__(self, id):
        self.id = id

    def __eq__(self, other):
        return isinstance(other, Ref) and self.id == other.id

    def __hash__(self):
        return hash(self.id)

    def __repr__(self):
        return "Ref(%d)" % self.id

    def __deepcopy__(self, memo):
        return self


class Thing:
    """kind: what it is. on: the id of what it is a part of, a schema included.
    declared: whether a change of its name is told. p: all else, by name."""

    def __init__(self, id, kind, name, on, p):
        self.id, self.kind, self.name, self.on, self.p = id, kind, name, on, p
        self.declared = False

    def __getitem__(self, key):
        return self.p.get(key)

    def __setitem__(self, key, value):
        self.p[key] = value

    def __repr__(self):
        return "%s %r (%d on %s) %r" % (self.kind, self.name, self.id, self.on, self.p)


def refs_in(value):
    if isinstance(value, Ref):
        yield value.id
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from refs_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from refs_in(item)


def refs(thing):
    """What a thing cannot be without."""
    if thing.on is not None:
        yield thing.on
    yield from refs_in(thing.p)


# Kinds that have no CREATE statement of their own.
PARTS = frozenset(("column", "attribute", "default", "identity", "generated", "viewcolumn",
                   "domaincheck"))


class Model:
    def __init__(self):
        self.things = {}
        self.last = 0
        self.origin = None

    def copy(self):
        self.origin = None
        return copy.deepcopy(self)

    def add(self, kind, name, on=None, **p):
        self.last += 1
        thing = Thing(self.last, kind, name, on, p)
        self.things[thing.id] = thing
        return thing

    def get(self, ref):
        return self.things[ref.id if isinstance(ref, Ref) else ref]

    def all(self, *kinds):
        return [t for t in self.things.values() if t.kind in kinds]

    def parts(self, thing, *kinds):
        """The things on a thing, in order."""
        return [t for t in self.things.values()
                if t.on == thing.id and (not kinds or t.kind in kinds)]

    def part(self, thing, *kinds):
        found = self.parts(thing, *kinds)
        return found[0] if found else None

    def users(self, thing):
        """The things that name a thing in what they are, but are not part of it."""
        return [t for t in self.things.values() if thing.id in refs_in(t.p)]

    def remove(self, thing):
        self.things.pop(thing.id, None)

    def unit(self, thing):
        while thing.kind in PARTS or thing["inline"]:
            thing = self.things[thing.on]
        return thing

    def schema(self, thing):
        while thing.kind != "schema":
            thing = self.things[thing.on]
        return thing

    def repair(self, broken):
        """Remove what refers to nothing and what broken() names."""
        while True:
            bad = [t for t in self.things.values()
                   if any(r not in self.things for r in refs(t))]
            if not bad:
                bad = [t for t in self.things.values() if broken(self, t)][:1]
            if not bad:
                return self
            for thing in bad:
                self.remove(thing)

    def order(self, rank):
        """The units, each after those it needs; else by rank, else by age."""
        needs = {}
        for thing in self.things.values():
            unit = self.unit(thing)
            wanted = needs.setdefault(unit.id, set())
            for id in refs(thing):
                other = self.unit(self.things[id])
                if other.id != unit.id:
                    wanted.add(other.id)
        needed_by = {}
        for id, wanted in needs.items():
            for other in wanted:
                needed_by.setdefault(other, []).append(id)
        ready = [(rank(self.things[id]), id) for id, wanted in needs.items() if not wanted]
        heapq.heapify(ready)
        ordered = []
        while ready:
            _, id = heapq.heappop(ready)
            ordered.append(self.things[id])
            for other in needed_by.get(id, ()):
                needs[other].discard(id)
                if not needs[other]:
                    heapq.heappush(ready, (rank(self.things[other]), other))
        if len(ordered) < len(needs):
            raise Cycle()
        return ordered


def delta(a, b):
    """The changes that make b of a, each of one thing or one of its properties."""
    changes = []
    for id, thing in a.things.items():
        if id not in b.things:
            changes.append(("remove", id))
            continue
        new = b.things[id]
        for what in ("kind", "name", "on", "declared"):
            if getattr(thing, what) != getattr(new, what):
                changes.append((what, id, getattr(new, what)))
        for key in sorted(set(thing.p) | set(new.p)):
            if thing.p.get(key) != new.p.get(key):
                changes.append(("p", id, key, new.p.get(key)))
    for id, thing in b.things.items():
        if id not in a.things:
            changes.append(("add", id, thing))
    return changes


def make_changes(a, changes):
    """Make some of the changes; what cannot be changed any more is not."""
    b = a.copy()
    for change in changes:
        kind, id = change[:2]
        if kind == "add":
            b.things[id] = copy.deepcopy(change[2])
            b.last = max(b.last, id)
        elif id not in b.things:
            continue
        elif kind == "remove":
            del b.things[id]
        elif kind == "p":
            b.things[id].p[change[2]] = copy.deepcopy(change[3])
        else:
            setattr(b.things[id], kind, change[2])
    return b


def describe(change, a):
    """A change in a line, for people."""
    kind, id = change[:2]
    if kind == "add":
        return "add %r" % (change[2],)
    what = a.things.get(id)
    named = "%s %r" % (what.kind, what.name) if what else str(id)
    return " ".join([kind, named] + [repr(x) for x in change[2:]])
