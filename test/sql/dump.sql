-- Our own files: what each directive says, what is wrong with a file and at
-- which line, and that load(dump(x)) is x whatever x holds.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;
BEGIN;
SET LOCAL migrate.verbosity = quiet;
\set ECHO none
\pset format unaligned
\pset tuples_only on
\pset pager off
CREATE SCHEMA regress;
SELECT no_plan();

-- A file into the revision that it is; all of it is taken back
CREATE FUNCTION regress.read(file text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    read jsonb;
    id text;
BEGIN
    BEGIN
        id = migrate.load(file);
        SELECT jsonb_object_agg(key, value)
        FROM migrate.revisions AS r, jsonb_each(to_jsonb(r) - '{checksum,created_at,created_by}'::text[])
        WHERE revision = id AND value NOT IN ('null', '[]') AND (key, value) NOT IN (('transactional', 'true'), ('repeatable', 'false'))
        INTO STRICT read;
        RAISE EXCEPTION SQLSTATE 'UNDO0';
    EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
    END;
    RETURN read;
END $$;

SELECT is(regress.read($$-- Add user profile fields
-- migrate:revision ae1027a6acf

-- migrate:up
ALTER TABLE users ADD COLUMN phone varchar(20), ADD COLUMN bio text;

-- migrate:down
ALTER TABLE users DROP COLUMN bio, DROP COLUMN phone;

-- migrate:verify
SELECT phone, bio FROM users WHERE false;
$$), '{"revision": "ae1027a6acf", "message": "Add user profile fields",
       "up": "ALTER TABLE users ADD COLUMN phone varchar(20), ADD COLUMN bio text;",
       "down": "ALTER TABLE users DROP COLUMN bio, DROP COLUMN phone;",
       "verify": "SELECT phone, bio FROM users WHERE false;"}', 'a file as one writes it');

CREATE FUNCTION regress.line(shown text) RETURNS text LANGUAGE sql AS $$
    SELECT regexp_replace(replace(shown, E'\r', '\r'), '[\n\t]', '|', 'g') $$;

-- Directives

SELECT migrate.revision('', up => '', rev_id => 'p1', branch_label => 'left');
SELECT migrate.revision('', up => '', rev_id => 'p2', head => 'base', splice => true, branch_label => 'right');

SELECT is(regress.read(replace(E'-- migrate:revision r\n%\n-- migrate:up\n', '%', header)),
          jsonb_build_object('revision', 'r', 'message', '', 'up', '') || expected::jsonb, regress.line(header))
FROM (VALUES
    ('-- migrate:revises p1', '{"down_revisions": ["p1"]}'),
    ('-- migrate:revises p2 p1', '{"down_revisions": ["p2", "p1"]}'),
    (E'--migrate:revises\tp2 ,p1, ', '{"down_revisions": ["p2", "p1"]}'),
    ('-- migrate:revises', '{}'),
    ('-- migrate:depends-on p2', '{"depends_on": ["p2"]}'),
    ('-- migrate:depends-on right p1', '{"depends_on": ["right", "p1"]}'),
    ('-- migrate:label a.b', '{"branch_labels": ["a.b"]}'),
    ('-- migrate:label b,a', '{"branch_labels": ["b", "a"]}'),
    ('-- migrate:transaction off', '{"transactional": false}'),
    ('-- migrate:transaction on', '{}'),
    ('-- migrate:variables b a', '{"variables": ["b", "a"]}'),
    ('-- migrate:secrets b a', '{"variables": ["b", "a"], "secrets": ["b", "a"]}'),
    (E'-- migrate:secrets c\n-- migrate:variables b a', '{"variables": ["b", "a", "c"], "secrets": ["c"]}'),
    (E'-- migrate:variables b c a\n-- migrate:secrets c', '{"variables": ["b", "c", "a"], "secrets": ["c"]}'),
    ('-- migrate:repeatable', '{"repeatable": true}'),
    ('-- migrate:created 2026-11-21T10:30:00Z', '{}'),
    ('-- migrate:created 2026-11-21', '{}'),
    ('-- migrate:created 2026-11-21 10:30:00.123456+05:30', '{}'),
    ('-- migrate:created 2026-11-21 10:30 -08', '{}'),
    ('-- migrate:message ''Add''', '{"message": "Add"}'),
    (E'-- migrate:message E''a\\n''''b''', '{"message": "a\n''b"}'),
    (E'-- migrate:message ''a\\nb''', '{"message": "a\\nb"}'),
    ('-- migrate:message $$it''s$$', '{"message": "it''s"}'),
    ('-- other comments, and migrate: prose', '{}'),
    ('-- migrate:1', '{}'),
    ('-- migrate: up', '{}'),
    (E'/*\n-- migrate:label x\n*/', '{}'),
    ('-- say migrate:label x', '{}')) AS cases (header, expected);

SELECT is(regress.read(file) ->> 'message', expected, 'message ' || n)
FROM (VALUES
    (1, E'-- migrate:revision r\n-- migrate:up', ''),
    (2, E'--Add\n-- migrate:revision r\n-- migrate:up', 'Add'),
    (3, E'\n--  Add \n--\n\n--\tmore\n-- migrate:revision r\n-- not this\n-- migrate:up', E' Add \n\nmore'),
    (4, E'-- Licence\n-- migrate:revision r\n-- migrate:message ''Add''\n-- migrate:up', 'Add'),
    (5, E'/* not this */ -- Add\n-- migrate:revision r\n-- migrate:up', 'Add')) AS cases (n, file, expected);

-- Sections

SELECT is(regress.read(E'-- migrate:revision r\n' || sections) - 'revision' - 'message', expected::jsonb, regress.line(sections))
FROM (VALUES
    ('-- migrate:up', '{"up": ""}'),
    (E'-- migrate:up\n', '{"up": ""}'),
    (E'-- migrate:up\n\n', '{"up": ""}'),
    (E'-- migrate:up\n\n\n', '{"up": "\n"}'),
    (E'-- migrate:up\nSELECT 1', '{"up": "SELECT 1"}'),
    (E'-- migrate:up\nSELECT 1\n', '{"up": "SELECT 1"}'),
    (E'-- migrate:up\n\nSELECT 1\n\n', '{"up": "\nSELECT 1\n"}'),
    (E'-- migrate:up\n-- migrate:down', '{"up": "", "down": ""}'),
    (E'-- migrate:up\n\n-- migrate:down', '{"up": "", "down": ""}'),
    (E'-- migrate:up\n\n\n-- migrate:down', '{"up": "", "down": ""}'),
    (E'-- migrate:up\n\n\n\n-- migrate:down', '{"up": "\n", "down": ""}'),
    (E'-- migrate:up\nSELECT 1\n-- migrate:down', '{"up": "SELECT 1", "down": ""}'),
    (E'-- migrate:up\nSELECT 1\n\n-- migrate:down', '{"up": "SELECT 1", "down": ""}'),
    (E'-- migrate:up\nSELECT 1\n\n\n-- migrate:down', '{"up": "SELECT 1\n", "down": ""}'),
    (E'-- migrate:up\nSELECT 1\n \n\t-- migrate:down\t', '{"up": "SELECT 1\n ", "down": ""}'),
    (E'-- migrate:verify\nv\n-- migrate:down\nd\n-- migrate:up\nu', '{"up": "u", "down": "d", "verify": "v"}'),
    (E'-- migrate:up\nSELECT ''\n-- migrate:down\n''', '{"up": "SELECT ''\n-- migrate:down\n''"}'),
    (E'-- migrate:up\nSELECT $a$\n-- migrate:down\n$a$', '{"up": "SELECT $a$\n-- migrate:down\n$a$"}'),
    (E'-- migrate:up\nSELECT "\n-- migrate:down\n"', '{"up": "SELECT \"\n-- migrate:down\n\""}'),
    (E'-- migrate:up\n/*\n/* */\n-- migrate:down\n*/', '{"up": "/*\n/* */\n-- migrate:down\n*/"}'),
    (E'-- migrate:up\nSELECT ''a''\n-- migrate:down\n''b''', '{"up": "SELECT ''a''", "down": "''b''"}'),
    (E'-- migrate:up\nSELECT e''a\\''''''''\n-- migrate:down\n''b'' -- x\n ''c''', '{"up": "SELECT e''a\\''''''''", "down": "''b'' -- x\n ''c''"}'),
    (E'-- migrate:up\nSELECT ''\\'' -- \n-- migrate:down', '{"up": "SELECT ''\\'' -- ", "down": ""}'),
    (E'-- migrate:up quoted\n''SELECT ''''''', '{"up": "SELECT ''"}'),
    (E'-- migrate:up quoted\n-- a\n$a$\n-- migrate:down\n$a$\n/* b */\n-- migrate:down', '{"up": "\n-- migrate:down\n", "down": ""}'),
    (E'-- migrate:up quoted\nE''a\\r''\n''\\nb''', '{"up": "a\r\nb"}'),
    (E'-- migrate:up quoted\n''''', '{"up": ""}'),
    (E'-- migrate:up unwritten\n', '{}'),
    (E'-- migrate:up unwritten\n-- to do\n\n-- migrate:down\nd', '{"down": "d"}'),
    -- line ends
    (E'-- migrate:up\r\nSELECT 1;\r\nSELECT 2;\r\n\r\n-- migrate:down\r\nd\r\n', '{"up": "SELECT 1;\r\nSELECT 2;", "down": "d"}'),
    (E'-- migrate:up\rSELECT 1;\rSELECT 2;\r\r-- migrate:down\rd\r', '{"up": "SELECT 1;\rSELECT 2;", "down": "d"}')) AS cases (sections, expected);
SELECT is(regress.read(replace(E'-- Add\n-- migrate:revision r\n-- migrate:up\nSELECT ''a\nb'';\nSELECT 2;\n\n-- migrate:down\nd\n', E'\n', E'\r\n')),
          '{"revision": "r", "message": "Add", "up": "SELECT ''a\nb'';\nSELECT 2;", "down": "d"}', 'a file with all its lines ended by CRLF');

-- What is wrong, where, and what to do

CREATE FUNCTION regress.fault(file text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    message text;
    detail text;
    hint text;
BEGIN
    PERFORM migrate.load(file, 'f.sql');
    RETURN 'none';
EXCEPTION WHEN SQLSTATE 'MG018' THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n', message, nullif(detail, ''), 'HINT: ' || nullif(hint, ''));
END $$;

\pset recordsep '\n\n'
SELECT format('%s: %s', n, regress.fault(file))
FROM (VALUES
    (1, ''),
    (2, E' \r\n\t\n'),
    (3, '-- nothing'),
    (4, 'SELECT 1'),
    (5, E'-- migrate:up\nSELECT 1;\n'),
    (6, E'--\n-- migrate:revision r\n\nSELECT 1'),
    (7, E'\n-- migrate:revision r\n\nSELECT 1;\nSELECT 2\n-- migrate:up'),
    (8, E'-- migrate:revision r\n-- migrate:down\n'),
    (9, E'-- migrate:revision r\n-- migrate:up\n-- migrate:revision s\n-- migrate:up\n'),
    (10, E'-- migrate:revision r\n-- migrate:revision r\n-- migrate:up\n'),
    (11, E'-- migrate:revision\n-- migrate:up\n'),
    (12, E'-- migrate:revision ,\n-- migrate:up\n'),
    (13, E'-- migrate:revision r s\n-- migrate:up\n'),
    (14, E'-- migrate:revision a-b\n-- migrate:up\n'),
    (15, E'-- migrate:revision head\n-- migrate:up\n'),
    (16, E'-- migrate:revision ' || repeat('x', 256) || E'\n-- migrate:up\n'),
    (17, E'-- migrate:revision r\n-- migrate:revises p1 p2 p1\n-- migrate:up\n'),
    (18, E'-- migrate:revision r\n-- migrate:revises p1\n-- migrate:revises p2\n-- migrate:up\n'),
    (19, E'-- migrate:revision r\n-- migrate:depends-on\n-- migrate:up\n'),
    (20, E'-- migrate:revision r\n-- migrate:label a@b\n-- migrate:up\n'),
    (21, E'-- migrate:revision r\n-- migrate:variables 1a\n-- migrate:up\n'),
    (22, E'-- migrate:revision r\n-- migrate:secrets a a\n-- migrate:up\n'),
    (23, E'-- migrate:revision r\n-- migrate:transaction\n-- migrate:up\n'),
    (24, E'-- migrate:revision r\n-- migrate:transaction false\n-- migrate:up\n'),
    (25, E'-- migrate:revision r\n-- migrate:repeatable yes\n-- migrate:up\n'),
    (26, E'-- migrate:revision r\n-- migrate:repeatable\n-- migrate:revises p1\n-- migrate:depends-on p2\n-- migrate:label l\n-- migrate:up\n-- migrate:down\n'),
    (27, E'-- migrate:revision r\n-- migrate:created\n-- migrate:up\n'),
    (28, E'-- migrate:revision r\n-- migrate:created yesterday\n-- migrate:up\n'),
    (29, E'-- migrate:revision r\n-- migrate:created 2026-11-21 10\n-- migrate:up\n'),
    (30, E'-- migrate:revision r\n-- migrate:created 2026-11-21T10:30:00+1\n-- migrate:up\n'),
    (31, E'-- migrate:revision r\n-- migrate:message\n-- migrate:up\n'),
    (32, E'-- migrate:revision r\n-- migrate:message Add\n-- migrate:up\n'),
    (33, E'-- migrate:revision r\n-- migrate:message ''a'' ''b''\n-- migrate:up\n'),
    (34, E'-- migrate:revision r\n-- migrate:message ''a\n-- migrate:up\n'),
    (35, E'-- migrate:revision r\n-- migrate:down_revision x\n-- migrate:up\n'),
    (36, E'-- migrate:revision r\n-- migrate:Up\n'),
    (37, E'-- Migrate:revision r\n-- migrate:up\n'),
    (38, E'-- migrate:revision r\n-- migrate:up:\nSELECT 1'),
    (39, E'-- migrate:revision r\n-- migrate:up\nSELECT 1; -- migrate:down\nSELECT 2;'),
    (40, E'-- migrate:revision r\n/* */ -- migrate:label x\n-- migrate:up\n'),
    (41, E'-- migrate:revision r\n-- migrate:up\nSELECT 1;\n-- migrate:up\n'),
    (42, E'-- migrate:revision r\n-- migrate:up\nSELECT 1;\n-- migrate:label x\n'),
    (43, E'-- migrate:revision r\n-- migrate:up transaction:false\nSELECT 1;\n'),
    (44, E'-- migrate:revision r\n-- migrate:up SELECT 1;\n'),
    (45, E'-- migrate:revision r\n-- migrate:up\n-- migrate:down unwritten'),
    (46, E'-- migrate:revision r\n-- migrate:up unwritten\nSELECT 1;\n-- migrate:down'),
    (47, E'-- migrate:revision r\n-- migrate:up quoted\nSELECT 1;\n-- migrate:down'),
    (48, E'-- migrate:revision r\n-- migrate:up quoted\n$a$SELECT$a$ $b$1$b$'),
    (49, E'-- migrate:revision r\n-- migrate:up quoted\n$1'),
    (50, E'-- migrate:revision r\n-- migrate:up quoted\nE''a''\n-- migrate:down quoted\n''b\\'''''),
    (51, E'-- migrate:revision r\n-- migrate:up\nSELECT 1;\n\nSELECT ''1;\n-- migrate:down'),
    (52, E'-- migrate:revision r\n-- migrate:up\nSELECT 1; /* SELECT\n-- migrate:down'),
    (53, E'-- migrate:revision r\r\n-- migrate:up\r\nSELECT "a;\r\n'),
    (54, E'-- migrate:revision r\n-- migrate:up\nSELECT $$a;\n'),
    (55, E'-- migrate:revision r\n-- migrate:up\nSELECT E''\\uD800'';\n'),
    (56, E'-- migrate:revision r\n-- migrate:up\nSELECT 1;\n-- ''\n/* '' */ SELECT E''\\xff'';\n'),
    (57, E'-- migrate:revision r\n-- migrate:upp\n-- migrate:down\n-- migrate:label a@b\nSELECT 1; -- migrate:verify\n-- migrate:down')) AS cases (n, file)
ORDER BY n;
\pset recordsep '\n'

-- load(dump(x)) is x

CREATE TABLE regress.differs (dumped text, was jsonb, loaded jsonb);

-- Does a revision's file give it back, all but who made it and when? It is
-- changed before, and all is as it was after: rows that were never there are
-- soon cleaned up.
CREATE FUNCTION regress.comes_back(change text, a text DEFAULT NULL, b text DEFAULT NULL) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    was migrate.revisions;
    loaded migrate.revisions;
    dumped text;
BEGIN
    BEGIN
        EXECUTE format('UPDATE migrate.revisions SET %s WHERE revision = ''d''', change) USING a, b;
        dumped = migrate.dump('d');
        DELETE FROM migrate.revisions WHERE revision = 'd' RETURNING * INTO STRICT was;
        PERFORM migrate.load(dumped);
        SELECT * FROM migrate.revisions WHERE revision = 'd' INTO STRICT loaded;
        loaded.created_at = was.created_at;
        RAISE EXCEPTION SQLSTATE 'UNDO0';
    EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
    END;
    IF loaded IS DISTINCT FROM was THEN
        INSERT INTO regress.differs VALUES (dumped, to_jsonb(was), to_jsonb(loaded));
    END IF;
    RETURN loaded IS NOT DISTINCT FROM was;
END $$;

INSERT INTO migrate.revisions (revision, message, up, down, verify, created_at)
VALUES ('d', 'Add', 'SELECT 1;', E'SELECT 2;\n', E'SELECT 3;\n\n', '2026-11-21 10:30:00.5+01');
SELECT is(migrate.dump('d'), $$-- Add
-- migrate:revision d
-- migrate:created 2026-11-21T09:30:00Z

-- migrate:up
SELECT 1;

-- migrate:down
SELECT 2;


-- migrate:verify
SELECT 3;


$$, 'a dump of what can stand plainly');
SELECT ok(regress.comes_back('revision = revision'), 'comes back');

UPDATE migrate.revisions SET message = E'migrate:up\nit''s \\', up = E'SELECT ''$migrate$\n', down = '', verify = E'SELECT 3;\r',
    down_revisions = '{p1,p2}', depends_on = '{right,p1}', branch_labels = '{l2,l1}', transactional = false,
    variables = '{c,a,b}', secrets = '{a,b}', created_at = '-infinity' WHERE revision = 'd';
SELECT is(migrate.dump('d'), $$-- migrate:revision d
-- migrate:revises p1 p2
-- migrate:depends-on right p1
-- migrate:label l2 l1
-- migrate:transaction off
-- migrate:variables c
-- migrate:secrets a b
-- migrate:message E'migrate:up\nit''s \\'

-- migrate:up quoted
$migrate_1$SELECT '$migrate$
$migrate_1$

-- migrate:down

-- migrate:verify quoted
$migrate$SELECT 3;$$ || E'\r' || $$$migrate$
$$, 'a dump of what cannot');
SELECT ok(regress.comes_back('revision = revision'), 'comes back');
SELECT is(migrate.dump('l1'), migrate.dump('d'), 'a label names it too');

UPDATE migrate.revisions SET variables = '{a,c,b}', secrets = '{b,a}', up = NULL, down = NULL, verify = NULL, message = '',
    created_at = '0044-03-15 12:00 BC' WHERE revision = 'd';
SELECT is(migrate.dump('d'), $$-- migrate:revision d
-- migrate:revises p1 p2
-- migrate:depends-on right p1
-- migrate:label l2 l1
-- migrate:transaction off
-- migrate:variables a c b
-- migrate:secrets b a

-- migrate:up unwritten
$$, 'a dump of what is not written yet');
SELECT ok(regress.comes_back('revision = revision'), 'comes back');

UPDATE migrate.revisions SET down_revisions = '{}', depends_on = '{}', branch_labels = '{}', repeatable = true, up = 'SELECT 1',
    created_at = '20260-11-21 00:00+00' WHERE revision = 'd';
SELECT is(migrate.dump('d'), $$-- migrate:revision d
-- migrate:transaction off
-- migrate:variables a c b
-- migrate:secrets b a
-- migrate:repeatable
-- migrate:created 20260-11-21T00:00:00Z

-- migrate:up
SELECT 1
$$, 'a dump of a repeatable revision');
SELECT ok(regress.comes_back('revision = revision'), 'comes back');
UPDATE migrate.revisions SET repeatable = false, variables = '{}', secrets = '{}', transactional = true WHERE revision = 'd';

-- Whatever stands beside whatever
CREATE TABLE regress.pieces (n int GENERATED ALWAYS AS IDENTITY, piece text);
INSERT INTO regress.pieces (piece) VALUES
    (NULL), (''), (E'\n'), (E'\n\n'), (E'\r'), (E'\r\n'), (E'\n\r'), (' '), (E'\t\n'),
    ('SELECT 1;'), (E'SELECT 1;\n'), (E'SELECT 1;\n\n'), (E'\nSELECT 1;'), (E'SELECT 1;\r\nSELECT 2;\r\n'), (E'SELECT 1;\r'),
    (E'SELECT 1; -- migrate:down\n'), (E'-- migrate:up\n'), (E' -- migrate:verify'), (E'-- migrate:revision x'), ('-- Migrate:X'),
    ('-- migrate: x'), ('--'), (E'-- a\r-- migrate:down'), ('migrate:up'), (E'a\nmigrate:up\n'), (' migrate:nothing'),
    ($$SELECT 'a'$$), ($$'b'$$), ($$SELECT E'a'$$), ($$'b\'$$), ($$'b\''$$), ('"c"'), ($$SELECT U&'a'$$), ($$UESCAPE '!'$$),
    ($$SELECT '$$), ($$SELECT "$$), ('/*'), ('*/'), ('/* /* */'), ('$migrate$'), ('$a'), ('$a$'), ('a$migrate$'), ('$migrate$$migrate_1$'), ('''$migrate'), ($$'$migrate_$$),
    ($$SELECT '\'$$), ($$SELECT E'\'$$), ($$SELECT E'\xff'$$), ($$SELECT E'\'', '\'; --'$$), ($$it's$$), ('\\'), ('\n'), (E'a\\\n'), (':name :''name'' :"name"'),
    ('COPY t FROM stdin;'), (E'\\connect x\n'), ('SELECT 1+--x'), ('1e'), ('0x'), ('@-'), ('-'), (E'\f\v'), (E'\u00a0\ufeff'), (repeat('ä', 40)),
    (E'SELECT $a$\n-- migrate:down\n$a$;\n'), (E'/*\n-- migrate:down\n*/'), ('unwritten'), ('quoted'), ('$$quoted$$'), ('%s %n \x41 &amp; {}');

SELECT is(count(*) FILTER (WHERE regress.comes_back('up = $1, down = $2, verify = $1', x.piece, y.piece)), count(*), 'scripts beside each other')
FROM regress.pieces AS x, regress.pieces AS y WHERE (x.n + 2 * y.n) % 5 = 0;
SELECT is(count(*) FILTER (WHERE regress.comes_back('message = concat($1, $2), up = $2 || $1, down = NULL, verify = NULL', x.piece, y.piece)), count(*), 'pieces behind each other')
FROM regress.pieces AS x, regress.pieces AS y WHERE (2 * x.n + y.n) % 7 = 0;
SELECT is_empty('SELECT * FROM regress.differs LIMIT 3', 'none differs');

-- Everything at once, at random
CREATE FUNCTION regress.some_text(seed int) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN (hashint4(seed) & 65535) % 7 > 0 THEN
        (SELECT string_agg(CASE WHEN hashint4(i * 31) % 3 = 0 THEN E'\n' ELSE '' END || piece, '' ORDER BY i)
         FROM generate_series(seed, seed + (hashint4(seed + 1) & 65535) % 6) AS i,
              regress.pieces WHERE n = 1 + (hashint4(i) & 65535) % (SELECT count(*) FROM regress.pieces)) END;
$$;
SELECT is(count(*) FILTER (WHERE regress.comes_back(format($$
    message = coalesce(regress.some_text(%1$s), ''), up = regress.some_text(%1$s + 1),
    down = regress.some_text(%1$s + 2), verify = regress.some_text(%1$s + 3),
    transactional = %1$s %% 3 = 0, down_revisions = CASE %2$s %% 3 WHEN 0 THEN '{}' WHEN 1 THEN '{p1}' ELSE '{p2,p1}' END::text[],
    variables = CASE %2$s %% 4 WHEN 0 THEN '{}' WHEN 1 THEN '{a,b}' WHEN 2 THEN '{b,a,c}' ELSE '{c,_1}' END::text[],
    secrets = CASE %2$s %% 4 WHEN 2 THEN '{a,c}' WHEN 3 THEN '{c}' ELSE '{}' END::text[]$$, seed, seed / 10))), count(*), 'revisions at random')
FROM generate_series(1, 10000, 30) AS seed;
SELECT is_empty('SELECT * FROM regress.differs LIMIT 3', 'none differs');

-- Settings change nothing: neither what is read nor what is written
CREATE FUNCTION regress.with_settings() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(migrate.dump('d') || regress.read(E'-- migrate:revision r\n-- migrate:message ''a\\''\n-- migrate:up\n' ||
        E'SELECT ''\\'', E''\\'''', ''\\''; -- ''\n-- migrate:down quoted\nE''\\''''')::text, '') $$;
UPDATE migrate.revisions SET up = E'SELECT ''\\'', E''\\'''', ''\\''; -- ''\n-- it''s', down = E'SELECT ''\\'' -- '' \n', verify = NULL, message = 'a' WHERE revision = 'd';
SELECT regress.with_settings() AS plain \gset
SELECT is((regexp_match(:'plain', '{.*}'))[1]::jsonb,
          $${"revision": "r", "message": "a\\", "up": "SELECT '\\', E'\\'', '\\'; -- '", "down": "'"}$$, 'strings are standard strings');
SET standard_conforming_strings = off;
SET escape_string_warning = on;
SET backslash_quote = off;
SET datestyle = 'SQL, DMY';
SET timezone = 'Asia/Kolkata';
SET client_encoding = 'SJIS';
SELECT is(regress.with_settings(), :'plain', 'whatever the session has set');
RESET standard_conforming_strings;
RESET escape_string_warning;
RESET backslash_quote;
RESET datestyle;
RESET timezone;
RESET client_encoding;

-- A long name is nothing to warn of until it is run
SET client_min_messages = notice;
SELECT is(migrate.load(E'-- migrate:revision long\n-- migrate:up\nSELECT 1 AS ' || repeat('x', 80)), 'long', 'a long name');
SELECT is(length(migrate.dump('long')), length(migrate.dump('long')), 'is read in silence');
SET client_min_messages = warning;
SELECT migrate.remove('long');

-- What dump() refuses
SELECT throws_ok($$SELECT migrate.dump(NULL)$$, '22004', 'argument "revision" must not be null', 'NULL');
SELECT throws_ok($$SELECT migrate.dump('nothing')$$, 'MG001', NULL, 'no such revision');
SELECT throws_ok($$SELECT migrate.dump('heads')$$, 'MG004', '"heads" names 3 revisions, not one', 'several revisions');
SELECT throws_ok($$SELECT migrate.dump('base')$$, 'MG004', '"base" names no revision', 'none');

-- Scripts are for those who may read them; it writes nothing
CREATE ROLE regress_viewer;
CREATE ROLE regress_deployer;
SELECT migrate.grant_role('regress_viewer', 'viewer');
SELECT migrate.grant_role('regress_deployer', 'deployer');
SET LOCAL ROLE regress_viewer;
SELECT throws_ok($$SELECT migrate.dump('d')$$, '42501', NULL, 'a viewer may not dump');
SET LOCAL ROLE regress_deployer;
SELECT lives_ok($$SELECT migrate.dump('d')$$, 'a deployer may');
RESET ROLE;
SET TRANSACTION READ ONLY;
SELECT lives_ok($$SELECT migrate.dump('d')$$, 'in a read-only transaction too');
SELECT * FROM finish();
ROLLBACK;
