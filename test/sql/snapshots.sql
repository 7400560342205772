-- Snapshots of a schema: the same whatever the session has set, seen as the
-- statement sees it, and nothing left behind by an error.
\c -
\set ECHO none
\pset format unaligned
\pset tuples_only on
\pset pager off
\set VERBOSITY terse
SET client_min_messages = warning;
DROP EXTENSION IF EXISTS migrate CASCADE;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION migrate;
SELECT plan(28);

CREATE SCHEMA regress_snapshots;
CREATE TYPE regress_snapshots."Od'd %s\n" AS ENUM ('a''b', 'c\d', 'e"f', E'g\nh', '$function$');
CREATE TABLE regress_snapshots."t.""q""" (
    a int PRIMARY KEY,
    b text DEFAULT 'back\slash ''quote'' $$' CHECK (b ~ '\d+'),
    c regress_snapshots."Od'd %s\n",
    d timestamptz DEFAULT '2001-02-03 04:05:06+00',
    e interval DEFAULT '1 day 2 hours',
    f bytea DEFAULT '\x00ff',
    g float8 DEFAULT 0.1,
    "user" int
);
ALTER TABLE regress_snapshots."t.""q""" ALTER a SET (n_distinct = 5);
COMMENT ON TABLE regress_snapshots."t.""q""" IS 'it''s \ $1 %s';
CREATE VIEW regress_snapshots.v AS SELECT a, d, 'x\y'::text AS z FROM regress_snapshots."t.""q""" WHERE d > '2001-02-03 04:05:06+00';
CREATE FUNCTION regress_snapshots.f() RETURNS text LANGUAGE sql AS 'SELECT ''$function$ \ %s''::text';

-- Settings
SELECT migrate.fingerprint() AS fingerprint, migrate.schema() AS schema \gset
CREATE FUNCTION pg_temp.same(fingerprint text, schema text) RETURNS boolean LANGUAGE sql AS
    'SELECT migrate.fingerprint() = fingerprint AND migrate.schema() = schema';
SET quote_all_identifiers = on;
SET DateStyle = 'German';
SET IntervalStyle = 'sql_standard';
SET TimeZone = 'Asia/Kolkata';
SET bytea_output = 'escape';
SET extra_float_digits = -5;
SET search_path = 'regress_snapshots', 'public';
SELECT ok(pg_temp.same(:'fingerprint', :'schema'), 'the same under odd settings');
SET standard_conforming_strings = off;
SET escape_string_warning = off;
SELECT ok(migrate.fingerprint() = :'fingerprint', 'the same where backslashes escape');
SELECT migrate.schema();
SELECT * FROM migrate.diff('');
RESET standard_conforming_strings;
SELECT is(current_setting('DateStyle') || current_setting('search_path') || current_setting('quote_all_identifiers'),
          'German, DMY"regress_snapshots", "public"on', 'settings are as before');
RESET ALL;
SET client_min_messages = warning;

-- Errors
SET statement_timeout = 1;
SELECT migrate.fingerprint();
RESET statement_timeout;
SELECT is(current_setting('DateStyle'), 'Postgres, MDY', 'a reading that fails ends its subtransaction: the session goes on');
BEGIN;
SAVEPOINT a;
SET LOCAL statement_timeout = 1;
SELECT migrate.schema();
ROLLBACK TO a;
SELECT is(migrate.fingerprint(), :'fingerprint', 'so does the transaction after ROLLBACK TO');
SELECT is((SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'
           AND relation::regclass::text LIKE 'regress_snapshots%'), 0::bigint, 'no lock is left');
COMMIT;

-- What a statement sees
BEGIN;
CREATE TABLE regress_snapshots.own ();
SELECT isnt(migrate.fingerprint(), :'fingerprint', 'what the transaction has done is seen');
ROLLBACK;
BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ;
SELECT is(migrate.fingerprint(), :'fingerprint', 'in a read-only transaction too');
COMMIT;

-- What is remembered
SELECT count(*) FROM migrate.stamp('current');
CREATE TABLE regress_snapshots.by_hand (a int);
SELECT is((SELECT count(*) FROM migrate.drift()), 1::bigint, 'what was made by hand is found');
SET quote_all_identifiers = on;
SELECT results_eq('SELECT object, statement FROM migrate.drift()',
                  $$VALUES ('regress_snapshots.by_hand', E'CREATE TABLE regress_snapshots.by_hand (\n    a integer\n)')$$,
                  'also where every name is quoted');
