"""What cannot be: things that PostgreSQL would refuse.

broken(model, thing) says so of a thing whose references are all there. An edit
of one thing, or a part of an edit, may break another, which is then removed.
"""

from . import types
from .classes import (broken_partition, broken_publication, broken_rule,  # noqa: F401
                      broken_table)
from .making import METHODS, namespace, OPCLASSES

def broken(model, thing):
    check = globals().get("broken_" + thing.kind)
    if check and check(model, thing):
        return True
    place = namespace(model, thing)
    if place is None:
        return False
    for other in model.things.values():
        if other is thing:
            return False
        if other.name == thing.name and namespace(model, other) == place:
            return True
    return False


def family(model, ref):
    return types.column_family(model, model.get(ref))


def generated(model, ref):
    return bool(model.parts(model.get(ref), "generated"))


def inherited(model, table, columns):
    """Whether columns are not those of a relation."""
    return any(model.get(c).on != table.id for c in columns)


def first_of(model, thing, *kinds):
    return model.part(model.get(thing.on), *kinds) is thing


VALUES = ("default", "identity", "generated")


def numbers(model, column):
    return column["type"][0] == "builtin" and column["type"][2] == "int"


def broken_default(model, thing):
    column = model.get(thing.on)
    kind = types.column_family(model, column)
    if not first_of(model, thing, *VALUES):
        return True
    if thing["form"] == "function":
        function = model.get(thing["function"])
        return function["form"] != "constant" or types.family_of(model, function["returns"]) != kind
    if thing["form"] == "sequence":
        return kind != "int" or model.get(thing["sequence"])["unlogged"]
    if thing["form"] == "serial":
        return not numbers(model, column)
    return kind not in types.CONSTANTS and kind != "enum"


def broken_identity(model, thing):
    return not first_of(model, thing, *VALUES) or not numbers(model, model.get(thing.on))


def broken_generated(model, thing):
    column, source = model.get(thing.on), model.get(thing["source"])
    return (not first_of(model, thing, *VALUES) or source.on != column.on or source is column
            or generated(model, thing["source"])
            or types.base_type(model, column["type"]) != types.base_type(model, source["type"]))


def broken_view(model, view):
    columns = model.parts(view, "viewcolumn")
    sources = [r.id for r in view["sources"]]
    return (not any(c["source"] for c in columns)
            or bool(view["where"]) and model.get(view["where"][0]).on != sources[0]
            or bool(view["check"]) and not updatable(model, view))


def updatable(model, view):
    """Whether rows can be inserted into a view without a trigger."""
    source = model.get(view["sources"][0])
    return view["form"] == "plain" and any(
        c["source"] and not c["wrap"] for c in model.parts(view, "viewcolumn")) and (
        source.kind == "table" or (source.kind == "view" and updatable(model, source)))


broken_matview = broken_view


def broken_viewcolumn(model, column):
    view = model.get(column.on)
    if column["source"] is None:
        return view["form"] not in ("group", "window")
    source = model.get(column["source"])
    sources = [r.id for r in view["sources"]]
    if view["form"] != "join":
        sources = sources[:1]
    if view["form"] == "group" and family(model, column["source"]) not in types.COMPARABLE:
        return True
    return source.on not in sources


def broken_constraint(model, thing):
    table = model.get(thing.on)
    if not thing["columns"] or inherited(model, table, thing["columns"]):
        return True
    if inherited(model, table, thing["include"] or []):
        return True
    if unpartitionable(table, thing, thing["columns"]):
        return True
    if any(c.name == thing.name and c.id < thing.id and c.name is not None
           for c in model.parts(table, "constraint")):
        return True
    return globals()["broken_" + thing["type"]](model, thing, table)


def unpartitionable(table, thing, columns):
    """Whether a partitioned table cannot have an index or a constraint."""
    if not table["partitioning"]:
        return False
    if thing["type"] in ("primary", "unique") or thing["unique"]:
        return table["partitioning"][1] not in columns
    return thing["type"] == "exclude" or thing["cluster"] or (
        thing["type"] == "foreign" and thing["notvalid"])


def broken_check(model, thing, table):
    if thing["second"] and inherited(model, table, thing["second"][:1]):
        return True
    return unfit_function(model, thing["function"], "test", thing["columns"][0])


def unfit_function(model, ref, form, column):
    if ref is None:
        return False
    function = model.get(ref)
    return function["form"] != form or types.family_of(
        model, function["arguments"][0]["type"]) != family(model, column)


def broken_unique(model, thing, table):
    return any(family(model, c) not in types.COMPARABLE for c in thing["columns"])


def broken_primary(model, thing, table):
    first = [c for c in model.parts(table, "constraint") if c["type"] == "primary"][0]
    return first is not thing or broken_unique(model, thing, table)


def enum_domain(model, spec):
    """Whether a type is a domain over an enum, which no foreign key compares."""
    return types.family_of(model, spec) == "enum" and types.base_type(model, spec) != spec


