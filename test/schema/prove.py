"""Prove migrate.diff() on pairs: what it says is done, and pg_dump looks.

A batch is proved in one go: its pairs share three databases, each pair in a
schema of its own. What fails is told apart by the schema's name, and a pair
that diff() cannot do at all is expelled; where it does not name one, the batch
is halved.

    here    has the first sides, goes to the second, and back by diff()
    there   has the second sides from the start
    back    has the first sides, goes to the second, and back by what
            autogenerate() writes

A pair that is proved by itself goes there and back once more, by the reverses
of single statements.
"""

import collections
import re
import sys

import dump
from pairs import Pair, normal_statement
from server import Failed


# Drop all that is a pair's own, \gexec'ed in psql.
EXPEL = """
SELECT format('DROP %%s %%I CASCADE', kind, name) FROM (
    SELECT 'EVENT TRIGGER', evtname FROM pg_event_trigger
    UNION ALL SELECT 'PUBLICATION', pubname FROM pg_publication
    UNION ALL SELECT 'SUBSCRIPTION', subname FROM pg_subscription
    UNION ALL SELECT 'FOREIGN DATA WRAPPER', fdwname FROM pg_foreign_data_wrapper
    UNION ALL SELECT 'LANGUAGE', lanname FROM pg_language
    UNION ALL SELECT 'ACCESS METHOD', amname FROM pg_am
    UNION ALL SELECT 'SCHEMA', nspname FROM pg_namespace
) AS own (kind, name) WHERE name = '%(id)s' OR starts_with(name, '%(id)s_') \\gexec
"""

# Empty a pair's tables. Going back, a rename is not told again: the data would
# be tried with what is in its place.
EMPTY = """
SELECT format('TRUNCATE %%s CASCADE', string_agg(oid::regclass::text, ', ')) FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace IN (
    SELECT oid FROM pg_namespace WHERE starts_with(nspname, '%s')) \\gexec
"""

SUBSCRIPTION = re.compile(r"^(?:CREATE|COMMENT ON) SUBSCRIPTION .*;$", re.M)


