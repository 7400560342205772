-- Columns: type, null, collation, storage, statistics, names and order.

-- pair: add
-- covers: column create
-- hazards: none
-- statements
ALTER TABLE t ADD COLUMN b text;
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int, b text);
-- data
INSERT INTO t VALUES (1);
-- then
SELECT * FROM t;
-- 1|

-- pair: add several
-- covers: column create
-- statements
ALTER TABLE t
	ADD COLUMN b text,
	ADD COLUMN c numeric(10,2) DEFAULT 0 NOT NULL,
	ADD COLUMN d timestamp with time zone DEFAULT now();
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int, b text, c numeric(10,2) NOT NULL DEFAULT 0, d timestamptz DEFAULT now());

-- pair: add not null without a default
-- covers: column create; column not null
-- hazards: fails on existing rows
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int, b text NOT NULL);

-- pair: add with a volatile default
-- covers: column create; default create
-- hazards: rewrites table
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int, b uuid DEFAULT gen_random_uuid() NOT NULL);
-- data
INSERT INTO t VALUES (1), (2);
-- then
SELECT count(DISTINCT b) FROM t;
-- 2

-- pair: add with all its properties
-- covers: column create
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int, b text COLLATE "C" DEFAULT 'x' NOT NULL CHECK (b <> '') UNIQUE REFERENCES t (b));
ALTER TABLE t ALTER b SET STORAGE EXTERNAL, ALTER b SET STATISTICS 50, ALTER b SET (n_distinct = -0.5), ALTER b SET COMPRESSION pglz;
COMMENT ON COLUMN t.b IS 'all of it';
GRANT SELECT (b) ON t TO regress_reader;

-- pair: drop
-- covers: column drop
-- hazards: deletes data, irreversible
-- statements
ALTER TABLE t DROP COLUMN b;
-- from
CREATE TABLE t (a int, b text);
-- to
CREATE TABLE t (a int);
-- data
INSERT INTO t VALUES (1, 'x');
-- then
SELECT * FROM t;
-- 1

-- pair: drop with all that hangs on it
-- covers: column drop
-- from
CREATE TABLE t (a int, b serial UNIQUE CHECK (b > 0), c int CHECK (c <> b));
CREATE INDEX t_a_b ON t (a, b);
COMMENT ON COLUMN t.b IS 'going';
-- to
CREATE TABLE t (a int, c int);

-- pair: drop all columns
-- covers: column drop
-- from
CREATE TABLE t (a int, b text);
-- to
CREATE TABLE t ();

-- pair: rename
-- covers: column rename
-- hazards: not deletes data
-- statements
ALTER TABLE t RENAME COLUMN name TO title;
-- from
CREATE TABLE t (id int, name text);
-- to
CREATE TABLE t (
	id int,
	-- migrate:renamed-from name
	title text
);
-- data
INSERT INTO t VALUES (1, 'x');
-- then
SELECT title FROM t;
-- x

-- pair: rename and alter
-- covers: column rename; column type; column not null
-- from
CREATE TABLE t (id int, name varchar(10) DEFAULT 'a');
-- to
CREATE TABLE t (
	id int,
	-- migrate:renamed-from name
	title text NOT NULL DEFAULT 'b'
);
-- data
INSERT INTO t VALUES (1, 'x');
-- then
SELECT title FROM t;
-- x

-- pair: swap two
-- covers: column rename
-- from
CREATE TABLE t (a int, b text);
-- to
CREATE TABLE t (
	-- migrate:renamed-from b
	a text,
	-- migrate:renamed-from a
	b int
);
-- data
INSERT INTO t VALUES (1, 'two');
-- then
SELECT a, b FROM t;
-- two|1

-- pair: rename in a renamed table
-- covers: column rename; table rename
-- from
CREATE TABLE person (id int, fullname text);
CREATE INDEX person_name ON person (fullname);
-- to
-- migrate:renamed-from person
CREATE TABLE people (
	id int,
	-- migrate:renamed-from fullname
	name text
);
CREATE INDEX person_name ON people (name);
-- data
INSERT INTO person VALUES (1, 'Ada');
-- then
SELECT name FROM people;
-- Ada

