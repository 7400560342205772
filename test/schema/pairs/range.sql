-- Range types.

-- pair: create
-- covers: range create
-- from
-- to
CREATE TYPE times AS RANGE (SUBTYPE = time);
CREATE TABLE t (during times, many times_multirange);

-- pair: create with options
-- covers: range create
-- from
-- to
CREATE FUNCTION apart(time, time) RETURNS float8 IMMUTABLE LANGUAGE sql AS 'SELECT extract(epoch FROM $1 - $2)::float8';
CREATE TYPE times AS RANGE (SUBTYPE = time, SUBTYPE_DIFF = apart, MULTIRANGE_TYPE_NAME = many_times);
CREATE TYPE words AS RANGE (SUBTYPE = text, COLLATION = "C", SUBTYPE_OPCLASS = text_pattern_ops);

-- pair: drop
-- covers: range drop
-- statements
DROP TYPE times;
-- from
CREATE TYPE times AS RANGE (SUBTYPE = time);
-- to

-- pair: rename
-- covers: range rename
-- from
CREATE TYPE times AS RANGE (SUBTYPE = time, MULTIRANGE_TYPE_NAME = many_times);
CREATE TABLE t (during times);
-- to
-- migrate:renamed-from times
CREATE TYPE hours AS RANGE (SUBTYPE = time, MULTIRANGE_TYPE_NAME = many_times);
CREATE TABLE t (during hours);
-- data
INSERT INTO t VALUES ('[10:00,11:00)');
-- then
SELECT lower(during) FROM t;
-- 10:00:00

-- pair: subtype
-- covers: range subtype; range rebuild
-- from
CREATE TYPE span AS RANGE (SUBTYPE = int4);
COMMENT ON TYPE span IS 'kept';
GRANT USAGE ON TYPE span TO regress_reader;
REVOKE USAGE ON TYPE span FROM PUBLIC;
-- to
CREATE TYPE span AS RANGE (SUBTYPE = int8);
COMMENT ON TYPE span IS 'kept';
GRANT USAGE ON TYPE span TO regress_reader;
REVOKE USAGE ON TYPE span FROM PUBLIC;

-- pair: options
-- covers: range options; range rebuild
-- from
CREATE TYPE words AS RANGE (SUBTYPE = text);
-- to
CREATE TYPE words AS RANGE (SUBTYPE = text, COLLATION = "C", SUBTYPE_OPCLASS = text_pattern_ops);

-- pair: in use rebuilt
-- covers: range rebuild
-- from
CREATE TYPE span AS RANGE (SUBTYPE = int4);
CREATE TABLE t (a span);
-- to
CREATE TYPE span AS RANGE (SUBTYPE = int8);
CREATE TABLE t (a span);
-- data
INSERT INTO t VALUES ('[1,5)');
-- then
SELECT a FROM t;
-- [1,5)

-- pair: multirange name
-- covers: range multirange name
-- from
CREATE TYPE times AS RANGE (SUBTYPE = time);
-- to
CREATE TYPE times AS RANGE (SUBTYPE = time, MULTIRANGE_TYPE_NAME = many_times);

-- pair: comment
-- covers: range comment
-- both
CREATE TYPE times AS RANGE (SUBTYPE = time);
-- from
-- to
COMMENT ON TYPE times IS 'from and to';

-- pair: owner
-- covers: range owner
-- both
CREATE TYPE times AS RANGE (SUBTYPE = time);
-- from
-- to
ALTER TYPE times OWNER TO regress_owner;

-- pair: grant
-- covers: range grant
-- both
CREATE TYPE times AS RANGE (SUBTYPE = time);
-- from
-- to
REVOKE ALL ON TYPE times FROM PUBLIC;

-- pair: multirange renamed in a schema that is renamed too
-- covers: range multirange name; schema rename
-- from
CREATE SCHEMA "own_one;";
CREATE TYPE "own_one;".r AS RANGE (SUBTYPE = date, MULTIRANGE_TYPE_NAME = "own_one;".many);
-- to
-- migrate:renamed-from "own_one;"
CREATE SCHEMA own_two;
-- migrate:renamed-from r
CREATE TYPE own_two.q AS RANGE (SUBTYPE = date);
