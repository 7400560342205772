-- Who may do what: doc/security.md's tables, each call and each table by each
-- role. A letter says who may: n nobody in particular, v viewer, a author,
-- d deployer, o the database's owner, e the extension's owner, who is not a
-- superuser.
\set ECHO none
\pset format unaligned
\pset tuples_only on
\pset pager off
SET client_min_messages = warning;
SET migrate.verbosity = quiet;
BEGIN;
SELECT plan(281);
CREATE SCHEMA regress;
GRANT USAGE, CREATE ON SCHEMA regress TO PUBLIC;

CREATE ROLE regress_nobody;
CREATE ROLE regress_viewer;
CREATE ROLE regress_author;
CREATE ROLE regress_deployer;
CREATE ROLE regress_dbowner;
CREATE ROLE regress_extowner;
SELECT format('ALTER DATABASE %I OWNER TO regress_dbowner', current_database()) AS owns,
       format('GRANT CREATE ON DATABASE %I TO regress_extowner', current_database()) AS creates \gset
:owns;
:creates;
-- A superuser's default privileges reach what an extension makes.
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT ALL ON TYPES TO PUBLIC;

-- The extension is trusted: an ordinary role makes it, and owns it.
DROP EXTENSION IF EXISTS migrate;
SET ROLE regress_extowner;
CREATE EXTENSION migrate;
SELECT count(migrate.grant_role('regress_' || duty, duty)::text) AS granted
FROM unnest('{viewer,author,deployer}'::text[]) AS duty \gset
RESET ROLE;
SELECT is(extowner::regrole::text, 'regress_extowner', 'an ordinary role owns the extension')
FROM pg_extension WHERE extname = 'migrate';
SELECT is(nspowner, 10::oid, 'and the bootstrap superuser the schema') FROM pg_namespace WHERE nspname = 'migrate';
SELECT is(array_agg(DISTINCT relowner), ARRAY[10::oid], 'and all relations in it') FROM pg_class WHERE relnamespace = 'migrate'::regnamespace;
SELECT is(array_agg(DISTINCT proowner), ARRAY[10::oid], 'and all functions') FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace;
SELECT is(array_agg(DISTINCT typowner), ARRAY[10::oid], 'and all types') FROM pg_type WHERE typnamespace = 'migrate'::regnamespace;

-- Nothing for PUBLIC

CREATE FUNCTION regress.public_has() RETURNS SETOF text LANGUAGE sql AS $$
    SELECT 'schema ' || nspname FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) AS acl
    WHERE nspname = 'migrate' AND acl.grantee = 0
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure FROM pg_proc AS p, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS acl
    WHERE pronamespace = 'migrate'::regnamespace AND acl.grantee = 0
    UNION ALL
    -- an array's are its element's, and a row type cannot be named without the schema
    SELECT 'type ' || t.oid::regtype FROM pg_type AS t, aclexplode(coalesce(typacl, acldefault('T', typowner))) AS acl
    WHERE typnamespace = 'migrate'::regnamespace AND acl.grantee = 0 AND NOT (typelem <> 0 AND typlen = -1)
      AND NOT EXISTS (SELECT FROM pg_class WHERE oid = typrelid AND relkind <> 'c')
    UNION ALL
    SELECT 'relation ' || c.oid::regclass
    FROM pg_class AS c, aclexplode(coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))) AS acl
    WHERE relnamespace = 'migrate'::regnamespace AND acl.grantee = 0
    UNION ALL
    SELECT 'column ' || attrelid::regclass || '.' || attname
    FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid, aclexplode(attacl) AS acl
    WHERE relnamespace = 'migrate'::regnamespace AND acl.grantee = 0
$$;
SELECT is_empty('SELECT regress.public_has()', 'PUBLIC has no privilege, for all that default privileges say');
SELECT is_empty($$
    SELECT pg_describe_object(classid, objid, 0)
    FROM pg_depend JOIN pg_extension AS e ON refclassid = 'pg_extension'::regclass AND refobjid = e.oid
    WHERE extname = 'migrate' AND deptype = 'e'
      AND NOT (classid = 'pg_namespace'::regclass AND objid = 'migrate'::regnamespace)
      AND NOT (classid = 'pg_proc'::regclass AND objid IN (SELECT oid FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace))
      AND NOT (classid = 'pg_class'::regclass AND objid IN (SELECT oid FROM pg_class WHERE relnamespace = 'migrate'::regnamespace))
      AND NOT (classid = 'pg_type'::regclass AND objid IN (SELECT oid FROM pg_type WHERE typnamespace = 'migrate'::regnamespace))$$,
    'there is no member but what was looked at');

