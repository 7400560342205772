-- The registry's constraints, which hold by themselves, whoever writes rows.
\set ECHO none
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/pgtap.sql'
\i :helpers
SELECT plan(121);
CREATE SCHEMA regress;

-- What an INSERT of one revision says: ok, or SQLSTATE and constraint. It is
-- kept if it is ok.
CREATE FUNCTION regress.put(id text, downs text[] DEFAULT '{}', deps text[] DEFAULT '{}', labels text[] DEFAULT '{}')
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    broken text;
BEGIN
    INSERT INTO migrate.revisions (revision, down_revisions, depends_on, branch_labels)
    VALUES (id, downs, deps, labels);
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
    RETURN rtrim(SQLSTATE || ' ' || broken);
END $$;

-- Grammar, of every column that holds names.

CREATE TABLE regress.names (name text, good boolean);
INSERT INTO regress.names VALUES
    ('a', true), ('Z', true), ('0', true), ('_', true), ('.', true), ('a.b_C.9', true),
    ('ae1027a6acf', true), (repeat('x', 255), true), ('HEAD', true), ('headx', true), ('-', false),
    ('', false), (' ', false), ('a b', false), ('a,b', false), ('a-1', false), ('+1', false),
    ('a@b', false), ('a:b', false), ('a/b', false), ('a''b', false), ('a"b', false), (E'a\nb', false),
    (E'a\n', false), ('é', false), ('ａ', false), ('head', false), ('heads', false), ('base', false),
    ('current', false), (repeat('x', 256), false), ('$$', false), ('%s', false);
SAVEPOINT fresh;
SELECT is(regress.put(name), CASE WHEN good THEN 'ok' ELSE '23514 revisions_revision_grammar' END,
          'id ' || quote_literal(translate(left(name, 10), E'\n', '~')) || ' of ' || octet_length(name)) FROM regress.names;
ROLLBACK TO fresh;
SELECT is(regress.put('r' || row_number() OVER (), labels => ARRAY[name]),
          CASE WHEN good THEN 'ok' ELSE '23514 revisions_branch_labels_grammar' END,
          'label ' || quote_literal(translate(left(name, 10), E'\n', '~')) || ' of ' || octet_length(name)) FROM regress.names;
ROLLBACK TO fresh;
SELECT is(array_agg(regress.put('r1', downs => ARRAY[name])), ARRAY['23514 revisions_down_revisions_grammar'],
          'a malformed parent') FROM regress.names WHERE name = 'a b';
SELECT is(array_agg(regress.put('r1', deps => ARRAY[name])), ARRAY['23514 revisions_depends_on_grammar'],
          'a malformed dependency') FROM regress.names WHERE name = 'a b';
SELECT is(regress.put(NULL), '23502', 'no id');
SELECT is(regress.put('r1', labels => NULL), '23502', 'no array of labels');
SELECT is(left(regress.put('r1', labels => '{a,NULL}'), 2), '22', 'a label that is null');
SELECT is(left(regress.put('r1', downs => '{NULL}'), 2), '22', 'a parent that is null');
SELECT is(regress.put('r1', labels => '{a,b,a}'), '23514 revisions_branch_labels_grammar', 'a label twice');
SELECT is(regress.put('r1', downs => '{a,a}'), '23514 revisions_down_revisions_grammar', 'a parent twice');
SELECT is(regress.put('r1', deps => '{{a,b},{c,d}}'), '23514 revisions_depends_on_grammar', 'an array of two dimensions');
SELECT is(regress.put('r1', labels => '[5:6]={a,b}'), 'ok', 'an array that begins at 5');
ROLLBACK TO fresh;

-- One namespace for ids and labels.

SELECT is(regress.put('one', labels => '{red,green}'), 'ok', 'a revision with two labels');
SELECT is(regress.put('one'), '23505 revisions_pkey', 'its id again');
SELECT is(regress.put('red'), '23P01 revisions_names_unique', 'its label as an id');
SELECT is(regress.put('two', labels => '{one}'), '23P01 revisions_names_unique', 'its id as a label');
SELECT is(regress.put('two', labels => '{blue,green}'), '23P01 revisions_names_unique', 'its label as a label');
SELECT is(regress.put('two', labels => '{two}'), '23514 revisions_no_self_reference', 'its own id as a label');
SELECT is(regress.put('One', labels => '{Red}'), 'ok', 'names differ by case');
SELECT is(regress.put('two', labels => '{blue}'), 'ok', 'other names');
SELECT throws_ok($$UPDATE migrate.revisions SET branch_labels = '{green}' WHERE revision = 'two'$$,
                 '23P01', NULL, 'an UPDATE is held to it too');
