#!/usr/bin/python3
"""Measure migrate beside psql, Alembic, dbmate and Sqitch, as ratios from one run.

Run by `make bench`, on a throwaway server; or by hand, with PGHOST and the
like set, by a role that may create databases. Runs that are compared are
interleaved; figures are medians. The part "schema" is measured where
max_locks_per_transaction is the default, all others where it is 1024.

    bench.py [--rounds N] [--pairs N] [--only small,realistic,plan,looking,load,peers,schema]
"""

import argparse
import importlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

SMALL = 2000
REALISTIC = 250
PLANNED = (10_000, 100_000)
LOADED = 10_000
ALEMBIC = ["/usr/bin/python3", "-c", "from alembic.config import main; main()"]


def psql(database, *arguments, text=None):
    """Run psql, return its output; any error ends the benchmark."""
    return subprocess.run(
        ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database, *arguments],
        input=text, text=True, check=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE).stdout


def make_database(name, template=None):
    psql("postgres", "-c", f"CREATE DATABASE {name}" +
         (f" TEMPLATE {template}" if template else ""))


def drop_databases(pattern="bench\\_%"):
    """Drop what was made. Not between runs: a file system makes files slowly
    just after it has deleted many."""
    for name in psql("postgres", "-c", f"SELECT datname FROM pg_database WHERE datname LIKE '{pattern}'").split():
        psql("postgres", "-c", f"DROP DATABASE {name}")


