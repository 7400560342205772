"""Random graphs, applied sets and targets, all from one seed."""

from model import Model

OPERATIONS = ("upgrade", "downgrade", "stamp", "resolve", "history")
WORDS = ("head", "heads", "base", "current")


def make_ids(rng, n):
    """Names that share beginnings, some short, some with a dot."""
    ids = []
    while len(ids) < n:
        length = rng.choice((2, 3, 4, 5, 5, 6, 6, 8))
        name = "".join(rng.choice("ab1") for _ in range(length))
        if rng.random() < 0.04:
            name = name[:2] + "." + name[2:]
        if name not in ids and not name.startswith("."):
            ids.append(name)
    return ids


def make_ladder(rng):
    """Lines side by side, each revision depending on one beside it."""
    length, width = rng.randint(2, 9), rng.randint(2, 3)
    ids = make_ids(rng, length * width)
    revisions = []
    for step in range(length):
        for line in range(width):
            depends = []
            if line + 1 < width and rng.random() < 0.9:
                depends = [ids[(line + 1) * length + step]]
            revisions.append({
                "revision": ids[line * length + step],
                "down_revisions": [ids[line * length + step - 1]] if step else [],
                "depends_on": depends,
                "branch_labels": ["line%d" % line] if step == 0 else [],
            })
    return revisions


def make_history(rng):
    """Roots, branches, merges, dependencies and labels at random."""
    n = rng.choice((1, 2, 3, 4, 6, 8, 8, 10, 12, 16, 24))
    ids = make_ids(rng, n)
    roots, forks = rng.choice((0.05, 0.15, 0.4)), rng.choice((0.1, 0.3, 0.7))
    merges, depends = rng.choice((0, 0.1, 0.3)), rng.choice((0, 0.1, 0.4))
    revisions, labels = [], []
    for i, name in enumerate(ids):
        heads = [r["revision"] for r in revisions
                 if not any(r["revision"] in o["down_revisions"] for o in revisions)]
        down = []
        if i and rng.random() >= roots:
            pool = ids[:i] if rng.random() < forks else heads
            count = 1 if rng.random() >= merges else rng.choice((2, 2, 3))
            down = rng.sample(pool, min(count, len(pool)))
        pool = [x for x in ids[:i] + labels if x not in down]
        on = []
        if pool and rng.random() < depends:
            on = rng.sample(pool, min(rng.choice((1, 1, 2, 3)), len(pool)))
        own = []
        if rng.random() < 0.15:
            own = ["lab%d%s" % (i, rng.choice("ab"))]
            if rng.random() < 0.2:
                own.append(name + "x")
        labels += own
        revisions.append({"revision": name, "down_revisions": down,
                          "depends_on": on, "branch_labels": own})
    return revisions


def make_graph(rng):
    revisions = make_ladder(rng) if rng.random() < 0.1 else make_history(rng)
    if rng.random() < 0.5:
        rng.shuffle(revisions)
    return revisions


def make_applied(rng, model):
    """Return an applied set, and the rows that stand for it."""
    kind = rng.random()
    some = []
    if kind > 0.9:
        some = model.ids
    elif kind > 0.15:
        some = rng.sample(model.ids, rng.randint(1, min(3, len(model.ids))))
    applied = model.close(some, model.below)
    return applied, model.tips(applied, model.above)


def make_name(rng, model):
    name = rng.choice(list(model.names))
    if rng.random() < 0.25:
        name = name[:rng.randint(1, len(name))]
    elif rng.random() < 0.04:
        name += "z"
    return name


def make_item(rng, model, operation):
    """Mostly what Alembic knows too; steps and "current" now and then."""
    known = operation in ("upgrade", "downgrade", "history")
    words = WORDS if operation == "history" or rng.random() < 0.2 else WORDS[:3]
    item = ""
    if rng.random() < 0.3:
        labels = [x for x in model.names if x.startswith(("lab", "line"))]
        item = (rng.choice(labels) if labels and rng.random() < 0.7
                else make_name(rng, model)) + "@"
    relative = rng.random() < (0.35 if known else 0.1)
    if not relative or rng.random() < 0.5:
        item += rng.choice(words) if rng.random() < 0.4 else make_name(rng, model)
    if relative:
        item += rng.choice("+-") + str(rng.choice((0,) + (1, 1, 1, 2, 2, 3, 5) * 3))
    return item


def make_target(rng, model, operation):
    if operation == "history":
        ends = ["" if rng.random() < 0.25 else
                "current" if rng.random() < 0.2 else
                make_item(rng, model, operation) for _ in range(2)]
        return ":".join(ends)
    count = 1
    if rng.random() < {"upgrade": 0.1, "downgrade": 0.03}.get(operation, 0.2):
        count = rng.randint(2, 3)
    return rng.choice((" ", ",", ", ")).join(
        make_item(rng, model, operation) for _ in range(count))


def make_cases(rng, revisions, per_graph):
    model = Model(revisions)
    for _ in range(per_graph):
        applied, rows = make_applied(rng, model)
        operation = rng.choice(OPERATIONS)
        yield {"applied": applied, "rows": rows, "operation": operation,
               "target": make_target(rng, model, operation)}
