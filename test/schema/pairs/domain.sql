-- Domains.

-- pair: create
-- covers: domain create
-- from
-- to
CREATE DOMAIN d AS text COLLATE "C" DEFAULT 'x' NOT NULL CHECK (VALUE <> '') CONSTRAINT short CHECK (length(VALUE) < 100);

-- pair: drop
-- covers: domain drop
-- statements
DROP DOMAIN d;
-- from
CREATE DOMAIN d AS text;
-- to

-- pair: rename
-- covers: domain rename
-- from
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE TABLE t (a d);
-- to
-- migrate:renamed-from d
CREATE DOMAIN e AS text CONSTRAINT d_check CHECK (VALUE <> '');
CREATE TABLE t (a e);
-- data
INSERT INTO t VALUES ('x');
-- then
SELECT a FROM t;
-- x

-- pair: default
-- covers: domain default
-- statements
ALTER DOMAIN d SET DEFAULT 'x'::text;
-- from
CREATE DOMAIN d AS text;
-- to
CREATE DOMAIN d AS text DEFAULT 'x';

-- pair: default dropped
-- covers: domain default
-- statements
ALTER DOMAIN d DROP DEFAULT;
-- from
CREATE DOMAIN d AS int DEFAULT 3;
-- to
CREATE DOMAIN d AS int;

-- pair: not null
-- covers: domain not null
-- hazards: fails on existing rows
-- statements
ALTER DOMAIN d SET NOT NULL;
-- from
CREATE DOMAIN d AS text;
-- to
CREATE DOMAIN d AS text NOT NULL;

-- pair: not null dropped
-- covers: domain not null
-- statements
ALTER DOMAIN d DROP NOT NULL;
-- from
CREATE DOMAIN d AS text NOT NULL;
-- to
CREATE DOMAIN d AS text;

-- pair: constraint added
-- covers: domain constraint create
-- hazards: fails on existing rows
-- statements
ALTER DOMAIN d ADD CONSTRAINT filled CHECK ((VALUE <> ''::text));
-- from
CREATE DOMAIN d AS text;
CREATE TABLE t (a d);
-- to
CREATE DOMAIN d AS text CONSTRAINT filled CHECK (VALUE <> '');
CREATE TABLE t (a d);

-- pair: constraint dropped
-- covers: domain constraint drop
-- statements
ALTER DOMAIN d DROP CONSTRAINT filled;
-- from
CREATE DOMAIN d AS text CONSTRAINT filled CHECK (VALUE <> '');
-- to
CREATE DOMAIN d AS text;

-- pair: constraint changed
-- covers: domain constraint expression
-- from
CREATE DOMAIN d AS text CHECK (VALUE <> '');
COMMENT ON CONSTRAINT d_check ON DOMAIN d IS 'kept';
-- to
CREATE DOMAIN d AS text CHECK (VALUE ~ '^[^@]+@[^@]+$');
COMMENT ON CONSTRAINT d_check ON DOMAIN d IS 'kept';

-- pair: constraint renamed
-- covers: domain constraint rename
-- from
CREATE DOMAIN d AS text CONSTRAINT filled CHECK (VALUE <> '');
-- to
CREATE DOMAIN d AS text
	-- migrate:renamed-from filled
	CONSTRAINT not_empty CHECK (VALUE <> '');

-- pair: constraint not valid
-- covers: domain constraint not valid
-- from
CREATE DOMAIN d AS text;
CREATE TABLE t (a d);
-- to
CREATE DOMAIN d AS text;
CREATE TABLE t (a d);
ALTER DOMAIN d ADD CONSTRAINT filled CHECK (VALUE <> '') NOT VALID;
-- data
INSERT INTO t VALUES ('');

-- pair: constraint validated
-- covers: domain constraint validate
-- statements
ALTER DOMAIN d VALIDATE CONSTRAINT filled;
-- both
CREATE DOMAIN d AS text;
-- from
ALTER DOMAIN d ADD CONSTRAINT filled CHECK (VALUE <> '') NOT VALID;
-- to
ALTER DOMAIN d ADD CONSTRAINT filled CHECK (VALUE <> '');

-- pair: constraint comment
-- covers: domain constraint comment
-- both
CREATE DOMAIN d AS text CONSTRAINT filled CHECK (VALUE <> '');
-- from
-- to
COMMENT ON CONSTRAINT filled ON DOMAIN d IS 'why';