def seconds(command, **options):
    """Run a whole process, return how long it took."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, **options)
    return time.perf_counter() - start


def in_session(database, statement, rounds, before=""):
    """Run a statement again and again in one session: median milliseconds."""
    text = before + "\\timing on\n\\o /dev/null\n" + (statement + "\n") * (rounds + 1)
    times = [float(ms) for ms in re.findall(r"Time: ([\d.]+) ms", psql(database, text=text))]
    return statistics.median(times[1:])


def row(what, measured, against, bound):
    print(f"| {what} | {measured} | {against} | {bound} |", flush=True)


def ratio_row(what, ours, theirs, name, bound):
    """Compare runs that were interleaved: the ratio of each pair counts."""
    row(what, f"{statistics.median(ours):.2f} s",
        f"{name} {statistics.median(theirs):.2f} s",
        f"{statistics.median(a / b for a, b in zip(ours, theirs)):.2f} "
        f"({bound if bound == 'no bound' else f'at most {bound}'})")


# Histories

def literal(text):
    return "'" + text.replace("'", "''") + "'"


def small_scripts(n=SMALL):
    return [f"CREATE TABLE t{i} (id integer);\nALTER TABLE t{i} ADD COLUMN name text;\n"
            for i in range(n)]


def realistic_scripts():
    """Scripts of the kinds of statement that examples/shop is made of."""
    scripts = ["CREATE SCHEMA shop;\nCREATE DOMAIN shop.amount AS numeric(12,2) CHECK (VALUE >= 0);\n"
               "CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$\n"
               "BEGIN\n    NEW.updated_at := now();\n    RETURN NEW;\nEND $$;\n"]
    while len(scripts) < REALISTIC:
        i, kind = divmod(len(scripts) - 1, 10)
        t = f"shop.item{i}"
        scripts.append((
            f"CREATE TYPE shop.status{i} AS ENUM ('new', 'paid', 'sent');\n"
            f"CREATE TABLE {t} (item_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n"
            f"    name text NOT NULL, status shop.status{i} NOT NULL DEFAULT 'new', price shop.amount);\n"
            f"CREATE INDEX item{i}_name_idx ON {t} (lower(name));\nCOMMENT ON TABLE {t} IS 'items, kind {i}';\n",
            f"CREATE TABLE {t}_line (item_id bigint NOT NULL REFERENCES {t} ON DELETE CASCADE,\n"
            f"    line_no smallint, quantity integer NOT NULL CHECK (quantity > 0), PRIMARY KEY (item_id, line_no));\n",
            f"INSERT INTO {t} (name, price) SELECT 'item ' || n, n FROM generate_series(1, 200) AS n;\n"
            f"INSERT INTO {t}_line SELECT item_id, 1, 2 FROM {t};\n",
            f"ALTER TABLE {t} ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),\n"
            f"    ADD COLUMN attributes jsonb NOT NULL DEFAULT '{{}}';\n"
            f"CREATE TRIGGER touch BEFORE UPDATE ON {t} FOR EACH ROW EXECUTE FUNCTION shop.touch();\n",
            f"UPDATE {t} SET attributes = jsonb_build_object('size', item_id) WHERE item_id % 2 = 0;\n"
            f"CREATE INDEX item{i}_attributes_idx ON {t} USING gin (attributes);\n",
            f"CREATE VIEW shop.item{i}_total AS SELECT item_id, sum(quantity) AS quantity\n"
            f"    FROM {t}_line GROUP BY item_id;\n",
            f"CREATE FUNCTION shop.item{i}_count() RETURNS bigint LANGUAGE sql STABLE\n"
            f"    BEGIN ATOMIC SELECT count(*) FROM {t}; END;\n",
            f"ALTER TABLE {t} ENABLE ROW LEVEL SECURITY;\n"
            f"CREATE POLICY own ON {t} USING (name LIKE current_user || '%');\n",
            f"CREATE TABLE shop.event{i} (at timestamptz NOT NULL, what text) PARTITION BY RANGE (at);\n"
            f"CREATE TABLE shop.event{i}_2026 PARTITION OF shop.event{i} FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');\n"
            f"CREATE INDEX ON shop.event{i} (at);\n",
            f"ALTER TABLE {t} RENAME COLUMN name TO title;\n"
            f"ALTER TABLE {t} ADD CONSTRAINT item{i}_price_small CHECK (price < 100000) NOT VALID;\n"
            f"ALTER TABLE {t} VALIDATE CONSTRAINT item{i}_price_small;\n",
        )[kind])
    return scripts


def load_history(database, scripts):
    """Make a database whose registry holds the scripts as a linear history."""
    make_database(database)
    psql(database, text="CREATE EXTENSION migrate;\nBEGIN;\n" + "".join(
        f"SELECT migrate.revision('Step {i}', rev_id => 'r{i:06}', up => {literal(script)});\n"
        for i, script in enumerate(scripts)) + "COMMIT;\nVACUUM ANALYZE;\n")


def write_alembic(directory, scripts):
    """Write the same history as Alembic keeps it: a file a revision."""
    versions = os.path.join(directory, "versions")
    os.makedirs(versions)
    with open(os.path.join(directory, "alembic.ini"), "w") as file:
        file.write(f"[alembic]\nscript_location = {directory}\n")
    with open(os.path.join(directory, "env.py"), "w") as file:
        file.write(
            "import os\nfrom alembic import context\nfrom sqlalchemy import create_engine\n"
            "from sqlalchemy.pool import NullPool\n"
            "if context.is_offline_mode():\n"
            "    context.configure(dialect_name='postgresql')\n"
            "    with context.begin_transaction():\n        context.run_migrations()\n"
            "else:\n"
            "    engine = create_engine('postgresql+psycopg2:///' + os.environ['PGDATABASE'], poolclass=NullPool)\n"
            "    with engine.connect() as connection:\n"
            "        context.configure(connection=connection)\n"
            "        with context.begin_transaction():\n            context.run_migrations()\n")
    for i, script in enumerate(scripts):
        body = "".join(f"    op.execute({statement!r})\n"
                       for statement in script.split(";\n") if statement) or "    pass\n"
        with open(os.path.join(versions, f"r{i:06}_.py"), "w") as file:
            file.write(f"from alembic import op\nrevision = 'r{i:06}'\n"
                       f"down_revision = {f'r{i - 1:06}' if i else None!r}\n"
                       f"def upgrade():\n{body}\ndef downgrade():\n    pass\n")


def write_files(directory, scripts):
    """Write the same history as revision files."""
    os.makedirs(directory)
    for i, script in enumerate(scripts):
        with open(os.path.join(directory, f"{i:06}_r{i:06}_step.sql"), "w") as file:
            file.write(f"-- Step {i}\n-- migrate:revision r{i:06}\n" +
                       (f"-- migrate:revises r{i - 1:06}\n" if i else "") +
                       f"\n-- migrate:up\n{script}\n-- migrate:down\nDROP TABLE t{i};\n")


def write_dbmate(directory, scripts):
    os.makedirs(directory)
    for i, script in enumerate(scripts):
        with open(os.path.join(directory, f"{i:06}_step.sql"), "w") as file:
            file.write(f"-- migrate:up\n{script}\n-- migrate:down\nDROP TABLE t{i};\n")


def write_sqitch(directory, scripts):
    for part in ("deploy", "revert"):
        os.makedirs(os.path.join(directory, part))
    with open(os.path.join(directory, "sqitch.conf"), "w") as file:
        file.write("[core]\n\tengine = pg\n[user]\n\tname = Bench\n\temail = bench@example.com\n")
    with open(os.path.join(directory, "sqitch.plan"), "w") as plan:
        plan.write("%syntax-version=1.0.0\n%project=bench\n\n")
        for i, script in enumerate(scripts):
            plan.write(f"step{i} 2026-11-21T10:00:00Z Bench <bench@example.com> # Step {i}\n")
            with open(os.path.join(directory, "deploy", f"step{i}.sql"), "w") as file:
                file.write(f"BEGIN;\n{script}COMMIT;\n")
            with open(os.path.join(directory, "revert", f"step{i}.sql"), "w") as file:
                file.write(f"BEGIN;\nDROP TABLE t{i};\nCOMMIT;\n")


# Measurements

def migrate_command(database):
    return ["psql", "-XqAt", "-d", database, "-c", "SELECT count(*) FROM migrate.upgrade('head')"]


def psql_command(database, file):
    return ["psql", "-Xq", "--single-transaction", "-d", database, "-f", file]


def measure_small(directory, rounds):
    """2,000 revisions of CREATE TABLE and ADD COLUMN."""
    scripts = small_scripts()
    file = os.path.join(directory, "small.sql")
    with open(file, "w") as out:
        out.write("".join(scripts))
    write_alembic(os.path.join(directory, "small"), scripts)
    load_history("bench_small", scripts)
    ours, by_psql, by_alembic = [], [], []
    for i in range(rounds):
        make_database(f"bench_migrate_{i}", "bench_small")
        ours.append(seconds(migrate_command(f"bench_migrate_{i}")))
        make_database(f"bench_psql_{i}")
        by_psql.append(seconds(psql_command(f"bench_psql_{i}", file)))
        make_database(f"bench_alembic_{i}")
        by_alembic.append(seconds(
            ALEMBIC + ["-c", os.path.join(directory, "small", "alembic.ini"), "upgrade", "head"],
            env={**os.environ, "PGDATABASE": f"bench_alembic_{i}"}))
    what = f"upgrade('head'), {SMALL:,} small revisions"
    ratio_row(what, ours, by_psql, "psql --single-transaction", 1)
    ratio_row(what, ours, by_alembic, "alembic upgrade head", 0.55)


def measure_realistic(directory, pairs):
    """250 revisions of a shop's kinds of statement."""
    scripts = realistic_scripts()
    file = os.path.join(directory, "realistic.sql")
    with open(file, "w") as out:
        out.write("".join(scripts))
    load_history("bench_realistic", scripts)
    ours, by_psql = [], []
    for i in range(pairs):
        make_database(f"bench_migrate_{i}", "bench_realistic")
        ours.append(seconds(migrate_command(f"bench_migrate_{i}")))
        make_database(f"bench_psql_{i}")
        by_psql.append(seconds(psql_command(f"bench_psql_{i}", file)))
    ratio_row(f"upgrade('head'), {REALISTIC} realistic revisions, {pairs} pairs",
              ours, by_psql, "psql --single-transaction", 1)


