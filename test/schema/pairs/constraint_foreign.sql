-- Foreign keys.

-- pair: add
-- covers: foreign create
-- hazards: fails on existing rows
-- statements
ALTER TABLE u ADD CONSTRAINT u_t_fkey FOREIGN KEY (t) REFERENCES t(id);
-- both
CREATE TABLE t (id int PRIMARY KEY);
-- from
CREATE TABLE u (t int);
-- to
CREATE TABLE u (t int REFERENCES t);

-- pair: add to a new column
-- covers: foreign create; column create
-- both
CREATE TABLE t (id int PRIMARY KEY);
-- from
CREATE TABLE u (a int);
-- to
CREATE TABLE u (a int, t int REFERENCES t);

-- pair: add to a new table
-- covers: foreign create; table create
-- from
CREATE TABLE a_uses (t int);
-- to
CREATE TABLE t (id int PRIMARY KEY);
CREATE TABLE a_uses (t int REFERENCES t);

-- pair: drop
-- covers: foreign drop
-- statements
ALTER TABLE u DROP CONSTRAINT u_t_fkey;
-- both
CREATE TABLE t (id int PRIMARY KEY);
-- from
CREATE TABLE u (t int REFERENCES t);
-- to
CREATE TABLE u (t int);

-- pair: rename
-- covers: foreign rename
-- statements
ALTER TABLE u RENAME CONSTRAINT u_t_fkey TO u_is_of_t;
-- both
CREATE TABLE t (id int PRIMARY KEY);
-- from
CREATE TABLE u (t int REFERENCES t);
-- to
CREATE TABLE u (
	t int,
	-- migrate:renamed-from u_t_fkey
	CONSTRAINT u_is_of_t FOREIGN KEY (t) REFERENCES t
);

-- pair: comment
-- covers: foreign comment
-- both
CREATE TABLE t (id int PRIMARY KEY);
CREATE TABLE u (t int REFERENCES t);
-- from
-- to
COMMENT ON CONSTRAINT u_t_fkey ON u IS 'why';

-- pair: on delete
-- covers: foreign on delete
-- both
CREATE TABLE t (id int PRIMARY KEY);
-- from
CREATE TABLE u (t int REFERENCES t);
-- to
CREATE TABLE u (t int REFERENCES t ON DELETE CASCADE);

-- pair: on update
-- covers: foreign on update
-- both
CREATE TABLE t (id int PRIMARY KEY);
-- from
CREATE TABLE u (t int REFERENCES t ON UPDATE CASCADE ON DELETE RESTRICT);
-- to
CREATE TABLE u (t int DEFAULT 1 REFERENCES t ON UPDATE SET DEFAULT ON DELETE RESTRICT);

-- pair: on delete of some columns
-- covers: foreign on delete columns
-- both
CREATE TABLE t (a int, b int, PRIMARY KEY (a, b));
-- from
CREATE TABLE u (a int, b int, FOREIGN KEY (a, b) REFERENCES t ON DELETE SET NULL);
-- to
CREATE TABLE u (a int, b int, FOREIGN KEY (a, b) REFERENCES t ON DELETE SET NULL (b));

-- pair: match full
-- covers: foreign match
-- both
CREATE TABLE t (a int, b int, PRIMARY KEY (a, b));
-- from
CREATE TABLE u (a int, b int, FOREIGN KEY (a, b) REFERENCES t);
-- to
CREATE TABLE u (a int, b int, FOREIGN KEY (a, b) REFERENCES t MATCH FULL);

-- pair: deferrable
-- covers: foreign deferrable
-- statements
ALTER TABLE u ALTER CONSTRAINT u_t_fkey DEFERRABLE INITIALLY DEFERRED;
-- both
CREATE TABLE t (id int PRIMARY KEY);
-- from
CREATE TABLE u (t int REFERENCES t);
-- to
CREATE TABLE u (t int REFERENCES t DEFERRABLE INITIALLY DEFERRED);

