-- Renames of what no other file has, several at once, and mixed with changes.

-- pair: everything at once
-- covers: table rename; column rename; view rename; index rename; check rename; sequence rename; function rename; enum rename
-- from
CREATE TYPE e AS ENUM ('x');
CREATE SEQUENCE s;
CREATE TABLE t (a int CONSTRAINT c CHECK (a > 0), e e DEFAULT 'x', n bigint DEFAULT nextval('s'));
CREATE INDEX i ON t (a);
CREATE FUNCTION f(t) RETURNS int LANGUAGE sql AS 'SELECT $1.a';
CREATE VIEW v AS SELECT a, e, t.f FROM t;
COMMENT ON TABLE t IS 'kept';
GRANT SELECT ON t, v TO regress_reader;
-- to
-- migrate:renamed-from e
CREATE TYPE e2 AS ENUM ('x');
-- migrate:renamed-from s
CREATE SEQUENCE s2;
-- migrate:renamed-from t
CREATE TABLE t2 (
	-- migrate:renamed-from a
	a2 int,
	-- migrate:renamed-from c
	CONSTRAINT c2 CHECK (a2 > 0),
	e e2 DEFAULT 'x',
	n bigint DEFAULT nextval('s2')
);
-- migrate:renamed-from i
CREATE INDEX i2 ON t2 (a2);
-- migrate:renamed-from f
CREATE FUNCTION f2(t2) RETURNS int LANGUAGE sql AS 'SELECT $1.a2';
-- migrate:renamed-from v
CREATE VIEW v2 AS SELECT a2 AS a, e, t2.f2 AS f FROM t2;
COMMENT ON TABLE t2 IS 'kept';
GRANT SELECT ON t2, v2 TO regress_reader;
-- data
INSERT INTO t VALUES (1);
-- then
SELECT * FROM t2;
-- 1|x|1

-- pair: a rename done already
-- covers: table rename; column create
-- statements
ALTER TABLE new ADD COLUMN b integer;
-- from
CREATE TABLE new (a int);
-- to
-- migrate:renamed-from old
CREATE TABLE new (a int, b int);

-- pair: a column rename done already
-- covers: column rename; default create
-- statements
ALTER TABLE t ALTER COLUMN b SET DEFAULT 1;
-- from
CREATE TABLE t (b int);
-- to
CREATE TABLE t (
	-- migrate:renamed-from a
	b int DEFAULT 1
);

-- pair: to a keyword
-- covers: table rename
-- statements
ALTER TABLE t RENAME TO "user";
-- from
CREATE TABLE t (a int);
-- to
-- migrate:renamed-from t
CREATE TABLE "user" (a int);

-- pair: chain of columns
-- covers: column rename; column create; column drop
-- from
CREATE TABLE t (a int, b int);
-- to
CREATE TABLE t (
	a text,
	-- migrate:renamed-from a
	b int,
	-- migrate:renamed-from b
	c int
);
-- data
INSERT INTO t VALUES (1, 2);
-- then
SELECT a, b, c FROM t;
-- |1|2

-- pair: table with its policies and triggers
-- covers: table rename; policy create; trigger create
-- from
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 0);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
COMMENT ON TRIGGER tr ON t IS 'kept';
ALTER TABLE t DISABLE TRIGGER tr;
-- to
-- migrate:renamed-from t
CREATE TABLE t2 (a int);
CREATE POLICY p ON t2 USING (a > 0);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER tr AFTER INSERT ON t2 FOR EACH ROW EXECUTE FUNCTION f();
COMMENT ON TRIGGER tr ON t2 IS 'kept';
ALTER TABLE t2 DISABLE TRIGGER tr;

-- pair: both ends of a foreign key
-- covers: table rename; column rename; foreign create
-- from
CREATE TABLE t (id int PRIMARY KEY);
CREATE TABLE u (t_id int REFERENCES t);
-- to
-- migrate:renamed-from t
CREATE TABLE team (id int CONSTRAINT t_pkey PRIMARY KEY);
-- migrate:renamed-from u
CREATE TABLE member (
	-- migrate:renamed-from t_id
	team_id int CONSTRAINT u_t_id_fkey REFERENCES team
);
-- data
INSERT INTO t VALUES (1);
INSERT INTO u VALUES (1);
-- then
SELECT team_id FROM member;
-- 1

-- pair: a type and its values
-- covers: enum rename; enum rename value; enum add value
-- from
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (e e);
-- to
-- migrate:renamed-from e
CREATE TYPE state AS ENUM (
	-- migrate:renamed-from a
	'new',
	'b',
	'c'
);
CREATE TABLE t (e state);
-- data
INSERT INTO t VALUES ('a');
-- then
SELECT e FROM t;
-- new

-- pair: materialized view and its index
-- covers: materialized view rename; index rename
-- from
CREATE TABLE t (a int);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE INDEX m_a ON m (a);
-- to
CREATE TABLE t (a int);
-- migrate:renamed-from m
CREATE MATERIALIZED VIEW n AS SELECT a FROM t;
-- migrate:renamed-from m_a
CREATE INDEX n_a ON n (a);

-- pair: overloaded function
-- covers: function rename
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 2';
-- to
-- migrate:renamed-from f
CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 2';

-- pair: a column and the generated one on it
-- covers: column rename; generated create
-- from
CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a + 1) STORED, CHECK (g > 0));
-- to
CREATE TABLE t (
	-- migrate:renamed-from a
	b int,
	-- migrate:renamed-from g
	h int CONSTRAINT t_g_check CHECK (h > 0) GENERATED ALWAYS AS (b + 1) STORED
);
-- data
INSERT INTO t VALUES (1);
-- then
SELECT b, h FROM t;
-- 1|2

-- pair: identity and its sequence
-- covers: table rename; identity sequence name
-- from
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, a int);
-- to
-- migrate:renamed-from t
CREATE TABLE t2 (id int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME t_id_seq), a int);
-- data
INSERT INTO t (a) VALUES (1);
-- then
INSERT INTO t2 (a) VALUES (2) RETURNING id;
-- 2
