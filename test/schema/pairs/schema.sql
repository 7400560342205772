-- Schemas.

-- pair: create
-- covers: schema create
-- alone
-- statements
CREATE SCHEMA shop;
-- from
-- to
CREATE SCHEMA shop;

-- pair: create with what is in it
-- covers: schema create; table create
-- alone
-- from
-- to
CREATE SCHEMA "Shop 1";
CREATE TABLE "Shop 1".t (id serial PRIMARY KEY);
CREATE VIEW "Shop 1"."V" AS SELECT id FROM "Shop 1".t;

-- pair: create with an owner
-- covers: schema create; schema owner
-- alone
-- from
-- to
CREATE SCHEMA AUTHORIZATION regress_owner;

-- pair: drop
-- covers: schema drop
-- alone
-- statements
DROP SCHEMA shop;
-- from
CREATE SCHEMA shop;
-- to

-- pair: drop with what is in it
-- covers: schema drop; table drop
-- alone
-- hazards: deletes data
-- from
CREATE SCHEMA shop;
CREATE TABLE shop.t (id serial PRIMARY KEY);
CREATE VIEW shop.v AS SELECT id FROM shop.t;
CREATE FUNCTION shop.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE shop.e AS ENUM ('x');
-- to

-- pair: rename
-- covers: schema rename
-- alone
-- hazards: not deletes data
-- statements
ALTER SCHEMA shop RENAME TO store;
-- from
CREATE SCHEMA shop;
CREATE TABLE shop.t (id serial PRIMARY KEY);
CREATE VIEW shop.v AS SELECT id FROM shop.t;
-- to
-- migrate:renamed-from shop
CREATE SCHEMA store;
CREATE TABLE store.t (id serial PRIMARY KEY);
CREATE VIEW store.v AS SELECT id FROM store.t;
-- data
INSERT INTO shop.t DEFAULT VALUES;
-- then
SELECT id FROM store.v;
-- 1

-- pair: swap two
-- covers: schema rename
-- alone
-- from
CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TABLE a.t (x int);
CREATE TABLE b.t (y int);
-- to
-- migrate:renamed-from b
CREATE SCHEMA a;
-- migrate:renamed-from a
CREATE SCHEMA b;
CREATE TABLE a.t (y int);
CREATE TABLE b.t (x int);
-- data
INSERT INTO a.t VALUES (1);
-- then
SELECT x FROM b.t;
-- 1

-- pair: comment
-- covers: schema comment
-- alone
-- from
CREATE SCHEMA shop;
COMMENT ON SCHEMA public IS 'ours';
-- to
CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'sells';

-- pair: owner
-- covers: schema owner
-- alone
-- statements
ALTER SCHEMA shop OWNER TO regress_owner;
-- from
CREATE SCHEMA shop;
-- to
CREATE SCHEMA shop;
ALTER SCHEMA shop OWNER TO regress_owner;

-- pair: grant
-- covers: schema grant
-- alone
-- from
CREATE SCHEMA shop;
GRANT USAGE ON SCHEMA shop TO regress_reader;
-- to
CREATE SCHEMA shop;
GRANT USAGE, CREATE ON SCHEMA shop TO regress_writer;
GRANT USAGE ON SCHEMA shop TO PUBLIC;

-- pair: grant on public
-- covers: schema grant
-- alone
-- from
-- to
REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO regress_writer;

-- pair: owner of public
-- covers: schema owner
-- alone
-- from
-- to
ALTER SCHEMA public OWNER TO regress_owner;

-- pair: things that need each other across schemas
-- covers: schema create
-- alone
-- from
CREATE SCHEMA a;
CREATE SCHEMA b;
-- to
CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TYPE b.e AS ENUM ('x');
CREATE TABLE a.t (id int PRIMARY KEY, e b.e);
CREATE TABLE b.t (id int REFERENCES a.t);
CREATE VIEW a.v AS SELECT id FROM b.t;
CREATE FUNCTION b.f() RETURNS SETOF a.v LANGUAGE sql BEGIN ATOMIC SELECT id FROM a.v; END;
