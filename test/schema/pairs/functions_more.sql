-- Routines: what their bodies mention, and the objects made of functions.

-- pair: three that call each other
-- covers: function create
-- from
-- to
CREATE FUNCTION c(int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN a($1 - 1); END';
CREATE FUNCTION b(int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN c($1 - 1); END';
CREATE FUNCTION a(int) RETURNS int LANGUAGE sql AS 'SELECT CASE WHEN $1 > 0 THEN b($1) ELSE 0 END';
-- then
SELECT a(9);
-- 0

-- pair: table by a function that reads it
-- covers: function create; default create
-- from
-- to
CREATE TABLE t (a int);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT coalesce(max(a), 0) + 1 FROM t';
ALTER TABLE t ALTER a SET DEFAULT f();
-- then
SELECT f();
-- 1

-- pair: path of its own
-- covers: function settings; function body
-- both
CREATE SCHEMA own_two;
-- from
-- to
CREATE TABLE own_two.zz (a int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql SET search_path = own_two AS 'SELECT count(*) FROM zz';
-- then
SELECT f();
-- 0

-- pair: qualified body on new columns
-- covers: function body; column create
-- both
CREATE SCHEMA own_two;
-- from
CREATE TABLE own_two.t (a int);
CREATE FUNCTION f() RETURNS SETOF own_two.t LANGUAGE sql AS 'SELECT 1';
-- to
CREATE TABLE own_two.t (a int, b text, "C c" int);
CREATE FUNCTION f() RETURNS SETOF own_two.t LANGUAGE sql AS $$SELECT 1, 'x', "C c" FROM own_two.t$$;

-- pair: body with an operator of ours
-- covers: function create; operator create
-- from
-- to
CREATE FUNCTION a(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT $1 = $2';
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = a);
CREATE FUNCTION "A"(int) RETURNS boolean LANGUAGE sql AS 'SELECT $1 === 1';

-- pair: variable of a new type
-- covers: function create; procedure create
-- from
-- to
CREATE TABLE zz (a int);
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ DECLARE r zz%ROWTYPE; q zz.a%TYPE; BEGIN RETURN 1; END $$;
CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ DECLARE r zz; BEGIN PERFORM f(); END $$;
-- then
SELECT f();
-- 1

-- pair: arguments without names
-- covers: function arguments; procedure arguments
-- from
CREATE FUNCTION f(OUT int, OUT text) LANGUAGE sql AS $$SELECT 1, 'x'$$;
CREATE PROCEDURE p(int, OUT int) LANGUAGE sql AS 'SELECT 1';
-- to
CREATE FUNCTION f(OUT int, OUT text, OUT date) LANGUAGE sql AS $$SELECT 1, 'x', date '2020-01-01'$$;
CREATE PROCEDURE p(int, OUT text) LANGUAGE sql AS $$SELECT 'x'$$;

-- pair: procedures told by output arguments
-- covers: procedure create; procedure drop
-- from
CREATE PROCEDURE p(int, OUT a int) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p(int, b int) LANGUAGE sql AS 'SELECT 1';
COMMENT ON PROCEDURE p(int, OUT int) IS 'with output';
-- to
CREATE PROCEDURE p(int, b int) LANGUAGE sql AS 'SELECT 2';
COMMENT ON PROCEDURE p(IN int, IN int) IS 'without';

-- pair: polymorphic default of another type
-- covers: function defaults
-- from
CREATE FUNCTION f(a anyelement DEFAULT 1) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
-- to
CREATE FUNCTION f(a anyelement DEFAULT 'x'::text) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';

-- pair: window function and back
-- covers: function window
-- from
CREATE FUNCTION f() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number';
-- to
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';

-- pair: aggregate of functions that are made again
-- covers: aggregate definition; function rebuild
-- from
CREATE FUNCTION plus(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';
CREATE AGGREGATE total(int) (SFUNC = plus, STYPE = int);
CREATE VIEW v AS SELECT total(x) FROM generate_series(1, 3) AS x;
COMMENT ON AGGREGATE total(int) IS 'kept';
-- to
CREATE FUNCTION plus(c int, d int) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';
CREATE AGGREGATE total(int) (SFUNC = plus, STYPE = int, INITCOND = '0');
CREATE VIEW v AS SELECT total(x) FROM generate_series(1, 3) AS x;
COMMENT ON AGGREGATE total(int) IS 'kept';

-- pair: aggregates with all options
-- covers: aggregate create; aggregate comment; aggregate owner; aggregate grant
-- from
-- to
CREATE AGGREGATE a(*) (SFUNC = int8inc, STYPE = int8, SSPACE = 8, INITCOND = '0', PARALLEL = RESTRICTED);
CREATE FUNCTION b_add(int, VARIADIC int[]) RETURNS int LANGUAGE sql AS 'SELECT $1 + cardinality($2)';
CREATE AGGREGATE b(VARIADIC int[]) (SFUNC = b_add, STYPE = int, INITCOND = '0');
CREATE AGGREGATE c(int8) (SFUNC = int8pl, STYPE = int8, MSFUNC = int8pl, MINVFUNC = int8mi, MSTYPE = int8, MSSPACE = 8, MINITCOND = '0', COMBINEFUNC = int8pl, FINALFUNC_MODIFY = SHAREABLE);
CREATE AGGREGATE d(int) (SFUNC = int4larger, STYPE = int, SORTOP = >);
CREATE AGGREGATE e(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
COMMENT ON AGGREGATE a(*) IS 'all';
ALTER AGGREGATE a(*) OWNER TO regress_owner;
REVOKE ALL ON FUNCTION a() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION e(VARIADIC "any") TO regress_reader;

-- pair: aggregate returns another type
-- covers: aggregate definition
-- from
CREATE AGGREGATE total(int) (SFUNC = int4_sum, STYPE = int8, INITCOND = '0');
-- to
CREATE AGGREGATE total(int) (SFUNC = int4_avg_accum, STYPE = int8[], INITCOND = '{0,0}');

-- pair: operators of each other
-- covers: operator create; operator options
-- from
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
-- to
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq, COMMUTATOR = ===, NEGATOR = !==, HASHES);
CREATE OPERATOR !== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4ne, COMMUTATOR = !==, NEGATOR = ===);
CREATE VIEW v AS SELECT 1 OPERATOR(own_schema.===) 2 AS x;

-- pair: operator of a function that is made again
-- covers: operator options; function rebuild
-- from
CREATE FUNCTION eq(a int, b int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 = $2';
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = eq, RESTRICT = eqsel);
CREATE TABLE t (a int, CHECK (a === a));
-- to
CREATE FUNCTION eq(c int, d int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 = $2';
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = eq);
CREATE TABLE t (a int, CHECK (a === a));

-- pair: members of a family changed
-- covers: operator family members
-- from
CREATE OPERATOR FAMILY of USING btree;
ALTER OPERATOR FAMILY of USING btree ADD OPERATOR 1 <(int4, int8), OPERATOR 3 =(int4, int8), FUNCTION 1 (int4, int8) btint48cmp(int4, int8);
-- to
CREATE OPERATOR FAMILY of USING btree;
ALTER OPERATOR FAMILY of USING btree ADD OPERATOR 1 <=(int4, int8), OPERATOR 5 >(int4, int8), FUNCTION 1 (int8, int4) btint84cmp(int8, int4);

-- pair: class of our own operators with an index
-- covers: operator class create; operator class drop
-- from
CREATE TABLE t (a int);
-- to
CREATE FUNCTION lt(int, int) RETURNS boolean IMMUTABLE STRICT LANGUAGE internal AS 'int4lt';
CREATE FUNCTION cmp(int, int) RETURNS int IMMUTABLE STRICT LANGUAGE internal AS 'btint4cmp';
CREATE OPERATOR <<< (LEFTARG = int, RIGHTARG = int, FUNCTION = lt);
CREATE OPERATOR CLASS oc FOR TYPE int USING btree AS OPERATOR 1 <<<, FUNCTION 1 cmp(int, int);
CREATE OPERATOR CLASS og FOR TYPE box USING gist AS OPERATOR 1 <<, OPERATOR 15 <->(box, point) FOR ORDER BY pg_catalog.float_ops, STORAGE point;
CREATE TABLE t (a int);
CREATE INDEX i ON t (a oc);

-- pair: options of a dictionary taken away
-- covers: text search options
-- from
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, STOPWORDS = english, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word, hword WITH d;
-- to
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, STOPWORDS = french);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR hword WITH simple;

-- pair: template of a dictionary
-- covers: text search options
-- from
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH d;
CREATE TABLE t (a text, v tsvector GENERATED ALWAYS AS (to_tsvector('own_schema.c', a)) STORED);
-- to
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = snowball, LANGUAGE = 'german');
CREATE TEXT SEARCH CONFIGURATION c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH d;
CREATE TABLE t (a text, v tsvector GENERATED ALWAYS AS (to_tsvector('own_schema.c', a)) STORED);

-- pair: collation of a domain, an index and a range
-- covers: collation definition
-- from
CREATE COLLATION c (PROVIDER = icu, LOCALE = 'de');
CREATE DOMAIN d AS text COLLATE c;
CREATE TYPE r AS RANGE (SUBTYPE = text, COLLATION = c);
CREATE TABLE t (a text COLLATE c PRIMARY KEY, b d);
CREATE INDEX i ON t (b COLLATE c);
CREATE VIEW v AS SELECT a COLLATE c AS a FROM t;
-- to
CREATE COLLATION c (PROVIDER = icu, LOCALE = 'de-u-co-phonebk', DETERMINISTIC = false);
CREATE DOMAIN d AS text COLLATE c;
CREATE TYPE r AS RANGE (SUBTYPE = text, COLLATION = c);
CREATE TABLE t (a text COLLATE c PRIMARY KEY, b d);
CREATE INDEX i ON t (b COLLATE c);
CREATE VIEW v AS SELECT a COLLATE c AS a FROM t;

-- pair: collation with two locales
-- covers: collation create
-- from
-- to
CREATE COLLATION c (LC_COLLATE = 'C', LC_CTYPE = 'C.UTF-8');
CREATE COLLATION d FROM "C";

-- pair: cast by a function that is made again
-- covers: cast context; function rebuild
-- from
CREATE TYPE place AS (x int);
CREATE FUNCTION to_int(a place) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1.x';
CREATE CAST (place AS int) WITH FUNCTION to_int(place);
CREATE VIEW v AS SELECT ROW(1)::place::int AS x;
COMMENT ON CAST (place AS int) IS 'kept';
-- to
CREATE TYPE place AS (x int);
CREATE FUNCTION to_int(b place) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1.x';
CREATE CAST (place AS int) WITH FUNCTION to_int(place);
CREATE VIEW v AS SELECT ROW(1)::place::int AS x;
COMMENT ON CAST (place AS int) IS 'kept';

-- pair: default conversion
-- covers: conversion create
-- from
CREATE CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
-- to
CREATE DEFAULT CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;

-- pair: language altered
-- covers: language create
-- from
CREATE LANGUAGE own_speak HANDLER plpgsql_call_handler;
CREATE FUNCTION f() RETURNS int LANGUAGE own_speak AS 'BEGIN RETURN 1; END';
-- to
CREATE TRUSTED LANGUAGE own_speak HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
CREATE FUNCTION f() RETURNS int LANGUAGE own_speak AS 'BEGIN RETURN 1; END';

-- pair: tied to an extension, with another body
-- covers: function depends on extension; function body
-- alone
-- both
CREATE EXTENSION pg_trgm;
CREATE EXTENSION citext;
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f() DEPENDS ON EXTENSION pg_trgm;
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION g() DEPENDS ON EXTENSION pg_trgm;
-- to
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2';
ALTER FUNCTION f() DEPENDS ON EXTENSION pg_trgm;
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION g() DEPENDS ON EXTENSION citext;

-- pair: transform altered
-- covers: transform create
-- alone
-- both
CREATE FUNCTION to_internal(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'prsd_lextype';
CREATE FUNCTION to_int(internal) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'int4recv';
-- from
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION to_internal(internal));
-- to
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION to_internal(internal), TO SQL WITH FUNCTION to_int(internal));

