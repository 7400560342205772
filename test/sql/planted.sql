-- Objects planted ahead of the real ones: none is ever reached, neither by
-- CREATE EXTENSION nor by any call, whoever makes it.
--
-- Schema evil holds a twin of every function, operator, relation and common
-- type of pg_catalog and of the registry, and stands before pg_catalog on the
-- path. Each twin raises an error, or makes the statement that reaches it fail.
\c -
\set ECHO none
\pset format unaligned
\pset tuples_only on
\pset pager off
SET client_min_messages = warning;
SET check_function_bodies = off;
DROP EXTENSION IF EXISTS migrate;
BEGIN;
CREATE SCHEMA evil;
GRANT USAGE ON SCHEMA evil TO PUBLIC;
CREATE SCHEMA regress;
GRANT USAGE ON SCHEMA regress TO PUBLIC;
CREATE FUNCTION evil.boom() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a planted object was reached' USING ERRCODE = 'EV000';
END $$;
CREATE FUNCTION evil.boom(anyelement) RETURNS anyelement LANGUAGE plpgsql AS 'BEGIN PERFORM evil.boom(); END';

-- Functions, aggregates as functions too. "any" cannot be had, but a variadic
-- text[] is preferred to it.
DO $$
DECLARE
    f record;
BEGIN
    FOR f IN
        SELECT p.oid::regproc, proname,
               (SELECT string_agg(format_type(t, NULL), ', ' ORDER BY i)
                FROM unnest(proargtypes) WITH ORDINALITY AS args (t, i)) AS args,
               CASE WHEN r.typtype = 'p' THEN 'pg_catalog.bool' ELSE format_type(prorettype, NULL) END AS result
        FROM pg_proc AS p JOIN pg_type AS r ON r.oid = prorettype
        WHERE pronamespace = 'pg_catalog'::regnamespace
          AND NOT EXISTS (SELECT FROM unnest(proargtypes) AS a (t) JOIN pg_type ON pg_type.oid = t
                          WHERE typtype = 'p' AND typname NOT LIKE 'any%' OR typname = 'any')
        UNION ALL
        SELECT 0, name, args, 'pg_catalog.text'
        FROM (VALUES ('format', 'text, VARIADIC text[]'), ('concat', 'VARIADIC text[]'), ('current', ''), ('heads', ''),
                     ('valid_names', 'text[]'), ('name_points', 'text, text[]'), ('duty_privileges', 'text'),
                     ('grant_role', 'text, text, boolean'), ('checksum', 'text, text[], text[], text[], text, text, text, boolean')) AS more (name, args)
    LOOP
        EXECUTE format('CREATE FUNCTION evil.%I(%s) RETURNS %s LANGUAGE plpgsql AS ''BEGIN PERFORM evil.boom(); END''',
                       f.proname, f.args, f.result);
    END LOOP;
END $$;

-- Operators, and each on types that have none of their own but are coerced.
DO $$
DECLARE
    o record;
BEGIN
    FOR o IN
        SELECT DISTINCT oprname, l::regtype, r::regtype
        FROM (SELECT oprname, oprleft AS l, oprright AS r FROM pg_operator
              WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprleft <> 0 AND oprright <> 0
              UNION ALL
              SELECT oprname, l, r
              FROM unnest('{=,<>,<,>,||,&&}'::text[]) AS oprname,
                   unnest('{text,varchar,name,text[],name[],oid,regproc,regtype,int8multirange,bool,"\"char\""}'::regtype[]) AS l,
                   unnest('{text,varchar,name,text[],name[],oid,regproc,regtype,int8multirange,bool,"\"char\""}'::regtype[]) AS r) AS all_of_them
    LOOP
        BEGIN
            EXECUTE format('CREATE FUNCTION evil.op(%s, %s) RETURNS bool LANGUAGE plpgsql AS ''BEGIN RETURN evil.boom(); END''', o.l, o.r);
        EXCEPTION WHEN duplicate_function THEN
        END;
        EXECUTE format('CREATE OPERATOR evil.%s (FUNCTION = evil.op, LEFTARG = %s, RIGHTARG = %s)', o.oprname, o.l, o.r);
    END LOOP;