-- pair: not deferrable
-- covers: foreign deferrable
-- both
CREATE TABLE t (id int PRIMARY KEY);
-- from
CREATE TABLE u (t int REFERENCES t DEFERRABLE INITIALLY DEFERRED, s int REFERENCES t DEFERRABLE);
-- to
CREATE TABLE u (t int REFERENCES t, s int REFERENCES t DEFERRABLE INITIALLY DEFERRED);

-- pair: not valid
-- covers: foreign not valid
-- hazards: not fails on existing rows
-- both
CREATE TABLE t (id int PRIMARY KEY);
-- from
CREATE TABLE u (t int);
-- to
CREATE TABLE u (t int);
ALTER TABLE u ADD FOREIGN KEY (t) REFERENCES t NOT VALID;
-- data
INSERT INTO u VALUES (7);

-- pair: validate
-- covers: foreign validate
-- statements
ALTER TABLE u VALIDATE CONSTRAINT u_t_fkey;
-- both
CREATE TABLE t (id int PRIMARY KEY);
CREATE TABLE u (t int);
-- from
ALTER TABLE u ADD FOREIGN KEY (t) REFERENCES t NOT VALID;
-- to
ALTER TABLE u ADD FOREIGN KEY (t) REFERENCES t;

-- pair: another table
-- covers: foreign columns
-- both
CREATE TABLE t (id int PRIMARY KEY);
CREATE TABLE s (id int PRIMARY KEY);
-- from
CREATE TABLE u (x int CONSTRAINT f REFERENCES t);
-- to
CREATE TABLE u (x int CONSTRAINT f REFERENCES s);

