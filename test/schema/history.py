"""The schemas that a history of revisions leads through, as pairs.

All pairs of two of them, forth and back; the files are loaded as they are.
"""

import os
import random
import re

from pairs import Pair

EXTENSION = re.compile(r"^(CREATE|COMMENT ON) EXTENSION (IF NOT EXISTS )?migrate\b.*\n", re.M)
RESTRICT = re.compile(r"^\\(un)?restrict .*\n", re.M)


def load(server, db, folder):
    """Load a folder's files in the order of their names."""
    for name in sorted(os.listdir(folder)):
        if name.endswith(".sql"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                server.ask(db, "SELECT migrate.load(:'script');", script=file.read())


def schemas(server, folder):
    """Return (revision, schema text) for the empty start and each revision."""
    db = server.create()
    load(server, db, folder)
    plan = server.ask(db, "SELECT revision FROM migrate.plan('heads') ORDER BY step;").split()
    found = []
    for revision in [None] + plan:
        if revision:
            server.ask(db, "SET migrate.verbosity = quiet; SELECT migrate.upgrade('%s');" % revision)
        text = RESTRICT.sub("", EXTENSION.sub("", server.dump(db)))
        found.append((revision or "base", text))
    server.drop(db)
    return found


def pairs(server, folder, sample=0, seed=1):
    """Return pairs of all these schemas, or a sample of them."""
    states = schemas(server, folder)
    found = []
    for start, before in states:
        for end, after in states:
            if before != after:
                pair = Pair("%s to %s" % (start, end), "", before, after)
                pair.alone = True
                found.append(pair)
    if sample and sample < len(found):
        print("a sample of %d of %d pairs, seed %d" % (sample, len(found), seed))
        found = random.Random(seed).sample(found, sample)
    return found