SHAPES = {
    # the parents of revision i, as an array of numbers
    "linear": "ARRAY[i - 1]",
    # diamonds: a branch point, two branches, a merge of them
    "braided": "CASE i % 4 WHEN 1 THEN ARRAY[i - 1] WHEN 2 THEN ARRAY[i - 2]"
               " WHEN 3 THEN ARRAY[i - 1, i - 2] ELSE ARRAY[i - 1] END",
}


def load_graph(database, shape, n):
    make_database(database)
    psql(database, text=f"""
CREATE EXTENSION migrate;
INSERT INTO migrate.revisions (revision, message, down_revisions, up, down)
SELECT 'r' || lpad(i::text, 6, '0'), 'Revision ' || i,
       CASE WHEN i = 0 THEN '{{}}'
            ELSE (SELECT array_agg('r' || lpad(p::text, 6, '0') ORDER BY place)
                  FROM unnest({SHAPES[shape]}) WITH ORDINALITY AS parents (p, place)) END,
       repeat('SELECT 1; ', 50), repeat('SELECT 2; ', 50)
FROM generate_series(0, {n} - 1) AS i;
VACUUM ANALYZE;
""")


def peak_memory(database, statement):
    """Peak resident memory of the server process, in MB, without shared buffers."""
    text = ("SELECT pg_backend_pid() AS pid \\gset\n\\setenv PID :pid\n"
            "\\o /dev/null\n" + statement + "\n\\o\n"
            "\\! awk '/^VmHWM/ {peak = $2} /^RssShmem/ {shared = $2} END {print (peak - shared) / 1024}' /proc/$PID/status\n")
    return float(psql(database, text=text).split()[-1])


