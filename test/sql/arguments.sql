-- What a caller can get wrong in the arguments of a call: each mistake has an
-- error of its own, and changes nothing.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;
RESET client_min_messages;
BEGIN;
SET LOCAL migrate.verbosity = quiet;
SET LOCAL client_min_messages = warning;
\pset format unaligned
\pset tuples_only on
SELECT no_plan();

SELECT migrate.revision('First', rev_id => 'aaaa1', up => '', down => '');
SELECT migrate.revision('Second', rev_id => 'aaaa2', up => '', down => '', branch_label => 'shop');
SELECT count(*) FROM migrate.upgrade();
SELECT migrate.revision('Third', rev_id => 'b', up => '', down => '');
SELECT migrate.revision('Fourth', rev_id => 'c', up => '', down => '');

-- nothing of what follows may change these
CREATE TEMP TABLE before AS
SELECT (SELECT jsonb_agg(to_jsonb(r) ORDER BY revision) FROM migrate.revisions AS r) AS revisions,
       (SELECT jsonb_agg(to_jsonb(a) ORDER BY revision) FROM migrate.applied AS a) AS applied,
       (SELECT count(*) FROM migrate.log) AS log;

-- NULL where it means nothing
SELECT throws_ok(call, '22004', format('argument "%s" must not be null', argument), format('%s must not be null in %s', argument, call))
FROM (VALUES
    ('message', $$SELECT migrate.revision(NULL)$$),
    ('head', $$SELECT migrate.revision('m', head => NULL)$$),
    ('splice', $$SELECT migrate.revision('m', splice => NULL)$$),
    ('transactional', $$SELECT migrate.revision('m', transactional => NULL)$$),
    ('revisions', $$SELECT migrate.merge(NULL)$$),
    ('splice', $$SELECT migrate.merge('b c', splice => NULL)$$),
    ('revision', $$SELECT migrate.edit(NULL, up => '')$$),
    ('revision', $$SELECT migrate.remove(NULL)$$),
    ('revision', $$SELECT migrate.dump(NULL)$$),
    ('target', $$SELECT migrate.upgrade(NULL)$$),
    ('dry_run', $$SELECT migrate.upgrade('b', dry_run => NULL)$$),
    ('target', $$SELECT migrate.downgrade(NULL)$$),
    ('dry_run', $$SELECT migrate.downgrade('base', dry_run => NULL)$$),
    ('targets', $$SELECT migrate.stamp(NULL)$$),
    ('purge', $$SELECT migrate.stamp('b', purge => NULL)$$),
    ('target', $$SELECT migrate.plan(NULL)$$),
    ('operation', $$SELECT migrate.plan('b', NULL)$$),
    ('revision', $$SELECT migrate.show(NULL)$$),
    ('target', $$SELECT migrate.pending(NULL)$$),
    ('raise', $$SELECT migrate.check(raise => NULL)$$),
    ('role', $$SELECT migrate.grant_role(NULL, 'viewer')$$),
    ('duty', $$SELECT migrate.grant_role(CURRENT_USER, NULL)$$),
    ('grant_option', $$SELECT migrate.grant_role(CURRENT_USER, 'viewer', NULL)$$),
    ('role', $$SELECT migrate.revoke_role(NULL, 'viewer')$$),
    ('duty', $$SELECT migrate.revoke_role(CURRENT_USER, NULL)$$)
) AS calls (argument, call);

-- NULL where it says "as it is", "none" or "all"
SELECT is((SELECT count(*) FROM migrate.history(NULL)), 4::bigint, 'history(NULL) is all of it');
SELECT is(migrate.valid_names(NULL), NULL, 'valid_names(NULL) is NULL');
SELECT is(migrate.name_points(NULL, '{}'), NULL, 'name_points(NULL, ...) is NULL');
SELECT is(migrate.name_points('a', NULL), NULL, 'name_points(..., NULL) is NULL');
SELECT is(migrate.checksum(r, d, n, l, 'up', 'down', 'verify', t), NULL,
          format('checksum of %s, %s, %s, %s, %s is NULL', r, d, n, l, t))
FROM (VALUES (NULL, '{}'::text[], '{}'::text[], '{}'::text[], true), ('a', NULL, '{}', '{}', true), ('a', '{}', NULL, '{}', true),
             ('a', '{}', '{}', NULL, true), ('a', '{}', '{}', '{}', NULL)) AS a (r, d, n, l, t);
