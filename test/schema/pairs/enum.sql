-- Enums: values in place where they can be, by rebuild where not.

-- pair: create
-- covers: enum create
-- hazards: none
-- statements
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
-- from
-- to
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');

-- pair: create empty
-- covers: enum create
-- from
-- to
CREATE TYPE mood AS ENUM ();

-- pair: create and use
-- covers: enum create; table create
-- from
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood DEFAULT 'sad' CHECK (m <> 'happy'));
CREATE INDEX x ON t (m) WHERE m = 'sad';

-- pair: drop
-- covers: enum drop
-- statements
DROP TYPE mood;
-- from
CREATE TYPE mood AS ENUM ('sad', 'happy');
-- to

-- pair: drop with its column
-- covers: enum drop; column drop
-- from
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (a int, m mood DEFAULT 'sad');
-- to
CREATE TABLE t (a int);

-- pair: rename
-- covers: enum rename
-- statements
ALTER TYPE mood RENAME TO feeling;
-- from
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood DEFAULT 'sad');
-- to
-- migrate:renamed-from mood
CREATE TYPE feeling AS ENUM ('sad', 'happy');
CREATE TABLE t (m feeling DEFAULT 'sad');
-- data
INSERT INTO t VALUES ('happy');
-- then
SELECT m FROM t;
-- happy

-- pair: add at the end
-- covers: enum add value
-- hazards: not rewrites table
-- statements
ALTER TYPE mood ADD VALUE 'happy';
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (m mood);
-- to
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (m mood);

-- pair: add at the start and between
-- covers: enum add value
-- from
CREATE TYPE mood AS ENUM ('b', 'd');
CREATE TABLE t (m mood);
-- to
CREATE TYPE mood AS ENUM ('a', 'b', 'c', 'c2', 'd', 'e', 'f');
CREATE TABLE t (m mood);
-- data
INSERT INTO t VALUES ('b');
-- then
SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = 'mood'::regtype;
-- a,b,c,c2,d,e,f

-- pair: add and use as default
-- covers: enum add value; default alter
-- from
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (m mood DEFAULT 'sad');
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood DEFAULT 'happy');

-- pair: remove
-- covers: enum remove value
-- hazards: rewrites table, fails on existing rows
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (m mood);
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood);
-- data
INSERT INTO t VALUES ('happy'), ('sad'), (NULL);
-- then
SELECT m FROM t ORDER BY m;
-- sad
-- happy
-- 

-- pair: remove what defaults and checks use
-- covers: enum remove value
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (m mood NOT NULL DEFAULT 'sad' CHECK (m <> 'happy'), a mood[] DEFAULT '{sad}');
CREATE INDEX t_m ON t (m) WHERE m = 'sad';
COMMENT ON TYPE mood IS 'kept';
GRANT USAGE ON TYPE mood TO regress_reader;
REVOKE USAGE ON TYPE mood FROM PUBLIC;
ALTER TYPE mood OWNER TO regress_owner;
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood NOT NULL DEFAULT 'sad' CHECK (m <> 'happy'), a mood[] DEFAULT '{sad}');
CREATE INDEX t_m ON t (m) WHERE m = 'sad';
COMMENT ON TYPE mood IS 'kept';
GRANT USAGE ON TYPE mood TO regress_reader;
REVOKE USAGE ON TYPE mood FROM PUBLIC;
ALTER TYPE mood OWNER TO regress_owner;
-- data
INSERT INTO t VALUES (DEFAULT, '{happy,sad}');
-- then
SELECT m, a FROM t;
-- sad|{happy,sad}

-- pair: reorder
-- covers: enum reorder
-- hazards: rewrites table
-- from
CREATE TYPE mood AS ENUM ('happy', 'sad');
CREATE TABLE t (m mood PRIMARY KEY);
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood PRIMARY KEY);
-- data
INSERT INTO t VALUES ('happy'), ('sad');
-- then
SELECT m FROM t ORDER BY m;
-- sad
-- happy

-- pair: rename value
-- covers: enum rename value
-- hazards: not rewrites table
-- statements
ALTER TYPE mood RENAME VALUE 'meh' TO 'ok';
-- from
CREATE TYPE mood AS ENUM ('sad', 'meh');
CREATE TABLE t (m mood);
-- to
CREATE TYPE mood AS ENUM (
	'sad',
	-- migrate:renamed-from meh
	'ok'
);
CREATE TABLE t (m mood);
-- data
INSERT INTO t VALUES ('meh');
-- then
SELECT m FROM t;
-- ok