-- pair: rename what is used everywhere
-- covers: column rename
-- from
CREATE TABLE t (id int PRIMARY KEY, n int CHECK (n > 0), twice int GENERATED ALWAYS AS (n * 2) STORED);
CREATE INDEX t_n ON t (n) WHERE n > 10;
CREATE VIEW v AS SELECT id, n AS number FROM t WHERE n < 100;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (n > 5);
-- to
CREATE TABLE t (
	id int PRIMARY KEY,
	-- migrate:renamed-from n
	m int CONSTRAINT t_n_check CHECK (m > 0),
	twice int GENERATED ALWAYS AS (m * 2) STORED
);
CREATE INDEX t_n ON t (m) WHERE m > 10;
CREATE VIEW v AS SELECT id, m AS number FROM t WHERE m < 100;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (m > 5);
-- data
INSERT INTO t VALUES (1, 2);
-- then
SELECT id, m, twice FROM t;
-- 1|2|4

-- pair: rename to a quoted name
-- covers: column rename
-- statements
ALTER TABLE t RENAME COLUMN a TO "Order By";
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (
	-- migrate:renamed-from a
	"Order By" int
);

-- pair: rename from a quoted name
-- covers: column rename
-- from
CREATE TABLE t ("A b" int);
-- to
CREATE TABLE t (
	-- migrate:renamed-from "A b"
	a int
);

-- pair: comment
-- covers: column comment
-- hazards: none
-- statements
COMMENT ON COLUMN t.a IS 'first';
-- from
CREATE TABLE t (a int, b int);
COMMENT ON COLUMN t.b IS 'same';
-- to
CREATE TABLE t (a int, b int);
COMMENT ON COLUMN t.a IS 'first';
COMMENT ON COLUMN t.b IS 'same';

-- pair: comment removed
-- covers: column comment
-- from
CREATE TABLE t (a int, b int);
COMMENT ON COLUMN t.a IS 'first';
COMMENT ON COLUMN t.b IS 'second';
-- to
CREATE TABLE t (a int, b int);
COMMENT ON COLUMN t.b IS 'Second';

-- pair: grant
-- covers: column grant
-- from
CREATE TABLE t (a int, b int);
GRANT SELECT (b) ON t TO regress_writer;
-- to
CREATE TABLE t (a int, b int);
GRANT SELECT (a), UPDATE (a) ON t TO regress_reader;
GRANT SELECT (b) ON t TO regress_writer WITH GRANT OPTION;

-- pair: revoke
-- covers: column grant
-- from
CREATE TABLE t (a int, b int);
GRANT SELECT, UPDATE (a) ON t TO regress_reader;
GRANT INSERT (b) ON t TO PUBLIC;
-- to
CREATE TABLE t (a int, b int);
GRANT UPDATE (a) ON t TO regress_reader;

-- pair: grant from table to column
-- covers: column grant; table grant
-- from
CREATE TABLE t (a int, b int);
GRANT SELECT ON t TO regress_reader;
-- to
CREATE TABLE t (a int, b int);
GRANT SELECT (a) ON t TO regress_reader;

-- pair: varchar to text
-- covers: column type
-- hazards: not rewrites table, not deletes data
-- statements
ALTER TABLE t ALTER COLUMN a TYPE text;
-- from
CREATE TABLE t (a varchar(20));
-- to
CREATE TABLE t (a text);

-- pair: varchar wider
-- covers: column type
-- hazards: not rewrites table
-- from
CREATE TABLE t (a varchar(20) NOT NULL DEFAULT 'x');
-- to
CREATE TABLE t (a varchar(40) NOT NULL DEFAULT 'x');

-- pair: varchar narrower
-- covers: column type
-- hazards: fails on existing rows
-- from
CREATE TABLE t (a varchar(20));
-- to
CREATE TABLE t (a varchar(10));

-- pair: int to bigint
-- covers: column type
-- hazards: rewrites table
-- from
CREATE TABLE t (a int PRIMARY KEY, b int);
-- to
CREATE TABLE t (a bigint PRIMARY KEY, b bigint DEFAULT 5);
-- data
INSERT INTO t VALUES (1, 2);
-- then
SELECT * FROM t;
-- 1|2

-- pair: text to int
-- covers: column type
-- hazards: rewrites table, fails on existing rows
-- from
CREATE TABLE t (a text);
-- to
CREATE TABLE t (a int);
-- data
INSERT INTO t VALUES ('42');
-- then
SELECT a + 1 FROM t;
-- 43

-- pair: text to int with a default
-- covers: column type; default alter
-- from
CREATE TABLE t (a text DEFAULT '7' NOT NULL);
-- to
CREATE TABLE t (a int DEFAULT 8 NOT NULL);
-- data
INSERT INTO t VALUES (DEFAULT);
-- then
SELECT a FROM t;
-- 7

