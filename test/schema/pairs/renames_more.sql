-- Renames with moves, and how grants are put together.

-- pair: moved into a new schema
-- covers: table schema; schema create
-- from
CREATE TABLE t (id int PRIMARY KEY);
-- to
CREATE SCHEMA own_new;
GRANT USAGE ON SCHEMA own_new TO regress_reader;
-- migrate:renamed-from own_schema.t
CREATE TABLE own_new.t (id int PRIMARY KEY);

-- pair: renamed and moved
-- covers: table schema; table rename; column rename
-- from
CREATE TABLE t (id serial PRIMARY KEY, a int);
CREATE VIEW v AS SELECT a FROM t;
-- to
CREATE SCHEMA own_new;
-- migrate:renamed-from own_schema.t
CREATE TABLE own_new.u (id serial PRIMARY KEY,
	-- migrate:renamed-from a
	b int);
CREATE VIEW v AS SELECT b AS a FROM own_new.u;

-- pair: takes the name of what is dropped
-- covers: table rename; table drop
-- from
CREATE TABLE t (id int PRIMARY KEY);
CREATE TABLE u (x text);
COMMENT ON TABLE u IS 'gone';
-- to
-- migrate:renamed-from t
CREATE TABLE u (id int PRIMARY KEY);

-- pair: grants on columns together
-- covers: column grant
-- statements
GRANT SELECT (a, b) ON TABLE t TO regress_reader, regress_writer;
-- from
CREATE TABLE t (a int, b int);
-- to
CREATE TABLE t (a int, b int);
GRANT SELECT (a, b) ON t TO regress_reader, regress_writer;

-- pair: all but one
-- covers: table grant
-- statements
REVOKE DELETE ON TABLE t FROM regress_writer;
-- from
CREATE TABLE t (a int);
GRANT ALL ON t TO regress_writer;
-- to
CREATE TABLE t (a int);
GRANT ALL ON t TO regress_writer;
REVOKE DELETE ON t FROM regress_writer;

-- pair: the grant option only
-- covers: table grant
-- statements
REVOKE GRANT OPTION FOR SELECT ON TABLE t FROM regress_writer;
-- from
CREATE TABLE t (a int);
GRANT SELECT ON t TO regress_writer WITH GRANT OPTION;
-- to
CREATE TABLE t (a int);
GRANT SELECT ON t TO regress_writer;

-- pair: a partition's column
-- covers: partition rename; partition column
-- from
CREATE TABLE p (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- to
CREATE TABLE p (a int,
	-- migrate:renamed-from b
	c int) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);

-- pair: swapped columns in a check and a view
-- covers: column rename; view query
-- from
CREATE TABLE t (a int, b text, CONSTRAINT c CHECK (a > 0 AND b <> ''));
CREATE VIEW v AS SELECT a, b FROM t;
-- to
CREATE TABLE t (
	-- migrate:renamed-from b
	a text,
	-- migrate:renamed-from a
	b int, CONSTRAINT c CHECK (b > 0 AND a <> ''));
CREATE VIEW v AS SELECT b AS a, a AS b FROM t;

-- pair: column that a query within a query selects
-- covers: column rename; view query; dependents view on column
-- from
CREATE TABLE t (a int, b int);
CREATE VIEW v AS WITH s AS (SELECT * FROM t) SELECT s.a FROM s;
CREATE VIEW w AS SELECT a FROM t WHERE b IN (SELECT a FROM t);
CREATE VIEW x AS SELECT s.a FROM (SELECT a FROM t WHERE b > 0) AS s;
CREATE VIEW y AS SELECT b FROM t WHERE EXISTS (SELECT FROM t AS u WHERE u.a = t.a);
-- to
CREATE TABLE t (
    -- migrate:renamed-from a
    c int, b int);
CREATE VIEW v AS WITH s AS (SELECT * FROM t) SELECT s.c AS a FROM s;
CREATE VIEW w AS SELECT c AS a FROM t WHERE b IN (SELECT c FROM t);
CREATE VIEW x AS SELECT s.a FROM (SELECT c AS a FROM t WHERE b > 0) AS s;
CREATE VIEW y AS SELECT b FROM t WHERE EXISTS (SELECT FROM t AS u WHERE u.c = t.c);

