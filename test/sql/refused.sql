-- Scripts that cannot run: each is refused before any statement of it has
-- run, with the revision, the statement, the line and what to do instead.
-- The texts are the contract.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;
RESET client_min_messages;
SET migrate.verbosity = quiet;
\set ON_ERROR_ROLLBACK on
\pset tuples_only on
\set VERBOSITY default
-- A dry run leaves nothing behind; a refusal does not either.
\set go 'SELECT operation, revision, statements FROM migrate.upgrade(dry_run => true); \\echo :SQLSTATE'
BEGIN;
CREATE SEQUENCE ran;
CREATE TABLE item (id int PRIMARY KEY, name text);
CREATE TABLE child (item int REFERENCES item DEFERRABLE INITIALLY DEFERRED);
SELECT FROM migrate.revision('Refused', rev_id => 'r');

-- not written yet, and nothing to do
:go
SELECT FROM migrate.edit('r', up => '');
:go
SELECT FROM migrate.edit('r', up => E'-- later\n/* or never; */\n;;\n');
:go

--
-- Syntax errors
--

-- in statement 40: nothing of 1-39 has happened
SELECT FROM migrate.edit('r', up => repeat(E'SELECT nextval(''ran'');\n', 39) || E'SELEKT 1;\nSELECT 2;');
:go
SELECT last_value, is_called FROM ran;
-- (what happens is seen: an error that only running shows comes after them)
SELECT FROM migrate.edit('r', up => repeat(E'SELECT nextval(''ran'');\n', 39) || E'SELECT 1/0;\nSELECT 2;');
:go
SELECT last_value, is_called FROM ran;

