-- Files into the registry: what is added, changed, left, missing; what stops
-- a load; and files that are no text.
\set ECHO none
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/pgtap.sql'
\i :helpers
SELECT no_plan();

CREATE SCHEMA regress;
SET search_path = regress, public;

-- A file's text in few words.
CREATE FUNCTION file(id text, revises text DEFAULT NULL, up text DEFAULT 'SELECT 1;', more text DEFAULT '') RETURNS text LANGUAGE sql
RETURN concat(format(E'-- Message of %s\n-- migrate:revision %s\n', id, id), E'-- migrate:revises ' || revises || E'\n', more,
              format(E'\n-- migrate:up\n%s\n\n-- migrate:down\nSELECT 2;\n', up));
-- Load texts, names and texts by turns; what was done, in one line.
CREATE FUNCTION loaded(VARIADIC files text[]) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(' ', action, revision, source), ', ')
    FROM migrate.load_files(ARRAY(SELECT files[i] FROM generate_series(1, cardinality(files), 2) AS i),
                            ARRAY(SELECT convert_to(files[i], 'UTF8') FROM generate_series(2, cardinality(files), 2) AS i))
$$;
-- One file

SELECT is(migrate.load(file('a'), 'a.sql'), 'a', 'load returns the id');
SELECT results_eq($$SELECT message, down_revisions, up, down, verify, transactional, source FROM migrate.show('a')$$,
                  $$VALUES ('Message of a', '{}'::text[], 'SELECT 1;', 'SELECT 2;', NULL, true, 'a.sql')$$, 'what the file says is in the registry');
SELECT is(migrate.load(file('a'), 'a.sql'), 'a', 'the same again');
SELECT is(xmin, pg_current_xact_id()::xid, 'is written by this transaction') FROM migrate.revisions WHERE revision = 'a';
SELECT cmin AS before FROM migrate.revisions WHERE revision = 'a' \gset
SELECT migrate.load(file('a'), 'a.sql');
SELECT migrate.load(rtrim(file('a'), E'\n'), 'a.sql');
SELECT migrate.load(replace(file('a'), E'\n', E'\r\n'));
SELECT migrate.load(E'\uFEFF' || file('a'));
SELECT is(cmin::text, :'before', 'the same text, with other line ends, a byte order mark, without the last newline, writes nothing')
FROM migrate.revisions WHERE revision = 'a';
SELECT migrate.load(file('a', up => 'SELECT 3;'));
SELECT is(up || source, 'SELECT 3;a.sql', 'a revision that is not applied follows its file, and keeps its source') FROM migrate.show('a');
SELECT migrate.load(replace(file('a'), E'\n-- migrate:down\nSELECT 2;', ''));
SELECT is(down, NULL, 'a section that is gone from the file is gone') FROM migrate.show('a');
SELECT is(pg_temp.error_of($$SELECT migrate.load(NULL)$$), '22004: argument "script" must not be null', 'NULL');

-- Several

SELECT is(loaded('z.sql', file('z', 'y'), 'b/y.sql', file('y', 'a'), './a.sql', file('a')),
          'changed a a.sql, added y b/y.sql, added z z.sql', 'parents may come later, and directories do not matter');
SELECT is(loaded('z.sql', file('z', 'y'), 'b/y.sql', file('y', 'a'), 'a.sql', file('a')),
          'unchanged a a.sql, unchanged y b/y.sql, unchanged z z.sql', 'the same again');
SELECT is(loaded('c.sql', file('c', 'z', more => E'-- migrate:label web\n'), 'a.sql', file('a')),
          'unchanged a a.sql, added c c.sql, missing y b/y.sql, missing z z.sql', 'files that are gone are reported');
SELECT set_eq('SELECT revision FROM migrate.history()', '{a,c,y,z}'::text[], 'and their revisions are there');
SELECT is(loaded('renamed.sql', file('c', 'z', more => E'-- migrate:label web\n'), 'a.sql', replace(file('a'), 'Message', 'Text')),
          'changed a a.sql, changed c renamed.sql, missing y b/y.sql, missing z z.sql', 'a new name or message is a change');
