-- NOT NULL.

-- pair: set
-- covers: not null create; column not null
-- hazards: fails on existing rows
-- statements
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int NOT NULL);

-- pair: drop
-- covers: not null drop; column not null
-- hazards: not fails on existing rows
-- statements
ALTER TABLE t ALTER COLUMN a DROP NOT NULL;
-- from
CREATE TABLE t (a int NOT NULL);
-- to
CREATE TABLE t (a int);

-- pair: set and drop
-- covers: not null create; not null drop; table one statement
-- from
CREATE TABLE t (a int NOT NULL, b int);
-- to
CREATE TABLE t (a int, b int NOT NULL);

-- pair: kept when the primary key goes
-- covers: not null create; primary drop
-- from
CREATE TABLE t (a int PRIMARY KEY);
-- to
CREATE TABLE t (a int NOT NULL);

-- pair: gone with the primary key
-- covers: not null drop; primary drop
-- from
CREATE TABLE t (a int PRIMARY KEY);
-- to
CREATE TABLE t (a int);

-- pair: named
-- covers: not null name
-- server: 18
-- from
CREATE TABLE t (a int NOT NULL);
-- to
CREATE TABLE t (a int CONSTRAINT a_must_be NOT NULL);

-- pair: not valid
-- covers: not null not valid
-- server: 18
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int);
ALTER TABLE t ADD CONSTRAINT t_a_not_null NOT NULL a NOT VALID;

-- pair: no inherit
-- covers: not null no inherit
-- server: 18
-- from
CREATE TABLE t (a int NOT NULL);
-- to
CREATE TABLE t (a int NOT NULL NO INHERIT);

-- pair: comment
-- covers: not null comment
-- server: 18
-- both
CREATE TABLE t (a int CONSTRAINT must NOT NULL);
-- from
-- to
COMMENT ON CONSTRAINT must ON t IS 'why';

-- pair: named as that of a dropped column
-- covers: not null name; column drop
-- from
CREATE TABLE t (a int NOT NULL, b int CONSTRAINT t_c_not_null NOT NULL);
CREATE VIEW v AS SELECT b FROM t;
-- to
CREATE TABLE t (a int NOT NULL, c int NOT NULL);
CREATE VIEW v AS SELECT c AS b FROM t;

-- pair: columns change names
-- covers: not null name; column rename
-- from
CREATE TABLE t (a int NOT NULL, b bigint NOT NULL);
-- to
CREATE TABLE t (
    -- migrate:renamed-from b
    a bigint NOT NULL,
    -- migrate:renamed-from a
    b int NOT NULL);

-- pair: names change columns
-- covers: not null name
-- from
CREATE TABLE t (a int CONSTRAINT x NOT NULL, b int CONSTRAINT y NOT NULL);
-- to
CREATE TABLE t (a int CONSTRAINT y NOT NULL, b int CONSTRAINT x NOT NULL);

-- pair: renamed, with heirs
-- covers: not null name; table rename
-- from
-- migrate:renamed-from w
CREATE TABLE t (a int NOT NULL);
CREATE TABLE u (b int) INHERITS (t);
CREATE TABLE v () INHERITS (u);
-- to
-- migrate:renamed-from t
CREATE TABLE w (a int NOT NULL);
CREATE TABLE u (b int) INHERITS (w);
CREATE TABLE v () INHERITS (u);

-- pair: renamed, with partitions
-- covers: not null name; partition rename
-- from
CREATE TABLE t (a int NOT NULL) PARTITION BY LIST (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
CREATE TABLE t2 PARTITION OF t FOR VALUES IN (2);
-- to
-- migrate:renamed-from t
CREATE TABLE u (a int NOT NULL) PARTITION BY LIST (a);
CREATE TABLE t1 PARTITION OF u FOR VALUES IN (1);
CREATE TABLE t2 PARTITION OF u FOR VALUES IN (2);

-- pair: of a partition that is detached
-- covers: not null name; partition detach
-- from
CREATE TABLE t (a int NOT NULL) PARTITION BY LIST (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
-- to
CREATE TABLE t (a int NOT NULL) PARTITION BY LIST (a);
CREATE TABLE t1 (a int NOT NULL);
