"""Things made at random: types, tables and what is on them.

Every function here takes the random numbers and the model, adds a thing, and
returns it, or None if the model has not what the thing would need.
"""

from . import types
from .model import Ref
from .words import fresh, sentence

ROLES = ("regress_schema_one", "regress_schema_two", "regress_Schema Three")
RELATIONS = ("table", "view", "matview", "sequence", "index", "composite", "enum", "domain",
             "range", "partition")


def maybe(rng, chance, *values):
    """One of the values, or None."""
    return rng.choice(values) if rng.random() < chance else None


def namespace(model, thing):
    """Where a thing's name must be its own; None if it has no name."""
    if thing.name is None:
        return None
    if thing.kind in RELATIONS or (thing.kind == "constraint" and thing["type"] in
                                   ("primary", "unique", "exclude")):
        return ("relation", model.schema(thing).id)
    if thing.kind in ("function", "aggregate"):
        return ("function", thing.on, tuple(types.write_type(model, a["type"])
                                            for a in thing["arguments"] or ()))
    if thing.kind == "statistics":
        return ("statistics", model.schema(thing).id)
    if thing.kind in ("column", "viewcolumn", "attribute"):
        return ("column", thing.on)
    if thing.kind == "domaincheck":
        return ("constraint", thing.on)
    return (thing.kind, thing.on)


def named(rng, model, thing, awkward=0.07):
    """Give a thing a name that nothing else has there, and return it."""
    thing.name = ""
    place = namespace(model, thing)
    taken = {t.name for t in model.things.values()
             if t is not thing and namespace(model, t) == place}
    if thing.kind in ("column", "attribute", "viewcolumn"):
        taken |= {"tableoid", "xmin", "ctid"}
    thing.name = fresh(rng, taken, awkward)
    return thing


def some_schema(rng, model):
    return rng.choice(model.all("schema"))


def owner(rng):
    return maybe(rng, 0.12, *ROLES)


def make_schema(rng, model):
    return named(rng, model, model.add("schema", None, owner=owner(rng)))


# Types

def make_enum(rng, model):
    values = []
    while len(values) < rng.randint(1, 6):
        label = fresh(rng, values, 0.1)
        values.append(label)
    return named(rng, model, model.add(
        "enum", None, some_schema(rng, model).id, labels=values, owner=owner(rng)))


def make_composite(rng, model):
    thing = named(rng, model, model.add(
        "composite", None, some_schema(rng, model).id, owner=owner(rng)))
    for _ in range(rng.randint(1, 4)):
        make_attribute(rng, model, thing)
    return thing


def make_attribute(rng, model, on=None):
    composites = model.all("composite")
    if on is None and not composites:
        return None
    on = on or rng.choice(composites)
    own = [t for t in model.all("enum", "domain") if t.id < on.id]
    spec = (("user", Ref(rng.choice(own).id), False) if own and rng.random() < 0.2
            else types.builtin(rng))
    return named(rng, model, model.add("attribute", None, on.id, type=spec))


def make_domain(rng, model):
    base = types.any_type(rng, model, 0.15)
    if types.family_of(model, base) in ("composite", "array"):
        base = types.builtin(rng)
    has_value = types.family_of(model, base) in types.CONSTANTS
    thing = named(rng, model, model.add(
        "domain", None, some_schema(rng, model).id, type=base,
        notnull=rng.random() < 0.15, owner=owner(rng),
        default=rng.randrange(10) if has_value and rng.random() < 0.3 else None,
        collate=maybe(rng, 0.2, "C", "POSIX")))
    for _ in range(rng.choice((0, 1, 1, 2))):
        make_domaincheck(rng, model, thing)
    return thing


def make_domaincheck(rng, model, on=None):
    domains = model.all("domain")
    if on is None and not domains:
        return None
    thing = model.add("domaincheck", None, (on or rng.choice(domains)).id,
                      variant=rng.randrange(12), notvalid=on is None and rng.random() < 0.2)
    return thing if rng.random() < 0.3 else named(rng, model, thing)


def make_range(rng, model):
    return named(rng, model, model.add(
        "range", None, some_schema(rng, model).id, owner=owner(rng),
        subtype=rng.choice(("integer", "double precision", "text", "date", "numeric")),
        diff=rng.random() < 0.3, multirange=maybe(rng, 0.2, "many"),
        collate=maybe(rng, 0.3, "C")))