-- pair: int to boolean
-- covers: column type
-- from
CREATE TABLE t (a int DEFAULT 0);
-- to
CREATE TABLE t (a boolean DEFAULT false);
-- data
INSERT INTO t VALUES (1), (0);
-- then
SELECT a FROM t ORDER BY a;
-- f
-- t

-- pair: numeric precision
-- covers: column type
-- from
CREATE TABLE t (a numeric(10,2), b numeric);
-- to
CREATE TABLE t (a numeric(12,2), b numeric(8,3));
-- data
INSERT INTO t VALUES (1.25, 2.0005);
-- then
SELECT * FROM t;
-- 1.25|2.001

-- pair: timestamp to timestamptz
-- covers: column type
-- from
CREATE TABLE t (a timestamp DEFAULT CURRENT_TIMESTAMP, b timestamptz(3), c interval day to second);
-- to
CREATE TABLE t (a timestamptz DEFAULT CURRENT_TIMESTAMP, b timestamptz, c interval);

-- pair: json to jsonb
-- covers: column type
-- from
CREATE TABLE t (a json DEFAULT '{}');
-- to
CREATE TABLE t (a jsonb DEFAULT '{}');
-- data
INSERT INTO t VALUES ('{"b": 1}');
-- then
SELECT a->'b' FROM t;
-- 1

-- pair: to an array
-- covers: column type
-- from
CREATE TABLE t (a text[], b text[]);
-- to
CREATE TABLE t (a varchar(10)[], b int[] DEFAULT '{1,2}');
-- data
INSERT INTO t VALUES ('{x}', '{3}');
-- then
SELECT * FROM t;
-- {x}|{3}

-- pair: type without a cast
-- covers: column type
-- hazards: deletes data
-- from
CREATE TABLE t (id int, a date);
-- to
CREATE TABLE t (id int, a point);

-- pair: type and all that uses it
-- covers: column type
-- from
CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 1 CHECK (n > 0), CONSTRAINT t_n UNIQUE (n));
CREATE INDEX t_part ON t (n) WHERE n > 10;
CREATE INDEX t_expression ON t ((n + 1));
CREATE TABLE u (n int REFERENCES t (n));
COMMENT ON CONSTRAINT t_n ON t IS 'kept';
COMMENT ON INDEX t_part IS 'kept';
-- to
CREATE TABLE t (id int PRIMARY KEY, n bigint NOT NULL DEFAULT 1 CHECK (n > 0), CONSTRAINT t_n UNIQUE (n));
CREATE INDEX t_part ON t (n) WHERE n > 10;
CREATE INDEX t_expression ON t ((n + 1));
CREATE TABLE u (n bigint REFERENCES t (n));
COMMENT ON CONSTRAINT t_n ON t IS 'kept';
COMMENT ON INDEX t_part IS 'kept';
-- data
INSERT INTO t VALUES (1, 2);
INSERT INTO u VALUES (2);
-- then
SELECT * FROM u;
-- 2

-- pair: types of several
-- covers: column type; table one statement
-- statements
ALTER TABLE t
	ALTER COLUMN a TYPE bigint,
	ALTER COLUMN b TYPE text;
-- from
CREATE TABLE t (a int, b varchar(5), c int);
-- to
CREATE TABLE t (a bigint, b text, c int);

-- pair: serial from int
-- covers: default create; sequence create; sequence owned by
-- from
CREATE TABLE t (id int PRIMARY KEY);
-- to
CREATE TABLE t (id serial PRIMARY KEY);

-- pair: serial to int
-- covers: default drop; sequence drop
-- from
CREATE TABLE t (id serial PRIMARY KEY);
-- to
CREATE TABLE t (id int PRIMARY KEY);

-- pair: serial to bigserial
-- covers: column type; sequence type
-- from
CREATE TABLE t (id serial PRIMARY KEY);
-- to
CREATE TABLE t (id bigserial PRIMARY KEY);
-- data
INSERT INTO t DEFAULT VALUES;
-- then
INSERT INTO t DEFAULT VALUES RETURNING id;
-- 2

-- pair: serial to identity
-- covers: identity create; default drop; sequence drop
-- from
CREATE TABLE t (id serial PRIMARY KEY, n int);
-- to
CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, n int);

