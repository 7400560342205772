"""The rarer classes: partitions, inheritance, rules, statistics, aggregates,
publications. They come with --all-classes only."""

from . import types
from .making import columns_of, maybe, named, owner, pick_columns, some_schema
from .model import Ref
from .words import identifier

KEYED = ("int", "text", "time")


def make_partitioned(rng, model):
    """A plain table, without keys, becomes a partitioned one."""
    tables = [t for t in model.all("table") if not t["partitioning"] and not t["parents"]
              and not t["unlogged"] and not t["identity"]
              and not model.parts(t, "constraint") and columns_of(model, t, KEYED)
              and not any(model.parts(c, "identity", "generated") for c in columns_of(model, t))]
    if not tables:
        return None
    table = rng.choice(tables)
    columns = [c for c in columns_of(model, table, KEYED)]
    table["partitioning"] = (rng.choice(("RANGE", "LIST", "HASH")), Ref(rng.choice(columns).id))
    for _ in range(rng.randint(0, 3)):
        make_partition(rng, model, table)
    return table


def make_partition(rng, model, on=None):
    tables = [t for t in model.all("table") if t["partitioning"]]
    if on is None and not tables:
        return None
    table = on or rng.choice(tables)
    numbers = {p["number"] for p in model.parts(table, "partition")}
    number = min(set(range(9)) - numbers)
    return named(rng, model, model.add("partition", None, table.id, number=number))


def make_inheritance(rng, model):
    tables = [t for t in model.all("table") if not t["partitioning"] and not t["parents"]
              and not t["unlogged"]]
    if len(tables) < 2:
        return None
    parent = rng.choice(tables)
    child = named(rng, model, model.add("table", None, some_schema(rng, model).id,
                                        owner=owner(rng), parents=[Ref(parent.id)]))
    column = named(rng, model, model.add("column", None, child.id, type=types.builtin(rng)))
    if column.name in {c.name for c in columns_of(model, parent)}:
        model.remove(column)
    return child


def make_rule(rng, model):
    tables = [t for t in model.all("table") if not t["partitioning"]]
    if not tables:
        return None
    return named(rng, model, model.add(
        "rule", None, rng.choice(tables).id, event=rng.choice(("INSERT", "UPDATE", "DELETE")),
        instead=rng.random() < 0.5, state=maybe(rng, 0.2, "DISABLE", "ENABLE ALWAYS")))


def make_statistics(rng, model):
    tables = [t for t in model.all("table") if len(columns_of(model, t, types.COMPARABLE)) > 1]
    if not tables:
        return None
    table = rng.choice(tables)
    columns = pick_columns(rng, model, table)
    if len(columns) < 2:
        return None
    return named(rng, model, model.add(
        "statistics", None, table.id, columns=[Ref(c.id) for c in columns],
        kinds=maybe(rng, 0.6, ["ndistinct"], ["dependencies", "mcv"]), target=maybe(rng, 0.2, 50)))


def make_aggregate(rng, model):
    spec = rng.choice((("builtin", "integer", "int"), ("builtin", "bigint", "int"),
                       ("builtin", "double precision", "num")))
    return named(rng, model, model.add(
        "aggregate", None, some_schema(rng, model).id, owner=owner(rng),
        arguments=[{"name": "it", "type": spec, "default": None}],
        initial=maybe(rng, 0.5, 0, 1), parallel=maybe(rng, 0.3, "SAFE")))


def make_publication(rng, model):
    tables = [t for t in model.all("table") if not t["unlogged"] and not t["partitioning"]]
    if not tables:
        return None
    chosen = rng.sample(tables, rng.randint(1, min(2, len(tables))))
    return named(rng, model, model.add(
        "publication", None, None, tables=[Ref(t.id) for t in chosen],
        publish=maybe(rng, 0.3, "insert", "insert, update")))


MAKERS = ((3, make_partitioned), (2, make_partition), (2, make_inheritance), (2, make_rule),
          (2, make_statistics), (2, make_aggregate), (1, make_publication))


# Printing

def bounds(model, table, partition):
    how, ref = table["partitioning"]
    family = types.column_family(model, model.get(ref))
    number = partition["number"]
    values = {"int": "%d" % (number * 100), "text": "'%c'" % (97 + number),
              "time": "'20%02d-01-01'" % (10 + number)}
    after = {"int": "%d" % (number * 100 + 100), "text": "'%c'" % (98 + number),
             "time": "'20%02d-01-01'" % (11 + number)}
    if how == "HASH":
        return "FOR VALUES WITH (MODULUS 9, REMAINDER %d)" % number
    if number == 8:
        return "DEFAULT"
    if how == "LIST":
        return "FOR VALUES IN (%s)" % values[family]
    return "FOR VALUES FROM (%s) TO (%s)" % (values[family], after[family])


