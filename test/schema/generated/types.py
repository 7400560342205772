"""Types: what a column can be, and what can be said of one, by family.

A type is ("builtin", sql, family) or ("user", Ref, array). Whatever is written
about a column, a default, a check, a predicate, is chosen by the family that
its type has when it is printed, so that it stays right when the type changes.
"""

from .model import Ref
from .words import identifier, literal

BUILTIN = {
    "int": ("integer", "bigint", "smallint"),
    "num": ("numeric", "numeric(10,2)", "numeric(12,4)", "double precision", "real"),
    "text": ("text", "character varying(20)", "character varying(80)", "character varying",
             "character(8)"),
    "time": ("timestamp with time zone", "date", "timestamp without time zone",
             "timestamp(3) with time zone"),
    "bool": ("boolean",),
    "uuid": ("uuid",),
    "json": ("jsonb",),
    "bytes": ("bytea",),
    "interval": ("interval", "interval(3)", "interval day to second"),
    "inet": ("inet", "cidr"),
    "ints": ("integer[]", "bigint[]"),
    "texts": ("text[]",),
    "range": ("int4range", "tstzrange", "numrange"),
    "bits": ("bit(4)", "bit varying(8)"),
    "point": ("point",),
}
# How often a column is of a family.
WEIGHTS = {"int": 8, "num": 4, "text": 9, "time": 5, "bool": 3, "uuid": 2, "json": 2,
           "bytes": 1, "interval": 1, "inet": 1, "ints": 1, "texts": 1, "range": 1, "bits": 1,
           "point": 1}
COMPARABLE = frozenset(("int", "num", "text", "time", "bool", "uuid", "json", "bytes",
                        "interval", "inet", "ints", "texts", "range", "enum", "bits"))
HASHABLE = COMPARABLE - frozenset(("bits",))

# No longer than any type of the family takes: a column whose default it cannot
# hold cannot be added.
CONSTANTS = {
    "int": ("0", "42", "'-1'::integer", "1 + 1"),
    "num": ("0", "1.5", "0.00", "'-3'::integer", "1e3"),
    "text": ("''", "'none'", "'it''s'", "'a\\b'", "'x'::text", "'a' || 'b'", "'per%s'"),
    "time": ("now()", "'2020-01-01'", "CURRENT_DATE", "'infinity'", "CURRENT_TIMESTAMP",
             "now() + '1 day'::interval"),
    "bool": ("true", "false", "(NOT true)"),
    "uuid": ("gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'"),
    "json": ("'{}'", "'[]'::jsonb", "jsonb_build_object('a', 1)"),
    "bytes": ("'\\x00'", "''"),
    "interval": ("'1 day'", "'00:00:01'::interval"),
    "inet": ("'127.0.0.1'", "'10.0.0.0/8'"),
    "ints": ("'{}'", "ARRAY[1, 2]"),
    "texts": ("'{}'", "ARRAY['a', 'b']::text[]"),
    "range": ("'empty'", "'(,)'"),
    "bits": ("'0101'", "B'1010'"),
    "point": ("'(0,0)'", "point(1, 2)"),
}

# What a check, a WHERE or a policy can say; all immutable.
PREDICATES = {
    "int": ("%s > 0", "%s <> 5", "%s BETWEEN 1 AND 100", "%s IN (1, 2, 3)", "%s % 2 = 0",
            "%s IS NOT NULL", "%s > 1 OR %s < '-1'::integer"),
    "num": ("%s >= 0", "%s < 1000.5", "%s BETWEEN 0 AND 1", "%s IN (1, 2.5)"),
    "text": ("%s <> ''", "length(%s) > 2", "%s LIKE 'a%'", "%s ~ '^[a-z]+$'",
             "%s IN ('x', 'y', 'it''s')", "lower(%s) = %s", "%s = 'a' OR %s = 'b\\c'",
             "%s NOT IN ('n', 'm') AND %s IS NOT NULL"),
    "time": ("%s > '2000-01-01'", "%s IS NOT NULL", "%s < 'infinity'"),
    "bool": ("%s", "NOT %s", "%s IS TRUE"),
    "json": ("jsonb_typeof(%s) = 'object'", "%s ? 'key'", "%s @> '{\"a\": 1}'"),
    "ints": ("cardinality(%s) > 0", "1 = ANY (%s)"),
    "texts": ("cardinality(%s) > 0", "'a' = ANY (%s)"),
    "range": ("NOT isempty(%s)",),
    "inet": ("%s <> '0.0.0.0'", "family(%s) = 4"),
    "interval": ("%s > '0'",),
}


def builtin(rng, family=None):
    if family is None:
        family = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    return ("builtin", rng.choice(BUILTIN[family]), family)


def any_type(rng, model, user=0.2):
    """A type, one of the model's own now and then."""
    own = model.all("enum", "domain", "composite", "range")
    if own and rng.random() < user:
        return ("user", Ref(rng.choice(own).id), rng.random() < 0.1)
    return builtin(rng)


def qualified(model, thing):
    return "%s.%s" % (identifier(model.schema(thing).name), identifier(thing.name))


def write_type(model, spec):
    if spec[0] == "builtin":
        return spec[1]
    return qualified(model, model.get(spec[1])) + ("[]" if spec[2] else "")


def family_of(model, spec):
    if spec[0] == "builtin":
        return spec[2]
    if spec[2]:
        return "array"
    thing = model.get(spec[1])
    if thing.kind == "domain":
        return family_of(model, thing["type"])
    return thing.kind


def base_type(model, spec):
    """What a domain is over; any other type itself."""
    while spec[0] == "user" and not spec[2] and model.get(spec[1]).kind == "domain":
        spec = model.get(spec[1])["type"]
    return spec


def type_of(model, column):
    """The type of a column of a table, a view or a composite type."""
    if column.kind != "viewcolumn":
        return column["type"]
    if column["source"] is None:
        return ("builtin", "bigint", "int")
    source = type_of(model, model.get(column["source"]))
    base = base_type(model, source)
    if column["wrap"] == "expression":
        if base[0] == "builtin" and base[2] == "text":
            return ("builtin", "text", "text")
        if base[0] == "builtin" and base[2] == "int":
            return ("builtin", "bigint" if base[1] == "bigint" else "integer", "int")
    return source


def column_family(model, column):
    return family_of(model, type_of(model, column))


def labels(model, spec):
    return model.get(base_type(model, spec)[1])["labels"]


def constant(model, spec, variant):
    """A default's value."""
    family = family_of(model, spec)
    if family == "enum":
        names = labels(model, spec)
        return literal(names[variant % len(names)])
    if family in CONSTANTS:
        return CONSTANTS[family][variant % len(CONSTANTS[family])]
    return "NULL"


def predicate(model, spec, what, variant):
    """A condition on what, an expression of a type."""
    family = family_of(model, spec)
    if family == "enum":
        names = labels(model, spec)
        label = literal(names[variant % len(names)])
        if spec != base_type(model, spec):
            what += "::" + write_type(model, base_type(model, spec))
        return what + (" = " if variant % 2 else " <> ") + label
    texts = PREDICATES.get(family, ("%s IS NOT NULL",))
    text = texts[variant % len(texts)]
    return text.replace("%s", what)


def wrapped(model, column, what):
    """A view column's or a generated column's expression."""
    base = base_type(model, type_of(model, column))
    family = base[2] if base[0] == "builtin" else None
    return {"int": "%s + 1", "text": "upper(%s)"}.get(family, "%s").replace("%s", what)
