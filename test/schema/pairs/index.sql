-- Indexes.

-- pair: create
-- covers: index create
-- hazards: blocks writes
-- statements
CREATE INDEX t_a ON t USING btree (a);
-- both
CREATE TABLE t (a int, b text);
-- from
-- to
CREATE INDEX t_a ON t (a);

-- pair: create unique
-- covers: index create; index unique
-- hazards: blocks writes, fails on existing rows
-- both
CREATE TABLE t (a int, b text);
-- from
-- to
CREATE UNIQUE INDEX t_a ON t (a, b);

-- pair: create with a table
-- covers: index create
-- hazards: none
-- from
-- to
CREATE TABLE t (a int, b text);
CREATE INDEX t_a ON t (a);
CREATE INDEX ON t (lower(b));

-- pair: drop
-- covers: index drop
-- statements
DROP INDEX t_a;
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX t_a ON t (a);
-- to

-- pair: rename
-- covers: index rename
-- hazards: not blocks writes
-- statements
ALTER INDEX t_a RENAME TO "By a";
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX t_a ON t (a);
-- to
-- migrate:renamed-from t_a
CREATE INDEX "By a" ON t (a);

-- pair: swap two
-- covers: index rename
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (a);
CREATE INDEX y ON t (b);
-- to
-- migrate:renamed-from y
CREATE INDEX x ON t (b);
-- migrate:renamed-from x
CREATE INDEX y ON t (a);

-- pair: comment
-- covers: index comment
-- both
CREATE TABLE t (a int, b text);
CREATE INDEX t_a ON t (a);
-- from
-- to
COMMENT ON INDEX t_a IS 'quick';

-- pair: comment removed
-- covers: index comment
-- both
CREATE TABLE t (a int, b text);
CREATE INDEX t_a ON t (a);
-- from
COMMENT ON INDEX t_a IS 'quick';
-- to

-- pair: columns
-- covers: index columns
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (a);
COMMENT ON INDEX x IS 'kept';
-- to
CREATE INDEX x ON t (b, a);
COMMENT ON INDEX x IS 'kept';

-- pair: another table
-- covers: index columns
-- both
CREATE TABLE t (a int);
CREATE TABLE u (a int);
-- from
CREATE INDEX x ON t (a);
-- to
CREATE INDEX x ON u (a);

-- pair: unique
-- covers: index unique
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (a);
-- to
CREATE UNIQUE INDEX x ON t (a);

-- pair: method
-- covers: index method
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (a);
-- to
CREATE INDEX x ON t USING hash (a);

-- pair: methods
-- covers: index method; index storage parameters
-- both
CREATE TABLE t (a int[], b point, c tsvector, d inet);
-- from
-- to
CREATE INDEX ON t USING gin (a) WITH (fastupdate=off);
CREATE INDEX ON t USING gist (b);
CREATE INDEX ON t USING spgist (d);
CREATE INDEX ON t USING brin (d inet_minmax_ops) WITH (pages_per_range=16);
CREATE INDEX ON t USING gist (c tsvector_ops (siglen='100'));

-- pair: desc and nulls first
-- covers: index order
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (a, b);
-- to
CREATE INDEX x ON t (a DESC, b NULLS FIRST);

-- pair: operator class
-- covers: index operator class
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (b);
-- to
CREATE INDEX x ON t (b text_pattern_ops);

-- pair: operator class parameters
-- covers: index operator class
-- both
CREATE TABLE t (c tsvector);
-- from
CREATE INDEX x ON t USING gist (c);
-- to
CREATE INDEX x ON t USING gist (c tsvector_ops (siglen='200'));

-- pair: collation
-- covers: index collation
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (b);
-- to
CREATE INDEX x ON t (b COLLATE "C");

-- pair: expression
-- covers: index expression
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (lower(b));
-- to
CREATE INDEX x ON t (upper(b), (a + 1));

-- pair: predicate
-- covers: index predicate
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (a) WHERE b IS NOT NULL;
-- to
CREATE INDEX x ON t (a) WHERE b IS NOT NULL AND a > 5;

-- pair: predicate removed
-- covers: index predicate
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (a) WHERE b LIKE '100\%%';
-- to
CREATE INDEX x ON t (a);

-- pair: include
-- covers: index include
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (a);
-- to
CREATE INDEX x ON t (a) INCLUDE (b);

-- pair: nulls not distinct
-- covers: index nulls not distinct
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE UNIQUE INDEX x ON t (a);
-- to
CREATE UNIQUE INDEX x ON t (a) NULLS NOT DISTINCT;

-- pair: storage parameters set
-- covers: index storage parameters
-- statements
ALTER INDEX x SET (fillfactor=70);
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (a);
-- to
CREATE INDEX x ON t (a) WITH (fillfactor=70);

-- pair: storage parameters changed
-- covers: index storage parameters
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (a) WITH (fillfactor=70);
-- to
CREATE INDEX x ON t (a) WITH (deduplicate_items=off);

-- pair: statistics target
-- covers: index statistics target
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE INDEX x ON t (a, (a + 1), lower(b));
ALTER INDEX x ALTER COLUMN 3 SET STATISTICS 50;
-- to
CREATE INDEX x ON t (a, (a + 1), lower(b));
ALTER INDEX x ALTER COLUMN 2 SET STATISTICS 500;

-- pair: by a function
-- covers: index expression; function create
-- both
CREATE TABLE t (a int, b text);
-- from
-- to
CREATE FUNCTION f(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT $1';
CREATE INDEX x ON t (f(b)) WHERE f(b) <> '';

-- pair: whole row
-- covers: index expression
-- both
CREATE TABLE t (a int, b text);
-- from
-- to
CREATE INDEX x ON t ((t.*)) WHERE NOT t IS NULL;

-- pair: unlogged
-- covers: index create
-- from
CREATE UNLOGGED TABLE t (a int);
-- to
CREATE UNLOGGED TABLE t (a int);
CREATE INDEX x ON t (a);

-- pair: quoted names
-- covers: index create
-- both
CREATE TABLE "T t" ("A" int, "user" text);
-- from
CREATE INDEX "gone.now" ON "T t" ("A");
-- to
CREATE INDEX "X ""x""" ON "T t" ("A", upper("user")) WHERE "A" > 1;

-- pair: depends on extension
-- covers: index depends on extension
-- alone
-- both
CREATE EXTENSION pg_trgm;
CREATE TABLE t (a text);
CREATE INDEX t_a ON t (lower(a));
-- from
-- to
ALTER INDEX t_a DEPENDS ON EXTENSION pg_trgm;
