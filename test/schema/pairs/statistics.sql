-- Extended statistics.

-- pair: create
-- covers: statistics create
-- both
CREATE TABLE t (a int, b int);
-- from
-- to
CREATE STATISTICS s ON a, b FROM t;
CREATE STATISTICS e (mcv) ON (a + 1), b FROM t;
CREATE STATISTICS x ON (a * 2) FROM t;

-- pair: drop
-- covers: statistics drop
-- both
CREATE TABLE t (a int, b int);
-- from
CREATE STATISTICS s ON a, b FROM t;
-- to

-- pair: definition
-- covers: statistics definition
-- both
CREATE TABLE t (a int, b int, c int);
-- from
CREATE STATISTICS s (ndistinct) ON a, b FROM t;
COMMENT ON STATISTICS s IS 'kept';
-- to
CREATE STATISTICS s (ndistinct, mcv) ON a, c FROM t;
COMMENT ON STATISTICS s IS 'kept';

-- pair: target
-- covers: statistics target
-- both
CREATE TABLE t (a int, b int);
CREATE STATISTICS s ON a, b FROM t;
CREATE STATISTICS r ON a, b FROM t;
-- from
ALTER STATISTICS r SET STATISTICS 50;
-- to
ALTER STATISTICS s SET STATISTICS 500;

-- pair: rename
-- covers: statistics rename
-- both
CREATE TABLE t (a int, b int);
-- from
CREATE STATISTICS s ON a, b FROM t;
-- to
-- migrate:renamed-from s
CREATE STATISTICS r ON a, b FROM t;

-- pair: comment
-- covers: statistics comment
-- both
CREATE TABLE t (a int, b int);
CREATE STATISTICS s ON a, b FROM t;
-- from
-- to
COMMENT ON STATISTICS s IS 'why';

-- pair: owner
-- covers: statistics owner
-- both
CREATE TABLE t (a int, b int);
CREATE STATISTICS s ON a, b FROM t;
-- from
-- to
ALTER STATISTICS s OWNER TO regress_owner;

-- pair: dropped with a column
-- covers: statistics drop; column drop
-- from
CREATE TABLE t (a int, b int, c int);
CREATE STATISTICS s ON a, b FROM t;
-- to
CREATE TABLE t (a int, c int);

-- pair: of one of some values
-- covers: statistics definition
-- from
CREATE TABLE t (a varchar, b int);
CREATE STATISTICS s ON (a IN ('x', 'y')), b FROM t;
-- to
CREATE TABLE t (a varchar, b int);
CREATE STATISTICS s ON (a IN ('x', 'z')), b FROM t;

-- pair: columns in the order of the table
-- covers: statistics definition
-- statements
ALTER TABLE t ADD COLUMN d integer;
-- from
CREATE TABLE t (a int, b int, "C" int);
CREATE STATISTICS s ON a, b, "C", (a + b) FROM t;
-- to
CREATE TABLE t ("C" int, b int, a int, d int);
CREATE STATISTICS s ON a, b, "C", (a + b) FROM t;