def measure_plan(directory, rounds):
    """plan('head') from base, against reading what it is made from."""
    for shape in SHAPES:
        times = {}
        for n in PLANNED:
            database = f"bench_{shape}_{n}"
            load_graph(database, shape, n)
            select = "SELECT revision, down_revisions, depends_on, branch_labels FROM migrate.revisions;"
            plan = "SELECT * FROM migrate.plan('head');"
            reading = in_session(database, select, rounds)
            times[n] = in_session(database, plan, rounds)
            bound = "at most 5" if n == PLANNED[0] else "no bound"
            row(f"plan('head'), {n:,} revisions, {shape}", f"{times[n]:.1f} ms",
                f"SELECT of ids and edges {reading:.1f} ms", f"{times[n] / reading:.2f} ({bound})")
        few, many = PLANNED
        row(f"plan('head'), {many:,} revisions, {shape}", f"{times[many]:.1f} ms",
            f"{few:,} revisions {times[few]:.1f} ms", f"{times[many] / times[few]:.2f} (at most 12)")
        row(f"memory of plan('head'), {many:,} revisions, {shape}",
            f"{peak_memory(f'bench_{shape}_{many}', plan):.0f} MB", "", "(under 200 MB)")

    write_alembic(os.path.join(directory, "empty"), [""] * few)
    ours, by_alembic = [], []
    for _ in range(3):
        ours.append(seconds(["psql", "-XqAt", "-d", f"bench_linear_{few}", "-c",
                             "SELECT * FROM migrate.plan('head')"]))
        by_alembic.append(seconds(
            ALEMBIC + ["-c", os.path.join(directory, "empty", "alembic.ini"), "upgrade", "head", "--sql"]))
    ratio_row(f"plan('head'), {few:,} revisions, whole process", ours, by_alembic,
              "alembic upgrade head --sql", 0.05)


def measure_looking(directory, rounds):
    """What a DBA types, on 10,000 revisions, nothing and everything applied."""
    few = PLANNED[0]
    database = f"bench_looking_{few}"
    load_graph(database, "linear", few)
    for applied in (False, True):
        if applied:
            psql(database, "-c", "SET migrate.verbosity = quiet", "-c", "SELECT count(*) FROM migrate.stamp('head')")
        for call in ("current()", "heads()", "pending()"):
            ms = in_session(database, f"SELECT * FROM migrate.{call};", rounds)
            row(f"{call}, {few:,} revisions, {'all' if applied else 'none'} applied",
                f"{ms:.1f} ms", "", "(tens of milliseconds)")