END $$;

-- Types, and a type that all are coerced to.
DO $$
DECLARE
    t record;
BEGIN
    CREATE TYPE evil.magnet AS (a int);
    FOR t IN
        SELECT typname, oid::regtype AS type FROM pg_type
        WHERE oid IN ('text'::regtype, 'bool'::regtype, 'int4'::regtype, 'int8'::regtype, 'oid'::regtype, 'name'::regtype,
                      'jsonb'::regtype, 'timestamptz'::regtype, 'interval'::regtype, 'xid8'::regtype, 'inet'::regtype,
                      'int8multirange'::regtype, 'regclass'::regtype, 'regnamespace'::regtype, 'regprocedure'::regtype, '"char"'::regtype)
    LOOP
        EXECUTE format('CREATE DOMAIN evil.%I AS %s CHECK (evil.boom())', t.typname, t.type);
        EXECUTE format('CREATE FUNCTION evil.to_magnet(%s) RETURNS evil.magnet LANGUAGE plpgsql AS ''BEGIN PERFORM evil.boom(); END''', t.type);
        EXECUTE format('CREATE CAST (%s AS evil.magnet) WITH FUNCTION evil.to_magnet(%s) AS IMPLICIT', t.type, t.type);
        EXECUTE format('CREATE FUNCTION evil.from_magnet_%s(evil.magnet) RETURNS %s LANGUAGE plpgsql AS ''BEGIN PERFORM evil.boom(); END''', t.type::oid, t.type);
        EXECUTE format('CREATE CAST (evil.magnet AS %s) WITH FUNCTION evil.from_magnet_%s AS IMPLICIT', t.type, t.type::oid);
    END LOOP;
    CREATE DOMAIN evil.step AS pg_catalog.text CHECK (evil.boom());
    CREATE FUNCTION evil.op(evil.magnet, evil.magnet) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RETURN evil.boom(); END';
    CREATE OPERATOR evil.= (FUNCTION = evil.op, LEFTARG = evil.magnet, RIGHTARG = evil.magnet);
    CREATE OPERATOR evil.|| (FUNCTION = evil.op, LEFTARG = evil.magnet, RIGHTARG = evil.magnet);
    CREATE COLLATION evil."C" FROM pg_catalog."POSIX";
END $$;

-- Relations: in evil, in public and temporary.
DO $$
DECLARE
    r pg_catalog.name;
BEGIN
    FOR r IN SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v')
             UNION ALL SELECT unnest('{revisions,applied,log,log_id_seq,loads,step}'::text[])
    LOOP
        EXECUTE format('CREATE VIEW evil.%I AS SELECT evil.boom() AS revision', CASE r WHEN 'step' THEN 'steps' ELSE r END);
        EXECUTE format('CREATE TEMP VIEW %I AS SELECT evil.boom() AS revision', r);
    END LOOP;
    FOREACH r IN ARRAY '{revisions,applied,log,loads,step}'::text[] LOOP
        EXECUTE format('CREATE VIEW public.%I AS SELECT evil.boom() AS revision', r);
    END LOOP;
END $$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA evil TO PUBLIC;
SELECT format('GRANT ALL ON SCHEMA %s TO PUBLIC', pg_my_temp_schema()::regnamespace) AS open_temp \gset
:open_temp;

