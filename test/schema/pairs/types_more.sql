-- Types that other types, rows and functions hold on to.

-- pair: new value in a check
-- covers: enum add value; check expression
-- hazards: rewrites table
-- from
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (m mood, CONSTRAINT c CHECK (m >= 'sad'));
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood, CONSTRAINT c CHECK (m IN ('sad', 'happy')));

-- pair: new value in a view and an index
-- covers: enum add value
-- from
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (m mood);
CREATE VIEW v AS SELECT m FROM t;
-- to
CREATE TYPE mood AS ENUM ('sad', 'it''s "so"');
CREATE TABLE t (m mood);
CREATE INDEX i ON t ((m = 'it''s "so"'));
CREATE VIEW v AS SELECT m FROM t WHERE m <> ALL ('{"it''s \"so\""}'::mood[]);

-- pair: new value in an array by default
-- covers: enum add value; default alter
-- from
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (m mood[] DEFAULT '{sad}');
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood[] DEFAULT '{sad,happy}');
-- data
INSERT INTO t VALUES (DEFAULT);
-- then
SELECT m FROM t;
-- {sad}

-- pair: new value in bodies that are strings
-- covers: enum add value; function body
-- hazards: not rewrites table
-- from
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (m mood);
CREATE FUNCTION f() RETURNS mood LANGUAGE sql AS $$SELECT 'sad'::mood$$;
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood);
CREATE FUNCTION f() RETURNS mood LANGUAGE sql AS $$SELECT 'happy'::mood$$;
CREATE FUNCTION g() RETURNS mood LANGUAGE plpgsql AS $$ DECLARE x mood := 'happy'; BEGIN RETURN x; END $$;
-- then
SELECT f(), g();
-- happy|happy

-- pair: new value in a body that is a query
-- covers: enum add value; function sql body
-- from
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (m mood);
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM t WHERE m = 'happy'; END;

-- pair: value removed below a domain, a composite and a range
-- covers: enum remove value; domain rebuild; composite rebuild; range rebuild
-- hazards: rewrites table, fails on existing rows
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN good AS mood DEFAULT 'happy' CHECK (VALUE <> 'sad');
CREATE TYPE both_of AS (m mood, g good[]);
CREATE TYPE moods AS RANGE (SUBTYPE = mood);
CREATE TABLE t (m mood[], g good, b both_of, r moods, rs moods_multirange);
COMMENT ON COLUMN both_of.m IS 'kept';
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN good AS mood DEFAULT 'happy' CHECK (VALUE <> 'sad');
CREATE TYPE both_of AS (m mood, g good[]);
CREATE TYPE moods AS RANGE (SUBTYPE = mood);
CREATE TABLE t (m mood[], g good, b both_of, r moods, rs moods_multirange);
COMMENT ON COLUMN both_of.m IS 'kept';
-- data
INSERT INTO t VALUES ('{sad,happy}', 'happy', '(sad,"{happy}")', '[sad,happy]', '{[sad,happy)}');
-- then
SELECT * FROM t;
-- {sad,happy}|happy|(sad,{happy})|[sad,happy]|{[sad,happy)}

-- pair: value removed below a domain in the place of another
-- covers: enum remove value; domain create; domain drop; column type
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN good AS mood CHECK (VALUE <> 'sad');
CREATE TABLE t (m good DEFAULT 'ok');
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN fine AS mood;
CREATE TABLE t (m fine DEFAULT 'sad');
-- data
INSERT INTO t VALUES ('happy');
-- then
SELECT m FROM t;
-- happy

-- pair: value removed with a policy, a trigger and a materialized view
-- covers: enum remove value
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (m mood, n int GENERATED ALWAYS AS (CASE m WHEN 'sad' THEN 1 ELSE 2 END) STORED);
CREATE POLICY p ON t USING (m <> 'sad');
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.m = 'sad') EXECUTE FUNCTION f();
CREATE MATERIALIZED VIEW v AS SELECT m, count(*) FROM t GROUP BY m;
CREATE INDEX vi ON v (m);
-- to
CREATE TYPE mood AS ENUM ('happy', 'sad');
CREATE TABLE t (m mood, n int GENERATED ALWAYS AS (CASE m WHEN 'sad' THEN 1 ELSE 2 END) STORED);
CREATE POLICY p ON t USING (m <> 'sad');
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.m = 'sad') EXECUTE FUNCTION f();
CREATE MATERIALIZED VIEW v AS SELECT m, count(*) FROM t GROUP BY m;
CREATE INDEX vi ON v (m);
-- data
INSERT INTO t VALUES ('sad');
-- then
SELECT m, n FROM t;
-- sad|1

