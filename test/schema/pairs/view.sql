-- Views.

-- pair: create
-- covers: view create
-- hazards: none
-- both
CREATE TABLE t (a int, b text);
-- from
-- to
CREATE VIEW v AS SELECT a, b FROM t WHERE a > 0;

-- pair: drop
-- covers: view drop
-- hazards: not deletes data
-- statements
DROP VIEW v;
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v AS SELECT a FROM t;
-- to

-- pair: query
-- covers: view query
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v AS SELECT a FROM t WHERE a > 0;
GRANT SELECT ON v TO regress_reader;
-- to
CREATE VIEW v AS SELECT a FROM t WHERE a > 10 OR b = 'it''s 100%';
GRANT SELECT ON v TO regress_reader;

-- pair: columns added at the end
-- covers: view columns
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM v;
-- to
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w AS SELECT a FROM v;

-- pair: columns removed
-- covers: view columns; view rebuild
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v AS SELECT a, b FROM t;
COMMENT ON VIEW v IS 'kept';
COMMENT ON COLUMN v.a IS 'kept';
GRANT SELECT ON v TO regress_reader;
GRANT UPDATE (a) ON v TO regress_writer;
ALTER VIEW v OWNER TO regress_owner;
-- to
CREATE VIEW v AS SELECT a FROM t;
COMMENT ON VIEW v IS 'kept';
COMMENT ON COLUMN v.a IS 'kept';
GRANT SELECT ON v TO regress_reader;
GRANT UPDATE (a) ON v TO regress_writer;
ALTER VIEW v OWNER TO regress_owner;

-- pair: columns in another order
-- covers: view columns; view rebuild
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v AS SELECT a, b FROM t;
-- to
CREATE VIEW v AS SELECT b, a FROM t;

-- pair: type of a column
-- covers: view columns; view rebuild
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v AS SELECT a FROM t;
-- to
CREATE VIEW v AS SELECT a::bigint FROM t;

-- pair: rename
-- covers: view rename
-- statements
ALTER VIEW v RENAME TO w;
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v AS SELECT a FROM t;
-- to
-- migrate:renamed-from v
CREATE VIEW w AS SELECT a FROM t;

-- pair: rename a column
-- covers: view column rename
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v AS SELECT a FROM t;
-- to
CREATE VIEW v AS SELECT a AS c FROM t;

-- pair: comment
-- covers: view comment; view column comment
-- both
CREATE TABLE t (a int, b text);
CREATE VIEW v AS SELECT a FROM t;
-- from
-- to
COMMENT ON VIEW v IS 'seen';
COMMENT ON COLUMN v.a IS 'seen too';

-- pair: owner
-- covers: view owner
-- statements
ALTER VIEW v OWNER TO regress_owner;
-- both
CREATE TABLE t (a int, b text);
CREATE VIEW v AS SELECT a FROM t;
-- from
-- to
ALTER VIEW v OWNER TO regress_owner;

-- pair: grant
-- covers: view grant
-- both
CREATE TABLE t (a int, b text);
CREATE VIEW v AS SELECT a FROM t;
-- from
GRANT SELECT ON v TO regress_writer;
-- to
GRANT SELECT, INSERT ON v TO regress_reader;
GRANT UPDATE (a) ON v TO regress_writer;

-- pair: security barrier
-- covers: view security barrier
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v AS SELECT a FROM t;
-- to
CREATE VIEW v WITH (security_barrier) AS SELECT a FROM t;

-- pair: security invoker
-- covers: view security invoker
-- statements
ALTER VIEW v SET (security_invoker=true);
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v AS SELECT a FROM t;
-- to
CREATE VIEW v WITH (security_invoker=true) AS SELECT a FROM t;

-- pair: options reset
-- covers: view security barrier; view security invoker
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v WITH (security_barrier=true, security_invoker=true) AS SELECT a FROM t;
-- to
CREATE VIEW v AS SELECT a FROM t;

-- pair: check option
-- covers: view check option
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v AS SELECT a FROM t WHERE a > 0;
-- to
CREATE VIEW v AS SELECT a FROM t WHERE a > 0 WITH CASCADED CHECK OPTION;

-- pair: check option local and query
-- covers: view check option; view query
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v AS SELECT a FROM t WHERE a > 0 WITH CASCADED CHECK OPTION;
-- to
CREATE VIEW v WITH (security_barrier=false) AS SELECT a FROM t WHERE a > 1 WITH LOCAL CHECK OPTION;

-- pair: on views on views
-- covers: view rebuild; dependents view on view
-- both
CREATE TABLE t (a int, b text);
-- from
CREATE VIEW v1 AS SELECT a, b FROM t;
CREATE VIEW v2 AS SELECT a, b FROM v1;
CREATE VIEW v3 AS SELECT x.a, y.b FROM v1 x, v2 y;
COMMENT ON VIEW v3 IS 'kept';
GRANT SELECT ON v2, v3 TO regress_reader;
-- to
CREATE VIEW v1 AS SELECT b, a FROM t;
CREATE VIEW v2 AS SELECT a, b FROM v1;
CREATE VIEW v3 AS SELECT x.a, y.b FROM v1 x, v2 y;
COMMENT ON VIEW v3 IS 'kept';
GRANT SELECT ON v2, v3 TO regress_reader;