SELECT is(loaded('c.sql', file('c', 'z'), 'd.sql', file('d', 'c', more => E'-- migrate:label web\n')),
          'changed c c.sql, added d d.sql, missing a a.sql, missing y b/y.sql, missing z z.sql', 'a label moves on');
SELECT is(loaded('c.sql', file('c', 'z', more => E'-- migrate:label web\n'), 'd.sql', file('d', 'c')),
          'changed c c.sql, changed d d.sql, missing a a.sql, missing y b/y.sql, missing z z.sql', 'and back');
SELECT is(loaded('README.md', 'x', 'notes.txt', 'x', '.hidden.sql', 'x', '.git/x.sql', 'x', 'template.sql', 'x', 'a.sql', replace(file('a'), 'Message', 'Text')),
          'unchanged a a.sql, missing c c.sql, missing d d.sql, missing y b/y.sql, missing z z.sql', 'what is no migration is left out');
SELECT is((SELECT count(*) FROM migrate.load_files('{}', '{}', 'native') WHERE action <> 'missing'), 0::bigint, 'no files');

-- What stops a load: all of it is told, and nothing is loaded

SELECT is(pg_temp.error_of($$SELECT loaded('ok.sql', file('ok'), 'm.sql', file('m', 'nowhere', more => E'-- migrate:depends-on never\n'), 'n.sql', file('n', more => E'-- migrate:colour red\n'))$$),
          E'MG018: 3 faults in 2 of 3 files; nothing has been loaded\n'
          'n.sql: line 3: unknown directive "migrate:colour"\n'
          'm.sql: line 2: down revision "nowhere" of revision "m" is neither in the files nor in the registry\n'
          'm.sql: line 2: dependency "never" of revision "m" is neither in the files nor in the registry', 'all faults of all files');
SELECT is((SELECT count(*) FROM migrate.revisions WHERE revision = 'ok'), 0::bigint, 'nothing has been loaded');
SELECT is(pg_temp.error_of($$SELECT loaded('m.sql', file('m', 'nowhere'))$$),
          E'MG008: m.sql: down revision "nowhere" of revision "m" is neither in the files nor in the registry\nIt is at line 2.', 'one fault has its own SQLSTATE');
SELECT is(pg_temp.error_of($$SELECT loaded('1.sql', file('m'), '2.sql', file('m'))$$),
          E'MG018: 2.sql: revision "m" is in 1.sql too\nIt is at line 2.', 'one id in two files');
SELECT is(left(pg_temp.error_of($$SELECT loaded('1.sql', file('m', 'n'), '2.sql', file('n', 'm'))$$), 6), 'MG007:', 'a cycle');
SELECT is(left(pg_temp.error_of($$SELECT loaded('1.sql', file('m', more => E'-- migrate:label web\n'))$$), 6), 'MG009:', 'a label that is taken');
SELECT is(pg_temp.error_of($$SELECT migrate.load_files('{a.sql}', '{}')$$), '22023: there are 1 names, but 0 contents', 'arrays that do not fit');
SELECT is(pg_temp.error_of($$SELECT migrate.load_files('{NULL}', '{x}')$$), '22004: argument "names" must not contain nulls', 'a null among the names');
SELECT matches(pg_temp.error_of($$SELECT migrate.load_files('{a.sql}', '{x}', 'rails')$$), '^22023: unknown format "rails"', 'an unknown format');
SELECT is(pg_temp.error_of($$SELECT migrate.load_files('{w.sql,b.sql,t.sql}', ARRAY[E'-- ok\n\\223quoted\\224', E'-- a\n-- b\n\\000', '\xFFFE2D00']::bytea[])$$),
          E'MG018: 3 faults in 3 of 3 files; nothing has been loaded\n'
          'w.sql: line 2: has the byte 0x93, which is not UTF-8 there\n'
          'b.sql: line 3: has a zero byte, so it is no text\n'
          't.sql: line 1: has a zero byte, so it is no text\n'
          'Files of migrations are UTF-8: convert it, for example with iconv --from-code WINDOWS-1252 --to-code UTF-8.', 'Windows-1252, binary, UTF-16');
