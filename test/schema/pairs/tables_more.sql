-- More of tables: partitions of partitions, exotic options, user-made casts.

-- pair: partitions of partitions with indexes and keys
-- covers: partition add; partition index; partition constraint
-- from
CREATE TABLE t (a int NOT NULL, b text NOT NULL, PRIMARY KEY (a, b)) PARTITION BY RANGE (a);
CREATE INDEX t_b ON t (b);
-- to
CREATE TABLE t (a int NOT NULL, b text NOT NULL, PRIMARY KEY (a, b)) PARTITION BY RANGE (a);
CREATE INDEX t_b ON t (b);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10) PARTITION BY LIST (b);
CREATE TABLE t1x PARTITION OF t1 FOR VALUES IN ('x');
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20);

-- pair: index of all partitions added and dropped
-- covers: partition index
-- hazards: blocks writes
-- from
CREATE TABLE t (a int, b int, c int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20);
CREATE INDEX t_b ON t (b);
-- to
CREATE TABLE t (a int, b int, c int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20);
CREATE INDEX t_c ON t (c);
ALTER INDEX t1_c_idx RENAME TO odd;

-- pair: partition detached keeps its index
-- covers: partition detach; partition index
-- from
CREATE TABLE t (a int PRIMARY KEY, b int) PARTITION BY RANGE (a);
CREATE INDEX t_b ON t (b);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to
CREATE TABLE t (a int PRIMARY KEY, b int) PARTITION BY RANGE (a);
CREATE INDEX t_b ON t (b);
CREATE TABLE t1 (a int PRIMARY KEY, b int);
CREATE INDEX t1_b_idx ON t1 (b);
-- data
INSERT INTO t VALUES (1, 2);
-- then
SELECT * FROM t1;
-- 1|2

-- pair: partition dropped with what it is attached by
-- covers: partition remove; partition index
-- from
CREATE TABLE t (a int PRIMARY KEY, b int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE INDEX t_b ON t (b);
-- to
CREATE TABLE t (a int, b int) PARTITION BY RANGE (a);

-- pair: column of all partitions with a view on one
-- covers: partition column; dependents view on column
-- from
CREATE TABLE t (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE VIEW v AS SELECT b FROM t1;
-- to
CREATE TABLE t (a int, b bigint DEFAULT 4) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE VIEW v AS SELECT b FROM t1;

-- pair: options that differ between parent and heir
-- covers: inheritance column; column storage
-- from
CREATE TABLE p (a text, b int DEFAULT 1);
CREATE TABLE c () INHERITS (p);
-- to
CREATE TABLE p (a text, b int DEFAULT 2);
CREATE TABLE c () INHERITS (p);
ALTER TABLE ONLY p ALTER a SET STORAGE EXTERNAL, ALTER a SET STATISTICS 10;
ALTER TABLE ONLY c ALTER a SET STATISTICS 20;

-- pair: typed table with options of columns
-- covers: table of type; table create
-- both
CREATE TYPE item AS (id int, name text, n int);
-- from
-- to
CREATE TABLE t OF item (id WITH OPTIONS UNIQUE, name NOT NULL DEFAULT 'x', CHECK (n > 0));

-- pair: exclusion in a tablespace
-- covers: exclude create; exclude predicate
-- from
CREATE TABLE t (a text, b int);
-- to
CREATE TABLE t (a text, b int, CONSTRAINT x EXCLUDE USING btree (a WITH =) WITH (fillfactor=70) USING INDEX TABLESPACE regress_space WHERE (b > 0) DEFERRABLE);
CREATE INDEX y ON t (b) WITH (fillfactor=80) TABLESPACE regress_space WHERE b > 1;

-- pair: key moved to a tablespace
-- covers: primary storage parameters; index tablespace
-- from
CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE WITH (fillfactor=70));
-- to
CREATE TABLE t (a int PRIMARY KEY USING INDEX TABLESPACE regress_space, b int UNIQUE);

-- pair: type with a cast of users
-- covers: column type
-- both
CREATE TYPE pair AS (x int, y int);
CREATE FUNCTION pair(int) RETURNS pair IMMUTABLE LANGUAGE sql AS 'SELECT ROW($1, 0)::pair';
CREATE TABLE r (a text, b text[]);
-- from
CREATE TABLE t (a text, b text[], c varchar(3)[]);
-- to
CREATE TABLE t (a pair, b int[], c text[]);
-- data
INSERT INTO t VALUES ('(1,2)', '{3}', '{x}');
-- then
SELECT (a).y, b, c FROM t;
-- 2|{3}|{x}

-- pair: counter beyond its new bounds
-- covers: sequence bounds
-- hazards: not fails on existing rows
-- from
CREATE SEQUENCE s;
-- to
CREATE SEQUENCE s MINVALUE 10 MAXVALUE 50 START 20;
-- data
SELECT setval('s', 5);
-- then
SELECT nextval('s');
-- 20

-- pair: counter within its new bounds
-- covers: sequence bounds
-- from
CREATE SEQUENCE s;
-- to
CREATE SEQUENCE s MINVALUE 10 MAXVALUE 50 START 20;
-- data
SELECT setval('s', 30);
-- then
SELECT nextval('s');
-- 31

-- pair: serial kept and given to another column
-- covers: sequence owned by; column drop
-- from
CREATE TABLE t (a serial, b int);
-- to
CREATE TABLE t (b int NOT NULL);
CREATE SEQUENCE t_a_seq AS int;
ALTER TABLE t ALTER b SET DEFAULT nextval('t_a_seq');
ALTER SEQUENCE t_a_seq OWNED BY t.b;

-- pair: default with its type
-- covers: column type; default alter
-- hazards: not fails on existing rows
-- statements
ALTER TABLE t ALTER COLUMN a TYPE bigint;
-- from
CREATE TABLE t (a int DEFAULT 5);
-- to
CREATE TABLE t (a bigint DEFAULT 5);

-- pair: column that refers to its own table
-- covers: foreign drop; column drop
-- from
CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t);
-- to
CREATE TABLE t (up int);

-- pair: logged no more, of two that refer to each other
-- covers: table persistence; foreign create; foreign drop
-- statements
ALTER TABLE t DROP CONSTRAINT t_u_fkey;
ALTER TABLE u DROP CONSTRAINT u_t_fkey;
ALTER TABLE t SET UNLOGGED;
ALTER TABLE u SET UNLOGGED;
ALTER TABLE u ADD CONSTRAINT u_t_fkey FOREIGN KEY (t) REFERENCES t(id);
ALTER TABLE t ADD CONSTRAINT t_u_fkey FOREIGN KEY (u) REFERENCES u(id);
-- from
CREATE TABLE t (id int PRIMARY KEY, u int, self int REFERENCES t);
CREATE TABLE u (id int PRIMARY KEY, t int REFERENCES t);
ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u;
-- to
CREATE UNLOGGED TABLE t (id int PRIMARY KEY, u int, self int REFERENCES t);
CREATE UNLOGGED TABLE u (id int PRIMARY KEY, t int REFERENCES t);
ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u;
