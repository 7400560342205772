"""The documented differences from Alembic, each with its own test."""

import oracle
from model import Refused, split


class Unexplained(Exception):
    pass


# Alembic's error, by its cause, and the SQLSTATE of the same cause here.
SAME_CAUSE = {
    "unknown": "MG001",
    "unknown branch": "MG001",
    "ambiguous": "MG002",
    "several heads": "MG003",
    "several current": "MG003",
    "not an ancestor": "MG004",
    "not on branch": "MG004",
    "fork": "MG005",
    "walked off": "MG005",
    "too few steps": "MG005",
}


def steps_of(ours):
    return [(s["operation"], s["revision"]) for s in ours["steps"]]


def sort(case, nodes):
    """Order nodes as Alembic does, newest first; None where it cannot."""
    map_, model = case["map"], case["model"]
    tips = [map_._revision_map[i] for i in model.tips(nodes, model.above)]
    try:
        return map_._topological_sort([map_._revision_map[i] for i in nodes], tips)
    except AssertionError:
        return None


def expected(case):
    """Return what the model says: steps, or the SQLSTATE."""
    model, applied = case["model"], case["applied"]
    operation, target = case["operation"], case["target"]
    try:
        if operation == "resolve":
            return [("resolve", n) for n in model.resolve_all(target, applied)]
        if operation == "stamp":
            after = model.stamp(target, applied)
            return ([("unstamp", n) for n in sort(case, applied - after)]
                    + [("stamp", n) for n in sort(case, after - applied)[::-1]])
        nodes = getattr(model, operation)(target, applied)
    except Refused as refused:
        return refused.state
    order = sort(case, nodes)
    if order is None:
        return nodes
    return [(operation, n) for n in (order[::-1] if operation == "upgrade" else order)]


def check_properties(case, ours):
    """A plan is a valid order, closed, and what the model says."""
    model, wanted = case["model"], expected(case)
    if "state" in ours or isinstance(wanted, str):
        if ours.get("state") != wanted:
            raise Unexplained("the model says %s" % (wanted,))
        return
    steps = steps_of(ours)
    if isinstance(wanted, set):
        if {node for _, node in steps} != wanted or len(steps) != len(wanted):
            raise Unexplained("the model says %s" % (wanted,))
    elif steps != wanted:
        raise Unexplained("the model says %s" % (wanted,))
    applied = set(case["applied"])
    for operation, node in steps:
        if operation in ("upgrade", "stamp"):
            if node in applied or not applied.issuperset(model.below[node]):
                raise Unexplained("%s cannot be applied at its step" % node)
            applied.add(node)
        elif operation in ("downgrade", "unstamp"):
            if node not in applied or applied.intersection(model.above[node]):
                raise Unexplained("%s cannot be undone at its step" % node)
            applied.remove(node)
    if ours["heads"] != model.tips(applied, model.children):
        raise Unexplained("the model says heads %s" % model.tips(applied, model.children))


NAMED = []


def difference(function):
    NAMED.append(function)
    return function


def refused(case, *states):
    return case["ours"].get("state") in states


def answered(case):
    return "state" not in case["ours"]


def outcome(function, *arguments):
    """Return what a function of the model gives, or its SQLSTATE."""
    try:
        return function(*arguments)
    except Refused as error:
        return error.state


def all_items(case):
    return [item for items in case["items"] for item in items]


def relative_items(case):
    return [item for item in all_items(case) if item.steps is not None]


def lower_item(case):
    """Return the one target before a history's colon, or None."""
    if case["operation"] == "history" and len(case["items"][0]) == 1:
        return case["items"][0][0]
    return None


def leads_to_base(case, item):
    found = outcome(case["model"].resolve, item, case["applied"], True)
    return not isinstance(found, str) and found[1]


def redundant(case):
    """Tell whether a dependency, in the steps, is an ancestor already."""
    model = case["model"]
    for _, node in case["theirs"].steps:
        for one in model.below[node]:
            others = [n for n in model.below[node] if n != one]
            if one in model.close(others, model.below):
                return True
    return False


@difference
def beyond_grammar(case):
    """a form that Alembic does not have"""
    several = len(case["items"]) == 1 and len(case["items"][0]) > 1
    for position, items in enumerate(case["items"]):
        for item in items:
            relative = item.steps is not None
            if relative and (item.steps == 0 or "." in item.symbol):
                return True
            if item.symbol == "current" and (case["operation"] != "history" or item.text != "current"):
                return True
            if relative and (several or case["operation"] in ("resolve", "stamp")):
                return True
            if case["operation"] == "history" and position == 0 and relative \
                    and (item.symbol or item.steps > 0):
                return True
            if case["operation"] == "history" and position == 1 and item.bare and item.steps < 0:
                return True
    return several and case["operation"] == "downgrade"


