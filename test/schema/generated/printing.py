"""A model as SQL, statement by statement, each after what it needs."""

from . import types
from .classes import (write_aggregate, write_partition, write_publication, write_rule,  # noqa: F401
                      write_statistics)
from .words import dollar, identifier, literal

RANKS = ("schema", "enum", "range", "domain", "composite", "sequence", "function", "table",
         "aggregate", "partition", "view", "matview", "constraint", "index", "ownedby", "statistics", "trigger", "rule",
         "policy", "publication", "comment", "grant", "defaultacl")
# What an owner is given with.
OWNED = {"schema": "SCHEMA", "enum": "TYPE", "range": "TYPE", "composite": "TYPE",
         "domain": "DOMAIN", "sequence": "SEQUENCE", "table": "TABLE", "view": "VIEW",
         "matview": "MATERIALIZED VIEW", "aggregate": "AGGREGATE"}


def rank(thing):
    return RANKS.index(thing.kind)


def last(thing):
    """Whether a thing must come after all others: what would give them rights."""
    return thing.kind == "defaultacl"


def names(model, refs):
    return ", ".join(identifier(model.get(r).name) for r in refs)


def label(model, thing):
    """An object as COMMENT ON names it."""
    on = model.things.get(thing.on)
    name = identifier(thing.name) if thing.name is not None else ""
    if thing.kind == "schema":
        return "SCHEMA " + name
    if thing.kind in ("column", "viewcolumn", "attribute"):
        return "COLUMN %s.%s" % (types.qualified(model, on), name)
    if thing.kind in ("constraint", "trigger", "policy", "rule"):
        return "%s %s ON %s" % (thing.kind.upper(), name, types.qualified(model, on))
    if thing.kind == "domaincheck":
        return "CONSTRAINT %s ON DOMAIN %s" % (name, types.qualified(model, on))
    if thing.kind in ("function", "aggregate"):
        kind = "PROCEDURE" if thing["form"] == "procedure" else thing.kind.upper()
        return "%s %s(%s)" % (kind, types.qualified(model, thing), ", ".join(
            types.write_type(model, a["type"]) for a in thing["arguments"]))
    if thing.kind == "publication":
        return "PUBLICATION " + name
    kind = OWNED.get(thing.kind) or thing.kind.upper()
    if thing.kind in ("partition",):
        kind = "TABLE"
    return "%s %s" % (kind, types.qualified(model, thing))


def renamed(model, thing, indent=""):
    """Tell what a thing was called in the model that this one was made from."""
    old = model.origin.things.get(thing.id) if model.origin and thing.declared else None
    if old is None or old.name is None or thing.kind == "viewcolumn":
        return ""
    moved = old.on != thing.on and old.on in model.origin.things and (
        thing.kind in OWNED or thing.kind == "function")
    name = types.qualified(model.origin, old) if moved else identifier(old.name)
    # a line break would end the comment
    if old.name == thing.name and not moved or "\n" in name:
        return ""
    return "-- migrate:renamed-from %s\n%s" % (name, indent)


def write(model, origin=None, order=rank):
    """The whole schema, what does not depend on each other in some order;
    names that it declares to have been others are those of origin."""
    model.origin = origin
    statements = []
    for thing in model.order(order):
        text = globals()["write_" + thing.kind](model, thing)
        if text:
            statements.append(renamed(model, thing) + text + ";\n")
        if thing["owner"]:
            statements.append("ALTER %s OWNER TO %s;\n" % (
                label(model, thing), identifier(thing["owner"])))
    return "\n".join(statements)


def write_schema(model, thing):
    return None if thing["builtin"] else "CREATE SCHEMA " + identifier(thing.name)


# Types

def write_enum(model, thing):
    return "CREATE TYPE %s AS ENUM (%s)" % (
        types.qualified(model, thing), ", ".join(literal(x) for x in thing["labels"]))


def write_composite(model, thing):
    return "CREATE TYPE %s AS (%s)" % (types.qualified(model, thing), ",".join(
        "\n    %s%s %s" % (renamed(model, a, "    "), identifier(a.name), types.write_type(model, a["type"]))
        for a in model.parts(thing, "attribute")))


