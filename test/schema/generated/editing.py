"""Edits: what a person does to a schema text between two versions of it."""

from . import classes, coding, exchanges, making, types
from .making import maybe, named, namespace, ROLES
from .model import Cycle, delta, Model, Ref
from .printing import rank
from .rules import broken
from .words import fresh, sentence

# What is made, and how often.
MAKERS = (
    (2, making.make_enum), (1, making.make_composite), (2, making.make_domain),
    (1, making.make_range), (2, making.make_sequence), (1, making.make_ownedby),
    (4, making.make_table), (8, making.make_column), (2, making.make_attribute),
    (1, making.make_domaincheck), (3, making.make_default), (1, making.make_numbering),
    (2, making.make_generated), (3, making.make_key), (4, making.make_check),
    (5, making.make_foreign), (2, making.make_exclude), (7, making.make_index),
    (6, coding.make_view), (2, coding.make_matview), (2, coding.make_viewcolumn),
    (6, coding.make_function), (2, coding.make_triggerfunction), (1, coding.make_procedure),
    (3, coding.make_trigger), (3, coding.make_policy), (4, making.make_comment),
    (3, making.make_grant), (1, making.make_defaultacl), (1, making.make_schema),
)


def make(rng, model, options):
    makers = MAKERS + (classes.MAKERS if options.all_classes else ())
    maker = rng.choices([m for _, m in makers], [w for w, _ in makers])[0]
    return maker(rng, model)


def make_model(rng, options):
    """A schema: some of everything, each made of what there is by then."""
    model = Model()
    model.add("schema", "public", builtin=True)
    for _ in range(rng.choice((0, 1, 1, 2))):
        making.make_schema(rng, model)
    size = options.size * rng.choice((0.3, 0.6, 1, 1, 1.5))
    for maker in (making.make_enum, making.make_domain, making.make_sequence):
        if rng.random() < 0.5:
            maker(rng, model)
    for _ in range(max(1, round(size * 3))):
        making.make_table(rng, model)
    for _ in range(round(size * 25)):
        make(rng, model, options)
    return limit(model, options)


def limit(model, options):
    """Leave only the kinds that the options name, and only what can be."""
    if options.only:
        for thing in list(model.things.values()):
            if thing.kind not in options.only and thing.kind != "schema":
                model.remove(thing)
            if thing["owner"] and "owner" not in options.only:
                thing["owner"] = None
    return model.repair(broken)


def orderable(model):
    try:
        model.order(rank)
        return True
    except (Cycle, KeyError):
        return False


# Edits: each changes the model, and returns what it did, or None.

EDITABLE = ("schema", "enum", "composite", "attribute", "domain", "domaincheck", "range",
            "sequence", "table", "column", "constraint", "index", "view", "matview", "viewcolumn",
            "function", "trigger", "policy", "statistics", "publication")


def one(rng, model, *kinds):
    things = [t for t in model.all(*kinds) if not t["builtin"]]
    return rng.choice(things) if things else None


def edit_add(rng, model, options):
    return make(rng, model, options)


def edit_drop(rng, model, options):
    """Leave out one thing, and what needs it; the smaller it is, the likelier."""
    kinds = sorted({t.kind for t in model.things.values() if not t["builtin"]})
    kinds = [k for k in kinds if k not in ("schema", "table") or rng.random() < 0.4]
    thing = one(rng, model, rng.choice(kinds)) if kinds else None
    if thing:
        model.remove(thing)
    return thing


def edit_rename(rng, model, options):
    kinds = [k for k in EDITABLE if model.all(k)]
    thing = one(rng, model, rng.choice(kinds))
    if thing is None or thing.name is None:
        return None
    return rename(rng, model, thing)


def rename(rng, model, thing):
    named(rng, model, thing)
    thing.declared = thing.declared or rng.random() < 0.6
    return thing


def edit_swap(rng, model, options):
    """Let two things of a kind have each other's names."""
    first = one(rng, model, *EDITABLE)
    if first is None or first.name is None:
        return None
    others = [t for t in model.all(first.kind) if t is not first and t.name is not None
              and not t["builtin"] and namespace(model, t) == namespace(model, first)]
    if not others:
        return None
    second = rng.choice(others)
    first.declared = second.declared = rng.random() < 0.5
    first.name, second.name = second.name, first.name
    return first


def edit_move(rng, model, options):
    """Move an object to another schema."""
    thing = one(rng, model, "table", "view", "function", "enum", "domain", "sequence", "composite")
    if thing is None:
        return None
    thing.on = making.some_schema(rng, model).id
    thing.declared = rng.random() < 0.5
    return thing


def edit_owner(rng, model, options):
    thing = one(rng, model, "schema", "table", "view", "matview", "function", "enum", "domain",
                "sequence", "composite", "range")
    if thing is not None:
        thing["owner"] = maybe(rng, 0.7, *ROLES)
    return thing


