-- What stands on a changed object is rebuilt, with all that is its own.

-- pair: views on a changed column
-- covers: dependents view on column
-- from
CREATE TABLE t (a int, b text);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w WITH (security_barrier) AS SELECT a FROM v WHERE a > 0 WITH CHECK OPTION;
COMMENT ON VIEW v IS 'kept';
COMMENT ON COLUMN w.a IS 'kept';
ALTER VIEW w ALTER a SET DEFAULT 4;
GRANT SELECT ON w TO regress_reader WITH GRANT OPTION;
GRANT UPDATE (a) ON v TO regress_writer;
ALTER VIEW v OWNER TO regress_owner;
-- to
CREATE TABLE t (a bigint, b text);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w WITH (security_barrier) AS SELECT a FROM v WHERE a > 0 WITH CHECK OPTION;
COMMENT ON VIEW v IS 'kept';
COMMENT ON COLUMN w.a IS 'kept';
ALTER VIEW w ALTER a SET DEFAULT 4;
GRANT SELECT ON w TO regress_reader WITH GRANT OPTION;
GRANT UPDATE (a) ON v TO regress_writer;
ALTER VIEW v OWNER TO regress_owner;

-- pair: view not on the changed column
-- covers: dependents view on column
-- statements
ALTER TABLE t ALTER COLUMN b TYPE text;
-- from
CREATE TABLE t (a int, b varchar(9));
CREATE VIEW v AS SELECT a FROM t;
-- to
CREATE TABLE t (a int, b text);
CREATE VIEW v AS SELECT a FROM t;

-- pair: view on a dropped column
-- covers: dependents view on column; column drop
-- from
CREATE TABLE t (a int, b text);
CREATE VIEW v AS SELECT * FROM t;
CREATE VIEW w AS SELECT a FROM v;
-- to
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT * FROM t;
CREATE VIEW w AS SELECT a FROM v;

-- pair: view on an added column
-- covers: view columns; column create
-- from
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT * FROM t;
-- to
CREATE TABLE t (a int, b text);
CREATE VIEW v AS SELECT * FROM t;

-- pair: view and its trigger
-- covers: dependents view on column; trigger create
-- from
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER tr INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f();
COMMENT ON TRIGGER tr ON v IS 'kept';
-- to
CREATE TABLE t (a bigint);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER tr INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f();
COMMENT ON TRIGGER tr ON v IS 'kept';

-- pair: view and its rule
-- covers: dependents view on column; rule create
-- from
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
CREATE RULE r AS ON INSERT TO v DO INSTEAD NOTHING;
COMMENT ON RULE r ON v IS 'kept';
-- to
CREATE TABLE t (a bigint);
CREATE VIEW v AS SELECT a FROM t;
CREATE RULE r AS ON INSERT TO v DO INSTEAD NOTHING;
COMMENT ON RULE r ON v IS 'kept';

-- pair: view on a function of another type
-- covers: dependents view on function
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT f();
GRANT SELECT ON v TO regress_reader;
-- to
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE VIEW v AS SELECT f();
GRANT SELECT ON v TO regress_reader;

-- pair: function in a default
-- covers: dependents default on function
-- from
CREATE FUNCTION f(a int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a int DEFAULT f(1));
-- to
CREATE FUNCTION f(b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a int DEFAULT f(1));