def make_sequence(rng, model):
    sizes = {"smallint": 30000, "integer": 2000000000, "bigint": 10 ** 15}
    size = rng.choice(list(sizes))
    return named(rng, model, model.add(
        "sequence", None, some_schema(rng, model).id, owner=owner(rng), type=size,
        increment=maybe(rng, 0.3, 2, 10, -1), start=None,
        maximum=maybe(rng, 0.2, sizes[size], 100), minimum=None,
        cache=maybe(rng, 0.2, 10, 50), cycle=rng.random() < 0.15,
        unlogged=rng.random() < 0.05))


def make_ownedby(rng, model):
    sequences = [s for s in model.all("sequence") if not model.parts(s, "ownedby")]
    if not sequences:
        return None
    sequence = rng.choice(sequences)
    columns = [c for c in model.all("column") if model.get(c.on).on == sequence.on
               and model.get(c.on)["owner"] == sequence["owner"]]
    if not columns:
        return None
    return model.add("ownedby", None, sequence.id, column=Ref(rng.choice(columns).id))


# Tables

def make_table(rng, model):
    thing = named(rng, model, model.add(
        "table", None, some_schema(rng, model).id, owner=owner(rng),
        unlogged=rng.random() < 0.05, fillfactor=maybe(rng, 0.1, 50, 80),
        autovacuum=maybe(rng, 0.1, True, False), security=maybe(rng, 0.15, "enable", "force"),
        identity=maybe(rng, 0.1, "FULL", "NOTHING")))
    for number in range(rng.choice((1, 2, 3, 3, 4, 5, 6, 8))):
        column = make_column(rng, model, thing)
        if number == 0 and rng.random() < 0.75:
            column["type"] = ("builtin", rng.choice(("integer", "bigint")), "int")
            if rng.random() < 0.6:
                make_numbering(rng, model, column)
            make_key(rng, model, "primary", thing, [column])
    return thing


def make_column(rng, model, on=None):
    tables = model.all("table")
    if on is None and not tables:
        return None
    table = on or rng.choice(tables)
    spec = types.any_type(rng, model)
    family = types.family_of(model, spec)
    long = family in ("text", "json", "bytes", "ints", "texts")
    column = named(rng, model, model.add(
        "column", None, table.id, type=spec, notnull=rng.random() < 0.35,
        collate=maybe(rng, 0.1, "C", "POSIX"),
        storage=maybe(rng, 0.1, "EXTERNAL", "PLAIN") if long else None,
        compression=maybe(rng, 0.08, "pglz") if long else None,
        statistics=maybe(rng, 0.06, 0, 500), distinct=maybe(rng, 0.04, -0.5, 100)))
    chance = rng.random()
    if chance < 0.3:
        make_default(rng, model, column)
    elif chance < 0.37:
        make_generated(rng, model, column)
    return column


def plain_columns(model):
    """Columns that have no value of their own yet."""
    return [c for c in model.all("column") if not model.parts(c, "default", "identity", "generated")]


def make_default(rng, model, on=None):
    columns = [on] if on else plain_columns(model)
    if not columns:
        return None
    column = rng.choice(columns)
    family = types.column_family(model, column)
    functions = [f for f in model.all("function") if f["form"] == "constant"
                 and types.family_of(model, f["returns"]) == family]
    if functions and rng.random() < 0.6:
        return model.add("default", None, column.id, form="function",
                         function=Ref(rng.choice(functions).id))
    sequences = model.all("sequence")
    if family == "int" and sequences and rng.random() < 0.4:
        return model.add("default", None, column.id, form="sequence",
                         sequence=Ref(rng.choice(sequences).id))
    if family not in types.CONSTANTS and family != "enum":
        return None
    return model.add("default", None, column.id, form="constant", variant=rng.randrange(12))


def make_numbering(rng, model, on=None):
    """Make a column number its rows: identity or serial."""
    columns = [c for c in ([on] if on else plain_columns(model))
               if c["type"][0] == "builtin" and c["type"][2] == "int"]
    if not columns:
        return None
    column = rng.choice(columns)
    if rng.random() < 0.35:
        return model.add("default", None, column.id, form="serial")
    return model.add("identity", None, column.id, always=rng.random() < 0.5,
                     start=maybe(rng, 0.2, 10, 100), increment=maybe(rng, 0.15, 2, 5),
                     cache=maybe(rng, 0.1, 20))


def make_generated(rng, model, on=None):
    columns = [on] if on else plain_columns(model)
    if not columns:
        return None
    column = rng.choice(columns)
    sources = [c for c in model.parts(model.get(column.on), "column")
               if c is not column and not model.parts(c, "generated")]
    if not sources:
        return None
    source = rng.choice(sources)
    column["type"] = types.base_type(model, source["type"])
    return model.add("generated", None, column.id, source=Ref(source.id))


def columns_of(model, relation, families=None):
    return [c for c in model.parts(relation, "column", "viewcolumn")
            if families is None or types.column_family(model, c) in families]


