-- Partitioned tables and partitions.

-- pair: create
-- covers: partition create
-- from
-- to
CREATE TABLE t (a int NOT NULL, b text, UNIQUE (a, b)) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (MINVALUE) TO (10);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b);
CREATE TABLE t2x PARTITION OF t2 FOR VALUES IN ('x', NULL);
CREATE TABLE td PARTITION OF t DEFAULT;
CREATE INDEX t_b ON t (b);

-- pair: create by hash and expression
-- covers: partition create
-- from
-- to
CREATE TABLE t (a int, b text) PARTITION BY HASH (a, lower(b));
CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE t2 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1);

-- pair: drop
-- covers: partition drop
-- from
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to

-- pair: partition added
-- covers: partition add
-- from
CREATE TABLE t (a int PRIMARY KEY, b text) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE INDEX t_b ON t (b);
-- to
CREATE TABLE t (a int PRIMARY KEY, b text) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20);
CREATE INDEX t_b ON t (b);

-- pair: partition dropped
-- covers: partition remove
-- from
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20);
-- to
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);

-- pair: partition attached
-- covers: partition attach
-- from
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 (a int);
-- to
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- data
INSERT INTO t1 VALUES (1);
-- then
SELECT a FROM t;
-- 1

-- pair: partition detached
-- covers: partition detach
-- from
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 (a int);
-- data
INSERT INTO t VALUES (1);
-- then
SELECT a FROM t1;
-- 1

-- pair: bound
-- covers: partition bound
-- from
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (20);
-- data
INSERT INTO t VALUES (1);
-- then
SELECT a FROM t;
-- 1

-- pair: key
-- covers: partition key
-- refused: partition_key.t
-- from
CREATE TABLE t (a int, b int) PARTITION BY RANGE (a);
-- to
CREATE TABLE t (a int, b int) PARTITION BY LIST (b);

-- pair: plain table becomes partitioned
-- covers: partition key
-- refused: partition_plain_table_becomes_partitioned.t
-- from
CREATE TABLE t (a int, b int);
-- to
CREATE TABLE t (a int, b int) PARTITION BY LIST (b);

-- pair: column added
-- covers: partition column
-- from
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to
CREATE TABLE t (a int, b text DEFAULT 'x', c int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);

-- pair: column type and drop
-- covers: partition column
-- from
CREATE TABLE t (a int, b int, c int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to
CREATE TABLE t (a int, b bigint) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);

-- pair: column of its own default
-- covers: partition column
-- from
CREATE TABLE t (a int, b int DEFAULT 1) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to
CREATE TABLE t (a int, b int DEFAULT 1) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t (b DEFAULT 2 NOT NULL CHECK (b > 0)) FOR VALUES FROM (0) TO (10);

-- pair: constraints
-- covers: partition constraint
-- from
CREATE TABLE t (a int NOT NULL, b int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE u (a int);
-- to
CREATE TABLE t (a int NOT NULL, b int, PRIMARY KEY (a), CHECK (b > 0), UNIQUE (a, b)) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE u (a int REFERENCES t);

-- pair: constraints dropped
-- covers: partition constraint
-- from
CREATE TABLE t (a int NOT NULL, b int, PRIMARY KEY (a), CHECK (b > 0)) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE u (a int REFERENCES t);
-- to
CREATE TABLE t (a int NOT NULL, b int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE u (a int);

-- pair: foreign key of a partitioned table
-- covers: partition constraint; foreign create
-- from
CREATE TABLE r (a int PRIMARY KEY);
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to
CREATE TABLE r (a int PRIMARY KEY);
CREATE TABLE t (a int REFERENCES r) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);

-- pair: indexes
-- covers: partition index
-- from
CREATE TABLE t (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE INDEX t_a ON t (a);
-- to
CREATE TABLE t (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE INDEX t_b ON t (b);
CREATE INDEX t1_own ON t1 (b, a);

-- pair: index of one partition only
-- covers: partition index
-- from
CREATE TABLE t (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to
CREATE TABLE t (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE INDEX t_b ON ONLY t (b);
CREATE INDEX t1_b ON t1 (b);

-- pair: trigger
-- covers: partition trigger
-- both
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
-- from
CREATE TRIGGER old AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
-- to
CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE t1 DISABLE TRIGGER tr;

-- pair: rename
-- covers: partition rename
-- from
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to
-- migrate:renamed-from t
CREATE TABLE u (
	-- migrate:renamed-from a
	b int
) PARTITION BY RANGE (b);
-- migrate:renamed-from t1
CREATE TABLE u1 PARTITION OF u FOR VALUES FROM (0) TO (10);
-- data
INSERT INTO t VALUES (1);
-- then
SELECT b FROM u;
-- 1

-- pair: comment, owner and grant
-- covers: partition comment; partition owner; partition grant
-- both
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- from
-- to
COMMENT ON TABLE t IS 'whole';
COMMENT ON TABLE t1 IS 'part';
ALTER TABLE t1 OWNER TO regress_owner;
GRANT SELECT ON t TO regress_reader;

-- pair: order of columns in a partition
-- covers: partition attach; table column order
-- from
-- to
CREATE TABLE t (a int, b text) PARTITION BY RANGE (a);
CREATE TABLE t1 (b text, a int);
ALTER TABLE t ATTACH PARTITION t1 FOR VALUES FROM (0) TO (10);

-- pair: row security and storage parameters
-- covers: partition storage parameters; table row security
-- both
CREATE TABLE t (a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- from
-- to
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (a > 0);
ALTER TABLE t1 SET (fillfactor = 50);

-- pair: with a constraint that is not valid
-- covers: partition create; partition constraint
-- from
-- to
CREATE TABLE t (a int) PARTITION BY LIST (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;