SELECT lives_ok($$UPDATE migrate.revisions SET branch_labels = '{}' WHERE revision = 'one'$$, 'a label is given up');
SELECT lives_ok($$UPDATE migrate.revisions SET branch_labels = '{green}' WHERE revision = 'two'$$, 'and taken');

-- No self reference.

SELECT is(regress.put('self', downs => '{self}'), '23514 revisions_no_self_reference', 'its own parent');
SELECT is(regress.put('self', deps => '{one,self}'), '23514 revisions_no_self_reference', 'its own dependency');
SELECT is(regress.put('self', deps => '{mine}', labels => '{mine}'), '23514 revisions_no_self_reference',
          'it depends on its own label');

-- What is applied.

INSERT INTO migrate.applied (revision, checksum, via) VALUES ('one', 'x', 'stamp');
SELECT throws_ok($$DELETE FROM migrate.revisions WHERE revision = 'one'$$, '23503', NULL, 'an applied revision stays');
SELECT throws_ok($$UPDATE migrate.revisions SET revision = 'uno' WHERE revision = 'one'$$, '23503', NULL, 'and keeps its id');
-- A restore in parallel fills the tables in any order: see sql/registry.sql.
SELECT lives_ok($$INSERT INTO migrate.applied (revision, checksum, via) VALUES ('none', 'x', 'stamp')$$,
                'what is applied may come before its revision');
SELECT throws_ok('SELECT * FROM migrate.current()', 'MG008', 'revision "none" is applied but not in the registry',
                 'but not without it');
DELETE FROM migrate.applied WHERE revision = 'none';
SELECT throws_ok($$INSERT INTO migrate.applied (revision, checksum, via) VALUES ('one', 'x', 'stamp')$$,
                 '23505', NULL, 'once');
SELECT throws_ok($$INSERT INTO migrate.applied (revision, checksum, via) VALUES ('two', 'x', 'magic')$$,
                 '23514', NULL, 'in a known way');
SELECT throws_ok($$INSERT INTO migrate.log (operation, revision, heads_before, heads_after) VALUES ('magic', 'one', '{}', '{}')$$,
                 '23514', NULL, 'a log row tells of a known operation');

-- The checksum.

SELECT throws_ok($$INSERT INTO migrate.revisions (revision, checksum) VALUES ('c', 'x')$$, '428C9', NULL, 'no checksum can be given');
SELECT throws_ok($$UPDATE migrate.revisions SET checksum = 'x'$$, '428C9', NULL, 'nor set');
SELECT is((SELECT checksum FROM migrate.revisions WHERE revision = 'One'),
          encode(sha256('3;One0:0:1:3;Red-;-;-;t'), 'hex'), 'it is the SHA-256 of what defines the revision');
SELECT is(migrate.checksum('é', '{a}', '{b,c}', '{}', '', 'ä', NULL, false),
          encode(sha256(convert_to('2;é1:1;a2:1;b1;c0:0;2;ä-;f', 'UTF8')), 'hex'), 'in UTF-8, each part with its length');

CREATE FUNCTION regress.sum(up text DEFAULT NULL, down text DEFAULT NULL, verify text DEFAULT NULL, id text DEFAULT 'a',
                            downs text[] DEFAULT '{}', deps text[] DEFAULT '{}', labels text[] DEFAULT '{}', tx boolean DEFAULT true)