def pick_columns(rng, model, relation, families=types.COMPARABLE, most=3):
    columns = columns_of(model, relation, families)
    if not columns:
        return []
    return rng.sample(columns, rng.choice([n for n in (1, 1, 1, 2, 2, 3)
                                           if n <= min(most, len(columns))]))


# Constraints

def make_key(rng, model, kind=None, on=None, columns=None):
    tables = model.all("table")
    if on is None and not tables:
        return None
    table = on or rng.choice(tables)
    kind = kind or rng.choice(("primary", "unique", "unique"))
    columns = columns or pick_columns(rng, model, table)
    if not columns:
        return None
    if kind == "primary" and any(c["type"] == "primary" for c in model.parts(table, "constraint")):
        return None
    rest = [c for c in columns_of(model, table) if c not in columns]
    return constraint(rng, model, table, kind, columns=[Ref(c.id) for c in columns],
                      deferrable=maybe(rng, 0.1, "DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"),
                      include=[Ref(rng.choice(rest).id)] if rest and rng.random() < 0.1 else [],
                      nulls=kind == "unique" and rng.random() < 0.15,
                      fillfactor=maybe(rng, 0.05, 70))


def constraint(rng, model, table, kind, **p):
    """A constraint with a name, or the one that the server gives it."""
    inline = kind != "foreign" and rng.random() < 0.5
    thing = model.add("constraint", None, table.id, type=kind, inline=inline, **p)
    return thing if rng.random() < 0.3 else named(rng, model, thing)


def make_check(rng, model):
    columns = model.all("column")
    if not columns:
        return None
    column = rng.choice(columns)
    table = model.get(column.on)
    tests = [f for f in model.all("function") if f["form"] == "test" and
             types.family_of(model, f["arguments"][0]["type"]) == types.column_family(model, column)]
    second = rng.choice(columns_of(model, table))
    thing = constraint(
        rng, model, table, "check", columns=[Ref(column.id)], variant=rng.randrange(12),
        second=(Ref(second.id), rng.randrange(12)) if rng.random() < 0.25 else None,
        function=Ref(rng.choice(tests).id) if tests and rng.random() < 0.7 else None,
        noinherit=rng.random() < 0.06, notvalid=rng.random() < 0.12)
    if thing["notvalid"]:
        thing["inline"] = False
    return thing


def make_foreign(rng, model):
    keys = [c for c in model.all("constraint") if c["type"] in ("primary", "unique")
            and not c["deferrable"]]
    tables = model.all("table")
    if not keys:
        return None
    key, table = rng.choice(keys), rng.choice(tables)
    used = []
    for ref in key["columns"]:
        fits = [c for c in columns_of(model, table) if c not in used
                and c["type"] == model.get(ref)["type"] and not model.parts(c, "generated")]
        if not fits:
            column = named(rng, model, model.add("column", None, table.id,
                                                 type=model.get(ref)["type"]))
            fits = [column]
        used.append(rng.choice(fits))
    actions = ("CASCADE", "SET NULL", "RESTRICT", "SET DEFAULT")
    return constraint(
        rng, model, table, "foreign", columns=[Ref(c.id) for c in used], key=Ref(key.id),
        delete=maybe(rng, 0.4, *actions), update=maybe(rng, 0.2, *actions),
        full=rng.random() < 0.1, notvalid=rng.random() < 0.15,
        deferrable=maybe(rng, 0.2, "DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"))


def make_exclude(rng, model):
    tables = model.all("table")
    if not tables:
        return None
    table = rng.choice(tables)
    ranges = columns_of(model, table, ("range",))
    if ranges:
        return constraint(rng, model, table, "exclude", columns=[Ref(rng.choice(ranges).id)],
                          method="gist", operator="&&",
                          deferrable=maybe(rng, 0.2, "DEFERRABLE INITIALLY DEFERRED"))
    columns = pick_columns(rng, model, table, ("int", "text", "uuid"), 1)
    if not columns:
        return None
    return constraint(rng, model, table, "exclude", columns=[Ref(columns[0].id)],
                      method=rng.choice(("btree", "hash")), operator="=",
                      where=rng.randrange(12) if rng.random() < 0.4 else None)


# Indexes

METHODS = {
    "btree": types.COMPARABLE,
    "hash": types.HASHABLE,
    "gin": frozenset(("json", "ints", "texts")),
    "gist": frozenset(("range", "point")),
    "brin": frozenset(("int", "num", "time", "uuid")),
    "spgist": frozenset(("text", "range", "point")),
}
OPCLASSES = {("gin", "json"): ("jsonb_path_ops",),
             ("btree", "text"): ("text_pattern_ops", "varchar_pattern_ops"),
             ("brin", "int"): ("int8_minmax_multi_ops",)}