-- pair: all kinds of queries
-- covers: view create
-- both
CREATE TABLE t (a int, b text);
-- from
-- to
CREATE VIEW v1 AS WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 9) SELECT n FROM r;
CREATE VIEW v2 AS SELECT a, count(*) FILTER (WHERE b = 'x'), rank() OVER (PARTITION BY b ORDER BY a DESC) FROM t GROUP BY a, b HAVING count(*) > 1;
CREATE VIEW v3 AS SELECT DISTINCT ON (b) t.*, x FROM t LEFT JOIN LATERAL unnest(ARRAY[t.a]) AS x ON true ORDER BY b, a;
CREATE VIEW v4 AS SELECT a FROM t UNION (SELECT 1 INTERSECT SELECT 2) LIMIT 5;
CREATE VIEW v5 AS SELECT CASE WHEN a = 1 THEN 'one' ELSE b END AS c, EXISTS (SELECT FROM t AS u WHERE u.a = t.a) AS d FROM t;
CREATE VIEW v6 AS SELECT * FROM (VALUES (1, 'x'), (2, 'y')) AS w (n, s);
CREATE VIEW v7 AS SELECT;

-- pair: recursive view
-- covers: view create
-- from
-- to
CREATE RECURSIVE VIEW v (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM v WHERE n < 9;

-- pair: in an order of need
-- covers: view create
-- from
-- to
CREATE TABLE t (a int);
CREATE VIEW z AS SELECT a FROM t;
CREATE VIEW m AS SELECT a FROM z;
CREATE VIEW a AS SELECT a FROM m;

-- pair: drop several
-- covers: view drop
-- from
CREATE TABLE t (a int);
CREATE VIEW z AS SELECT a FROM t;
CREATE VIEW m AS SELECT a FROM z;
CREATE VIEW a AS SELECT a FROM m;
-- to

-- pair: two that change places
-- covers: view rebuild
-- both
CREATE TABLE t (a int);
-- from
CREATE VIEW x AS SELECT a FROM t;
CREATE VIEW y AS SELECT a FROM x;
-- to
CREATE VIEW y AS SELECT a FROM t;
CREATE VIEW x AS SELECT a FROM y;

-- pair: grouped by a primary key
-- covers: view create; dependents view on constraint
-- from
CREATE TABLE t (id int PRIMARY KEY, b text);
CREATE VIEW v AS SELECT id, b, count(*) FROM t GROUP BY id;
-- to
CREATE TABLE t (id int PRIMARY KEY DEFERRABLE, b text);
CREATE VIEW v AS SELECT id, b, count(*) FROM t GROUP BY id, b;

-- pair: with quoted names
-- covers: view create
-- from
CREATE TABLE "T.t" ("Select" int);
-- to
CREATE TABLE "T.t" ("Select" int);
CREATE VIEW "View" AS SELECT "Select" AS "From", "Select" AS "it's" FROM "T.t";
COMMENT ON COLUMN "View"."it's" IS 'odd';

-- pair: to a materialized view
-- covers: view drop; materialized view create
-- both
CREATE TABLE t (a int);
-- from
CREATE VIEW v AS SELECT a FROM t;
-- to
CREATE MATERIALIZED VIEW v AS SELECT a FROM t;

-- pair: constants without names
-- covers: view create; view query
-- from
CREATE TABLE t (a int, b varchar(9));
CREATE VIEW v AS SELECT a, b FROM t;
-- to
CREATE TABLE t (a int, b varchar(9));
CREATE VIEW v AS SELECT a, b FROM t WHERE b IN ('x', 'y') UNION ALL SELECT NULL, 'z'::varchar;
CREATE VIEW w AS SELECT a FROM t WHERE b IN (SELECT 'x' UNION SELECT b FROM t) UNION SELECT NULL::numeric(4) UNION SELECT date_part('day', NULL::timestamp);

-- pair: of a table of another name, with a type that is made anew
-- covers: view query; enum remove value; dependents view on column
-- from
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (e e, f e);
CREATE TABLE s (e e);
CREATE VIEW v AS SELECT e FROM t;
-- to
CREATE TYPE e AS ENUM ('a');
CREATE TABLE u (e e, f e);
CREATE TABLE s (e e);
CREATE VIEW v AS SELECT e FROM u;

-- pair: a column under another name, and what reads it
-- covers: view column rename; view rebuild; dependents view on view; dependents materialized view on column
-- both
CREATE TABLE t (a int, b int);
-- from
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w AS SELECT a FROM v;
CREATE MATERIALIZED VIEW m AS SELECT a FROM v;
CREATE FUNCTION f() RETURNS bigint BEGIN ATOMIC SELECT sum(a) FROM v; END;
-- to
CREATE VIEW v AS SELECT a AS c, b FROM t;
CREATE VIEW w AS SELECT c AS a FROM v;
CREATE MATERIALIZED VIEW m AS SELECT c AS a FROM v;
CREATE FUNCTION f() RETURNS bigint BEGIN ATOMIC SELECT sum(c) FROM v; END;

-- pair: column under another name, and what needs it
-- covers: view column rename; dependents view on view
-- from
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a AS k, b FROM t;
ALTER VIEW v ALTER COLUMN k SET DEFAULT 4;
CREATE VIEW w AS SELECT k, b FROM v WHERE k > 1;
CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN (SELECT max(k) FROM v);
CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO t VALUES (new.k, new.b);
-- to
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a AS m, b FROM t;
ALTER VIEW v ALTER COLUMN m SET DEFAULT 4;
CREATE VIEW w AS SELECT m AS k, b FROM v WHERE m > 1;
CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN (SELECT max(m) FROM v);
CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO t VALUES (new.m, new.b);