def measure_load(directory, rounds):
    """10,000 files into an empty registry, and once more with nothing changed."""
    files = os.path.join(directory, "load")
    write_files(files, small_scripts(LOADED))
    inserts = os.path.join(directory, "inserts.sql")
    with open(inserts, "w") as out:
        out.write("CREATE TABLE files (name text, script text);\nBEGIN;\n")
        for name in sorted(os.listdir(files)):
            with open(os.path.join(files, name)) as file:
                out.write(f"INSERT INTO files VALUES ({literal(name)}, {literal(file.read())});\n")
        out.write("COMMIT;\n")
    first, second, by_psql = [], [], []
    for i in range(rounds):
        make_database(f"bench_load_{i}")
        psql(f"bench_load_{i}", "-c", "CREATE EXTENSION migrate")
        load = ["pg_migrate", "load", "--quiet", "--dir", files, "-d", f"bench_load_{i}"]
        first.append(seconds(load))
        second.append(seconds(load))
        make_database(f"bench_psql_{i}")
        by_psql.append(seconds(["psql", "-Xq", "-d", f"bench_psql_{i}", "-f", inserts]))
    ratio_row(f"pg_migrate load, {LOADED:,} files", first, by_psql, f"psql, {LOADED:,} INSERTs", 3)
    ratio_row(f"pg_migrate load again, {LOADED:,} files", second, first, "the first load", 0.2)


def measure_peers(directory, rounds):
    """2,000 small files into a fresh database, then nothing to do: whole processes."""
    scripts = small_scripts()
    for tool, write in (("migrate", write_files), ("dbmate", write_dbmate), ("alembic", write_alembic),
                        ("sqitch", write_sqitch)):
        write(os.path.join(directory, f"peers_{tool}"), scripts)

    def command(tool, database):
        files = os.path.join(directory, f"peers_{tool}")
        return {
            "migrate": ["pg_migrate", "upgrade", "head", "--quiet", "--dir", files, "-d", database],
            "dbmate": ["dbmate", "--no-dump-schema", "--migrations-dir", files, "--url",
                       f"postgres:///{database}?socket={os.environ['PGHOST']}&user={os.environ.get('PGUSER', 'postgres')}", "up"],
            "alembic": ALEMBIC + ["-c", os.path.join(files, "alembic.ini"), "upgrade", "head"],
            "sqitch": ["sqitch", "deploy", f"db:pg:{database}"],
        }[tool]

    def run(tool, database):
        return seconds(command(tool, database), env={**os.environ, "PGDATABASE": database},
                       cwd=os.path.join(directory, f"peers_{tool}"))

    # Sqitch runs psql once a change: a round of it takes minutes.
    runs = {"migrate": rounds, "dbmate": rounds, "alembic": rounds, "sqitch": 1}
    there = [tool for tool in runs if shutil.which(command(tool, "")[0])]
    first, again = {tool: [] for tool in there}, {tool: [] for tool in there}
    for i in range(rounds):
        for tool in there:
            if i < runs[tool]:
                database = f"bench_{tool}_{i}"
                make_database(database)
                if tool == "migrate":
                    psql(database, "-c", "CREATE EXTENSION migrate")
                first[tool].append(run(tool, database))
                again[tool].append(run(tool, database))
    for tool in runs:
        if tool not in there:
            row(f"pg_migrate upgrade head, {SMALL:,} files", "", f"{tool}: not installed", "")
        elif tool != "migrate":
            ratio_row(f"pg_migrate upgrade head, {SMALL:,} files", first["migrate"], first[tool], tool, 1)
            ratio_row(f"the same with nothing to do", again["migrate"], again[tool], tool,
                      0.2 if tool == "alembic" else "no bound")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--pairs", type=int, default=21)
    parser.add_argument("--only", default="small,realistic,plan,looking,load,peers,schema")
    options = parser.parse_args()
    enough = int(psql("postgres", "-c", "SHOW max_locks_per_transaction")) >= 1024
    parts = [part for part in options.only.split(",") if (part != "schema") == enough]
    if not parts:
        return

    drop_databases()
    print(psql("postgres", "-c", "SELECT version()").split(",")[0])
    print("| what | migrate | against | ratio |\n|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as directory:
        for name in parts:
            count = options.pairs if name == "realistic" else options.rounds
            measures = importlib.import_module("schema") if name == "schema" else sys.modules[__name__]
            getattr(measures, f"measure_{name}")(directory, count)
            drop_databases()


if __name__ == "__main__":
    sys.exit(main())
