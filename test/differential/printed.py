"""Print what Alembic makes of random histories: DIRECTORY SEED COUNT.

For each history, DIRECTORY/N holds the Alembic directory, and what it prints:
upgrade.sql, downgrade.sql (one head after another, as Alembic can only print
one), history.txt; and graph.json, the revisions as they were written. A
history that Alembic cannot print has an error.txt instead.
"""

import io
import json
import os
import random
import sys

from alembic import command
from alembic.config import Config

from generate import make_graph

ENV = """
from alembic import context
context.configure(url="postgresql://", literal_binds=True,
                  transaction_per_migration=%r)
with context.begin_transaction():
    context.run_migrations()
"""


def normalize(revisions):
    """Write a dependency by a label as one by an id, unless it is certain.

    Alembic shows a label with all revisions of its branch. It is taken for
    that of the first, which need not be the one that declares it.
    """
    declared = {label: r for r in revisions for label in r["branch_labels"]}
    for r in revisions:
        r["depends_on"] = list(dict.fromkeys(
            declared[d]["revision"]
            if d in declared and declared[d]["down_revisions"] else d
            for d in r["depends_on"]))


def write_revision(directory, place, revision, number):
    """A table each, and a view on the table of each that it needs."""
    labels = {label: r for r in number for label in number[r][1]}
    needs = [labels.get(x, x) for x in revision["down_revisions"] + revision["depends_on"]]
    own = number[revision["revision"]][0]
    up = ["CREATE TABLE t%d (id int PRIMARY KEY, s text DEFAULT '-- ; %s')" % (own, revision["revision"])]
    down = []
    for need in dict.fromkeys(needs):
        other = number[need][0]
        up.append("CREATE VIEW v%d_%d AS SELECT * FROM t%d -- of %s" % (own, other, other, need))
        down.append("DROP VIEW v%d_%d" % (own, other))
    down.append("DROP TABLE t%d" % own)
    text = '"""Message of %s"""\nfrom alembic import op\n' % revision["revision"]
    text += "revision = %r\n" % revision["revision"]
    for name, key in (("down_revision", "down_revisions"), ("depends_on", "depends_on"),
                      ("branch_labels", "branch_labels")):
        text += "%s = %r\n" % (name, tuple(revision[key]) or None)
    for name, statements in (("upgrade", up), ("downgrade", down)):
        text += "def %s():\n" % name
        for statement in statements:
            text += "    op.execute(%r)\n" % statement
    with open(os.path.join(directory, "versions", "%03d.py" % place), "w") as file:
        file.write(text)


def printed(directory, call, *arguments, **options):
    out = io.StringIO()
    config = Config(stdout=out, output_buffer=out)
    config.set_main_option("script_location", directory)
    call(config, *arguments, **options)
    return out.getvalue()


def print_history(directory, revisions, per_migration):
    os.makedirs(os.path.join(directory, "versions"))
    with open(os.path.join(directory, "env.py"), "w") as file:
        file.write(ENV % per_migration)
    number = {r["revision"]: (i, r["branch_labels"]) for i, r in enumerate(revisions)}
    for place, revision in enumerate(revisions):
        write_revision(directory, place, revision, number)
    needed = {x for r in revisions for x in r["down_revisions"] + r["depends_on"]}
    heads = [r["revision"] for r in revisions
             if r["revision"] not in needed and not needed & set(r["branch_labels"])]
    texts = {"graph.json": json.dumps(revisions)}
    try:
        texts["upgrade.sql"] = printed(directory, command.upgrade, "base:heads", sql=True)
        texts["downgrade.sql"] = "".join(
            printed(directory, command.downgrade, head + ":base", sql=True) for head in heads)
        texts["history.txt"] = printed(directory, command.history)
    except Exception as error:
        texts["error.txt"] = "%s: %s" % (type(error).__name__, error)
    for name, text in texts.items():
        with open(os.path.join(directory, name), "w") as file:
            file.write(text)


def main():
    directory, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for n in range(count):
        rng = random.Random("%d/%d" % (seed, n))
        revisions = make_graph(rng)
        normalize(revisions)
        print_history(os.path.join(directory, str(n)), revisions, n % 2 == 1)


main()
