-- Renames and moves that get into each other's way: a name is taken when it is
-- free, by what moves along, too.

-- pair: tables that exchange their schemas
-- covers: table schema
-- from
CREATE SCHEMA own_one;
CREATE SCHEMA own_two;
CREATE TABLE own_one.t (a int PRIMARY KEY);
CREATE TABLE own_two.t (b text PRIMARY KEY);
-- to
CREATE SCHEMA own_one;
CREATE SCHEMA own_two;
-- migrate:renamed-from own_two.t
CREATE TABLE own_one.t (b text PRIMARY KEY);
-- migrate:renamed-from own_one.t
CREATE TABLE own_two.t (a int PRIMARY KEY);
-- data
INSERT INTO own_one.t VALUES (7);
INSERT INTO own_two.t VALUES ('seven');
-- then
SELECT a, b FROM own_two.t, own_one.t
-- 7|seven

-- pair: three tables go round
-- covers: table schema; table rename
-- from
CREATE SCHEMA own_one;
CREATE SCHEMA own_two;
CREATE TABLE own_one.t (a int, CONSTRAINT k UNIQUE (a));
CREATE TABLE own_two.t (b int, CONSTRAINT k UNIQUE (b));
CREATE TABLE own_two.u (c int, CONSTRAINT l UNIQUE (c));
-- to
CREATE SCHEMA own_one;
CREATE SCHEMA own_two;
-- migrate:renamed-from own_one.t
CREATE TABLE own_two.t (a int, CONSTRAINT k UNIQUE (a));
-- migrate:renamed-from own_two.t
CREATE TABLE own_two.u (b int, CONSTRAINT l UNIQUE (b));
-- migrate:renamed-from own_two.u
CREATE TABLE own_one.t (c int, CONSTRAINT k UNIQUE (c));

-- pair: moved where its old name is taken, to a name taken where it was
-- covers: table schema; table rename
-- from
CREATE SCHEMA own_one;
CREATE SCHEMA own_two;
CREATE TABLE own_one.t (a int);
CREATE TABLE own_one.u (b int);
CREATE TABLE own_two.t (c int);
-- to
CREATE SCHEMA own_one;
CREATE SCHEMA own_two;
CREATE TABLE own_one.u (b int);
CREATE TABLE own_two.t (c int);
-- migrate:renamed-from own_one.t
CREATE TABLE own_two.u (a int);
-- data
INSERT INTO own_one.t VALUES (7);
-- then
SELECT a FROM own_two.u
-- 7

-- pair: moved to a name taken where it was
-- covers: function schema; function rename
-- statements
ALTER FUNCTION f() SET SCHEMA own_two;
ALTER FUNCTION own_two.f() RENAME TO g;
-- from
CREATE SCHEMA own_two;
CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1;
CREATE FUNCTION g() RETURNS int LANGUAGE sql RETURN 2;
-- to
CREATE SCHEMA own_two;
CREATE FUNCTION g() RETURNS int LANGUAGE sql RETURN 2;
-- migrate:renamed-from own_schema.f
CREATE FUNCTION own_two.g() RETURNS int LANGUAGE sql RETURN 1;

-- pair: name of an index that moves away with its table
-- covers: table schema; table rename
-- from
CREATE SCHEMA own_two;
CREATE TABLE a (i int);
CREATE TABLE z (i int);
CREATE INDEX n ON z (i);
-- to
CREATE SCHEMA own_two;
-- migrate:renamed-from a
CREATE TABLE n (i int);
-- migrate:renamed-from own_schema.z
CREATE TABLE own_two.z (i int);
CREATE INDEX n ON own_two.z (i);

-- pair: name of an index that moves to it with its table
-- covers: table schema; index rename; sequence rename
-- from
CREATE SCHEMA own_two;
CREATE TABLE a (i serial, j int GENERATED ALWAYS AS IDENTITY);
CREATE INDEX n ON a (i);
CREATE INDEX m ON a (j);
CREATE TABLE own_two.n (i int);
CREATE VIEW own_two.m AS SELECT 1 AS c;
CREATE TABLE own_two.a_i_seq (i int);
CREATE SEQUENCE own_two.a_j_seq;
-- to
CREATE SCHEMA own_two;
-- migrate:renamed-from own_schema.a
CREATE TABLE own_two.a (i serial, j int GENERATED ALWAYS AS IDENTITY);
CREATE INDEX n ON own_two.a (i);
CREATE INDEX m ON own_two.a (j);
-- migrate:renamed-from own_two.n
CREATE TABLE own_two.zn (i int);
-- migrate:renamed-from own_two.m
CREATE VIEW own_two.zm AS SELECT 1 AS c;
-- migrate:renamed-from own_two.a_i_seq
CREATE TABLE own_two.zi (i int);
-- migrate:renamed-from own_two.a_j_seq
CREATE SEQUENCE own_two.zj;

