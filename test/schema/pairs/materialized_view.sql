-- Materialized views.

-- pair: create
-- covers: materialized view create
-- both
CREATE TABLE t (a int, b text);
-- from
-- to
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
CREATE UNIQUE INDEX m_a ON m (a);
-- data
INSERT INTO t VALUES (1, 'x');
-- then
SELECT * FROM m;
-- 1|x

-- pair: create with no data
-- covers: materialized view create
-- both
CREATE TABLE t (a int, b text);
-- from
-- to
CREATE MATERIALIZED VIEW m AS SELECT a FROM t WITH NO DATA;

-- pair: drop
-- covers: materialized view drop
-- statements
DROP MATERIALIZED VIEW m;
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
-- to

-- pair: query
-- covers: materialized view query; materialized view rebuild
-- both
CREATE TABLE t (a int, b text);
GRANT SELECT ON t TO regress_owner;
GRANT USAGE, CREATE ON SCHEMA own_schema TO regress_owner;
-- from
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE UNIQUE INDEX m_a ON m (a);
CREATE INDEX m_half ON m ((a / 2)) WITH (fillfactor=80);
COMMENT ON MATERIALIZED VIEW m IS 'kept';
COMMENT ON COLUMN m.a IS 'kept';
COMMENT ON INDEX m_a IS 'kept';
GRANT SELECT ON m TO regress_reader;
ALTER MATERIALIZED VIEW m OWNER TO regress_owner;
ALTER MATERIALIZED VIEW m ALTER a SET STATISTICS 50;
ALTER MATERIALIZED VIEW m CLUSTER ON m_a;
-- to
CREATE MATERIALIZED VIEW m AS SELECT a FROM t WHERE a > 0;
CREATE UNIQUE INDEX m_a ON m (a);
CREATE INDEX m_half ON m ((a / 2)) WITH (fillfactor=80);
COMMENT ON MATERIALIZED VIEW m IS 'kept';
COMMENT ON COLUMN m.a IS 'kept';
COMMENT ON INDEX m_a IS 'kept';
GRANT SELECT ON m TO regress_reader;
ALTER MATERIALIZED VIEW m OWNER TO regress_owner;
ALTER MATERIALIZED VIEW m ALTER a SET STATISTICS 50;
ALTER MATERIALIZED VIEW m CLUSTER ON m_a;
-- data
INSERT INTO t VALUES (1), (-1);
REFRESH MATERIALIZED VIEW m;
-- then
SELECT * FROM m;
-- 1

-- pair: rename
-- covers: materialized view rename
-- statements
ALTER MATERIALIZED VIEW m RENAME TO n;
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
-- to
-- migrate:renamed-from m
CREATE MATERIALIZED VIEW n AS SELECT a FROM t;

-- pair: rename a column
-- covers: materialized view column rename
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
-- to
CREATE MATERIALIZED VIEW m AS SELECT a AS c FROM t;

-- pair: comment
-- covers: materialized view comment
-- both
CREATE TABLE t (a int, b text);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
-- from
-- to
COMMENT ON MATERIALIZED VIEW m IS 'stored';
COMMENT ON COLUMN m.a IS 'stored too';

-- pair: owner
-- covers: materialized view owner
-- statements
ALTER MATERIALIZED VIEW m OWNER TO regress_owner;
-- both
CREATE TABLE t (a int, b text);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
-- from
-- to
ALTER MATERIALIZED VIEW m OWNER TO regress_owner;

-- pair: grant
-- covers: materialized view grant
-- both
CREATE TABLE t (a int, b text);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
-- from
-- to
GRANT SELECT ON m TO PUBLIC;

-- pair: storage parameters
-- covers: materialized view storage parameters
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
-- to
CREATE MATERIALIZED VIEW m WITH (fillfactor=70) AS SELECT a FROM t;

-- pair: column storage and statistics
-- covers: materialized view column storage; materialized view column statistics target
-- both
CREATE TABLE t (a int, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
-- from
-- to
ALTER MATERIALIZED VIEW m ALTER b SET STORAGE EXTERNAL, ALTER a SET STATISTICS 0;

-- pair: cluster on
-- covers: materialized view cluster
-- both
CREATE TABLE t (a int, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
CREATE INDEX m_a ON m (a);
-- from
-- to
ALTER MATERIALIZED VIEW m CLUSTER ON m_a;

-- pair: index added and dropped
-- covers: index create; index drop
-- both
CREATE TABLE t (a int, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
-- from
CREATE INDEX m_a ON m (a);
-- to
CREATE UNIQUE INDEX m_b ON m (b);

-- pair: on another, rebuilt
-- covers: materialized view rebuild; dependents view on view
-- from
CREATE TABLE t (a int);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE MATERIALIZED VIEW n AS SELECT a FROM m;
CREATE VIEW v AS SELECT a FROM n;
CREATE INDEX n_a ON n (a);
-- to
CREATE TABLE t (a bigint);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE MATERIALIZED VIEW n AS SELECT a FROM m;
CREATE VIEW v AS SELECT a FROM n;
CREATE INDEX n_a ON n (a);
-- data
INSERT INTO t VALUES (1);
-- then
SELECT * FROM v;
-- 1

-- pair: by a function
-- covers: materialized view create; function create
-- from
-- to
CREATE TABLE t (a int);
CREATE FUNCTION f(int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
CREATE MATERIALIZED VIEW m AS SELECT f(a) FROM t;

-- pair: moved to another schema
-- covers: materialized view schema
-- both
CREATE SCHEMA own_two;
CREATE TABLE t (a int);
-- from
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE INDEX m_a ON m (a);
-- to
-- migrate:renamed-from own_schema.m
CREATE MATERIALIZED VIEW own_two.m AS SELECT a FROM t;
CREATE INDEX m_a ON own_two.m (a);

-- pair: access method
-- covers: materialized view access method
-- both
CREATE ACCESS METHOD own_heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (a int);
-- from
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
-- to
CREATE MATERIALIZED VIEW m USING own_heap2 AS SELECT a FROM t;

-- pair: made again when what it reads is empty
-- covers: materialized view query
-- from
CREATE TABLE t (a int);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE VIEW v AS SELECT a FROM m;
CREATE MATERIALIZED VIEW w AS SELECT a FROM v;
REFRESH MATERIALIZED VIEW m WITH NO DATA;
-- to
CREATE TABLE t (a int);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE VIEW v AS SELECT a FROM m;
CREATE MATERIALIZED VIEW w AS SELECT a, a + 1 AS b FROM v;
REFRESH MATERIALIZED VIEW m WITH NO DATA;