def write_domain(model, thing):
    text = "CREATE DOMAIN %s AS %s" % (
        types.qualified(model, thing), types.write_type(model, thing["type"]))
    family = types.family_of(model, thing["type"])
    if thing["collate"] and family == "text":
        text += ' COLLATE "%s"' % thing["collate"]
    if thing["default"] is not None and (family in types.CONSTANTS or family == "enum"):
        text += " DEFAULT " + types.constant(model, thing["type"], thing["default"])
    if thing["notnull"]:
        text += " NOT NULL"
    after = ""
    for check in model.parts(thing, "domaincheck"):
        clause = "CHECK (%s)" % types.predicate(model, thing["type"], "VALUE", check["variant"])
        if check.name is not None:
            clause = "CONSTRAINT %s %s" % (identifier(check.name), clause)
        if check["notvalid"]:
            after += ";\nALTER DOMAIN %s ADD %s NOT VALID" % (types.qualified(model, thing), clause)
        else:
            text += "\n    " + renamed(model, check, "    ") + clause
    return text + after


def write_range(model, thing):
    options = ["SUBTYPE = " + thing["subtype"]]
    if thing["diff"] and thing["subtype"] == "double precision":
        options.append("SUBTYPE_DIFF = float8mi")
    if thing["collate"] and thing["subtype"] == "text":
        options.append('COLLATION = "C"')
    if thing["multirange"]:
        options.append("MULTIRANGE_TYPE_NAME = " + ".".join((
            identifier(model.schema(thing).name), "many%d" % thing.id)))
    return "CREATE TYPE %s AS RANGE (%s)" % (types.qualified(model, thing), ", ".join(options))


def write_sequence(model, thing):
    text = "CREATE %sSEQUENCE %s" % (
        "UNLOGGED " if thing["unlogged"] else "", types.qualified(model, thing))
    if thing["type"] != "bigint":
        text += " AS " + thing["type"]
    for key, word in (("increment", "INCREMENT BY"), ("minimum", "MINVALUE"), ("cache", "CACHE"),
                      ("start", "START WITH")):
        if thing[key] is not None:
            text += " %s %d" % (word, thing[key])
    if thing["maximum"] is not None and (thing["increment"] or 1) > 0:
        text += " MAXVALUE %d" % min(thing["maximum"], {"smallint": 32767}.get(thing["type"], 2 ** 31 - 1))
    return text + (" CYCLE" if thing["cycle"] else "")


def write_ownedby(model, thing):
    column = model.get(thing["column"])
    return "ALTER SEQUENCE %s OWNED BY %s.%s" % (
        types.qualified(model, model.get(thing.on)), types.qualified(model, model.get(column.on)),
        identifier(column.name))


# Tables

def write_value(model, column):
    """Where a column's value comes from: default, generated, identity."""
    for thing in model.parts(column, "default", "identity", "generated"):
        if thing.kind == "generated":
            source = model.get(thing["source"])
            return " GENERATED ALWAYS AS (%s) STORED" % types.wrapped(
                model, source, identifier(source.name))
        if thing.kind == "identity":
            options = [word % thing[key] for key, word in (
                ("start", "START WITH %d"), ("increment", "INCREMENT BY %d"), ("cache", "CACHE %d"))
                if thing[key]]
            return " GENERATED %s AS IDENTITY%s" % (
                "ALWAYS" if thing["always"] else "BY DEFAULT",
                " (%s)" % " ".join(options) if options else "")
        if thing["form"] == "function":
            return " DEFAULT %s()" % types.qualified(model, model.get(thing["function"]))
        if thing["form"] == "sequence":
            return " DEFAULT nextval(%s)" % literal(
                types.qualified(model, model.get(thing["sequence"])))
        if thing["form"] == "constant":
            return " DEFAULT " + types.constant(model, column["type"], thing["variant"])
    return ""


def write_column(model, column):
    serial = any(d["form"] == "serial" for d in model.parts(column, "default"))
    kind = types.write_type(model, column["type"])
    if serial:
        kind = {"integer": "serial", "bigint": "bigserial", "smallint": "smallserial"}[kind]
    text = "%s %s" % (identifier(column.name), kind)
    family = types.column_family(model, column)
    if column["compression"] and family in ("text", "json", "bytes", "ints", "texts"):
        text += " COMPRESSION " + column["compression"]
    if column["collate"] and family in ("text", "texts"):
        text += ' COLLATE "%s"' % column["collate"]
    return text + write_value(model, column) + (" NOT NULL" if column["notnull"] else "")


