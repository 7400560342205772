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

-- pair: column that a subquery selects
-- covers: column rename; view query
-- from
CREATE TABLE t (a int, b int);
CREATE VIEW v AS WITH s AS (SELECT * FROM t) SELECT s.b FROM s;
CREATE VIEW w AS SELECT b FROM t WHERE a IN (SELECT a + 1 AS c FROM t);
-- to
CREATE TABLE t (
	-- migrate:renamed-from a
	c int, b int
);
CREATE VIEW v AS WITH s AS (SELECT * FROM t) SELECT s.b FROM s;
CREATE VIEW w AS SELECT b FROM t WHERE c IN (SELECT c + 1 AS c FROM t);
