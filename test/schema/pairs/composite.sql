-- Composite types.

-- pair: create
-- covers: composite create
-- from
-- to
CREATE TYPE place AS (x int, "Y y" text COLLATE "C", z numeric(5,2)[]);

-- pair: create empty
-- covers: composite create
-- from
-- to
CREATE TYPE place AS ();

-- pair: drop
-- covers: composite drop
-- statements
DROP TYPE place;
-- from
CREATE TYPE place AS (x int);
-- to

-- pair: rename
-- covers: composite rename
-- from
CREATE TYPE place AS (x int);
CREATE TABLE t (p place);
-- to
-- migrate:renamed-from place
CREATE TYPE point_of AS (x int);
CREATE TABLE t (p point_of);
-- data
INSERT INTO t VALUES ('(3)');
-- then
SELECT (p).x FROM t;
-- 3

-- pair: attribute added
-- covers: composite attribute create
-- statements
ALTER TYPE place ADD ATTRIBUTE y text;
-- from
CREATE TYPE place AS (x int);
-- to
CREATE TYPE place AS (x int, y text);

-- pair: attribute dropped
-- covers: composite attribute drop
-- from
CREATE TYPE place AS (x int, y text, z int);
-- to
CREATE TYPE place AS (x int, z int);

-- pair: attributes added and dropped in use
-- covers: composite attribute create; composite attribute drop
-- from
CREATE TYPE place AS (x int, y text);
CREATE TABLE t (p place);
-- to
CREATE TYPE place AS (x int, z date);
CREATE TABLE t (p place);
-- data
INSERT INTO t VALUES ('(3,a)');
-- then
SELECT p FROM t;
-- (3,)

-- pair: attribute renamed
-- covers: composite attribute rename
-- statements
ALTER TYPE place RENAME ATTRIBUTE y TO z;
-- from
CREATE TYPE place AS (x int, y text);
-- to
CREATE TYPE place AS (
	x int,
	-- migrate:renamed-from y
	z text
);

