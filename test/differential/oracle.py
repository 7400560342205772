"""What Alembic answers: the steps, and the heads after them.

Alembic keeps a tuple of a set where it drops redundant dependencies, so the
order of several depends on the hash seed; here they stay as declared.
"""

import types
import warnings

from alembic.runtime.migration import HeadMaintainer, RevisionStep
from alembic.script.base import ScriptDirectory
from alembic.script.revision import (
    MultipleHeads, RangeNotAncestorError, ResolutionError, Revision,
    RevisionError, RevisionMap,
)
from alembic.util import CommandError

warnings.simplefilter("ignore")


class OrderedMap(RevisionMap):
    def _normalize_depends_on(self, revisions, map_):
        super()._normalize_depends_on(revisions, map_)
        for revision in revisions:
            kept = revision._normalized_resolved_dependencies
            revision._normalized_resolved_dependencies = tuple(
                d for d in dict.fromkeys(revision._resolved_dependencies)
                if d in kept)


class Rows(HeadMaintainer):
    """The rows of the version table, in memory only."""

    def __init__(self, rows):
        self.heads = set(rows)

    def _insert_version(self, version):
        assert version not in self.heads
        self.heads.add(version)

    def _delete_version(self, version):
        self.heads.remove(version)

    def _update_version(self, from_, to_):
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)


class Answer:
    """Steps and heads, or the error; heads is None where row edits crash."""

    def __init__(self, steps=None, heads=None, error=None):
        self.steps, self.heads, self.error = steps, heads, error


def make_map(revisions):
    nothing = types.SimpleNamespace(upgrade=None, downgrade=None)
    made = []
    for r in revisions:
        revision = Revision(r["revision"], tuple(r["down_revisions"]) or None,
                            tuple(r["depends_on"]) or None,
                            tuple(r["branch_labels"]) or None)
        revision.module = nothing
        revision.doc = ""
        made.append(revision)
    map_ = OrderedMap(lambda: made)
    map_._revision_map
    return map_


def heads_after(map_, rows, steps):
    table = Rows(rows)
    for step in steps:
        table.update_to_step(step)
    return sorted(r.revision for r in map_._get_all_current(tuple(table.heads)))


def targets_of(text):
    parts = text.replace(",", " ").split()
    return parts[0] if len(parts) == 1 else tuple(parts)


def run(map_, case):
    rows, operation, text = tuple(case["rows"]), case["operation"], case["target"]
    current = sorted(r.revision for r in map_._get_all_current(rows)) if rows else []
    if operation == "resolve":
        found = map_.get_revisions(targets_of(text))
        return Answer([("resolve", r.revision) for r in dict.fromkeys(found) if r], current)
    if operation == "history":
        lower, upper = text.split(":")
        found = map_.iterate_revisions(
            rows if upper == "current" else upper or "heads",
            rows if lower == "current" else lower or "base",
            inclusive=True, assert_relative_length=False)
        return Answer([("history", r.revision) for r in found], current)
    if operation == "stamp":
        directory = ScriptDirectory.__new__(ScriptDirectory)
        directory.revision_map = map_
        steps = directory._stamp_revs(targets_of(text), rows)
        return Answer(None, heads_after(map_, rows, steps))
    up = operation == "upgrade"
    if up:
        found = list(map_.iterate_revisions(targets_of(text), rows, implicit_base=True))[::-1]
    else:
        found = list(map_.iterate_revisions(rows, text, select_for_downgrade=True))
    steps = [(operation, r.revision) for r in found]
    try:
        heads = heads_after(map_, rows, [RevisionStep(map_, r, up) for r in found])
    except (KeyError, AssertionError, IndexError, RevisionError):
        heads = None
    return Answer(steps, heads)


def ask(map_, case):
    try:
        return run(map_, case)
    except CommandError as error:
        cause = error.__cause__ or error
    except Exception as error:
        cause = error
    return Answer(error=cause)


def kind_of_error(error):
    """Name an error by its cause; what is not meant for users is a crash."""
    text = str(error)
    if isinstance(error, MultipleHeads):
        return "several heads"
    if isinstance(error, RangeNotAncestorError):
        return "not an ancestor"
    if isinstance(error, ResolutionError):
        for words, kind in (("Multiple revisions start", "ambiguous"),
                            ("is not a member", "not on branch"),
                            ("No such branch", "unknown branch")):
            if words in text:
                return kind
        return "unknown"
    if isinstance(error, RevisionError):
        for words, kind in (("Ambiguous walk", "fork"),
                            ("Ambiguous upgrade", "several current"),
                            ("Walked too far", "walked off"),
                            ("didn't produce", "too few steps"),
                            ("overlaps", "overlap"),
                            ("Not a valid downgrade", "not on branch")):
            if words in text:
                return kind
        return "other: " + text
    return "crash"