def edit_type(rng, model, options):
    """Change a column's type: within its family as a rule."""
    column = one(rng, model, "column", "attribute")
    if column is None:
        return None
    old = column["type"]
    family = types.family_of(model, old)
    own = [t for t in model.all("enum", "domain", "range", "composite")
           if column.kind == "column" or t.id < column.on]
    if family in types.BUILTIN and rng.random() < 0.7:
        column["type"] = types.builtin(rng, family)
    elif own and rng.random() < 0.3:
        column["type"] = ("user", Ref(rng.choice(own).id), rng.random() < 0.1)
    else:
        column["type"] = types.builtin(rng)
    for other in model.things.values():
        follow(model, other, column, old)
    return column


def follow(model, thing, column, old):
    """Let foreign keys and generated columns have the type of what they follow."""
    if thing.kind == "constraint" and thing["type"] == "foreign":
        key = model.get(thing["key"])
        for mine, theirs in zip(thing["columns"], key["columns"]):
            if theirs.id == column.id:
                model.get(mine)["type"] = column["type"]
    if thing.kind == "generated" and thing["source"].id == column.id:
        model.get(thing.on)["type"] = types.base_type(model, column["type"])


def edit_enum(rng, model, options):
    enum = one(rng, model, "enum")
    if enum is None:
        return None
    labels = list(enum["labels"])
    what = rng.choice(("add", "add", "add", "drop", "order", "rename"))
    if what == "drop" and len(labels) > 1:
        labels.remove(rng.choice(labels))
    elif what == "order":
        rng.shuffle(labels)
    elif what == "rename":
        labels[rng.randrange(len(labels))] = fresh(rng, labels, 0.1)
    else:
        for _ in range(rng.randint(1, 2)):
            labels.insert(rng.randint(0, len(labels)), fresh(rng, labels, 0.1))
    enum["labels"] = labels
    return enum


def edit_again(rng, model, options):
    """Give a thing a property of another that is made like it."""
    kinds = [k for k in TWINS if model.all(k)]
    thing = one(rng, model, rng.choice(kinds)) if kinds else None
    if thing is None:
        return None
    other = twin(rng, model, thing)
    if other is None:
        return None
    if thing.kind in WHOLE:
        thing.p = other.p
        return thing
    keys = [k for k in sorted(set(thing.p) | set(other.p)) if k not in FIXED and thing[k] != other[k]]
    if not keys:
        return None
    for key in rng.sample(keys, min(len(keys), rng.choice((1, 1, 2)))):
        thing[key] = other[key]
    return thing


# How to make another of a kind; what of it is no mere property.
TWINS = {
    "domain": making.make_domain, "domaincheck": making.make_domaincheck,
    "range": making.make_range, "sequence": making.make_sequence, "table": making.make_table,
    "column": making.make_column, "default": making.make_default,
    "identity": making.make_numbering, "constraint": None, "index": making.make_index,
    "view": coding.make_view, "matview": coding.make_matview, "viewcolumn": coding.make_viewcolumn,
    "function": coding.make_function, "trigger": coding.make_trigger, "policy": coding.make_policy,
    "defaultacl": making.make_defaultacl,
}
FIXED = ("type", "form", "arguments", "returns", "relation", "sources", "labels", "columns", "key",
         "source", "inline", "language", "method", "operator", "keys")
# What has properties that make no sense but together.
WHOLE = ("default", "identity", "defaultacl")
CONSTRAINTS = {"check": making.make_check, "foreign": making.make_foreign,
               "exclude": making.make_exclude, "unique": making.make_key,
               "primary": making.make_key}


def twin(rng, model, thing):
    """Make another thing like this one; it and all made for it are removed again."""
    before = model.last
    maker = TWINS[thing.kind]
    if thing.kind == "constraint":
        maker = CONSTRAINTS[thing["type"]]
    found = None
    for _ in range(8):
        if thing.kind == "function":
            made = coding.make_function(rng, model, thing["form"])
        elif thing.kind == "constraint" and maker is making.make_key:
            made = making.make_key(rng, model, thing["type"] if rng.random() < 0.9 else "unique")
        else:
            made = maker(rng, model)
        if made is not None and made.kind == thing.kind and (
                thing.on == made.on or thing.kind not in ("index", "trigger", "policy", "constraint")):
            found = made
            break
    made_for_it = [t for t in model.things.values() if t.id > before]
    for other in made_for_it:
        model.remove(other)
    model.last = before
    return found


def edit_grant(rng, model, options):
    grant = one(rng, model, "grant")
    if grant is not None:
        possible = making.GRANTED[model.get(grant.on).kind]
        grant["privileges"] = sorted(rng.sample(possible, rng.randint(1, len(possible))))
        grant["role"] = rng.choice(ROLES)
        grant["revoke"], grant["option"] = False, rng.random() < 0.3
    return grant