-- pair: column leaves an enum that changes
-- covers: enum remove value; column type
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (a mood, b mood);
-- to
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (a text, b mood);
-- data
INSERT INTO t VALUES ('ok', 'sad');
-- then
SELECT * FROM t;
-- ok|sad

-- pair: domain becomes an enum and a range another type
-- covers: domain drop; enum create; range drop; composite create
-- from
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE TYPE r AS RANGE (SUBTYPE = int);
CREATE TABLE t (a d, b d[]);
-- to
CREATE TYPE d AS ENUM ('x', 'y');
CREATE TYPE r AS (lower int, upper int);
CREATE TABLE t (a d, b d[]);
-- data
INSERT INTO t VALUES ('x', '{y}');
-- then
SELECT * FROM t;
-- x|{y}

-- pair: composite of a type that is made again
-- covers: composite rebuild; composite attribute type
-- from
CREATE TYPE z AS (x int);
CREATE TYPE a AS (z z, zs z[]);
CREATE TABLE t (a a);
-- to
CREATE TYPE z AS (x bigint);
CREATE TYPE a AS (z z, zs z[]);
CREATE TABLE t (a a);
-- data
INSERT INTO t VALUES (ROW(ROW(1), ARRAY[ROW(2)::z]));
-- then
SELECT (a).z, ((a).zs)[1].x FROM t;
-- (1)|2

-- pair: domain on a domain of another type
-- covers: domain type; domain rebuild
-- from
CREATE DOMAIN z AS int CHECK (VALUE > 0);
CREATE DOMAIN a AS z DEFAULT 3 CHECK (VALUE < 100);
CREATE TABLE t (a a, z z[]);
-- to
CREATE DOMAIN z AS numeric(9,2) CHECK (VALUE > 0);
CREATE DOMAIN a AS z DEFAULT 3 CHECK (VALUE < 100);
CREATE TABLE t (a a, z z[]);
-- data
INSERT INTO t VALUES (DEFAULT, '{2}');
-- then
SELECT * FROM t;
-- 3.00|{2.00}

-- pair: range with a canonical function
-- covers: range create; range drop
-- from
-- to
CREATE TYPE days;
CREATE FUNCTION canonical(days) RETURNS days LANGUAGE internal IMMUTABLE STRICT AS 'daterange_canonical';
CREATE TYPE days AS RANGE (SUBTYPE = date, CANONICAL = canonical);
CREATE TABLE t (d days);

-- pair: multirange in another schema and a name with range
-- covers: range create; range multirange name
-- both
CREATE SCHEMA own_two;
-- from
CREATE TYPE int_range_of AS RANGE (SUBTYPE = int4);
-- to
CREATE TYPE int_range_of AS RANGE (SUBTYPE = int4, MULTIRANGE_TYPE_NAME = own_two.several);

-- pair: constructors used by a view and a default
-- covers: range rebuild
-- from
CREATE TYPE span AS RANGE (SUBTYPE = int4);
CREATE VIEW v AS SELECT span(1, 2) AS s;
CREATE TABLE t (s span DEFAULT span(1, 5));
-- to
CREATE TYPE span AS RANGE (SUBTYPE = int8);
CREATE VIEW v AS SELECT span(1, 2) AS s;
CREATE TABLE t (s span DEFAULT span(1, 5));
-- data
INSERT INTO t VALUES (DEFAULT);
-- then
SELECT * FROM t;
-- [1,5)

