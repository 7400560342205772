-- Comparing schemas

CREATE TABLE migrate.remembered (
    heads text[] COLLATE "C" NOT NULL,
    fingerprint text PRIMARY KEY,
    system_identifier text NOT NULL,
    database oid NOT NULL,
    server_major integer NOT NULL,
    snapshot bytea NOT NULL,
    remembered_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    remembered_by text NOT NULL DEFAULT SESSION_USER
);
COMMENT ON TABLE migrate.remembered IS 'the schema as the last run left it, in one row, for drift()';
COMMENT ON COLUMN migrate.remembered.heads IS 'the revisions that the database was at';
COMMENT ON COLUMN migrate.remembered.fingerprint IS 'SHA-256 in hexadecimal of the schema, as fingerprint() gives it without a scope';
COMMENT ON COLUMN migrate.remembered.system_identifier IS 'the cluster that it was in: with database, whether OIDs tell which object is which';
COMMENT ON COLUMN migrate.remembered.database IS 'OID of the database that it was in';
COMMENT ON COLUMN migrate.remembered.server_major IS 'major version of the server that wrote the definitions';
COMMENT ON COLUMN migrate.remembered.snapshot IS 'the objects and their properties, in a form of our own';
COMMENT ON COLUMN migrate.remembered.remembered_at IS 'when';
COMMENT ON COLUMN migrate.remembered.remembered_by IS 'login role';

SELECT pg_catalog.pg_extension_config_dump('migrate.remembered', '');

CREATE TYPE migrate.difference AS (
    step integer,
    action text,
    kind text,
    object text,
    statement text,
    hazards text[],
    reverse text,
    refused text
);
COMMENT ON TYPE migrate.difference IS 'one statement of those that turn a schema into another: its number from 1, what it does to which object, what it may do to a database in use, and the statement that undoes it; or why it cannot be written';

CREATE FUNCTION migrate.snapshot(schemas text[] DEFAULT NULL, include text[] DEFAULT NULL, exclude text[] DEFAULT NULL)
    RETURNS jsonb
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_snapshot';
COMMENT ON FUNCTION migrate.snapshot(text[], text[], text[]) IS
'the schema as data: an array of its objects, each with its properties';

CREATE FUNCTION migrate.fingerprint(schemas text[] DEFAULT NULL, include text[] DEFAULT NULL, exclude text[] DEFAULT NULL)
    RETURNS text
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_fingerprint';
COMMENT ON FUNCTION migrate.fingerprint(text[], text[], text[]) IS
'SHA-256 in hexadecimal of the schema: equal when and only when pg_dump --schema-only prints the same';

CREATE FUNCTION migrate.schema(schemas text[] DEFAULT NULL, include text[] DEFAULT NULL, exclude text[] DEFAULT NULL)
    RETURNS text
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_schema';
COMMENT ON FUNCTION migrate.schema(text[], text[], text[]) IS
'the statements that make the schema in an empty database, in order';

CREATE FUNCTION migrate.diff(schema text, renames jsonb DEFAULT NULL,
                             schemas text[] DEFAULT NULL, include text[] DEFAULT NULL, exclude text[] DEFAULT NULL)
    RETURNS SETOF migrate.difference
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_diff';
COMMENT ON FUNCTION migrate.diff(text, jsonb, text[], text[], text[]) IS
'the statements from the schema that is to the one that a text describes';

CREATE FUNCTION migrate.drift(schemas text[] DEFAULT NULL, include text[] DEFAULT NULL, exclude text[] DEFAULT NULL)
    RETURNS SETOF migrate.difference
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_drift';
COMMENT ON FUNCTION migrate.drift(text[], text[], text[]) IS
'what has changed by hand since the last run: the statements that would have changed it';

CREATE FUNCTION migrate.autogenerate(message text, schema text, renames jsonb DEFAULT NULL, rev_id text DEFAULT NULL,
                                     head text DEFAULT 'head', branch_label text DEFAULT NULL,
                                     depends_on text DEFAULT NULL, allow_empty boolean DEFAULT false)
    RETURNS text
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_autogenerate';
COMMENT ON FUNCTION migrate.autogenerate(text, text, jsonb, text, text, text, text, boolean) IS
'add a revision that makes the schema what a text describes, and back; returns its id, null if there is nothing to do';

CREATE FUNCTION migrate.draft_drift(message text, rev_id text DEFAULT NULL, head text DEFAULT 'head')
    RETURNS text
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_draft_drift';
COMMENT ON FUNCTION migrate.draft_drift(text, text, text) IS
'add a revision of what has changed by hand since the last run, recorded as applied; returns its id, null if nothing has';

CREATE FUNCTION migrate."check"(schema text DEFAULT NULL, raise boolean DEFAULT false)
    RETURNS TABLE (problem text, revision text, detail text)
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_check';
COMMENT ON FUNCTION migrate."check"(text, boolean) IS
'what is wrong: not at the heads, a revision that is not as it was applied, a schema that is not as the last run left it, or not as a text describes it; no row if nothing is';