def edit_function(rng, model, options):
    """Change a function's arguments, result or language."""
    function = one(rng, model, "function")
    if function is None or function["form"] in ("trigger", "lower"):
        return None
    what = rng.choice(("language", "returns", "argument", "default", "variant"))
    if what == "language":
        function["language"] = rng.choice(("sql", "atomic", "plpgsql"))
        if function["form"] == "local":
            function["language"] = "plpgsql"
        if function["language"] == "atomic":
            function["setting"] = None
    elif what == "returns" and function["form"] == "constant":
        function["returns"] = types.builtin(rng, types.family_of(model, function["returns"]))
    elif what == "variant" and function["variant"] is not None:
        function["variant"] = rng.randrange(12)
    elif function["arguments"]:
        function["arguments"] = [dict(a) for a in function["arguments"]]
        argument = rng.choice(function["arguments"])
        if what == "default":
            for argument in function["arguments"]:
                argument["default"] = rng.randrange(9)
        elif rng.random() < 0.5:
            argument["name"] = fresh(rng, [a["name"] for a in function["arguments"]], 0.03)
        elif function["form"] in ("count", "procedure"):
            argument["type"] = types.any_type(rng, model)
    elif function["form"] in ("count", "procedure"):
        function["arguments"] = [coding.argument(rng, model, types.any_type(rng, model), [], True)]
    return function


def edit_keys(rng, model, options):
    """Change the columns of an index or a constraint."""
    thing = one(rng, model, "index", "constraint")
    if thing is None or thing["type"] in ("foreign", "check"):
        return None
    on = model.get(thing.on)
    if thing.kind == "index":
        columns = making.pick_columns(rng, model, on, making.METHODS[thing["method"]],
                                      1 if thing["method"] in ("hash", "gist", "spgist") else 3)
        if columns:
            thing["keys"] = [making.make_key_part(rng, model, thing["method"], c) for c in columns]
    else:
        columns = making.pick_columns(rng, model, on, most=1 if thing["type"] == "exclude" else 3)
        if columns:
            thing["columns"] = [Ref(c.id) for c in columns]
    return thing


def edit_kind(rng, model, options):
    """Make a materialized view of a view, or the other way."""
    view = one(rng, model, "view", "matview")
    if view is None:
        return None
    view.kind = "matview" if view.kind == "view" else "view"
    view["barrier"] = view["invoker"] = view["check"] = view["fillfactor"] = None
    return view


def edit_toggle(rng, model, options):
    """Turn a column's NOT NULL, a table's row security and the like on or off."""
    thing = one(rng, model, "column", "table", "domain", "constraint", "index", "trigger")
    if thing is None:
        return None
    key = {"column": "notnull", "table": rng.choice(("security", "unlogged", "identity")),
           "domain": "notnull", "constraint": rng.choice(("notvalid", "deferrable")), "index": "unique",
           "trigger": "state"}[thing.kind]
    values = {"security": (None, "enable", "force"), "identity": (None, "FULL", "NOTHING"),
              "state": (None, "DISABLE", "ENABLE ALWAYS"),
              "deferrable": (None, "DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED")}
    if thing.kind == "constraint":
        allowed = {"notvalid": ("check", "foreign"), "deferrable": ("foreign", "unique", "primary")}
        if thing["type"] not in allowed[key]:
            return None
        if key == "notvalid":
            thing["inline"] = False
    if thing.kind == "index" and thing["method"] != "btree":
        return None
    if thing.kind == "trigger" and model.get(thing.on).kind == "view":
        return None
    thing[key] = rng.choice(values[key]) if key in values else not thing[key]
    return thing


def edit_comment(rng, model, options):
    comment = one(rng, model, "comment")
    if comment is not None:
        comment["text"] = sentence(rng)
    return comment


EDITS = ((10, edit_add), (8, edit_drop), (5, edit_rename), (1, edit_swap), (1, edit_move),
         (1, edit_owner), (7, edit_type), (3, edit_enum), (8, edit_again), (2, edit_function),
         (2, edit_keys), (0.3, edit_kind), (3, edit_toggle), (1, edit_comment), (1, edit_grant))


def edit(rng, model, options, count):
    """Make so many edits; return the new model."""
    first, done, tries = model, 0, 0
    edits = EDITS + (exchanges.EDITS if options.exchanges else ())
    while done < count and tries < count * 30:
        tries += 1
        changed = model.copy()
        one_edit = rng.choices([e for _, e in edits], [w for w, _ in edits])[0]
        if one_edit(rng, changed, options) is None:
            continue
        limit(changed, options)
        if orderable(changed) and delta(model, changed) and classes.possible(first, changed):
            model = changed
            done += 1
    return model


def make_pair(rng, options):
    """A schema and an edited one."""
    while True:
        a = make_model(rng, options)
        if options.exchanges:
            limit(exchanges.prepare(rng, a), options)
        if orderable(a):
            break
    count = rng.choice((1, 1, 1, 2, 2, 3, 5, 8, 13, 25))
    return a, edit(rng, a, options, options.edits or count)