-- pair: function in a check
-- covers: dependents check on function
-- from
CREATE FUNCTION f(a int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE TABLE t (a int, CONSTRAINT c CHECK (f(a)));
COMMENT ON CONSTRAINT c ON t IS 'kept';
-- to
CREATE FUNCTION f(b int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE TABLE t (a int, CONSTRAINT c CHECK (f(a)));
COMMENT ON CONSTRAINT c ON t IS 'kept';

-- pair: function in an index
-- covers: dependents index on function
-- from
CREATE FUNCTION f(a int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a int);
CREATE INDEX x ON t (f(a)) WITH (fillfactor=50);
COMMENT ON INDEX x IS 'kept';
ALTER INDEX x ALTER COLUMN 1 SET STATISTICS 77;
-- to
CREATE FUNCTION f(b int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a int);
CREATE INDEX x ON t (f(a)) WITH (fillfactor=50);
COMMENT ON INDEX x IS 'kept';
ALTER INDEX x ALTER COLUMN 1 SET STATISTICS 77;

-- pair: function in a policy
-- covers: dependents policy on function
-- from
CREATE FUNCTION f(a int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE TABLE t (a int);
CREATE POLICY p ON t FOR SELECT TO regress_reader USING (f(a));
COMMENT ON POLICY p ON t IS 'kept';
-- to
CREATE FUNCTION f(b int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE TABLE t (a int);
CREATE POLICY p ON t FOR SELECT TO regress_reader USING (f(a));
COMMENT ON POLICY p ON t IS 'kept';

-- pair: function in a generated column
-- covers: dependents generated on function
-- from
CREATE FUNCTION f(a int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 + 1';
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (f(a)) STORED);
COMMENT ON COLUMN t.b IS 'kept';
-- to
CREATE FUNCTION f(b int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 + 1';
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (f(a)) STORED);
COMMENT ON COLUMN t.b IS 'kept';
-- data
INSERT INTO t VALUES (1);
-- then
SELECT b FROM t;
-- 2

-- pair: function in a trigger's condition
-- covers: dependents trigger on function
-- from
CREATE FUNCTION f(a int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TABLE t (a int);
CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW WHEN (f(NEW.a)) EXECUTE FUNCTION g();
COMMENT ON TRIGGER tr ON t IS 'kept';
ALTER TABLE t ENABLE ALWAYS TRIGGER tr;
-- to
CREATE FUNCTION f(b int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TABLE t (a int);
CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW WHEN (f(NEW.a)) EXECUTE FUNCTION g();
COMMENT ON TRIGGER tr ON t IS 'kept';
ALTER TABLE t ENABLE ALWAYS TRIGGER tr;

-- pair: function in a domain
-- covers: dependents domain on function
-- from
CREATE FUNCTION f(a int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE DOMAIN d AS int CONSTRAINT c CHECK (f(VALUE));
COMMENT ON CONSTRAINT c ON DOMAIN d IS 'kept';
-- to
CREATE FUNCTION f(b int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE DOMAIN d AS int CONSTRAINT c CHECK (f(VALUE));
COMMENT ON CONSTRAINT c ON DOMAIN d IS 'kept';

-- pair: function in a function of sql body
-- covers: dependents function on function
-- from
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g() RETURNS int LANGUAGE sql RETURN f(1);
GRANT EXECUTE ON FUNCTION g TO regress_reader;
-- to
CREATE FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g() RETURNS int LANGUAGE sql RETURN f(1);
GRANT EXECUTE ON FUNCTION g TO regress_reader;

-- pair: function that takes a rebuilt view's rows
-- covers: dependents function on view
-- from
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE FUNCTION f(v) RETURNS int LANGUAGE sql AS 'SELECT $1.a';
CREATE FUNCTION g() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM v';
-- to
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f(v) RETURNS int LANGUAGE sql AS 'SELECT $1.a';
CREATE FUNCTION g() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM v';

-- pair: materialized view with indexes on a changed column
-- covers: dependents materialized view on column
-- from
CREATE TABLE t (a int);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE UNIQUE INDEX m_a ON m (a);
CREATE VIEW v AS SELECT a FROM m;
COMMENT ON INDEX m_a IS 'kept';
COMMENT ON MATERIALIZED VIEW m IS 'kept';
GRANT SELECT ON m TO regress_reader;
-- to
CREATE TABLE t (a bigint);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE UNIQUE INDEX m_a ON m (a);
CREATE VIEW v AS SELECT a FROM m;
COMMENT ON INDEX m_a IS 'kept';
COMMENT ON MATERIALIZED VIEW m IS 'kept';
GRANT SELECT ON m TO regress_reader;
-- data
INSERT INTO t VALUES (5);
REFRESH MATERIALIZED VIEW m;
-- then
SELECT * FROM v;
-- 5

-- pair: unpopulated materialized view stays so
-- covers: dependents materialized view on column
-- from
CREATE TABLE t (a int);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t WITH NO DATA;
-- to
CREATE TABLE t (a bigint);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t WITH NO DATA;
-- then
SELECT relispopulated FROM pg_class WHERE oid = 'm'::regclass;
-- f

-- pair: foreign keys to a rebuilt primary key
-- covers: dependents foreign on unique
-- from
CREATE TABLE t (a int CONSTRAINT k PRIMARY KEY);
CREATE TABLE u (a int CONSTRAINT f REFERENCES t ON DELETE CASCADE DEFERRABLE);
CREATE TABLE w (a int REFERENCES t);
COMMENT ON CONSTRAINT f ON u IS 'kept';
-- to
CREATE TABLE t (a int CONSTRAINT k PRIMARY KEY WITH (fillfactor=50) DEFERRABLE INITIALLY IMMEDIATE, UNIQUE (a));
CREATE TABLE u (a int CONSTRAINT f REFERENCES t (a) ON DELETE CASCADE DEFERRABLE);
CREATE TABLE w (a int);
COMMENT ON CONSTRAINT f ON u IS 'kept';

-- pair: statistics on a changed column
-- covers: dependents statistics on column
-- from
CREATE TABLE t (a int, b int);
CREATE STATISTICS s (ndistinct) ON a, b FROM t;
COMMENT ON STATISTICS s IS 'kept';
-- to
CREATE TABLE t (a bigint, b int);
CREATE STATISTICS s (ndistinct) ON a, b FROM t;
COMMENT ON STATISTICS s IS 'kept';

-- pair: default on a changed enum of another column
-- covers: enum add value; dependents default on function
-- from
CREATE TYPE e AS ENUM ('a');
CREATE FUNCTION f() RETURNS e LANGUAGE sql AS $$SELECT 'a'::e$$;
CREATE TABLE t (e e DEFAULT f());
-- to
CREATE TYPE e AS ENUM ('a', 'b');
CREATE FUNCTION f() RETURNS e LANGUAGE sql AS $$SELECT 'b'::e$$;
CREATE TABLE t (e e DEFAULT f());
-- then
SELECT f();
-- b

-- pair: trigger on a changed column
-- covers: dependents trigger on column
-- from
CREATE TABLE t (a int, b int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER tr AFTER UPDATE OF a ON t FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION f();
-- to
CREATE TABLE t (a bigint, b int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER tr AFTER UPDATE OF a ON t FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION f();

-- pair: view by a primary key that changes
-- covers: dependents view on constraint
-- from
CREATE TABLE t (id int, b text, c int, CONSTRAINT k PRIMARY KEY (id));
CREATE VIEW v AS SELECT id, b, count(*) FROM t GROUP BY id;
COMMENT ON VIEW v IS 'kept';
-- to
CREATE TABLE t (id int, b text, c int, CONSTRAINT k PRIMARY KEY (id) INCLUDE (c));
CREATE VIEW v AS SELECT id, b, count(*) FROM t GROUP BY id;
COMMENT ON VIEW v IS 'kept';

-- pair: two views that need each other's functions
-- covers: dependents view on function
-- from
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f() RETURNS SETOF v LANGUAGE sql STABLE AS 'SELECT * FROM v';
CREATE VIEW w AS SELECT a FROM f();
-- to
CREATE TABLE t (a bigint);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f() RETURNS SETOF v LANGUAGE sql STABLE AS 'SELECT * FROM v';
CREATE VIEW w AS SELECT a FROM f();

-- pair: a type in many places
-- covers: dependents column on type
-- from
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id int PRIMARY KEY, e e, es e[] DEFAULT '{a}');
CREATE TABLE u (e e PRIMARY KEY, EXCLUDE USING btree (e WITH =));
CREATE TABLE w (e e REFERENCES u);
CREATE VIEW v AS SELECT id, e FROM t WHERE e = 'a'::e;
CREATE MATERIALIZED VIEW m AS SELECT e FROM v;
CREATE INDEX m_e ON m (e);
CREATE POLICY p ON t USING (e = 'a');
-- to
CREATE TYPE e AS ENUM ('c', 'a');
CREATE TABLE t (id int PRIMARY KEY, e e, es e[] DEFAULT '{a}');
CREATE TABLE u (e e PRIMARY KEY, EXCLUDE USING btree (e WITH =));
CREATE TABLE w (e e REFERENCES u);
CREATE VIEW v AS SELECT id, e FROM t WHERE e = 'a'::e;
CREATE MATERIALIZED VIEW m AS SELECT e FROM v;
CREATE INDEX m_e ON m (e);
CREATE POLICY p ON t USING (e = 'a');
-- data
INSERT INTO t VALUES (1, 'a', '{c,a}');
INSERT INTO u VALUES ('c');
INSERT INTO w VALUES ('c');
REFRESH MATERIALIZED VIEW m;
-- then
SELECT e, es FROM t;
-- a|{c,a}
SELECT e FROM m;
-- a

-- pair: view moves from a table that goes to one that comes
-- covers: dependents view on column; domain not null
-- from
CREATE DOMAIN d AS int;
CREATE DOMAIN e AS int;
CREATE TABLE t (e e[]);
CREATE TABLE z (a int, d d, e e);
CREATE VIEW v AS SELECT a FROM z;
-- to
CREATE DOMAIN d AS int NOT NULL;
CREATE DOMAIN e AS int NOT NULL;
CREATE TABLE t (e e[]);
CREATE TABLE b (a int, d d, e e);
CREATE VIEW v AS SELECT a FROM b;

-- pair: view of another table, whose key has the name of the old one's
-- covers: dependents view on column
-- from
CREATE TABLE t (a int CONSTRAINT k PRIMARY KEY, b int);
CREATE VIEW v AS SELECT b FROM t;
-- to
CREATE TABLE u (a int CONSTRAINT k PRIMARY KEY, b int);
CREATE VIEW v AS SELECT b FROM u;

-- pair: view that goes over from a view of a column's old type to one of the new type
-- covers: dependents view on view; view query; column type
-- from
CREATE TABLE t (a numeric(10,2), b int);
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT 1 AS x WHERE EXISTS (SELECT FROM v);
CREATE VIEW x AS SELECT x FROM w;
COMMENT ON VIEW x IS 'kept';
-- to
CREATE TABLE t (a text, b int);
CREATE VIEW u AS SELECT a FROM t;
CREATE VIEW w AS SELECT 1 AS x WHERE EXISTS (SELECT FROM u);
CREATE VIEW x AS SELECT x FROM w;
COMMENT ON VIEW x IS 'kept';

-- pair: view that goes over from a view of an enum to another, where the enum loses a value
-- covers: dependents view on view; view query; enum remove value
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (a mood, b int);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w AS SELECT b FROM v;
-- to
CREATE TYPE mood AS ENUM ('ok');
CREATE TABLE t (a mood, b int);
CREATE VIEW u AS SELECT b, a FROM t;
CREATE VIEW w AS SELECT b FROM u;