def write_inline(model, thing):
    text = constraint_clause(model, thing)
    return renamed(model, thing, "    ") + text


def write_table(model, thing):
    name = types.qualified(model, thing)
    lines = [renamed(model, c, "    ") + write_column(model, c) for c in model.parts(thing, "column")]
    lines += [write_inline(model, c) for c in model.parts(thing, "constraint") if c["inline"]]
    options = []
    if thing["fillfactor"]:
        options.append("fillfactor = %d" % thing["fillfactor"])
    if thing["autovacuum"] is not None:
        options.append("autovacuum_enabled = %s" % str(thing["autovacuum"]).lower())
    text = "CREATE %sTABLE %s (%s\n)" % (
        "UNLOGGED " if thing["unlogged"] else "", name, ",".join("\n    " + x for x in lines))
    if thing["parents"]:
        text += " INHERITS (%s)" % ", ".join(
            types.qualified(model, model.get(r)) for r in thing["parents"])
    if thing["partitioning"]:
        text += " PARTITION BY %s (%s)" % (
            thing["partitioning"][0], identifier(model.get(thing["partitioning"][1]).name))
    elif options:
        text += " WITH (%s)" % ", ".join(options)
    return text + "".join(";\nALTER TABLE %s %s" % (name, x) for x in table_settings(model, thing))


def table_settings(model, thing):
    """What only ALTER TABLE says."""
    for column in model.parts(thing, "column"):
        alter = "ALTER COLUMN %s SET " % identifier(column.name)
        family = types.column_family(model, column)
        if column["storage"] and family in ("text", "json", "bytes", "ints", "texts"):
            yield alter + "STORAGE " + column["storage"]
        if column["statistics"] is not None:
            yield alter + "STATISTICS %d" % column["statistics"]
        if column["distinct"] is not None:
            yield alter + "(n_distinct = %s)" % column["distinct"]
    if thing["security"]:
        yield "ENABLE ROW LEVEL SECURITY"
    if thing["security"] == "force":
        yield "FORCE ROW LEVEL SECURITY"
    if thing["identity"]:
        yield "REPLICA IDENTITY " + thing["identity"]


def constraint_clause(model, thing):
    text = "CONSTRAINT %s " % identifier(thing.name) if thing.name is not None else ""
    first = model.get(thing["columns"][0])
    kind = types.type_of(model, first)
    if thing["type"] == "check":
        condition = types.predicate(model, kind, identifier(first.name), thing["variant"])
        if thing["function"]:
            function = model.get(thing["function"])
            condition = "%s(%s::%s)" % (types.qualified(model, function), identifier(first.name),
                                        types.write_type(model, function["arguments"][0]["type"]))
        if thing["second"]:
            other = model.get(thing["second"][0])
            condition = "(%s) OR (%s)" % (condition, types.predicate(
                model, types.type_of(model, other), identifier(other.name), thing["second"][1]))
        kept = thing["noinherit"] and not model.get(thing.on).p.get("partitioning")
        text += "CHECK (%s)%s" % (condition, " NO INHERIT" if kept else "")
    elif thing["type"] == "exclude":
        text += "EXCLUDE USING %s (%s WITH %s)" % (
            thing["method"], identifier(first.name), thing["operator"])
        if thing["where"] is not None:
            text += " WHERE (%s)" % types.predicate(model, kind, identifier(first.name), thing["where"])
    elif thing["type"] == "foreign":
        text += foreign_clause(model, thing)
    else:
        text += "%s%s (%s)" % ("PRIMARY KEY" if thing["type"] == "primary" else "UNIQUE",
                               " NULLS NOT DISTINCT" if thing["nulls"] and thing["type"] == "unique" else "",
                               names(model, thing["columns"]))
        if thing["include"]:
            text += " INCLUDE (%s)" % names(model, thing["include"])
        if thing["fillfactor"]:
            text += " WITH (fillfactor = %d)" % thing["fillfactor"]
    if thing["deferrable"]:
        text += " " + thing["deferrable"]
    return text + (" NOT VALID" if thing["notvalid"] else "")


def foreign_clause(model, thing):
    key = model.get(thing["key"])
    text = "FOREIGN KEY (%s) REFERENCES %s (%s)" % (
        names(model, thing["columns"]), types.qualified(model, model.get(key.on)),
        names(model, key["columns"]))
    if thing["full"]:
        text += " MATCH FULL"
    if thing["delete"]:
        text += " ON DELETE " + thing["delete"]
    if thing["update"]:
        text += " ON UPDATE " + thing["update"]
    return text