RESET quote_all_identifiers;
CREATE FUNCTION pg_temp.read_with(bytes text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'UPDATE migrate.remembered SET snapshot = ' || bytes;
    RETURN NEXT throws_ok('SELECT * FROM migrate.drift()', 'XX001', 'the remembered schema cannot be read', bytes);
    RAISE EXCEPTION 'undo' USING ERRCODE = 'UN000';
EXCEPTION WHEN SQLSTATE 'UN000' THEN
    RETURN;
END $$;
SELECT pg_temp.read_with('''''');
SELECT pg_temp.read_with('substr(snapshot, 1, length(snapshot) / 2)');
SELECT pg_temp.read_with('set_byte(snapshot, length(snapshot) / 2, 255 - get_byte(snapshot, length(snapshot) / 2))');
SELECT pg_temp.read_with('snapshot || ''x''');
SELECT is((SELECT count(*) FROM migrate.drift()), 1::bigint, 'as it was');

-- Bytes that no schema left, with the right digest: each text of it is made
-- null once, each single letter another one, and some numbers are turned round.
CREATE FUNCTION pg_temp.read_forged(part bytea, OUT state text) LANGUAGE plpgsql AS $$
BEGIN
    UPDATE migrate.remembered SET fingerprint = '', snapshot = convert_to(encode(sha256(part), 'hex'), 'UTF8') || part;
    PERFORM FROM migrate.drift();
    RAISE EXCEPTION 'undo' USING ERRCODE = 'UN000';
EXCEPTION WHEN OTHERS THEN
    state := SQLSTATE;
END $$;
CREATE FUNCTION pg_temp.forged() RETURNS SETOF bytea LANGUAGE sql AS $$
    WITH stored AS MATERIALIZED (SELECT substr(snapshot, 65) AS part FROM migrate.remembered),
    texts AS (
        SELECT DISTINCT int4send(octet_length(t)) || convert_to(t, 'UTF8') || '\x00' AS bytes
          FROM jsonb_path_query(migrate.snapshot(), 'strict $.**') AS v (value), LATERAL (SELECT v.value #>> '{}') AS s (t)
         WHERE jsonb_typeof(v.value) = 'string')
    SELECT overlay(part PLACING '\xffffffff' FROM position(bytes IN part) FOR length(bytes))
      FROM stored, texts WHERE position(bytes IN part) > 0
    UNION ALL
    SELECT overlay(part PLACING '\x000000012100' FROM position(bytes IN part) FOR length(bytes))
      FROM stored, texts WHERE length(bytes) = 6 AND position(bytes IN part) > 0
    UNION ALL
    SELECT set_byte(part, (n * 7919) % length(part), 255 - get_byte(part, (n * 7919) % length(part)))
      FROM stored, generate_series(1, 150) AS n
$$;
SELECT ok(count(*) > 170 AND count(*) FILTER (WHERE state = 'XX001') > 50 AND count(*) FILTER (WHERE state = 'XX000') = 0,
          'forged bytes are refused, or read: the session goes on')
  FROM pg_temp.forged() AS f (part), pg_temp.read_forged(part);
SELECT is((SELECT count(*) FROM migrate.drift()), 1::bigint, 'and nothing of it is left');

-- What is taken apart by a word is refused without it.
CREATE TABLE regress_snapshots.of_parts (a int PRIMARY KEY, b int CONSTRAINT refers REFERENCES regress_snapshots.of_parts) PARTITION BY LIST (a);
CREATE TABLE regress_snapshots.part PARTITION OF regress_snapshots.of_parts FOR VALUES IN (1);
CREATE INDEX by_b ON regress_snapshots.of_parts (b);
SET client_min_messages = error;
SELECT count(*) FROM migrate.stamp('current');
SET client_min_messages = warning;
CREATE FUNCTION pg_temp.without(word bytea) RETURNS bytea LANGUAGE sql AS $$
    SELECT overlay(part PLACING substr(word, 1, length(word) - 1) || 'x'::bytea FROM position(word IN part))
      FROM migrate.remembered, substr(snapshot, 65) AS part WHERE position(word IN part) > 0
$$;
SELECT is(pg_temp.read_forged(pg_temp.without(word)), 'XX001', convert_from(word, 'UTF8'))
  FROM unnest('{" USING ","PRIMARY KEY ("," FOREIGN KEY (","CONSTRAINT "}'::bytea[]) AS word;
DROP TABLE regress_snapshots.of_parts;
SELECT count(*) FROM migrate.stamp('current');

-- A publication of all tables wants of a table that rows are deleted from that
-- it can tell them apart.
SET client_min_messages = error;
CREATE PUBLICATION regress_snapshots FOR ALL TABLES;
SELECT lives_ok($$SELECT * FROM migrate.stamp('current')$$, 'the schema is remembered anew where all tables are published');
DROP PUBLICATION regress_snapshots;

-- Roles see different options of user mappings.
CREATE ROLE regress_viewer;
SELECT migrate.grant_role('regress_viewer', 'viewer');
CREATE FOREIGN DATA WRAPPER regress_wrapper;
CREATE SERVER regress_server FOREIGN DATA WRAPPER regress_wrapper;
CREATE USER MAPPING FOR PUBLIC SERVER regress_server OPTIONS (user 'a', password 'b');
SELECT migrate.fingerprint() AS fingerprint \gset
SELECT count(*) FROM migrate.stamp('current');
SET ROLE regress_viewer;
SELECT results_eq('SELECT migrate.fingerprint(), count(*) FROM migrate.drift()',
                  format('VALUES (%L, 0::bigint)', :'fingerprint'), 'and agree on the schema nevertheless');
RESET ROLE;
ALTER USER MAPPING FOR PUBLIC SERVER regress_server OPTIONS (SET user 'c');
CREATE TABLE regress_snapshots.more ();
SELECT is((SELECT array_agg(DISTINCT kind) FROM migrate.drift()), '{table,"user mapping"}', 'who sees the options is told of them');
SET ROLE regress_viewer;
SELECT is((SELECT array_agg(DISTINCT kind) FROM migrate.drift()), '{table}', 'who does not is not');
SET client_min_messages = error;
SELECT matches(migrate.schema(), '^-- cannot write the statements that change user mapping regress_server.public: Role "regress_viewer" may not see its options.',
               'and is told what cannot be written without them');
SET client_min_messages = warning;
RESET ROLE;
DROP FOREIGN DATA WRAPPER regress_wrapper CASCADE;
SELECT migrate.revoke_role('regress_viewer', 'viewer');
DROP ROLE regress_viewer;

-- The way back
CREATE SCHEMA regress_old;
CREATE SCHEMA regress_new;
CREATE TABLE regress_old.a (x int);
CREATE TABLE regress_new.z (x int);
SELECT is((SELECT array_agg(reverse ORDER BY step) FROM migrate.diff($$
CREATE SCHEMA regress_new;
-- migrate:renamed-from regress_old.a
CREATE TABLE regress_new.a (x int);
CREATE TABLE regress_new.z (x int, y int)$$, schemas => '{regress_old,regress_new}')),
          ARRAY[NULL, NULL, 'CREATE SCHEMA regress_old;
ALTER TABLE regress_new.a SET SCHEMA regress_old;
ALTER TABLE regress_new.z DROP COLUMN y'], 'a schema is there when something moves back to it');
CREATE TABLE regress_old.b (x bigint PRIMARY KEY);
CREATE TABLE regress_new.y (x bigint REFERENCES regress_old.b);
SELECT is((SELECT array_agg(reverse ORDER BY step) FROM migrate.diff($$
CREATE SCHEMA regress_new;
CREATE SCHEMA regress_old;
CREATE TABLE regress_old.a (x int);
CREATE TABLE regress_old.b (x boolean PRIMARY KEY);
CREATE TABLE regress_new.y (x boolean REFERENCES regress_old.b);
CREATE TABLE regress_new.z (x int)$$, schemas => '{regress_old,regress_new}')),
          ARRAY[NULL, NULL, 'ALTER TABLE regress_new.y
    DROP COLUMN x,
    ADD COLUMN x bigint;
ALTER TABLE regress_old.b
    DROP COLUMN x,
    ADD COLUMN x bigint NOT NULL,
    ADD CONSTRAINT b_pkey PRIMARY KEY (x);
ALTER TABLE regress_new.y ADD CONSTRAINT y_x_fkey FOREIGN KEY (x) REFERENCES regress_old.b(x)'], 'and a foreign key goes before the key that it refers to');

SELECT * FROM finish();
DROP SCHEMA regress_snapshots, regress_old, regress_new CASCADE;