-- pair: arguments in the results of a query
-- covers: function sql body
-- from
CREATE FUNCTION f(a int, b text) RETURNS TABLE (c int, d text) LANGUAGE sql BEGIN ATOMIC SELECT $1 + 0, $2 || ''; END;
-- to
CREATE FUNCTION f(a int, b text) RETURNS TABLE (c int, d text) LANGUAGE sql BEGIN ATOMIC SELECT $1 AS x, 'b AS b' || $2 ; END;
CREATE FUNCTION g(a int, b text) RETURNS TABLE (c int, d text) LANGUAGE sql BEGIN ATOMIC SELECT a AS a, b AS b; END;

-- pair: rows of a table with a column between the others
-- covers: function sql body
-- refused: come in another order than its body has them
-- from
CREATE TABLE t (a int, c int);
CREATE FUNCTION f() RETURNS SETOF t LANGUAGE sql BEGIN ATOMIC SELECT a, c FROM t; END;
-- to
CREATE TABLE t (a int, b int, c int);
CREATE FUNCTION f() RETURNS SETOF t LANGUAGE sql BEGIN ATOMIC SELECT a, b, c FROM t; END;

-- pair: rows of a table whose column is made again
-- covers: function sql body
-- refused: come in another order than its body has them
-- from
CREATE TABLE t (a uuid, b int);
CREATE FUNCTION f() RETURNS SETOF t LANGUAGE sql BEGIN ATOMIC SELECT a, b FROM t; END;
-- to
CREATE TABLE t (a date, b int);
CREATE FUNCTION f() RETURNS SETOF t LANGUAGE sql BEGIN ATOMIC SELECT a, b FROM t; END;

-- pair: whole rows of a table with a column between the others
-- covers: function sql body
-- from
CREATE TABLE t (a int, c int);
-- to
CREATE TABLE t (a int, b int, c int);
CREATE FUNCTION f() RETURNS SETOF t LANGUAGE sql BEGIN ATOMIC SELECT t FROM t; END;

-- pair: routine that takes more, by default, and a call of it
-- covers: function arguments; function drop; dependents policy on function
-- from
CREATE TABLE t (a int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE POLICY p ON t USING (f() > 0);
CREATE VIEW v AS SELECT a FROM t;
-- to
CREATE TABLE u (a int);
CREATE FUNCTION f(a date DEFAULT current_date) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE POLICY p ON u USING (f() > 0);
CREATE VIEW v AS SELECT a FROM u;
