"""Things made at random that hold code: views, functions, triggers, policies."""

from . import types
from .making import (columns_of, maybe, named, owner, pick_columns, ROLES, some_schema)
from .model import Ref
from .words import fresh

SOURCES = ("table", "view", "matview")


def make_view(rng, model, kind="view"):
    sources = [s for s in model.all(*SOURCES) if columns_of(model, s)]
    if not sources:
        return None
    source = rng.choice(sources)
    form = rng.choice(("plain", "plain", "plain", "join", "group", "union", "cte", "exists",
                       "window"))
    chosen = [source]
    if form in ("join", "exists"):
        chosen.append(rng.choice(sources))
    families = types.COMPARABLE if form == "group" else None
    pool = [c for s in (chosen if form == "join" else chosen[:1])
            for c in columns_of(model, s, families)]
    if not pool:
        return None
    where = rng.choice(columns_of(model, source)) if rng.random() < 0.4 else None
    simple = kind == "view" and form == "plain"
    view = named(rng, model, model.add(
        kind, None, some_schema(rng, model).id, form=form, sources=[Ref(s.id) for s in chosen],
        where=(Ref(where.id), rng.randrange(12)) if where else None, owner=owner(rng),
        barrier=kind == "view" and rng.random() < 0.1, invoker=kind == "view" and rng.random() < 0.1,
        check=maybe(rng, 0.15, "LOCAL", "CASCADED") if simple else None,
        nodata=rng.random() < 0.3,
        fillfactor=maybe(rng, 0.1, 75) if kind == "matview" else None))
    for column in rng.sample(pool, rng.randint(1, min(5, len(pool)))):
        make_viewcolumn(rng, model, view, column)
    if form in ("group", "window"):
        make_viewcolumn(rng, model, view, None)
    return view


def make_matview(rng, model):
    return make_view(rng, model, "matview")


def make_viewcolumn(rng, model, on=None, source=None):
    if on is None:
        views = [v for v in model.all("view", "matview") if v["form"] != "group"]
        if not views:
            return None
        on = rng.choice(views)
        source = rng.choice(columns_of(model, model.get(on["sources"][0])) or [None])
        if source is None:
            return None
    thing = model.add("viewcolumn", None, on.id)
    if source is None:
        return named(rng, model, thing)
    thing["source"] = Ref(source.id)
    thing["wrap"] = maybe(rng, 0.15, "expression")
    taken = {t.name for t in model.parts(on, "viewcolumn")}
    if source.name not in taken and rng.random() < 0.7:
        thing.name = source.name
        return thing
    return named(rng, model, thing)


# Functions

FORMS = ("count", "count", "echo", "constant", "constant", "lower", "test", "setof", "rows",
         "call", "trigger", "trigger", "procedure", "local")


def argument(rng, model, spec, taken, default=False):
    name = fresh(rng, taken, 0.03)
    taken.append(name)
    return {"name": name, "type": spec, "default": rng.randrange(9) if default else None}


def make_function(rng, model, form=None):
    form = form or rng.choice(FORMS)
    maker = globals()["form_" + form]
    p = maker(rng, model)
    if p is None:
        return None
    strict = form in ("echo", "test", "lower")
    settings = [("search_path", "pg_catalog, public"), ("work_mem", "64MB"),
                ("DateStyle", "ISO, MDY"), ("statement_timeout", "5s")]
    p.setdefault("volatility", rng.choice(("VOLATILE", "STABLE", "VOLATILE")))
    return named(rng, model, model.add(
        "function", None, some_schema(rng, model).id, form=form, owner=owner(rng),
        strict=strict and rng.random() < 0.4, definer=form != "constant" and rng.random() < 0.1,
        parallel=maybe(rng, 0.2, "SAFE", "RESTRICTED"),
        cost=maybe(rng, 0.1, 10, 1000), leakproof=rng.random() < 0.04,
        setting=rng.choice(settings) if form in ("count", "trigger", "local") and
        p.get("language") != "atomic" and rng.random() < 0.2 else None, **p))


def make_procedure(rng, model):
    return make_function(rng, model, "procedure")


def make_triggerfunction(rng, model):
    return make_function(rng, model, "trigger")


def language(rng, *choices):
    return rng.choice(choices or ("sql", "atomic", "plpgsql"))


def form_count(rng, model):
    relations = model.all(*SOURCES)
    columns = [c for r in relations for c in columns_of(model, r)]
    if not columns:
        return None
    column = rng.choice(columns)
    taken = []
    extra = [argument(rng, model, types.any_type(rng, model), taken, rng.random() < 0.3)
             for _ in range(rng.choice((0, 0, 1)))]
    return {"language": language(rng), "arguments": extra, "relation": Ref(column.on),
            "where": (Ref(column.id), rng.randrange(12)), "returns": ("builtin", "bigint", "int")}


def form_echo(rng, model):
    taken = []
    spec = types.any_type(rng, model, 0.5)
    arguments = [argument(rng, model, spec, taken)]
    if rng.random() < 0.4:
        arguments.append(argument(rng, model, types.builtin(rng), taken, rng.random() < 0.5))
    return {"language": language(rng), "arguments": arguments, "returns": spec,
            "volatility": rng.choice(("IMMUTABLE", "STABLE"))}