-- pair: an index and a table that exchange their names by a move
-- covers: table schema; index rename
-- from
CREATE SCHEMA own_two;
CREATE TABLE a (i int);
CREATE INDEX n ON a (i);
CREATE TABLE own_two.n (i int);
CREATE INDEX a ON own_two.n (i);
-- to
CREATE SCHEMA own_two;
-- migrate:renamed-from own_schema.a
CREATE TABLE own_two.a (i int);
CREATE INDEX n ON own_two.a (i);
-- migrate:renamed-from own_two.n
CREATE TABLE n (i int);
CREATE INDEX a ON n (i);

-- pair: moved into a new schema that has the old name of its own
-- covers: table schema; schema rename
-- from
CREATE SCHEMA own_a;
CREATE TABLE own_a.t (i int PRIMARY KEY);
CREATE TABLE own_a.u (i int PRIMARY KEY);
-- to
-- migrate:renamed-from own_a
CREATE SCHEMA own_b;
CREATE SCHEMA own_a;
CREATE TABLE own_b.u (i int PRIMARY KEY);
-- migrate:renamed-from own_b.t
CREATE TABLE own_a.t (i int PRIMARY KEY);

-- pair: schemas that exchange their names
-- covers: schema rename
-- from
CREATE SCHEMA own_a;
CREATE SCHEMA own_b;
CREATE TABLE own_a.t (i int PRIMARY KEY);
CREATE TABLE own_b.u (i int PRIMARY KEY);
-- to
-- migrate:renamed-from own_b
CREATE SCHEMA own_a;
-- migrate:renamed-from own_a
CREATE SCHEMA own_b;
CREATE TABLE own_b.t (i int PRIMARY KEY);
CREATE TABLE own_a.u (i int PRIMARY KEY);

-- pair: names that an heir has to give up
-- covers: column rename
-- from
CREATE TABLE p (a int, CONSTRAINT k CHECK (a > 0));
CREATE TABLE h (b int, CONSTRAINT l CHECK (b > 0)) INHERITS (p);
-- to
CREATE TABLE p (
	-- migrate:renamed-from a
	b int,
	-- migrate:renamed-from k
	CONSTRAINT l CHECK (b > 0));
CREATE TABLE h (
	-- migrate:renamed-from b
	c int,
	-- migrate:renamed-from l
	CONSTRAINT m CHECK (c > 0)) INHERITS (p);
-- data
INSERT INTO h VALUES (1, 2);
-- then
SELECT b, c FROM h
-- 1|2

-- pair: exchanged names of inherited columns
-- covers: column rename
-- from
CREATE TABLE p (a int, b text);
CREATE TABLE h () INHERITS (p);
CREATE TABLE g (c int) INHERITS (h);
-- to
CREATE TABLE p (
	-- migrate:renamed-from b
	a text,
	-- migrate:renamed-from a
	b int);
CREATE TABLE h () INHERITS (p);
CREATE TABLE g (c int) INHERITS (h);
-- data
INSERT INTO g VALUES (1, 'one', 2);
-- then
SELECT a, b, c FROM g
-- one|1|2

-- pair: checks that are not inherited
-- covers: check rename
-- from
CREATE TABLE p (a int, CONSTRAINT k CHECK (a > 0) NO INHERIT);
CREATE TABLE h (CONSTRAINT k CHECK (a > 1)) INHERITS (p);
-- to
CREATE TABLE p (a int,
	-- migrate:renamed-from k
	CONSTRAINT l CHECK (a > 0) NO INHERIT);
CREATE TABLE h (
	-- migrate:renamed-from k
	CONSTRAINT l CHECK (a > 1)) INHERITS (p);