SELECT isnt(migrate.checksum('a', '{}', '{}', '{}', NULL, '', '', true), migrate.checksum('a', '{}', '{}', '{}', '', '', '', true),
            'a script that is not written has another checksum than an empty one');
SELECT is(migrate.edit('b', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), 'b', 'edit() with NULLs leaves all as it is');
SELECT is_empty($$SELECT migrate.duty_privileges('king')$$, 'an unknown duty has no privileges');
SELECT ok(NOT migrate.valid_names(names), format('valid_names(%s) is false', names))
FROM (VALUES ('{NULL}'::text[]), ('{""}'), ('{a,a}'), ('{head}'), ('{heads}'), ('{base}'), ('{current}'), ('{a-b}'), ('{" a"}'),
             ('{{a},{b}}'), (ARRAY[repeat('x', 256)])) AS a (names);
SELECT ok(migrate.valid_names(names), format('valid_names(%s) is true', left(names::text, 20)))
FROM (VALUES ('{}'::text[]), ('{a,b}'), ('{HEAD}'), ('{0.1_a}'), (ARRAY[repeat('x', 255)])) AS a (names);

-- targets: unknown, ambiguous, malformed, off the graph
SELECT throws_ok(call, sqlstate, NULL, format('%s: %s', sqlstate, call))
FROM (VALUES
    ('MG001', $$SELECT migrate.upgrade('nosuch')$$),
    ('MG002', $$SELECT migrate.upgrade('aa')$$),
    ('MG002', $$SELECT migrate.upgrade('aaaa')$$),
    ('MG001', $$SELECT migrate.upgrade('nosuch@head')$$),
    ('MG001', $$SELECT migrate.upgrade('shop@nosuch')$$),
    ('MG005', $$SELECT migrate.upgrade('+3')$$),
    ('MG005', $$SELECT migrate.downgrade('-3')$$),
    ('MG005', $$SELECT migrate.upgrade('b-9')$$),
    ('MG006', $$SELECT migrate.upgrade('')$$),
    ('MG006', $$SELECT migrate.upgrade(' ')$$),
    ('MG006', $$SELECT migrate.upgrade('b!')$$),
    ('MG006', $$SELECT migrate.upgrade('a:b:c')$$),
    ('MG006', $$SELECT migrate.upgrade('@')$$),
    ('MG006', $$SELECT migrate.upgrade('+')$$),
    ('MG006', $$SELECT migrate.upgrade(chr(8364))$$),
    ('MG004', $$SELECT migrate.downgrade('c')$$),
    ('MG004', $$SELECT migrate.downgrade('+1')$$),
    ('MG001', $$SELECT migrate.downgrade('nosuch')$$),
    ('MG002', $$SELECT migrate.downgrade('aaaa')$$),
    ('MG006', $$SELECT migrate.downgrade('')$$),
    ('MG001', $$SELECT migrate.stamp('nosuch')$$),
    ('MG002', $$SELECT migrate.stamp('aaaa')$$),
    ('MG004', $$SELECT migrate.stamp('aaaa1 aaaa2')$$),
    ('MG001', $$SELECT migrate.show('nosuch')$$),
    ('MG002', $$SELECT migrate.show('aaaa')$$),
    ('MG001', $$SELECT migrate.pending('nosuch')$$),
    ('MG002', $$SELECT migrate.pending('aaaa')$$),
    ('MG001', $$SELECT migrate.history('nosuch:')$$),
    ('MG002', $$SELECT migrate.history(':aaaa')$$),
    ('MG004', $$SELECT migrate.history('c:aaaa1')$$),
    ('MG006', $$SELECT migrate.history('a:b:c')$$),
    ('MG001', $$SELECT migrate.dump('nosuch')$$),
    ('MG001', $$SELECT migrate.plan('nosuch')$$),
    ('MG001', $$SELECT migrate.plan('nosuch', 'downgrade')$$),
    ('MG001', $$SELECT migrate.plan('nosuch', 'stamp')$$),
    ('22023', $$SELECT migrate.plan('head', 'sidegrade')$$),
    ('22023', $$SELECT migrate.plan('head', '')$$)
) AS calls (sqlstate, call);