@difference
def wrong_way(case):
    """upgrade -N and downgrade +N: the same error has another code"""
    if case["operation"] not in ("upgrade", "downgrade"):
        return False
    item = case["items"][0][0]
    return (case["kind"] == "too few steps" and item.bare and refused(case, "MG004")
            and (item.steps < 0) == (case["operation"] == "upgrade"))


@difference
def left_graph(case):
    """walking off the graph: an error instead of a crash"""
    if case["kind"] != "crash":
        return False
    return any(refused(case, "MG005") or item.branch is not None
               and refused(case, outcome(case["model"].lookup, item.branch))
               for item in relative_items(case))


@difference
def several_current(case):
    """downgrade -N from several current revisions: an error instead of the first row"""
    item = case["items"][0][0] if case["items"][0] else None
    return (case["operation"] == "downgrade" and item.bare and item.steps < 0
            and refused(case, "MG003")
            and (case["kind"] == "crash" if item.branch else len(case["rows"]) > 1))


@difference
def branch_ignored(case):
    """branch@x where Alembic looks for x as if no branch were named"""
    for item in all_items(case):
        if item.branch is None:
            continue
        if item.symbol == "base" and outcome(case["model"].lookup, item.branch) in ("MG001", "MG002"):
            return True
        if case["operation"] == "resolve" or (case["operation"] == "upgrade" and item.steps is None) \
                or (case["operation"] == "stamp" and case["kind"] != "ambiguous"):
            continue
        plain = split(item.symbol)[0] if item.symbol else item
        if outcome(case["model"].symbol, item, case["applied"]) \
                != outcome(case["model"].symbol, plain, case["applied"]):
            return True
    return False


@difference
def branch_through_merge(case):
    """branch@x-N through a merge follows the branch"""
    return case["kind"] == "fork" and any(
        item.branch is not None and item.steps < 0 for item in relative_items(case))


@difference
def branch_base(case):
    """branch@base leaves what other branches stand on"""
    item = case["items"][0][0] if case["items"][0] else None
    return (case["operation"] == "downgrade" and item.branch is not None
            and leads_to_base(case, item) and case["kind"] is None and answered(case)
            and set(case["theirs"].steps) > set(steps_of(case["ours"])))


@difference
def branch_unknown(case):
    """an ambiguous branch is called that, not unknown"""
    return case["kind"] == "unknown branch" and any(
        item.branch is not None
        and outcome(case["model"].lookup, item.branch) == "MG002"
        for item in all_items(case))


@difference
def two_names(case):
    """a beginning that several names of one revision share is not ambiguous"""
    if case["kind"] not in ("ambiguous", "unknown branch"):
        return False
    for item in all_items(case):
        for name in (item.branch, item.symbol):
            if not name or name in case["model"].names:
                continue
            try:
                nodes = case["model"].lookup(name, case["model"].branch_of(item) if name == item.symbol else None)
            except Refused:
                continue
            if sum(n.startswith(name) and case["model"].names[n] == nodes
                   for n in case["model"].names) > 1:
                return True
    return False


@difference
def overlap(case):
    """upgrading to a revision and its ancestor together is allowed"""
    return case["operation"] == "upgrade" and case["kind"] == "overlap" and answered(case)


@difference
def stamp_overlap(case):
    """stamping a revision and its ancestor together is refused"""
    return case["operation"] == "stamp" and len(case["items"][0]) > 1 and refused(case, "MG004") \
        and case["kind"] in (None, "crash")


@difference
def stamp_several(case):
    """stamping several revisions: Alembic loses rows or crashes"""
    if case["operation"] != "stamp" or not answered(case):
        return False
    nodes = outcome(case["model"].resolve_all, case["target"], case["applied"])
    return (len(nodes) > 1 or len(case["items"][0]) > 1) and case["kind"] in (None, "crash")


@difference
def stamp_on_branch(case):
    """stamp branch@x moves what is related to x, not all of the branch"""
    return (case["operation"] == "stamp" and case["kind"] is None and answered(case)
            and all_items(case)[0].branch is not None)


@difference
def row_edits(case):
    """row edits crash in Alembic where a dependency is an ancestor already"""
    return (case["kind"] is None and answered(case) and case["theirs"].heads is None
            and case["theirs"].steps == steps_of(case["ours"]) and redundant(case))