-- pair: remove what a view uses
-- covers: enum remove value; view rebuild
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (m mood);
CREATE VIEW v AS SELECT m FROM t WHERE m = 'sad';
COMMENT ON VIEW v IS 'kept';
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood);
CREATE VIEW v AS SELECT m FROM t WHERE m = 'sad';
COMMENT ON VIEW v IS 'kept';

-- pair: remove what a function takes
-- covers: enum remove value; function rebuild
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE FUNCTION f(mood) RETURNS mood LANGUAGE sql AS 'SELECT $1';
CREATE TABLE t (m mood DEFAULT 'sad');
GRANT EXECUTE ON FUNCTION f TO regress_reader;
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE FUNCTION f(mood) RETURNS mood LANGUAGE sql AS 'SELECT $1';
CREATE TABLE t (m mood DEFAULT 'sad');
GRANT EXECUTE ON FUNCTION f TO regress_reader;

-- pair: remove what a domain and a composite use
-- covers: enum remove value; domain rebuild; composite rebuild
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN good AS mood CHECK (VALUE <> 'sad');
CREATE TYPE both_of AS (m mood, n int);
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN good AS mood CHECK (VALUE <> 'sad');
CREATE TYPE both_of AS (m mood, n int);

-- pair: text to enum
-- covers: column type; enum create
-- hazards: fails on existing rows
-- from
CREATE TABLE t (m text DEFAULT 'sad');
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood DEFAULT 'sad');
-- data
INSERT INTO t VALUES ('happy');
-- then
SELECT m FROM t;
-- happy

-- pair: enum to text
-- covers: column type; enum drop
-- from
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood DEFAULT 'sad');
-- to
CREATE TABLE t (m text DEFAULT 'sad');
-- data
INSERT INTO t VALUES ('happy');
-- then
SELECT m FROM t;
-- happy

-- pair: comment
-- covers: enum comment
-- from
CREATE TYPE mood AS ENUM ('sad', 'happy');
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
COMMENT ON TYPE mood IS 'how it is';

-- pair: owner
-- covers: enum owner
-- statements
ALTER TYPE mood OWNER TO regress_owner;
-- from
CREATE TYPE mood AS ENUM ('sad', 'happy');
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
ALTER TYPE mood OWNER TO regress_owner;

-- pair: grant
-- covers: enum grant
-- from
CREATE TYPE mood AS ENUM ('sad', 'happy');
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
REVOKE ALL ON TYPE mood FROM PUBLIC;
GRANT USAGE ON TYPE mood TO regress_reader WITH GRANT OPTION;

-- pair: replaced by a domain of the same name
-- covers: enum drop; domain create; column type
-- hazards: rewrites table, fails on existing rows
-- from
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood);
-- to
CREATE DOMAIN mood AS text CHECK (VALUE <> '');
CREATE TABLE t (m mood);
-- data
INSERT INTO t VALUES ('sad');
-- then
SELECT m FROM t;
-- sad

-- pair: moved to another schema
-- covers: enum schema; composite schema; domain schema; range schema
-- both
CREATE SCHEMA own_two;
-- from
CREATE TYPE e AS ENUM ('x');
CREATE TYPE c AS (x int);
CREATE DOMAIN d AS int CHECK (VALUE > 0);
CREATE TYPE r AS RANGE (SUBTYPE = time, MULTIRANGE_TYPE_NAME = rs);
CREATE TABLE t (e e, c c, d d);
-- to
-- migrate:renamed-from own_schema.e
CREATE TYPE own_two.e AS ENUM ('x');
-- migrate:renamed-from own_schema.c
CREATE TYPE own_two.c AS (x int);
-- migrate:renamed-from own_schema.d
CREATE DOMAIN own_two.d AS int CHECK (VALUE > 0);
-- migrate:renamed-from own_schema.r
CREATE TYPE own_two.r AS RANGE (SUBTYPE = time, MULTIRANGE_TYPE_NAME = rs);
CREATE TABLE t (e own_two.e, c own_two.c, d own_two.d);
-- data
INSERT INTO t VALUES ('x', '(1)', 2);
-- then
SELECT * FROM t;
-- x|(1)|2