RETURNS text LANGUAGE sql RETURN migrate.checksum(id, downs, deps, labels, up, down, verify, tx);
SELECT is(regress.sum(E'a\r\nb'), regress.sum(E'a\nb'), 'CRLF is LF');
SELECT is(regress.sum(E'a\rb'), regress.sum(E'a\nb'), 'CR is LF');
SELECT is(regress.sum(E'a\nb\n'), regress.sum(E'a\nb'), 'a last newline does not count');
SELECT is(regress.sum(E'a\nb\r\n'), regress.sum(E'a\nb'), 'nor a last CRLF');
SELECT is(regress.sum(down => E'a\r\nb\r'), regress.sum(down => E'a\nb'), 'in down');
SELECT is(regress.sum(verify => E'a\r\nb\r'), regress.sum(verify => E'a\nb'), 'in verify');
SELECT is(count(DISTINCT sum), count(*), 'all else does') FROM (VALUES
    (regress.sum()), (regress.sum('')), (regress.sum('a')), (regress.sum('A')), (regress.sum(E'a\n\n')), (regress.sum(E'a\n\nb')),
    (regress.sum(E'a\nb')), (regress.sum('a b')), (regress.sum('a  b')), (regress.sum('a b ')), (regress.sum('ab')),
    (regress.sum(down => '')), (regress.sum(down => 'a')), (regress.sum(verify => '')), (regress.sum(verify => 'a')),
    (regress.sum('a', 'b')), (regress.sum('b', 'a')), (regress.sum('ab', '')), (regress.sum('', 'ab')), (regress.sum('a', NULL, 'b')),
    (regress.sum('-;')), (regress.sum('1;a')), (regress.sum(id => 'b')), (regress.sum(id => 'a0')),
    (regress.sum(downs => '{a}')), (regress.sum(deps => '{a}')), (regress.sum(labels => '{a}')),
    (regress.sum(downs => '{a,b}')), (regress.sum(downs => '{b,a}')), (regress.sum(downs => '{ab}')), (regress.sum(downs => '{a}', deps => '{b}')),
    (regress.sum(tx => false))) AS sums (sum);
SELECT is(count(DISTINCT checksum), 1::bigint, 'message and source do not define a revision') FROM (
    SELECT checksum FROM migrate.revisions WHERE revision = 'one'
    UNION ALL
    SELECT migrate.checksum('one', '{}', '{}', '{}', NULL, NULL, NULL, true)) AS same;
UPDATE migrate.revisions SET message = 'else', source = 'else' WHERE revision = 'one';
SELECT is(checksum, migrate.checksum('one', '{}', '{}', '{}', NULL, NULL, NULL, true), 'also when they change')
FROM migrate.revisions WHERE revision = 'one';
UPDATE migrate.revisions SET up = 'SELECT 1' WHERE revision = 'one';
SELECT is(checksum, migrate.checksum('one', '{}', '{}', '{}', 'SELECT 1', NULL, NULL, true), 'it follows a script')
FROM migrate.revisions WHERE revision = 'one';

-- Who and when: the server's word, the login role even under another.
ROLLBACK TO fresh;
CREATE ROLE regress_other;
SELECT migrate.grant_role('regress_other', 'author'), migrate.grant_role('regress_other', 'deployer');
SELECT clock_timestamp() AS before \gset
SET ROLE regress_other;
SELECT migrate.revision('who', up => '', rev_id => 'who') AS id \gset
SELECT count(*) AS n FROM migrate.upgrade() \gset
RESET ROLE;
SELECT is(created_by, session_user::text, 'created_by') FROM migrate.revisions;
SELECT ok(created_at BETWEEN :'before' AND clock_timestamp(), 'created_at') FROM migrate.revisions;
SELECT is(applied_by, session_user::text, 'applied_by') FROM migrate.applied;
SELECT ok(applied_at BETWEEN :'before' AND clock_timestamp(), 'applied_at') FROM migrate.applied;
SELECT ok(at BETWEEN :'before' AND clock_timestamp(), 'at') FROM migrate.log;
SELECT is(login_role || ' ' || effective_role, session_user || ' regress_other', 'login_role and effective_role') FROM migrate.log;
SELECT is(backend_pid, pg_backend_pid(), 'backend_pid') FROM migrate.log;
SELECT is(transaction_id, pg_current_xact_id(), 'transaction_id') FROM migrate.log;
SELECT is(client_addr, inet_client_addr(), 'client_addr') FROM migrate.log;

-- All of it is dumped.
SELECT set_eq('SELECT unnest(extconfig)::oid FROM pg_extension WHERE extname = ''migrate''',
              $$SELECT oid FROM pg_class WHERE relnamespace = 'migrate'::regnamespace AND relkind IN ('r', 'S')$$,
              'every table and sequence of the extension is dumped');
SELECT is(max(extcondition), '', 'whole') FROM (SELECT unnest(extcondition) AS extcondition FROM pg_extension WHERE extname = 'migrate') AS c;

ROLLBACK;