-- names of new revisions
SELECT throws_ok(call, sqlstate, message)
FROM (VALUES
    ('MG009', 'revision id "b" is used more than once', $$SELECT migrate.revision('m', rev_id => 'b')$$),
    ('MG009', 'branch label "shop" is also the id of a revision', $$SELECT migrate.revision('m', rev_id => 'shop')$$),
    ('MG009', 'branch label "b" is also the id of a revision', $$SELECT migrate.revision('m', branch_label => 'b')$$),
    ('MG009', 'branch label "shop" is used more than once', $$SELECT migrate.revision('m', branch_label => 'shop')$$),
    ('MG009', 'branch label "new" is used more than once', $$SELECT migrate.revision('m', rev_id => 'n', branch_label => 'new new')$$),
    ('MG009', 'branch label "new" is also the id of a revision', $$SELECT migrate.revision('m', rev_id => 'new', branch_label => 'new')$$),
    ('MG006', 'revision id is empty', $$SELECT migrate.revision('m', rev_id => '')$$),
    ('MG006', 'revision id "head" is a reserved word', $$SELECT migrate.revision('m', rev_id => 'head')$$),
    ('MG006', 'revision id "heads" is a reserved word', $$SELECT migrate.revision('m', rev_id => 'heads')$$),
    ('MG006', 'revision id "base" is a reserved word', $$SELECT migrate.revision('m', rev_id => 'base')$$),
    ('MG006', 'revision id "current" is a reserved word', $$SELECT migrate.revision('m', rev_id => 'current')$$),
    ('MG006', 'branch label "current" is a reserved word', $$SELECT migrate.revision('m', branch_label => 'current')$$),
    ('MG006', 'revision id "a-b" is malformed', $$SELECT migrate.revision('m', rev_id => 'a-b')$$),
    ('MG006', 'revision id "a b" is malformed', $$SELECT migrate.revision('m', rev_id => 'a b')$$),
    ('MG006', 'branch label "a@b" is malformed', $$SELECT migrate.revision('m', branch_label => 'a@b')$$),
    ('MG006', 'revision id "' || repeat('x', 80) || '..." is too long', $$SELECT migrate.revision('m', rev_id => repeat('x', 256))$$),
    ('MG006', 'branch label "' || repeat('x', 80) || '..." is too long', $$SELECT migrate.revision('m', branch_label => repeat('x', 256))$$)
) AS calls (sqlstate, message, call);
SELECT is(migrate.remove(migrate.revision('m', rev_id => repeat('x', 255))), repeat('x', 255), 'an id of 255 bytes is good');
SELECT matches(migrate.remove(migrate.revision('m')), '^[0-9a-f]{12}$', 'a generated id is 12 hexadecimal digits');

-- places of new revisions
SELECT throws_ok(call, sqlstate, message)
FROM (VALUES
    ('MG001', 'revision "nosuch" does not exist', $$SELECT migrate.revision('m', head => 'nosuch')$$),
    ('MG001', 'revision "nosuch" does not exist', $$SELECT migrate.revision('m', depends_on => 'nosuch')$$),
    ('MG001', 'revision "self" does not exist', $$SELECT migrate.revision('m', rev_id => 'self', depends_on => 'self')$$),
    ('MG006', 'target "" is malformed', $$SELECT migrate.revision('m', head => '')$$),
    ('MG004', 'revision "b" is not a head', $$SELECT migrate.revision('m', head => 'b')$$),
    ('MG004', 'revision "b" is not a head', $$SELECT migrate.merge('b c')$$),
    ('MG004', '"heads" names 1 revision, and a merge needs two or more', $$SELECT migrate.merge()$$),
    ('MG004', '"c" names 1 revision, and a merge needs two or more', $$SELECT migrate.merge('c')$$),
    ('MG004', '"base" names 0 revisions, and a merge needs two or more', $$SELECT migrate.merge('base')$$),
    ('MG001', 'revision "nosuch" does not exist', $$SELECT migrate.merge('c nosuch')$$)
) AS calls (sqlstate, message, call);
SELECT is((SELECT array_agg(revision) FROM migrate.revisions WHERE down_revisions = '{b}'), '{c}', 'none of them is there');
SELECT ok(migrate.remove(migrate.revision('m', head => 'b', splice => true)) IS NOT NULL, 'splice => true begins a branch');

