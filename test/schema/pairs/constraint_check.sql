-- Check constraints.

-- pair: add
-- covers: check create
-- hazards: fails on existing rows
-- statements
ALTER TABLE t ADD CONSTRAINT positive CHECK ((a > 0));
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0));

-- pair: add two
-- covers: check create; table one statement
-- from
CREATE TABLE t (a int, b int);
-- to
CREATE TABLE t (a int CHECK (a > 0), b int, CHECK (a < b));

-- pair: drop
-- covers: check drop
-- statements
ALTER TABLE t DROP CONSTRAINT positive;
-- from
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0));
-- to
CREATE TABLE t (a int);

-- pair: expression
-- covers: check expression
-- hazards: fails on existing rows
-- from
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0));
COMMENT ON CONSTRAINT positive ON t IS 'kept';
-- to
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 1 AND a < 100));
COMMENT ON CONSTRAINT positive ON t IS 'kept';

-- pair: rename
-- covers: check rename
-- hazards: not fails on existing rows
-- statements
ALTER TABLE t RENAME CONSTRAINT positive TO t_a_positive;
-- from
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0));
-- to
CREATE TABLE t (
	a int,
	-- migrate:renamed-from positive
	CONSTRAINT t_a_positive CHECK (a > 0)
);

-- pair: comment
-- covers: check comment
-- statements
COMMENT ON CONSTRAINT positive ON t IS 'why';
-- from
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0));
-- to
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0));
COMMENT ON CONSTRAINT positive ON t IS 'why';

-- pair: comment removed
-- covers: check comment
-- from
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0));
COMMENT ON CONSTRAINT positive ON t IS 'why';
-- to
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0));

-- pair: not valid
-- covers: check not valid
-- hazards: not fails on existing rows
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int);
ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
-- data
INSERT INTO t VALUES (-1);
-- then
SELECT a FROM t;
-- -1

-- pair: validate
-- covers: check validate
-- hazards: fails on existing rows, not blocks reads
-- statements
ALTER TABLE t VALIDATE CONSTRAINT positive;
-- from
CREATE TABLE t (a int);
ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
-- to
CREATE TABLE t (a int);
ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);

-- pair: no inherit
-- covers: check no inherit
-- from
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0));
-- to
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0) NO INHERIT);

-- pair: by a function
-- covers: check create; function create
-- from
CREATE TABLE t (a int);
-- to
CREATE FUNCTION good(int) RETURNS boolean LANGUAGE sql AS 'SELECT $1 > 0';
CREATE TABLE t (a int CHECK (good(a)));

-- pair: text with percent and quotes
-- covers: check expression
-- from
CREATE TABLE t (a text, CHECK (a LIKE 'x%'));
-- to
CREATE TABLE t (a text, CHECK (a LIKE '%''"\_%' OR a ~ '^\d+$'));

-- pair: of a dropped and a new column
-- covers: check create; column create; column drop
-- from
CREATE TABLE t (a int, CHECK (a > 0));
-- to
CREATE TABLE t (b int, CHECK (b > 0));

-- pair: many values
-- covers: check expression
-- from
CREATE TABLE t (state text CHECK (state IN ('new', 'paid')));
-- to
CREATE TABLE t (state text CHECK (state IN ('new', 'paid', 'sent')));

-- pair: not enforced
-- covers: check enforced
-- server: 18
-- from
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0));
-- to
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0) NOT ENFORCED);

-- pair: one of some values
-- covers: check create; check expression
-- from
CREATE TABLE t (a varchar(9) CHECK (a IN ('x', 'y')), b text[], c varchar);
-- to
CREATE TABLE t (a varchar(9) CHECK (a IN ('x', 'y', 'z')), b text[], c varchar);
ALTER TABLE t ADD CHECK (b <@ ARRAY['x', 'y']::varchar[]::text[]);
ALTER TABLE t ADD CHECK (CASE WHEN a NOT IN ('x', 'y') THEN lower(c) IN ('p', a) ELSE c <> ALL (ARRAY['q', 'r']::varchar[]) END);

-- pair: one of some values, in the order of another writing
-- covers: check expression
-- statements
-- from
CREATE TABLE t (a varchar(9), b int, CONSTRAINT k CHECK (a IN ('x', 'y')), CONSTRAINT l CHECK (b = ANY (ARRAY[1, 2]::bigint[])));
-- to
CREATE TABLE t (a varchar(9), b int, CONSTRAINT k CHECK (a::text = ANY (ARRAY['x'::varchar::text, 'y'::varchar::text])), CONSTRAINT l CHECK (b = ANY (ARRAY[1::bigint, 2::bigint])));