def form_constant(rng, model):
    family = rng.choice(("int", "text", "time", "bool", "num"))
    return {"language": language(rng), "arguments": [], "returns": types.builtin(rng, family),
            "variant": rng.randrange(12), "volatility": rng.choice(("STABLE", "VOLATILE"))}


def form_lower(rng, model):
    text = ("builtin", "text", "text")
    return {"language": language(rng), "arguments": [argument(rng, model, text, [])],
            "returns": text, "volatility": "IMMUTABLE"}


def form_test(rng, model):
    spec = types.builtin(rng, rng.choice(("int", "text", "num", "bool")))
    return {"language": language(rng), "arguments": [argument(rng, model, spec, [])],
            "returns": ("builtin", "boolean", "bool"), "variant": rng.randrange(12),
            "volatility": "IMMUTABLE"}


def form_setof(rng, model):
    tables = [t for t in model.all("table") if columns_of(model, t)]
    if not tables:
        return None
    return {"language": language(rng), "arguments": [], "relation": Ref(rng.choice(tables).id),
            "returns": None, "rows": maybe(rng, 0.3, 10, 500)}


def form_rows(rng, model):
    relations = [r for r in model.all(*SOURCES) if columns_of(model, r)]
    if not relations:
        return None
    relation = rng.choice(relations)
    columns = pick_columns(rng, model, relation, None)
    return {"language": language(rng), "arguments": [], "relation": Ref(relation.id),
            "columns": [Ref(c.id) for c in columns], "returns": None}


def form_call(rng, model):
    functions = [f for f in model.all("function") if f["form"] in ("count", "constant")
                 and all(a["default"] is not None for a in f["arguments"])]
    if not functions:
        return None
    function = rng.choice(functions)
    return {"language": language(rng), "arguments": [], "function": Ref(function.id),
            "returns": function["returns"]}


def form_trigger(rng, model):
    return {"language": "plpgsql", "arguments": [], "variant": rng.randrange(4), "returns": None,
            "volatility": "VOLATILE"}


def form_procedure(rng, model):
    tables = model.all("table")
    if not tables:
        return None
    taken = []
    return {"language": language(rng), "relation": Ref(rng.choice(tables).id), "returns": None,
            "arguments": [argument(rng, model, types.builtin(rng), taken)
                          for _ in range(rng.choice((0, 1, 2)))], "volatility": "VOLATILE"}


def form_local(rng, model):
    """A body that names types and tables only in its text."""
    own = model.all("enum", "composite", "domain", "range", "table")
    if not own:
        return None
    return {"language": "plpgsql", "arguments": [], "local": Ref(rng.choice(own).id),
            "returns": ("builtin", "text", "text")}


# Triggers, policies

def make_trigger(rng, model):
    functions = [f for f in model.all("function") if f["form"] == "trigger"]
    relations = model.all("table", "table", "view")
    if not functions or not relations:
        return None
    on = rng.choice(relations)
    columns = columns_of(model, on)
    events = rng.sample(("INSERT", "UPDATE", "DELETE"), rng.choice((1, 1, 2, 3)))
    view = on.kind == "view"
    row = view or rng.random() < 0.7
    timing = "INSTEAD OF" if view else rng.choice(("BEFORE", "AFTER"))
    deferred = timing == "AFTER" and row and rng.random() < 0.15
    column = rng.choice(columns) if columns else None
    updating = events == ["UPDATE"] and column and not view
    transition = not row and timing == "AFTER" and len(events) == 1 and rng.random() < 0.4
    return named(rng, model, model.add(
        "trigger", None, on.id, function=Ref(rng.choice(functions).id), events=sorted(events),
        timing=timing, row=row,
        deferred=maybe(rng, 0.7, "DEFERRABLE INITIALLY DEFERRED") or "" if deferred else None,
        columns=[Ref(column.id)] if updating and not transition and rng.random() < 0.4 else [],
        when=(Ref(column.id), rng.randrange(12)) if row and updating and rng.random() < 0.4 else None,
        transition=transition, arguments=maybe(rng, 0.15, ["a'b", "2"], ["x"]),
        state=None if view else maybe(rng, 0.12, "DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA")))


def make_policy(rng, model):
    tables = [t for t in model.all("table") if columns_of(model, t)]
    if not tables:
        return None
    table = rng.choice(tables)
    columns = columns_of(model, table)
    command = rng.choice(("ALL", "SELECT", "INSERT", "UPDATE", "DELETE"))
    functions = [f for f in model.all("function") if f["form"] == "count"
                 and all(a["default"] is not None for a in f["arguments"])]
    return named(rng, model, model.add(
        "policy", None, table.id, command=command, permissive=rng.random() < 0.8,
        roles=rng.sample(ROLES, rng.choice((0, 0, 1, 2))),
        function=Ref(rng.choice(functions).id) if functions and rng.random() < 0.3 else None,
        using=(Ref(rng.choice(columns).id), rng.randrange(12)),
        check=(Ref(rng.choice(columns).id), rng.randrange(12)) if rng.random() < 0.5 else None))
