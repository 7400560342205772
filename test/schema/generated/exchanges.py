"""Edits that take names from each other: exchanged, handed on, given anew.

They come with --exchanges only. What has to be so from the start, namesakes in
several schemas, prepare() sees to.
"""

from . import coding, making
from .making import named, namespace

# What can be in another schema.
MOVABLE = ("table", "view", "matview", "function", "aggregate", "enum", "domain", "sequence",
           "composite", "range")
# How to make something that has the name that another had.
MAKERS = {
    "schema": making.make_schema, "enum": making.make_enum, "composite": making.make_composite,
    "domain": making.make_domain, "domaincheck": making.make_domaincheck,
    "range": making.make_range, "sequence": making.make_sequence, "table": making.make_table,
    "column": making.make_column, "attribute": making.make_attribute, "index": making.make_index,
    "constraint": making.make_check, "view": coding.make_view, "matview": coding.make_matview,
    "function": coding.make_function, "trigger": coding.make_trigger, "policy": coding.make_policy,
}
RELATIONS = ("enum", "composite", "domain", "range", "sequence", "table", "index", "view", "matview")


def nameable(model, *kinds):
    return [t for t in model.all(*kinds or tuple({t.kind for t in model.things.values()}))
            if t.name is not None and not t["builtin"]]


def pick(rng, model, *kinds):
    """A thing that has a name, each kind as likely as another."""
    things = nameable(model, *kinds)
    if not things:
        return None
    kind = rng.choice(sorted({t.kind for t in things}))
    return rng.choice([t for t in things if t.kind == kind])


def siblings(rng, model, thing):
    """What shares its names with a thing: of its kind as a rule."""
    place = namespace(model, thing)
    same_kind = rng.random() < 0.7
    return [t for t in nameable(model) if t is not thing and namespace(model, t) == place
            and (t.kind == thing.kind or not same_kind)]


def declare(rng, *things):
    """Tell of most of these changes, and all of them or none."""
    declared = rng.random() < 0.9
    for thing in things:
        thing.declared = thing.declared or declared


def edit_ring(rng, model, options):
    """Hand names round: two exchange theirs, or each has that of the next."""
    first = pick(rng, model)
    others = siblings(rng, model, first) if first else []
    if not others:
        return None
    ring = [first] + rng.sample(others, min(len(others), rng.choice((1, 1, 1, 2, 3))))
    names = [t.name for t in ring]
    for thing, name in zip(ring, names[1:] + names[:1]):
        thing.name = name
    declare(rng, *ring)
    return first


def edit_chain(rng, model, options):
    """Hand names on: each has that of the next, and the last a new one."""
    first = pick(rng, model)
    others = siblings(rng, model, first) if first else []
    if not others:
        return None
    chain = [first] + rng.sample(others, min(len(others), rng.choice((1, 1, 2, 3))))
    names = [t.name for t in chain]
    named(rng, model, chain[-1])
    for thing, name in zip(chain, names[1:]):
        thing.name = name
    declare(rng, *chain)
    return first


def owned_sequences(model, table):
    columns = {c.id for c in model.parts(table, "column")}
    return [model.get(o.on) for o in model.all("ownedby") if o["column"].id in columns]


def move(model, thing, schema):
    """Have a thing in another schema, and the sequences that it owns, too."""
    thing.on = schema
    for sequence in owned_sequences(model, thing) if thing.kind == "table" else ():
        sequence.on = schema
        sequence.declared = thing.declared


def edit_places(rng, model, options):
    """Let two things have each other's schemas, and names most often, too."""
    first = pick(rng, model, *MOVABLE)
    others = [t for t in nameable(model, *MOVABLE) if first and t.on != first.on
              and (t.kind == first.kind or rng.random() < 0.1)]
    if not others:
        return None
    alike = [t for t in others if t.name == first.name]
    second = rng.choice(alike or others)
    declare(rng, first, second)
    one, other = first.on, second.on
    move(model, first, other)
    move(model, second, one)
    if rng.random() < 0.7:
        first.name, second.name = second.name, first.name
    return first


def edit_move(rng, model, options):
    """Move a thing to another schema and rename it, maybe to a name taken there."""
    thing = pick(rng, model, *MOVABLE)
    schemas = [s for s in model.all("schema") if thing and s.id != thing.on]
    if not schemas:
        return None
    declare(rng, thing)
    move(model, thing, rng.choice(schemas).id)
    if rng.random() < 0.5:
        named(rng, model, thing)
        return thing
    others = siblings(rng, model, thing)
    if others:
        other = rng.choice(others)
        thing.name = other.name
        named(rng, model, other)
        declare(rng, other)
    return thing


def edit_successor(rng, model, options):
    """Rename or move a thing, and give its old name to a new one."""
    thing = pick(rng, model, *MAKERS)
    if thing is None:
        return None
    name, schema, place = thing.name, model.schema(thing), namespace(model, thing)
    schemas = [s for s in model.all("schema") if s is not schema]
    declare(rng, thing)
    if thing.kind in MOVABLE and schemas and rng.random() < 0.5:
        move(model, thing, rng.choice(schemas).id)
    else:
        named(rng, model, thing)
    relation = place[0] == "relation" and thing.kind != "constraint"
    kind = rng.choice(RELATIONS) if relation and rng.random() < 0.3 else thing.kind
    for _ in range(8):
        made = MAKERS[kind](rng, model)
        if made is None:
            return None
        if made.kind in MOVABLE:
            made.on = schema.id
        made.name = name
        if kind in RELATIONS and relation or namespace(model, made) == place:
            return made
        model.remove(made)
    return None


EDITS = ((10, edit_ring), (7, edit_chain), (6, edit_places), (5, edit_move), (6, edit_successor))


def prepare(rng, model):
    """Give things in several schemas the same names, and so their indexes and keys."""
    for kinds in (("table",), MOVABLE, MOVABLE, ("index", "constraint"), ("index", "constraint")):
        first = pick(rng, model, *kinds)
        if first is None:
            continue
        place = namespace(model, first)
        for other in nameable(model, first.kind):
            if namespace(model, other) != place and rng.random() < 0.5 and not any(
                    t.name == first.name and namespace(model, t) == namespace(model, other)
                    for t in nameable(model)):
                other.name = first.name
    return model