SELECT matches(pg_temp.error_of($$SELECT migrate.load_files(array_agg(format('%s.sql', i)), array_agg(convert_to(file('bad-' || i), 'UTF8'))) FROM generate_series(1, 1000) AS i$$),
               '^MG018: 1000 faults in 1000 of 1000 files; nothing has been loaded\n.*\n\(and 900 more\)', 'a thousand faults: a hundred are shown');

-- Applied revisions

SELECT count(*) FROM migrate.upgrade('z');
SELECT is(loaded('a.sql', replace(file('a'), 'Message', 'Other')), 'changed a a.sql, missing c c.sql, missing d d.sql, missing y b/y.sql, missing z z.sql',
          'the message of an applied revision may change');
SELECT is(pg_temp.error_of($$SELECT loaded('a.sql', file('a', up => 'SELECT 4;'), 'y.sql', file('y'))$$),
          format(E'MG011: 2 faults in 2 of 2 files; nothing has been loaded\n'
                 'a.sql: line 2: revision "a" is not what was applied: its checksum is %s, and was %s when it was applied\n'
                 'y.sql: line 2: revision "y" is not what was applied: its checksum is %s, and was %s when it was applied\n'
                 'Put it back as it was, and write a new revision for the change.',
                 migrate.checksum('a', '{}', '{}', '{}', 'SELECT 4;', 'SELECT 2;', NULL, true), (SELECT checksum FROM migrate.applied WHERE revision = 'a'),
                 migrate.checksum('y', '{}', '{}', '{}', 'SELECT 1;', 'SELECT 2;', NULL, true), (SELECT checksum FROM migrate.applied WHERE revision = 'y')),
          'files that changed since they were applied are named with both checksums');

UPDATE migrate.revisions SET up = 'SELECT 5;' WHERE revision = 'a';
SELECT matches(loaded('a.sql', file('a')), '^changed a a.sql', 'the file that was applied puts it right');
SELECT is_empty($$SELECT FROM migrate.check() WHERE problem = 'checksum differs'$$, 'and all is well again');

-- Names

SELECT is(pg_temp.error_of($$SELECT migrate.load_files(ARRAY[E'a\n1.sql: line 2: forged\n.sql', E'b\x1b[2J.sql', E'c\x7f.sql'], '{x,y,z}', 'native')$$),
          E'MG018: 3 faults in 3 of 3 files; nothing has been loaded\n'
          'a?1.sql: line 2: forged?.sql: has a control character in its name\n'
          'b?[2J.sql: has a control character in its name\n'
          'c?.sql: has a control character in its name', 'names that could pass for lines of our own');

-- Repeatable revisions

CREATE FUNCTION repeatable(id text, up text, more text DEFAULT '') RETURNS text LANGUAGE sql
RETURN format(E'-- Message of %s\n-- migrate:revision %s\n-- migrate:repeatable\n%s\n-- migrate:up\n%s\n', id, id, more, up);
CREATE FUNCTION ran(target text DEFAULT 'heads') RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(revision, ' ' ORDER BY step) FROM migrate.upgrade(target)
$$;
SELECT is(loaded('v.sql', repeatable('v', 'CREATE OR REPLACE VIEW v AS SELECT 1 AS a;')),
          'added v v.sql, missing a a.sql, missing c c.sql, missing d d.sql, missing y b/y.sql, missing z z.sql', 'a repeatable revision');