def write_constraint(model, thing):
    return "ALTER TABLE %s\n    ADD %s" % (
        types.qualified(model, model.get(thing.on)), constraint_clause(model, thing))


def write_index(model, thing):
    on = model.get(thing.on)
    ordered = thing["method"] == "btree"
    text = "CREATE %sINDEX %s ON %s USING %s (%s)" % (
        "UNIQUE " if thing["unique"] and ordered else "", identifier(thing.name),
        types.qualified(model, on), thing["method"], ", ".join(write_key(model, k) for k in thing["keys"]))
    if thing["include"] and ordered:
        text += " INCLUDE (%s)" % names(model, thing["include"])
    if thing["nulls"] and thing["unique"] and ordered:
        text += " NULLS NOT DISTINCT"
    if thing["fillfactor"] and thing["method"] not in ("gin", "brin"):
        text += " WITH (fillfactor = %d)" % thing["fillfactor"]
    if thing["where"]:
        text += " WHERE " + condition(model, thing["where"])
    if thing["cluster"] and ordered:
        text += ";\nALTER %s %s CLUSTER ON %s" % (
            OWNED[on.kind], types.qualified(model, on), identifier(thing.name))
    return text


def condition(model, where, alias=""):
    """A predicate on a column: (Ref, variant)."""
    column = model.get(where[0])
    return types.predicate(model, types.type_of(model, column),
                           alias + identifier(column.name), where[1])


def write_key(model, key):
    column = model.get(key["column"])
    text = identifier(column.name)
    if key["function"]:
        text = "%s(%s)" % (types.qualified(model, model.get(key["function"])), text)
    elif key["expression"]:
        text = "%s(%s)" % (key["expression"], text)
    if key["collate"]:
        text += ' COLLATE "%s"' % key["collate"]
    if key["opclass"]:
        text += " " + key["opclass"]
    if key["desc"]:
        text += " DESC"
    return text + (" NULLS " + key["nulls"] if key["nulls"] else "")


# Views

def write_view(model, view):
    columns = model.parts(view, "viewcolumn")
    query = write_query(model, view, columns)
    options = [o for o, there in (("security_barrier = true", view["barrier"]),
                                  ("security_invoker = true", view["invoker"]),
                                  ("fillfactor = %s" % view["fillfactor"], view["fillfactor"])) if there]
    text = "CREATE %s %s%s AS\n%s" % (
        OWNED[view.kind], types.qualified(model, view),
        " WITH (%s)" % ", ".join(options) if options else "", query)
    if view["check"]:
        text += "\nWITH %s CHECK OPTION" % view["check"]
    # A view is read with its owner's rights, who may have none.
    if view.kind == "matview" and (view["nodata"] or any(
            model.get(r).kind != "table" for r in view["sources"])):
        text += "\nWITH NO DATA"
    return text


write_matview = write_view


def select_item(model, view, column, aliased=True):
    if column["source"] is None:
        what = "count(*)" + (" OVER ()" if view["form"] == "window" else "")
    else:
        source = model.get(column["source"])
        sources = [r.id for r in view["sources"]]
        what = "%s.%s" % ("s%d" % (sources.index(source.on) + 1), identifier(source.name))
        if column["wrap"]:
            what = types.wrapped(model, source, what)
    return what + (" AS " + identifier(column.name) if aliased else "")


def write_query(model, view, columns):
    form = view["form"]
    items = ",\n       ".join(renamed(model, c, "       ") + select_item(model, view, c) for c in columns)
    sources = [types.qualified(model, model.get(r)) for r in view["sources"]]
    where = ""
    if view["where"]:
        where = "\nWHERE " + condition(model, view["where"], "s1.")
    first = sources[0] + " AS s1"
    if form == "join":
        first += "\nCROSS JOIN %s AS s2" % sources[1]
    if form == "cte":
        return "WITH s1 AS (SELECT * FROM %s)\nSELECT %s\nFROM s1%s" % (sources[0], items, where)
    if form == "exists":
        where += "%sEXISTS (SELECT 1 FROM %s AS s2)" % (
            "\nAND " if where else "\nWHERE ", sources[1])
        if view["where"]:
            where = where.replace("\nWHERE ", "\nWHERE (", 1).replace("\nAND ", ")\nAND ", 1)
    text = "SELECT %s\nFROM %s%s" % (items, first, where)
    if form == "group":
        text += "\nGROUP BY " + ", ".join(
            select_item(model, view, c, False) for c in columns if c["source"])
    if form == "union":
        text += "\nUNION ALL\nSELECT %s\nFROM %s" % (
            ", ".join(select_item(model, view, c, False) for c in columns), first)
    return text