-- pair: attribute before others in use
-- covers: composite attribute create; composite attribute order
-- statements
ALTER TYPE "the
place" ADD ATTRIBUTE x integer;
-- from
CREATE TYPE "the
place" AS (y int);
CREATE TABLE t (p "the
place");
-- to
CREATE TYPE "the
place" AS (x int, y int);
CREATE TABLE t (p "the
place");

-- pair: attribute type
-- covers: composite attribute type
-- statements
ALTER TYPE place ALTER ATTRIBUTE x TYPE bigint;
-- from
CREATE TYPE place AS (x int, y text);
-- to
CREATE TYPE place AS (x bigint, y text);

-- pair: attribute type in use
-- covers: composite attribute type; composite rebuild
-- from
CREATE TYPE place AS (x int, y text);
CREATE TABLE t (p place, q place[]);
-- to
CREATE TYPE place AS (x bigint, y text);
CREATE TABLE t (p place, q place[]);
-- data
INSERT INTO t VALUES ('(3,a)', '{"(4,b)"}');
-- then
SELECT (p).x, (q[1]).y FROM t;
-- 3|b

-- pair: attribute collation
-- covers: composite attribute collation
-- from
CREATE TYPE place AS (x text);
-- to
CREATE TYPE place AS (x text COLLATE "C");

-- pair: attribute type before a column holds it
-- covers: composite attribute type; column type
-- statements
ALTER TABLE t DROP COLUMN p;
ALTER TYPE place ALTER ATTRIBUTE x TYPE text[];
ALTER TABLE t ADD COLUMN p place;
-- from
CREATE TYPE place AS (x int, y int);
CREATE TABLE t (a int, p boolean);
-- to
CREATE TYPE place AS (x text[], y int);
CREATE TABLE t (a int, p place);

-- pair: attribute type before an array of a domain holds it
-- covers: composite attribute type; column type
-- from
CREATE TYPE place AS (x int, y int);
CREATE TYPE way AS (here place, there place);
CREATE DOMAIN short AS way;
CREATE TABLE t (a int, p boolean);
-- to
CREATE TYPE place AS (x text[], y int);
CREATE TYPE way AS (here place, there place);
CREATE DOMAIN short AS way;
CREATE TABLE t (a int, p short[]);

-- pair: attribute type in a materialized view
-- covers: composite attribute type; materialized view rebuild
-- from
CREATE TYPE place AS (x int, y int);
CREATE TYPE way AS (here place, there place);
CREATE MATERIALIZED VIEW v AS SELECT '("(1,2)","(3,4)")'::text::way AS w;
COMMENT ON MATERIALIZED VIEW v IS 'kept';
-- to
CREATE TYPE place AS (x bigint, y int);
CREATE TYPE way AS (here place, there place);
CREATE MATERIALIZED VIEW v AS SELECT '("(1,2)","(3,4)")'::text::way AS w;
COMMENT ON MATERIALIZED VIEW v IS 'kept';

-- pair: attributes in another order
-- covers: composite attribute order
-- from
CREATE TYPE place AS (x int, y text);
-- to
CREATE TYPE place AS (y text, x int, z int);

-- pair: comment
-- covers: composite comment; composite attribute comment
-- both
CREATE TYPE place AS (x int, y text);
-- from
COMMENT ON COLUMN place.y IS 'gone';
-- to
COMMENT ON TYPE place IS 'where';
COMMENT ON COLUMN place.x IS 'across';

-- pair: owner
-- covers: composite owner
-- both
CREATE TYPE place AS (x int, y text);
-- from
-- to
ALTER TYPE place OWNER TO regress_owner;

-- pair: grant
-- covers: composite grant
-- both
CREATE TYPE place AS (x int, y text);
-- from
-- to
REVOKE ALL ON TYPE place FROM PUBLIC;
GRANT USAGE ON TYPE place TO regress_reader;

-- pair: of composites
-- covers: composite create
-- from
-- to
CREATE TYPE z AS (x int);
CREATE TYPE m AS (z z, zs z[]);
CREATE TYPE a AS (m m);
CREATE TABLE t (a a DEFAULT ROW(ROW(ROW(1), ARRAY[]::z[])));

-- pair: used by a function and a view
-- covers: composite attribute create; composite rebuild
-- from
CREATE TYPE place AS (x int);
CREATE FUNCTION f() RETURNS place LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT (f()).x;
-- to
CREATE TYPE place AS (x int, y int);
CREATE FUNCTION f() RETURNS place LANGUAGE sql AS 'SELECT 1, 2';
CREATE VIEW v AS SELECT (f()).x;

-- pair: replaced by a table
-- covers: composite drop; table create
-- from
CREATE TYPE place AS (x int);
-- to
CREATE TABLE place (x int);

-- pair: attribute before others
-- covers: composite attribute create; composite attribute order; function rebuild
-- both
CREATE TABLE t (a int, b text, c int);
-- from
CREATE TYPE place AS (x int, z int);
CREATE FUNCTION f() RETURNS SETOF place LANGUAGE sql AS $$SELECT a, c FROM t$$;
CREATE FUNCTION g(p place) RETURNS int LANGUAGE sql AS $$SELECT p.z$$;
GRANT EXECUTE ON FUNCTION g(place) TO regress_reader;
COMMENT ON COLUMN place.x IS 'kept';
-- to
CREATE TYPE place AS (x int, y text, z int);
CREATE FUNCTION f() RETURNS SETOF place LANGUAGE sql AS $$SELECT a, b, c FROM t$$;
CREATE FUNCTION g(p place) RETURNS int LANGUAGE sql AS $$SELECT p.z$$;
GRANT EXECUTE ON FUNCTION g(place) TO regress_reader;
COMMENT ON COLUMN place.x IS 'kept';
