-- Defaults.

-- pair: set
-- covers: default create
-- hazards: none
-- statements
ALTER TABLE t ALTER COLUMN a SET DEFAULT 5;
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int DEFAULT 5);

-- pair: change
-- covers: default alter
-- statements
ALTER TABLE t ALTER COLUMN a SET DEFAULT 'it''s'::text;
-- from
CREATE TABLE t (a text DEFAULT 'x');
-- to
CREATE TABLE t (a text DEFAULT 'it''s');

-- pair: drop
-- covers: default drop
-- statements
ALTER TABLE t ALTER COLUMN a DROP DEFAULT;
-- from
CREATE TABLE t (a int DEFAULT 5);
-- to
CREATE TABLE t (a int);

-- pair: of several
-- covers: default create; default alter; default drop; table one statement
-- statements
ALTER TABLE t
	ALTER COLUMN a DROP DEFAULT,
	ALTER COLUMN b SET DEFAULT 2,
	ALTER COLUMN c SET DEFAULT 3;
-- from
CREATE TABLE t (a int DEFAULT 1, b int DEFAULT 1, c int);
-- to
CREATE TABLE t (a int, b int DEFAULT 2, c int DEFAULT 3);

-- pair: expressions
-- covers: default alter
-- from
CREATE TABLE t (a timestamptz DEFAULT now(), b text DEFAULT CURRENT_USER, c int[] DEFAULT ARRAY[1], d jsonb);
-- to
CREATE TABLE t (a timestamptz DEFAULT now() + '1 day'::interval, b text DEFAULT upper(CURRENT_USER), c int[] DEFAULT ARRAY[1, 2], d jsonb DEFAULT '{"a": [1, "b"]}');

-- pair: null
-- covers: default create
-- from
CREATE TABLE t (a int DEFAULT 1);
-- to
CREATE TABLE t (a int DEFAULT NULL);

-- pair: by a function
-- covers: default create; function create
-- from
CREATE TABLE t (a int);
-- to
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a int DEFAULT f());

-- pair: no longer by a function
-- covers: default drop; function drop
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a int DEFAULT f());
-- to
CREATE TABLE t (a int);

-- pair: by a sequence of its own
-- covers: default create; sequence create
-- from
CREATE TABLE t (a int);
-- to
CREATE SEQUENCE s;
CREATE TABLE t (a int DEFAULT nextval('s'));

-- pair: by another sequence
-- covers: default alter; sequence drop
-- from
CREATE SEQUENCE s;
CREATE TABLE t (a int DEFAULT nextval('s'));
-- to
CREATE SEQUENCE r;
CREATE TABLE t (a int DEFAULT nextval('r'));

-- pair: of a view
-- covers: view column default
-- from
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
-- to
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
ALTER VIEW v ALTER a SET DEFAULT 3;

-- pair: of a view changed
-- covers: view column default
-- from
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
ALTER VIEW v ALTER a SET DEFAULT 3;
ALTER VIEW v ALTER b SET DEFAULT 4;
-- to
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
ALTER VIEW v ALTER b SET DEFAULT 5;
