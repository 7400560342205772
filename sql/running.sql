-- Running

CREATE TYPE migrate.step AS (
    step integer,
    operation text,
    revision text,
    message text,
    statements integer,
    duration interval
);
COMMENT ON TYPE migrate.step IS 'one revision of a plan: its number from 1, what is done to it, and, once done, the statements run and the time they took';

CREATE FUNCTION migrate.upgrade(target text DEFAULT 'head', vars jsonb DEFAULT NULL, dry_run boolean DEFAULT false)
    RETURNS SETOF migrate.step
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_upgrade';
COMMENT ON FUNCTION migrate.upgrade(text, jsonb, boolean) IS
'run the up scripts from here to target, in the caller''s transaction';

CREATE FUNCTION migrate.downgrade(target text, vars jsonb DEFAULT NULL, dry_run boolean DEFAULT false)
    RETURNS SETOF migrate.step
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_downgrade';
COMMENT ON FUNCTION migrate.downgrade(text, jsonb, boolean) IS
'run the down scripts from here to target, in the caller''s transaction';

CREATE FUNCTION migrate.stamp(targets text, purge boolean DEFAULT false) RETURNS SETOF migrate.step
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_stamp';
COMMENT ON FUNCTION migrate.stamp(text, boolean) IS
'record that the database is at targets, without running anything';

CREATE FUNCTION migrate.stamp_from(tool text DEFAULT 'auto', version_table text DEFAULT NULL) RETURNS SETOF migrate.step
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_stamp_from';
COMMENT ON FUNCTION migrate.stamp_from(text, text) IS
'record as applied what another tool''s version table says is, without running anything';

CREATE FUNCTION migrate.stamp_from_alembic(version_table text DEFAULT NULL) RETURNS SETOF migrate.step
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_stamp_from_alembic';
COMMENT ON FUNCTION migrate.stamp_from_alembic(text) IS
'record as applied what Alembic''s version table says is; the same as stamp_from(''alembic'')';

CREATE FUNCTION migrate.plan(target text, operation text DEFAULT 'upgrade', vars jsonb DEFAULT NULL)
    RETURNS SETOF migrate.step
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_plan';
COMMENT ON FUNCTION migrate.plan(text, text, jsonb) IS
'what upgrade, downgrade or stamp would do, without doing it';

CREATE FUNCTION migrate.var(name text) RETURNS text
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'migrate_var';
COMMENT ON FUNCTION migrate.var(text) IS
'the value of a variable of the revision whose script is running';