SELECT FROM migrate.edit('r', up => E'SELECT 1;\n\n  CREATE TABLE t (\n    a int,\n    b int,,\n    c int\n  );\n');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\r\nSELECT 2;\r\n\r\nSELECT 3 FRM t;\r\n');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\rSELECT FROM WHERE;\r');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nSELECT (1;\nSELECT 2;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1);\nSELECT 2;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nSELECT ''open;\nSELECT 2;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nSELECT "open;\nSELECT 2;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nSELECT $a$ open $$;\nSELECT 2;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nSELECT 2 /* open /* closed */;\nSELECT 3;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\n/* open');
:go
SELECT FROM migrate.edit('r', up => E'/* open');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nSELECT "";');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nSELECT E''\\u00'';');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nSELECT U&''\\00'';');
:go
SELECT FROM migrate.edit('r', up => E'SELECT :tenant;');
:go
-- a long script is not shown whole, only the lines around the error
SELECT FROM migrate.edit('r', up => repeat(E'SELECT 1;\n', 1000) || E'SELECT\n' || repeat(E'  ''' || repeat('filler ', 40) || E''',\n', 100) || E'  1 1\n' || repeat(E'  , ''' || repeat('filler ', 40) || E'''\n', 100));
:go
SELECT FROM migrate.edit('r', up => repeat(E'SELECT 1;\n', 1000) || E'SELECT ''open' || repeat(E'\nSELECT ' || repeat('1 + ', 60) || '1;', 1000));
:go
-- in a verify script
SELECT FROM migrate.edit('r', up => 'SELECT 1', verify => E'SELECT 1;\nSELECT SELECT');
:go
SELECT FROM migrate.edit('r', verify => '');

--
-- The transaction is the caller's
--

SELECT FROM migrate.edit('r', up => E'SELECT nextval(''ran'');\nCOMMIT;\nSELECT 1;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nROLLBACK;\nSELECT 1;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nEND;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nABORT;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\n\nSAVEPOINT a;\nSELECT 1;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nRELEASE a;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nROLLBACK TO a;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nPREPARE TRANSACTION ''a'';');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nCOMMIT PREPARED ''a'';');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nROLLBACK PREPARED ''a'';');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nBEGIN;\nSELECT 2;\nCOMMIT;');
:go
-- around all of it they are that transaction
SELECT FROM migrate.edit('r', up => E'-- by hand\nBEGIN;\nSELECT 1;\nSELECT 2;\nCOMMIT;\n-- done\n');
:go
SELECT FROM migrate.edit('r', up => E'START TRANSACTION;\nSELECT 1;\nEND');
:go
SELECT FROM migrate.edit('r', up => E'BEGIN; COMMIT');
:go
-- but not half of it
SELECT FROM migrate.edit('r', up => E'BEGIN;\nSELECT 1;\nSELECT 2;');
:go
SELECT FROM migrate.edit('r', up => E'BEGIN;\nSELECT 1;\nCOMMIT;\nSELECT 2;');
:go
SELECT FROM migrate.edit('r', up => E'BEGIN;\nSELECT 1;\nROLLBACK;');
:go
SELECT FROM migrate.edit('r', up => E'BEGIN;\nSELECT 1;\nCOMMIT AND CHAIN;');
:go
SELECT FROM migrate.edit('r', up => E'BEGIN;\nBEGIN;\nCOMMIT;');
:go
SELECT FROM migrate.edit('r', up => E'BEGIN ISOLATION LEVEL SERIALIZABLE;\nSELECT 1;\nCOMMIT;');
:go
SELECT FROM migrate.edit('r', up => E'BEGIN;\nSAVEPOINT a;\nSELECT 1;\nCOMMIT;');
:go
-- from inside a DO block or a procedure: PostgreSQL's own error
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nDO $$BEGIN COMMIT; END$$;');
:go

--
-- No client, no psql
--

SELECT FROM migrate.edit('r', up => E'SELECT 1;\nCOPY item (id, name) FROM stdin;\n1\tit''s\n2\t"half\n\\.\n\nSELECT 2;');
:go
SELECT FROM migrate.edit('r', up => E'COPY item TO STDOUT;');
:go
SELECT FROM migrate.edit('r', up => E'COPY (SELECT 1) TO STDOUT (FORMAT csv);');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\n\\i other.sql\nSELECT 2;');
:go
SELECT FROM migrate.edit('r', up => E'--\n-- PostgreSQL database dump\n--\n\n\\restrict f00\n\nSET lock_timeout = 0;\n');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1 \\gset a_\nSELECT 2;');
:go
SELECT FROM migrate.edit('r', up => E'\\' || repeat('x', 100));
:go
-- inside strings, quotes and comments a backslash is a backslash
SELECT FROM migrate.edit('r', up => E'SELECT ''\\i'', $$\\i$$ AS "\\i" -- \\i\n/* \\i */');
:go

--
-- What cannot run inside a transaction
--

SELECT FROM migrate.edit('r', up => E'SELECT 1;\nCREATE INDEX CONCURRENTLY ON item (name);');
:go
SELECT FROM migrate.edit('r', up => E'DROP INDEX CONCURRENTLY item_pkey;');
:go
SELECT FROM migrate.edit('r', up => E'REINDEX (CONCURRENTLY) TABLE item;');
:go
SELECT FROM migrate.edit('r', up => E'REINDEX INDEX CONCURRENTLY item_pkey;');
:go
SELECT FROM migrate.edit('r', up => E'REINDEX SCHEMA public;');
:go
SELECT FROM migrate.edit('r', up => E'REINDEX DATABASE regression;');
:go
SELECT FROM migrate.edit('r', up => E'REINDEX SYSTEM regression;');
:go
SELECT FROM migrate.edit('r', up => E'ALTER TABLE item DETACH PARTITION child CONCURRENTLY;');
:go
SELECT FROM migrate.edit('r', up => E'VACUUM;');
:go
SELECT FROM migrate.edit('r', up => E'VACUUM (FULL, ANALYZE) item;');
:go
SELECT FROM migrate.edit('r', up => E'CLUSTER;');
:go
SELECT FROM migrate.edit('r', up => E'CREATE DATABASE d;');
:go
SELECT FROM migrate.edit('r', up => E'DROP DATABASE d;');
:go
SELECT FROM migrate.edit('r', up => E'ALTER DATABASE d SET TABLESPACE t;');
:go
SELECT FROM migrate.edit('r', up => E'CREATE TABLESPACE t LOCATION ''/'';');
:go
SELECT FROM migrate.edit('r', up => E'DROP TABLESPACE t;');
:go
SELECT FROM migrate.edit('r', up => E'ALTER SYSTEM SET work_mem = 1;');
:go
SELECT FROM migrate.edit('r', up => E'DISCARD ALL;');
:go
SELECT FROM migrate.edit('r', up => E'CREATE SUBSCRIPTION s CONNECTION '''' PUBLICATION p;');
:go
SELECT FROM migrate.edit('r', up => E'ALTER SUBSCRIPTION s REFRESH PUBLICATION;');
:go
SELECT FROM migrate.edit('r', up => E'ALTER SUBSCRIPTION s ADD PUBLICATION p;');
:go
-- by hand it is said of the revision as a whole
SELECT FROM migrate.edit('r', up => 'VACUUM', transactional => false);
:go
SELECT FROM migrate.edit('r', transactional => true);
-- their like that can
SELECT FROM migrate.edit('r', up => E'CREATE INDEX ON item (name); REINDEX TABLE item; ANALYZE item; CLUSTER item USING item_pkey; DISCARD PLANS; COPY (SELECT 1) TO PROGRAM ''cat >/dev/null''; DROP INDEX item_name_idx; CREATE SUBSCRIPTION migrate_s CONNECTION '''' PUBLICATION p WITH (connect = false, slot_name = NONE); ALTER SUBSCRIPTION migrate_s SET PUBLICATION q WITH (refresh = false); DROP SUBSCRIPTION migrate_s;');
SET client_min_messages = error;
:go
RESET client_min_messages;
SELECT FROM migrate.edit('r', up => E'SET search_path = public;\nSET standard_conforming_strings = off;\nSELECT 1;');
:go
SELECT FROM migrate.edit('r', up => E'SET standard_conforming_strings = on;\nSET standard_conforming_strings TO default');
:go

--
-- Where a statement ends
--

SELECT FROM migrate.edit('r', up => $script$
CREATE TABLE audit (id int, at timestamptz);
CREATE RULE item_audit AS ON INSERT TO item DO ALSO (INSERT INTO audit VALUES (NEW.id, now()); INSERT INTO audit VALUES (-NEW.id, now()););
CREATE FUNCTION atomic_body(begin int, a text) RETURNS int BEGIN ATOMIC
  INSERT INTO item VALUES (begin, a);
  SELECT CASE WHEN begin > 0 THEN CASE a WHEN ';' THEN 1 ELSE 2 END ELSE 3 END AS end;
  SELECT id AS case, id end FROM item WHERE name <> 'END;';
  SELECT (SELECT 1 end);
END;
CREATE OR REPLACE PROCEDURE nothing() BEGIN ATOMIC END;
CREATE FUNCTION returns_parameter(int) RETURNS int LANGUAGE sql RETURN $1 + 1;
CREATE FUNCTION quoted() RETURNS text LANGUAGE plpgsql AS $body$
BEGIN
  RETURN $$;$$ || ';' || "quote_literal"(E'\';') /* ; /* ; */ ; */ -- ;
  ;
END;
$body$;
SELECT U&'d\0061t\+000061;', U&'\003b', U&'!003b' UESCAPE '!', U&"d\0061;" FROM (SELECT 1 AS "da;") AS q;
SELECT B'1', X'1F', N'n;', 'con'
  'tinued;', $a$$b$;$a$;
SELECT 1 -- no semicolon
$script$);
:go
SELECT FROM migrate.edit('r', up => $$CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; CREATE TABLE t (a int);$$);
:go

--
-- Errors that only running shows keep all that PostgreSQL says
--

SELECT FROM migrate.edit('r', up => E'SELECT 1;\nINSERT INTO item VALUES (1, ''a'');\n\n\n\n-- again\n/* and again */ INSERT INTO item VALUES\n  (1, ''b'');\n');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nSELECT nmae\n  FROM item;');
:go
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nDO $$ BEGIN RAISE ''no'' USING ERRCODE = ''ZZ001'', DETAIL = ''The detail.'', HINT = ''The hint.''; END $$;');
:go
CREATE FUNCTION fails(n int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN n / 0; END';
SELECT FROM migrate.edit('r', up => E'SELECT 1;\nSELECT fails(id) FROM item;\nSELECT fails(1);');
:go
SELECT FROM migrate.edit('r', up => E'INSERT INTO child VALUES (7);\nSELECT 2;');
:go
SELECT FROM migrate.edit('r', up => E'SET CONSTRAINTS ALL IMMEDIATE;\nINSERT INTO child VALUES (7);\nSELECT 2;');
:go
SELECT FROM migrate.edit('r', up => E'INSERT INTO child VALUES (7);\nINSERT INTO item VALUES (7, ''late'');');
:go
-- verify
SELECT FROM migrate.edit('r', up => 'SELECT 1', verify => E'SELECT 1;\nSELECT true;\nSELECT n <> 3, n\n  FROM generate_series(1, 5) AS n;');
:go
SELECT FROM migrate.edit('r', verify => E'SELECT 1;\nSELECT 1/0;');
:go
SELECT FROM migrate.edit('r', verify => E'SELECT NULL::boolean; SELECT true, false; SELECT 0; SELECT ''f''; SELECT true WHERE false; SELECT');
:go
SELECT FROM migrate.edit('r', verify => '');

--
-- Enum values in the transaction that adds them
--

CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE person (name text, mood mood, moods mood[]);
CREATE TABLE other (name text, mood text);
SELECT FROM migrate.edit('r', message => 'Add happy', up => E'SELECT 1;\n\nALTER TYPE mood ADD VALUE ''happy'';');
SELECT FROM migrate.revision('Use happy', rev_id => 'u');
SELECT FROM migrate.edit('u', up => E'SELECT 1;\nINSERT INTO person VALUES (''Ann'', ''happy'');');
:go
SELECT FROM migrate.edit('u', up => E'INSERT INTO person (name, mood) VALUES (''Ann'', ''happy'');');
:go
SELECT FROM migrate.edit('u', up => E'UPDATE person SET mood = E''happy'' WHERE name = ''Ann'';');
:go
SELECT FROM migrate.edit('u', up => E'ALTER TABLE person ALTER mood SET DEFAULT $$happy$$;');
:go
SELECT FROM migrate.edit('u', up => E'SELECT ''happy''::mood;');
:go
SELECT FROM migrate.edit('u', up => E'SELECT CAST(''happy'' AS public."mood");');
:go
SELECT FROM migrate.edit('u', up => E'UPDATE person SET moods = ARRAY[''sad'', ''happy'']::mood[];');
:go
SELECT FROM migrate.edit('u', up => E'UPDATE person SET moods[1] = ''happy'';');
:go
SELECT FROM migrate.edit('u', up => E'CREATE TABLE pet (mood mood);\nALTER TABLE other ADD COLUMN pet_mood mood;\nINSERT INTO pet VALUES (''happy'');');
:go
SELECT FROM migrate.edit('u', up => E'ALTER TABLE other ADD COLUMN pet_mood mood;\nUPDATE other SET pet_mood = ''happy'';');
:go
SELECT FROM migrate.edit('u', up => E'ALTER TABLE other ALTER mood TYPE mood USING mood::mood;\nUPDATE other SET mood = ''happy'';');
:go
SELECT FROM migrate.edit('u', up => 'SELECT 1', verify => E'SELECT true;\nSELECT count(*) = 0 FROM person WHERE mood = ''happy'';');
:go
SELECT FROM migrate.edit('u', verify => '');
-- in one script
SELECT FROM migrate.edit('u', up => E'ALTER TYPE mood ADD VALUE ''bored'' AFTER ''ok'';\nINSERT INTO person VALUES (''Bob'', ''bored'');');
:go
-- too well hidden: refused when it runs
SELECT FROM migrate.edit('u', up => E'SELECT 1;\nDO $$ BEGIN UPDATE person SET mood = ''happy''; INSERT INTO person (mood) VALUES (''happy''); END $$;');
:go
-- not refused: the same literal elsewhere, another value, a parameter
SELECT FROM migrate.edit('u', up => E'INSERT INTO other VALUES (''Ann'', ''happy'');\nUPDATE other SET mood = ''happy'' WHERE other.mood = ''sad'';\nINSERT INTO person VALUES (''Ann'', ''sad'');\nSELECT ''happy'' FROM person;\nPREPARE migrate_p AS SELECT $1::text, $2 || ''happy'';\nDEALLOCATE migrate_p;');
:go
-- the type is built anew in between
SELECT FROM migrate.edit('u', up => E'ALTER TYPE mood RENAME TO mood_old;\nCREATE TYPE mood AS ENUM (''sad'', ''ok'', ''happy'');\nALTER TABLE person ALTER mood TYPE mood USING mood::text::mood, ALTER moods TYPE mood[] USING moods::text[]::mood[];\nDROP TYPE mood_old;\nINSERT INTO person VALUES (''Ann'', ''happy'', ''{happy}'');');
:go
-- a type that the same plan creates, with all its values
SELECT FROM migrate.edit('u', up => E'CREATE TYPE colour AS ENUM (''red'', ''blue'');\nCREATE TABLE car (colour colour DEFAULT ''red'');\nINSERT INTO car VALUES (''blue'');');
:go
-- IF NOT EXISTS adds nothing to a type that has the value
SELECT FROM migrate.edit('u', up => E'ALTER TYPE mood ADD VALUE IF NOT EXISTS ''ok'';\nINSERT INTO person VALUES (''Ann'', ''ok'');');
:go
SELECT FROM migrate.edit('u', up => E'ALTER TYPE mood ADD VALUE IF NOT EXISTS ''new'';\nINSERT INTO person VALUES (''Ann'', ''new'');');
:go
-- a value that is renamed is not added
SELECT FROM migrate.edit('u', up => E'ALTER TYPE mood RENAME VALUE ''sad'' TO ''blue'';\nINSERT INTO person VALUES (''Ann'', ''blue'');');
:go

--
-- The way down
--

ROLLBACK;
BEGIN;
SELECT FROM migrate.revision('First', rev_id => 'd1', up => 'SELECT 1', down => 'SELECT 1');
SELECT FROM migrate.revision('No way back', rev_id => 'd2', up => 'SELECT 1');
SELECT FROM migrate.revision('Last', rev_id => 'd3', up => 'SELECT 1', down => E'SELECT 1;\nVACUUM');
SELECT count(*) FROM migrate.upgrade();
SELECT count(*) FROM migrate.downgrade('base');
SELECT count(*) FROM migrate.downgrade('d2');
SELECT revision FROM migrate.current();
SELECT 'nothing to do:';
SET migrate.verbosity = normal;
SELECT count(*) FROM migrate.upgrade();
ROLLBACK;
BEGIN;
SET LOCAL migrate.verbosity = quiet;
-- what is not to run inside a transaction is not to be stamped over what is still to run
SELECT FROM migrate.revision('First', rev_id => 'n1', up => 'SELECT 1');
SELECT FROM migrate.revision('Second', rev_id => 'n2', up => 'SELECT 2');
SELECT FROM migrate.revision('Apart', rev_id => 'n3', up => 'VACUUM', down => 'VACUUM', transactional => false);
SELECT count(*) FROM migrate.upgrade();
SELECT count(*) FROM migrate.upgrade('n2');
SELECT count(*) FROM migrate.upgrade();
SELECT count(*) FROM migrate.stamp('n3');
SELECT revision FROM migrate.current();
SELECT count(*) FROM migrate.downgrade('n1');
ROLLBACK;
RESET migrate.verbosity;