-- What security.md says that there is not

SELECT is_empty($$SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace AND prosecdef$$,
                'no function is SECURITY DEFINER');
SELECT is_empty($$SELECT rulename FROM pg_rewrite JOIN pg_class AS c ON c.oid = ev_class WHERE relnamespace = 'migrate'::regnamespace$$,
                'there is no rule');
SELECT is_empty($$SELECT tgname FROM pg_trigger JOIN pg_class AS c ON c.oid = tgrelid
                  WHERE relnamespace = 'migrate'::regnamespace AND NOT tgisinternal$$, 'no trigger but the foreign key''s');
SELECT is_empty($$SELECT polname FROM pg_policy JOIN pg_class AS c ON c.oid = polrelid WHERE relnamespace = 'migrate'::regnamespace$$,
                'no policy');

-- Who may what

-- Do as a role, and undo it: ok or the SQLSTATE.
CREATE FUNCTION regress.try(role text, command text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('role', role, true);
    EXECUTE command;
    RAISE EXCEPTION SQLSTATE 'OK000';
EXCEPTION
    WHEN SQLSTATE 'OK000' THEN RETURN 'ok';
    WHEN OTHERS THEN RETURN SQLSTATE;
END $$;

-- The letters of those who may; what is neither ok nor 42501 is spelled out.
CREATE FUNCTION regress.who_may(command text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(CASE said WHEN 'ok' THEN letter WHEN '42501' THEN '' ELSE format('<%s: %s>', letter, said) END, '' ORDER BY place)
    FROM (SELECT letter, place, regress.try('regress_' || role, command) AS said
          FROM (VALUES (1, 'n', 'nobody'), (2, 'v', 'viewer'), (3, 'a', 'author'), (4, 'd', 'deployer'),
                       (5, 'o', 'dbowner'), (6, 'e', 'extowner')) AS roles (place, letter, role)) AS tried
$$;

SELECT count(migrate.revision(id, up => 'SELECT 1', down => '', verify => 'SELECT true', rev_id => id, head => head, splice => true, variables => variables)) AS made
FROM (VALUES ('r1', 'base', NULL), ('r2', 'r1', NULL), ('r3', 'r1', 'a')) AS revisions (id, head, variables) \gset
SELECT count(*) AS ran FROM migrate.upgrade('r1') \gset

CREATE TABLE regress.versions (version_num text);
INSERT INTO regress.versions VALUES ('r2');
GRANT SELECT ON regress.versions TO PUBLIC;
CREATE TABLE regress.calls (function text, call text, may text);
INSERT INTO regress.calls VALUES
    ('revision', $$migrate.revision('x', head => 'r2')$$, 'aoe'),
    ('merge', $$migrate.merge('heads')$$, 'aoe'),
    ('edit', $$migrate.edit('r2', message => 'x', variables => 'b', secrets => 'c')$$, 'aoe'),
    ('remove', $$migrate.remove('r2')$$, 'aoe'),
    -- what is new, only an author may add
    ('load', $$migrate.load(E'-- migrate:revision x\n-- migrate:up\n')$$, 'aoe'),
    ('load', $$migrate.load(E'-- r1\n-- migrate:revision r1\n-- migrate:up\nSELECT 1\n-- migrate:down\n\n-- migrate:verify\nSELECT true\n')$$, 'adoe'),
    ('load_files', $$migrate.load_files('{x.sql}', ARRAY[E'-- migrate:revision x\n-- migrate:up\n'::bytea])$$, 'aoe'),
    ('load_files', $$migrate.load_files('{}', '{}', 'native')$$, 'adoe'),
    ('loaded_files', $$migrate.loaded_files()$$, 'adoe'),
    ('load_alembic', $$migrate.load_alembic(E'-- Running upgrade r1 -> x\n\nUPDATE v SET version_num=''x'' WHERE v.version_num = ''r1'';\n')$$, 'aoe'),
    ('load_directory', $$migrate.load_directory('pg_commit_ts', 'native')$$, ''),
    ('dump', $$migrate.dump('r2')$$, 'adoe'),
    ('upgrade', $$migrate.upgrade('r2')$$, 'doe'),
    ('upgrade', $$migrate.upgrade('r2', dry_run => true)$$, 'doe'),
    ('upgrade', $$migrate.upgrade('r3', vars => '{"a": 1}')$$, 'doe'),
    ('downgrade', $$migrate.downgrade('base')$$, 'doe'),
    ('stamp', $$migrate.stamp('r2')$$, 'doe'),
    ('stamp', $$migrate.stamp('r2', purge => true)$$, 'doe'),
    ('stamp_from', $$migrate.stamp_from('alembic', 'regress.versions')$$, 'doe'),
    ('stamp_from_alembic', $$migrate.stamp_from_alembic('regress.versions')$$, 'doe'),
    ('upgrade_sql', $$migrate.upgrade_sql('r2')$$, 'adoe'),
    ('downgrade_sql', $$migrate.downgrade_sql('base')$$, 'adoe'),
    ('stamp_sql', $$migrate.stamp_sql('r2')$$, 'adoe'),
    ('plan', $$migrate.plan('r2')$$, 'vadoe'),
    ('plan', $$migrate.plan('r3', vars => '{"a": 1}')$$, 'vadoe'),
    -- outside a script there is nothing to tell
    ('var', $$migrate.var('a')$$, '<v: MG019><a: MG019><d: MG019><o: MG019><e: MG019>'),
    ('pending', $$migrate.pending()$$, 'vadoe'),
    ('current', $$migrate.current()$$, 'vadoe'),
    ('heads', $$migrate.heads()$$, 'vadoe'),
    ('branches', $$migrate.branches()$$, 'vadoe'),
    ('history', $$migrate.history()$$, 'vadoe'),
    ('graph', $$migrate.graph()$$, 'vadoe'),
    ('check', $$migrate.check()$$, 'vadoe'),
    ('snapshot', $$migrate.snapshot()$$, 'vadoe'),
    ('fingerprint', $$migrate.fingerprint()$$, 'vadoe'),
    ('schema', $$migrate.schema('{nowhere}')$$, 'vadoe'),
    ('drift', $$migrate.drift()$$, 'vadoe'),
    -- its worker does not see the roles that this transaction has made
    ('diff', $$migrate.diff('', schemas => '{nowhere}')$$, '<v: 42704><a: 42704><d: 42704><o: 42704><e: 42704>'),
    -- the database is not at its heads
    ('autogenerate', $$migrate.autogenerate('x', '')$$, '<a: MG017><o: MG017><e: MG017>'),
    ('draft_drift', $$migrate.draft_drift('x')$$, '<o: MG017><e: MG017>'),
    ('show', $$migrate.show('r1 r2')$$, 'vadoe'),
    ('simulate', $$migrate.simulate('[{"revision": "a", "down_revisions": [], "depends_on": [], "branch_labels": []}]', '{}', 'upgrade', 'a')$$, 'vadoe'),
    ('duty_privileges', $$migrate.duty_privileges('viewer')$$, 'voe'),
    ('grant_role', $$migrate.grant_role('regress_nobody', 'viewer')$$, 'oe'),
    ('revoke_role', $$migrate.revoke_role('regress_viewer', 'viewer')$$, 'e'),
    ('valid_names', $$migrate.valid_names('{a}')$$, 'aoe'),
    ('valid_variables', $$migrate.valid_variables('{a}')$$, 'aoe'),
    ('name_points', $$migrate.name_points('a', '{}')$$, 'aoe'),
    ('checksum', $$migrate.checksum('a', '{}', '{}', '{}', '', '', '', true)$$, 'aoe');
SELECT set_eq('SELECT DISTINCT function FROM regress.calls',
              $$SELECT proname::text FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace$$, 'every function is tried');
SELECT is(regress.who_may('SELECT * FROM ' || call), may, call) FROM regress.calls;
SELECT is(regress.try(session_user, 'SELECT * FROM ' || call), 'ok', 'a superuser: ' || call)
FROM regress.calls WHERE function NOT LIKE '%_role' AND function <> ALL ('{var,autogenerate,draft_drift}');

-- A viewer's show() has no scripts, the others' has.
CREATE FUNCTION regress.sees(role text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('role', role, true);
    RETURN (SELECT format('%s|%s|%s', up, down, verify) FROM migrate.show('r1'));
END $$;
SELECT is(regress.sees('regress_viewer'), '||', 'show() by a viewer');
SELECT is(regress.sees('regress_author'), 'SELECT 1||SELECT true', 'show() by an author');
SELECT is(regress.sees('regress_deployer'), 'SELECT 1||SELECT true', 'show() by a deployer');
RESET ROLE;

CREATE TABLE regress.commands (command text, may text);
INSERT INTO regress.commands VALUES
    -- reading
    ('SELECT count(*) FROM migrate.revisions', 'vadoe'),
    ('SELECT revision, message, down_revisions, depends_on, branch_labels, transactional, variables, secrets, repeatable, checksum, created_at, created_by, source FROM migrate.revisions', 'vadoe'),
    ('SELECT up FROM migrate.revisions', 'adoe'),
    ('SELECT down FROM migrate.revisions', 'adoe'),
    ('SELECT verify FROM migrate.revisions', 'adoe'),
    ('SELECT revision FROM migrate.revisions WHERE up LIKE ''%secret%''', 'adoe'),
    ('SELECT revision FROM migrate.revisions ORDER BY down', 'adoe'),
    ('SELECT * FROM migrate.revisions', 'adoe'),
    ('SELECT r FROM migrate.revisions AS r', 'adoe'),
    ('SELECT migrate.checksum(revision, ''{}'', ''{}'', ''{}'', up, NULL, NULL, true) FROM migrate.revisions', 'aoe'),
    ('CREATE VIEW regress.spy AS SELECT revision FROM migrate.revisions; SELECT * FROM regress.spy', 'vadoe'),
    ('CREATE VIEW regress.spy AS SELECT up FROM migrate.revisions; SELECT * FROM regress.spy', 'adoe'),
    ('SELECT * FROM migrate.applied', 'vadoe'),
    ('SELECT * FROM migrate.log', 'vadoe'),
    ('SELECT * FROM migrate.log_id_seq', 'o'),
    -- revisions
    ('INSERT INTO migrate.revisions (revision, message, down_revisions, depends_on, branch_labels, up, down, verify, transactional, variables, secrets, repeatable, source) VALUES (''x'', '''', ''{}'', ''{}'', ''{}'', '''', '''', '''', true, ''{a}'', ''{a}'', false, '''')', 'aoe'),
    ('INSERT INTO migrate.revisions (revision, created_by) VALUES (''x'', ''forged'')', 'o'),
    ('INSERT INTO migrate.revisions (revision, created_at) VALUES (''x'', now())', 'o'),
    ('INSERT INTO migrate.revisions (revision) VALUES (''r1'') ON CONFLICT (revision) DO UPDATE SET created_by = ''forged''', ''),
    ('INSERT INTO migrate.revisions (revision) VALUES (''x'') RETURNING revision', 'aoe'),
    ('UPDATE migrate.revisions SET message = ''x'', down_revisions = ''{}'', depends_on = ''{}'', branch_labels = ''{}'', up = '''', down = '''', verify = '''', transactional = true, variables = ''{}'', secrets = ''{}'', repeatable = false, source = ''''', 'aoe'),
    ('UPDATE migrate.revisions SET created_by = ''forged''', ''),
    ('UPDATE migrate.revisions SET created_at = now()', ''),
    ('UPDATE migrate.revisions SET checksum = DEFAULT', ''),
    ('UPDATE migrate.revisions SET revision = ''forged''', ''),
    ('DELETE FROM migrate.revisions WHERE revision = ''r2''', 'aoe'),
    ('TRUNCATE migrate.revisions CASCADE', ''),
    -- applied
    ('INSERT INTO migrate.applied (revision, checksum, via) VALUES (''r2'', '''', ''stamp'')', 'doe'),
    ('INSERT INTO migrate.applied (revision, checksum, via, applied_by) VALUES (''r2'', '''', ''stamp'', ''forged'')', 'o'),
    ('INSERT INTO migrate.applied (revision, checksum, via, applied_at) VALUES (''r2'', '''', ''stamp'', now())', 'o'),
    ('UPDATE migrate.applied SET applied_by = ''forged''', ''),
    ('UPDATE migrate.applied SET applied_at = now()', ''),
    ('UPDATE migrate.applied SET checksum = ''forged''', ''),
    ('UPDATE migrate.applied SET revision = ''r2''', ''),
    ('DELETE FROM migrate.applied', 'doe'),
    ('TRUNCATE migrate.applied', ''),
    -- log
    ('INSERT INTO migrate.log (operation, revision, heads_before, heads_after, statements, duration, sqlstate, message, detail, statement_number, line) VALUES (''stamp'', ''r1'', ''{}'', ''{}'', 1, ''0'', '''', '''', '''', 1, 1)', 'doe'),
    ('DELETE FROM migrate.log', ''),
    ('TRUNCATE migrate.log', ''),
    ('SELECT nextval(''migrate.log_id_seq'')', 'o'),
    ('SELECT setval(''migrate.log_id_seq'', 1)', 'o'),
    ('ALTER SEQUENCE migrate.log_id_seq RESTART', ''),
    -- loads
    ('SELECT * FROM migrate.loads', 'vadoe'),
    ('INSERT INTO migrate.loads VALUES (''auto'', '''', '''', false)', 'aoe'),
    ('UPDATE migrate.loads SET files = registry', 'aoe'),
    ('DELETE FROM migrate.loads', ''),
    ('TRUNCATE migrate.loads', ''),
    -- remembered
    ('SELECT * FROM migrate.remembered', 'vadoe'),
    ('INSERT INTO migrate.remembered (heads, fingerprint, system_identifier, database, server_major, snapshot) VALUES (''{}'', '''', '''', 0, 0, '''')', 'doe'),
    ('INSERT INTO migrate.remembered (heads, fingerprint, system_identifier, database, server_major, snapshot, remembered_by) VALUES (''{}'', '''', '''', 0, 0, '''', ''forged'')', 'o'),
    ('UPDATE migrate.remembered SET fingerprint = ''forged''', ''),
    ('DELETE FROM migrate.remembered', 'doe'),
    ('TRUNCATE migrate.remembered', ''),
    -- passing it on
    ('GRANT SELECT ON migrate.log TO regress_nobody; DO $do$ BEGIN IF NOT has_table_privilege(''regress_nobody'', ''migrate.log'', ''SELECT'') THEN RAISE insufficient_privilege; END IF; END $do$', 'oe'),
    ('GRANT INSERT ON migrate.revisions TO regress_nobody; DO $do$ BEGIN IF NOT has_table_privilege(''regress_nobody'', ''migrate.revisions'', ''INSERT'') THEN RAISE insufficient_privilege; END IF; END $do$', 'o'),
    ('GRANT TRIGGER ON migrate.revisions TO regress_nobody; DO $do$ BEGIN IF NOT has_table_privilege(''regress_nobody'', ''migrate.revisions'', ''TRIGGER'') THEN RAISE insufficient_privilege; END IF; END $do$', ''),
    ('GRANT CREATE ON SCHEMA migrate TO regress_nobody; DO $do$ BEGIN IF NOT has_schema_privilege(''regress_nobody'', ''migrate'', ''CREATE'') THEN RAISE insufficient_privilege; END IF; END $do$', ''),
    -- code on the registry
    ('CREATE TRIGGER evil BEFORE INSERT ON migrate.revisions FOR EACH ROW EXECUTE FUNCTION regress.evil()', ''),
    ('CREATE TRIGGER evil AFTER INSERT ON migrate.log FOR EACH STATEMENT EXECUTE FUNCTION regress.evil()', ''),
    ('CREATE RULE evil AS ON INSERT TO migrate.log DO INSTEAD NOTHING', ''),
    ('CREATE RULE evil AS ON SELECT TO migrate.applied DO INSTEAD SELECT * FROM migrate.applied', ''),
    ('CREATE POLICY evil ON migrate.revisions USING (true)', ''),
    ('ALTER TABLE migrate.revisions ENABLE ROW LEVEL SECURITY', ''),
    ('ALTER TABLE migrate.applied DISABLE TRIGGER ALL', ''),
    ('ALTER TABLE migrate.revisions ADD CHECK (regress.evil_check())', ''),
    ('ALTER TABLE migrate.revisions ALTER created_by SET DEFAULT ''forged''', ''),
    ('ALTER TABLE migrate.revisions ADD COLUMN evil int DEFAULT 1', ''),
    ('ALTER TABLE migrate.applied DROP CONSTRAINT applied_revision_fkey', ''),
    ('ALTER TABLE migrate.log OWNER TO CURRENT_USER', ''),
    ('ALTER TABLE migrate.log SET SCHEMA regress', ''),
    ('CREATE INDEX ON migrate.revisions (regress.evil_index(message))', ''),
    ('CREATE STATISTICS regress.evil ON revision, message FROM migrate.revisions', ''),
    ('CREATE TABLE regress.evil () INHERITS (migrate.revisions)', ''),
    ('CREATE TABLE regress.evil (a text REFERENCES migrate.revisions)', ''),
    ('CREATE TABLE regress.evil OF migrate.step', ''),
    ('CREATE TABLE regress.evil (a migrate.step)', ''),
    -- row types are for whoever may name them: pg_dump warns of grants on them
    ('CREATE TABLE regress.evil (a migrate.revisions[])', 'vadoe'),
    ('CREATE DOMAIN regress.evil AS migrate.log', 'vadoe'),
    ('DROP TABLE migrate.log', ''),
    ('COMMENT ON TABLE migrate.log IS ''evil''', ''),
    -- the schema
    ('CREATE TABLE migrate.evil (a int)', ''),
    ('CREATE FUNCTION migrate.evil() RETURNS int LANGUAGE sql RETURN 1', ''),
    ('CREATE FUNCTION migrate.upgrade(target text) RETURNS int LANGUAGE sql RETURN 1', ''),
    ('CREATE OPERATOR migrate.= (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text)', ''),
    ('CREATE TYPE migrate.evil AS (a int)', ''),
    ('CREATE VIEW migrate.evil AS SELECT 1', ''),
    ('ALTER SCHEMA migrate RENAME TO evil', ''),
    ('ALTER SCHEMA migrate OWNER TO CURRENT_USER', ''),
    ('DROP SCHEMA migrate CASCADE', ''),
    -- the functions and the type
    ('CREATE OR REPLACE FUNCTION migrate.name_points(revision text, branch_labels text[]) RETURNS int8multirange LANGUAGE sql IMMUTABLE STRICT RETURN ''{}''::int8multirange', ''),
    ('CREATE OR REPLACE FUNCTION migrate.duty_privileges(duty text) RETURNS SETOF text LANGUAGE sql AS ''SELECT ''''ALL ON SCHEMA migrate''''''', ''),
    ('ALTER FUNCTION migrate.upgrade SECURITY DEFINER', ''),
    ('ALTER FUNCTION migrate.checksum SET search_path = regress', ''),
    ('ALTER FUNCTION migrate.checksum OWNER TO CURRENT_USER', ''),
    ('DROP FUNCTION migrate.stamp', ''),
    ('ALTER TYPE migrate.step ADD ATTRIBUTE evil int', ''),
    ('CREATE CAST (migrate.step AS text) WITH FUNCTION regress.evil_cast(migrate.step) AS IMPLICIT', ''),
    -- the extension
    ('ALTER EXTENSION migrate DROP TABLE migrate.log', ''),
    ('ALTER EXTENSION migrate ADD FUNCTION regress.evil()', ''),
    ('CREATE PUBLICATION evil FOR TABLE migrate.log', ''),
    ('DROP EXTENSION migrate CASCADE', 'e');
-- Each column of log that the server sets.
INSERT INTO regress.commands
SELECT format('INSERT INTO migrate.log (operation, revision, heads_before, heads_after, %s) OVERRIDING SYSTEM VALUE SELECT ''stamp'', ''r1'', ''{}'', ''{}'', %s FROM (SELECT 1) AS one',
              attname, format('NULL::%s', format_type(atttypid, atttypmod))), CASE WHEN attnotnull THEN '<o: 23502>' ELSE 'o' END
FROM unnest('{id,at,login_role,effective_role,client_addr,application_name,backend_pid,transaction_id}'::text[]) AS forged (name)
JOIN pg_attribute ON attrelid = 'migrate.log'::regclass AND attname = forged.name;
-- Each column of log, changed.
INSERT INTO regress.commands
SELECT format('UPDATE migrate.log SET %s = DEFAULT', attname), ''
FROM pg_attribute WHERE attrelid = 'migrate.log'::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('id') ORDER BY attnum;
CREATE FUNCTION regress.evil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION regress.evil_check() RETURNS boolean LANGUAGE sql RETURN true;
CREATE FUNCTION regress.evil_index(text) RETURNS text LANGUAGE sql IMMUTABLE RETURN $1;
CREATE FUNCTION regress.evil_cast(migrate.step) RETURNS text LANGUAGE sql RETURN ''::text;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA regress TO PUBLIC;
SELECT is(regress.who_may(command), may, left(command, 150)) FROM regress.commands;

-- grant_role and revoke_role

-- All that a role holds in the registry, and all that a duty should be.
CREATE FUNCTION regress.holds(role text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT 'schema ' || acl.privilege_type FROM pg_namespace, aclexplode(nspacl) AS acl
    WHERE nspname = 'migrate' AND acl.grantee = role::regrole
    UNION ALL
    SELECT p.oid::regprocedure || ' ' || acl.privilege_type FROM pg_proc AS p, aclexplode(proacl) AS acl
    WHERE pronamespace = 'migrate'::regnamespace AND acl.grantee = role::regrole
    UNION ALL
    SELECT c.oid::regclass || ' ' || acl.privilege_type FROM pg_class AS c, aclexplode(relacl) AS acl
    WHERE relnamespace = 'migrate'::regnamespace AND acl.grantee = role::regrole
    UNION ALL
    SELECT attrelid::regclass || '.' || attname || ' ' || acl.privilege_type
    FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid, aclexplode(attacl) AS acl
    WHERE relnamespace = 'migrate'::regnamespace AND acl.grantee = role::regrole
$$;
CREATE FUNCTION regress.as_owner(command text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('role', 'regress_extowner', true);
    BEGIN
        EXECUTE 'SELECT migrate.' || command;
        RETURN 'ok';
    EXCEPTION WHEN OTHERS THEN
        RETURN SQLSTATE || ' ' || SQLERRM;
    END;
END $$;
CREATE ROLE regress_busy;
SELECT is(regress.as_owner(format('grant_role(%L, %L)', 'regress_busy', duty)), 'ok', duty || ' is granted')
FROM unnest('{viewer,author,deployer}'::text[]) AS duty;
RESET ROLE;
SELECT is(regress.as_owner($$grant_role('regress_busy', 'author')$$), 'ok', 'and once more');
SELECT is(regress.as_owner(format('revoke_role(%L, %L)', 'regress_busy', 'author')), 'ok', 'author is revoked');
RESET ROLE;
SELECT set_eq($$SELECT regress.holds('regress_busy')$$,
              $$SELECT regress.holds('regress_viewer') UNION SELECT regress.holds('regress_deployer')$$,
              'what viewer and deployer need is left');
SELECT is(regress.as_owner($$revoke_role('regress_busy', 'viewer')$$), 'ok', 'viewer is revoked');
RESET ROLE;
SELECT set_eq($$SELECT regress.holds('regress_busy')$$, $$SELECT regress.holds('regress_deployer')$$,
              'what deployer needs is left');
SELECT is(regress.as_owner($$revoke_role('regress_busy', 'deployer')$$), 'ok', 'deployer is revoked');
RESET ROLE;
SELECT is_empty($$SELECT regress.holds('regress_busy')$$, 'nothing is left');
SELECT lives_ok('DROP ROLE regress_busy', 'so that the role can be dropped');

SELECT is(regress.as_owner(call), want, left(call, 60)) FROM (VALUES
    ($$grant_role('regress_nobody', 'admin')$$, '22023 unknown duty "admin"'),
    ($$grant_role('regress_nobody', 'Viewer')$$, '22023 unknown duty "Viewer"'),
    ($$grant_role('regress_nobody', '')$$, '22023 unknown duty ""'),
    ($$revoke_role('regress_nobody', 'owner')$$, '22023 unknown duty "owner"'),
    ($$grant_role('regress_none', 'viewer')$$, '42704 role "regress_none" does not exist'),
    ($$revoke_role('regress_none', 'viewer')$$, '42704 role "regress_none" does not exist'),
    ($$grant_role('public', 'viewer')$$, '42704 role "public" does not exist'),
    ($$grant_role('PUBLIC', 'viewer')$$, '42704 role "PUBLIC" does not exist'),
    ($$grant_role('current_user', 'viewer')$$, '42704 role "current_user" does not exist'),
    ($$grant_role('', 'viewer')$$, '42704 role "" does not exist'),
    ($$grant_role('regress_nobody, regress_viewer', 'author')$$, '42704 role "regress_nobody, regress_viewer" does not exist'),
    ($$grant_role(rpad('regress_long', 70, 'x'), 'viewer')$$, format('42704 role "%s" does not exist', rpad('regress_long', 70, 'x'))),
    ($$grant_role(NULL, 'viewer')$$, '22004 argument "role" must not be null'),
    ($$grant_role('regress_nobody', NULL)$$, '22004 argument "duty" must not be null'),
    ($$grant_role('regress_nobody', 'viewer', NULL)$$, '22004 argument "grant_option" must not be null'),
    ($$revoke_role(NULL, 'viewer')$$, '22004 argument "role" must not be null'),
    ($$revoke_role('regress_nobody', NULL)$$, '22004 argument "duty" must not be null'),
    ($$revoke_role('regress_nobody', 'viewer')$$, '42704 role "regress_nobody" does not have the duty "viewer"'),
    ($$revoke_role('regress_viewer', 'author')$$, '42704 role "regress_viewer" does not have the duty "author"')) AS calls (call, want);
RESET ROLE;
SELECT is_empty($$SELECT regress.holds('regress_nobody')$$, 'none of these has granted anything');

-- A name that wants quotes.
CREATE ROLE "regress_""; DROP TABLE migrate.log; --' $$";
SELECT is(regress.as_owner('grant_role(''regress_"; DROP TABLE migrate.log; --'''' $$'', ''author'')'), 'ok', 'a role of a strange name');
RESET ROLE;
SELECT is(has_table_privilege('regress_"; DROP TABLE migrate.log; --'' $$', 'migrate.log', 'SELECT'), true, 'has the duty');
CREATE ROLE "current_user";
SELECT is(regress.as_owner($$grant_role('current_user', 'viewer')$$), 'ok', 'a role whose name is a keyword');
RESET ROLE;
SELECT is(has_table_privilege('current_user', 'migrate.log', 'SELECT'), true, 'has the duty too');

-- What another has granted: said, not passed over.
CREATE ROLE regress_both;
SELECT migrate.grant_role('regress_both', 'author') AS granted \gset
SELECT is(regress.as_owner($$revoke_role('regress_both', 'author')$$),
          '42501 could not revoke the duty "author" from role "regress_both"', 'the owner cannot revoke what a superuser granted');
RESET ROLE;
SELECT is(regress.as_owner($$grant_role('regress_both', 'viewer')$$), 'ok', 'but may grant beside it');
SELECT is(regress.as_owner($$revoke_role('regress_both', 'viewer')$$), 'ok', 'and take that back');
RESET ROLE;
SELECT set_eq($$SELECT regress.holds('regress_both')$$, $$SELECT regress.holds('regress_author')$$, 'which leaves what the superuser granted');
SELECT lives_ok($$SELECT migrate.revoke_role('regress_both', 'author')$$, 'the superuser can revoke it');
SELECT is_empty($$SELECT regress.holds('regress_both')$$, 'all of it');

-- With grant option.
SELECT is(regress.as_owner($$grant_role('regress_both', 'viewer', grant_option => true)$$), 'ok', 'a duty with grant option');
SET ROLE regress_both;
GRANT USAGE ON SCHEMA migrate TO regress_nobody;
GRANT EXECUTE ON FUNCTION migrate.current() TO regress_nobody;
RESET ROLE;
SELECT is(has_function_privilege('regress_nobody', 'migrate.current()', 'EXECUTE'), true, 'can be passed on');
SELECT is(left(regress.as_owner($$revoke_role('regress_both', 'viewer')$$), 5), '2BP01', 'and not revoked while others depend on it');
RESET ROLE;

-- Event triggers run with the session's path, not with the extension's.
CREATE TABLE regress.heard (tag text);
CREATE FUNCTION regress.hear() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO heard VALUES (tg_tag); END';
CREATE EVENT TRIGGER regress_hear ON ddl_command_end WHEN TAG IN ('GRANT') EXECUTE FUNCTION regress.hear();
SET LOCAL search_path = regress, public;
SELECT lives_ok($$SELECT migrate.grant_role('regress_nobody', 'viewer')$$, 'an event trigger finds its table by the path');

ROLLBACK;
