-- A script leaves the caller's session as it found it, whether it ends well
-- or fails and the caller catches the error; and a script cannot do what only
-- its caller may.
\c -
\set ECHO none
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/pgtap.sql'
\i :helpers
SELECT plan(160);

CREATE SCHEMA app;
CREATE ROLE regress_low;
CREATE ROLE regress_deployer;
GRANT regress_low TO regress_deployer;
GRANT ALL ON SCHEMA app TO PUBLIC;
SELECT migrate.grant_role('regress_deployer', 'deployer') AS granted \gset
CREATE TABLE app.t (a int);
INSERT INTO app.t VALUES (1), (2), (3);
GRANT ALL ON app.t TO PUBLIC;
CREATE TABLE app.fk (a int UNIQUE DEFERRABLE INITIALLY IMMEDIATE);

-- All that can be seen of the session.
CREATE VIEW app.session AS
    SELECT 'setting ' || name AS what, setting AS value FROM pg_settings
    UNION ALL VALUES ('current_user', current_user::text), ('session_user', session_user::text)
    UNION ALL SELECT 'cursor ' || name, statement FROM pg_cursors
    UNION ALL SELECT 'schemas', current_schemas(true)::text;
GRANT SELECT ON app.session TO PUBLIC;

-- Run a script in a savepoint that stays, or with an error that is caught,
-- and tell what is not as it was.
CREATE FUNCTION app.leaves(script text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    before jsonb = (SELECT jsonb_object_agg(what, value) FROM app.session);
    caller text = current_setting('role');
    said text = '';
BEGIN
    PERFORM set_config('role', 'none', true);
    PERFORM migrate.revision('script', up => script, rev_id => 'r1', head => 'base', splice => true);
    PERFORM set_config('role', caller, true);
    BEGIN
        PERFORM migrate.upgrade('r1');
    EXCEPTION WHEN OTHERS THEN
        said = format('(%s) ', SQLSTATE);
    END;
    RETURN said || coalesce((
        SELECT string_agg(what, ', ' ORDER BY what)
        FROM app.session AS now FULL JOIN jsonb_each_text(before) AS old (what, was) USING (what)
        WHERE now.value IS DISTINCT FROM old.was), 'as found');
END $$;

CREATE TABLE app.scripts (place int GENERATED ALWAYS AS IDENTITY, script text);
GRANT SELECT ON app.scripts TO PUBLIC;
INSERT INTO app.scripts (script) VALUES
    ('SET search_path = app'),
    ('SET LOCAL search_path = app'),
    ('SELECT set_config(''search_path'', ''app'', false)'),
    ('SELECT pg_catalog.set_config(''search_path'', '''', false)'),
    ('DO $$ BEGIN PERFORM set_config(''search_path'', ''app'', false); SET work_mem = ''1MB''; END $$'),
    ('SET ROLE regress_low'),
    ('SET LOCAL ROLE regress_low'),
    ('SELECT set_config(''role'', ''regress_low'', false)'),
    ('SET ROLE regress_low; RESET ROLE'),
    ('RESET ROLE'),
    ('SET SESSION AUTHORIZATION regress_low'),
    ('SET LOCAL SESSION AUTHORIZATION regress_low'),
    ('SET SESSION AUTHORIZATION regress_low; SET ROLE NONE; RESET SESSION AUTHORIZATION'),
    ('SET SESSION AUTHORIZATION DEFAULT'),
    ('SET TRANSACTION READ ONLY'),
    ('SET transaction_read_only = on'),
    ('SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY, ISOLATION LEVEL SERIALIZABLE'),
    ('SET default_transaction_isolation = serializable'),
    ('SET TIME ZONE ''Asia/Kathmandu'''),
    ('SET NAMES ''LATIN1'''),
    ('SET statement_timeout = ''1h''; SET lock_timeout = 1000; SET idle_in_transaction_session_timeout = 1'),
    ('SET row_security = off; SET check_function_bodies = false; SET xmloption = content; SET default_tablespace = ''''; SET default_table_access_method = heap'),
    ('SET migrate.verbosity = verbose; SET migrate.wait_timeout = 0'),
    ('SET application_name = ''someone else'''),
    ('SET DateStyle = german; SET IntervalStyle = iso_8601; SET extra_float_digits = 0; SET bytea_output = escape'),
    ('SELECT set_config(''standard_conforming_strings'', ''off'', false)'),
    ('SET seed = 0.5'),
    ('RESET ALL'),
    ('DISCARD PLANS'),
    ('DISCARD SEQUENCES'),
    ('SET CONSTRAINTS ALL DEFERRED; INSERT INTO app.t VALUES (4)'),
    ('DECLARE c CURSOR FOR SELECT a FROM app.t'),
    ('DECLARE c CURSOR WITH HOLD FOR SELECT a FROM app.t'),
    ('DECLARE c SCROLL CURSOR WITH HOLD FOR SELECT a FROM app.t; FETCH c; MOVE ALL IN c'),
    ('SET ROLE regress_low; DECLARE c CURSOR WITH HOLD FOR SELECT a FROM app.t'),
    ('DO $$ BEGIN EXECUTE ''DECLARE c CURSOR WITH HOLD FOR SELECT a FROM app.t''; END $$'),
    ('DO $$ DECLARE c refcursor; BEGIN OPEN c FOR SELECT a FROM app.t; MOVE c; END $$'),
    ('DO $$ DECLARE c refcursor = ''mine too''; BEGIN OPEN c FOR SELECT a FROM app.t; END $$'),
    ('CREATE FUNCTION app.f() RETURNS void LANGUAGE sql SET search_path = app AS ''SET work_mem = 64''; SELECT app.f()'),
    ('SELECT set_config(''role'', ''regress_low'', true), set_config(''search_path'', ''app'', true), set_config(''work_mem'', ''64'', true)');

DECLARE mine CURSOR FOR SELECT a FROM app.t;
FETCH 1 FROM mine;

SAVEPOINT fresh;
CREATE FUNCTION app.each_leaves(suffix text, within text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    s record;
    said text;
BEGIN
    FOR s IN SELECT * FROM app.scripts ORDER BY place LOOP
        BEGIN
            PERFORM set_config('role', within, false);
            said = app.leaves(s.script || suffix);
            RAISE EXCEPTION SQLSTATE 'UNDO0';
        EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
            RETURN NEXT is(said, CASE suffix WHEN '' THEN '' ELSE '(22012) ' END || 'as found', 'after ' || left(s.script, 90));
        END;
    END LOOP;
END $$;
SELECT app.each_leaves('', 'none');
-- with an error that the caller catches
SELECT app.each_leaves('; SELECT 1/0', 'none');
-- by a caller who has taken a role
SELECT app.each_leaves('', 'regress_deployer');
RESET ROLE;

SELECT results_eq('FETCH ALL FROM mine', 'VALUES (2), (3)', 'the caller''s cursor goes on where it was');

-- Many scripts under the caller's open cursor.
SAVEPOINT many;
INSERT INTO migrate.revisions (revision, up, branch_labels) SELECT 'many' || i, 'DECLARE c CURSOR FOR SELECT 1', ARRAY['l' || i] FROM generate_series(1, 150) AS i;
SELECT is(count(*), 150::bigint, 'each of 150 scripts opens the same cursor') FROM migrate.upgrade('heads');
ROLLBACK TO many;

-- Outside any function.
SELECT migrate.revision('script', up => 'SET search_path = app; SET ROLE regress_low; DECLARE c CURSOR WITH HOLD FOR SELECT 1', rev_id => 'r1') AS id \gset
CREATE TEMP TABLE before AS SELECT * FROM app.session;
SELECT count(*) AS ran FROM migrate.upgrade() \gset
SELECT is(array_agg(what), NULL, 'at top level too') FROM (TABLE app.session EXCEPT TABLE before) AS more;
SELECT is(array_agg(what), NULL, 'nothing is missing') FROM (TABLE before EXCEPT TABLE app.session) AS less;
ROLLBACK TO fresh;

-- A script calls what works on the registry: refused, and the guard holds
-- until the migration ends, and no longer.
CREATE FUNCTION app.run(script text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM migrate.revision('script', up => script, rev_id => 'r1');
    PERFORM migrate.upgrade('r1');
    RAISE EXCEPTION SQLSTATE 'OK000' USING MESSAGE = (SELECT array_agg(revision)::text FROM migrate.applied);
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
SELECT is(app.run('SELECT ' || call), format('MG016 migrate.%s() cannot be called from a migration script', split_part(split_part(call, '.', 2), '(', 1)),
          'a script calls ' || call)
FROM (VALUES ('migrate.upgrade()'), ('migrate.upgrade(dry_run => true)'), ('migrate.downgrade(''base'')'), ('migrate.stamp(''heads'')'),
             ('migrate.revision(''x'')'), ('migrate.merge()'), ('migrate.edit(''r1'', up => '''')'), ('migrate.remove(''r1'')')) AS calls (call);
SELECT is(app.run('DO $$ BEGIN PERFORM migrate.upgrade(); EXCEPTION WHEN SQLSTATE ''MG016'' THEN END $$; SELECT migrate.stamp(''heads'')'),
          'MG016 migrate.stamp() cannot be called from a migration script', 'the guard holds after one that was caught');
SELECT is(app.run('DO $$ BEGIN PERFORM migrate.upgrade(); EXCEPTION WHEN SQLSTATE ''MG016'' THEN END $$'), 'OK000 {r1}',
          'and the migration goes on');
SELECT is(app.run('SELECT migrate.current(), migrate.heads(), migrate.history(), migrate.show(''r1''), migrate.plan(''head''), migrate.check()'),
          'OK000 {r1}', 'a script may look');
SELECT is(app.run('SELECT 1/0'), '22012 division by zero', 'a script fails, and is caught');
SELECT is(app.run('SELECT 1'), 'OK000 {r1}', 'the next call works');

-- Commit and roll back by other means.
CREATE PROCEDURE app.commits() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
SELECT is(app.run('CALL app.commits()'), '2D000 invalid transaction termination', 'a procedure that commits');
SELECT is(app.run('DO $$ BEGIN ROLLBACK; END $$'), '2D000 invalid transaction termination', 'a DO block that rolls back');

-- Scripts that work on the registry themselves, as a superuser's can.
SELECT is(left(app.run('DROP EXTENSION migrate'), 5), '42P01', 'a script drops the extension');
SELECT is(left(app.run('DROP SCHEMA migrate CASCADE'), 5), '2BP01', 'or its schema');
SELECT is(left(app.run('DELETE FROM migrate.revisions'), 5), 'MG001', 'or the revision that it is of');
SELECT is(left(app.run('INSERT INTO migrate.applied (revision, checksum, via) VALUES (''r1'', '''', ''stamp'')'), 5), '23505', 'or applies itself');
SELECT is(count(*), 0::bigint, 'nothing of this is left') FROM migrate.revisions;

-- Wherever it is called from.
SELECT migrate.revision('here', up => 'CREATE TABLE app.here (a int)', down => 'DROP TABLE app.here', rev_id => 'r1') AS id \gset
CREATE PROCEDURE app.up() LANGUAGE plpgsql AS 'BEGIN PERFORM migrate.upgrade(); END';
CREATE FUNCTION app.down() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM migrate.downgrade(''base'')';
CALL app.up();
SELECT is(to_regclass('app.here') IS NOT NULL, true, 'in a procedure');
SELECT is(app.down(), 1::bigint, 'in an SQL function');
DO 'BEGIN PERFORM migrate.upgrade(); END';
SELECT is(to_regclass('app.here') IS NOT NULL, true, 'in a DO block');
SAVEPOINT inner_one;
SELECT is((WITH ran AS (SELECT * FROM migrate.downgrade('base')) SELECT count(*) FROM ran), 1::bigint, 'in a WITH');
ROLLBACK TO inner_one;
SELECT is(to_regclass('app.here') IS NOT NULL, true, 'a savepoint takes it back');
SELECT is(count(*), 1::bigint, 'with its row in the registry') FROM migrate.applied;
SELECT is(count(*), 3::bigint, 'and in the log') FROM migrate.log;
PREPARE up AS SELECT count(*) FROM migrate.upgrade();
SELECT is(app.down(), 1::bigint, 'down again');
EXECUTE up;
SELECT is(to_regclass('app.here') IS NOT NULL, true, 'as a prepared statement');
SELECT is(app.down(), 1::bigint, 'and down');
SELECT is(operation, 'upgrade', 'a LIMIT does not stop it half way') FROM migrate.upgrade() LIMIT 1;
SELECT is(to_regclass('app.here') IS NOT NULL, true, 'it has run');
ROLLBACK TO fresh;

-- A dry run leaves nothing.
CREATE VIEW app.world AS
    SELECT 'relation ' || oid || relname AS what FROM pg_class
    UNION ALL SELECT 'function ' || oid FROM pg_proc
    UNION ALL SELECT 'type ' || oid FROM pg_type
    UNION ALL SELECT 'role ' || rolname FROM pg_roles
    UNION ALL SELECT 'row ' || a FROM app.t
    UNION ALL SELECT 'revision ' || revision || checksum FROM migrate.revisions
    UNION ALL SELECT 'applied ' || revision FROM migrate.applied
    UNION ALL SELECT 'log ' || operation FROM migrate.log
    UNION ALL SELECT what || coalesce(value, '') FROM app.session;
SELECT migrate.revision('dry', up => 'CREATE TABLE app.dry (a int); CREATE TEMP TABLE dry (a int); INSERT INTO app.t VALUES (9);
    CREATE ROLE regress_dry; CREATE FUNCTION app.dry() RETURNS int LANGUAGE sql RETURN 1; DECLARE c CURSOR WITH HOLD FOR SELECT 1;
    SET search_path = app; SET ROLE regress_dry', down => 'DELETE FROM app.t; DECLARE c CURSOR WITH HOLD FOR SELECT 1', rev_id => 'r1') AS id \gset
CREATE TEMP TABLE before (what text);
INSERT INTO before SELECT * FROM app.world;
SELECT is(count(*), 1::bigint, 'a dry run upwards') FROM migrate.upgrade(dry_run => true);
SELECT is(array_agg(what), NULL, 'leaves nothing') FROM ((TABLE app.world EXCEPT ALL TABLE before) UNION ALL (TABLE before EXCEPT ALL TABLE app.world)) AS differs;
SELECT migrate.edit('r1', up => '') AS id \gset
SELECT count(*) AS ran FROM migrate.upgrade() \gset
TRUNCATE before;
INSERT INTO before SELECT * FROM app.world;
SELECT is(count(*), 1::bigint, 'a dry run downwards') FROM migrate.downgrade('base', dry_run => true);
SELECT is(array_agg(what), NULL, 'leaves nothing either') FROM ((TABLE app.world EXCEPT ALL TABLE before) UNION ALL (TABLE before EXCEPT ALL TABLE app.world)) AS differs;
ROLLBACK;
