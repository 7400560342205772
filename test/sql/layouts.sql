-- Files of other tools, read as they are: order, ids, messages, scripts, what
-- runs outside a transaction, and everything that cannot be taken over.
\set ECHO none
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/pgtap.sql'
\i :helpers
SELECT no_plan();

CREATE SCHEMA regress;
SET search_path = regress, public;

-- Load names and texts by turns into an empty registry; return the revisions
-- in the order in which they would run, each with the message.
CREATE FUNCTION loaded(format text, VARIADIC files text[]) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM migrate.applied;
    DELETE FROM migrate.revisions;
    PERFORM migrate.load_files(ARRAY(SELECT files[i] FROM generate_series(1, cardinality(files), 2) AS i),
                               ARRAY(SELECT convert_to(files[i], 'UTF8') FROM generate_series(2, cardinality(files), 2) AS i), format);
    RETURN (SELECT string_agg(concat_ws(' ', revision || ':', message), ', ' ORDER BY step) FROM migrate.plan('heads'));
END $$;
-- What a revision has become.
CREATE FUNCTION scripts(id text) RETURNS text LANGUAGE sql
RETURN (SELECT format('%L %L %L', up, down, verify) FROM migrate.revisions WHERE revision = id);
CREATE FUNCTION outside() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(revision, ' ' ORDER BY revision COLLATE "C") FROM migrate.revisions WHERE NOT transactional);
-- The error of a load.
CREATE FUNCTION faults(format text, VARIADIC files text[]) RETURNS text LANGUAGE sql
RETURN pg_temp.error_of(format('SELECT loaded(%L, VARIADIC %L)', format, files), 'MG018');

-- dbmate

SELECT is(loaded('auto',
    '20200102_add-users.sql', E'-- migrate:up\nCREATE TABLE a ();\n\n-- migrate:down\nDROP TABLE a;\n',
    '20200101.sql', E'-- a comment\n--migrate:up transaction:false\r\nSELECT 1\r\n-- migrate:down transaction:true\r\n',
    '3_c.sql', E'-- migrate:up transaction:true\n-- migrate:down\t transaction:false\nSELECT $$\n-- migrate:up\n$$; /*\n-- migrate:down\n*/',
    'schema.sql', 'CREATE TABLE whatever ();', 'sub/20190101_x.sql', E'-- migrate:up\n', 'README.toml', ''),
    '20200101: 20200101, 20200102: add users, 3: c', 'dbmate: the version is the digits, the order that of the names');
