-- Rights: plain grants, and nothing for PUBLIC. Types are written with their
-- schema, for the grants run under the path of whoever makes them.

CREATE FUNCTION migrate.duty_privileges(duty text) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT privilege
    FROM (VALUES
        -- whoever has a duty may look
        ('{viewer,author,deployer}'::text[], 'USAGE ON SCHEMA migrate'),
        ('{viewer,author,deployer}', 'SELECT (revision, message, down_revisions, depends_on, branch_labels, transactional, variables, secrets, repeatable, checksum, created_at, created_by, source) ON migrate.revisions'),
        ('{viewer,author,deployer}', 'SELECT ON migrate.applied'),
        ('{viewer,author,deployer}', 'SELECT ON migrate.log'),
        ('{viewer,author,deployer}', 'SELECT ON migrate.loads'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.current()'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.heads()'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.branches()'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.history(pg_catalog.text)'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.show(pg_catalog.text)'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.pending(pg_catalog.text)'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.graph(pg_catalog.text)'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate."check"(pg_catalog.text, pg_catalog.bool)'),
        ('{viewer,author,deployer}', 'SELECT ON migrate.remembered'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.snapshot(pg_catalog.text[], pg_catalog.text[], pg_catalog.text[])'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.fingerprint(pg_catalog.text[], pg_catalog.text[], pg_catalog.text[])'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.schema(pg_catalog.text[], pg_catalog.text[], pg_catalog.text[])'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.diff(pg_catalog.text, pg_catalog.jsonb, pg_catalog.text[], pg_catalog.text[], pg_catalog.text[])'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.drift(pg_catalog.text[], pg_catalog.text[], pg_catalog.text[])'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.plan(pg_catalog.text, pg_catalog.text, pg_catalog.jsonb)'),
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.simulate(pg_catalog.jsonb, pg_catalog.text[], pg_catalog.text, pg_catalog.text)'),
        -- scripts call it, in the role that they have taken
        ('{viewer,author,deployer}', 'EXECUTE ON FUNCTION migrate.var(pg_catalog.text)'),
        ('{viewer}', 'EXECUTE ON FUNCTION migrate.duty_privileges(pg_catalog.text)'),
        -- who writes or runs a script reads it
        ('{author,deployer}', 'SELECT (up, down, verify) ON migrate.revisions'),
        ('{author,deployer}', 'EXECUTE ON FUNCTION migrate.dump(pg_catalog.text)'),
        ('{author,deployer}', 'EXECUTE ON FUNCTION migrate.upgrade_sql(pg_catalog.text, pg_catalog.jsonb, pg_catalog.bool)'),
        ('{author,deployer}', 'EXECUTE ON FUNCTION migrate.downgrade_sql(pg_catalog.text, pg_catalog.jsonb, pg_catalog.bool)'),
        ('{author,deployer}', 'EXECUTE ON FUNCTION migrate.stamp_sql(pg_catalog.text)'),
        -- what the server sets, created_at and created_by, is not among the columns
        ('{author}', 'INSERT (revision, message, down_revisions, depends_on, branch_labels, up, down, verify, transactional, variables, secrets, repeatable, source) ON migrate.revisions'),
        ('{author}', 'UPDATE (message, down_revisions, depends_on, branch_labels, up, down, verify, transactional, variables, secrets, repeatable, source) ON migrate.revisions'),
        ('{author}', 'DELETE ON migrate.revisions'),
        ('{author}', 'INSERT, UPDATE ON migrate.loads'),
        ('{author}', 'EXECUTE ON FUNCTION migrate.valid_names(pg_catalog.text[])'),
        ('{author}', 'EXECUTE ON FUNCTION migrate.valid_variables(pg_catalog.text[])'),
        ('{author}', 'EXECUTE ON FUNCTION migrate.name_points(pg_catalog.text, pg_catalog.text[])'),
        ('{author}', 'EXECUTE ON FUNCTION migrate.checksum(pg_catalog.text, pg_catalog.text[], pg_catalog.text[], pg_catalog.text[], pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.bool, pg_catalog.text[], pg_catalog.text[], pg_catalog.bool)'),
        ('{author}', 'EXECUTE ON FUNCTION migrate.revision(pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.bool, pg_catalog.text, pg_catalog.text, pg_catalog.bool, pg_catalog.text, pg_catalog.text)'),
        ('{author}', 'EXECUTE ON FUNCTION migrate.merge(pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.bool, pg_catalog.text, pg_catalog.text)'),
        ('{author}', 'EXECUTE ON FUNCTION migrate.edit(pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.bool, pg_catalog.text, pg_catalog.text)'),
        ('{author}', 'EXECUTE ON FUNCTION migrate.remove(pg_catalog.text)'),
        ('{author}', 'EXECUTE ON FUNCTION migrate.autogenerate(pg_catalog.text, pg_catalog.text, pg_catalog.jsonb, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.text, pg_catalog.bool)'),
        -- it also records as applied, which an author who is no deployer cannot
        ('{author}', 'EXECUTE ON FUNCTION migrate.draft_drift(pg_catalog.text, pg_catalog.text, pg_catalog.text)'),
        -- a deployer finds nothing new in the files, or is an author too
        ('{author,deployer}', 'EXECUTE ON FUNCTION migrate.load(pg_catalog.text, pg_catalog.text)'),
        ('{author,deployer}', 'EXECUTE ON FUNCTION migrate.load_files(pg_catalog.text[], pg_catalog.bytea[], pg_catalog.text)'),
        ('{author,deployer}', 'EXECUTE ON FUNCTION migrate.load_directory(pg_catalog.text, pg_catalog.text)'),
        ('{author,deployer}', 'EXECUTE ON FUNCTION migrate.loaded_files(pg_catalog.text)'),
        ('{author,deployer}', 'EXECUTE ON FUNCTION migrate.load_alembic(pg_catalog.text, pg_catalog.text, pg_catalog.text)'),
        -- who and when are not among the columns here either
        ('{deployer}', 'INSERT (revision, checksum, via) ON migrate.applied'),
        ('{deployer}', 'DELETE ON migrate.applied'),
        ('{deployer}', 'INSERT (heads, fingerprint, system_identifier, database, server_major, snapshot) ON migrate.remembered'),
        ('{deployer}', 'DELETE ON migrate.remembered'),
        ('{deployer}', 'INSERT (operation, revision, heads_before, heads_after, statements, duration, variables, sqlstate, message, detail, statement_number, line) ON migrate.log'),
        ('{deployer}', 'EXECUTE ON FUNCTION migrate.upgrade(pg_catalog.text, pg_catalog.jsonb, pg_catalog.bool)'),
        ('{deployer}', 'EXECUTE ON FUNCTION migrate.downgrade(pg_catalog.text, pg_catalog.jsonb, pg_catalog.bool)'),
        ('{deployer}', 'EXECUTE ON FUNCTION migrate.stamp(pg_catalog.text, pg_catalog.bool)'),
        ('{deployer}', 'EXECUTE ON FUNCTION migrate.stamp_from(pg_catalog.text, pg_catalog.text)'),
        ('{deployer}', 'EXECUTE ON FUNCTION migrate.stamp_from_alembic(pg_catalog.text)')
    ) AS privileges (duties, privilege)
    WHERE duty_privileges.duty OPERATOR(pg_catalog.=) ANY (duties);