-- pair: routine that takes something else than the one of its old name
-- covers: function rename; function arguments; function drop; function create
-- from
CREATE TYPE e AS ENUM ('a');
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION h(a e[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION h(a e) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE c AS (a int);
CREATE FUNCTION k(a c) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to
CREATE TYPE x AS ENUM ('a');
-- migrate:renamed-from f
CREATE FUNCTION g(a bigint) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- migrate:renamed-from h
CREATE FUNCTION i(a x[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- migrate:renamed-from c
CREATE TYPE d AS (a int);
-- migrate:renamed-from k
CREATE FUNCTION l(a d) RETURNS int LANGUAGE sql AS 'SELECT 1';

-- pair: column renamed below subqueries
-- covers: column rename; view query; dependents view on column
-- from
CREATE TABLE t (a int, c int);
CREATE VIEW v AS WITH s AS (SELECT * FROM t) SELECT s.a AS x FROM s;
CREATE VIEW w AS SELECT s.a AS x, s.y FROM (SELECT a, a + 1 AS y FROM t) AS s WHERE EXISTS (SELECT a FROM t);
CREATE VIEW z AS SELECT s.b AS x FROM (SELECT a AS b FROM t) AS s WHERE s.b IS DISTINCT FROM 1;
-- to
CREATE TABLE t (
	-- migrate:renamed-from a
	b int, c int);
CREATE VIEW v AS WITH s AS (SELECT * FROM t) SELECT s.b AS x FROM s;
CREATE VIEW w AS SELECT s.b AS x, s.y FROM (SELECT b, b + 1 AS y FROM t) AS s WHERE EXISTS (SELECT b FROM t);
CREATE VIEW z AS SELECT s.b AS x FROM (SELECT b FROM t) AS s WHERE s.b IS DISTINCT FROM 1;

-- pair: alias in a subquery changed together with a column's name
-- covers: column rename; view query; dependents view on column
-- from
CREATE TABLE t (a int, c int);
CREATE VIEW v AS SELECT a AS x FROM (SELECT max(a) AS a FROM t) AS s;
-- to
CREATE TABLE t (
	-- migrate:renamed-from a
	b int, c int);
CREATE VIEW v AS SELECT b AS x FROM (SELECT max(b) AS b FROM t) AS s;

-- pair: columns that swap their names below a subquery
-- covers: column rename; view query; dependents view on column
-- from
CREATE TABLE t (a int, b text);
CREATE VIEW v AS WITH s AS (SELECT * FROM t) SELECT s.a FROM s;
-- to
CREATE TABLE t (
	-- migrate:renamed-from a
	b int,
	-- migrate:renamed-from b
	a text);
CREATE VIEW v AS WITH s AS (SELECT * FROM t) SELECT s.b AS a FROM s;

-- pair: column renamed in the bodies of functions
-- covers: column rename; function sql body; dependents function on column
-- from
CREATE TABLE t (a int, c int);
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a FROM t; END;
CREATE FUNCTION g() RETURNS int LANGUAGE sql RETURN (SELECT max(a) FROM t);
CREATE FUNCTION h() RETURNS bool LANGUAGE sql RETURN EXISTS (SELECT a FROM t WHERE c IN (SELECT a FROM t));
-- to
CREATE TABLE t (
	-- migrate:renamed-from a
	b int, c int);
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT b FROM t; END;
CREATE FUNCTION g() RETURNS int LANGUAGE sql RETURN (SELECT max(b) FROM t);
CREATE FUNCTION h() RETURNS bool LANGUAGE sql RETURN EXISTS (SELECT b FROM t WHERE c IN (SELECT b FROM t));

-- pair: renamed schema, and a routine that takes a type of it goes
-- covers: schema rename; function drop; domain drop
-- from
CREATE SCHEMA own_one;
CREATE DOMAIN own_one.d AS int;
CREATE FUNCTION f(a own_one.d, b own_one.d[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to
-- migrate:renamed-from own_one
CREATE SCHEMA own_two;

-- pair: renamed types, and what else changes of the routines that take them
-- covers: domain rename; function rename; function owner; function grant; function comment; procedure comment; aggregate owner; operator comment; table rename; function create; function drop
-- from
CREATE DOMAIN d AS int;
CREATE TABLE t (a int);
CREATE FUNCTION f(d, t[]) RETURNS d LANGUAGE sql AS 'SELECT $1';
CREATE PROCEDURE p(INOUT d) LANGUAGE sql AS 'SELECT $1';
CREATE AGGREGATE g(d) (SFUNC = int4larger, STYPE = int);
CREATE FUNCTION r(t) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION e(t, t) RETURNS bool LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR === (FUNCTION = e, LEFTARG = t, RIGHTARG = t);
-- to
-- migrate:renamed-from d
CREATE DOMAIN d2 AS int;
-- migrate:renamed-from t
CREATE TABLE t2 (a int);
-- migrate:renamed-from f
CREATE FUNCTION f2(d2, t2[]) RETURNS d2 LANGUAGE sql AS 'SELECT $1';
ALTER FUNCTION f2(d2, t2[]) OWNER TO regress_owner;
COMMENT ON FUNCTION f2(d2, t2[]) IS 'taken over';
REVOKE ALL ON FUNCTION f2(d2, t2[]) FROM PUBLIC;
CREATE PROCEDURE p(INOUT d2) LANGUAGE sql AS 'SELECT $1';
COMMENT ON PROCEDURE p(d2) IS 'kept';
CREATE AGGREGATE g(d2) (SFUNC = int4larger, STYPE = int);
ALTER AGGREGATE g(d2) OWNER TO regress_owner;
CREATE FUNCTION r(t2) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
COMMENT ON FUNCTION r(t2) IS 'made again';
CREATE FUNCTION e(t2, t2) RETURNS bool LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR === (FUNCTION = e, LEFTARG = t2, RIGHTARG = t2);
COMMENT ON OPERATOR === (t2, t2) IS 'the same';

-- pair: function that takes the name of a procedure, and the other way round
-- covers: function rename; procedure rename; procedure drop
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE q(a int) LANGUAGE sql AS 'SELECT 1';
-- to
-- migrate:renamed-from f
CREATE FUNCTION p() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- migrate:renamed-from g
CREATE FUNCTION q(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- migrate:renamed-from q
CREATE PROCEDURE g(a int) LANGUAGE sql AS 'SELECT 1';

-- pair: new column with the old name of a renamed one, and what names it
-- covers: column rename; view query; policy using; index expression; check expression; dependents view on column
-- from
CREATE TABLE t (b int, a int DEFAULT 1 CONSTRAINT c CHECK (a > 0));
ALTER TABLE t ALTER a SET STATISTICS 0;
CREATE POLICY p ON t USING (a IS NOT NULL);
CREATE VIEW v AS SELECT a AS x FROM t;
CREATE INDEX i ON t (abs(a));
-- to
CREATE TABLE t (
    -- migrate:renamed-from a
    b int DEFAULT 1, a int CONSTRAINT c CHECK (a > 0));
ALTER TABLE t ALTER b SET STATISTICS 0;
CREATE POLICY p ON t USING (a IS NOT NULL);
CREATE VIEW v AS SELECT a AS x FROM t;
CREATE INDEX i ON t (abs(a));

-- pair: views that give a renamed column by its new name
-- covers: column rename; view column rename; materialized view column rename
-- statements
ALTER TABLE t RENAME COLUMN a TO z;
ALTER MATERIALIZED VIEW m RENAME COLUMN a TO z;
ALTER VIEW v RENAME COLUMN a TO z;
ALTER VIEW w RENAME COLUMN a TO z;
-- from
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
COMMENT ON COLUMN v.a IS 'kept';
CREATE MATERIALIZED VIEW m AS SELECT a FROM v;
CREATE VIEW w AS SELECT a FROM m;
-- to
CREATE TABLE t (
	-- migrate:renamed-from a
	z int,
	b int
);
CREATE VIEW v AS SELECT z, b FROM t;
COMMENT ON COLUMN v.z IS 'kept';
CREATE MATERIALIZED VIEW m AS SELECT z FROM v;
CREATE VIEW w AS SELECT z FROM m;

-- pair: view that goes on giving columns that swap their names in their places
-- covers: column rename
-- from
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w AS SELECT a, b FROM t;
-- to
CREATE TABLE t (
	-- migrate:renamed-from a
	b int,
	-- migrate:renamed-from b
	a int
);
CREATE VIEW v AS SELECT b, a FROM t;
CREATE VIEW w AS SELECT b AS a, a AS b FROM t;

-- pair: column renamed below queries that go on calling something by its old name
-- covers: column rename
-- statements
ALTER TABLE t RENAME COLUMN a TO z;
-- from
CREATE TABLE t (a int, b int);
CREATE VIEW v1 AS WITH s(a) AS (SELECT a + 1 FROM t) SELECT a AS k FROM s;
CREATE VIEW v2 AS SELECT l.a AS k FROM t, LATERAL generate_series(1, t.a) AS l(a);
CREATE VIEW v3 AS SELECT l.a AS k FROM t, LATERAL (VALUES (t.a)) AS l(a);
CREATE VIEW v4 AS SELECT count(*) OVER a AS k FROM t WINDOW a AS (ORDER BY t.a);
CREATE VIEW v5 AS SELECT s.a AS k FROM (SELECT t.a AS q FROM t) AS s(a);
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql RETURN f.a + (SELECT max(t.a) FROM t);
CREATE FUNCTION g() RETURNS SETOF int LANGUAGE sql
	BEGIN ATOMIC UPDATE t SET a = 1 RETURNING t.a; END;
-- to
CREATE TABLE t (
	-- migrate:renamed-from a
	z int,
	b int
);
CREATE VIEW v1 AS WITH s(a) AS (SELECT z + 1 FROM t) SELECT a AS k FROM s;
CREATE VIEW v2 AS SELECT l.a AS k FROM t, LATERAL generate_series(1, t.z) AS l(a);
CREATE VIEW v3 AS SELECT l.a AS k FROM t, LATERAL (VALUES (t.z)) AS l(a);
CREATE VIEW v4 AS SELECT count(*) OVER a AS k FROM t WINDOW a AS (ORDER BY t.z);
CREATE VIEW v5 AS SELECT s.a AS k FROM (SELECT t.z AS q FROM t) AS s(a);
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql RETURN f.a + (SELECT max(t.z) FROM t);
CREATE FUNCTION g() RETURNS SETOF int LANGUAGE sql
	BEGIN ATOMIC UPDATE t SET z = 1 RETURNING t.z AS a; END;

-- pair: column renamed below queries, and what they call something too
-- covers: column rename; view query; function body
-- from
CREATE TABLE t (a int, b int);
CREATE TABLE u (a int);
CREATE VIEW v1 AS WITH s(a) AS (SELECT a + 1 FROM t) SELECT a AS k FROM s;
CREATE VIEW v2 AS SELECT l.a AS k FROM t, LATERAL generate_series(1, t.a) AS l(a);
CREATE VIEW v3 AS SELECT l.a AS k FROM t, LATERAL (VALUES (t.a)) AS l(a);
CREATE VIEW v4 AS SELECT count(*) OVER a AS k FROM t WINDOW a AS (ORDER BY t.a);
CREATE VIEW v5 AS SELECT s.a AS k FROM (SELECT t.a AS q FROM t) AS s(a);
CREATE VIEW v6 AS SELECT t.a = ANY (SELECT u.a FROM u) AS k FROM t;
CREATE FUNCTION g() RETURNS SETOF int LANGUAGE sql
	BEGIN ATOMIC UPDATE t SET a = 1 RETURNING t.a; END;
CREATE RULE r AS ON DELETE TO t DO ALSO INSERT INTO u SELECT old.a;
-- to
CREATE TABLE t (
	-- migrate:renamed-from a
	z int,
	b int
);
CREATE TABLE u (a int);
CREATE VIEW v1 AS WITH s(z) AS (SELECT z + 1 FROM t) SELECT z AS k FROM s;
CREATE VIEW v2 AS SELECT l.z AS k FROM t, LATERAL generate_series(1, t.z) AS l(z);
CREATE VIEW v3 AS SELECT l.z AS k FROM t, LATERAL (VALUES (t.z)) AS l(z);
CREATE VIEW v4 AS SELECT count(*) OVER z AS k FROM t WINDOW z AS (ORDER BY t.z);
CREATE VIEW v5 AS SELECT s.z AS k FROM (SELECT t.z AS q FROM t) AS s(z);
CREATE VIEW v6 AS SELECT t.z = ANY (SELECT u.a AS z FROM u) AS k FROM t;
CREATE FUNCTION g() RETURNS SETOF int LANGUAGE sql
	BEGIN ATOMIC UPDATE t SET z = 1 RETURNING t.z; END;
CREATE RULE r AS ON DELETE TO t DO ALSO INSERT INTO u SELECT old.z;