# Functions

def write_function(model, thing):
    arguments = ", ".join("%s %s%s" % (
        identifier(a["name"]), types.write_type(model, a["type"]), argument_default(model, a))
        for a in thing["arguments"])
    procedure = thing["form"] == "procedure"
    text = "CREATE %s %s(%s)" % ("PROCEDURE" if procedure else "FUNCTION",
                                 types.qualified(model, thing), arguments)
    if not procedure:
        text += " RETURNS " + returned(model, thing)
    text += "\n    LANGUAGE " + ("plpgsql" if thing["language"] == "plpgsql" else "sql")
    if not procedure:
        text += " " + thing["volatility"]
        text += " STRICT" if thing["strict"] else ""
        text += " LEAKPROOF" if thing["leakproof"] else ""
        text += " PARALLEL " + thing["parallel"] if thing["parallel"] else ""
        text += " COST %d" % thing["cost"] if thing["cost"] else ""
        text += " ROWS %d" % thing["rows"] if thing["rows"] else ""
    text += " SECURITY DEFINER" if thing["definer"] else ""
    if thing["setting"]:
        value = thing["setting"][1]
        text += " SET %s = %s" % (thing["setting"][0], value if "path" in thing["setting"][0]
                                  or "Style" in thing["setting"][0] else literal(value))
    query = body(model, thing)
    if thing["language"] == "atomic":
        return "%s\n    BEGIN ATOMIC\n        %s;\n    END" % (text, query)
    if thing["language"] == "sql":
        return "%s\n    AS %s" % (text, dollar(query))
    return "%s\n    AS %s" % (text, dollar(plpgsql(model, thing, query)))


def argument_default(model, argument):
    if argument["default"] is None:
        return ""
    return " DEFAULT %s" % types.constant(model, argument["type"], argument["default"])


def returned(model, thing):
    if thing["form"] == "trigger":
        return "trigger"
    if thing["form"] == "setof":
        return "SETOF " + types.qualified(model, model.get(thing["relation"]))
    if thing["form"] == "rows":
        return "TABLE(%s)" % ", ".join("%s %s" % (
            "c%d" % i, types.write_type(model, types.type_of(model, model.get(r))))
            for i, r in enumerate(thing["columns"]))
    return types.write_type(model, thing["returns"])


def body(model, thing):
    """A function's query."""
    form = thing["form"]
    if form == "count":
        return "SELECT count(*) FROM %s AS s1 WHERE %s" % (
            types.qualified(model, model.get(thing["relation"])),
            condition(model, thing["where"], "s1."))
    if form == "echo":
        return "SELECT $1"
    if form == "constant":
        return "SELECT (%s)::%s" % (types.constant(model, thing["returns"], thing["variant"]),
                                    types.write_type(model, thing["returns"]))
    if form == "lower":
        return "SELECT lower($1)"
    if form == "test":
        return "SELECT " + types.predicate(model, thing["arguments"][0]["type"], "$1", thing["variant"])
    if form == "setof":
        # A body that is read when it is made would list columns in an order
        # that they may not have then.
        return "SELECT %s FROM %s AS s1" % (
            "s1" if thing["language"] == "atomic" else "s1.*",
            types.qualified(model, model.get(thing["relation"])))
    if form == "rows":
        return "SELECT %s FROM %s AS s1" % (
            ", ".join("s1." + identifier(model.get(r).name) for r in thing["columns"]),
            types.qualified(model, model.get(thing["relation"])))
    if form == "call":
        return "SELECT %s()" % types.qualified(model, model.get(thing["function"]))
    if form == "procedure":
        return "DELETE FROM " + types.qualified(model, model.get(thing["relation"]))
    return ""


