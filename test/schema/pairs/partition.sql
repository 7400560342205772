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

-- pair: detached with a foreign key from above
-- covers: partition detach; foreign drop
-- from
CREATE TABLE r (a int PRIMARY KEY);
CREATE TABLE p (a int CONSTRAINT k REFERENCES r, CONSTRAINT l FOREIGN KEY (a) REFERENCES r) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);
CREATE TABLE s PARTITION OF p FOR VALUES IN (2);
-- to
CREATE TABLE r (a int PRIMARY KEY);
CREATE TABLE p (a int CONSTRAINT k REFERENCES r) PARTITION BY LIST (a);
CREATE TABLE q (a int CONSTRAINT k REFERENCES r);
CREATE TABLE s (a int);

-- pair: dropped while a foreign key refers to it
-- covers: partition drop
-- from
CREATE TABLE p (a int PRIMARY KEY) PARTITION BY RANGE (a);
CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (9) PARTITION BY LIST (a);
CREATE TABLE s PARTITION OF q FOR VALUES IN (1);
CREATE TABLE r (a int REFERENCES p);
-- to
CREATE TABLE p (a int PRIMARY KEY) PARTITION BY RANGE (a);
CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (9) PARTITION BY LIST (a);
CREATE TABLE r (a int REFERENCES p);

-- pair: dropped with its table and a foreign key to it
-- covers: partition drop; foreign drop
-- from
CREATE TABLE p (a int PRIMARY KEY) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (a);
CREATE TABLE s PARTITION OF q FOR VALUES IN (1);
CREATE TABLE r (a int REFERENCES p);
CREATE TABLE t (a int REFERENCES p);
-- to
CREATE TABLE t (a int);

-- pair: dropped with tables that refer to each other
-- covers: partition drop; foreign drop
-- from
CREATE TABLE p (a int PRIMARY KEY, b int) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);
CREATE TABLE r (a int PRIMARY KEY REFERENCES p) PARTITION BY LIST (a);
CREATE TABLE s PARTITION OF r FOR VALUES IN (1);
ALTER TABLE p ADD FOREIGN KEY (b) REFERENCES r;
-- to

-- pair: made with a foreign key to its own table
-- covers: partition create; foreign create
-- from
-- to
CREATE TABLE p (a int PRIMARY KEY, b int REFERENCES p) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);
CREATE TABLE s PARTITION OF p FOR VALUES IN (2);

-- pair: dropped while its table refers to itself
-- covers: partition drop
-- from
CREATE TABLE p (a int PRIMARY KEY, b int REFERENCES p) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);
CREATE TABLE s PARTITION OF p FOR VALUES IN (2);
-- to
CREATE TABLE p (a int PRIMARY KEY, b int REFERENCES p) PARTITION BY LIST (a);
CREATE TABLE s PARTITION OF p FOR VALUES IN (2);

-- pair: in place of another, with another foreign key to its own table
-- covers: partition drop; partition create; foreign drop; foreign create
-- from
CREATE TABLE p (a int PRIMARY KEY, b int CONSTRAINT k REFERENCES p) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);
-- to
CREATE TABLE p (a int PRIMARY KEY, b int CONSTRAINT l REFERENCES p ON DELETE CASCADE) PARTITION BY LIST (a);
CREATE TABLE r PARTITION OF p FOR VALUES IN (1);

-- pair: partitions that refer to the table above
-- covers: partition create; partition drop
-- from
-- to
CREATE TABLE p (a int PRIMARY KEY) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (a);
CREATE TABLE s PARTITION OF q FOR VALUES IN (1);
CREATE TABLE t PARTITION OF p FOR VALUES IN (2);
ALTER TABLE q ADD FOREIGN KEY (a) REFERENCES p;
ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p;

-- pair: index that a foreign key needs
-- covers: partition index; foreign create
-- from
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (a);
CREATE TABLE s PARTITION OF q FOR VALUES IN (1);
CREATE TABLE r (a int, b int);
-- to
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (a);
CREATE TABLE s PARTITION OF q FOR VALUES IN (1);
CREATE UNIQUE INDEX i ON p (a, b);
CREATE TABLE r (a int, b int, CONSTRAINT k FOREIGN KEY (a, b) REFERENCES p (a, b));