class Batch:
    def __init__(self, server, pairs, placed):
        self.server, self.pairs, self.placed = server, list(pairs), placed
        self.databases, self.expelled = [], set()
        self.faults = collections.defaultdict(list)
        self.lost = []          # faults that nobody's schema tells
        self.by_id = {pair.id: pair for pair in pairs}
        self.word = re.compile(r"\b(%s)(?:\b|_)" % "|".join(
            sorted(map(re.escape, self.by_id), key=len, reverse=True)))

    def text(self, which):
        """Return a side of all pairs as one schema text."""
        create = "CREATE SCHEMA %s;\n" if self.placed else ""
        return "\n".join((create % pair.id if create else "") + pair.text(which, self.placed)
                         for pair in self.pairs)

    def pieces(self, which):
        create = "CREATE SCHEMA %s;\n" if self.placed else ""
        return [(pair.id, (create % pair.id if create else "") + pair.text(which, self.placed))
                for pair in self.pairs]

    def owner_of(self, text):
        """Return the pair that a text is about, if one can be told."""
        if len(self.by_id) == 1:
            return self.pairs[0]
        found = self.word.search(text)
        return self.by_id[found[1]] if found else None

    def blame(self, about, fault):
        pair = self.owner_of(about)
        if pair in self.expelled:
            return
        if pair:
            self.faults[pair].append(fault)
        else:
            self.lost.append(fault)

    def diff(self, db, which):
        return self.expelling(lambda: self.server.diff(db, self.text(which)))

    def expelling(self, call):
        """Call until there is no pair left that cannot be done."""
        while True:
            try:
                return call()
            except Failed as error:
                pair = self.owner_of(error.message)
                if len(self.by_id) == 1 or pair is None or pair in self.expelled:
                    raise
                self.expel(pair, str(error))

    def expel(self, pair, fault):
        self.faults[pair].append(fault)
        self.expelled.add(pair)
        self.pairs.remove(pair)
        for db in self.databases:
            self.server.run(db, EXPEL % {"id": pair.id})

    def create(self, template=None):
        self.databases.append(self.server.create(template))
        return self.databases[-1]

    def copy(self, db):
        """Copy a database that has the first sides: subscriptions do not come along."""
        copied = self.create(db)
        self.server.run(copied, "\n".join(
            statement for pair in self.pairs
            for statement in SUBSCRIPTION.findall(pair.text("from", self.placed))))
        return copied

    def load(self, db, which):
        for key, messages in self.server.run_marked(db, self.pieces(which)).items():
            self.faults[self.by_id[key]].append("%s does not load: %s" % (which, messages.strip()))

    def compare(self, got, wanted, fault):
        """Compare two dumps; what differs is the fault of its pair."""
        for about, lines in self.server.differences(got, wanted):
            self.blame(about, "%s\n%s" % (fault, lines))

    def apply(self, db, rows, fault):
        """Run statements one by one, told from each other by number."""
        pieces = [(str(n), row["statement"]) for n, row in enumerate(rows) if row["statement"]]
        for key, messages in self.server.run_marked(db, pieces).items():
            row = rows[int(key)]
            self.blame("%s %s" % (row["object"], row["statement"]), "%s: %s\n    %s" % (
                fault, messages.strip(), row["statement"].replace("\n", "\n    ")))

    def check_loads(self):
        """See that both sides load and differ."""
        here, there = self.create(), self.create()
        try:
            self.load(here, "from")
            self.load(there, "to")
            self.check_data(here)
            before, after = (dump.entries(self.server.dump(db)) for db in (here, there))
            changed = {self.owner_of(about) for about, _ in dump.differences(before, after)}
            for pair in self.pairs:
                if pair not in changed:
                    self.faults[pair].append("both sides dump alike")
        finally:
            self.server.drop(*self.databases)

    def check_data(self, db):
        pieces = [(pair.id, pair.text("data", self.placed)) for pair in self.pairs if pair.data]
        for key, messages in self.server.run_marked(db, pieces).items():
            self.faults[self.by_id[key]].append("data does not load: " + messages.strip())

    def check_rows(self, rows):
        """Compare statements and hazards with what the pairs tell."""
        own = collections.defaultdict(list)
        for row in rows:
            about = "%s %s" % (row["object"], row["statement"])
            pair = self.owner_of(about)
            if pair:
                own[pair].append(row)
            elif row["statement"]:
                self.lost.append("a statement about no pair: " + about)
        for pair in self.pairs:
            own[pair] = [row for row in own[pair] if row["statement"]]
            self.check_statements(pair, own[pair])
            self.check_hazards(pair, {h for row in own[pair] for h in row["hazards"] or ()})

    def check_statements(self, pair, rows):
        if pair.statements is None:
            return
        said = [normal_statement(pair.unnamed(row["statement"] or "")) for row in rows]
        said = [statement for statement in said if statement]
        if said != pair.statements:
            self.faults[pair].append("statements differ\n" + "\n".join(
                ["    - " + s for s in pair.statements] + ["    + " + s for s in said]))

    def check_hazards(self, pair, hazards):
        for hazard in pair.hazards:
            name = re.sub(r"^not ", "", hazard)
            if hazard == "none" and hazards or hazard != "none" and (
                    (name in hazards) != (name == hazard)):
                self.faults[pair].append("hazards: wanted %s, got %s" % (
                    hazard, ", ".join(sorted(hazards)) or "none"))

    def check_then(self, db):
        for pair in self.pairs:
            for query, wanted in pair.then:
                path = "SET search_path = %s, public;\n" % pair.id if self.placed else ""
                try:
                    got = self.server.ask(db, path + pair.named(query)).splitlines()
                except Failed as error:
                    got = [str(error)]
                if got != wanted:
                    self.faults[pair].append("%s\n    wanted %s\n    got    %s" % (
                        query, wanted, got))

    def again(self, db, which):
        """See that nothing is left to do."""
        for row in self.diff(db, which):
            if row["statement"]:
                self.blame("%s %s" % (row["object"], row["statement"]),
                           "not empty afterwards: %s" % row["statement"])

    def prove(self):
        here, there = self.create(), self.create()
        try:
            self.load(here, "from")
            self.load(there, "to")
            self.check_data(here)
            if self.faults:
                return
            back = self.copy(here)
            before, after = self.server.dump(here), self.server.dump(there)
            rows = self.diff(here, "to")
            self.check_rows(rows)
            self.apply(here, rows, "a statement fails")
            self.compare(self.server.dump(here), after, "not as the second side")
            self.check_then(here)
            self.again(here, "to")
            self.go_back(here, before)
            self.undo(here, rows, before)
            self.generated(back, before)
        finally:
            self.server.drop(*self.databases)

    def go_back(self, db, before):
        self.server.run_marked(db, [(pair.id, EMPTY % pair.id) for pair in self.pairs
                                    if pair.data and "migrate:renamed-from" in pair.after])
        rows = self.diff(db, "from")
        self.apply(db, rows, "a statement back fails")
        self.compare(self.server.dump(db), before, "not as before, back by diff()")

    def undo(self, db, rows, before):
        """Go there again, and back by what undoes each statement, if it is about one pair."""
        if len(self.by_id) > 1 or self.pairs[0].data and not self.placed:
            return
        self.server.run_marked(db, [(pair.id, EMPTY % pair.id) for pair in self.pairs if pair.data])
        self.apply(db, rows, "a statement fails when run again")
        self.apply(db, [dict(row, statement=row["reverse"]) for row in reversed(rows)],
                   "a reverse fails")
        self.compare(self.server.dump(db), before, "not as before, back by the reverses")

    def generated(self, db, before):
        """Run a generated revision's up and down."""
        scripts = self.expelling(lambda: self.server.generate(db, self.text("to")))
        self.server.run(db, scripts["up"])
        for fault, statement in self.server.run_script(db, scripts["down"]):
            self.blame(statement, "a statement of the generated down fails: %s\n    %s" % (
                fault, statement.replace("\n", "\n    ")))
        self.compare(self.server.dump(db), before, "not as before, back by the generated down")


# Has the faults of a batch that cannot be told to be a pair's.
NOBODY = Pair("told of no pair")


def prove(server, pairs, placed, verb="prove"):
    """Return the faults of pairs, by pair; halve a batch that stops."""
    if not pairs:
        return {}
    batch = Batch(server, pairs, placed)
    try:
        getattr(batch, verb)()
    except Failed as error:
        if len(pairs) > 1:
            print("halving %d pairs: %s" % (len(pairs), error), file=sys.stderr)
            half = len(pairs) // 2
            found = prove(server, pairs[:half], placed, verb)
            found.update(prove(server, pairs[half:], placed, verb))
            return found
        batch.lost.append(str(error))
    if batch.lost:
        batch.faults[pairs[0] if len(pairs) == 1 else NOBODY] += batch.lost
    return dict(batch.faults)


def refuse(server, pair):
    """Return the faults of a pair that diff() must refuse by name."""
    batch = Batch(server, [pair], not pair.alone)
    here = server.create()
    try:
        batch.load(here, "from")
        if batch.faults:
            return batch.faults[pair]
        rows = server.diff(here, batch.text("to"))
    except Failed as error:
        if error.state == "MG022" and pair.refused in error.message:
            return []
        return ["refused, but not as told: %s" % error]
    finally:
        server.drop(here)
    return ["not refused: %s" % "; ".join(str(row["statement"]) for row in rows)]