-- pair: more columns
-- covers: foreign columns
-- from
CREATE TABLE t (a int, b int, PRIMARY KEY (a));
CREATE TABLE u (a int, b int, CONSTRAINT f FOREIGN KEY (a) REFERENCES t);
-- to
CREATE TABLE t (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE u (a int, b int, CONSTRAINT f FOREIGN KEY (a, b) REFERENCES t);

-- pair: to itself
-- covers: foreign create
-- from
CREATE TABLE t (id int PRIMARY KEY, parent int);
-- to
CREATE TABLE t (id int PRIMARY KEY, parent int REFERENCES t);

-- pair: a circle made and broken
-- covers: foreign create; foreign drop
-- from
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, c int);
CREATE TABLE c (id int PRIMARY KEY, a int REFERENCES a);
-- to
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, c int);
CREATE TABLE c (id int PRIMARY KEY, a int REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c;

-- pair: type of both ends
-- covers: column type; foreign create
-- from
CREATE TABLE t (id int PRIMARY KEY);
CREATE TABLE u (t int REFERENCES t ON DELETE CASCADE);
-- to
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE TABLE u (t bigint REFERENCES t ON DELETE CASCADE);
-- data
INSERT INTO t VALUES (1);
INSERT INTO u VALUES (1);
-- then
SELECT * FROM u;
-- 1

-- pair: type that the other end cannot match
-- covers: column type; foreign create
-- from
CREATE TABLE t (id int PRIMARY KEY);
CREATE TABLE u (t int REFERENCES t);
-- to
CREATE TABLE t (id text PRIMARY KEY);
CREATE TABLE u (t text REFERENCES t);
-- data
INSERT INTO t VALUES (1);
INSERT INTO u VALUES (1);
-- then
SELECT * FROM u;
-- 1

-- pair: to a unique index
-- covers: foreign create
-- from
CREATE TABLE t (id int);
CREATE UNIQUE INDEX t_id ON t (id);
CREATE TABLE u (t int);
-- to
CREATE TABLE t (id int);
CREATE UNIQUE INDEX t_id ON t (id);
CREATE TABLE u (t int REFERENCES t (id));

-- pair: to a unique index rebuilt
-- covers: index columns; foreign create
-- from
CREATE TABLE t (id int, n int);
CREATE UNIQUE INDEX t_id ON t (id);
CREATE TABLE u (t int REFERENCES t (id));
-- to
CREATE TABLE t (id int, n int);
CREATE UNIQUE INDEX t_id ON t (id) INCLUDE (n);
CREATE TABLE u (t int REFERENCES t (id));

-- pair: not enforced
-- covers: foreign enforced
-- server: 18
-- both
CREATE TABLE t (id int PRIMARY KEY);
-- from
CREATE TABLE u (t int REFERENCES t);
-- to
CREATE TABLE u (t int REFERENCES t NOT ENFORCED);

-- pair: period
-- covers: foreign period
-- server: 18
-- both
CREATE TABLE t (id int4range, at daterange, PRIMARY KEY (id, at WITHOUT OVERLAPS));
-- from
CREATE TABLE u (id int4range, at daterange);
-- to
CREATE TABLE u (id int4range, at daterange, FOREIGN KEY (id, PERIOD at) REFERENCES t (id, PERIOD at));

-- pair: goes before any key that it might have needed
-- covers: foreign drop; primary drop
-- statements
ALTER TABLE u DROP CONSTRAINT f;
ALTER TABLE t DROP CONSTRAINT p;
-- from
CREATE TABLE t (a int NOT NULL CONSTRAINT k UNIQUE);
CREATE TABLE u (b int CONSTRAINT f REFERENCES t (a));
ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (a);
-- to
CREATE TABLE t (a int NOT NULL CONSTRAINT k UNIQUE);
CREATE TABLE u (b int);

-- pair: made again when any key goes that it might need
-- covers: foreign create; foreign drop; unique drop; index drop
-- statements
DROP INDEX t2_other;
ALTER TABLE t DROP CONSTRAINT t_b_key;
ALTER TABLE u DROP CONSTRAINT f;
ALTER TABLE t DROP CONSTRAINT k2;
ALTER TABLE u2 DROP CONSTRAINT g;
DROP INDEX t2_key;
ALTER TABLE u ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES t(a);
ALTER TABLE u2 ADD CONSTRAINT g FOREIGN KEY (d, c) REFERENCES t2(d, c);
-- from
CREATE TABLE t (a int CONSTRAINT k1 UNIQUE, b int UNIQUE);
CREATE TABLE u (b int CONSTRAINT f REFERENCES t (a));
ALTER TABLE t ADD CONSTRAINT k2 UNIQUE (a);
CREATE TABLE t2 (c int, d int, CONSTRAINT p PRIMARY KEY (c, d));
CREATE UNIQUE INDEX t2_key ON t2 (d, c) INCLUDE (c);
CREATE UNIQUE INDEX t2_other ON t2 (d, c) WHERE c > 1;
CREATE TABLE u2 (c int, d int, CONSTRAINT g FOREIGN KEY (d, c) REFERENCES t2 (d, c));
-- to
CREATE TABLE t (a int CONSTRAINT k1 UNIQUE, b int);
CREATE TABLE u (b int CONSTRAINT f REFERENCES t (a));
CREATE TABLE t2 (c int, d int, CONSTRAINT p PRIMARY KEY (c, d));
CREATE TABLE u2 (c int, d int, CONSTRAINT g FOREIGN KEY (d, c) REFERENCES t2 (d, c));

-- pair: not made again for a key that comes
-- covers: unique create
-- statements
ALTER TABLE t ADD CONSTRAINT k2 UNIQUE (a);
-- from
CREATE TABLE t (a int CONSTRAINT k1 UNIQUE);
CREATE TABLE u (b int CONSTRAINT f REFERENCES t (a));
-- to
CREATE TABLE t (a int CONSTRAINT k1 UNIQUE);
CREATE TABLE u (b int CONSTRAINT f REFERENCES t (a));
ALTER TABLE t ADD CONSTRAINT k2 UNIQUE (a);

-- pair: key that includes a column of another type
-- covers: foreign columns; column type
-- from
CREATE TABLE t (a int, b int, CONSTRAINT k UNIQUE (a) INCLUDE (b));
CREATE TABLE u (a int CONSTRAINT f REFERENCES t (a));
-- to
CREATE TABLE t (a int, b bigint, CONSTRAINT k UNIQUE (a) INCLUDE (b));
CREATE TABLE u (a int CONSTRAINT f REFERENCES t (a));
