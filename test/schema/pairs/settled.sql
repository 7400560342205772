-- What the server writes otherwise once it has read what it wrote.

-- pair: check of a list
-- covers: check create
-- from
CREATE TABLE t (a varchar(20), b int);
-- to
CREATE TABLE t (a varchar(20), b int, CHECK (a IN ('x', 'it''s') AND b BETWEEN 1 AND 9 AND b <> 5));

-- pair: nothing but that
-- covers: check expression
-- statements
-- from
CREATE TABLE t (a varchar(20), CONSTRAINT c CHECK (a::text = ANY (ARRAY['x'::varchar::text, 'y'::varchar::text])));
-- to
CREATE TABLE t (a varchar(20), CONSTRAINT c CHECK (a IN ('x', 'y')));

-- pair: a value more
-- covers: check expression
-- alone
-- statements
ALTER TABLE public.t DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (((a)::text = ANY ((ARRAY['x'::character varying, 'z'::character varying])::text[])));
-- from
CREATE TABLE t (a varchar(20), CONSTRAINT c CHECK (a::text = ANY (ARRAY['x'::varchar::text, 'y'::varchar::text])));
-- to
CREATE TABLE t (a varchar(20), CONSTRAINT c CHECK (a IN ('x', 'z')));

-- pair: brackets that count
-- covers: check expression
-- alone
-- statements
ALTER TABLE public.t DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (((a AND b) OR c));
-- from
CREATE TABLE t (a bool, b bool, c bool, CONSTRAINT c CHECK (a AND (b OR c)));
-- to
CREATE TABLE t (a bool, b bool, c bool, CONSTRAINT c CHECK (a AND b OR c));

-- pair: arrays in an array
-- covers: check create
-- from
CREATE FUNCTION f(text[]) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE TABLE t ();
-- to
CREATE FUNCTION f(text[]) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE TABLE t (CONSTRAINT c CHECK (f(ARRAY[ARRAY['x'::varchar, 'y'], ARRAY['z'::varchar, NULL]])));

-- pair: generated
-- covers: generated create
-- from
CREATE TABLE t (a varchar(20));
-- to
CREATE TABLE t (a varchar(20), b bool GENERATED ALWAYS AS (a NOT IN ('x', 'y')) STORED);

-- pair: domain
-- covers: domain constraint create; domain default
-- from
CREATE DOMAIN d AS varchar(20);
CREATE DOMAIN e AS text[];
-- to
CREATE DOMAIN d AS varchar(20) CHECK (VALUE IN ('x', 'y'));
CREATE DOMAIN e AS text[] DEFAULT ARRAY['x'::varchar, 'y'];

-- pair: index
-- covers: index predicate; index expression
-- from
CREATE TABLE t (a varchar(20), b int);
-- to
CREATE TABLE t (a varchar(20), b int);
CREATE INDEX i ON t (b, (a IN ('x', 'y'))) WHERE a NOT IN ('x', 'y') AND b BETWEEN 1 AND 2 AND b IS NOT NULL;

-- pair: exclusion constraint
-- covers: exclude predicate
-- from
CREATE TABLE t (a varchar(20), b int);
-- to
CREATE TABLE t (a varchar(20), b int, EXCLUDE USING btree (b WITH =) WHERE (a IN ('x', 'y')));

-- pair: policy
-- covers: policy using; policy with check
-- from
CREATE TABLE t (a varchar(20));
CREATE POLICY p ON t USING (true);
-- to
CREATE TABLE t (a varchar(20));
CREATE POLICY p ON t USING (a IN ('x', 'y')) WITH CHECK (a NOT IN ('z', 'q'));

-- pair: trigger
-- covers: trigger when
-- from
CREATE TABLE t (a varchar(20));
-- to
CREATE TABLE t (a varchar(20));
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW WHEN (new.a IN ('x', 'y')) EXECUTE FUNCTION f();

-- pair: rule
-- covers: rule create
-- from
CREATE TABLE t (a varchar(20), b int);
-- to
CREATE TABLE t (a varchar(20), b int);
CREATE RULE r AS ON DELETE TO t WHERE old.a IN ('x', 'y')
	DO ALSO (UPDATE t SET b = 1 WHERE a IN ('x', 'y'); DELETE FROM t WHERE b BETWEEN 1 AND 2 AND b > 1);
CREATE RULE s AS ON UPDATE TO t DO ALSO (NOTIFY gone; DELETE FROM t WHERE a IN ('x', 'y'));

-- pair: statistics
-- covers: statistics create
-- from
CREATE TABLE t (a varchar(20), b int);
-- to
CREATE TABLE t (a varchar(20), b int);
CREATE STATISTICS s ON b, (a IN ('x', 'y')) FROM t;

-- pair: views
-- covers: view query; materialized view query
-- from
CREATE TABLE t (a varchar(20), b int);
CREATE VIEW v AS SELECT a FROM t;
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
-- to
CREATE TABLE t (a varchar(20), b int);
CREATE VIEW v AS WITH w AS (SELECT a FROM t WHERE b BETWEEN 1 AND 100 AND a IN ('x', 'y'))
	SELECT a FROM w WHERE CASE WHEN a IN ('x', 'z') THEN a IN ('y', 'z') ELSE coalesce(a IN ('z', 'q'), false) END;
CREATE MATERIALIZED VIEW m AS SELECT a FROM t WHERE b BETWEEN 1 AND 100 AND EXISTS (SELECT FROM t AS o WHERE o.a IN ('x', 'y'));

-- pair: routines
-- covers: function sql body; function defaults; procedure create
-- from
CREATE TABLE t (a varchar(20));
-- to
CREATE TABLE t (a varchar(20));
CREATE FUNCTION f(a varchar, b text[] = ARRAY['x'::varchar, 'y']) RETURNS TABLE (c text, d bool) LANGUAGE sql
	BEGIN ATOMIC SELECT $1, $1 IN ('x', 'y'); END;
CREATE FUNCTION g(a varchar) RETURNS bool LANGUAGE sql RETURN a IN ('x', 'y');
CREATE PROCEDURE p(a varchar) LANGUAGE sql
	BEGIN ATOMIC INSERT INTO t SELECT $1 WHERE $1 IN ('x', 'y'); END;

-- pair: publication
-- covers: publication tables
-- from
CREATE TABLE t (a int PRIMARY KEY);
-- to
CREATE TABLE t (a int PRIMARY KEY);
CREATE PUBLICATION own_p FOR TABLE t WHERE (a BETWEEN 1 AND 100 AND a <> 5 AND a NOT IN (1, 2));