def plpgsql(model, thing, query):
    form = thing["form"]
    if form == "trigger":
        return "\nBEGIN\n    RAISE DEBUG 'variant %% of %%', %d, TG_OP;\n    RETURN coalesce(NEW, OLD);\nEND;\n" % (
            thing["variant"])
    if form == "local":
        return "\nDECLARE\n    it %s;\nBEGIN\n    RETURN it::text;\nEND;\n" % types.qualified(
            model, model.get(thing["local"]))
    if form == "procedure":
        return "\nBEGIN\n    %s;\nEND;\n" % query
    if form in ("setof", "rows"):
        return "\nBEGIN\n    RETURN QUERY %s;\nEND;\n" % query
    return "\nBEGIN\n    RETURN (%s);\nEND;\n" % query


# Triggers, policies, comments, rights

def write_trigger(model, thing):
    events = []
    for event in thing["events"]:
        if event == "UPDATE" and thing["columns"]:
            event += " OF " + names(model, thing["columns"])
        events.append(event)
    on = types.qualified(model, model.get(thing.on))
    text = "CREATE %sTRIGGER %s %s %s ON %s" % (
        "CONSTRAINT " if thing["deferred"] is not None else "", identifier(thing.name),
        thing["timing"], " OR ".join(events), on)
    if thing["deferred"]:
        text += " " + thing["deferred"]
    if thing["transition"]:
        text += " REFERENCING %s TABLE AS changed" % (
            "OLD" if thing["events"] == ["DELETE"] else "NEW")
    text += " FOR EACH %s" % ("ROW" if thing["row"] else "STATEMENT")
    if thing["when"]:
        text += " WHEN (%s)" % condition(model, thing["when"], "NEW.")
    text += " EXECUTE FUNCTION %s(%s)" % (
        types.qualified(model, model.get(thing["function"])),
        ", ".join(literal(a) for a in thing["arguments"] or ()))
    if thing["state"]:
        text += ";\nALTER TABLE %s %s TRIGGER %s" % (on, thing["state"], identifier(thing.name))
    return text


def write_policy(model, thing):
    text = "CREATE POLICY %s ON %s%s FOR %s" % (
        identifier(thing.name), types.qualified(model, model.get(thing.on)),
        "" if thing["permissive"] else " AS RESTRICTIVE", thing["command"])
    if thing["roles"]:
        text += " TO " + ", ".join(identifier(r) for r in thing["roles"])
    using = condition(model, thing["using"])
    if thing["function"]:
        using = "(%s) AND %s() > 0" % (using, types.qualified(model, model.get(thing["function"])))
    if thing["command"] == "INSERT":
        return "%s WITH CHECK (%s)" % (text, using)
    text += " USING (%s)" % using
    if thing["check"] and thing["command"] in ("ALL", "UPDATE"):
        text += " WITH CHECK (%s)" % condition(model, thing["check"])
    return text


def write_comment(model, thing):
    return "COMMENT ON %s IS %s" % (label(model, model.get(thing.on)), literal(thing["text"]))


def grantee(role):
    return role if role == "PUBLIC" else identifier(role)


def write_grant(model, thing):
    target = model.get(thing.on)
    privileges = ", ".join(thing["privileges"])
    if target.kind == "column":
        column = identifier(target.name)
        what = types.qualified(model, model.get(target.on))
        privileges = ", ".join("%s (%s)" % (p, column) for p in thing["privileges"])
    elif target.kind in ("enum", "range", "composite", "domain"):
        what = "TYPE " + types.qualified(model, target)
    elif target.kind in ("table", "view", "matview"):
        what = "TABLE " + types.qualified(model, target)
    else:
        what = label(model, target)
    if thing["revoke"]:
        return "REVOKE ALL ON %s FROM %s" % (what, grantee(thing["role"]))
    return "GRANT %s ON %s TO %s%s" % (
        privileges, what, grantee(thing["role"]), " WITH GRANT OPTION" if thing["option"] else "")


def write_defaultacl(model, thing):
    text = "ALTER DEFAULT PRIVILEGES"
    if thing["role"]:
        text += " FOR ROLE " + identifier(thing["role"])
    if thing.on is not None:
        text += " IN SCHEMA " + identifier(model.get(thing.on).name)
    return "%s GRANT %s ON %s TO %s%s" % (
        text, ", ".join(thing["privileges"]), thing["what"], grantee(thing["grantee"]),
        " WITH GRANT OPTION" if thing["option"] else "")
