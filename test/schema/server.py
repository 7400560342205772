"""The server under test, by psql and pg_dump: PG* in the environment say which."""

import copy
import itertools
import json
import os
import re
import subprocess
import tempfile

import dump

ROLES = ("regress_owner", "regress_reader", "regress_writer", '"regress Odd"')
ERROR = re.compile(r"(?:^|: )(?:ERROR|FATAL|PANIC):  (?:(\w{5}): )?(.*)")


class Failed(Exception):
    """An error of the server: its SQLSTATE and what it says."""

    def __init__(self, state, message):
        super().__init__("%s: %s" % (state, message))
        self.state, self.message = state, message


class Server:
    def __init__(self, settings=()):
        self.prefix = "oracle_%d" % os.getpid()
        self.serial, self.made = itertools.count(1), []
        self.environment = dict(os.environ, PGCLIENTENCODING="UTF8")
        self.set("migrate.compare=all", *settings)

    def set(self, *settings):
        options = [os.environ.get("PGOPTIONS", "")]
        for setting in settings:
            options.append("-c " + re.sub(r"([\\ ])", r"\\\1", setting))
        options.append("-c client_min_messages=warning")
        self.environment = dict(self.environment, PGOPTIONS=" ".join(options))

    def run(self, db, text):
        """Run a text in psql, go on after errors; return both outputs."""
        with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            done = subprocess.run(
                ["psql", "-XAtq", "-v", "VERBOSITY=verbose", "-d", db, "-f", file.name],
                env=self.environment, capture_output=True, text=True)
        return done.stdout, done.stderr.replace(file.name + ":", "")

    def run_marked(self, db, pieces):
        """Run (key, text) pieces in one session; return errors by key."""
        text = "".join("\\warn @@%s\n%s\n;\n" % (key, piece) for key, piece in pieces)
        _, messages = self.run(db, text)
        return {key: faults for key, faults in split_marked(messages).items()
                if ERROR.search(faults)}

    def ask(self, db, query, **files):
        """Return what a query prints; files are psql's variables of texts."""
        with tempfile.TemporaryDirectory() as folder:
            text = ""
            for name, content in files.items():
                path = os.path.join(folder, name)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(content)
                text += "\\set %s `cat '%s'`\n" % (name, path)
            out, messages = self.run(db, text + query)
        error = ERROR.search(messages)
        if error or messages.startswith("psql: error"):
            raise Failed(error[1] if error else None, (error[2] if error else "")
                         + "".join("\n" + m for m in messages.splitlines()[1:])
                         if error else messages)
        return out

    def diff(self, db, schema, schemas=None):
        """Return the rows of migrate.diff()."""
        scope = ", schemas => ARRAY['%s']" % schemas if schemas else ""
        out = self.ask(db, "SELECT json_agg(d ORDER BY step)"
                       " FROM migrate.diff(:'schema'%s) AS d;" % scope, schema=schema)
        return json.loads(out.strip() or "[]")

    def another(self, settings=()):
        """Return the same server for another thread or other settings."""
        other = copy.copy(self)
        other.set("migrate.compare=all", *settings)
        return other

    def generate(self, db, schema):
        """Return up and down of a revision that autogenerate() writes, if it writes one."""
        out = self.ask(db, "SELECT coalesce(migrate.autogenerate('pairs', :'schema'), '')"
                       " AS revision \\gset\n"
                       "SELECT json_build_object('up', up, 'down', down)"
                       " FROM migrate.revisions WHERE revision = :'revision';", schema=schema)
        return json.loads(out.strip() or '{"up": "", "down": ""}')

    def run_script(self, db, text):
        """Run a script in psql, go on after errors; return (error, statement)."""
        _, messages = self.run(db, "\\set ECHO errors\n" + text)
        for piece in re.split(r"^(?=psql:)", messages, flags=re.M):
            if ERROR.search(piece):
                error, _, statement = piece.partition("\nSTATEMENT:  ")
                yield error, statement.strip()

    def create(self, template=None):
        """Make a database, with migrate in it; return its name."""
        db = "%s_%d" % (self.prefix, next(self.serial))
        self.made.append(db)
        self.ask("postgres", "CREATE DATABASE %s TEMPLATE %s;" % (
            db, template or self.prefix + "_empty"))
        return db

    def drop(self, *names):
        for db in names:
            # A database of subscriptions cannot be dropped.
            self.run(db, "SELECT format('DROP SUBSCRIPTION %I', subname) FROM pg_subscription"
                     " JOIN pg_database d ON d.oid = subdbid"
                     " WHERE datname = current_database() \\gexec")
            self.run("postgres", "DROP DATABASE IF EXISTS %s;" % db)
            if db in self.made:
                self.made.remove(db)

    def start(self, extension=True, roles=()):
        """Make roles, a tablespace and the database that all others are copies of."""
        self.run("postgres", "".join("CREATE ROLE %s;\n" % r for r in ROLES + tuple(roles))
                 + "SET allow_in_place_tablespaces = on;\n"
                 "CREATE TABLESPACE regress_space LOCATION '';")
        db = self.prefix + "_empty"
        self.made.append(db)
        self.ask("postgres", "CREATE DATABASE %s TEMPLATE template0;" % db)
        if extension:
            self.ask(db, "CREATE EXTENSION migrate;")

    def stop(self):
        self.drop(*list(self.made))
        self.run("postgres", "DROP TABLESPACE IF EXISTS regress_space;\n"
                 + "".join("DROP ROLE IF EXISTS %s;\n" % r for r in ROLES))

    def dump(self, db):
        """Return pg_dump's text of the schema."""
        done = subprocess.run(["pg_dump", "--schema-only", "--exclude-schema=migrate", "-d", db],
                              env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise Failed(None, done.stderr)
        return done.stdout

    def restored(self, text):
        """Return the dump of a database restored from a dump, as far as it can be."""
        db = self.create()
        try:
            self.run(db, text)
            return self.dump(db)
        finally:
            self.drop(db)

    def differences(self, got, wanted):
        """Return how two dumps differ.

        The server may write an expression otherwise once it has read what it
        wrote: a dump that has been restored is not always the same dump. So
        what differs is looked at again when both have been restored.
        """
        sides = [dump.entries(text) for text in (got, wanted)]
        if sides[0] != sides[1]:
            sides = [dump.replace(entries, dump.entries(self.restored(text)))
                     for entries, text in zip(sides, (got, wanted))]
        return list(dump.differences(*sides))

    def major(self):
        return int(self.ask("postgres", "SHOW server_version_num;")) // 10000


def split_marked(messages):
    """Split a session's messages at its marks; return texts by key."""
    found = {}
    for piece in re.split(r"^@@", messages, flags=re.M)[1:]:
        key, _, text = piece.partition("\n")
        found[key] = found.get(key, "") + text
    return found