SELECT set_eq('SELECT revision FROM migrate.heads()', '{d}'::text[], 'it is no head');
SELECT is_empty($$SELECT FROM migrate.check() WHERE revision = 'v'$$, 'and is not missed while the graph is not all applied');
SELECT is(ran('c'), 'c', 'an upgrade that leaves some of the graph leaves it too');
SELECT is((SELECT string_agg(revision, ' ') FROM migrate.pending()), 'd v', 'it is pending behind the heads');
SELECT is((SELECT string_agg(revision, ' ' ORDER BY step) FROM migrate.plan('heads')), 'd v', 'and in the plan');
SELECT is(ran(), 'd v', 'it runs last');
SELECT is(ran(), NULL, 'and not again');
SELECT is((SELECT array_agg(revision) FROM migrate.current()), '{d}'::text[], 'it is never current');
SELECT is_empty('SELECT FROM migrate.check()', 'check is content');
SELECT is(format('%s|%s|%s|%s', operation, heads_before, heads_after, statements), 'upgrade|{d}|{d}|1', 'the log has it')
FROM migrate.log WHERE revision = 'v';
SELECT applied_at AS before FROM migrate.applied WHERE revision = 'v' \gset
SELECT matches(loaded('v.sql', repeatable('v', 'CREATE OR REPLACE VIEW v AS SELECT 2 AS a;'), 'u.sql', repeatable('u', 'SELECT 1;')), '^added u u.sql, changed v v.sql', 'it may change although it is applied');
SELECT is((SELECT string_agg(concat_ws(': ', problem, revision, detail), E'\n') FROM migrate.check()),
          E'not at head: u: It is repeatable, and is not applied.\nnot at head: v: It is repeatable, and it has changed, or a downgrade has run, since it was applied.', 'check reports that');
SELECT is(ran(), 'u v', 'it runs again, in the order of ids');
SELECT is(a, 2, 'and has done its work') FROM v;
SELECT ok(applied_at > :'before', 'it is applied anew') FROM migrate.applied WHERE revision = 'v';
SELECT is((SELECT count(*) FROM migrate.downgrade('base')), 5::bigint, 'a downgrade takes the graph down');
SELECT is(a, 2, 'and leaves it') FROM v;
SELECT is_empty($$SELECT FROM migrate.check() WHERE revision = 'v'$$, 'nothing is wrong with it then');
SELECT is(migrate.edit('v', up => 'CREATE OR REPLACE VIEW v AS SELECT 3 AS a;'), 'v', 'it can be edited');
SELECT is(ran(), 'a y z c d u v', 'and is applied again behind the graph, as the other is after a downgrade');
SELECT is(pg_temp.error_of($$SELECT migrate.edit('v', head => 'd')$$), E'22023: repeatable revision "v" has no place in the graph\nIt can have no head, branch_label, depends_on or down.', 'it has no place in the graph');
SELECT is(left(pg_temp.error_of($$SELECT migrate.edit('v', down => 'SELECT 1')$$), 6), '22023:', 'nor a way back');
SELECT is(pg_temp.error_of($$SELECT migrate.remove('v')$$), E'MG010: cannot remove revision "v": it is applied\nIt is repeatable, so there is no way down. Take it off the record: DELETE FROM migrate.applied WHERE revision = ''v'';', 'it is not removed while it is applied');
DELETE FROM migrate.applied WHERE revision = 'v';
SELECT is(migrate.remove('v'), 'v', 'once it is off the record, it is');
SELECT is((SELECT repeatable FROM migrate.revisions WHERE revision = 'u'), true, 'the other is there');
SELECT matches(pg_temp.error_of($$SELECT migrate.revision('x', rev_id => 'u')$$), '^MG009: ', 'its id is taken');
SELECT matches(pg_temp.error_of($$SELECT migrate.revision('x', branch_label => 'u')$$), '^MG009: ', 'for labels too');
SELECT matches(pg_temp.error_of($$SELECT loaded('u.sql', file('u'))$$), '^MG011: ', 'applied, it cannot become part of the graph');
SELECT throws_ok($$UPDATE migrate.revisions SET down_revisions = '{a}' WHERE revision = 'u'$$, '23514', NULL, 'not in plain SQL either');
SELECT throws_ok($$SELECT migrate.downgrade('u')$$, 'MG001', NULL, 'it is no target');