-- edit() and remove(): what is applied stays, what is needed stays
SELECT throws_ok(call, sqlstate, message)
FROM (VALUES
    ('MG010', 'cannot edit revision "aaaa1": it is applied', $$SELECT migrate.edit('aaaa1', message => 'm')$$),
    ('MG010', 'cannot edit revision "aaaa2": it is applied', $$SELECT migrate.edit('shop', up => 'SELECT 1')$$),
    ('MG010', 'cannot edit revision "aaaa2": it is applied', $$SELECT migrate.edit('current', down => '')$$),
    ('MG010', 'cannot remove revision "aaaa1": it is applied', $$SELECT migrate.remove('aaaa1')$$),
    ('MG010', 'cannot remove revision "aaaa2": it is applied', $$SELECT migrate.remove('aaaa2')$$),
    ('2BP01', 'cannot remove revision "b": another needs it', $$SELECT migrate.remove('b')$$),
    ('MG004', '"b c" names 2 revisions, not one', $$SELECT migrate.edit('b c', up => '')$$),
    ('MG004', '"base" names no revision', $$SELECT migrate.remove('base')$$),
    ('MG001', 'revision "nosuch" does not exist', $$SELECT migrate.edit('nosuch', up => '')$$),
    ('MG001', 'revision "nosuch" does not exist', $$SELECT migrate.remove('nosuch')$$),
    ('MG002', NULL, $$SELECT migrate.edit('aaaa', up => '')$$),
    ('MG007', 'revision "b" is its own down revision', $$SELECT migrate.edit('b', head => 'b')$$),
    ('MG007', 'revision "b" depends on itself', $$SELECT migrate.edit('b', depends_on => 'b')$$),
    ('MG007', 'revisions form a cycle', $$SELECT migrate.edit('b', head => 'c')$$),
    ('MG007', 'revisions and their dependencies form a cycle', $$SELECT migrate.edit('b', depends_on => 'c')$$),
    ('MG009', 'branch label "c" is also the id of a revision', $$SELECT migrate.edit('b', branch_label => 'c')$$),
    ('MG009', 'branch label "shop" is used more than once', $$SELECT migrate.edit('b', branch_label => 'shop')$$),
    ('MG006', 'branch label "a-b" is malformed', $$SELECT migrate.edit('b', branch_label => 'a-b')$$),
    ('MG001', 'revision "nosuch" does not exist', $$SELECT migrate.edit('b', head => 'nosuch')$$)
) AS calls (sqlstate, message, call);

-- duties
SELECT throws_ok($$SELECT migrate.grant_role(CURRENT_USER, 'king')$$, '22023', 'unknown duty "king"');
SELECT throws_ok($$SELECT migrate.revoke_role(CURRENT_USER, 'king')$$, '22023', 'unknown duty "king"');
SELECT throws_ok($$SELECT migrate.grant_role('regress_nosuch', 'viewer')$$, '42704', 'role "regress_nosuch" does not exist');
SELECT throws_ok($$SELECT migrate.revoke_role('regress_nosuch', 'viewer')$$, '42704', 'role "regress_nosuch" does not exist');

-- bytes that are no text do not get as far as the extension
SELECT throws_ok(format($$SELECT migrate.%s(convert_from('\x53ff27', 'UTF8'))$$, f), '22021', NULL, 'invalid UTF-8 for ' || f)
FROM unnest('{revision,edit,upgrade,show,history}'::text[]) AS f;
SELECT throws_ok($$SELECT migrate.revision(E'a\x00b')$$, '22021', NULL, 'a zero byte');

SELECT ok((SELECT jsonb_agg(to_jsonb(r) ORDER BY revision) FROM migrate.revisions AS r) = revisions
          AND (SELECT jsonb_agg(to_jsonb(a) ORDER BY revision) FROM migrate.applied AS a) = applied
          AND (SELECT count(*) FROM migrate.log) = log, 'nothing has changed') FROM before;