-- pair: type
-- covers: domain type; domain rebuild
-- from
CREATE DOMAIN d AS int CHECK (VALUE > 0);
CREATE TABLE t (a d NOT NULL DEFAULT 1, b d[]);
CREATE INDEX t_a ON t (a);
COMMENT ON DOMAIN d IS 'kept';
GRANT USAGE ON DOMAIN d TO regress_reader;
REVOKE USAGE ON DOMAIN d FROM PUBLIC;
ALTER DOMAIN d OWNER TO regress_owner;
-- to
CREATE DOMAIN d AS bigint CHECK (VALUE > 0);
CREATE TABLE t (a d NOT NULL DEFAULT 1, b d[]);
CREATE INDEX t_a ON t (a);
COMMENT ON DOMAIN d IS 'kept';
GRANT USAGE ON DOMAIN d TO regress_reader;
REVOKE USAGE ON DOMAIN d FROM PUBLIC;
ALTER DOMAIN d OWNER TO regress_owner;
-- data
INSERT INTO t VALUES (1, '{2}');
-- then
SELECT * FROM t;
-- 1|{2}

-- pair: collation
-- covers: domain collation; domain rebuild
-- from
CREATE DOMAIN d AS text;
-- to
CREATE DOMAIN d AS text COLLATE "C";

-- pair: column to a domain
-- covers: column type; domain create
-- from
CREATE TABLE t (a text);
-- to
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE TABLE t (a d);
-- data
INSERT INTO t VALUES ('x');
-- then
SELECT a FROM t;
-- x

-- pair: column from a domain
-- covers: column type; domain drop
-- from
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE TABLE t (a d DEFAULT 'x');
-- to
CREATE TABLE t (a text DEFAULT 'x');

-- pair: over a domain
-- covers: domain create
-- from
-- to
CREATE DOMAIN z AS int CHECK (VALUE > 0);
CREATE DOMAIN a AS z CHECK (VALUE < 100);
CREATE DOMAIN m AS a[] DEFAULT '{1}';

-- pair: by a function
-- covers: domain constraint create; function create
-- from
CREATE DOMAIN d AS int;
-- to
CREATE FUNCTION good(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > 0';
CREATE DOMAIN d AS int CHECK (good(VALUE));

-- pair: comment
-- covers: domain comment
-- both
CREATE DOMAIN d AS text;
-- from
-- to
COMMENT ON DOMAIN d IS 'why';

-- pair: owner
-- covers: domain owner
-- both
CREATE DOMAIN d AS text;
-- from
-- to
ALTER DOMAIN d OWNER TO regress_owner;

-- pair: grant
-- covers: domain grant
-- both
CREATE DOMAIN d AS text;
-- from
-- to
GRANT USAGE ON DOMAIN d TO regress_reader WITH GRANT OPTION;

-- pair: rebuild, of columns with a storage of their own
-- covers: domain rebuild; column storage; column compression
-- from
CREATE DOMAIN d AS text;
CREATE TABLE t (a d COMPRESSION pglz, b d);
ALTER TABLE t ALTER COLUMN a SET STORAGE EXTERNAL;
-- to
CREATE DOMAIN d AS varchar;
CREATE TABLE t (a d COMPRESSION pglz, b d);
ALTER TABLE t ALTER COLUMN a SET STORAGE EXTERNAL;

-- pair: array of it no more, and its check under another name
-- covers: domain constraint create; domain constraint drop; column type
-- from
CREATE DOMAIN d AS text CONSTRAINT x CHECK (VALUE LIKE 'a%');
CREATE TABLE t (a d[]);
-- to
CREATE DOMAIN d AS text CONSTRAINT y CHECK (VALUE LIKE 'a%' AND VALUE <> '');
CREATE TABLE t (a int);

-- pair: checked, and an array of it that was none
-- covers: domain constraint create; column type
-- from
CREATE DOMAIN d AS text;
CREATE TABLE t (a text[]);
-- to
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE TABLE t (a d[]);

-- pair: checked, and a domain of its array that was none
-- covers: domain constraint create; domain type
-- from
CREATE DOMAIN d AS text;
CREATE DOMAIN e AS text[];
CREATE TABLE t (a e, b text[]);
-- to
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE DOMAIN e AS d[] CHECK (VALUE <> '{y}');
CREATE TABLE t (a e, b d[]);