-- What a downgrade takes away, with what stood on it, the next upgrade makes anew
SELECT ok(loaded('seeded.sql', file('seeded', 'd', up => 'CREATE TABLE seeded (a int);'), 'seed.sql', repeatable('seed', 'INSERT INTO seeded VALUES (1);')) IS NOT NULL, 'a repeatable revision that fills a table');
UPDATE migrate.revisions SET down = 'DROP TABLE seeded' WHERE revision = 'seeded';
SELECT is(ran(), 'seeded seed', 'it runs behind it');
SELECT is(ran(), NULL, 'once');
SELECT is((SELECT count(*) FROM migrate.downgrade('-1')), 1::bigint, 'the table goes');
SELECT is_empty($$SELECT FROM migrate.check() WHERE revision <> 'seeded'$$, 'nothing is said of it meanwhile');
SELECT is(ran(), 'seeded seed u', 'the table comes back, and all of them run');
SELECT is(a, 1, 'it is filled') FROM seeded;
SELECT is(ran(), NULL, 'and no more after that');
SELECT count(*) FROM migrate.downgrade('-1');
SELECT count(*) FROM migrate.stamp('seeded');
SELECT is((SELECT detail FROM migrate.check() WHERE revision = 'seed'),
          'It is repeatable, and it has changed, or a downgrade has run, since it was applied.', 'check tells what a stamp leaves to do');

-- A repeatable revision that cannot run in a transaction is recorded, and then run by hand
SELECT ok(loaded('apart.sql', repeatable('apart', 'VACUUM;', E'-- migrate:transaction off\n')) IS NOT NULL, 'not transactional');
SELECT is(pg_temp.error_of('SELECT ran()'),
          E'MG012: revision "apart" cannot run inside a transaction\nIts author marked it transactional => false.\n'
          'Record it: SELECT * FROM migrate.stamp(''apart''); upgrade again, then run its up script by hand, one statement at a time.', 'is refused');
SELECT is((SELECT string_agg(operation || revision, ' ') FROM migrate.plan('apart', 'stamp')), 'stampapart', 'a stamp of it can be planned');
SELECT is((SELECT string_agg(operation || revision, ' ') FROM migrate.stamp('apart')), 'stampapart', 'and done');
SELECT is(format('%s|%s|%s', operation, heads_before = heads_after, statements), 'stamp|t|', 'the log has it') FROM migrate.log WHERE revision = 'apart';
SELECT is(via || (checksum = (SELECT checksum FROM migrate.revisions WHERE revision = 'apart')), 'stamptrue', 'as it is now') FROM migrate.applied WHERE revision = 'apart';
CREATE TABLE seeded (a int);
SELECT is(ran(), 'seed u', 'the rest can run');
SELECT throws_ok($$SELECT migrate.stamp('apart', purge => true)$$, 'MG001', NULL, 'to purge is for the graph');

-- Into the graph and out of it
SELECT is(migrate.load(file('below', 'd')), 'below', 'a revision of the graph');
SELECT is(migrate.load(repeatable('below', 'SELECT 1;')), 'below', 'that nothing stands on may become repeatable');
SELECT is(migrate.load(file('below', 'd')), 'below', 'and become one of the graph again, while it is not applied');
SELECT is(migrate.load(file('above', 'below')), 'above', 'one on top of it');
SELECT is(pg_temp.error_of($$SELECT migrate.load(repeatable('below', 'SELECT 1;'))$$),
          E'MG008: down revision "below" of revision "above" does not exist\nA down revision is the full id of a revision.', 'now it may not leave the graph');
SELECT is(pg_temp.error_of($$SELECT loaded('below.sql', repeatable('below', 'SELECT 1;'), 'above.sql', file('above', 'below', more => E'-- migrate:depends-on v2\n'), 'v2.sql', repeatable('v2', 'SELECT 1;'))$$),
          E'MG008: 2 faults in 1 of 3 files; nothing has been loaded\n'
          'above.sql: line 2: down revision "below" of revision "above" is repeatable\n'
          'above.sql: line 2: dependency "v2" of revision "above" is repeatable', 'nor in one load with it');
SELECT is(pg_temp.error_of($$SELECT migrate.load(file('x', 'u'))$$), E'MG008: down revision "u" of revision "x" is repeatable\nIt is at line 2.', 'one of the registry');
SELECT lives_ok('SELECT * FROM migrate.history()', 'the registry is sound');

SELECT * FROM finish();
ROLLBACK;