-- pair: indexes and keys of partitions of the same names
-- covers: index rename; foreign rename
-- from
CREATE SCHEMA own_two;
CREATE TABLE q (i int PRIMARY KEY);
CREATE TABLE p (i int, CONSTRAINT f FOREIGN KEY (i) REFERENCES q) PARTITION BY LIST (i);
CREATE TABLE own_two.r PARTITION OF p FOR VALUES IN (1);
CREATE INDEX n ON ONLY p (i);
CREATE INDEX n ON own_two.r (i);
ALTER INDEX n ATTACH PARTITION own_two.n;
-- to
CREATE SCHEMA own_two;
CREATE TABLE q (i int PRIMARY KEY);
CREATE TABLE p (i int,
	-- migrate:renamed-from f
	CONSTRAINT g FOREIGN KEY (i) REFERENCES q) PARTITION BY LIST (i);
CREATE TABLE own_two.r PARTITION OF p FOR VALUES IN (1);
-- migrate:renamed-from n
CREATE INDEX m ON ONLY p (i);
-- migrate:renamed-from own_two.n
CREATE INDEX m ON own_two.r (i);
ALTER INDEX m ATTACH PARTITION own_two.m;

-- pair: types that exchange their schemas
-- covers: enum schema
-- from
CREATE SCHEMA own_two;
CREATE TYPE e AS ENUM ('a');
CREATE TYPE own_two.e AS ENUM ('b');
CREATE TABLE t (a e, b own_two.e);
-- to
CREATE SCHEMA own_two;
-- migrate:renamed-from own_two.e
CREATE TYPE e AS ENUM ('b');
-- migrate:renamed-from own_schema.e
CREATE TYPE own_two.e AS ENUM ('a');
CREATE TABLE t (a own_two.e, b e);

-- pair: a table takes the name of a column's identity sequence that moves away
-- covers: table rename; table schema
-- from
CREATE SCHEMA own_two;
CREATE TABLE z (i int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE a (i int);
-- to
CREATE SCHEMA own_two;
-- migrate:renamed-from own_schema.z
CREATE TABLE own_two.z (i int GENERATED ALWAYS AS IDENTITY);
-- migrate:renamed-from a
CREATE TABLE z_i_seq (i int);

-- pair: moves with an index whose old name another has taken there
-- covers: table schema; index rename
-- from
CREATE SCHEMA own_two;
CREATE TABLE own_two.a (i int);
CREATE TABLE z (i int, CONSTRAINT k PRIMARY KEY (i));
CREATE INDEX n ON z (i);
-- to
CREATE SCHEMA own_two;
-- migrate:renamed-from own_two.a
CREATE TABLE own_two.n (i int);
CREATE VIEW own_two.k AS SELECT 1 AS c;
-- migrate:renamed-from own_schema.z
CREATE TABLE own_two.z (i int,
	-- migrate:renamed-from k
	CONSTRAINT m PRIMARY KEY (i));
-- migrate:renamed-from n
CREATE INDEX l ON own_two.z (i);

-- pair: a range moves and its multirange with it
-- covers: range schema
-- both
CREATE SCHEMA own_two;
-- from
CREATE TYPE times AS RANGE (SUBTYPE = time);
CREATE TABLE t (a times, b times_multirange);
-- to
-- migrate:renamed-from own_schema.times
CREATE TYPE own_two.times AS RANGE (SUBTYPE = time);
CREATE TABLE t (a own_two.times, b own_two.times_multirange);

-- pair: a sequence takes the name of an enum
-- covers: sequence create; enum drop
-- from
CREATE TYPE a AS ENUM ('x');
CREATE TABLE t (c a);
-- to
CREATE SEQUENCE a;
CREATE TABLE t (c int);

-- pair: a key takes another key's name, which a foreign key had, too
-- covers: primary create; primary drop
-- both
CREATE TABLE q (i int PRIMARY KEY);
-- from
CREATE TABLE a (i int NOT NULL, CONSTRAINT k FOREIGN KEY (i) REFERENCES q);
CREATE TABLE z (i int, CONSTRAINT k PRIMARY KEY (i));
-- to
CREATE TABLE a (i int, CONSTRAINT k PRIMARY KEY (i));
CREATE TABLE z (i int NOT NULL);