SELECT is(scripts('20200102'), E'\'CREATE TABLE a ();\n\' \'DROP TABLE a;\n\' NULL', 'the line end before a directive is the directive''s');
SELECT is(scripts('20200101'), $$'SELECT 1' '' NULL$$, 'whatever it is; and an empty section is a script that does nothing');
SELECT is(scripts('3'), E'\'\' \'SELECT $$\n-- migrate:up\n$$; /*\n-- migrate:down\n*/\' NULL', 'a directive is one where a comment is');
SELECT is(outside(), '20200101 3', 'transaction:false in either section');
SELECT is(loaded('dbmate', '1_a.sql', E'-- migrate: to a new table\n-- migrate:up\nSELECT 1'), '1: a', 'a comment may begin with the word');
SELECT is(scripts('1'), $$'SELECT 1' NULL NULL$$, 'no section down: no down script');
SELECT is(faults('dbmate', '1_a.sql', E'SELECT 1;\n-- migrate:up\n-- migrate:down\n-- migrate:up\n-- migrate:down\n',
                           '2_a.sql', E'-- migrate:down\n',
                           '3_a.sql', E'-- migrate:Up\n',
                           '4_a.sql', E'-- migrate:up transaction:no\n',
                           '5_a.sql', E'-- migrate:up\n  -- migrate:down\n',
                           '6_a.sql', E'-- migrate:up\nSELECT \'\n'),
$$8 faults in 6 of 6 files; nothing has been loaded
1_a.sql: line 2: SQL before "-- migrate:up", which dbmate does not run
1_a.sql: line 4: second "-- migrate:up"; the first is at line 2
1_a.sql: line 5: second "-- migrate:down"; the first is at line 3
2_a.sql: line 1: "-- migrate:down" comes before "-- migrate:up"
3_a.sql: line 1: unknown directive "migrate:Up"
4_a.sql: line 1: unknown option "transaction:no"
5_a.sql: line 2: directive is indented, and no directive to dbmate
6_a.sql: line 2: unterminated quoted string at or near "'
"$$, 'dbmate: what is wrong');
SELECT is(faults('dbmate', '1_a.sql', '-- migrate:up', '1_b.sql', '-- migrate:up'),
          E'1_b.sql: revision "1" is in 1_a.sql too\nIt is at line 1.', 'two files of a version');

-- goose

SELECT is(loaded('auto',
    '10_tenth.sql', E'-- +goose Up\n-- +goose StatementBegin\nSELECT 1; SELECT 2;\n-- +goose StatementEnd\n\n-- +goose down\nSELECT 3;\n',
    '00009_ninth_file.sql', E'-- +goose NO TRANSACTION\n-- +goose UP\nSELECT \'-- +goose Down\';',
    '9999999999999999999999_far.sql', E'--+goose Up\n-- +goose ENVSUB OFF\n',
    'helpers.go', 'package x', '11_x_test.go', 'package x', 'notes.sql', 'SELECT 1', '0_zero.sql', '', 'sub/1_x.sql', ''),
    '00009: ninth file, 10: tenth, 9999999999999999999999: far', 'goose: the order is that of the numbers');
SELECT is(scripts('10'), E'\'-- +goose StatementBegin\nSELECT 1; SELECT 2;\n-- +goose StatementEnd\n\' \'SELECT 3;\n\' NULL', 'directives about statements stay, as comments');
SELECT is(scripts('00009'), $$'SELECT ''-- +goose Down'';' NULL NULL$$, 'a directive is one where a comment is');
SELECT is(outside(), '00009', 'NO TRANSACTION');
SELECT is(faults('goose',
    '1_a.sql', E'-- +goose Up\n-- +goose ENVSUB ON\nSELECT ${X};',
    '2_a.go', 'package x',
    '3_a.sql', E'-- +goose Sideways\n',
    '4_a.sql', E'-- +goose StatementBegin\n-- +goose Up\n-- +goose StatementEnd\n-- +goose StatementBegin\n-- +goose StatementBegin\n-- +goose Down\n-- +goose StatementBegin\n',
    '05_a.sql', E'-- +goose Up\n', '5_b.sql', E'-- +goose Up\n'),
$$9 faults in 5 of 6 files; nothing has been loaded
2_a.go: is a migration in Go, which the server cannot run
1_a.sql: line 2: ENVSUB ON: the server has no environment to take variables from
3_a.sql: line 1: unknown directive "+goose Sideways"
4_a.sql: line 1: StatementBegin before "-- +goose Up"
4_a.sql: line 3: StatementEnd without a StatementBegin
4_a.sql: line 5: StatementBegin inside the one at line 4
4_a.sql: line 5: StatementBegin without a StatementEnd
4_a.sql: line 7: StatementBegin without a StatementEnd
5_b.sql: is of version 5, as is 05_a.sql$$, 'goose: what is wrong');

-- sql-migrate

SELECT is(loaded('auto',
    'views.sql', E'-- +migrate Up\nSELECT 1;\n',
    '10-b c.sql', E'-- +migrate Up notransaction\n-- +migrate Down\n',
    '9_a.sql', E'-- first comment\n-- +migrate Up\n-- +migrate StatementBegin\nSELECT 1;\n-- +migrate StatementEnd\n-- +migrate Down\nSELECT 2;',
    '9_B.sql', E'-- +migrate Up\n-- +migrate Down notransaction\n', 'head.sql', E'-- +migrate Up\n'),
    '9_B: B, 9_a: a, 10_b_c: b c, head_: head, views: views', 'sql-migrate: the name is the id, numbers go first');
SELECT is(scripts('9_a'), E'\'-- +migrate StatementBegin\nSELECT 1;\n-- +migrate StatementEnd\' \'SELECT 2;\' NULL', 'its scripts');
SELECT is(outside(), '10_b_c 9_B', 'notransaction in either section');
SELECT is(faults('sql-migrate',
    '1.sql', E'-- +migrate Up\n-- +migrate\n', '2.sql', 'SELECT 1', '3.sql', E'-- +migrate Up fast\n-- +migrate Up',
    '4-a.sql', '-- +migrate Up', '4_a.sql', '-- +migrate Up'),
$$4 faults in 4 of 5 files; nothing has been loaded
1.sql: line 2: unknown directive "+migrate "
2.sql: has no "-- +migrate Up"
3.sql: line 1: unknown option "fast"
4_a.sql: line 1: revision "4_a" is in 4-a.sql too$$, 'sql-migrate: what is wrong');

-- golang-migrate

SELECT is(loaded('auto',
    '000010_ten.up.sql', 'SELECT 10', '000010_ten.down.sql', 'SELECT -10', '9_nine.a.up.sql', E'-- +x\n', '11_.up.sql', '',
    '12_notes.sql', 'x', 'a.up.sql', 'x', 'sub/1_x.up.sql', 'x', 'Makefile.toml', ''),
    '9: nine.a, 000010: ten, 11: 11', 'golang-migrate: pairs in the order of the numbers');
SELECT is(scripts('11'), $$'' NULL NULL$$, 'a file that is empty does nothing, one that is not there is none');
SELECT is(loaded('golang-migrate', '1_a.up.sql', E'-- \'\nCREATE UNIQUE INDEX /* */ CONCURRENTLY i ON t (a)', '2_b.up.sql', 'SELECT $$CREATE INDEX CONCURRENTLY i ON t (a);$$',
                 '3_c.up.sql', '', '3_c.down.sql', 'VACUUM', '4_d.up.sql', E'SELECT 1; VACUUM; SELECT \'', '5_e.up.sql', E'SELECT FROM FROM; VACUUM;'),
          '1: a, 2: b, 3: c, 4: d, 5: e', 'golang-migrate has no mark for what runs outside a transaction');
SELECT is(outside(), '1 3 4', 'its statements tell');
SELECT is(loaded('auto',
    '000010_ten.up.sql', 'SELECT 10', '000010_ten.down.sql', 'SELECT -10', '9_nine.up.sql', ''), '9: nine, 000010: ten', 'auto');
SELECT is(scripts('000010'), $$'SELECT 10' 'SELECT -10' NULL$$, 'as they are');
SELECT is(faults('golang-migrate', '1_a.down.sql', '', '2_a.up.sql', '', '02_b.up.sql', '', '3_a.up.go', 'package x', '3_a.down.sql', '', '2_c.up.down.sql', ''),
$$3 faults in 3 of 6 files; nothing has been loaded
3_a.up.go: is not SQL, and the server cannot run it
1_a.down.sql: downgrades, and there is no file that upgrades
2_a.up.sql: is of version 2, as is 02_b.up.sql$$, 'golang-migrate: what is wrong');

-- diesel

SELECT is(loaded('auto',
    '2017-09-23-182408_add_users/up.sql', 'SELECT 1', '2017-09-23-182408_add_users/down.sql', 'SELECT -1',
    '20170309122510_initial-schema/up.sql', 'SELECT 0',
    '2017-10-01_a/up.sql', '', '2017-10-01_a/metadata.toml', E'# run_in_transaction = true\nrun_in_transaction = false\n',
    '2017-10-02_b/up.sql', '', '2017-10-02_b/metadata.toml', E'run_in_transaction = true # x\n',
    '2017-10-03_c/up.sql', '', '2017-10-03_c/metadata.toml', E'[x]\nrun_in_transaction = true\n',
    'deep/2017/up.sql', 'x', 'up.sql', 'x', 'src/x.sql', 'x'),
    '20170309122510: initial schema, 20170923182408: add users, 20171001: a, 20171002: b, 20171003: c', 'diesel: directories in the order of the versions as text');
SELECT is(scripts('20170923182408'), $$'SELECT 1' 'SELECT -1' NULL$$, 'as they are');
SELECT is(outside(), '20171001 20171003', 'metadata.toml, which is false unless it says true');
SELECT is(faults('diesel', '2017-01-01_a/up.sql', '', '20170101_b/up.sql', '', '2018_x/down.sql', ''),
$$2 faults in 2 of 3 files; nothing has been loaded
2017-01-01_a/up.sql: is of version 20170101, as is 20170101_b/up.sql
2018_x/down.sql: downgrades, and there is no file that upgrades$$, 'diesel: what is wrong');

-- Flyway

SELECT is(loaded('auto',
    'V1_10__tenth.sql', 'SELECT 10', 'V1.9__ninth_file.SQL', 'SELECT 9', 'U1.10__undo.sql', 'SELECT -10', 'V001__first.sql', 'SELECT 1',
    'deep/er/V1.10.1__x.sql', '', 'deep/er/V1.10.1__x.sql.conf', E'executeInTransaction=FALSE\nencoding=UTF-8\nshouldExecute=true\n', 'V20.sql', 'VACUUM',
    'R__b_view.sql', 'SELECT $$ {x}$$', 'R__a-view.sql', 'SELECT ''${x}''', 'R__a-view.sql.conf', '# ours
placeholderReplacement = false',
    'Views__x.sql', 'x', 'Ruler.sql', 'x', 'x.java', 'x', 'Base.java', 'x', 'Util__x.java', 'x', 'flyway.conf', 'x', 'flyway.toml', 'x'),
    '001: first, 1.9: ninth file, 1.10: tenth, 1.10.1: x, 20: 20, R__a_view: a view, R__b_view: b view', 'Flyway: versions part by part, then the repeatable ones');
SELECT is(scripts('1.10'), $$'SELECT 10' 'SELECT -10' NULL$$, 'U is the down of V');
SELECT is(outside(), '1.10.1 20', 'the script''s own configuration, or its statements');
SELECT set_eq('SELECT revision FROM migrate.revisions WHERE repeatable', '{R__a_view,R__b_view}'::text[], 'R is repeatable');
SELECT is(faults('flyway',
    'B3__base.sql', '', 'V2__x.java', '', 'beforeMigrate.sql', '', 'sub/afterEachMigrateStatementError__more.sql', '', 'createSchema.sql', '',
    'V1__a.sql', E'\n\nSELECT ${flyway:user}, ${y}', 'V1.0__b.sql', '', 'U7__x.sql', 'SELECT ''$ {x}''', 'V1a__x.sql', '', 'V1_.sql', '',
    'V3__c.sql', E'-- ${\n', 'V3__c.sql.conf', E'encoding=ISO-8859-1\nshouldExecute=${x}==1\nturbo=1\nplaceholderReplacement=true\n', 'before.sql', ''),
$$13 faults in 11 of 13 files; nothing has been loaded
B3__base.sql: is a baseline migration, which stands for all migrations before it
V1_.sql: has a version that Flyway does not understand
V1a__x.sql: has a version that Flyway does not understand
V2__x.java: is a migration that is not SQL, and the server cannot run it
beforeMigrate.sql: is a callback of Flyway's, and nothing runs it here
createSchema.sql: is a callback of Flyway's, and nothing runs it here
sub/afterEachMigrateStatementError__more.sql: is a callback of Flyway's, and nothing runs it here
V1__a.sql: is of version 1, as is V1.0__b.sql
V3__c.sql.conf: line 1: encoding "ISO-8859-1"; files of migrations are UTF-8
V3__c.sql.conf: line 2: unknown setting "shouldExecute=${x}==1"
V3__c.sql.conf: line 3: unknown setting "turbo=1"
V3__c.sql: line 1: placeholder "${"
U7__x.sql: is the undo of version 7, which is not there$$, 'Flyway: what is wrong');
SELECT is(faults('flyway', 'V1__a.sql', E'--\r\n\rSELECT ${flyway:user}, ${y}'),
$$V1__a.sql: placeholder "${flyway:user}"
It is at line 3.
Write the value into the script; or put placeholderReplacement=false into the script's .conf file, if it means no placeholder; or make it a native file, which declares variables with "-- migrate:variables".$$, 'a placeholder');

-- Sqitch

CREATE FUNCTION planned(VARIADIC lines text[]) RETURNS text LANGUAGE sql
RETURN E'%syntax-version=1.0.0\n%project=flipr\n%uri=https://example.com/\n\n# All of it\n' ||
    (SELECT string_agg(regexp_replace(line, '\s*(#.*)?$', ' 2026-01-31T12:00:00Z Marge N. O’Brien <marge@example.com>  \1'), E'\n' ORDER BY i)
     FROM unnest(lines) WITH ORDINALITY AS l (line, i)) || E'\n';
SELECT is(loaded('auto',
    'sqitch.plan', planned('app/schema # Adds the\nschema \\ it.', '@v0', 'users [app/schema]  # Users', '+flips [users app/schema@v0 @v0 !nothing flipr:users]', '@v1.0-b1', 'users [users@v1.0-b1]', '@v2', '  base', 'users'),
    'deploy/app/schema.sql', E'BEGIN;\nCREATE SCHEMA app;\nCOMMIT;\n', 'revert/app/schema.sql', 'DROP SCHEMA app', 'verify/app/schema.sql', E'BEGIN;\nROLLBACK;\n',
    'deploy/users@v1.0-b1.sql', 'SELECT 1', 'revert/users@v1.0-b1.sql', 'SELECT -1', 'deploy/users@v2.sql', 'SELECT 2', 'deploy/users.sql', 'SELECT 3',
    'deploy/flips.sql', 'DROP INDEX CONCURRENTLY i', 'deploy/base.sql', '', 'deploy/stray.sql', 'x'),
    E'app_schema: Adds the\nschema \\ it., users: Users, flips: flips, users_v1.0_b1: users, base_: base, users_v2: users', 'Sqitch: the plan is the order, a reworked change has its tag in its id');
SELECT is(scripts('app_schema'), E'\'BEGIN;\nCREATE SCHEMA app;\nCOMMIT;\n\' \'DROP SCHEMA app\' \'BEGIN;\nROLLBACK;\n\'', 'deploy, revert and verify');
SELECT is(scripts(id), expected, 'the scripts of ' || id)
FROM (VALUES ('users', $$'SELECT 1' 'SELECT -1' NULL$$), ('users_v1.0_b1', $$'SELECT 2' NULL NULL$$), ('users_v2', $$'SELECT 3' NULL NULL$$)) AS v (id, expected);
SELECT is(outside(), 'flips', 'a statement that cannot be in a transaction');
SELECT is(source, 'deploy/users@v1.0-b1.sql', 'its source') FROM migrate.revisions WHERE revision = 'users';
SELECT is(loaded('auto', 'sqitch.plan', planned('a', '@v1', 'a'), 'deploy/a.sql', 'SELECT 2', 'deploy/a@v1.sql', 'SELECT 1'), 'a: a, a_v1: a', 'before a rework');
SELECT is(migrate.load_files('{sqitch.plan,deploy/a.sql}', ARRAY[convert_to(planned('a'), 'UTF8'), 'SELECT 1'])::text, '(unchanged,a,deploy/a.sql)', 'the id was the same') FROM (SELECT loaded('auto', 'sqitch.plan', planned('a'), 'deploy/a.sql', 'SELECT 1')) AS a;
SELECT is(loaded('auto', 'sqitch.conf', E'[core]\n\tengine = pg\n\ttop_dir = ./db/\n\tdeploy_dir = db/up # so\n[engine "sqlite"]\n\ttop_dir = x\n[engine "pg"]\n\trevert_dir = "down"\n',
    'db/sqitch.plan', planned('a'), 'db/up/a.sql', 'SELECT 1', 'down/a.sql', 'SELECT 2', 'db/verify/a.sql', 'SELECT 3'), 'a: a', 'where sqitch.conf says');
SELECT is(scripts('a'), $$'SELECT 1' 'SELECT 2' 'SELECT 3'$$, 'all three are found');
SELECT is(loaded('auto', 'sql/sqitch.plan', planned('a'), 'sql/deploy/a.sql', ''), 'a: a', 'beside the plan, if it does not');
SELECT is(loaded('auto', 'sqitch.conf', E'[core]\nplan_file=my.plan\nreworked_dir = old\n', 'my.plan', planned('a', '@t', 'a'), 'sqitch.plan', 'x', 'old/deploy/a@t.sql', 'SELECT 1', 'deploy/a.sql', ''), 'a: a, a_t: a', 'reworked changes in their own directory');
SELECT is(scripts('a'), $$'SELECT 1' NULL NULL$$, 'where they are');
SELECT is(faults('sqitch', 'sqitch.plan', planned('@early', 'a [b !a a:b@c a:@c !x:y 0123456789abcdef0123456789abcdef01234567]', 'b [!a b]', 'a', '@t', '@t', 'c@d', '-a', '-a-', 'd [e', 'e [:x @ x@]') || E'f\nf 2026-01-31 x <x>\n',
                           'deploy/a.sql', '', 'deploy/b.sql', ''),
$$20 faults in 1 of 3 files; nothing has been loaded
sqitch.plan: line 6: tag "@early" comes before all changes
sqitch.plan: line 7: change "a" requires "b", which does not come before it
sqitch.plan: line 7: dependency "a:b@c" on a tag of another project's
sqitch.plan: line 7: dependency "a:@c" on a tag of another project's
sqitch.plan: line 7: conflict "!x:y" with another project's change cannot be looked after
sqitch.plan: line 7: dependency "0123456789abcdef0123456789abcdef01234567" is the hash of a change
sqitch.plan: line 8: change "b" conflicts with "a", which comes before it
sqitch.plan: line 8: change "b" requires "b", which does not come before it
sqitch.plan: line 9: change "a" is at line 7 already
sqitch.plan: line 11: tag "@t" is at line 10 already
sqitch.plan: line 12: is no line of a plan
sqitch.plan: line 13: the plan reverts a change
sqitch.plan: line 14: the plan reverts a change
sqitch.plan: line 15: is no line of a plan
sqitch.plan: line 16: ":x" is no dependency
sqitch.plan: line 16: "@" is no dependency
sqitch.plan: line 16: "x@" is no dependency
sqitch.plan: line 17: is no line of a plan
sqitch.plan: line 18: is no line of a plan
sqitch.plan: line 16: change "e" has no file deploy/e.sql$$, 'Sqitch: what is wrong');
SELECT is(faults('sqitch', 'sqitch.plan', E'%syntax-version=2.0\n'),
$$2 faults; nothing has been loaded
sqitch.plan: line 1: syntax version "2.0" of plans is not known
sqitch.plan: has no %project$$, 'a plan of another time');
SELECT is(faults('sqitch', 'a/sqitch.plan', planned('a'), 'b/sqitch.plan', planned('a')),
          E'b/sqitch.plan: is a second plan; the first is a/sqitch.plan\nLoad the projects one by one, each from its own directory.', 'two plans');
SELECT is(faults('sqitch', 'sqitch.conf', E'[core]\ntop_dir = db\n', 'sqitch.plan', planned('a')),
          'sqitch.conf: the plan "db/sqitch.plan" is not among the files', 'a plan that is not there');
SELECT is(loaded('sqitch', 'sqitch.plan', planned('b'), 'deploy/b.sql', ''), 'b: b', 'another project');
SELECT is((SELECT string_agg(action || ' ' || revision, ', ')
           FROM migrate.load_files('{sqitch.plan,deploy/c.sql}', ARRAY[convert_to(replace(planned('c [other:b]'), 'flipr', 'mine'), 'UTF8'), 'SELECT 1'])),
          'added c, missing b', 'a dependency on another project''s change');
SELECT is((SELECT depends_on FROM migrate.revisions WHERE revision = 'c'), '{b}', 'is one on its revision');

-- Which is it?

SELECT is(faults('rails', 'x.sql', ''), E'22023: unknown format "rails"\nThe formats are auto, native, dbmate, goose, sql-migrate, golang-migrate, diesel, flyway and sqitch.', 'an unknown format');
SELECT is(faults('auto', '0001_initial.py', '', 'a.sql', 'SELECT 1', 'b.sql', '', 'c.sql', ''),
$$no format recognises the files (0001_initial.py, a.sql, b.sql and 1 more)
Name the directory that the migrations are in. The formats are auto, native, dbmate, goose, sql-migrate, golang-migrate, diesel, flyway and sqitch.$$, 'none');
SELECT is(faults('auto', 'V1__a.sql', E'-- migrate:revision a\n-- migrate:up\n', '1_a.sql', '-- migrate:up', '1_b.up.sql', '', 'x/up.sql', '', '2_b.sql', '-- +goose Up', 'c.sql', '-- +migrate Up', 'sqitch.plan', ''),
$$8 faults in 7 of 7 files; nothing has been loaded
1_a.sql: looks like dbmate, and other files look otherwise
1_b.up.sql: looks like golang-migrate, and other files look otherwise
2_b.sql: looks like goose, and other files look otherwise
V1__a.sql: looks like native, and other files look otherwise
V1__a.sql: looks like flyway, and other files look otherwise
c.sql: looks like sql-migrate, and other files look otherwise
sqitch.plan: looks like sqitch, and other files look otherwise
x/up.sql: looks like diesel, and other files look otherwise
Name the format to be read, for example format => 'dbmate': files of others are left alone then.$$, 'several');
SELECT is(loaded('dbmate', '1_a.sql', '-- migrate:up', '2_b.sql', '-- migrate:up', 'V1__x.sql', 'x', 'c.sql', '-- +migrate Up'), '1: a, 2: b', 'one is named');
SELECT is(faults('dbmate', 'a.sql', '-- migrate:up'),
          E'no migration of dbmate among the files (a.sql)\nLeave the format out to have it found, and name the directory that the migrations are in.', 'and it is not that one');

-- A verify script between BEGIN and ROLLBACK

CREATE FUNCTION verified(verify text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    message text; context text;
BEGIN
    DELETE FROM migrate.applied;
    DELETE FROM migrate.revisions;
    DROP TABLE IF EXISTS t, u;
    PERFORM migrate.revision('x', 'SET search_path = regress; CREATE TABLE t (a int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED); INSERT INTO t VALUES (1)', rev_id => 'x', verify => verify);
    RETURN (SELECT statements::text FROM migrate.upgrade());
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, context = PG_EXCEPTION_CONTEXT;
    RETURN message || E'\n' || regexp_replace(context, E'(revision "x"[^\n]*).*', '\1');
END $$;
SELECT is(verified($$BEGIN; SET LOCAL work_mem = '1MB'; SET search_path = regress; SET ROLE pg_monitor; RESET ROLE; INSERT INTO t VALUES (1); DELETE FROM t; CREATE TABLE u ();
                     DECLARE c CURSOR WITH HOLD FOR SELECT 1; SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK;$$), '12', 'it runs');
SELECT is((SELECT array_agg(a) FROM t), '{1}', 'and its effects are undone');
SELECT hasnt_table('u'::name, 'tables too');
SELECT is(current_setting('search_path'), 'regress, public', 'and settings');
SELECT is_empty($$SELECT FROM pg_cursors WHERE name = 'c'$$, 'and cursors');
SELECT is(verified('START TRANSACTION; ROLLBACK WORK'), '3', 'in other words');
SELECT is(verified('BEGIN; INSERT INTO regress.t VALUES (2); COMMIT'), '4', 'between BEGIN and COMMIT');
SELECT is((SELECT array_agg(a ORDER BY a) FROM t), '{1,2}', 'they stay');
SELECT is(verified('BEGIN; SELECT 1; SELECT 1/0; ROLLBACK'), E'division by zero\nSQL statement "SELECT 1/0"\nrevision "x" (x), verify, statement 3 at line 1', 'an error in it');
SELECT is(verified('BEGIN; SELECT false; ROLLBACK'), E'verification failed\nrevision "x" (x), verify, statement 2 at line 1', 'a false in it');
SELECT is(verified('BEGIN; ROLLBACK; SELECT 1'), E'ROLLBACK cannot run in a migration script\nrevision "x" (x), verify, statement 2 at line 1', 'not around all of it');
SELECT is(verified('SELECT 1; ROLLBACK'), E'ROLLBACK cannot run in a migration script\nrevision "x" (x), verify, statement 2 at line 1', 'without a BEGIN');
SELECT is(verified('BEGIN; ROLLBACK AND CHAIN'), E'ROLLBACK cannot run in a migration script\nrevision "x" (x), verify, statement 2 at line 1', 'AND CHAIN');
SELECT is(verified('BEGIN'), E'BEGIN cannot run in a migration script\nrevision "x" (x), verify, statement 1 at line 1', 'without an end');
DELETE FROM migrate.applied;
DELETE FROM migrate.revisions;
SELECT migrate.revision('x', 'BEGIN; ROLLBACK', rev_id => 'x');
SELECT throws_ok('SELECT migrate.upgrade()', 'MG012', 'ROLLBACK cannot run in a migration script', 'an up script is not to be rolled back');
SELECT * FROM finish();
ROLLBACK;