END;
COMMENT ON FUNCTION migrate.duty_privileges(text) IS
'the privileges that a duty (viewer, author, deployer) consists of, as GRANT spells them';

CREATE FUNCTION migrate.grant_role(role text, duty text, grant_option boolean DEFAULT false) RETURNS void
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_grant_role';
COMMENT ON FUNCTION migrate.grant_role(text, text, boolean) IS
'let a role view, author or deploy: grant what the duty consists of';

CREATE FUNCTION migrate.revoke_role(role text, duty text) RETURNS void
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_revoke_role';
COMMENT ON FUNCTION migrate.revoke_role(text, text) IS
'take a duty from a role, leaving what its other duties need';

-- A function is for everybody until it is revoked, and so is a type; tables,
-- sequences and schemas are where somebody's ALTER DEFAULT PRIVILEGES made
-- them so. (The row types of the tables are left: pg_dump warns of grants on
-- them, and nobody can name them without USAGE on the schema.)
REVOKE ALL ON SCHEMA migrate FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA migrate FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA migrate FROM PUBLIC;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA migrate FROM PUBLIC;
REVOKE ALL ON TYPE migrate.step, migrate.difference FROM PUBLIC;

-- The database's owner, whoever that is after a restore, has every duty and
-- may pass it on, and can dump the tables and restore them, columns that the
-- server sets and all: that is also the power to forge history.
SELECT migrate.grant_role('pg_database_owner', duty, grant_option => true)
FROM (VALUES ('viewer'), ('author'), ('deployer')) AS duties (duty);
GRANT SELECT, INSERT ON migrate.revisions, migrate.applied, migrate.log, migrate.loads, migrate.remembered TO pg_database_owner WITH GRANT OPTION;
GRANT SELECT, UPDATE ON SEQUENCE migrate.log_id_seq TO pg_database_owner WITH GRANT OPTION;

-- Whoever creates the extension may pass the duties on too. The tables stay
-- with the superuser that the script of a trusted extension runs as, so that
-- nobody else can put a trigger, rule or policy on them. (@extowner@ may not
-- stand inside a string: before 15.4 a quote in it would end the string.)
SELECT migrate.grant_role(owner.rolname::pg_catalog.text, duty, grant_option => true)
FROM pg_catalog.pg_extension
JOIN pg_catalog.pg_roles AS owner ON owner.oid OPERATOR(pg_catalog.=) extowner
CROSS JOIN (VALUES ('viewer'), ('author'), ('deployer')) AS duties (duty)
WHERE extname OPERATOR(pg_catalog.=) 'migrate';
GRANT EXECUTE ON FUNCTION migrate.grant_role(text, text, boolean), migrate.revoke_role(text, text)
    TO pg_database_owner, @extowner@;
