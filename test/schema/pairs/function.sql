-- Functions.

-- pair: create
-- covers: function create
-- hazards: none
-- from
-- to
CREATE FUNCTION f(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
	SELECT a + b -- 'quoted' and "quoted"
$$;
-- then
SELECT f(1);
-- 3

-- pair: drop
-- covers: function drop
-- statements
DROP FUNCTION f(integer, text);
-- from
CREATE FUNCTION f(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to

-- pair: body
-- covers: function body
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
COMMENT ON FUNCTION f() IS 'kept';
GRANT EXECUTE ON FUNCTION f() TO regress_reader;
-- to
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2';
COMMENT ON FUNCTION f() IS 'kept';
GRANT EXECUTE ON FUNCTION f() TO regress_reader;
-- then
SELECT f();
-- 2

-- pair: body with dollars and backslashes
-- covers: function body
-- from
CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $x$ BEGIN RETURN 'a'; END $x$;
-- to
CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $x$
BEGIN
	EXECUTE $function$ SELECT $$'\n%$$ $function$;
	RETURN E'\\' || $_$it's$_$;
END
$x$;
-- then
SELECT f();
-- \it's

-- pair: body with windows line ends
-- covers: function body
-- from
-- to
DO $x$ BEGIN EXECUTE 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS ''SELECT'||E'\r\n'||' 1''' ; END $x$;

-- pair: overloads
-- covers: function create; function drop
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 2';
-- to
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(text, text) RETURNS int LANGUAGE sql AS 'SELECT 3';
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 4';

-- pair: return type
-- covers: function returns; function rebuild
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
COMMENT ON FUNCTION f() IS 'kept';
GRANT EXECUTE ON FUNCTION f() TO regress_reader;
REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
ALTER FUNCTION f() OWNER TO regress_owner;
-- to
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
COMMENT ON FUNCTION f() IS 'kept';
GRANT EXECUTE ON FUNCTION f() TO regress_reader;
REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
ALTER FUNCTION f() OWNER TO regress_owner;

-- pair: returns a set
-- covers: function returns
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to
CREATE FUNCTION f() RETURNS SETOF int LANGUAGE sql ROWS 5 AS 'SELECT 1';

-- pair: returns table
-- covers: function returns
-- from
CREATE FUNCTION f() RETURNS TABLE (a int, b text) LANGUAGE sql AS $$SELECT 1, 'x'$$;
-- to
CREATE FUNCTION f() RETURNS TABLE (a int, b text, c date) LANGUAGE sql AS $$SELECT 1, 'x', date '2020-01-01'$$;

-- pair: out arguments
-- covers: function arguments
-- from
CREATE FUNCTION f(a int, OUT b int, OUT c text) LANGUAGE sql AS $$SELECT a, 'x'$$;
-- to
CREATE FUNCTION f(a int, OUT b int, INOUT d int) LANGUAGE sql AS $$SELECT a, d$$;

-- pair: variadic and polymorphic
-- covers: function create; function arguments
-- from
CREATE FUNCTION g(anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
-- to
CREATE FUNCTION f(VARIADIC a text[] DEFAULT '{}') RETURNS int LANGUAGE sql AS 'SELECT cardinality(a)';
CREATE FUNCTION g(anycompatible, anycompatiblearray) RETURNS anycompatible LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION h(VARIADIC "any") RETURNS text LANGUAGE internal AS 'text_concat';

-- pair: argument renamed
-- covers: function arguments; function rebuild
-- from
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT $1';
-- to
CREATE FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'SELECT $1';

-- pair: argument named
-- covers: function arguments
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
-- to
CREATE FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'SELECT $1';

-- pair: defaults added and changed
-- covers: function defaults
-- from
CREATE FUNCTION f(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT a + b';
-- to
CREATE FUNCTION f(a int DEFAULT 3, b int DEFAULT 2) RETURNS int LANGUAGE sql AS 'SELECT a + b';
-- then
SELECT f();
-- 5

-- pair: defaults removed
-- covers: function defaults; function rebuild
-- from
CREATE FUNCTION f(a int DEFAULT 3, b text DEFAULT 'it''s, ok') RETURNS int LANGUAGE sql AS 'SELECT a';
-- to
CREATE FUNCTION f(a int, b text DEFAULT 'it''s, ok') RETURNS int LANGUAGE sql AS 'SELECT a';

-- pair: rename
-- covers: function rename
-- statements
ALTER FUNCTION f(integer) RENAME TO g;
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to
-- migrate:renamed-from f
CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT 1';

-- pair: comment
-- covers: function comment
-- statements
COMMENT ON FUNCTION f(integer) IS 'does it';
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
COMMENT ON FUNCTION f IS 'does it';

-- pair: owner
-- covers: function owner
-- statements
ALTER FUNCTION f(integer) OWNER TO regress_owner;
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f OWNER TO regress_owner;

-- pair: grant
-- covers: function grant
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION f FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f TO regress_reader;

-- pair: grant back to public
-- covers: function grant
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION f FROM PUBLIC;
-- to
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';

-- pair: volatility
-- covers: function volatility
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
-- to
CREATE FUNCTION f() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';

-- pair: strict
-- covers: function strict
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(int) RETURNS int LANGUAGE sql STRICT AS 'SELECT 1';
-- to
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql STRICT AS 'SELECT 1';
CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT 1';

-- pair: leakproof
-- covers: function leakproof
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT 1';

-- pair: parallel
-- covers: function parallel
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(int) RETURNS int LANGUAGE sql PARALLEL SAFE AS 'SELECT 1';
-- to
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql PARALLEL RESTRICTED AS 'SELECT 1';
CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT 1';

-- pair: cost and rows
-- covers: function cost; function rows
-- from
CREATE FUNCTION f() RETURNS SETOF int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g() RETURNS SETOF int LANGUAGE sql COST 7 ROWS 8 AS 'SELECT 1';
-- to
CREATE FUNCTION f() RETURNS SETOF int LANGUAGE sql COST 1000 ROWS 10 AS 'SELECT 1';
CREATE FUNCTION g() RETURNS SETOF int LANGUAGE sql AS 'SELECT 1';

-- pair: security definer
-- covers: function security
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
-- to
CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';

-- pair: settings
-- covers: function settings
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g() RETURNS int LANGUAGE sql SET work_mem = '8MB' SET search_path = pg_catalog, "Odd schema", pg_temp AS 'SELECT 1';
-- to
CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = '' SET "DateStyle" = 'ISO, DMY' SET application_name = 'it''s' AS 'SELECT 1';
CREATE FUNCTION g() RETURNS int LANGUAGE sql SET work_mem = '16MB' AS 'SELECT 1';

-- pair: support
-- covers: function support
-- from
CREATE FUNCTION f(int, int) RETURNS SETOF int LANGUAGE internal IMMUTABLE STRICT AS 'generate_series_int4';
-- to
CREATE FUNCTION f(int, int) RETURNS SETOF int LANGUAGE internal IMMUTABLE STRICT SUPPORT pg_catalog.generate_series_int4_support AS 'generate_series_int4';

-- pair: support removed
-- covers: function support
-- from
CREATE FUNCTION f(int, int) RETURNS SETOF int LANGUAGE internal IMMUTABLE STRICT SUPPORT pg_catalog.generate_series_int4_support AS 'generate_series_int4';
-- to
CREATE FUNCTION f(int, int) RETURNS SETOF int LANGUAGE internal IMMUTABLE STRICT AS 'generate_series_int4';

-- pair: language
-- covers: function language
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';

-- pair: c language
-- covers: function create; function language
-- from
-- to
CREATE FUNCTION f(text) RETURNS bytea LANGUAGE c STRICT AS '$libdir/pgcrypto', 'pg_digest';

-- pair: window
-- covers: function window
-- from
-- to
CREATE FUNCTION f() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number';

-- pair: sql body
-- covers: function create; function sql body
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int);
CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql RETURN x + 1;
CREATE FUNCTION g(x int) RETURNS bigint LANGUAGE sql BEGIN ATOMIC
	INSERT INTO t VALUES (x);
	SELECT count(*) FROM t WHERE a = f(x);
END;
-- then
SELECT g(1), f(1);
-- 0|2

-- pair: sql body changed
-- covers: function sql body
-- from
CREATE TABLE t (a int, b int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(a) FROM t; END;
-- to
CREATE TABLE t (a int, b int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(b) FROM t; END;

-- pair: sql body to string body
-- covers: function sql body; function body
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1;
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g() RETURNS int LANGUAGE sql RETURN 1;

-- pair: sql body on a changed column
-- covers: function rebuild; dependents function on column
-- from
CREATE TABLE t (a int, b int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM t WHERE a = 1; END;
COMMENT ON FUNCTION f() IS 'kept';
-- to
CREATE TABLE t (a bigint, b int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM t WHERE a = 1; END;
COMMENT ON FUNCTION f() IS 'kept';

-- pair: string bodies that call each other
-- covers: function create
-- from
-- to
CREATE FUNCTION b(int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN a($1 - 1); END';
CREATE FUNCTION a(int) RETURNS int LANGUAGE sql AS 'SELECT CASE WHEN $1 > 0 THEN b($1) ELSE 0 END';
-- then
SELECT a(3);
-- 0

-- pair: string body on a new table
-- covers: function create; function body
-- from
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
-- to
CREATE TABLE zz (a int);
CREATE OR REPLACE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM zz';
-- then
SELECT f();
-- 0

-- pair: string body on a dropped column
-- covers: function body; column drop
-- from
CREATE TABLE t (a int, b int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT sum(a) FROM t';
-- to
CREATE TABLE t (b int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT sum(b) FROM t';

-- pair: row types
-- covers: function create
-- from
-- to
CREATE TABLE t (a int, b int);
CREATE FUNCTION f(t) RETURNS int LANGUAGE sql AS 'SELECT $1.a + $1.b';
CREATE FUNCTION g() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
CREATE VIEW v AS SELECT t.f FROM t;

-- pair: row type of a table dropped
-- covers: function drop; table drop
-- from
CREATE TABLE t (a int, b int);
CREATE FUNCTION f(t) RETURNS int LANGUAGE sql AS 'SELECT $1.a + $1.b';
CREATE FUNCTION g() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
-- to

-- pair: to a procedure
-- covers: function drop; procedure create
-- from
CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'SELECT 1';
-- to
CREATE PROCEDURE f() LANGUAGE sql AS 'SELECT 1';

-- pair: quoted names
-- covers: function create; function arguments
-- from
CREATE TYPE "Odd type" AS ENUM ('x');
-- to
CREATE TYPE "Odd type" AS ENUM ('x');
CREATE FUNCTION "Do it, now"("Arg" "Odd type", "select" int DEFAULT 1, OUT "O'ut" "Odd type") LANGUAGE sql AS 'SELECT $1';
COMMENT ON FUNCTION "Do it, now" IS 'odd';
GRANT EXECUTE ON FUNCTION "Do it, now" TO "regress Odd";

-- pair: rename and a new one of the old name
-- covers: function rename; function create
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT f(1);
-- to
-- migrate:renamed-from f
CREATE FUNCTION f_old(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE VIEW v AS SELECT f_old(1) AS f;

-- pair: moved to another schema
-- covers: function schema
-- both
CREATE SCHEMA own_two;
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT f(1);
-- to
-- migrate:renamed-from own_schema.f
CREATE FUNCTION own_two.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT own_two.f(1);

-- pair: depends on extension
-- covers: function depends on extension
-- alone
-- both
CREATE EXTENSION pg_trgm;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- from
-- to
ALTER FUNCTION f() DEPENDS ON EXTENSION pg_trgm;

-- pair: transform
-- covers: function transform; transform create
-- alone
-- both
CREATE FUNCTION to_internal(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'prsd_lextype';
CREATE TRANSFORM FOR int LANGUAGE plpgsql (FROM SQL WITH FUNCTION to_internal(internal));
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
-- to
CREATE FUNCTION f(int) RETURNS int LANGUAGE plpgsql TRANSFORM FOR TYPE int AS 'BEGIN RETURN 1; END';
