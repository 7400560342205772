"""Measure the schema as data beside pg_dump, psql, migra and Alembic.

The part "schema" of bench.py. Its server has default settings: with 64 locks
a transaction, what locks every table of a large schema fails.
"""

import os
import shutil
import statistics
import subprocess

from bench import (drop_databases, in_session, load_history, make_database, migrate_command,
                   peak_memory, psql, ratio_row, realistic_scripts, row, seconds)

TABLES = (300, 1000, 5000)
MIGRA = """
const {Migration} = require(process.argv[1] + '/migra');
const {createClient} = require(require.resolve('@pgkit/client', {paths: [process.argv[1]]}));
(async () => {
    const clients = process.argv.slice(2).map(url => createClient(url));
    const start = process.hrtime.bigint();
    const migration = await Migration.create(clients[0], clients[1], {});
    migration.set_safety(false);
    migration.add_all_changes(true);
    const text = migration.sql;
    console.log(Number(process.hrtime.bigint() - start) / 1e9, text.length);
    process.exit(0);
})();
"""
ALEMBIC = """
import sys, time
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine
from sqlalchemy.pool import NullPool
engines = [create_engine("postgresql+psycopg2:///" + name, poolclass=NullPool) for name in sys.argv[1:]]
wanted = MetaData()
with engines[1].connect() as connection:
    wanted.reflect(connection)
with engines[0].connect() as connection:
    start = time.perf_counter()
    found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), wanted)
    print(time.perf_counter() - start, len(found))
"""


def schema_text(tables):
    """A schema: each table has 10 columns, 4 indexes and 3 constraints."""
    text = []
    for i in range(tables):
        t = f"item_{i:05}"
        text.append(
            f"CREATE TABLE {t} (\n    id bigint NOT NULL,\n    parent_id bigint,\n    name text NOT NULL,\n"
            f"    code character varying(20) DEFAULT '' NOT NULL,\n"
            f"    status smallint DEFAULT 0 NOT NULL,\n    price numeric(12,2),\n    attributes jsonb,\n"
            f"    tags text[],\n    created_at timestamp with time zone DEFAULT now() NOT NULL,\n"
            f"    updated_at timestamp with time zone,\n"
            f"    CONSTRAINT {t}_pkey PRIMARY KEY (id),\n"
            f"    CONSTRAINT {t}_price_check CHECK (price >= 0)\n);\n"
            f"CREATE INDEX {t}_name_idx ON {t} (lower(name));\n"
            f"CREATE INDEX {t}_created_idx ON {t} (created_at) WHERE status = 0;\n"
            f"CREATE UNIQUE INDEX {t}_code_idx ON {t} (code, parent_id);\n")
        parent = f"item_{i - i % 10:05}"
        text.append(f"ALTER TABLE {t} ADD CONSTRAINT {t}_parent_fkey FOREIGN KEY (parent_id)"
                    f" REFERENCES {parent} (id) ON DELETE CASCADE;\n")
    return "".join(text)


def load_text(database, file, *more):
    """Make a database with the schema, and do more to it."""
    make_database(database)
    psql(database, "-c", "CREATE EXTENSION migrate", "-f", file, *more)
    psql(database, "-c", "VACUUM ANALYZE")


def url(database):
    return f"postgresql://{os.environ.get('PGUSER', 'postgres')}@/{database}?host={os.environ['PGHOST']}"


def told_seconds(command):
    """Run a program that prints how long the comparison in it took."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    taken, found = done.stdout.split()[-2:]
    if int(found) == 0:
        raise ValueError(f"{command[0]} found no difference")
    return float(taken)


def by_migra(here, there):
    """Seconds that migra's comparison takes, or None if it is not installed."""
    program = shutil.which("migra")
    if program is None:
        return None
    folder = os.path.dirname(os.path.realpath(program))
    return told_seconds(["node", "-e", MIGRA, folder, url(here), url(there)])


def by_alembic(here, there):
    return told_seconds(["/usr/bin/python3", "-c", ALEMBIC, here, there])


def by_pg_dump(database):
    return seconds(["pg_dump", "-s", "-d", database])


def loading(database, file):
    make_database(database)
    return seconds(["psql", "-Xq", "-d", database, "-f", file])


def calls(database, statement, rounds):
    """Seconds of each of several calls in a session of its own, the first left out."""
    return in_session(database, statement, rounds) / 1000


def has(function):
    """Whether the extension has a function."""
    return psql("bench_schema_empty", "-c", "SELECT count(*) FROM pg_catalog.pg_proc WHERE proname ="
                f" '{function}' AND pronamespace = 'migrate'::pg_catalog.regnamespace").strip() != "0"


def reading(file):
    return f"\\set schema `cat '{file}'`\n"