-- Run a statement as a role, with evil first on the path: ok or the error.
CREATE FUNCTION regress.try(role text, command text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_catalog.set_config('role', role, true);
    PERFORM pg_catalog.set_config('search_path', 'evil, pg_temp, public, pg_catalog', true);
    EXECUTE command;
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, public, pg_temp', true);
    PERFORM pg_catalog.set_config('role', 'none', true);
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    RETURN pg_catalog.format('%s %s', SQLSTATE, SQLERRM);
END $$;

-- The test itself keeps clear of them.
SET search_path = pg_catalog, public, pg_temp;
SELECT plan(140);

-- The plants work.
SELECT is(regress.try(session_user::text, command), 'EV000 a planted object was reached', 'reached by ' || command)
FROM (VALUES ('SELECT pg_backend_pid()'), ('SELECT ''a''::pg_catalog.text = ''b''::pg_catalog.text'),
             ('SELECT ''{a}''::pg_catalog.text[] || ''b''::pg_catalog.text'), ('SELECT format(''%s'', ''a''::pg_catalog.text)'),
             ('SELECT ''a''::text'), ('SELECT * FROM pg_class'), ('SELECT * FROM revisions'), ('SELECT * FROM pg_temp.pg_class'),
             ('SELECT ''a''::pg_catalog.name <> ''b''::pg_catalog.name'), ('SELECT unnest(''{a}''::pg_catalog.text[])')) AS commands (command);

-- CREATE EXTENSION, by a superuser, and by a role that is none.
SELECT is(regress.try(session_user::text, 'CREATE EXTENSION migrate'), 'ok', 'CREATE EXTENSION by a superuser');
DROP EXTENSION migrate;
CREATE ROLE regress_extowner;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_extowner', current_database()) AS creates \gset
:creates;
SELECT is(regress.try('regress_extowner', 'CREATE EXTENSION migrate'), 'ok', 'CREATE EXTENSION by another role');
SELECT is_empty($$SELECT DISTINCT pg_describe_object(refclassid, refobjid, 0) FROM pg_depend
    WHERE classid = 'pg_proc'::regclass AND objid IN (SELECT oid FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace)
       OR classid = 'pg_class'::regclass AND objid IN (SELECT oid FROM pg_class WHERE relnamespace = 'migrate'::regnamespace)
       OR classid = 'pg_constraint'::regclass AND objid IN (SELECT oid FROM pg_constraint WHERE connamespace = 'migrate'::regnamespace)
       OR classid = 'pg_attrdef'::regclass AND objid IN (SELECT d.oid FROM pg_attrdef AS d JOIN pg_class AS c ON c.oid = adrelid WHERE relnamespace = 'migrate'::regnamespace)
    INTERSECT
    SELECT DISTINCT pg_describe_object(classid, objid, 0) FROM pg_depend
    WHERE refclassid = 'pg_namespace'::regclass AND refobjid IN ('evil'::regnamespace, 'public'::regnamespace, pg_my_temp_schema())$$,
    'nothing in the registry depends on a planted object');

CREATE ROLE regress_viewer;
CREATE ROLE regress_author;
CREATE ROLE regress_deployer;
SELECT is(regress.try('regress_extowner', format('SELECT migrate.grant_role(%L, %L)', 'regress_' || duty, duty)), 'ok', 'grant_role ' || duty)
FROM unnest('{viewer,author,deployer}'::text[]) AS duty;
CREATE ROLE regress_reader IN ROLE regress_deployer, pg_read_server_files;
SET migrate.verbosity = quiet;

-- Every call, by those who may, twice: its queries are prepared by the first.
-- What an author writes is as bad as it can be, and is not run until upgrade().
CREATE TABLE public.alembic_version (version_num pg_catalog.text);
INSERT INTO public.alembic_version VALUES ('al');
GRANT SELECT ON public.alembic_version TO PUBLIC;
CREATE TABLE regress.calls (place int GENERATED ALWAYS AS IDENTITY, roles text[], call text);
INSERT INTO regress.calls (roles, call) VALUES
    ('{author}', $$migrate.revision('one; SELECT evil.boom(); --', up => 'SELECT 1', down => 'SELECT 1', verify => 'SELECT true', rev_id => 'r1', branch_label => 'left')$$),
    ('{author}', $$migrate.revision(E'two''; SELECT evil.boom(); --\n"] \\%s %n $$||'$'||$$ <script>', up => 'SELECT evil.boom()', down => 'SELECT evil.boom()', verify => 'SELECT evil.boom()', rev_id => 'r2', head => 'r1')$$),
    ('{author}', $$migrate.revision('three', up => 'SELECT evil.boom()', rev_id => 'r3', head => 'r1', splice => true, branch_label => 'right', depends_on => 'r2')$$),
    ('{author}', $$migrate.merge('r2 r3', rev_id => 'm', message => 'SELECT evil.boom()', depends_on => 'left')$$),
    ('{author}', $$migrate.load_alembic(E'-- Running upgrade m -> al\n\nSELECT evil.boom() -- what;\n\nUPDATE v SET version_num=''al'' WHERE v.version_num = ''m'';\n', NULL,
                                        E'm -> al (odd), SELECT evil.boom()')$$),
    ('{author}', $$migrate.revision('four', up => 'SELECT evil.boom()', head => 'al')$$),
    ('{author}', $$migrate.revision('five', up => 'SELECT evil.boom()', rev_id => 'r5')$$),
    ('{author}', $$migrate.edit('r5', message => 'SELECT evil.boom()', up => 'SELECT evil.boom(1)', head => 'm', branch_label => 'label', depends_on => 'r1', transactional => false)$$),
    ('{author,deployer}', $$migrate.dump('r2')$$),
    ('{author}', $$migrate.remove('r5')$$),
    ('{deployer}', $$migrate.upgrade('r1')$$),
    ('{deployer}', $$migrate.downgrade('base')$$),
    ('{deployer}', $$migrate.upgrade('r1', dry_run => true)$$),
    ('{deployer}', $$migrate.stamp('r2')$$),
    ('{deployer}', $$migrate.stamp('r3', purge => true)$$),
    ('{author}', $$migrate.load(E'-- SELECT evil.boom()\n-- migrate:revision ld\n-- migrate:revises m\n-- migrate:depends-on left\n-- migrate:variables v\n-- migrate:secrets s\n-- migrate:up\nSELECT evil.boom(:v)', 'evil.boom()')$$),
    ('{author}', $$migrate.load(E'-- SELECT evil.boom()\n-- migrate:revision ld\n-- migrate:revises m\n-- migrate:label ll\n-- migrate:up\nSELECT evil.boom()')$$),
    ('{author}', $$migrate.load_files('{"ld.sql","r p.sql"}', ARRAY[E'-- migrate:revision ld\n-- migrate:revises m\n-- migrate:up\nSELECT evil.boom()', E'-- migrate:revision rp\n-- migrate:repeatable\n-- migrate:up\nSELECT 1']::pg_catalog.bytea[])$$),
    ('{author}', $$migrate.load_files('{V1__a.sql,R__v.sql}', '{SELECT evil.boom(),SELECT evil.boom()}')$$),
    ('{author}', $$migrate.remove('ld')$$),
    ('{author}', $$migrate.remove('1')$$),
    ('{author,deployer}', $$migrate.load_files('{}', '{}', 'native')$$),
    ('{author,deployer}', $$migrate.loaded_files('native')$$),
    ('{reader}', $$migrate.load_directory('pg_commit_ts', 'native')$$),
    ('{deployer}', $$migrate.stamp('rp')$$),
    ('{deployer}', $$migrate.stamp_from()$$),
    ('{deployer}', $$migrate.stamp_from_alembic('public.alembic_version')$$),
    ('{viewer,author,deployer}', $$migrate.current()$$),
    ('{viewer,author,deployer}', $$migrate.heads()$$),
    ('{viewer,author,deployer}', $$migrate.branches()$$),
    ('{viewer,author,deployer}', $$migrate.history()$$),
    ('{viewer,author,deployer}', $$migrate.history('base:heads')$$),
    ('{viewer,author,deployer}', $$migrate.show('r1 r2 r3')$$),
    ('{viewer,author,deployer}', $$migrate.pending()$$),
    ('{viewer,author,deployer}', $$migrate.plan('head')$$),
    ('{viewer,author,deployer}', $$migrate.plan('base', 'downgrade')$$),
    ('{viewer,author,deployer}', $$migrate.graph()$$),
    ('{viewer,author,deployer}', $$migrate.graph('dot')$$),
    ('{viewer,author,deployer}', $$migrate.graph('mermaid')$$),
    ('{viewer,author,deployer}', $$migrate.check()$$),
    ('{viewer,author,deployer}', $$migrate.simulate('[{"revision": "a", "down_revisions": [], "depends_on": [], "branch_labels": []}]', '{}', 'upgrade', 'a')$$),
    ('{viewer}', $$migrate.duty_privileges('viewer')$$),
    ('{extowner}', $$migrate.grant_role('regress_viewer', 'author')$$),
    ('{extowner}', $$migrate.revoke_role('regress_viewer', 'author')$$);
CREATE FUNCTION regress.try_twice(role text, command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    said text;
BEGIN
    BEGIN
        said = regress.try(role, command);
        RAISE EXCEPTION SQLSTATE 'UNDO0';
    EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
    END;
    IF said <> 'ok' THEN
        RETURN said;
    END IF;
    RETURN regress.try(role, command);
END $$;
SELECT is(regress.try_twice('regress_' || role, 'SELECT * FROM ' || call), 'ok', role || ': ' || split_part(call, '(', 1) || ' ' || place)
FROM regress.calls, unnest(roles) AS role ORDER BY place, role;

-- The same by a superuser, who has the most to lose.
DELETE FROM migrate.applied;
DELETE FROM migrate.revisions;
DELETE FROM migrate.log;
SELECT is(regress.try_twice(session_user::text, 'SELECT * FROM ' || call), 'ok', 'superuser: ' || split_part(call, '(', 1) || ' ' || place)
FROM regress.calls ORDER BY place;
SELECT is(regress.try(session_user::text, 'SELECT * FROM migrate.upgrade()'), 'EV000 a planted object was reached',
          'and only upgrade() runs what an author wrote');

-- Direct writes, whose constraints and defaults run as the writer.
SELECT is(regress.try('regress_author', 'INSERT INTO migrate.revisions (revision, branch_labels, up) VALUES (''d1'', ''{d2}'', '''')'), 'ok', 'INSERT by an author');
SELECT is(regress.try('regress_author', 'UPDATE migrate.revisions SET branch_labels = ''{d3}'', up = ''x'''), 'ok', 'UPDATE by an author')
WHERE (SELECT count(*) FROM migrate.revisions) = 1;
SELECT is(regress.try('regress_deployer', 'INSERT INTO migrate.applied (revision, checksum, via) VALUES (''d1'', '''', ''stamp'')'), 'ok', 'INSERT by a deployer');
SELECT is(regress.try('regress_deployer', 'INSERT INTO migrate.log (operation, revision, heads_before, heads_after) VALUES (''stamp'', ''d1'', ''{}'', ''{}'')'), 'ok', 'INSERT into the log');
SELECT is(regress.try(session_user::text, 'REINDEX TABLE migrate.revisions; ANALYZE migrate.revisions'), 'ok', 'REINDEX and ANALYZE');
ROLLBACK;

-- A schema migrate that somebody has prepared, empty or not.
BEGIN;
SELECT plan(2);
CREATE SCHEMA migrate;
SELECT throws_ok('CREATE EXTENSION migrate', '42P06', NULL, 'CREATE EXTENSION in a prepared schema');
CREATE FUNCTION migrate.current() RETURNS int LANGUAGE sql RETURN 1;
CREATE TABLE migrate.revisions (revision text);
SELECT throws_ok('CREATE EXTENSION IF NOT EXISTS migrate', '42P06', NULL, 'and in a furnished one');
ROLLBACK;