-- pair: primary key attached to an index
-- covers: partition index; partition constraint
-- from
CREATE TABLE p (a int NOT NULL, b int NOT NULL) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);
CREATE UNIQUE INDEX i ON p (a, b);
ALTER TABLE q ADD CONSTRAINT q_pkey PRIMARY KEY USING INDEX q_a_b_idx;
-- to
CREATE TABLE p (a int NOT NULL, b int NOT NULL, CONSTRAINT i PRIMARY KEY (a, b)) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);

-- pair: index no longer attached
-- covers: partition index
-- from
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);
CREATE TABLE s PARTITION OF p FOR VALUES IN (2);
CREATE INDEX i ON p (b);
-- to
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);
CREATE TABLE s PARTITION OF p FOR VALUES IN (2);
CREATE INDEX i ON ONLY p (b);
CREATE INDEX q_b_idx ON q (b);
CREATE INDEX s_b_idx ON s (b);
ALTER INDEX i ATTACH PARTITION s_b_idx;

-- pair: moved to another table, with its indexes
-- covers: partition attach; partition index
-- from
CREATE TABLE p (a int, b int, CONSTRAINT u UNIQUE (a, b)) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);
-- to
CREATE TABLE o (a int, b int, CONSTRAINT u UNIQUE (a, b)) PARTITION BY LIST (a);
CREATE TABLE q (a int, b int, CONSTRAINT q_a_b_key UNIQUE (a, b));
ALTER TABLE o ATTACH PARTITION q FOR VALUES IN (1);

-- pair: two indexes on the same columns
-- covers: partition index; partition constraint
-- from
CREATE TABLE o (a int);
-- to
CREATE TABLE o (a int);
CREATE TABLE p (a int, b int, CONSTRAINT u UNIQUE (a, b)) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p (PRIMARY KEY (a, b)) FOR VALUES IN (1);
CREATE INDEX i ON p (b);
CREATE INDEX j ON q (b);

-- pair: attached with two indexes on the same columns
-- covers: partition index
-- refused: The index
-- from
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE INDEX i ON p (b);
CREATE TABLE q (a int, b int);
CREATE INDEX a ON q (b);
-- to
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);
CREATE INDEX i ON p (b);
CREATE INDEX a ON q (b);

-- pair: primary key where the table above lets go of not null
-- covers: partition constraint; not null drop
-- from
CREATE TABLE p (a int NOT NULL, b int NOT NULL) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);
-- to
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p (CONSTRAINT k PRIMARY KEY (a)) FOR VALUES IN (1);

-- pair: check that is not valid above only
-- covers: partition constraint; check not valid
-- from
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);
-- to
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
ALTER TABLE p ADD CONSTRAINT k CHECK (b > 0) NOT VALID;
CREATE TABLE q PARTITION OF p FOR VALUES IN (1);

-- pair: type of a column in the key
-- covers: partition key; column type
-- refused: It is in the partition key
-- from
CREATE TABLE t (a int, b int) PARTITION BY RANGE (b, abs(a));
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0, 0) TO (10, 10);
-- to
CREATE TABLE t (a bigint, b int) PARTITION BY RANGE (b, abs(a));
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0, 0) TO (10, 10);

-- pair: type of a column in the key made again
-- covers: partition key; enum remove value
-- refused: It is in the partition key
-- from
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (a e, b int) PARTITION BY LIST (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN ('a');
-- to
CREATE TYPE e AS ENUM ('a');
CREATE TABLE t (a e, b int) PARTITION BY LIST (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN ('a');

-- pair: key of a partition, and the type of its column
-- covers: partition key; column type
-- refused: or of a partition
-- from
CREATE TABLE t (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10) PARTITION BY LIST (b);
-- to
CREATE TABLE t (a int, b bigint) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10) PARTITION BY LIST (b);

-- pair: dropped with a key whose column gets another type
-- covers: partition key; partition drop; column type
-- from
CREATE TABLE t (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10) PARTITION BY LIST (b);
-- to
CREATE TABLE t (a int, b bigint) PARTITION BY RANGE (a);

-- pair: with an index on the table alone
-- covers: partition create; partition index
-- from
-- to
CREATE TABLE t (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10) PARTITION BY LIST (b);
CREATE TABLE t2 PARTITION OF t1 FOR VALUES IN (1);
CREATE INDEX i ON ONLY t (b);
