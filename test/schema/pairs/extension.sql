-- Extensions: the extension is the object, its members are not.

-- pair: create
-- covers: extension create
-- alone
-- set: migrate.compare=all
-- from
-- to
CREATE EXTENSION citext;
CREATE TABLE t (a citext);

-- pair: create in a schema
-- covers: extension create; extension schema
-- alone
-- set: migrate.compare=all
-- from
-- to
CREATE SCHEMA ext;
CREATE EXTENSION hstore SCHEMA ext;
CREATE TABLE t (a ext.hstore DEFAULT 'a=>1', b ext.hstore[]);
CREATE INDEX t_a ON t USING gin (a);

-- pair: drop
-- covers: extension drop
-- alone
-- set: migrate.compare=all
-- from
CREATE EXTENSION citext;
CREATE TABLE t (a citext, b int);
-- to
CREATE TABLE t (a text, b int);
-- data
INSERT INTO t VALUES ('x', 1);
-- then
SELECT * FROM t;
-- x|1

-- pair: moved to another schema
-- covers: extension schema
-- alone
-- set: migrate.compare=all
-- statements
ALTER EXTENSION citext SET SCHEMA ext;
-- both
CREATE SCHEMA ext;
-- from
CREATE EXTENSION citext SCHEMA public;
-- to
CREATE EXTENSION citext SCHEMA ext;

-- pair: comment
-- covers: extension comment
-- alone
-- set: migrate.compare=all
-- both
CREATE EXTENSION citext;
-- from
-- to
COMMENT ON EXTENSION citext IS 'ours';

-- pair: member with its own rights
-- covers: extension member grant
-- refused: belongs to an extension
-- alone
-- set: migrate.compare=all
-- both
CREATE EXTENSION hstore;
-- from
-- to
REVOKE EXECUTE ON FUNCTION hstore(text, text) FROM PUBLIC;

-- pair: uses of its operators
-- covers: extension create; exclude create
-- alone
-- set: migrate.compare=all
-- from
-- to
CREATE EXTENSION btree_gist;
CREATE EXTENSION pg_trgm;
CREATE TABLE t (room int, during tsrange, name text, EXCLUDE USING gist (room WITH =, during WITH &&));
CREATE INDEX t_name ON t USING gin (name gin_trgm_ops);

-- pair: dropped before it is created
-- covers: extension create
-- alone
-- from
CREATE EXTENSION citext;
CREATE TABLE t (a citext);
-- to
DROP EXTENSION IF EXISTS citext, hstore;
DROP SCHEMA IF EXISTS own_s;
CREATE SCHEMA own_s;
CREATE EXTENSION hstore WITH SCHEMA own_s;
CREATE EXTENSION citext;
CREATE TABLE t (a citext, b own_s.hstore);