def make_index(rng, model):
    relations = model.all("table", "matview")
    if not relations:
        return None
    on = rng.choice(relations)
    method = rng.choice(("btree",) * 6 + tuple(METHODS))
    columns = pick_columns(rng, model, on, METHODS[method], 3 if method in ("btree", "gin", "brin") else 1)
    if not columns:
        return None
    keys = [make_key_part(rng, model, method, c) for c in columns]
    where = rng.choice(columns_of(model, on)) if rng.random() < 0.2 else None
    rest = [c for c in columns_of(model, on) if c not in columns]
    ordered = method == "btree"
    thing = model.add(
        "index", None, on.id, method=method, keys=keys,
        unique=ordered and rng.random() < 0.25, nulls=ordered and rng.random() < 0.1,
        include=[Ref(rng.choice(rest).id)] if rest and ordered and rng.random() < 0.15 else [],
        where=(Ref(where.id), rng.randrange(12)) if where else None,
        fillfactor=maybe(rng, 0.08, 60) if method in ("btree", "hash", "gist", "spgist") else None,
        cluster=ordered and rng.random() < 0.04, statistics=None)
    return named(rng, model, thing)


def make_key_part(rng, model, method, column):
    """One column, or one expression, of an index."""
    family = types.column_family(model, column)
    functions = [f for f in model.all("function") if f["form"] == "lower"]
    part = {"column": Ref(column.id), "expression": None, "function": None, "opclass": None,
            "collate": None, "desc": False, "nulls": None}
    if method == "btree":
        if family == "text" and rng.random() < 0.3:
            part["expression"] = "lower"
            if functions and rng.random() < 0.5:
                part["function"] = Ref(rng.choice(functions).id)
        elif family in ("int", "num") and rng.random() < 0.15:
            part["expression"] = "abs"
        if family == "text":
            part["collate"] = maybe(rng, 0.1, "C")
        part["desc"], part["nulls"] = rng.random() < 0.15, maybe(rng, 0.15, "FIRST", "LAST")
    if rng.random() < 0.2 and not part["expression"]:
        part["opclass"] = maybe(rng, 1, *OPCLASSES.get((method, family), (None,)))
    return part


# Comments and rights

COMMENTED = ("schema", "enum", "composite", "domain", "range", "sequence", "table", "column",
             "view", "matview", "viewcolumn", "index", "constraint", "function", "trigger", "policy",
             "domaincheck", "attribute", "statistics", "aggregate", "rule", "publication")
GRANTED = {
    "table": ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"),
    "view": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "matview": ("SELECT",),
    "column": ("SELECT", "INSERT", "UPDATE", "REFERENCES"),
    "sequence": ("USAGE", "SELECT", "UPDATE"),
    "function": ("EXECUTE",),
    "schema": ("USAGE", "CREATE"),
    "enum": ("USAGE",),
    "domain": ("USAGE",),
    "range": ("USAGE",),
    "composite": ("USAGE",),
}


def make_comment(rng, model):
    things = [t for t in model.all(*COMMENTED) if not model.parts(t, "comment")
              and (t.name is not None)]
    if not things:
        return None
    return model.add("comment", None, rng.choice(things).id, text=sentence(rng))


def make_grant(rng, model):
    things = model.all(*GRANTED)
    if not things:
        return None
    thing = rng.choice(things)
    possible = GRANTED[thing.kind]
    granted = rng.sample(possible, rng.randint(1, min(3, len(possible))))
    role = rng.choice(ROLES + ("PUBLIC",))
    revoke = thing.kind in ("function", "enum", "domain") and role == "PUBLIC"
    return model.add("grant", None, thing.id, role=role, revoke=revoke,
                     privileges=["ALL"] if rng.random() < 0.15 else sorted(granted),
                     option=role != "PUBLIC" and rng.random() < 0.15)


def make_defaultacl(rng, model):
    kinds = {"TABLES": ("SELECT", "INSERT", "UPDATE", "DELETE"), "SEQUENCES": ("USAGE", "SELECT"),
             "FUNCTIONS": ("EXECUTE",), "TYPES": ("USAGE",)}
    what = rng.choice(list(kinds))
    schema = some_schema(rng, model)
    role = rng.choice(ROLES + ("PUBLIC",))
    return model.add("defaultacl", None, schema.id if rng.random() < 0.7 else None,
                     what=what, role=maybe(rng, 0.4, *ROLES), grantee=role,
                     privileges=rng.sample(kinds[what], 1),
                     revoke=False, option=role != "PUBLIC" and rng.random() < 0.1)