def write_partition(model, thing):
    table = model.get(thing.on)
    return "CREATE TABLE %s PARTITION OF %s %s" % (
        types.qualified(model, thing), types.qualified(model, table), bounds(model, table, thing))


def write_rule(model, thing):
    on = types.qualified(model, model.get(thing.on))
    text = "CREATE RULE %s AS ON %s TO %s DO %s" % (
        identifier(thing.name), thing["event"], on,
        "INSTEAD NOTHING" if thing["instead"] else "ALSO SELECT 1")
    if thing["state"]:
        text += ";\nALTER TABLE %s %s RULE %s" % (on, thing["state"], identifier(thing.name))
    return text


def write_statistics(model, thing):
    name = types.qualified(model, thing)
    text = "CREATE STATISTICS %s%s ON %s FROM %s" % (
        name, " (%s)" % ", ".join(thing["kinds"]) if thing["kinds"] else "",
        ", ".join(identifier(model.get(r).name) for r in thing["columns"]),
        types.qualified(model, model.get(thing.on)))
    if thing["target"]:
        text += ";\nALTER STATISTICS %s SET STATISTICS %d" % (name, thing["target"])
    return text


def write_aggregate(model, thing):
    kind = thing["arguments"][0]["type"][1]
    function = {"integer": "int4pl", "bigint": "int8pl", "double precision": "float8pl"}[kind]
    return "CREATE AGGREGATE %s(%s) (SFUNC = %s, STYPE = %s%s%s)" % (
        types.qualified(model, thing), kind, function, kind,
        ", INITCOND = '%d'" % thing["initial"] if thing["initial"] is not None else "",
        ", PARALLEL = " + thing["parallel"] if thing["parallel"] else "")


def write_publication(model, thing):
    text = "CREATE PUBLICATION %s FOR TABLE %s" % (identifier(thing.name), ", ".join(
        types.qualified(model, model.get(r)) for r in thing["tables"]))
    if thing["publish"]:
        text += " WITH (publish = '%s')" % thing["publish"]
    return text


# What no statement does

def possible(a, b):
    """Whether all tables stay partitioned as they are and go on inheriting what they do.

    A table cannot be partitioned in place, and a column that has come to be
    inherited stays declared by its table as well.
    """
    return not any(
        (old.id == new.id or types.qualified(a, old) == types.qualified(b, new))
        and ancestry(a, old) != ancestry(b, new)
        for old in a.all("table", "partition") for new in b.all("table", "partition"))


def ancestry(model, table):
    key = table["partitioning"] and model.get(table["partitioning"][1])
    return (key and (table["partitioning"][0], key.id, key.name, types.write_type(model, key["type"])),
            [(r.id, types.qualified(model, model.get(r))) for r in table["parents"] or ()])


# What cannot be

def broken_partition(model, thing):
    table = model.get(thing.on)
    if not table["partitioning"]:
        return True
    return any(p is not thing and p["number"] == thing["number"] and p.id < thing.id
               for p in model.parts(table, "partition"))


def broken_table(model, table):
    """A partitioned table has no exclusion constraint, and its key is a plain column of it."""
    children = [t for t in model.all("table") if t["parents"]]
    if table["parents"]:
        # whatever a parent gets, its child would have too
        parent = model.get(table["parents"][0])
        mine = {c.name for c in model.parts(table, "column")}
        theirs = {c.name for c in model.parts(parent, "column")}
        return bool(mine & theirs) or bool(parent["parents"]) or parent["unlogged"] or parent["partitioning"]
    if not table["partitioning"]:
        return False
    key = model.get(table["partitioning"][1])
    return (key.on != table.id or key["type"][0] != "builtin" or types.column_family(model, key) not in KEYED
            or bool(model.parts(key, "generated")) or table["unlogged"]
            or any(table.id in [r.id for r in c["parents"]] for c in children))


def broken_rule(model, thing):
    return bool(model.get(thing.on)["partitioning"])


def broken_publication(model, thing):
    if len(set(thing["tables"])) < len(thing["tables"]):
        return True
    return any(model.get(r)["unlogged"] or model.get(r)["partitioning"] for r in thing["tables"])