-- pair: identity to serial
-- covers: identity drop; default create; sequence create
-- from
CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, n int);
-- to
CREATE TABLE t (id serial PRIMARY KEY, n int);

-- pair: collation
-- covers: column collation
-- from
CREATE TABLE t (a text, b varchar(10) COLLATE "C");
CREATE INDEX t_a ON t (a);
-- to
CREATE TABLE t (a text COLLATE "C", b varchar(10) COLLATE "POSIX");
CREATE INDEX t_a ON t (a);

-- pair: collation default again
-- covers: column collation
-- statements
ALTER TABLE t ALTER COLUMN a TYPE text COLLATE pg_catalog."default";
-- from
CREATE TABLE t (a text COLLATE "C");
-- to
CREATE TABLE t (a text);

-- pair: storage
-- covers: column storage
-- statements
ALTER TABLE t ALTER COLUMN a SET STORAGE EXTERNAL;
-- from
CREATE TABLE t (a text);
-- to
CREATE TABLE t (a text);
ALTER TABLE t ALTER a SET STORAGE EXTERNAL;

-- pair: storage default again
-- covers: column storage
-- from
CREATE TABLE t (a text, b bytea, c int[]);
ALTER TABLE t ALTER a SET STORAGE PLAIN, ALTER b SET STORAGE MAIN;
-- to
CREATE TABLE t (a text, b bytea, c int[]);
ALTER TABLE t ALTER c SET STORAGE MAIN;

-- pair: compression
-- covers: column compression
-- from
CREATE TABLE t (a text COMPRESSION pglz, b text);
-- to
CREATE TABLE t (a text, b text COMPRESSION pglz);

-- pair: statistics target
-- covers: column statistics target
-- statements
ALTER TABLE t ALTER COLUMN a SET STATISTICS 500;
-- from
CREATE TABLE t (a int, b int);
-- to
CREATE TABLE t (a int, b int);
ALTER TABLE t ALTER a SET STATISTICS 500;

-- pair: statistics target default again
-- covers: column statistics target
-- from
CREATE TABLE t (a int, b int);
ALTER TABLE t ALTER a SET STATISTICS 500, ALTER b SET STATISTICS 0;
-- to
CREATE TABLE t (a int, b int);

-- pair: attribute options
-- covers: column options
-- from
CREATE TABLE t (a int, b int);
ALTER TABLE t ALTER a SET (n_distinct = 5), ALTER b SET (n_distinct = 7, n_distinct_inherited = 8);
-- to
CREATE TABLE t (a int, b int);
ALTER TABLE t ALTER a SET (n_distinct = 6), ALTER b SET (n_distinct_inherited = 8);

-- pair: options kept over a change of type
-- covers: column type; column statistics target; column options
-- from
CREATE TABLE t (a varchar(5));
ALTER TABLE t ALTER a SET STATISTICS 500, ALTER a SET (n_distinct = 5), ALTER a SET STORAGE EXTERNAL;
COMMENT ON COLUMN t.a IS 'kept';
GRANT SELECT (a) ON t TO regress_reader;
-- to
CREATE TABLE t (a text);
ALTER TABLE t ALTER a SET STATISTICS 500, ALTER a SET (n_distinct = 5), ALTER a SET STORAGE EXTERNAL;
COMMENT ON COLUMN t.a IS 'kept';
GRANT SELECT (a) ON t TO regress_reader;

-- pair: privilege on the table revoked, on a column kept
-- covers: column grant; table grant
-- from
CREATE TABLE t (a int, b int);
GRANT INSERT, SELECT ON t TO PUBLIC;
GRANT INSERT (a), SELECT (a), UPDATE (b) ON t TO PUBLIC;
GRANT SELECT ON t TO regress_reader WITH GRANT OPTION;
GRANT SELECT (b) ON t TO regress_reader WITH GRANT OPTION;
CREATE VIEW v AS SELECT a FROM t;
GRANT SELECT ON v TO PUBLIC;
GRANT SELECT (a) ON v TO PUBLIC;
-- to
CREATE TABLE t (a int, b int);
GRANT SELECT ON t TO PUBLIC;
GRANT INSERT (a), SELECT (a), UPDATE (b) ON t TO PUBLIC;
GRANT SELECT ON t TO regress_reader;
GRANT SELECT (b) ON t TO regress_reader WITH GRANT OPTION;
CREATE VIEW v AS SELECT a FROM t;
GRANT SELECT (a) ON v TO PUBLIC;