-- pair: constraint by a function that is made again
-- covers: domain constraint expression; function rebuild
-- from
CREATE FUNCTION good(a int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > 0';
CREATE DOMAIN d AS int CONSTRAINT g CHECK (good(VALUE));
CREATE TABLE t (a d);
-- to
CREATE FUNCTION good(b int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > 0';
CREATE DOMAIN d AS int CONSTRAINT g CHECK (good(VALUE));
CREATE TABLE t (a d);
-- data
INSERT INTO t VALUES (1);
-- then
SELECT a FROM t;
-- 1

-- pair: cast of a type that is made again
-- covers: cast create; enum remove value
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (m mood);
CREATE FUNCTION to_int(mood) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE CAST (mood AS int) WITH FUNCTION to_int(mood);
CREATE FUNCTION same(mood, mood) RETURNS boolean LANGUAGE sql AS 'SELECT $1 = $2';
CREATE FUNCTION later(mood, mood) RETURNS mood LANGUAGE sql AS 'SELECT greatest($1, $2)';
CREATE OPERATOR === (LEFTARG = mood, RIGHTARG = mood, FUNCTION = same, COMMUTATOR = ===);
CREATE AGGREGATE most(mood) (SFUNC = later, STYPE = mood);
-- to
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (m mood);
CREATE FUNCTION to_int(mood) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE CAST (mood AS int) WITH FUNCTION to_int(mood);
CREATE FUNCTION same(mood, mood) RETURNS boolean LANGUAGE sql AS 'SELECT $1 = $2';
CREATE FUNCTION later(mood, mood) RETURNS mood LANGUAGE sql AS 'SELECT greatest($1, $2)';
CREATE OPERATOR === (LEFTARG = mood, RIGHTARG = mood, FUNCTION = same, COMMUTATOR = ===);
CREATE AGGREGATE most(mood) (SFUNC = later, STYPE = mood);

-- pair: base type rebuilt
-- covers: base type options
-- both
CREATE TYPE b;
-- from
CREATE FUNCTION b_in(cstring) RETURNS b IMMUTABLE STRICT LANGUAGE internal AS 'int4in';
CREATE FUNCTION b_out(b) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'int4out';
CREATE TYPE b (INPUT = b_in, OUTPUT = b_out, LIKE = int4);
COMMENT ON FUNCTION b_in(cstring) IS 'kept';
-- to
CREATE FUNCTION b_in(cstring) RETURNS b IMMUTABLE STRICT LANGUAGE internal AS 'int8in';
CREATE FUNCTION b_out(b) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'int8out';
CREATE TYPE b (INPUT = b_in, OUTPUT = b_out, LIKE = int8, CATEGORY = 'N', DELIMITER = ';');
COMMENT ON FUNCTION b_in(cstring) IS 'kept';

-- pair: shell type
-- covers: base type create
-- from
-- to
CREATE TYPE b;
COMMENT ON TYPE b IS 'to come';

-- pair: typed table
-- covers: composite attribute create; composite attribute drop; table of type
-- refused: types_more_typed_table
-- from
CREATE TYPE place AS (x int, y int);
CREATE TABLE t OF place (PRIMARY KEY (x));
-- to
CREATE TYPE place AS (x int, z text);
CREATE TABLE t OF place (PRIMARY KEY (x));

-- pair: attribute of the type of a table dropped
-- covers: composite attribute drop
-- refused: is of the type that it is an attribute of
-- from
CREATE TYPE place AS (x int, y int);
CREATE TABLE t OF place;
-- to
CREATE TYPE place AS (x int);
CREATE TABLE t OF place;

-- pair: constraints of domains within other types
-- covers: domain constraint create; domain constraint validate; domain constraint expression; domain not null
-- hazards: rewrites table, fails on existing rows
-- from
CREATE DOMAIN a AS int;
CREATE DOMAIN b AS int;
ALTER DOMAIN b ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;
CREATE DOMAIN c AS int CONSTRAINT c CHECK (VALUE > 0);
CREATE DOMAIN d AS int;
CREATE DOMAIN d2 AS d;
CREATE TYPE place AS (b b, c c[]);
CREATE TABLE t (a a[], p place, d d2[]);
-- to
CREATE DOMAIN a AS int CONSTRAINT c CHECK (VALUE > 0);
CREATE DOMAIN b AS int;
ALTER DOMAIN b ADD CONSTRAINT c CHECK (VALUE > 0);
CREATE DOMAIN c AS int CONSTRAINT c CHECK (VALUE > 1);
CREATE DOMAIN d AS int NOT NULL;
CREATE DOMAIN d2 AS d;
CREATE TYPE place AS (b b, c c[]);
CREATE TABLE t (a a[], p place, d d2[]);
-- data
INSERT INTO t VALUES ('{1}', '(1,{2})', '{3}');
-- then
SELECT * FROM t;
-- {1}|(1,{2})|{3}

-- pair: generated column of a type that is replaced
-- covers: enum remove value; generated type
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (m mood, g mood GENERATED ALWAYS AS (CASE WHEN m IS NULL THEN 'sad'::mood END) STORED);
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood, g mood GENERATED ALWAYS AS (CASE WHEN m IS NULL THEN 'sad'::mood END) STORED);
-- data
INSERT INTO t VALUES (NULL);
-- then
SELECT g FROM t;
-- sad

-- pair: routine dropped, and the type that it takes renamed
-- covers: function drop; enum rename
-- statements
ALTER TYPE mood RENAME TO feeling;
DROP FUNCTION f(feeling, feeling[], integer);
-- from
CREATE TYPE mood AS ENUM ('sad');
CREATE FUNCTION f(mood, mood[], int) RETURNS mood LANGUAGE sql AS 'SELECT $1';
-- to
-- migrate:renamed-from mood
CREATE TYPE feeling AS ENUM ('sad');
