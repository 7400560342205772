-- Plans that run: what is returned, what is recorded, what the session keeps.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;
BEGIN;
SET LOCAL migrate.verbosity = quiet;
\pset format unaligned
\pset tuples_only on
SELECT no_plan();
CREATE SCHEMA run;
SET LOCAL search_path = run, public;
CREATE TABLE seen (n int GENERATED ALWAYS AS IDENTITY, what text);

-- What a schema consists of, as far as its catalogs tell, names for OIDs.
CREATE FUNCTION run.schema() RETURNS TABLE (object text) LANGUAGE sql AS $$
    SELECT regexp_replace(format('%s %s needs %s %s (%s)', o.type, o.identity, r.type, r.identity, deptype), '_[ac]_[0-9]+', '_n', 'g')
    FROM pg_depend, pg_identify_object(classid, objid, objsubid) AS o, pg_identify_object(refclassid, refobjid, refobjsubid) AS r
    WHERE objid >= 16384 AND concat(o.identity, r.identity) !~ 'pg_temp|pg_toast'
    UNION ALL SELECT format('%s %s %s %s', c.oid::regclass, relkind, relrowsecurity, relacl) FROM pg_class AS c WHERE relnamespace = 'run'::regnamespace
    UNION ALL SELECT format('%s.%s %s %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attcollation::regcollation)
        FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid WHERE relnamespace = 'run'::regnamespace AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'run'::regnamespace
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'run'::regnamespace AND prokind IN ('f', 'p')
    UNION ALL SELECT pg_get_viewdef(oid) FROM pg_class WHERE relnamespace = 'run'::regnamespace AND relkind IN ('v', 'm')
    UNION ALL SELECT format('%s %s', enumtypid::regtype, enumlabel) FROM pg_enum
    UNION ALL SELECT format('%s %s', evtname, evtevent) FROM pg_event_trigger
    UNION ALL SELECT pubname::text FROM pg_publication
    ORDER BY 1
$$;

-- A graph with a fork and a merge
SELECT migrate.revision('Tables', rev_id => 'a1', up => 'CREATE TABLE run.t (id int); INSERT INTO run.t VALUES (1);', down => 'DROP TABLE run.t');
SELECT migrate.revision('Left', rev_id => 'b1', up => '', down => '', verify => 'SELECT count(*) = 1 FROM run.t; SELECT 1');
SELECT migrate.revision('Right', rev_id => 'c1', head => 'a1', splice => true, up => 'ALTER TABLE run.t ADD c int', down => 'ALTER TABLE run.t DROP c');
SELECT migrate.merge(rev_id => 'd1');

--
-- Rows
--
SELECT results_eq($$SELECT step, operation, revision, message, statements, duration IS NULL FROM migrate.plan('head')$$,
    $$VALUES (1, 'upgrade', 'a1', 'Tables', NULL::int, true), (2, 'upgrade', 'c1', 'Right', NULL, true), (3, 'upgrade', 'b1', 'Left', NULL, true),
             (4, 'upgrade', 'd1', 'Merge b1 and c1', NULL, true)$$, 'plan(): what will run, nothing that only running tells');
SELECT is_empty('SELECT * FROM migrate.applied', 'and nothing has run');

-- a dry run reports as a run does, and leaves nothing
CREATE TEMP TABLE before AS SELECT object FROM run.schema();
SELECT results_eq($$SELECT step, operation, revision, statements, duration > '0' FROM migrate.upgrade(dry_run => true)$$,
    $$VALUES (1, 'upgrade', 'a1', 2, true), (2, 'upgrade', 'c1', 1, true), (3, 'upgrade', 'b1', 2, true), (4, 'upgrade', 'd1', 0, true)$$,
    'dry run: all rows');
SELECT is_empty('SELECT revision FROM migrate.applied UNION ALL SELECT revision FROM migrate.log', 'dry run: nothing recorded');
SELECT bag_eq('SELECT * FROM run.schema()', 'SELECT * FROM before', 'dry run: nothing left');

-- a LIMIT does not run a part of the plan
SELECT is((SELECT revision FROM migrate.upgrade('b1') LIMIT 1), 'a1', 'LIMIT 1 shows one row');
SELECT set_eq('SELECT revision COLLATE "default" FROM migrate.applied', $$VALUES ('a1'), ('b1')$$, 'and all has run');
SELECT results_eq($$SELECT step, operation, revision, message, statements, duration > '0' FROM migrate.upgrade()$$,
    $$VALUES (1, 'upgrade', 'c1', 'Right', 1, true), (2, 'upgrade', 'd1', 'Merge b1 and c1', 0, true)$$, 'the rest: steps count from 1 again');
SELECT is_empty('SELECT * FROM migrate.upgrade()', 'at the head: no row');
SELECT is_empty($$SELECT * FROM migrate.upgrade('b1')$$, 'a target that is applied: no row');

SELECT results_eq($$SELECT operation, revision COLLATE "default", heads_before COLLATE "default", heads_after COLLATE "default", statements, duration > '0' FROM migrate.log ORDER BY id$$,
    $$VALUES ('upgrade', 'a1', '{}'::text[], '{a1}'::text[], 2, true), ('upgrade', 'b1', '{a1}', '{b1}', 2, true),
             ('upgrade', 'c1', '{b1}', '{b1,c1}', 1, true), ('upgrade', 'd1', '{b1,c1}', '{d1}', 0, true)$$, 'log: a row a step, with the heads around it');
SELECT ok(bool_and(login_role = SESSION_USER AND effective_role = CURRENT_USER AND client_addr IS NOT DISTINCT FROM inet_client_addr()
                   AND application_name = current_setting('application_name') AND backend_pid = pg_backend_pid()
                   AND transaction_id = pg_current_xact_id() AND at BETWEEN now() AND clock_timestamp()
                   AND duration < clock_timestamp() - now()
                   AND num_nulls(sqlstate, l.message, detail, statement_number, line) = 5), 'log: who, from where, when') FROM migrate.log AS l;
SELECT ok(bool_and(a.checksum = r.checksum AND via = 'upgrade' AND applied_by = SESSION_USER AND applied_at BETWEEN now() AND clock_timestamp()),
          'applied: what, how, who, when') FROM migrate.applied AS a JOIN migrate.revisions AS r USING (revision);
SELECT ok((SELECT array_agg(revision ORDER BY applied_at) = '{a1,b1,c1,d1}' AND count(DISTINCT applied_at) = 4 FROM migrate.applied),
          'applied: each at its own time, in order');

SELECT results_eq($$SELECT step, operation, revision, statements FROM migrate.downgrade('a1')$$,
    $$VALUES (1, 'downgrade', 'd1', 0), (2, 'downgrade', 'b1', 0), (3, 'downgrade', 'c1', 1)$$, 'downgrade(): steps; a verify script does not run');
SELECT results_eq($$SELECT operation, revision COLLATE "default", heads_before COLLATE "default", heads_after COLLATE "default" FROM migrate.log WHERE operation = 'downgrade' ORDER BY id$$,
    $$VALUES ('downgrade', 'd1', '{d1}'::text[], '{b1,c1}'::text[]), ('downgrade', 'b1', '{b1,c1}', '{c1}'), ('downgrade', 'c1', '{c1}', '{a1}')$$,
    'downgrade(): log');
SELECT results_eq('SELECT revision COLLATE "default" FROM migrate.applied', $$VALUES ('a1')$$, 'downgrade(): applied');
SELECT is((SELECT count(*) FROM migrate.downgrade('base', dry_run => true)), 1::bigint, 'downgrade(): dry run');
SELECT results_eq('SELECT revision COLLATE "default" FROM migrate.applied', $$VALUES ('a1')$$, 'which leaves nothing');
SELECT is((SELECT count(*) FROM migrate.downgrade('base')), 1::bigint, 'down to base');
SELECT bag_eq('SELECT * FROM run.schema()', 'SELECT * FROM before', 'the schema is what it was before');

--
-- Errors take all of it back
--
SELECT migrate.edit('c1', verify => 'SELECT NOT EXISTS (SELECT FROM run.t)');
SELECT throws_ok('SELECT migrate.upgrade()', 'MG014', 'verification failed');
SELECT is_empty('SELECT revision COLLATE "default" FROM migrate.applied', 'a failed verify takes the plan back');
SELECT bag_eq('SELECT * FROM run.schema()', 'SELECT * FROM before', 'with all that it did');
SELECT throws_ok('SELECT migrate.upgrade(dry_run => true)', 'MG014', 'verification failed');
SELECT migrate.edit('c1', verify => 'SELECT false::run.yes');
CREATE DOMAIN run.yes AS boolean;
SELECT throws_ok('SELECT migrate.upgrade()', 'MG014', 'verification failed', 'a false of a domain is a false');
DROP DOMAIN run.yes;
SELECT migrate.edit('c1', verify => 'SELECT true');
SELECT lives_ok('SELECT migrate.upgrade()', 'after an error the session goes on');
DO $$
BEGIN
    PERFORM migrate.downgrade('base');
    RAISE 'back';
EXCEPTION WHEN raise_exception THEN
    INSERT INTO run.seen (what) SELECT string_agg(revision, ' ' ORDER BY revision) FROM migrate.current();
END $$;
SELECT is(what, 'd1', 'a subtransaction takes a downgrade back') FROM run.seen;
TRUNCATE run.seen;
SAVEPOINT here;
SELECT count(*) FROM migrate.downgrade('base');
SELECT count(*) FROM migrate.upgrade('b1');
ROLLBACK TO here;
SELECT is((SELECT revision FROM migrate.current()), 'd1', 'so does a savepoint');
SELECT throws_ok($$SELECT 1 / (count(*) - count(*)) FROM migrate.downgrade('b1')$$, '22012', 'division by zero');
SELECT is((SELECT revision FROM migrate.current()), 'd1', 'so does an error in the calling query');

--
-- stamp
--
SELECT results_eq($$SELECT step, operation, revision, statements, duration FROM migrate.stamp('a1')$$,
    $$VALUES (1, 'unstamp', 'd1', NULL::int, NULL::interval), (2, 'unstamp', 'b1', NULL, NULL), (3, 'unstamp', 'c1', NULL, NULL)$$, 'stamp(): down, running nothing');
SELECT results_eq($$SELECT step, operation, revision FROM migrate.stamp('b1 c1')$$, $$VALUES (1, 'stamp', 'c1'), (2, 'stamp', 'b1')$$, 'stamp(): up');
SELECT has_column('run', 't', 'c', 'nothing has run');
SELECT results_eq('SELECT revision COLLATE "default", via FROM migrate.applied ORDER BY 1', $$VALUES ('a1', 'upgrade'), ('b1', 'stamp'), ('c1', 'stamp')$$, 'stamp(): applied');
SELECT results_eq($$SELECT operation, revision COLLATE "default", heads_before COLLATE "default", heads_after COLLATE "default", statements, duration FROM migrate.log ORDER BY id DESC LIMIT 2$$,
    $$VALUES ('stamp', 'b1', '{c1}'::text[], '{b1,c1}'::text[], NULL::int, NULL::interval), ('stamp', 'c1', '{a1}', '{c1}', NULL, NULL)$$, 'stamp(): log');
SELECT is_empty($$SELECT * FROM migrate.stamp('b1 c1')$$, 'stamp(): there already');
SELECT results_eq($$SELECT operation, revision FROM migrate.stamp('b1', purge => true)$$, $$VALUES ('unstamp', 'b1'), ('unstamp', 'c1'), ('unstamp', 'a1'), ('stamp', 'a1'), ('stamp', 'b1')$$, 'stamp(): purge leaves nothing of the old record');
SELECT is((SELECT count(*) FROM migrate.stamp('d1')), 2::bigint, 'stamp(): to the head');
SELECT lives_ok($$SELECT migrate.downgrade('base')$$, 'what is stamped can be taken back');
SELECT is_empty($$SELECT * FROM migrate.stamp('base')$$, 'stamp(): base');

--
-- check()
--
SELECT results_eq('SELECT problem, revision, detail FROM migrate.check()',
    $$VALUES ('not at head', 'd1', 'It and 3 before it are not applied.')$$, 'check(): not at head');
SELECT throws_ok($$SELECT migrate.check(raise => true)$$, 'MG017', 'database is not at head "d1"');
SELECT lives_ok('SELECT migrate.upgrade()');
SELECT is_empty('SELECT * FROM migrate.check(raise => true)', 'check(): all is well');
CREATE TEMP TABLE sums AS SELECT revision, checksum FROM migrate.revisions;
UPDATE migrate.revisions SET up = up || '-- changed' WHERE revision = 'a1';
SELECT results_eq('SELECT problem, revision, detail FROM migrate.check()',
    $$SELECT 'checksum differs', 'a1', format('Its checksum is %s, and was %s when it was applied.', r.checksum, s.checksum)
      FROM migrate.revisions AS r JOIN sums AS s USING (revision) WHERE revision = 'a1'$$, 'check(): checksum differs');
SELECT throws_ok($$SELECT migrate.check(raise => true)$$, 'MG011', 'revision "a1" is not what was applied');
SELECT throws_ok($$SELECT migrate.downgrade('base')$$, 'MG011', 'revision "a1" is not what was applied');
SELECT has_column('run', 't', 'c', 'which is found before anything runs');
UPDATE migrate.revisions SET up = left(up, -10) || E'\r\n' WHERE revision = 'a1';
SELECT is_empty('SELECT * FROM migrate.check()', 'check(): line ends do not count');
DELETE FROM migrate.applied WHERE revision = 'b1';
SELECT results_eq('SELECT problem, revision FROM migrate.check()', $$VALUES ('not recorded', 'b1')$$, 'check(): a gap in the record');
SELECT throws_ok($$SELECT migrate.downgrade('base')$$, 'MG017', 'revision "b1" is not recorded as applied');
UPDATE migrate.revisions SET down = down || '-- changed' WHERE revision = 'a1';
SELECT lives_ok($$SELECT migrate.stamp('current', purge => true)$$, 'what is applied is recorded anew');
SELECT is_empty('SELECT * FROM migrate.check()', 'check(): mended, gap and checksum');
SELECT lives_ok($$SELECT migrate.downgrade('base')$$, 'down again');

--
-- What others see: the step and the statement
--
SELECT migrate.edit('b1', up => $$SELECT 1;
DO 'BEGIN PERFORM pg_stat_clear_snapshot(); INSERT INTO run.seen (what) SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid(); END';
SELECT 3 /* and on */$$);
SELECT count(*) FROM migrate.upgrade('b1');
SELECT pg_stat_clear_snapshot();
SELECT matches(what, '^upgrade b1 \(2 of 2\), statement 2 of 3: DO ''BEGIN PERFORM pg_stat_clear_snapshot', 'pg_stat_activity shows where the run is') FROM run.seen;
SELECT matches(query, '^SELECT matches', 'and the caller''s statement again') FROM pg_stat_activity WHERE pid = pg_backend_pid();

--
-- What a script sets ends with it
--
CREATE ROLE regress_run;
SELECT migrate.edit('c1', up => $$SET search_path = pg_catalog; SET ROLE regress_run; SET LOCAL work_mem = '1MB'; SET timezone = 'Asia/Tokyo';
SET check_function_bodies = off; DECLARE leak CURSOR WITH HOLD FOR SELECT 1; DECLARE leak2 CURSOR FOR SELECT 1; SELECT set_config('run.mine', 'x', false);
RESET ROLE; ALTER TABLE run.t ADD c int;$$);
CREATE TEMP TABLE settings AS SELECT name, setting FROM pg_settings;
DECLARE mine CURSOR FOR SELECT 1;
SELECT count(*) FROM migrate.upgrade();
SELECT results_eq($$SELECT name, setting FROM pg_settings ORDER BY 1$$, $$SELECT name, setting FROM settings ORDER BY 1$$, 'settings');
SELECT ok(current_setting('run.mine', true) IS NOT DISTINCT FROM NULL OR current_setting('run.mine', true) = '', 'settings of no library');
SELECT is(CURRENT_USER, SESSION_USER, 'role');
SELECT results_eq('SELECT name FROM pg_cursors WHERE name IN (''mine'', ''leak'', ''leak2'')', $$VALUES ('mine')$$, 'cursors: the caller''s own');
SELECT is((SELECT CURRENT_SCHEMAS(false)::text), '{run,public}', 'search_path');

--
-- Many kinds of DDL, up, down, and up
--
SELECT migrate.downgrade('base') IS NOT NULL;
SELECT migrate.revision('Everything', rev_id => 'all', head => 'd1', up => $up$
CREATE TYPE run.colour AS ENUM ('red', 'green');
CREATE TYPE run.pair AS (a int, b text);
CREATE DOMAIN run.positive AS int CHECK (VALUE > 0);
CREATE TYPE run.span AS RANGE (subtype = int);
CREATE SEQUENCE run.counter START 10;
CREATE COLLATION run.c (provider = libc, locale = 'C');
CREATE TABLE run.users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE run.c NOT NULL UNIQUE, colour run.colour DEFAULT 'red',
                        n run.positive, upper_name text GENERATED ALWAYS AS (upper(name)) STORED);
CREATE TABLE run.orders (id int DEFAULT nextval('run.counter') PRIMARY KEY, owner int REFERENCES run.users ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
                         at date, span run.span, EXCLUDE USING gist (span WITH &&));
CREATE TABLE run.parted (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE run.parted_1 PARTITION OF run.parted FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE run.parted_rest PARTITION OF run.parted DEFAULT;
CREATE INDEX parted_at ON run.parted (at DESC) INCLUDE (id) WHERE id > 0;
CREATE STATISTICS run.orders_stats ON owner, at FROM run.orders;
CREATE VIEW run.names AS SELECT id, name FROM run.users;
CREATE MATERIALIZED VIEW run.counts AS SELECT colour, count(*) FROM run.users GROUP BY 1;
CREATE FUNCTION run.f(int) RETURNS int LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT $1 + 1; END;
CREATE PROCEDURE run.p() LANGUAGE plpgsql AS $$BEGIN PERFORM 1; END$$;
CREATE AGGREGATE run.total(int) (sfunc = int4pl, stype = int, initcond = '0');
CREATE OPERATOR run.@@@ (leftarg = int, rightarg = int, function = int4pl);
CREATE CAST (run.pair AS text) WITH INOUT;
CREATE FUNCTION run.touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER touch BEFORE UPDATE ON run.users FOR EACH ROW EXECUTE FUNCTION run.touch();
CREATE RULE no_delete AS ON DELETE TO run.users DO INSTEAD (SELECT 1; SELECT 2);
ALTER TABLE run.users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON run.users USING (name = CURRENT_USER);
CREATE TEXT SEARCH CONFIGURATION run.plain (COPY = simple);
CREATE FOREIGN DATA WRAPPER run_fdw;
CREATE SERVER run_server FOREIGN DATA WRAPPER run_fdw;
CREATE FOREIGN TABLE run.far (id int) SERVER run_server;
CREATE PUBLICATION run_publication FOR TABLE run.users;
CREATE FUNCTION run.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN END$$;
CREATE EVENT TRIGGER run_event ON ddl_command_end EXECUTE FUNCTION run.on_ddl();
COMMENT ON TABLE run.users IS 'people';
GRANT SELECT ON run.users TO regress_run;
ALTER DEFAULT PRIVILEGES IN SCHEMA run GRANT SELECT ON TABLES TO regress_run;
INSERT INTO run.orders (owner) VALUES (1);
INSERT INTO run.users (name) VALUES ('Ann');
ALTER TABLE run.users RENAME name TO full_name;
TRUNCATE run.parted;
CREATE TEMP TABLE IF NOT EXISTS scratch (id int) ON COMMIT DROP;
DROP TABLE scratch;
LOCK TABLE run.users;
REFRESH MATERIALIZED VIEW run.counts;
$up$, down => $down$
DROP EVENT TRIGGER run_event; DROP FUNCTION run.on_ddl(); DROP PUBLICATION run_publication;
ALTER DEFAULT PRIVILEGES IN SCHEMA run REVOKE SELECT ON TABLES FROM regress_run;
DROP FOREIGN DATA WRAPPER run_fdw CASCADE; DROP TEXT SEARCH CONFIGURATION run.plain; DROP CAST (run.pair AS text);
DROP OPERATOR run.@@@ (int, int); DROP AGGREGATE run.total(int); DROP PROCEDURE run.p(); DROP FUNCTION run.f(int);
DROP MATERIALIZED VIEW run.counts; DROP VIEW run.names; DROP TABLE run.parted, run.orders, run.users; DROP FUNCTION run.touch();
DROP SEQUENCE run.counter; DROP COLLATION run.c; DROP TYPE run.span, run.pair, run.colour; DROP DOMAIN run.positive;
$down$, verify => $$SELECT count(*) = 1 FROM run.orders JOIN run.users ON owner = users.id;$$);
TRUNCATE before;
INSERT INTO before SELECT * FROM run.schema();
SET LOCAL client_min_messages = error;
SELECT is((SELECT statements FROM migrate.upgrade() WHERE revision = 'all'), 44, 'every statement counts, the verify script''s too');
CREATE TEMP TABLE after AS SELECT * FROM run.schema();
SELECT cmp_ok((SELECT count(*) FROM after), '>', (SELECT count(*) + 100 FROM before), 'there is a lot of it');
SELECT is((SELECT count(*) FROM migrate.downgrade('base')), 5::bigint, 'down to base');
SELECT bag_eq('SELECT * FROM run.schema()', 'SELECT * FROM before', 'nothing is left of it');
SELECT is((SELECT count(*) FROM migrate.upgrade()), 5::bigint, 'up again');
SELECT bag_eq('SELECT * FROM run.schema()', 'SELECT * FROM after', 'the schema is the same');

-- a migration inside a migration
SELECT migrate.revision('Inside', rev_id => 'inside', up => 'SELECT migrate.upgrade()');
SELECT throws_ok('SELECT migrate.upgrade()', 'MG016', 'migrate.upgrade() cannot be called from a migration script');
SELECT migrate.edit('inside', up => $$SELECT * FROM migrate.history(); SELECT migrate.check()$$);
SELECT lives_ok('SELECT migrate.upgrade()', 'a script may look');

-- what a script's end has read is gone with it
DO $$
BEGIN
    FOR i IN 1..50 LOOP
        PERFORM migrate.revision('Many', rev_id => 'many' || i, head => CASE i WHEN 1 THEN 'base' ELSE 'many' || i - 1 END, up => '', down => '');
    END LOOP;
END $$;
SELECT migrate.edit('many50', verify => $$SELECT count(*) < 10 FROM pg_backend_memory_contexts WHERE name = 'SPI TupTable'$$);
SELECT lives_ok($$SELECT migrate.upgrade('many50')$$, 'fifty scripts leave no fifty results in memory');

SELECT finish();
ROLLBACK;
