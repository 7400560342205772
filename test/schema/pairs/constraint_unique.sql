-- Unique constraints.

-- pair: add
-- covers: unique create
-- hazards: fails on existing rows, blocks writes
-- statements
ALTER TABLE t ADD CONSTRAINT t_a_key UNIQUE (a);
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int UNIQUE);

-- pair: drop
-- covers: unique drop
-- from
CREATE TABLE t (a int UNIQUE, b int UNIQUE);
-- to
CREATE TABLE t (a int, b int UNIQUE);

-- pair: columns
-- covers: unique columns
-- from
CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (a));
-- to
CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (b, a));

-- pair: rename
-- covers: unique rename
-- statements
ALTER TABLE t RENAME CONSTRAINT t_a_key TO u;
-- from
CREATE TABLE t (a int UNIQUE);
-- to
CREATE TABLE t (
	-- migrate:renamed-from t_a_key
	CONSTRAINT u UNIQUE (a),
	a int
);

-- pair: comment
-- covers: unique comment
-- from
CREATE TABLE t (a int CONSTRAINT u UNIQUE);
COMMENT ON CONSTRAINT u ON t IS 'one';
-- to
CREATE TABLE t (a int CONSTRAINT u UNIQUE);
COMMENT ON CONSTRAINT u ON t IS 'two';

-- pair: nulls not distinct
-- covers: unique nulls not distinct
-- from
CREATE TABLE t (a int CONSTRAINT u UNIQUE);
-- to
CREATE TABLE t (a int, CONSTRAINT u UNIQUE NULLS NOT DISTINCT (a));

-- pair: include
-- covers: unique include
-- from
CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (a));
-- to
CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (a) INCLUDE (b));

-- pair: deferrable
-- covers: unique deferrable
-- from
CREATE TABLE t (a int, CONSTRAINT u UNIQUE (a));
-- to
CREATE TABLE t (a int, CONSTRAINT u UNIQUE (a) DEFERRABLE);

-- pair: initially deferred
-- covers: unique deferrable
-- from
CREATE TABLE t (a int, CONSTRAINT u UNIQUE (a) DEFERRABLE INITIALLY DEFERRED);
-- to
CREATE TABLE t (a int, CONSTRAINT u UNIQUE (a) DEFERRABLE INITIALLY IMMEDIATE);

-- pair: fillfactor
-- covers: unique storage parameters
-- from
CREATE TABLE t (a int, CONSTRAINT u UNIQUE (a) WITH (fillfactor=60));
-- to
CREATE TABLE t (a int, CONSTRAINT u UNIQUE (a) WITH (fillfactor=80));

-- pair: to a unique index
-- covers: unique drop; index create
-- from
CREATE TABLE t (a int, CONSTRAINT u UNIQUE (a));
-- to
CREATE TABLE t (a int);
CREATE UNIQUE INDEX u ON t (a);

-- pair: to a primary key of the same name
-- covers: unique drop; primary create
-- from
CREATE TABLE t (a int NOT NULL, CONSTRAINT k UNIQUE (a));
-- to
CREATE TABLE t (a int NOT NULL, CONSTRAINT k PRIMARY KEY (a));

-- pair: referenced by two
-- covers: unique deferrable; foreign create
-- from
CREATE TABLE t (a int, CONSTRAINT u UNIQUE (a));
CREATE TABLE r (a int REFERENCES t (a) ON DELETE CASCADE);
CREATE TABLE s (a int CONSTRAINT s_a REFERENCES t (a) DEFERRABLE);
COMMENT ON CONSTRAINT s_a ON s IS 'kept';
-- to
CREATE TABLE t (a int, CONSTRAINT u UNIQUE (a) WITH (fillfactor=90));
CREATE TABLE r (a int REFERENCES t (a) ON DELETE CASCADE);
CREATE TABLE s (a int CONSTRAINT s_a REFERENCES t (a) DEFERRABLE);
COMMENT ON CONSTRAINT s_a ON s IS 'kept';

-- pair: referenced and rebuilt
-- covers: unique include; foreign create
-- from
CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (a));
CREATE TABLE s (a int);
ALTER TABLE s ADD CONSTRAINT s_a FOREIGN KEY (a) REFERENCES t (a) NOT VALID;
COMMENT ON CONSTRAINT s_a ON s IS 'kept';
-- to
CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (a) INCLUDE (b));
CREATE TABLE s (a int);
ALTER TABLE s ADD CONSTRAINT s_a FOREIGN KEY (a) REFERENCES t (a) NOT VALID;
COMMENT ON CONSTRAINT s_a ON s IS 'kept';
-- data
INSERT INTO t VALUES (1);
INSERT INTO s VALUES (1);
-- then
SELECT * FROM s;
-- 1

-- pair: without overlaps
-- covers: unique without overlaps
-- server: 18
-- from
CREATE TABLE t (id int4range, at daterange, CONSTRAINT u UNIQUE (id, at));
-- to
CREATE TABLE t (id int4range, at daterange, CONSTRAINT u UNIQUE (id, at WITHOUT OVERLAPS));

-- pair: as the primary key
-- covers: unique create
-- from
-- to
CREATE TABLE t (a int, b int, CONSTRAINT p PRIMARY KEY (a));
ALTER TABLE t ADD CONSTRAINT q UNIQUE (a), ADD CONSTRAINT u UNIQUE (b), ADD CONSTRAINT v UNIQUE (b) WITH (fillfactor = 70),
	ADD CONSTRAINT w UNIQUE (b, a);

-- pair: dropped with a column that another one is computed of no more
-- covers: unique drop; column drop; generated drop
-- statements
ALTER TABLE t DROP CONSTRAINT u;
ALTER TABLE t ALTER COLUMN b DROP EXPRESSION;
ALTER TABLE t ALTER COLUMN b TYPE text;
ALTER TABLE t DROP COLUMN a;
-- from
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED, CONSTRAINT u UNIQUE (a, b));
-- to
CREATE TABLE t (b text);
