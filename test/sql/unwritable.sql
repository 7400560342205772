-- What cannot be written as statements: told with all the rest where one
-- looks, an error that names all of it where a revision would be made of it.
\c -
\set ECHO none
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/pgtap.sql'
\i :helpers
SELECT plan(17);
SET LOCAL client_min_messages = error;

CREATE SCHEMA app;
CREATE FOREIGN DATA WRAPPER regress_wrapper;
CREATE SERVER regress_server FOREIGN DATA WRAPPER regress_wrapper;
CREATE TYPE app.pair AS (a int, b text);
CREATE TABLE app.of_type OF app.pair;
SELECT FROM migrate.stamp('current');

-- Each of these three cannot be made by a statement of ours.
CREATE SUBSCRIPTION regress_subscription CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE);
COMMENT ON SUBSCRIPTION regress_subscription IS 'not without it';
CREATE USER MAPPING FOR PUBLIC SERVER regress_server OPTIONS (password 'x');
ALTER TYPE app.pair ADD ATTRIBUTE c int CASCADE;
-- And this can.
CREATE TABLE app.by_hand (a int);

CREATE FUNCTION pg_temp.drift(exclude text[] DEFAULT NULL) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT concat_ws('|', action, kind, object, statement IS NULL, reverse, refused) FROM migrate.drift(exclude => exclude)
$$;
SELECT results_eq('SELECT pg_temp.drift()', $$VALUES
    ('create|table|app.by_hand|f|DROP TABLE app.by_hand'),
    ('create|attribute|app.pair.c|t|Table app.of_type is of the type that it is an attribute of.'),
    ('create|user mapping|regress_server.public|t|Snapshots do not hold secrets, which it has in: password.'),
    ('create|column|app.of_type.c|t|It is a column of a table of a type, and comes with the type.'),
    ('create|subscription|regress_subscription|t|Making or dropping a subscription concerns another server.')$$,
    'drift() has all that is written, and says of the rest why it is not');
SELECT results_eq($$SELECT pg_temp.drift('{table:app.*,composite:app.*}')$$, $$SELECT d FROM pg_temp.drift() AS d WHERE d ~ '\|(user mapping|subscription)\|'$$,
    'what is left out is not told of');
SELECT results_eq('SELECT DISTINCT array_length(hazards, 1), array_agg(step) OVER () FROM migrate.drift() WHERE statement IS NULL',
    $$VALUES (NULL::int, '{2,3,4,5}'::int[])$$, 'it is a row as the others are');
SELECT results_eq('SELECT DISTINCT problem, revision FROM migrate.check()', $$VALUES ('schema has drifted', NULL)$$, 'check() finds them');
SELECT results_eq('SELECT detail FROM migrate.check() WHERE detail ~ ''subscription''',
    $$VALUES ('cannot write the statements that change subscription regress_subscription: Making or dropping a subscription concerns another server.')$$,
    'and says it in words');
SELECT is(pg_temp.error_of('SELECT FROM migrate.check(raise => true)', 'MG021'), $$the schema is not as the last run left it
-- cannot write the statements that change attribute app.pair.c: Table app.of_type is of the type that it is an attribute of.
-- cannot write the statements that change user mapping regress_server.public: Snapshots do not hold secrets, which it has in: password.
-- cannot write the statements that change column app.of_type.c: It is a column of a table of a type, and comes with the type.
-- cannot write the statements that change subscription regress_subscription: Making or dropping a subscription concerns another server.

CREATE TABLE app.by_hand (
    a integer
);
See what has changed: SELECT * FROM migrate.drift(); keep it as a revision: SELECT migrate.draft_drift('...');$$, 'as does its error');

SELECT is(pg_temp.error_of($$SELECT migrate.draft_drift('By hand')$$, 'MG022'),
$$cannot write the statements that change 4 objects
attribute app.pair.c: Table app.of_type is of the type that it is an attribute of.
user mapping regress_server.public: Snapshots do not hold secrets, which it has in: password.
column app.of_type.c: It is a column of a table of a type, and comes with the type.
subscription regress_subscription: Making or dropping a subscription concerns another server.
Write these changes by hand, or leave the objects out: SET migrate.exclude = 'composite:app.pair, server:regress_server, table:app.of_type, subscription:regress_subscription'.$$,
    'a revision of it is refused, and all of it named');
SELECT is(pg_temp.error_of($$SET LOCAL migrate.exclude = 'server:*, composite:*, table:app.of_type'; SELECT migrate.draft_drift('By hand')$$, 'MG022'),
$$cannot write the statements that change subscription regress_subscription
Making or dropping a subscription concerns another server.
Write this change by hand, or leave the object out: SET migrate.exclude = 'subscription:regress_subscription'.$$, 'one of them reads so');
SELECT is(pg_temp.error_of($$SET LOCAL migrate.schemas = 'none'; SELECT migrate.draft_drift('By hand')$$, 'MG022') ~ '4 objects', true,
    'other settings leave out nothing of what would be remembered');
SET LOCAL migrate.exclude = 'server:regress_server, subscription:regress_subscription, composite:app.pair, table:app.of_type';
SELECT is(migrate.draft_drift('By hand', 'night'), 'night', 'it is made of the rest, once told what to leave out');
SELECT is((SELECT up FROM migrate.revisions WHERE revision = 'night'), E'CREATE TABLE app.by_hand (\n    a integer\n);', 'and has the rest');
RESET migrate.exclude;
SELECT is_empty('SELECT FROM migrate.drift()', 'all is remembered then');

-- Of what is dropped, the way back cannot be written.
DROP USER MAPPING FOR PUBLIC SERVER regress_server;
SELECT results_eq('SELECT statement, reverse, refused FROM migrate.drift()',
    $$VALUES ('DROP USER MAPPING FOR PUBLIC SERVER regress_server', NULL, NULL)$$, 'drift() needs no way back');
SELECT matches(pg_temp.error_of($$SELECT migrate.draft_drift('By hand')$$, 'MG022'),
    '^cannot write the statements that change user mapping regress_server.public\n', 'a revision does');

-- The whole schema
CREATE USER MAPPING FOR PUBLIC SERVER regress_server OPTIONS (password 'x');
CREATE SERVER "regress" FOREIGN DATA WRAPPER regress_wrapper;
ALTER SERVER "regress" RENAME TO "regress
DROP";
CREATE USER MAPPING FOR PUBLIC SERVER "regress
DROP" OPTIONS (password 'y');
SELECT is(split_part(migrate.schema(exclude => '{schema:regress_*}'), E'\n\n', 1),
'-- cannot write the statements that change user mapping "regress
-- DROP".public: Snapshots do not hold secrets, which it has in: password.
-- cannot write the statements that change user mapping regress_server.public: Snapshots do not hold secrets, which it has in: password.
-- cannot write the statements that change subscription regress_subscription: Making or dropping a subscription concerns another server.',
    'schema() says first what it lacks');
SELECT matches(migrate.schema(), E'\nCREATE TABLE app.by_hand', 'and writes the rest');
SELECT unalike(migrate.schema(), '%not without it%', 'but for what belongs to what it lacks');

DROP SUBSCRIPTION regress_subscription;
SELECT * FROM finish();
ROLLBACK;