-- rows that do not make a graph, by whoever wrote them
INSERT INTO migrate.revisions (revision, down_revisions) VALUES ('orphan', '{nosuch}');
SELECT throws_ok(call, 'MG008', NULL, 'a missing parent: ' || call)
FROM unnest(ARRAY['SELECT migrate.upgrade()', 'SELECT migrate.current()', 'SELECT migrate.history()', $$SELECT migrate.revision('m')$$]) AS call;
UPDATE migrate.revisions SET down_revisions = '{}', depends_on = '{nosuch}' WHERE revision = 'orphan';
SELECT throws_ok('SELECT migrate.heads()', 'MG008', NULL, 'a missing dependency');
UPDATE migrate.revisions SET depends_on = '{}', down_revisions = '{loop}' WHERE revision = 'orphan';
INSERT INTO migrate.revisions (revision, down_revisions) VALUES ('loop', '{orphan}');
SELECT throws_ok('SELECT migrate.heads()', 'MG007', NULL, 'a cycle');
DELETE FROM migrate.revisions WHERE revision IN ('orphan', 'loop');
SELECT throws_ok($$INSERT INTO migrate.revisions (revision) VALUES ('b')$$, '23505', NULL, 'the table keeps ids unique');
SELECT throws_ok($$INSERT INTO migrate.revisions (revision) VALUES ('shop')$$, '23P01', NULL, 'and ids apart from labels');
SELECT throws_ok($$INSERT INTO migrate.revisions (revision, branch_labels) VALUES ('n', '{n}')$$, '23514', NULL, 'also of one revision');
SELECT throws_ok($$INSERT INTO migrate.revisions (revision) VALUES ('a b')$$, '23514', NULL, 'and well formed');
SELECT throws_ok($$INSERT INTO migrate.revisions (revision, down_revisions) VALUES ('n', '{n}')$$, '23514', NULL, 'and off themselves');

-- two heads
SELECT migrate.revision('Other', rev_id => 'd', up => '', down => '', head => 'b', splice => true);
SELECT throws_ok(call, 'MG003', NULL, 'several heads: ' || call)
FROM unnest(ARRAY['SELECT migrate.upgrade()', $$SELECT migrate.revision('m')$$, $$SELECT migrate.plan('head')$$, $$SELECT migrate.stamp('head')$$,
                  $$SELECT migrate.show('head')$$]) AS call;
SELECT is(migrate.remove('d'), 'd', 'one head again');

-- library and catalog of different versions: nothing works but what tells nothing of the database
UPDATE pg_extension SET extversion = '0.0.0' WHERE extname = 'migrate';
SELECT throws_ok('SELECT migrate.' || call, '55000', 'extension "migrate" is of another version than its library', call)
FROM unnest(ARRAY['current()', 'heads()', 'branches()', 'history()', $$show('b')$$, 'pending()', 'check()', $$plan('head')$$, 'upgrade()',
                  $$downgrade('base')$$, $$stamp('head')$$, $$revision('m')$$, 'merge()', $$edit('b', up => '')$$, $$remove('c')$$, $$dump('b')$$,
                  $$grant_role(CURRENT_USER, 'viewer')$$, $$revoke_role(CURRENT_USER, 'viewer')$$]) AS call;
UPDATE pg_extension AS e SET extversion = v.default_version
FROM pg_available_extensions AS v WHERE v.name = 'migrate' AND e.extname = 'migrate';
SELECT lives_ok('SELECT migrate.current()', 'the right version again');

-- a transaction that may not write; from here on this one may not
SET LOCAL transaction_read_only = on;
SELECT throws_ok('SELECT migrate.' || call, '25006', format('cannot execute migrate.%s() in a read-only transaction', split_part(call, '(', 1)), call)
FROM unnest(ARRAY['upgrade()', $$upgrade(dry_run => true)$$, $$downgrade('base')$$, $$stamp('head')$$, $$revision('m')$$, 'merge()',
                  $$edit('b', up => '')$$, $$remove('c')$$]) AS call;
SELECT lives_ok('SELECT migrate.' || call, 'read-only: ' || call)
FROM unnest(ARRAY['current()', 'heads()', 'branches()', 'history()', $$show('b')$$, $$dump('b')$$, 'pending()', 'check()', $$plan('head')$$,
                  $$plan('base', 'downgrade')$$, $$plan('head', 'stamp')$$]) AS call;

SELECT finish();
ROLLBACK;
