"""Prove migrate.diff() on pairs of models: what it says is done, pg_dump looks.

Several pairs are proved at once in schemas of their own; only if they fail is
each of them proved alone. A fault is a stage, and what was found there.
"""

import re

import dump
from server import Failed

from . import printing

ROLES = tuple('"%s"' % r for r in ("regress_schema_one", "regress_schema_two", "regress_Schema Three"))


class Fault(Exception):
    """stage: where it was found; kind: what is the same in all faults of its cause."""

    def __init__(self, stage, kind, text):
        super().__init__("%s: %s" % (stage, text))
        self.stage, self.kind, self.text = stage, kind, text

    def signature(self):
        return "%s: %s" % (self.stage, self.kind)


def without_names(message):
    """A message's first line without what it quotes and counts."""
    line = message.strip().splitlines()[0] if message.strip() else ""
    line = re.sub(r"^.*?(ERROR|FATAL|PANIC):\s+", "", line)
    line = re.sub(r'"(?:[^"]|"")*"', '"…"', line)
    line = re.sub(r"cannot cast type .*", "cannot cast", line)
    line = re.sub(r"\b(relation|type|function|schema|column|constraint|table|view|sequence|"
                  r"domain|role|procedure|trigger|policy) [^\s\"…]\S*", r"\1 …", line)
    state, line = re.match(r"(\w{5}: )?(.*)", line).groups()
    return (state or "") + re.sub(r"\d+", "9", re.sub(r"'(?:[^']|'')*'", "'…'", line))[:160]


def first_word(statement):
    """What a statement is, without what it is about."""
    words = re.sub(r'"(?:[^"]|"")*"', "x", statement).split()
    return " ".join(w for w in words[:12] if re.match(r"[A-Z]+[;,(]?$", w))


def kind_of(faults):
    """What differs between dumps: entries, or else lines of the first of them."""
    texts = [text.splitlines() for _, text in faults]
    alone = sorted({line[0][0] + " " + first_word(line[0]) for line in texts if line[0][1] == " "})
    if alone:
        return "; ".join(alone)
    found = [line.strip()[0] + " " + first_word(line) for line in texts[0][1:]]
    return "%s: %s" % (first_word(texts[0][0][2:]), "; ".join(found[:4]))


class Proof:
    def __init__(self, server, texts, shuffled=None, fingerprints=True, only=""):
        """only: the stage that is looked at; nothing else is proved then."""
        self.server, self.texts, self.shuffled = server, texts, shuffled
        self.fingerprints = fingerprints and (not only or only.startswith("fingerprints"))
        self.only = only
        self.made = []

    def create(self):
        db = self.server.create()
        self.made.append(db)
        return db

    def load(self, db, text, stage):
        errors = self.server.run_marked(db, [("x", text)])
        for message in errors.values():
            raise Fault(stage, without_names(message), message)

    def apply(self, db, statements, stage):
        pieces = [(str(n), s) for n, s in enumerate(statements) if s]
        for key, message in self.server.run_marked(db, pieces).items():
            statement = statements[int(key)]
            raise Fault(stage, "%s / %s" % (without_names(message), first_word(statement)),
                        "%s\n%s" % (message.strip(), statement))

    def diff(self, db, text, stage):
        try:
            return self.server.diff(db, text)
        except Failed as error:
            raise Fault(stage, "%s %s" % (error.state, without_names(error.message)), str(error))

    def compare(self, got, wanted, stage):
        faults = self.server.differences(got, wanted)
        if not faults:
            return
        raise Fault(stage, kind_of(faults), "\n" + "\n".join(text for _, text in faults[:8]))

    def fingerprint(self, db):
        return self.server.ask(db, "SELECT migrate.fingerprint();").strip()

    def same_fingerprint(self, one, other, dumps, stage):
        """See that fingerprints are equal when and only when the dumps are."""
        if not self.fingerprints:
            return
        first, second = self.fingerprint(one), self.fingerprint(other)
        equal = dump.exact(dumps[0]) == dump.exact(dumps[1])
        if equal != (first == second):
            raise Fault(stage, "fingerprints %s, dumps %s" % (
                "equal" if first == second else "differ", "equal" if equal else "differ"), "")

    def prove(self):
        a, b = self.texts
        try:
            here, there = self.create(), self.create()
            self.load(here, a, "a does not load")
            self.load(there, b, "b does not load")
            after = self.server.dump(there)
            if self.only.startswith("diff to b"):
                return self.go(here, b, after, "diff to b")
            before = self.server.dump(here)
            self.same_fingerprint(here, there, (before, after), "fingerprints of a and b")
            if self.shuffled and self.fingerprints:
                again = self.create()
                self.load(again, self.shuffled, "a in another order does not load")
                self.same_fingerprint(here, again, (before, self.server.dump(again)),
                                      "fingerprints of a and a in another order")
            if self.only.startswith("fingerprints"):
                return None
            rows = self.go(here, b, after, "diff to b")
            self.go(here, a, before, "diff back to a")
            self.apply(here, [r["statement"] for r in rows], "the same statements once more")
            self.apply(here, [r["reverse"] for r in reversed(rows)], "a reverse")
            self.compare(self.server.dump(here), before, "a after the reverses")
            return rows
        finally:
            self.server.drop(*self.made)

    def go(self, db, text, wanted, name):
        """Apply the difference to a text, and see that it is as wanted."""
        rows = self.diff(db, text, name)
        self.apply(db, [r["statement"] for r in rows], name + ", a statement")
        self.compare(self.server.dump(db), wanted, name + ", dumps differ")
        left = [r["statement"] for r in self.diff(db, text, name + ", again") if r["statement"]]
        if left:
            raise Fault(name + ", not empty afterwards", first_word(left[0]), "\n".join(left))
        return rows

    def load_only(self):
        try:
            for text, stage in zip(self.texts, ("a", "b")):
                self.load(self.create(), text, stage + " does not load")
        finally:
            self.server.drop(*self.made)


def written(a, b):
    return printing.write(a), printing.write(b, a)


def fault_of(server, a, b, options, shuffled=None, only=""):
    """Prove a pair; return its fault or None."""
    proof = Proof(server, written(a, b), shuffled, options.fingerprints, only)
    try:
        proof.load_only() if options.load else proof.prove()
    except Fault as fault:
        return fault
    return None