def measure_one(tables, file, rounds):
    """Measure a schema of some size; return our times by name. In one database
    a column is changed by hand after the schema was remembered, as after a run."""
    here, there = f"bench_schema_{tables}", f"bench_schema_{tables}_unchanged"
    change = f"ALTER TABLE item_{tables // 2:05} ALTER COLUMN code TYPE character varying(30)"
    load_text(here, file, "-c", "SET migrate.verbosity = quiet", *REMEMBER, "-c", change)
    load_text(there, file)
    what = f"{tables:,} tables"
    snapshot, dumped, drift, check, whole, psqls = [], [], [], [], [], []
    compared = {"migra": [], "alembic autogenerate": []}
    for i in range(rounds):
        dumped.append(by_pg_dump(here))
        compared["migra"].append(by_migra(here, there))
        if i == 0 or tables <= TABLES[0]:
            compared["alembic autogenerate"].append(by_alembic(here, there))
        psqls.append(loading(f"bench_schema_{tables}_psql_{i}", file))
        if has("snapshot"):
            snapshot.append(calls(here, "SELECT pg_column_size(migrate.snapshot());", 3))
        if has("drift"):
            drift.append(calls(here, "SELECT count(*) FROM migrate.drift();", 3))
            check.append(calls(here, "SELECT count(*) FROM migrate.check();", 3))
        if has("diff"):
            whole.append(seconds(["psql", "-XqAt", "-d", here], input=(
                reading(file) + "SELECT count(*) FROM migrate.diff(:'schema');\n").encode()))
        drop_databases(f"bench\\_schema\\_{tables}\\_psql\\_%")
    compared = {name: [t for t in times if t is not None] for name, times in compared.items()}
    rows(what, "snapshot()", snapshot, dumped, "pg_dump -s", 1)
    for name, times in compared.items():
        rows(what, "drift(), one column changed", drift, times, name,
             0.2 if name == "migra" else "no bound")
    rows(what, "diff(text), one column changed", whole, psqls, "psql, the text into an empty database", 1.3)
    rows(what, "drift()", drift, snapshot, "snapshot()", 1.2)
    rows(what, "check()", check, snapshot, "snapshot()", 1.2)
    return {"snapshot()": snapshot, "drift()": drift, "diff(text)": whole}


# Remember the schema as a run does, without one.
REMEMBER = ("-c", "SELECT migrate.revision('Nothing', up => 'SELECT 1')",
            "-c", "SELECT * FROM migrate.upgrade('head')")


def rows(size, what, ours, theirs, name, bound):
    """A row of the table; what is not there is left empty."""
    if not theirs:
        if not name.endswith(")"):
            row(f"{what}, {size}", f"{statistics.median(ours):.2f} s" if ours else "", f"{name}: not installed", "")
    elif not ours:
        row(f"{what}, {size}", "", f"{name} {statistics.median(theirs):.2f} s", "")
    else:
        pairs = min(len(ours), len(theirs))
        ratio_row(f"{what}, {size}", ours[:pairs], theirs[:pairs], name, bound)


def measure_growth(few, many, times):
    for name in times[few]:
        small, large = times[few][name], times[many][name]
        if small and large:
            ratio_row(f"{name}, {many:,} tables", [statistics.median(large)],
                      [statistics.median(small)], f"{few:,} tables", round(many / few * 1.1, 1))


def measure_memory(few, many):
    """Peak memory of a backend per table: what 4,000 tables more take."""
    for call in ("snapshot()", "drift()"):
        if has(call[:-2]):
            select = f"SELECT count(*) FROM migrate.{call};"
            peaks = [peak_memory(f"bench_schema_{tables}", select) for tables in (few, many)]
            row(f"memory of {call}, per table", f"{(peaks[1] - peaks[0]) * 1024 / (many - few):.0f} KB",
                f"{many:,} tables {peaks[1]:.0f} MB", "(under 100 KB)")


def measure_tracking(rounds):
    """A history of realistic revisions with the schema remembered and not."""
    scripts = realistic_scripts()
    load_history("bench_schema_history", scripts)
    with_it, without = [], []
    for i in range(rounds):
        for state, times in (("on", with_it), ("off", without)):
            database = f"bench_schema_{state}_{i}"
            make_database(database, "bench_schema_history")
            times.append(seconds(migrate_command(database), env={
                **os.environ, "PGOPTIONS": f"-c migrate.track_schema={state}"}))
    ratio_row(f"upgrade('head'), {len(scripts)} revisions, migrate.track_schema on", with_it, without,
              "off", "no bound")


def measure_schema(directory, rounds, sizes=TABLES):
    """Schemas of three sizes, growth, memory, and what remembering costs."""
    make_database("bench_schema_empty")
    psql("bench_schema_empty", "-c", "CREATE EXTENSION migrate")
    times = {}
    for tables in sizes:
        file = os.path.join(directory, f"schema_{tables}.sql")
        with open(file, "w", encoding="utf-8") as out:
            out.write(schema_text(tables))
        times[tables] = measure_one(tables, file, rounds if tables < 5000 else min(rounds, 3))
    if len(times) > 1:
        few, many = sorted(times)[-2:]
        measure_growth(few, many, times)
        measure_memory(few, many)
    if has("drift"):
        measure_tracking(rounds)