def broken_foreign(model, thing, table):
    key = model.get(thing["key"])
    if key["type"] not in ("primary", "unique") or key["deferrable"]:
        return True
    if len(key["columns"]) != len(thing["columns"]) or len(set(thing["columns"])) < len(thing["columns"]):
        return True
    if not table["unlogged"] and model.get(key.on)["unlogged"]:
        return True
    return any(model.get(a)["type"] != model.get(b)["type"] or generated(model, a)
               or enum_domain(model, model.get(b)["type"])
               for a, b in zip(thing["columns"], key["columns"]))


def broken_exclude(model, thing, table):
    fits = ("range",) if thing["method"] == "gist" else ("int", "text", "uuid")
    return any(family(model, c) not in fits for c in thing["columns"])


def broken_index(model, index):
    on = model.get(index.on)
    columns = [k["column"] for k in index["keys"]]
    if on.kind not in ("table", "matview") or not columns:
        return True
    where = list(index["where"][:1]) if index["where"] else []
    if len(columns) > 1 and index["method"] in ("hash", "gist", "spgist"):
        return True
    if inherited(model, on, columns + index["include"] + where):
        return True
    if unpartitionable(on, index, columns if not any(
            k["expression"] or k["collate"] or k["opclass"] for k in index["keys"]) else []):
        return True
    if index["cluster"] and index["where"]:
        return True
    if index["cluster"] and not [i for i in model.parts(on, "index") if i["cluster"]][0] is index:
        return True
    for key in index["keys"]:
        kind = family(model, key["column"])
        if kind not in METHODS[index["method"]]:
            return True
        if key["expression"] == "lower" and kind != "text":
            return True
        if key["expression"] == "abs" and kind not in ("int", "num"):
            return True
        if key["collate"] and kind != "text":
            return True
        if not opclass_fits(model, index, key, kind):
            return True
        if key["function"] and model.get(key["function"])["form"] != "lower":
            return True
    return False


def opclass_fits(model, index, key, kind):
    base = types.base_type(model, types.type_of(model, model.get(key["column"])))
    varying = base[0] == "builtin" and (base[1] == "text" or "varying" in base[1])
    if not key["opclass"]:
        return index["method"] != "spgist" or kind != "text" or varying
    if key["opclass"] not in OPCLASSES.get((index["method"], kind), ()):
        return False
    return (base[1] == "bigint" if kind == "int" else varying if kind == "text" else True)


def broken_ownedby(model, thing):
    sequence, column = model.get(thing.on), model.get(thing["column"])
    table = model.get(column.on)
    return (not first_of(model, thing, "ownedby") or table.on != sequence.on
            or table["owner"] != sequence["owner"] or bool(table["unlogged"]) != bool(sequence["unlogged"])
            or any(i["form"] == "serial" for i in model.parts(column, "default"))
            or bool(model.parts(column, "identity")))


def broken_trigger(model, thing):
    on, function = model.get(thing.on), model.get(thing["function"])
    columns = thing["columns"] + (list(thing["when"][:1]) if thing["when"] else [])
    if function["form"] != "trigger" or inherited(model, on, columns):
        return True
    if thing["when"] and (generated(model, thing["when"][0]) or not thing["row"]
                          or "DELETE" in thing["events"]):
        return True
    if thing["deferred"] is not None and not (thing["timing"] == "AFTER" and thing["row"]):
        return True
    if thing["transition"] and (thing["timing"] != "AFTER" or len(thing["events"]) > 1
                                or thing["columns"] or thing["deferred"] is not None):
        return True
    if thing["timing"] == "INSTEAD OF" and (thing["columns"] or thing["when"]
                                            or not thing["row"]):
        return True
    return on.kind != ("view" if thing["timing"] == "INSTEAD OF" else "table")


def broken_policy(model, thing):
    used = [x[0] for x in (thing["using"], thing["check"]) if x]
    return inherited(model, model.get(thing.on), used)


def broken_function(model, thing):
    if thing["where"] and model.get(thing["where"][0]).on != thing["relation"].id:
        return True
    if thing["form"] == "call":
        called = model.get(thing["function"])
        if called["returns"] != thing["returns"] or any(
                a["default"] is None for a in called["arguments"]):
            return True
    if thing["form"] == "setof" and not model.parts(model.get(thing["relation"]), "column"):
        return True
    return bool(thing["columns"]) and inherited(
        model, model.get(thing["relation"]), thing["columns"])


def broken_domain(model, thing):
    return types.family_of(model, thing["type"]) in ("composite", "array")


def merged(model, key):
    """Whether CREATE TABLE makes one constraint of this and another one."""
    if not key["inline"] or key["type"] not in ("primary", "unique"):
        return False
    what = ("columns", "include", "deferrable")
    return any(c is not key and c["inline"] and c["type"] in ("primary", "unique")
               and all((c[w] or None) == (key[w] or None) for w in what)
               for c in model.parts(model.get(key.on), "constraint"))


def broken_comment(model, thing):
    target = model.get(thing.on)
    return (not first_of(model, thing, "comment") or target.name is None
            or target.kind == "constraint" and merged(model, target))


def broken_statistics(model, thing):
    columns = thing["columns"]
    return (len(set(columns)) < 2 or inherited(model, model.get(thing.on), columns)
            or any(family(model, c) not in types.COMPARABLE - {"array"} for c in columns))