@difference
def downgrade_heads(case):
    """downgrade takes several heads"""
    return (case["operation"] == "downgrade" and case["kind"] == "several heads"
            and case["items"][0][0].symbol == "heads")


@difference
def downgrade_nothing(case):
    """downgrade to an applied revision with nothing above it: no steps, no error"""
    return (case["operation"] == "downgrade" and case["kind"] == "not an ancestor"
            and answered(case) and not steps_of(case["ours"])
            and case["applied"].issuperset(
                case["model"].resolve_all(case["target"], case["applied"])))


@difference
def to_base(case):
    """x-N that leads to the base is the base, not a crash"""
    return (case["kind"] == "crash" and case["operation"] in ("upgrade", "history")
            and any(item.steps < 0 and leads_to_base(case, item) for item in relative_items(case)))


@difference
def below_base(case):
    """base-N leaves the graph instead of coming back at the heads"""
    return any(item.symbol == "base" and item.steps < 0 for item in relative_items(case))


@difference
def history_steps(case):
    """history -N:x counts from x, not from the heads"""
    item = lower_item(case)
    return item is not None and item.bare and item.steps < 0


@difference
def history_current(case):
    """history from or to current means implied current revisions too"""
    current = case["model"].tips(case["applied"], case["model"].children)
    return (case["operation"] == "history" and current != case["rows"]
            and any(item.text == "current" for item in all_items(case)))


@difference
def history_branch(case):
    """history branch@x:y is restricted to the branch's lineage, not its label"""
    item = lower_item(case)
    if item is None or item.branch is None:
        return False
    label, map_ = item.branch, case["map"]
    named = map_.get_revision(label)
    if named.revision == label:
        if len(named.branch_labels) != 1:
            return case["kind"] == "crash"
        label = next(iter(named.branch_labels))
    lineage = case["model"].branch_of(item)
    return any((label in map_._revision_map[n].branch_labels) != (n in lineage)
               for n in case["model"].ids)


@difference
def history_several(case):
    """history a:+N counts from each revision that a stands for"""
    upper = case["items"][-1]
    return (case["operation"] == "history" and case["kind"] in ("several heads", "several current")
            and len(upper) == 1 and upper[0].bare and upper[0].steps > 0)


@difference
def other_error(case):
    """several targets with an error each: another one is reported"""
    model, applied = case["model"], case["applied"]
    clamp = case["operation"] == "history"
    states = [outcome(model.resolve, item, applied, clamp) for item in all_items(case)]
    states = [state for state in states if isinstance(state, str)]
    return (len(states) > 1 and case["ours"].get("state") in states
            and SAME_CAUSE.get(case["kind"]) in states)


@difference
def downgrade_on_branch(case):
    """downgrade branch@x where x is above the branch's label"""
    return (case["operation"] == "downgrade" and case["kind"] == "not on branch"
            and answered(case) and case["items"][0][0].branch is not None)


@difference
def history_side(case):
    """history a:b where b needs a by dependency only, or has other bases"""
    model = case["model"]
    item = lower_item(case)
    if case["kind"] != "crash" or item is None or not answered(case):
        return False
    shown = {node for _, node in steps_of(case["ours"])}
    upper = case["items"][1] or split("heads")
    ends = set(case["rows"]) if upper[0].text == "current" else set()
    for end in upper if upper[0].text != "current" else ():
        ends.update(model.resolve(end, case["applied"], True)[0])
    return not ends.issuperset(model.tips(shown, model.above))


def classify(case, ours, theirs):
    """Name the outcome of one case."""
    kind = oracle.kind_of_error(theirs.error) if theirs.error else None
    if kind is None and "state" not in ours:
        same = theirs.heads == sorted(ours["heads"])
        if case["operation"] != "stamp":
            same = same and theirs.steps == steps_of(ours)
        if same:
            return "same: %s" % case["operation"]
    elif kind in SAME_CAUSE and ours.get("state") == SAME_CAUSE[kind]:
        return "same: error %s" % ours["state"]
    case["kind"], case["theirs"], case["ours"] = kind, theirs, ours
    try:
        case["items"] = [split(e) if e.strip() else [] for e in case["target"].split(":")]
    except Refused:
        case["items"] = []
    for function in NAMED:
        if function(case):
            return "differs: %s" % " ".join(function.__doc__.split())
    raise Unexplained("Alembic: %s" % (repr(theirs.error) if theirs.error else (theirs.steps, theirs.heads),))
